"""Many rows of plain cells, in a third of the time that XlsxWriter takes for them a cell at a time.

XlsxWriter looks anew at each cell: what it is, how it is escaped, which format it has. In the rows of a long table the
same names stand over and over again, so that here the XML of a different value is made once. The rows go where
XlsxWriter in its mode of constant memory puts its own; a test compares what both write, byte by byte.
"""

from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass
from datetime import date
from functools import lru_cache

from xlsxwriter.format import Format  # type: ignore[import-untyped]
from xlsxwriter.utility import _preserve_whitespace, xl_col_to_name  # type: ignore[import-untyped]
from xlsxwriter.worksheet import Worksheet  # type: ignore[import-untyped]

Cell = str | int | date | None

CELL_LIMIT = 32_767
"""Characters in a cell; a longer text would be left out silently."""

_DIFFERENT = 8192
"""How many different values are remembered."""
_DAY_0 = date(1899, 12, 30)
"""From which the file format counts the days (ECMA-376, part 1, 18.17.4.1), for all days from 1 March 1900 on."""


@dataclass(frozen=True, slots=True)
class Looks:
    """The formats of the cells by what they hold."""

    text: Format
    number: Format
    day: Format


def shortened(text: str) -> str:
    """A text as long as a cell may hold."""
    return text if len(text) <= CELL_LIMIT else text[: CELL_LIMIT - 1] + "…"


def write_rows(
    sheet: Worksheet, first: int, rows: Iterable[Sequence[Cell]], looks: Looks, height: Callable[[str, int], float]
) -> int:
    """Write rows of as many cells each, from row ``first`` (counted from 0) on, below all that was written so far.

    What is ``None`` gets no cell. ``height`` says how many points a text needs in a column, 0 where the usual height is
    enough. The sheet has to be of a workbook with ``constant_memory``; the rows are read as they are written. Returns
    the row after the last one.
    """
    text, number, day = (f'" s="{look._get_xf_index()}"' for look in (looks.text, looks.number, looks.day))

    @lru_cache(_DIFFERENT)
    def cell(value: str | date, column: int) -> tuple[str, float]:
        """What follows the row's number in the XML of a cell, and the points that it needs."""
        if isinstance(value, date):
            return f"{day}><v>{(value - _DAY_0).days}</v></c>", 0
        shown = shortened(value)
        escaped = sheet._escape_data(sheet._escape_control_characters(shown))
        space = ' xml:space="preserve"' if _preserve_whitespace(shown) else ""
        return f'{text} t="inlineStr"><is><t{space}>{escaped}</t></is></c>', height(shown, column)

    sheet._write_single_row(first)  # the one before, which waits for further cells
    write = sheet.fh.write
    heads: list[str] = []
    row = first
    for values in rows:
        row += 1  # from here on as the file counts, from 1
        if len(heads) < len(values):
            heads = [f'<c r="{xl_col_to_name(column)}' for column in range(len(values))]
        points = 0.0
        cells: list[str] = []
        for column, value in enumerate(values):
            if value is None:
                continue
            if isinstance(value, int):
                cells.append(f"{heads[column]}{row}{number}><v>{value}</v></c>")
            else:
                rest, needed = cell(value, column)
                cells.append(f"{heads[column]}{row}{rest}")
                points = max(points, needed)
        pixels = int(points * 4 / 3 + 0.5)
        high = f' ht="{pixels * 0.75:.16g}" customHeight="1"' if pixels else ""
        if cells:
            write(f'<row r="{row}"{high}>{"".join(cells)}</row>')
    if row > first:
        sheet._check_dimensions(first, 0)
        sheet._check_dimensions(row - 1, len(heads) - 1)
        sheet.previous_row = row
    return row
