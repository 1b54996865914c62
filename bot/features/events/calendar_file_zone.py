"""The clocks of a zone as calendar files tell of them (VTIMEZONE, RFC 5545 section 3.6.5)."""

from collections.abc import Iterator
from datetime import UTC, date, datetime, timedelta
from zoneinfo import ZoneInfo

from icalendar import Timezone, TimezoneDaylight, TimezoneStandard, vRecur

WEEKDAYS = ("MO", "TU", "WE", "TH", "FR", "SA", "SU")
Change = tuple[datetime, timedelta, timedelta]
"""What the clocks show when they are put forward or back, their offset before it and after it."""


def clocks(zone: ZoneInfo, first_year: int, last_year: int) -> Timezone:
    """The zone's rules, right from the beginning of the one year to the end of the other.

    Where the clocks are changed by a yearly rule ("the last Sunday of March"), the rule is written, once each way:
    Outlook reads one STANDARD and one DAYLIGHT, and of these the RRULE but not every RDATE
    (https://learn.microsoft.com/openspecs/exchange_server_protocols/ms-oxcical, sections 2.1.3.1.1.19.2 and .3).
    Elsewhere the single days are listed.
    """
    first = first_year - 1
    years = [list(_changes(zone, year)) for year in range(first, last_year + 2)]
    rules = [{_rule(change) for change in changes} for changes in zip(*years, strict=False)]
    if not years[0] or {len(year) for year in years} != {2} or any(len(alike) > 1 for alike in rules):
        return Timezone.from_tzid(zone.key, first_date=date(first, 1, 1), last_date=date(last_year + 2, 1, 1))
    made = Timezone()
    made.add("tzid", zone.key)
    for change in years[0]:
        shown, before, after = change
        part = TimezoneDaylight() if after > before else TimezoneStandard()
        part.add("dtstart", shown)
        month, weekday, week, _ = _rule(change)
        part.add("rrule", vRecur(freq="yearly", bymonth=month, byday=f"{week}{WEEKDAYS[weekday]}"))
        part.add("tzoffsetfrom", before)
        part.add("tzoffsetto", after)
        part.add("tzname", (shown - before).replace(tzinfo=UTC).astimezone(zone).tzname())
        made.add_component(part)
    return made


def _rule(change: Change) -> tuple[int, int, int, object]:
    """Month, day of the week, the how manieth of the month (-1: the last), and the hour with both offsets."""
    shown, before, after = change
    is_last = (shown + timedelta(days=7)).month != shown.month
    return shown.month, shown.weekday(), -1 if is_last else (shown.day + 6) // 7, (shown.time(), before, after)


def _changes(zone: ZoneInfo, year: int) -> Iterator[Change]:
    """The year's changes of the offset, by bisection of the days on which there is one."""

    def offset(moment: datetime) -> timedelta:
        return moment.astimezone(zone).utcoffset() or timedelta()

    day = datetime(year, 1, 1, tzinfo=UTC)
    while day.year == year:
        early, late = day, day + timedelta(days=1)
        day = late
        before, after = offset(early), offset(late)
        if before == after:
            continue
        while late - early > timedelta(seconds=1):
            middle = early + (late - early) // 2
            early, late = (middle, late) if offset(middle) == before else (early, middle)
        yield late.replace(microsecond=0, tzinfo=None) + before, before, after
