"""Sheet *Dati*: the records, one a row, to filter and to count again."""

from datetime import date
from textwrap import wrap

from bot.features.reports.records import COLUMNS, Cell, Names
from bot.features.reports.report import Report
from bot.features.reports.sheets.page import Page
from bot.texts import Texts

HEADING_ROW = 3

LINE_POINTS, HIGHEST_POINTS = 13, 400
"""Height of a line of text; Excel has no rows above 409 points."""


def write_data(page: Page, report: Report, texts: Texts) -> None:
    """Write the records as they are read: however many there are, few are in memory."""
    page.columns(*(column.width for column in COLUMNS))
    page.sheet.set_row(HEADING_ROW, 32)
    for at, definition in enumerate(COLUMNS):
        style = "heading_number" if definition.number else "heading"
        page.text(HEADING_ROW, at, texts.plain(definition.heading), style)
    page.freeze_below(HEADING_ROW, columns=2)
    names = Names(report, texts.language)
    row = HEADING_ROW
    for record in report.records():
        row += 1
        _write_row(page, row, [definition.value(record, names) for definition in COLUMNS])
    page.sheet.autofilter(HEADING_ROW, 0, max(row, HEADING_ROW + 1), len(COLUMNS) - 1)


def _write_row(page: Page, row: int, values: list[Cell]) -> None:
    # Said for each row that needs it: only Excel itself finds out how high a row of wrapped text has to be.
    lines = max(_lines(value, definition.width) for value, definition in zip(values, COLUMNS, strict=True))
    if lines > 1:
        page.sheet.set_row(row, min(2 + LINE_POINTS * lines, HIGHEST_POINTS))
    for column, value in enumerate(values):
        if isinstance(value, date):
            page.day(row, column, value)
        elif isinstance(value, int):
            page.number(row, column, value, "plain_number")
        elif value is not None:
            page.text(row, column, value, "wrapped")


def _lines(value: Cell, width: float) -> int:
    # A column is as many digits wide; of the letters of a proportional font rather more find room.
    room = int(width * 1.15)
    return len(wrap(value, room)) if isinstance(value, str) and len(value) > room else 1
