"""Sheet *Dati*: the records, one a row, to filter and to count again."""

from bot.features.reports.records import COLUMNS, rows
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
    after = page.rows(HEADING_ROW + 1, rows(report, texts.language))
    page.sheet.autofilter(HEADING_ROW, 0, max(after - 1, HEADING_ROW + 1), len(COLUMNS) - 1)
