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
    page.fit_height(row, [(str(value or ""), one.width) for value, one in zip(values, COLUMNS, strict=True)])
    for column, value in enumerate(values):
        if isinstance(value, date):
            page.day(row, column, value)
        elif isinstance(value, int):
            page.number(row, column, value, "plain_number")
        elif value is not None:
            page.text(row, column, value, "wrapped")
