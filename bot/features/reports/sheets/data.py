"""Sheet *Dati*: the records, one a row, to filter and to count again."""

from datetime import date

from bot.features.reports.records import COLUMNS, Cell, Names
from bot.features.reports.report import Report
from bot.features.reports.sheets.page import Page
from bot.texts import Texts

HEADING_ROW = 3


def write_data(page: Page, report: Report, texts: Texts) -> None:
    """Write the records as they are read: however many there are, few are in memory."""
    page.columns(*(column.width for column in COLUMNS))
    page.sheet.set_row(HEADING_ROW, 32)
    for at, column in enumerate(COLUMNS):
        page.text(HEADING_ROW, at, texts.plain(column.heading), "heading_number" if column.number else "heading")
    page.freeze_below(HEADING_ROW, columns=2)
    names = Names(report, texts.language)
    row = HEADING_ROW
    for row, record in enumerate(report.records(), start=HEADING_ROW + 1):
        for column, definition in enumerate(COLUMNS):
            _write_cell(page, row, column, definition.value(record, names))
    page.sheet.autofilter(HEADING_ROW, 0, max(row, HEADING_ROW + 1), len(COLUMNS) - 1)


def _write_cell(page: Page, row: int, column: int, value: Cell) -> None:
    if isinstance(value, date):
        page.day(row, column, value)
    elif isinstance(value, int):
        page.number(row, column, value, "plain_number")
    elif value is not None:
        page.text(row, column, value, "wrapped")
