"""Sheet *Bibliotēkas*: every library of the period, those without consultations too, and how the sums reconcile."""

from itertools import groupby

from bot.features.reports.report import Report
from bot.features.reports.sheets.page import Page, cells
from bot.texts import Texts
from storage.reports import LibraryContacts
from storage.vocabulary import LIBRARY_KIND

HEADING_ROW = 3
FIGURES = (2, 3, 4)
"""Columns of figures: individual, group, all."""


def write_libraries(page: Page, report: Report, texts: Texts) -> None:
    """Write municipalities with their libraries, each in Latvian order."""
    page.columns(44, 14, 13, 13, 13)
    page.freeze_below(HEADING_ROW, columns=1)
    page.heading(HEADING_ROW, _headings(texts), text_columns=2, height=30)
    first_row = row = HEADING_ROW + 1
    for _, libraries in groupby(report.libraries, lambda found: found.library.municipality):
        row = _write_municipality(page, row, list(libraries), report, texts)
    _write_sums(page, row, first_row, row - 1, list(report.libraries), style="total", name=texts.plain("Total"))
    _write_reconciliation(page, row + 2, report, texts)


def _headings(texts: Texts) -> list[str]:
    return [
        texts.plain("Library"),
        texts.plain("Library kind"),
        texts.plain("Individual consultations"),
        texts.plain("Group consultations"),
        texts.plain("Consultations received"),
    ]


def _write_municipality(page: Page, row: int, libraries: list[LibraryContacts], report: Report, texts: Texts) -> int:
    name = libraries[0].library.municipality
    _write_sums(page, row, row + 1, row + len(libraries), libraries, style="group", name=name)
    for at, found in enumerate(libraries, start=row + 1):
        page.text(at, 0, found.library.name, "indented")
        page.text(at, 1, report.name_of(LIBRARY_KIND, found.library.kind, texts.language))
        page.number(at, 2, found.individual)
        page.number(at, 3, found.group)
        page.formula(at, 4, f"=C{at + 1}+D{at + 1}", found.contacts, "count")
    page.fade_zeros(row + 1, 2, row + len(libraries), 4)
    return row + len(libraries) + 1


def _write_sums(
    page: Page, row: int, first: int, last: int, libraries: list[LibraryContacts], *, style: str, name: str
) -> None:
    page.text(row, 0, name, style)
    page.text(row, 1, "", style)
    sums = [sum(f.individual for f in libraries), sum(f.group for f in libraries), sum(f.contacts for f in libraries)]
    for column, value in zip(FIGURES, sums, strict=True):
        # SUBTOTAL leaves out the subtotals among its cells: the region's sum counts no municipality twice.
        if libraries:
            formula = f"=SUBTOTAL(9,{cells(column, first, last)})"
            page.formula(row, column, formula, value, f"{style}_count")
        else:
            page.number(row, column, value, f"{style}_count")


def _write_reconciliation(page: Page, row: int, report: Report, texts: Texts) -> None:
    totals = report.totals
    more = totals.contacts - (totals.records - totals.without_library)
    page.sheet.set_row(row, 22)
    page.text(row, 0, texts.plain("How this agrees with the summary"), "section")
    page.text(row + 1, 0, texts.plain("Consultations in all"), "indented")
    page.number(row + 1, 4, totals.records)
    page.text(row + 2, 0, texts.plain("consultations without a library"), "indented")
    page.number(row + 2, 4, -totals.without_library, "signed")
    page.text(row + 3, 0, texts.plain("further libraries of group consultations"), "indented")
    page.number(row + 3, 4, more, "signed")
    page.text(row + 4, 0, texts.plain("Consultations received by libraries"), "total")
    for column in range(1, 4):
        page.text(row + 4, column, "", "total")
    page.formula(row + 4, 4, f"=SUM({cells(4, row + 1, row + 3)})", totals.contacts, "total_count")
    remark = texts.plain("A group consultation is one consultation, and one for each library that took part.")
    page.text(row + 5, 0, remark, "remark")
