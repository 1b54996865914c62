"""The variant of a report for publication: which of its figures it must not show.

It tells of its own period alone. A figure of another one, the year so far or the month a year earlier, would be shown
next to what was hidden when that one was published, and tie the two. So no sum holds between workbooks whose periods do
not overlap, and what is hidden in one cannot be found out with all the others. Between those that overlap (a month and
its quarter, a month before and after a correction) sums do hold: ``ONCE`` is said with each.

All figures that its sheets show are looked at together, with all the sums between them, also those that tie one sheet
to another: a figure that is hidden in one must not be found out from the next.
"""

from collections.abc import Iterable, Sequence
from dataclasses import replace
from itertools import groupby
from typing import TypeVar

from bot.features.reports import quantities as q
from bot.features.reports.disclosure import LEAST, hidden_figures
from bot.features.reports.months import Earlier, Key, spans
from bot.features.reports.quantities import ALL, Quantity, quantity
from bot.features.reports.report import EventColumns, Report
from bot.features.reports.rules import Period
from bot.features.reports.sheets import libraries, other_forms
from bot.features.reports.sheets.exchange import LINES
from bot.features.reports.sheets.summary import (
    EVENT_SECTIONS,
    IN_ALL,
    SECTIONS,
    Line,
    column_periods,
    event_totals_of,
    summaries_of,
)
from storage.events import OTHER_FORMS, VISIT

F = TypeVar("F")


def for_publication(report: Report) -> Report:
    """The same report of its period alone, and without its small figures."""
    published = replace(
        report,
        hidden=frozenset(),
        year_to_date=None,
        year_earlier=None,
        event_columns=EventColumns(report.event_columns.current, None, None),
        months=tuple(replace(one, a_year_earlier=None) for one in report.months if one.month.first in report.period),
        earlier=Earlier(report.earlier.of(report.period)),
    )
    figures = _Figures()
    _summary(figures, published)
    _topics(figures, published)
    _months(figures, published)
    _libraries(figures, published)
    _events(figures, published)
    hidden = hidden_figures(figures.values, figures.sums, figures.telling)
    return replace(published, hidden=hidden | _libraries_served(published, hidden))


class _Figures:
    def __init__(self) -> None:
        self.values: dict[Quantity, int] = {}
        self.sums: list[dict[Quantity, int]] = []
        self.telling: set[Quantity] = set()

    def tell_of(self, few: Quantity, *telling: Quantity) -> None:
        """What would tell of a small figure that it is not nothing: nobody comes to no event."""
        if self.values.get(few, 0) < LEAST:
            self.telling.update(telling)

    def tie(self, total: Quantity, parts: Iterable[Quantity]) -> None:
        """What a total is the sum of, as far as that is shown; a total that is its only part ties nothing."""
        shown = [part for part in parts if part in self.values]
        if shown and shown != [total]:
            self.sums.append({total: 1, **dict.fromkeys(shown, -1)})


def _summary(figures: _Figures, report: Report) -> None:
    lines = [line for _, section in SECTIONS for line in section]
    _lines(figures, report, IN_ALL, summaries_of(report, entered=True))
    _lines(figures, report, [*lines, *LINES], summaries_of(report))
    _lines(figures, report, [line for _, section in EVENT_SECTIONS for line in section], event_totals_of(report))
    for period, summary in zip(column_periods(report), summaries_of(report), strict=True):
        if summary is None:
            continue
        totals, records = summary.totals, quantity(q.RECORDS, period)
        by_peers, by_others = quantity(q.BY_PEERS, period), quantity(q.BY_OTHERS, period)
        figures.values[by_peers], figures.values[by_others] = totals.by_peers, totals.records - totals.by_peers
        entered = quantity(q.ENTERED, period)
        figures.tie(records, [quantity(what, period) for what in (q.INDIVIDUAL_RECORDS, q.GROUP_RECORDS)] + [entered])
        figures.tie(records, [by_peers, by_others, entered])
    for period, summary in zip(column_periods(report), summaries_of(report, entered=True), strict=True):
        if summary is not None and not summary.recorded:
            figures.tie(quantity(q.RECORDS, period), [quantity(q.ENTERED, period)])


def _lines(figures: _Figures, report: Report, lines: Sequence[Line[F]], columns: Sequence[F | None]) -> None:
    for line in lines:
        for period, column in zip(column_periods(report), columns, strict=True):
            named = line.own_quantity(period)
            value = line.value(column) if column is not None else None
            if named is not None and value is not None:
                figures.values[named] = int(value)


def _topics(figures: _Figures, report: Report) -> None:
    period = report.period
    topics, channels = report.topics_shown(), report.channels_shown()
    counts = {(one.topic, one.channel): one.records for one in report.topics}

    def named(topic: Key, channel: Key) -> Quantity:
        return quantity(q.RECORDS, period, topic, channel)

    for topic in topics:
        for channel in channels:
            figures.values[named(topic, channel)] = counts.get((topic, channel), 0)
        figures.values[named(topic, ALL)] = sum(counts.get((topic, channel), 0) for channel in channels)
        figures.values[quantity(q.SECOND_TOPIC, period, topic)] = report.second_topics.get(topic or "", 0)
        figures.tie(named(topic, ALL), [named(topic, channel) for channel in channels])
    for channel in (*channels, ALL):
        figures.values[named(ALL, channel)] = sum(figures.values[named(topic, channel)] for topic in topics)
        figures.tie(named(ALL, channel), [named(topic, channel) for topic in topics])
    figures.tie(named(ALL, ALL), [named(ALL, channel) for channel in channels])
    second = [quantity(q.SECOND_TOPIC, period, topic) for topic in topics]
    figures.values[quantity(q.SECOND_TOPIC, period)] = sum(figures.values[one] for one in second)
    figures.tie(quantity(q.SECOND_TOPIC, period), second)


