"""Sheet *Kopsavilkums*: the figures of the period beside those of the year and of a year ago."""

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from typing import Generic, TypeVar

from bot.features.reports.quantities import (
    ALL,
    BY_OTHERS,
    BY_PEERS,
    ENTERED,
    EVENTS,
    GROUP_RECORDS,
    INDIVIDUAL_RECORDS,
    OTHER_FORMS,
    PARTICIPANTS,
    RECORDS,
    SEMINARS,
    SERVED,
    WITH_MINUTES,
    Quantity,
    quantity,
)
from bot.features.reports.report import Report, Summary
from bot.features.reports.rules import Period
from bot.features.reports.sheets.page import Page
from bot.features.reports.wording import HIDDEN, NOT_COUNTED, day, hidden_remark, period_name
from bot.texts import N_, Texts, capital
from bot.xlsx import xl_col_to_name
from storage.event_figures import EventTotals
from storage.events import CONSULTATION_DAY, CONTEST, METHOD_DAY, TRIP, VISIT

Figures = TypeVar("Figures")
"""Where the figures of a row come from."""

HEADING_ROW = 3


@dataclass(frozen=True, slots=True)
class Line(Generic[Figures]):
    """One row: its label (a msgid) and its figure, a count or a share (0–1)."""

    label: str
    value: Callable[[Figures], float | None]
    share: bool = False
    decimal: bool = False
    """Whether the figure has a place after the point."""
    part: bool = False
    """Whether the row is a part of the one above and stands indented."""
    if_any: bool = False
    """Whether the row stands only where one of its figures is more than nothing: a region may not work that way."""
    of: tuple[str, str] | None = None
    """Which quantity the figure is, if other sheets or sums have it too."""
    rests_on: tuple[tuple[str, str], ...] = ()
    """Quantities that have to be shown with it: it would tell what they are."""

    def own_quantity(self, period: Period) -> Quantity | None:
        """The quantity of a count; shares, hours and the like have none of their own."""
        what, of = self.of or (self.label, ALL)
        return None if self.share or self.decimal else quantity(what, period, of)

    def quantities(self, period: Period) -> list[Quantity]:
        """All that have to be shown for the figure to be shown."""
        own = self.own_quantity(period)
        return [*([own] if own is not None else []), *(quantity(what, period, of) for what, of in self.rests_on)]


IN_ALL: tuple[Line[Summary], ...] = (
    Line(N_("Consultations in all"), lambda summary: summary.in_all, of=(RECORDS, ALL)),
    Line(
        N_("of them known only as monthly totals"),
        lambda summary: summary.entered or None,
        part=True,
        if_any=True,
        of=(ENTERED, ALL),
    ),
)
"""What is known of consultations that were entered as totals; all other figures are of those registered one by one."""

SECTIONS: tuple[tuple[str, tuple[Line[Summary], ...]], ...] = (
    (
        N_("Consultations"),
        (
            Line(
                N_("of them individual"),
                lambda summary: summary.totals.individual,
                part=True,
                of=(INDIVIDUAL_RECORDS, ALL),
            ),
            Line(N_("of them group"), lambda summary: summary.totals.group, part=True, of=(GROUP_RECORDS, ALL)),
            Line(N_("Participants"), lambda summary: summary.totals.participants),
            Line(
                N_("Share of consultations given by peers"),
                lambda summary: summary.share_by_peers,
                share=True,
                if_any=True,
                rests_on=((BY_PEERS, ALL), (BY_OTHERS, ALL)),
            ),
        ),
    ),
    (
        N_("Libraries"),
        (
            Line(
                N_("Libraries that received consultations"),
                lambda summary: summary.totals.libraries_served,
                of=(SERVED, ALL),
            ),
            Line(N_("Libraries in all"), lambda summary: summary.libraries_all),
            Line(
                N_("Share of libraries that received consultations"),
                lambda summary: summary.share_served,
                share=True,
                rests_on=((SERVED, ALL),),
            ),
        ),
    ),
    (
        N_("Time"),
        (
            Line(N_("Recorded minutes"), lambda summary: summary.totals.minutes, rests_on=((WITH_MINUTES, ALL),)),
            Line(
                N_("consultations with recorded minutes"),
                lambda summary: summary.totals.records_with_minutes,
                part=True,
                of=(WITH_MINUTES, ALL),
            ),
        ),
    ),
    (
        N_("Questions that are not counted as consultations"),
        (
            Line(N_("Without an answer at the end of the period"), lambda summary: summary.apart.unanswered),
            Line(N_("Withdrawn by the asker"), lambda summary: summary.apart.withdrawn),
            Line(N_("Solved by an earlier answer"), lambda summary: summary.apart.self_served, if_any=True),
        ),
    ),
)


