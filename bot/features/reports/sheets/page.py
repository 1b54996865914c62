"""One sheet of the workbook: cells that stay what they are, and a page that prints well."""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import date, datetime, time
from textwrap import wrap

from bot.features.reports.disclosure import LEAST
from bot.features.reports.quantities import Quantity
from bot.features.reports.report import Report
from bot.features.reports.sheets.styles import Styles
from bot.features.reports.wording import HIDDEN, NOT_COUNTED, period_name
from bot.texts import Texts
from bot.xlsx import A4, Workbook, Worksheet, footer, xl_col_to_name
from bot.xlsx.rows import Cell, Looks, shortened, write_rows

_MISSING = ("group_count", "total_count", "total_aside")
"""Styles of which there is one for a mark in place of the number."""
LINE_POINTS, HIGHEST_POINTS = 13, 400
"""Height of a line of text; Excel has no rows above 409 points."""


@dataclass(frozen=True, slots=True)
class ChartSource:
    """Cells that a chart draws from (sheet, first row and column, last row and column), and what stands in them.

    The latter is for viewers that draw from the copy inside the chart: the cells are on the disk by then.
    """

    categories: list[str | int]
    values: list[str | int]
    names: tuple[str, ...]
    figures: tuple[int | None, ...]


class Page:
    """A sheet under the report's title. Rows have to be written from top to bottom: nothing is kept in memory."""

    def __init__(
        self,
        workbook: Workbook,
        styles: Styles,
        report: Report,
        texts: Texts,
        *,
        name: str,
        title: str,
        landscape: bool = False,
    ) -> None:
        self.sheet: Worksheet = workbook.add_worksheet(name)
        self.styles = styles
        self.name = name
        self._hidden = report.hidden
        self._widths: tuple[float, ...] = ()
        self._set_up_print(report, texts, landscape=landscape)
        self.sheet.set_row(0, 26)
        self.text(0, 0, title, "title")
        self.text(1, 0, f"{report.region} · {period_name(report.period, texts)}", "subtitle")
        self.next_row = 3

    def _set_up_print(self, report: Report, texts: Texts, *, landscape: bool) -> None:
        sheet = self.sheet
        sheet.hide_gridlines(2)
        sheet.set_paper(A4)
        sheet.set_margins(left=0.6, right=0.6, top=0.7, bottom=0.8)
        if landscape:
            sheet.set_landscape()
        sheet.fit_to_pages(1, 0)
        left = f"{report.region} · {period_name(report.period, texts)}"
        sheet.set_footer(footer(left, texts.plain("Page {page} of {pages}", page="&P", pages="&N")))

    def columns(self, *widths: float) -> None:
        """Set the widths of the columns from the first on, in characters."""
        self._widths = widths
        for column, width in enumerate(widths):
            self.sheet.set_column(column, column, width, self.styles["text"])

    def heading(self, row: int, names: list[str], *, text_columns: int = 1, height: float | None = None) -> None:
        """Write a row of column headings: ``text_columns`` of them to the left, those of figures to the right."""
        if height is not None:
            self.sheet.set_row(row, height)
        for column, name in enumerate(names):
            self.text(row, column, name, "heading" if column < text_columns else "heading_right")

    def freeze_below(self, row: int, *, columns: int = 0) -> None:
        """Keep the rows down to ``row`` in sight when scrolling, and on every printed page."""
        self.sheet.freeze_panes(row + 1, columns)
        self.sheet.repeat_rows(row)

    def text(self, row: int, column: int, value: str, style: str = "text") -> None:
        """Write a text, which stays one whatever it begins with."""
        if value:
            self.sheet.write_string(row, column, shortened(value), self.styles[style])
        else:
            self.sheet.write_blank(row, column, None, self.styles[style])

    def remark(self, row: int, text: str) -> None:
        """Write a text below a table and as wide as that: a wider one would scale the printed page down."""
        self.fit_height(row, [(text, sum(self._widths))])
        self.sheet.merge_range(row, 0, row, len(self._widths) - 1, text, self.styles["remark"])

    def hides(self, *quantities: Quantity) -> bool:
        """Whether one of these must not be shown, because the report is made for publication."""
        return self._hidden is not None and not self._hidden.isdisjoint(quantities)

    def visible(self, value: int | None, of: Quantity) -> int | None:
        """What a chart may draw of a figure."""
        return None if self.hides(of) else value

    def number(
        self, row: int, column: int, value: float | None, style: str = "count", *, of: Quantity | None = None
    ) -> None:
        """Write a number; what was not counted is a dash, what must not be shown a mark.

        ``of`` names a figure that other sheets may show too. Where a report for publication has a count without a name,
        it is hidden if it is small.
        """
        small = self._hidden is not None and of is None and isinstance(value, int) and value < LEAST
        if value is None:
            self.text(row, column, NOT_COUNTED, "missing")
        elif small or (of is not None and self.hides(of)):
            self.text(row, column, HIDDEN, f"{style}_missing" if style in _MISSING else "missing")
        else:
            self.sheet.write_number(row, column, value, self.styles[style])

    def formula(
        self, row: int, column: int, formula: str, value: float, style: str, *, of: Quantity | None = None
    ) -> None:
        """Write a formula with its result, for viewers that do not calculate (a phone's preview, a script).

        In a report for publication it is the result alone: sums over hidden cells would come out smaller.
        """
        if self._hidden is None:
            self.sheet.write_formula(row, column, formula, self.styles[style], value)
        elif of is None:
            self.sheet.write_number(row, column, value, self.styles[style])
        else:
            self.number(row, column, value, style, of=of)

    @staticmethod
    def across(row: int, first: int, last: int) -> str:
        """The range of one row's columns, ``B5:G5``; all counted from 0."""
        return f"{xl_col_to_name(first)}{row + 1}:{xl_col_to_name(last)}{row + 1}"

    def day(self, row: int, column: int, value: date) -> None:
        """Write a date as Excel's own."""
        self.sheet.write_datetime(row, column, datetime.combine(value, time.min), self.styles["date"])

    def fit_height(self, row: int, cells: Sequence[tuple[str, float]]) -> None:
        """Make a row as high as its wrapped texts need (text, width of its column); only Excel itself finds that out.

        Call it before the row is written.
        """
        points = max(_points(text, width) for text, width in cells)
        if points:
            self.sheet.set_row(row, points)

    def rows(self, first: int, rows: Iterable[Sequence[Cell]]) -> int:
        """Write a table of any length from row ``first`` on; returns the row after it."""
        looks = Looks(self.styles["wrapped"], self.styles["plain_number"], self.styles["date"])
        return write_rows(
            self.sheet, first, rows, looks, height=lambda text, column: _points(text, self._widths[column])
        )

    def fade_zeros(self, first_row: int, first_column: int, last_row: int, last_column: int) -> None:
        """Let the figures stand out among zeros."""
        criteria = {"type": "cell", "criteria": "==", "value": 0, "format": self.styles["zero"]}
        self.sheet.conditional_format(first_row, first_column, last_row, last_column, criteria)


def cells(column: int, first_row: int, last_row: int) -> str:
    """The range of one column's rows, ``B5:B20``; all counted from 0."""
    name = xl_col_to_name(column)
    return f"{name}{first_row + 1}:{name}{last_row + 1}"


def _points(text: str, width: float) -> int:
    """How high a row has to be for a text in a column so wide; 0 where it fits into one line."""
    # A column is as many digits wide; of the letters of a proportional font rather more find room.
    room = int(width * 1.15)
    if len(text) <= room:
        return 0
    lines = len(wrap(text, room))
    return min(2 + LINE_POINTS * lines, HIGHEST_POINTS) if lines > 1 else 0
