"""The months of a report's year by channel, and the totals that were entered for months before Plaukts counted."""

from collections import Counter
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import date, timedelta

from sqlalchemy.orm import Session

from bot.features.reports.rules import Period, PeriodKind
from storage.earlier_totals import EarlierCount, earlier_counts
from storage.reports import MonthCount, TopicCount, month_counts

Key = str | None


class Earlier:
    """What was entered of some months."""

    def __init__(self, counts: Sequence[EarlierCount] = ()) -> None:
        self.all = tuple(counts)
        self.months = frozenset(one.month for one in counts)

    def of(self, period: Period) -> list[EarlierCount]:
        """Those of the months that begin in a period."""
        return [one for one in self.all if one.month in period]

    def number(self, period: Period) -> int:
        """How many consultations that makes."""
        return sum(one.count for one in self.of(period))

    def covers(self, period: Period, started: date | None) -> bool:
        """Whether each month of a period either was entered or lies in the time in which Plaukts counted."""
        begun = started or date.max
        return all(month.first >= begun or month.first in self.months for month in months_of(period))

    def topics(self, period: Period) -> Iterator[TopicCount]:
        """The same by topic and channel."""
        sums = Counter[tuple[Key, Key]]()
        for one in self.of(period):
            sums[one.topic, one.channel] += one.count
        for (topic, channel), count in sums.items():
            yield TopicCount(topic, channel, count, minutes=0, records_with_minutes=0)


@dataclass(frozen=True, slots=True)
class MonthLine:
    """One month of the report's year; ``None`` where nobody counted, or where the report does not reach."""

    month: Period
    by_channel: Mapping[Key, int] | None
    a_year_earlier: int | None
    """All channels together."""

    @property
    def total(self) -> int | None:
        """All channels together."""
        return sum(self.by_channel.values()) if self.by_channel is not None else None


def month_lines(
    session: Session, period: Period, *, today: date, started: date | None, earlier: Earlier
) -> tuple[MonthLine, ...]:
    """The twelve months of the year of a period; what comes after its last day, or after ``today``, is left out."""
    first = period.first.replace(month=1, day=1)
    before = first.replace(year=first.year - 1)
    found: dict[date, Counter[Key]] = {}
    for counted in _counted(session, before, period.last, earlier):
        found.setdefault(counted.month, Counter())[counted.channel] += counted.records

    def counts(month: Period) -> Counter[Key] | None:
        if month.first > period.last:
            return None
        begun = started is not None and started <= month.last and month.first <= today
        return found.get(month.first, Counter() if begun else None)

    lines = []
    for month in (Period.month(first.year, number) for number in range(1, 13)):
        then = counts(month.a_year_earlier()) if month.first <= period.last else None
        lines.append(MonthLine(month, counts(month), then.total() if then is not None else None))
    return tuple(lines)


def months_of(period: Period) -> list[Period]:
    """The months that lie in a month, a quarter or a year."""
    return [Period.month(period.first.year, month) for month in range(period.first.month, period.last.month + 1)]


def spans(period: Period, *, alone: bool = False) -> list[tuple[Period, list[int]]]:
    """Of the year of a period the quarters that have begun by its last day, then the year, as far as that day.

    With each the places (0–11) of its months. ``alone``: of a month or a quarter nothing but itself.
    """
    if alone and period.kind != "year":
        return [(period, list(range(len(months_of(period)))))]
    year, reached = period.first.year, range(period.last.month)

    def span(kind: PeriodKind, places: Sequence[int]) -> tuple[Period, list[int]]:
        first, last = (Period.month(year, places[at] + 1) for at in (0, -1))
        return Period(kind, first.first, last.last), list(places)

    return [*(span("quarter", reached[at : at + 3]) for at in reached[::3]), span("year", reached)]


def entered_for(session: Session, period: Period) -> Earlier:
    """What was entered of the year of a period and of the year before."""
    first = period.first.replace(year=period.first.year - 1, month=1, day=1)
    return Earlier(earlier_counts(session, first, period.last))


def ranges(months: Iterable[date]) -> str:
    """Months (their first days) as ``2025-01–2025-12, 2026-03``."""
    runs: list[list[date]] = []
    for month in sorted(months):
        following = runs and Period.month(runs[-1][-1].year, runs[-1][-1].month).last + timedelta(days=1) == month
        if following:
            runs[-1].append(month)
        else:
            runs.append([month])
    return ", ".join(f"{run[0]:%Y-%m}–{run[-1]:%Y-%m}" if len(run) > 1 else f"{run[0]:%Y-%m}" for run in runs)


def joined(counts: Iterable[TopicCount]) -> tuple[TopicCount, ...]:
    """Counts of the same topic and channel added up."""
    sums: dict[tuple[Key, Key], TopicCount] = {}
    for one in counts:
        key = (one.topic, one.channel)
        so_far = sums.get(key, TopicCount(*key, 0, 0, 0))
        sums[key] = TopicCount(
            *key,
            so_far.records + one.records,
            so_far.minutes + one.minutes,
            so_far.records_with_minutes + one.records_with_minutes,
        )
    return tuple(sums.values())


def _counted(session: Session, first: date, last: date, earlier: Earlier) -> Iterator[MonthCount]:
    yield from month_counts(session, first, last)
    for one in earlier.of(Period("year", first, last)):
        yield MonthCount(one.month, one.channel, one.count)
