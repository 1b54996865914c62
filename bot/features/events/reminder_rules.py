"""When a reminder goes, and to whom, on plain values."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime, time, timedelta
from zoneinfo import ZoneInfo

from storage.events import GOING, MAYBE
from storage.local_time import moment
from storage.members import Member
from storage.preferences import hold_until, is_quiet
from storage.reminders import MINUTES_A_DAY

WHOLE_DAY_FROM = time(9)
"""From where time is counted back where only the day is known."""
EVENING = 18
"""The hour (local) at which goes what would fall into quiet hours later."""
JUST_ANSWERED = timedelta(days=1)
"""Within so long after their answer, and within a quarter of how long before it is, nobody needs a reminder."""
FIRST_LOOK = 16
"""Quiet hours begin at 17.00 at the earliest: who has such is reached at this hour, and nobody has to be earlier."""


def start_of(begins: datetime, zone: ZoneInfo, *, whole_day: bool) -> datetime:
    """The moment up to which it makes sense to remind of an event; ``begins`` is local."""
    return moment(_counted_from(begins, whole_day=whole_day), zone)


def nominal_time(begins: datetime, minutes_before: int, zone: ZoneInfo, *, whole_day: bool) -> datetime:
    """The moment at which a reminder is to go, quiet hours left aside.

    Days are counted on the clock on the wall (a day before 10.00 is 10.00 whenever the clocks change), hours as they
    pass.
    """
    days, minutes = divmod(minutes_before, MINUTES_A_DAY)
    local = _counted_from(begins, whole_day=whole_day) - timedelta(days=days)
    return moment(local, zone) - timedelta(minutes=minutes)


def _counted_from(begins: datetime, *, whole_day: bool) -> datetime:
    return datetime.combine(begins, WHOLE_DAY_FROM) if whole_day else begins


def offsets(reminders: Sequence[int], state: str) -> list[int]:
    """How many minutes before somebody who answered so is reminded.

    Who only may come is asked to decide while there is a day left, and left in peace afterwards.
    """
    if state == GOING:
        return sorted(set(reminders))
    return sorted({one for one in reminders if one >= MINUTES_A_DAY}) if state == MAYBE else []


def tells_something(nominal: datetime, minutes_before: int, answered_at: datetime) -> bool:
    """Whether a reminder is of use: who answered only just before it knows what it would say."""
    return nominal - answered_at >= min(timedelta(minutes=minutes_before) / 4, JUST_ANSWERED)


def first_look(nominal: datetime, now: datetime, zone: ZoneInfo) -> datetime:
    """When to decide first about a reminder that is planned now: on the evening before it, if that is still to come."""
    first = moment(_evening(nominal, zone).replace(hour=FIRST_LOOK), zone)
    return first if now < moment(_evening(nominal, zone), zone) else nominal


@dataclass(frozen=True)
class Planned:
    """A reminder that is due to be looked at."""

    nominal: datetime
    look_at: datetime
    start: datetime
    """When the event begins."""


def goes_at(planned: Planned, member: Member, now: datetime, zone: ZoneInfo) -> datetime:
    """When to decide again about a reminder; ``now`` or earlier: it goes.

    What would fall into the member's quiet hours goes at 18.00 of the evening before, or, where that is quiet, at the
    last hour before it that is not. If that was missed, it goes as soon as nobody is disturbed by it, and at its own
    time in any case where quiet hours would outlast the event's beginning.
    """
    nominal, evening = planned.nominal, moment(_evening(planned.nominal, zone), zone)
    if planned.look_at <= evening and now < nominal:
        if not is_quiet(member, nominal, zone):
            return evening if now < evening else nominal
        early = _last_hour_in_peace(nominal, member, zone)
        if early is not None and (now < early or not is_quiet(member, now, zone)):
            return early
        return nominal
    if now < nominal:
        return nominal
    later = hold_until(member, now, zone)
    return later if later < planned.start else now


def _evening(nominal: datetime, zone: ZoneInfo) -> datetime:
    """The last 18.00 up to a moment, on the zone's clocks: of the day before, unless it is evening already."""
    local = nominal.astimezone(zone)
    day = local.date() if local.hour >= EVENING else local.date() - timedelta(days=1)
    return datetime.combine(day, time(EVENING))


def _last_hour_in_peace(nominal: datetime, member: Member, zone: ZoneInfo) -> datetime | None:
    evening = _evening(nominal, zone)
    hours = (moment(evening.replace(hour=hour), zone) for hour in range(EVENING, -1, -1))
    return next((one for one in hours if not is_quiet(member, one, zone)), None)
