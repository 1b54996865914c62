"""Sheet *Pasākumi*: the events, one a row, seminars and the like before other forms of work."""

from collections.abc import Iterator
from itertools import groupby

from bot.features.reports.report import Report
from bot.features.reports.sheets.page import Page, cells
from bot.features.reports.wording import NOT_COUNTED, form_name
from bot.texts import N_, Texts
from bot.xlsx import xl_col_to_name
from storage.event_figures import EventTotals, HeldEvent, Sums
from storage.events import OTHER_FORMS
from storage.vocabulary import EVENT_KIND

HEADING_ROW = 3

COLUMNS: tuple[tuple[str, float], ...] = (
    (N_("No."), 7),
    (N_("Date"), 11.5),
    (N_("Last day"), 11.5),
    (N_("Title"), 34),
    (N_("Kind"), 17),
    (N_("Form"), 11),
    (N_("Lecturers"), 24),
    (N_("Place"), 26),
    (N_("Participants"), 12),
    (N_("Different people"), 11),
    (N_("Libraries"), 12),
    (N_("Minutes"), 9),
    (N_("Academic hours"), 14),
    (N_("Person-hours"), 15),
    (N_("Municipality representatives invited"), 15.5),
    (N_("Municipality representatives present"), 15.5),
)
"""Headings (msgids) and widths in characters."""
TITLE, LECTURERS, PLACE = 3, 6, 7
FIGURES = 8
"""The first column of figures."""
PARTICIPANTS, PERSONS, LIBRARIES, MINUTES, HOURS, PERSON_HOURS, INVITED, PRESENT = range(FIGURES, len(COLUMNS))
DECIMAL = (HOURS, PERSON_HOURS)


def write_events(page: Page, report: Report, texts: Texts) -> None:
    """Write the events as they are read: however many there are, few are in memory."""
    page.columns(*(width for _, width in COLUMNS))
    page.sheet.set_row(HEADING_ROW, 46)
    for at, (heading, _) in enumerate(COLUMNS):
        page.text(HEADING_ROW, at, texts.plain(heading), "heading_number" if at >= FIGURES or at == 0 else "heading")
    page.freeze_below(HEADING_ROW, columns=2)
    row = HEADING_ROW + 1
    totals = report.event_totals
    different = (totals.persons, totals.libraries)
    if totals.all.events == 0:
        page.text(row, 1, texts.plain("No event took place in this period."), "notice")
        return
    for other_form, events in groupby(report.events(), lambda event: event.kind in OTHER_FORMS):
        title = texts.plain("Other forms of work") if other_form else texts.plain("Events")
        page.sheet.set_row(row, 22)
        page.text(row, 0, title, "section")
        first = row + 1
        row = _write_rows(page, first, events, report, texts)
        page.text(row, 0, texts.plain("Total"), "total")
        sums = totals.other_forms if other_form else totals.events
        _write_total(page, row, first, sums)
        _write_different(page, row, sums, *(one.other_forms if other_form else one.events for one in different))
        row += 1
    if 0 < totals.events.events < totals.all.events:
        page.text(row, 0, texts.plain("All events"), "total")
        _write_total(page, row, HEADING_ROW + 1, totals.all)
        _write_different(page, row, totals.all, *(one.all for one in different))
        row += 1
    for remark in _remarks(totals, texts):
        row += 1
        page.remark(row, remark)


def _write_rows(page: Page, row: int, events: Iterator[HeldEvent], report: Report, texts: Texts) -> int:
    for event in events:
        _write_event(page, row, event, report, texts)
        row += 1
    return row


def _write_event(page: Page, row: int, event: HeldEvent, report: Report, texts: Texts) -> None:
    words = {
        TITLE: event.title,
        4: report.name_of(EVENT_KIND, event.kind, texts.language),
        5: form_name(event.form, texts),
        LECTURERS: event.lecturers or "",
        PLACE: event.place or "",
    }
    page.fit_height(row, [(text, COLUMNS[column][1]) for column, text in words.items()])
    page.number(row, 0, event.number, "plain_number")
    page.day(row, 1, event.first_day)
    if event.last_day != event.first_day:
        page.day(row, 2, event.last_day)
    for column, text in words.items():
        page.text(row, column, text, "wrapped")
    figures = {
        PARTICIPANTS: event.participants,
        PERSONS: event.persons,
        LIBRARIES: event.libraries,
        MINUTES: event.minutes,
        HOURS: event.academic_hours,
        INVITED: event.representatives_invited,
        PRESENT: event.representatives_present,
    }
    for column, figure in figures.items():
        _write_figure(page, row, column, figure)
    if event.person_hours is None:
        _write_figure(page, row, PERSON_HOURS, None)
    else:
        people, hours = (f"{xl_col_to_name(column)}{row + 1}" for column in (PARTICIPANTS, HOURS))
        page.formula(row, PERSON_HOURS, f"={people}*{hours}", event.person_hours, "plain_decimal")


def _write_figure(page: Page, row: int, column: int, figure: float | None) -> None:
    if figure is None:
        page.text(row, column, NOT_COUNTED, "plain_missing")
    else:
        page.number(row, column, figure, "plain_decimal" if column in DECIMAL else "plain_number")


def _write_total(page: Page, row: int, first: int, sums: Sums) -> None:
    for column in range(1, FIGURES):
        page.text(row, column, "", "total")
    added_up: dict[int, float] = {
        PARTICIPANTS: sums.participants,
        MINUTES: sums.minutes,
        HOURS: sums.academic_hours,
        PERSON_HOURS: sums.person_hours,
        INVITED: sums.representatives_invited,
        PRESENT: sums.representatives_present,
    }
    for column, value in added_up.items():
        # SUBTOTAL leaves out the subtotals among its cells: the sum of all counts nothing twice.
        formula = f"=SUBTOTAL(9,{cells(column, first, row - 1)})"
        page.formula(row, column, formula, value, "total_decimal" if column in DECIMAL else "total_number")


def _write_different(page: Page, row: int, sums: Sums, persons: int, libraries: int) -> None:
    if persons or not sums.participants:
        page.number(row, PERSONS, persons, "total_number")
    else:  # nobody is known by name, and 0 would say that nobody came
        page.text(row, PERSONS, NOT_COUNTED, "total_missing")
    page.number(row, LIBRARIES, libraries, "total_number")


def _remarks(totals: EventTotals, texts: Texts) -> Iterator[str]:
    yield texts.plain("In the totals each person and each library is counted once, however many events they came to.")
    missing = totals.all.without_participants
    if missing:
        yield texts.plain_n(
            "For {n} event it has not been entered yet who came: “—”.",
            "For {n} events it has not been entered yet who came: “—”.",
            missing,
        )
