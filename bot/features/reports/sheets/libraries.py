"""Sheet *Bibliotēkas*: every library of the period, and how its sums agree with other sheets."""

from collections.abc import Sequence
from itertools import groupby

from bot.features.reports import quantities
from bot.features.reports.quantities import ALL, quantity
from bot.features.reports.report import Report
from bot.features.reports.sheets.page import Page, cells
from bot.features.reports.wording import hidden_remark
from bot.texts import Texts
from storage.event_figures import LibraryEvents
from storage.reports import LibraryContacts
from storage.vocabulary import LIBRARY_KIND

HEADING_ROW = 3
INDIVIDUAL, GROUP, CONTACTS, VISITS, ATTENDED, PARTICIPANTS = range(2, 8)
"""Columns of figures."""
QUANTITIES = {
    INDIVIDUAL: quantities.INDIVIDUAL,
    GROUP: quantities.GROUP,
    CONTACTS: quantities.CONTACTS,
    VISITS: quantities.VISITS,
    ATTENDED: quantities.ATTENDED,
    PARTICIPANTS: quantities.PARTICIPANTS_OF_LIBRARY,
}


def write_libraries(page: Page, report: Report, texts: Texts) -> None:
    """Write municipalities with their libraries, each in Latvian order."""
    page.columns(44, 12, 13, 13, 13, 10, 12, 12)
    page.freeze_below(HEADING_ROW, columns=1)
    page.heading(HEADING_ROW, _headings(texts), text_columns=2, height=30)
    first_row = row = HEADING_ROW + 1
    for _, libraries in groupby(report.libraries, lambda found: found.library.municipality):
        row = _write_municipality(page, row, list(libraries), report, texts)
    page.text(row, 0, texts.plain("Total"), "total")
    _write_sums(page, row, (first_row, row - 1), sums_of(report.libraries, report), report, style="total", of=ALL)
    if report.public:
        page.remark(row + 2, hidden_remark(texts))
    else:
        row = _write_reconciliation(page, row + 2, report, texts)
        _write_events_reconciliation(page, row + 1, report, texts)


def _headings(texts: Texts) -> list[str]:
    return [
        texts.plain("Library"),
        texts.plain("Library kind"),
        texts.plain("Individual consultations"),
        texts.plain("Group consultations"),
        texts.plain("Consultations received"),
        texts.plain("Visits"),
        texts.plain("Events attended"),
        texts.plain("Participants of events"),
    ]


def _write_municipality(page: Page, row: int, libraries: list[LibraryContacts], report: Report, texts: Texts) -> int:
    name = libraries[0].library.municipality
    page.text(row, 0, name, "group")
    below = (row + 1, row + len(libraries))
    _write_sums(page, row, below, sums_of(libraries, report), report, style="group", of=name)
    for at, found in enumerate(libraries, start=row + 1):
        page.text(at, 0, found.library.name, "indented")
        page.text(at, 1, report.name_of(LIBRARY_KIND, found.library.kind, texts.language))
        for column, figure in figures_of(found, report).items():
            of = quantity(QUANTITIES[column], report.period, found.library.id)
            if column == CONTACTS:
                page.formula(at, column, f"=C{at + 1}+D{at + 1}", figure, "count", of=of)
            else:
                page.number(at, column, figure, of=of)
    page.fade_zeros(row + 1, INDIVIDUAL, row + len(libraries), PARTICIPANTS)
    return row + len(libraries) + 1


def figures_of(found: LibraryContacts, report: Report) -> dict[int, int]:
    """The figures of a library, by column."""
    events = report.event_totals.by_library.get(found.library.id, LibraryEvents())
    return {
        INDIVIDUAL: found.individual,
        GROUP: found.group,
        CONTACTS: found.contacts,
        VISITS: events.visits,
        ATTENDED: events.attended,
        PARTICIPANTS: events.participants,
    }


def sums_of(libraries: Sequence[LibraryContacts], report: Report) -> dict[int, int]:
    """The figures of several, by column."""
    figures = [figures_of(found, report) for found in libraries]
    return {column: sum(one[column] for one in figures) for column in range(INDIVIDUAL, PARTICIPANTS + 1)}


def _write_sums(
    page: Page, row: int, below: tuple[int, int], sums: dict[int, int], report: Report, *, style: str, of: str
) -> None:
    first, last = below
    page.text(row, 1, "", style)
    for column, value in sums.items():
        named = quantity(QUANTITIES[column], report.period, of)
        # SUBTOTAL leaves out the subtotals among its cells: the region's sum counts no municipality twice.
        if first <= last:
            formula = f"=SUBTOTAL(9,{cells(column, first, last)})"
            page.formula(row, column, formula, value, f"{style}_count", of=named)
        else:
            page.number(row, column, value, f"{style}_count", of=named)


def _write_reconciliation(page: Page, row: int, report: Report, texts: Texts) -> int:
    totals = report.totals
    more = totals.contacts - (totals.records - totals.without_library)
    parts = [
        (texts.plain("known only as monthly totals"), -(report.in_all - totals.records)),
        (texts.plain("consultations without a library"), -totals.without_library),
        (texts.plain("further libraries of group consultations"), more),
    ]
    page.sheet.set_row(row, 22)
    page.text(row, 0, texts.plain("How this agrees with the summary"), "section")
    page.text(row + 1, 0, texts.plain("Consultations in all"), "indented")
    page.number(row + 1, CONTACTS, report.in_all)
    first, row = row + 1, row + 2
    for name, figure in parts if report.in_all > totals.records else parts[1:]:
        page.text(row, 0, name, "indented")
        page.number(row, CONTACTS, figure, "signed")
        row += 1
    page.text(row, 0, texts.plain("Consultations received by libraries"), "total")
    for column in range(1, CONTACTS):
        page.text(row, column, "", "total")
    page.formula(row, CONTACTS, f"=SUM({cells(CONTACTS, first, row - 1)})", totals.contacts, "total_count")
    remark = texts.plain("A group consultation is one consultation, and one for each library that took part.")
    page.remark(row + 1, remark)
    return row + 2


def _write_events_reconciliation(page: Page, row: int, report: Report, texts: Texts) -> None:
    totals = report.event_totals
    participants, known = totals.all.participants, totals.participants_of_libraries
    by_library = sum(one.participants for one in totals.by_library.values())
    page.sheet.set_row(row, 22)
    page.text(row, 0, texts.plain("How this agrees with the sheet of events"), "section")
    page.text(row + 1, 0, texts.plain("Participants of all events"), "indented")
    page.number(row + 1, PARTICIPANTS, participants)
    page.text(row + 2, 0, texts.plain("whose library is not known, or who were counted by head"), "indented")
    page.number(row + 2, PARTICIPANTS, known - participants, "signed")
    page.text(row + 3, 0, texts.plain("further libraries of people who work at several"), "indented")
    page.number(row + 3, PARTICIPANTS, by_library - known, "signed")
    page.text(row + 4, 0, texts.plain("Participants by library"), "total")
    for column in range(1, PARTICIPANTS):
        page.text(row + 4, column, "", "total")
    page.formula(row + 4, PARTICIPANTS, f"=SUM({cells(PARTICIPANTS, row + 1, row + 3)})", by_library, "total_count")
    remark = texts.plain("A visit counts for the library that was visited, any other event for each that took part.")
    page.remark(row + 5, remark)
