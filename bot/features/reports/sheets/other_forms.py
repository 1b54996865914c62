"""Sheet *Citas formas*: how many visits, method days, contests … there were, and all other kinds."""

from collections.abc import Sequence

from bot.features.reports.report import Report
from bot.features.reports.sheets.page import Page, cells
from bot.texts import Texts
from storage.event_figures import Sums
from storage.events import OTHER_FORMS
from storage.vocabulary import EVENT_KIND

HEADING_ROW = 3
COUNT, PARTICIPANTS, LIBRARIES, MINUTES, HOURS, PERSON_HOURS = range(1, 7)
DECIMAL = (HOURS, PERSON_HOURS)


def write_other_forms(page: Page, report: Report, texts: Texts) -> None:
    """Write both blocks with their sums, and the sum of all, which is that of the sheet of events."""
    page.columns(44, 11, 13, 13, 11, 13, 13)
    page.freeze_below(HEADING_ROW, columns=1)
    totals = report.event_totals
    first, row = HEADING_ROW + 1, HEADING_ROW
    for title, is_other, sums, libraries in (
        (texts.plain("Other forms of work"), True, totals.other_forms, totals.libraries.other_forms),
        (texts.plain("Events"), False, totals.events, totals.libraries.events),
    ):
        kinds = [kind for kind in _kinds_shown(report) if (kind in OTHER_FORMS) == is_other]
        page.heading(row, [title, *_headings(texts)], height=30)
        _write_kinds(page, row + 1, kinds, report, texts)
        page.text(row + 1 + len(kinds), 0, texts.plain("Total"), "total")
        _write_total(page, row + 1 + len(kinds), row + 1, sums, libraries)
        row += len(kinds) + 3
    page.text(row, 0, texts.plain("All events"), "total")
    _write_total(page, row, first, totals.all, totals.libraries.all)
    remark = texts.plain("In the totals each library is counted once, however many events it took part in.")
    page.text(row + 2, 0, remark, "remark")


def _kinds_shown(report: Report) -> list[str]:
    """Those in use, and retired or unknown ones of which there was an event."""
    used = report.event_totals.by_kind
    known = report.vocabulary.get(EVENT_KIND, ())
    shown = [entry.key for entry in known if not entry.retired or entry.key in used]
    return [*shown, *sorted(used.keys() - {entry.key for entry in known})]


def _headings(texts: Texts) -> list[str]:
    return [
        texts.plain("Number"),
        texts.plain("Participants"),
        texts.plain("Libraries"),
        texts.plain("Minutes"),
        texts.plain("Academic hours"),
        texts.plain("Person-hours"),
    ]


def _write_kinds(page: Page, first: int, kinds: Sequence[str], report: Report, texts: Texts) -> None:
    totals = report.event_totals
    for row, kind in enumerate(kinds, start=first):
        page.text(row, 0, report.name_of(EVENT_KIND, kind, texts.language))
        for column, figure in _figures(totals.of_kind(kind)).items():
            page.number(row, column, figure, "decimal" if column in DECIMAL else "count")
        page.number(row, LIBRARIES, totals.libraries_by_kind.get(kind, 0))
    if kinds:
        page.fade_zeros(first, COUNT, first + len(kinds) - 1, PERSON_HOURS)


def _figures(sums: Sums) -> dict[int, float]:
    return {
        COUNT: sums.events,
        PARTICIPANTS: sums.participants,
        MINUTES: sums.minutes,
        HOURS: sums.academic_hours,
        PERSON_HOURS: sums.person_hours,
    }


def _write_total(page: Page, row: int, first: int, sums: Sums, libraries: int) -> None:
    for column, value in _figures(sums).items():
        formula = f"=SUBTOTAL(9,{cells(column, first, row - 1)})"
        page.formula(row, column, formula, value, "total_sum" if column in DECIMAL else "total_count")
    page.number(row, LIBRARIES, libraries, "total_count")