def _persons(totals: EventTotals) -> int | None:
    """Nothing where people came and none of them is known by name: 0 would say that nobody came."""
    return totals.persons.events if totals.persons.events or not totals.events.participants else None


EVENT_SECTIONS: tuple[tuple[str, tuple[Line[EventTotals], ...]], ...] = (
    (
        N_("Events"),
        (
            Line(N_("Seminars and other events"), lambda totals: totals.events.events, of=(EVENTS, SEMINARS)),
            Line(N_("Participants of events"), lambda totals: totals.events.participants, of=(PARTICIPANTS, SEMINARS)),
            Line(
                N_("different people (where known by name)"), _persons, part=True, rests_on=((PARTICIPANTS, SEMINARS),)
            ),
            Line(
                N_("Academic hours"),
                lambda totals: totals.events.academic_hours,
                decimal=True,
                rests_on=((EVENTS, SEMINARS),),
            ),
            Line(
                N_("Person-hours"),
                lambda totals: totals.events.person_hours,
                decimal=True,
                rests_on=((EVENTS, SEMINARS), (PARTICIPANTS, SEMINARS)),
            ),
            Line(
                N_("Municipality representatives invited"),
                lambda totals: totals.events.representatives_invited,
                if_any=True,
            ),
            Line(
                N_("Municipality representatives present"),
                lambda totals: totals.events.representatives_present,
                if_any=True,
            ),
        ),
    ),
    (
        N_("Other forms of work"),
        (
            Line(N_("Visits to libraries"), lambda totals: totals.of_kind(VISIT).events, of=(EVENTS, VISIT)),
            Line(
                N_("Method days"),
                lambda totals: totals.of_kind(METHOD_DAY).events,
                if_any=True,
                of=(EVENTS, METHOD_DAY),
            ),
            Line(
                N_("Consultation days"),
                lambda totals: totals.of_kind(CONSULTATION_DAY).events,
                if_any=True,
                of=(EVENTS, CONSULTATION_DAY),
            ),
            Line(N_("Contests"), lambda totals: totals.of_kind(CONTEST).events, if_any=True, of=(EVENTS, CONTEST)),
            Line(N_("Exchange trips"), lambda totals: totals.of_kind(TRIP).events, if_any=True, of=(EVENTS, TRIP)),
            Line(
                N_("Participants of other forms"),
                lambda totals: totals.other_forms.participants,
                of=(PARTICIPANTS, OTHER_FORMS),
            ),
        ),
    ),
)


def write_summary(page: Page, report: Report, texts: Texts) -> None:
    """Write the table."""
    heading(page, report, texts)
    row = HEADING_ROW + 1
    for title, lines in SECTIONS:
        _section_title(page, row, texts.plain(title))
        row += 1
        if lines is SECTIONS[0][1]:
            row = _write_lines(page, row, IN_ALL, report, summaries_of(report, entered=True), texts=texts)
        row = _write_lines(page, row, lines, report, summaries_of(report), texts=texts)
    for title, event_lines in EVENT_SECTIONS:
        _section_title(page, row, texts.plain(title))
        row = _write_lines(page, row + 1, event_lines, report, event_totals_of(report), texts=texts)
    row += 1
    if report.in_all == 0 and not report.public:  # there a nought is hidden, too
        page.text(row, 0, texts.plain("No consultation was registered in this period."), "notice")
        row += 1
    if report.event_totals.all.events == 0 and not report.public:
        page.text(row, 0, texts.plain("No event took place in this period."), "notice")
        row += 1
    for remark in _remarks(report, texts):
        page.remark(row, remark)
        row += 1


def _section_title(page: Page, row: int, title: str) -> None:
    page.sheet.set_row(row, 22)
    page.text(row, 0, title, "section")


def _write_lines(
    page: Page,
    row: int,
    lines: Sequence[Line[Figures]],
    report: Report,
    columns: Sequence[Figures | None],
    *,
    texts: Texts,
) -> int:
    for line in lines:
        found = any(line.value(figures) for figures in columns if figures is not None)
        # A row that is missing would say of a hidden figure that it is nothing.
        if line.if_any and not found and not any(_hidden(page, line, report)):
            continue
        write_line(page, row, line, report, columns, texts=texts)
        row += 1
    return row


