"""Sheet *Citas formas*: how many visits, method days, contests … there were, and all other kinds."""

from collections.abc import Sequence
from dataclasses import dataclass

from bot.features.reports import quantities
from bot.features.reports.quantities import ALL, quantity
from bot.features.reports.report import Report
from bot.features.reports.sheets.page import Page, cells
from bot.features.reports.wording import hidden_remark
from bot.texts import N_, Texts
from storage.event_figures import Sums
from storage.events import OTHER_FORMS
from storage.vocabulary import EVENT_KIND

HEADING_ROW = 3
COUNT, PARTICIPANTS, LIBRARIES, MINUTES, HOURS, PERSON_HOURS = range(1, 7)
DECIMAL = (HOURS, PERSON_HOURS)
COLUMNS = (COUNT, PARTICIPANTS, LIBRARIES, MINUTES, HOURS, PERSON_HOURS)
PUBLIC_COLUMNS = (COUNT, PARTICIPANTS, LIBRARIES)
"""For publication; the hours of a single event would tell more than that there was one."""
HEADINGS = {
    COUNT: N_("Number"),
    PARTICIPANTS: N_("Participants"),
    LIBRARIES: N_("Libraries"),
    MINUTES: N_("Minutes"),
    HOURS: N_("Academic hours"),
    PERSON_HOURS: N_("Person-hours"),
}
QUANTITIES = {COUNT: quantities.EVENTS, PARTICIPANTS: quantities.PARTICIPANTS, LIBRARIES: quantities.LIBRARIES}


def write_other_forms(page: Page, report: Report, texts: Texts) -> None:
    """Write both blocks with their sums, and the sum of all, which is that of the sheet of events."""
    columns = PUBLIC_COLUMNS if report.public else COLUMNS
    page.columns(44, 11, 13, 13, *(11, 13, 13)[: len(columns) - 3])
    page.freeze_below(HEADING_ROW, columns=1)
    totals = report.event_totals
    first, row = HEADING_ROW + 1, HEADING_ROW
    table = _Table(page, report, columns)
    for title, is_other, sums, libraries in (
        (texts.plain("Other forms of work"), True, totals.other_forms, totals.libraries.other_forms),
        (texts.plain("Events"), False, totals.events, totals.libraries.events),
    ):
        kinds = [kind for kind in kinds_shown(report) if (kind in OTHER_FORMS) == is_other]
        page.heading(row, [title, *(texts.plain(HEADINGS[column]) for column in columns)], height=30)
        for at, kind in enumerate(kinds, start=row + 1):
            page.text(at, 0, report.name_of(EVENT_KIND, kind, texts.language))
            table.write(at, totals.of_kind(kind), totals.libraries_by_kind.get(kind, 0), of=kind)
        if kinds:
            page.fade_zeros(row + 1, COUNT, row + len(kinds), columns[-1])
        page.text(row + 1 + len(kinds), 0, texts.plain("Total"), "total")
        of = quantities.OTHER_FORMS if is_other else quantities.SEMINARS
        table.write(row + 1 + len(kinds), sums, libraries, of=of, first=row + 1)
        row += len(kinds) + 3
    page.text(row, 0, texts.plain("All events"), "total")
    table.write(row, totals.all, totals.libraries.all, of=ALL, first=first)
    remark = texts.plain("In the totals each library is counted once, however many events it took part in.")
    page.remark(row + 2, remark)
    if report.public:
        page.remark(row + 3, hidden_remark(texts))


def kinds_shown(report: Report) -> list[str]:
    """The kinds to list: those in use, and retired or unknown ones of which there was an event (to publish, all)."""
    used = report.event_totals.by_kind
    known = report.vocabulary.get(EVENT_KIND, ())
    shown = [entry.key for entry in known if report.lists(entry, used)]
    return [*shown, *sorted(used.keys() - {entry.key for entry in known})]


@dataclass(frozen=True, slots=True)
class _Table:
    page: Page
    report: Report
    columns: Sequence[int]

    def write(self, row: int, sums: Sums, libraries: int, *, of: str, first: int | None = None) -> None:
        """A row; with ``first`` it is a sum of the rows from there on."""
        for column in self.columns:
            named = quantity(QUANTITIES[column], self.report.period, of) if column in QUANTITIES else None
            value = {**figures_of(sums), LIBRARIES: libraries}[column]
            if first is None:
                self.page.number(row, column, value, "decimal" if column in DECIMAL else "count", of=named)
            elif column == LIBRARIES:
                self.page.number(row, column, value, "total_count", of=named)
            else:
                formula = f"=SUBTOTAL(9,{cells(column, first, row - 1)})"
                style = "total_sum" if column in DECIMAL else "total_count"
                self.page.formula(row, column, formula, value, style, of=named)


def figures_of(sums: Sums) -> dict[int, float]:
    """The figures that can be added up, by column."""
    return {
        COUNT: sums.events,
        PARTICIPANTS: sums.participants,
        MINUTES: sums.minutes,
        HOURS: sums.academic_hours,
        PERSON_HOURS: sums.person_hours,
    }
