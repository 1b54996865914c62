"""Which days a report is about, and on which day it is due."""

import re
from calendar import monthrange
from dataclasses import dataclass
from datetime import date, datetime, timedelta
from typing import Literal, Self

from bot.workdays import is_working_day

PeriodKind = Literal["month", "quarter", "year"]

EARLIEST_YEAR = 1990
"""No library of ours has records older than this: an earlier year is a slip of the finger."""
LATEST_YEAR = 2199

SENT_FROM = 9
"""Hour of the region's clocks at which the month's report comes by itself: people are at work, quiet hours are over."""
SENT_UNTIL = 20
"""Hour at which quiet hours begin; a report that is due after it comes the next morning."""

ASKED_FROM = 18
"""Hour at which it is asked on the last working day of a month whether that month is complete."""

_KEY = re.compile(r"(?P<year>\d{4})(?:-(?:(?P<month>\d{2})|Q(?P<quarter>\d)))?", re.ASCII | re.IGNORECASE)


class ImpossiblePeriodError(ValueError):
    """The text names no month, quarter or year; ``key`` is what was given."""

    def __init__(self, key: str) -> None:
        super().__init__(f"{key!r} is no month (2026-10), quarter (2026-Q4) or year (2026)")
        self.key = key


@dataclass(frozen=True, slots=True)
class Period:
    """The days from ``first`` to ``last``, both included: one calendar month, quarter or year."""

    kind: PeriodKind
    first: date
    last: date

    @classmethod
    def parse(cls, key: str) -> Self:
        """The period that ``2026-10``, ``2026-Q4`` or ``2026`` names; raises ImpossiblePeriodError."""
        found = _KEY.fullmatch(key.strip())
        if found is None or not EARLIEST_YEAR <= (year := int(found["year"])) <= LATEST_YEAR:
            raise ImpossiblePeriodError(key)
        if found["month"] is not None:
            return cls.month(year, int(found["month"]))
        if found["quarter"] is not None:
            return cls.quarter(year, int(found["quarter"]))
        return cls.year(year)

    @classmethod
    def month(cls, year: int, month: int) -> Self:
        """Month 1–12 of a year; raises ImpossiblePeriodError."""
        if not 1 <= month <= 12:
            raise ImpossiblePeriodError(f"{year:04}-{month:02}")
        return cls("month", date(year, month, 1), _last_of_month(year, month))

    @classmethod
    def quarter(cls, year: int, quarter: int) -> Self:
        """Quarter 1–4 of a year; raises ImpossiblePeriodError."""
        if not 1 <= quarter <= 4:
            raise ImpossiblePeriodError(f"{year:04}-Q{quarter}")
        return cls("quarter", date(year, quarter * 3 - 2, 1), _last_of_month(year, quarter * 3))

    @classmethod
    def year(cls, year: int) -> Self:
        """A calendar year."""
        return cls("year", date(year, 1, 1), date(year, 12, 31))

    @property
    def key(self) -> str:
        """What ``parse`` reads: ``2026-10``, ``2026-Q4`` or ``2026``."""
        if self.kind == "month":
            return f"{self.first:%Y-%m}"
        return f"{self.first:%Y}-Q{self.quarter_number}" if self.kind == "quarter" else f"{self.first:%Y}"

    @property
    def quarter_number(self) -> int:
        """The quarter, 1–4, in which the period begins."""
        return (self.first.month + 2) // 3

    def a_year_earlier(self) -> "Period":
        """The same month, quarter or year one year before (a 29 February has no say: months are whole)."""
        last = _last_of_month(self.last.year - 1, self.last.month)
        return Period(self.kind, self.first.replace(year=self.first.year - 1), last)

    def __contains__(self, day: date) -> bool:
        return self.first <= day <= self.last


def wider(period: Period) -> list[Period]:
    """The quarter and the year that a month lies in, the year of a quarter; a year lies in nothing."""
    if period.kind == "year":
        return []
    year = Period.year(period.first.year)
    return [Period.quarter(year.first.year, period.quarter_number), year] if period.kind == "month" else [year]


def previous_month(today: date) -> Period:
    """The month before the one that ``today`` is in."""
    before = today.replace(day=1) - timedelta(days=1)
    return Period.month(before.year, before.month)


def first_working_day(day: date) -> date:
    """The first working day of the month that ``day`` is in: the day on which the month before is reported."""
    found = day.replace(day=1)
    while not is_working_day(found):
        found += timedelta(days=1)
    return found


def may_disturb(local: datetime) -> bool:
    """Whether a report may come by itself at this time of the region's clocks."""
    return SENT_FROM <= local.hour < SENT_UNTIL


def due_reports(today: date, start_of_use: date | None = None, installed: date | None = None) -> list[Period]:
    """The newest month, quarter and year whose reports are due by ``today``, and those of the year before that month.

    Of the earlier ones those that ended since Plaukts was ``installed``: some of them may have been missed. A quarter
    and a year are due with their last month; what had ended when use began has no report. What ended first comes
    first, then what is shorter.
    """
    month = due_report(today, start_of_use)
    if month is None:
        return []
    ended = month.last + timedelta(days=1)
    quarter_end = date(ended.year, (ended.month - 1) // 3 * 3 + 1, 1) - timedelta(days=1)
    quarter = Period.quarter(quarter_end.year, (quarter_end.month + 2) // 3)
    year = Period.year(ended.year - 1)
    due = {month, *(one for one in (quarter, year) if start_of_use is None or one.last >= start_of_use)}
    if installed is not None:
        since = max(installed, start_of_use or installed, month.a_year_earlier().last)
        while (month := previous_month(month.first)).last >= since:
            due |= {month, *(one for one in wider(month) if one.last == month.last)}
    return sorted(due, key=lambda one: (one.last, -one.first.toordinal()))


def month_to_complete(local: datetime) -> Period | None:
    """The month of which is to be asked now whether it is complete: in the evening of its last working day."""
    month = Period.month(local.year, local.month)
    last = month.last
    while not is_working_day(last):
        last -= timedelta(days=1)
    return month if local.date() == last and ASKED_FROM <= local.hour < SENT_UNTIL else None


def due_report(today: date, start_of_use: date | None = None) -> Period | None:
    """The newest month whose report is due by ``today``.

    From the first working day of a month on that is the month before; in the days until then still the one before
    that. A month that had ended when use began (``start_of_use``) has no report: then ``None``. Whether the report has
    gone out already is for the caller to know, so that a late or repeated question does no harm.
    """
    month = previous_month(today)
    if today < first_working_day(today):
        month = previous_month(month.first)
    return None if start_of_use is not None and month.last < start_of_use else month


def _last_of_month(year: int, month: int) -> date:
    return date(year, month, monthrange(year, month)[1])