def heading(page: Page, report: Report, texts: Texts) -> None:
    """Write the columns' names: the period, the year so far, the period a year earlier, and the difference."""
    names = _columns(
        report,
        capital(period_name(report.period, texts)),
        texts.plain("Since the year began, to {day}", day=day(report.period.last, texts)),
        capital(period_name(report.period.a_year_earlier(), texts)),
    )
    difference = [texts.plain("Difference")] if len(names) > 1 else []
    page.columns(46, *(19 for _ in names), *(13 for _ in difference))
    page.heading(HEADING_ROW, [texts.plain("Indicator"), *names, *difference], height=34, text_columns=1)
    page.freeze_below(HEADING_ROW, columns=1)


def summaries_of(report: Report, *, entered: bool = False) -> list[Summary | None]:
    """The figures of the columns, where somebody counted; ``entered``: also where that gave no more than totals."""
    columns = _columns(report, report.current, report.year_to_date, report.year_earlier)
    return [column if column is not None and (entered or column.recorded) else None for column in columns]


def event_totals_of(report: Report) -> list[EventTotals | None]:
    columns = report.event_columns
    return _columns(report, columns.current, columns.year_to_date, columns.year_earlier)


def column_periods(report: Report) -> list[Period]:
    """The periods of the columns."""
    year = Period("year", report.period.first.replace(month=1, day=1), report.period.last)
    return _columns(report, report.period, year, report.period.a_year_earlier())


def _columns(report: Report, current: Figures, year_to_date: Figures, year_earlier: Figures) -> list[Figures]:
    """A whole year needs no column of the year so far; what is for publication has its own period's alone."""
    if report.public:
        return [current]
    return [current, year_earlier] if report.period.kind == "year" else [current, year_to_date, year_earlier]


def write_line(
    page: Page, row: int, line: Line[Figures], report: Report, columns: Sequence[Figures | None], *, texts: Texts
) -> None:
    """Write a row: the figures of the columns, and the difference."""
    page.text(row, 0, texts.plain(line.label), "indented" if line.part else "text")
    values = [line.value(figures) if figures is not None else None for figures in columns]
    style = "share" if line.share else "decimal" if line.decimal else "count"
    for column, hidden in enumerate(_hidden(page, line, report), start=1):
        if hidden and columns[column - 1] is not None:
            page.text(row, column, HIDDEN, "missing")  # also a share of nothing: a dash would say what it is of
        else:
            of = line.own_quantity(column_periods(report)[column - 1])
            page.number(row, column, values[column - 1], style, of=of)
    if len(values) == 1:
        return
    last_column = len(values) + 1
    now, then = values[0], values[-1]
    if now is None or then is None:
        page.text(row, last_column, NOT_COUNTED, "missing")
        return
    of_now, of_then = (f"{xl_col_to_name(column)}{row + 1}" for column in (1, len(values)))
    if line.share:
        page.formula(row, last_column, f"=100*({of_now}-{of_then})", 100 * (now - then), "points")
    else:
        style = "decimal_difference" if line.decimal else "difference"
        page.formula(row, last_column, f"={of_now}-{of_then}", now - then, style)


def _hidden(page: Page, line: Line[Figures], report: Report) -> list[bool]:
    """Of each column whether its figure must not be shown."""
    return [page.hides(*line.quantities(period)) for period in column_periods(report)]


def _remarks(report: Report, texts: Texts) -> list[str]:
    remarks = [hidden_remark(texts)] if report.public else []
    if report.days_to_come:
        remarks.append(
            texts.plain("The period is not over yet: figures as of {day}.", day=day(report.exported_at, texts))
        )
    since = report.start_of_use
    if since is not None and None in summaries_of(report):
        remarks.append(texts.plain("“—”: nothing was counted yet. Counted since {day}.", day=day(since, texts)))
    year = Period("year", report.period.first.replace(month=1, day=1), report.period.last)
    complete = since is None or not year.first < since <= year.last or report.earlier.covers(year, since)
    if since is not None and not complete and year in column_periods(report):
        remarks.append(
            texts.plain(
                "The year's figures are not complete: not all of its months before {day} are in them.",
                day=day(since, texts),
            )
        )
    if any(column is not None and column.entered for column in summaries_of(report, entered=True)):
        remarks.append(
            texts.plain("Of consultations that are known only as monthly totals, only channel and topic are known.")
        )
    return remarks