def _months(figures: _Figures, report: Report) -> None:
    channels = report.channels_shown()

    def named(period: Period, channel: Key) -> Quantity:
        return quantity(q.RECORDS, period, ALL, channel)

    for line in report.months:
        if line.by_channel is not None:
            for channel in channels:
                figures.values[named(line.month, channel)] = line.by_channel.get(channel, 0)
            figures.values[named(line.month, ALL)] = line.total or 0
            figures.tie(named(line.month, ALL), [named(line.month, channel) for channel in channels])
    *quarters, (whole, places) = spans(report.period, alone=True)
    months = [line.month for line in report.months]
    for span, its in quarters:
        _sum_of_months(figures, span, [months[place] for place in its], channels)
    _sum_of_months(figures, whole, [span for span, _ in quarters] or [months[place] for place in places], channels)


def _sum_of_months(figures: _Figures, span: Period, parts: Sequence[Period], channels: Sequence[Key]) -> None:
    for channel in (*channels, ALL):
        shown = [quantity(q.RECORDS, part, ALL, channel) for part in parts]
        shown = [one for one in shown if one in figures.values]
        if shown:
            total = quantity(q.RECORDS, span, ALL, channel)
            figures.values[total] = sum(figures.values[one] for one in shown)
            figures.tie(total, shown)
    figures.tie(quantity(q.RECORDS, span), [quantity(q.RECORDS, span, ALL, channel) for channel in channels])


def _libraries(figures: _Figures, report: Report) -> None:
    period, names = report.period, libraries.QUANTITIES
    groups: list[str] = []
    for name, several in groupby(report.libraries, lambda found: found.library.municipality):
        found = list(several)
        groups.append(name)
        for one in found:
            _row_of_libraries(figures, period, one.library.id, libraries.figures_of(one, report))
        _row_of_libraries(figures, period, name, libraries.sums_of(found, report))
        for what in names.values():
            figures.tie(quantity(what, period, name), [quantity(what, period, one.library.id) for one in found])
    _row_of_libraries(figures, period, ALL, libraries.sums_of(report.libraries, report))
    for what in names.values():
        figures.tie(quantity(what, period), [quantity(what, period, name) for name in groups])
    # As a rule one library each: then the sheet of libraries has the same figure. What is not individual is for groups.
    figures.tie(quantity(q.INDIVIDUAL, period), [quantity(q.INDIVIDUAL_RECORDS, period)])
    split = [quantity(what, period, of) for what in (q.INDIVIDUAL, q.GROUP) for of in (*groups, ALL)]
    figures.tell_of(quantity(q.GROUP_RECORDS, period), quantity(q.INDIVIDUAL_RECORDS, period), *split)


def _row_of_libraries(figures: _Figures, period: Period, of: object, row: dict[int, int]) -> None:
    for column, value in row.items():
        figures.values[quantity(libraries.QUANTITIES[column], period, of)] = value
    figures.tie(quantity(q.CONTACTS, period, of), [quantity(q.INDIVIDUAL, period, of), quantity(q.GROUP, period, of)])
    figures.tell_of(quantity(q.ATTENDED, period, of), quantity(q.PARTICIPANTS_OF_LIBRARY, period, of))


def _libraries_served(report: Report, hidden: frozenset[Quantity]) -> set[Quantity]:
    """How many there were, where that says of those of which all is hidden that each of them was, or none."""
    whats = (q.INDIVIDUAL, q.GROUP, q.CONTACTS)
    unknown = sum(
        hidden.issuperset(quantity(what, report.period, one.library.id) for what in whats) for one in report.libraries
    )
    served = report.totals.libraries_served - (len(report.libraries) - unknown)
    return {quantity(q.SERVED, report.period)} if unknown and served in {0, unknown} else set()


def _events(figures: _Figures, report: Report) -> None:
    totals, period = report.event_totals, report.period
    kinds = other_forms.kinds_shown(report)
    groups = {
        q.OTHER_FORMS: [kind for kind in kinds if kind in OTHER_FORMS],
        q.SEMINARS: [kind for kind in kinds if kind not in OTHER_FORMS],
    }
    rows = [
        *((kind, totals.of_kind(kind), totals.libraries_by_kind.get(kind, 0)) for kind in kinds),
        (q.OTHER_FORMS, totals.other_forms, totals.libraries.other_forms),
        (q.SEMINARS, totals.events, totals.libraries.events),
        (ALL, totals.all, totals.libraries.all),
    ]
    for of, sums, of_libraries in rows:
        figures.values[quantity(q.EVENTS, period, of)] = sums.events
        figures.values[quantity(q.PARTICIPANTS, period, of)] = sums.participants
        figures.values[quantity(q.LIBRARIES, period, of)] = of_libraries
        figures.tell_of(
            quantity(q.EVENTS, period, of), *(quantity(one, period, of) for one in (q.PARTICIPANTS, q.LIBRARIES))
        )
    figures.tie(quantity(q.VISITS, period), [quantity(q.EVENTS, period, VISIT)])
    for what in (q.EVENTS, q.PARTICIPANTS):
        for of, parts in [*groups.items(), (ALL, list(groups))]:
            figures.tie(quantity(what, period, of), [quantity(what, period, part) for part in parts])
