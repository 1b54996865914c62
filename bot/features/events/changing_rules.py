"""Rules of changing an event, on plain values; the time is an argument."""

from collections.abc import Mapping
from datetime import date, datetime, timedelta
from zoneinfo import ZoneInfo

from storage.event_changes import Plan
from storage.events import (
    DECLINED,
    GOING,
    MAYBE,
    OFFERED,
    ON_SITE,
    ONLINE,
    RECORDED,
    WAITING,
)
from storage.local_time import end_of, moment

GRACE = timedelta(minutes=2)
"""So long nobody is told of a change: until then it is taken back without a trace."""
NO_GRACE = timedelta(hours=1)
"""Whoever is on the way to an event that begins (or would have begun) so soon is told at once."""
URGENT = timedelta(hours=24)
"""Quiet hours do not hold what is changed of an event that begins, or would have begun, so soon."""
LOOK_AFTER = timedelta(minutes=15)
"""After so long it is clear whom a message has not reached."""

ANSWERED = (GOING, OFFERED, WAITING, MAYBE)
"""States of people who are told of every change, the surest first."""

TIME, PLACE, CALLED_OFF, ON_AGAIN = "time", "place", "called_off", "on_again"
"""What can be different about a plan."""


def starts_at(plan: Plan, zone: ZoneInfo) -> datetime:
    """The moment at which it begins by this plan."""
    return moment(plan.begins, zone)


def is_over(plan: Plan, zone: ZoneInfo, now: datetime) -> bool:
    """Whether its time (its days, where no hour is known) lies in the past by this plan."""
    last = plan.ends or plan.begins
    return (end_of(last, zone) if plan.whole_day else moment(last, zone)) <= now


def differences(before: Plan, now: Plan) -> frozenset[str]:
    """In what two plans differ. Of what is called off nothing else matters."""
    if now.cancelled:
        return frozenset() if before.cancelled else frozenset({CALLED_OFF})
    found = {ON_AGAIN} if before.cancelled else set()
    if _span(before) != _span(now):
        found.add(TIME)
    if (before.place, before.link) != (now.place, now.link):
        found.add(PLACE)
    return frozenset(found)


def _span(plan: Plan) -> tuple[datetime, datetime | None, bool]:
    """One whole day is one, whether that was said of its end or not."""
    is_one_day = plan.whole_day and plan.ends == plan.begins
    return plan.begins, None if is_one_day else plan.ends, plan.whole_day


def is_correction(status: str, ends_at: datetime, new_starts_at: datetime | None, now: datetime) -> bool:
    """Whether a change only puts right what is written of something that is over: nobody is told then.

    ``new_starts_at`` is when it is to begin from now on; nothing where that stays.
    """
    over = status == RECORDED or ends_at <= now
    return over and (new_starts_at is None or new_starts_at <= now)


def due_at(starts: datetime, new_starts: datetime, now: datetime) -> datetime:
    """When people begin to be told of a change."""
    soon = min((one for one in (starts, new_starts) if one > now), default=now) - now < NO_GRACE
    return now if soon else now + GRACE


def is_urgent(starts: datetime, new_starts: datetime, now: datetime) -> bool:
    """Whether people are told of it even at night."""
    return min(starts, new_starts) - now <= URGENT


def only_mode(place: str | None, link: str | None) -> str | None:
    """The one way in which one can take part; nothing where there are both, or nobody said."""
    if (place is None) == (link is None):
        return None
    return ONLINE if place is None else ON_SITE


def moved_deadline(until: date | None, before: date, now: date, today: date) -> date | None:
    """The last day to register, of an event that is moved from one day to another: as long before it as it was.

    Not after the event's first day; and where it has not passed yet it does not pass by that.
    """
    if until is None or before == now:
        return until
    return min(max(until + (now - before), min(until, today)), now)


def moved_minutes(minutes: int | None, before: Plan, now: Plan) -> int | None:
    """How long it is without breaks, where that was all of its time, and its time has another length now."""
    if before.ends is None or now.ends is None or before.whole_day or now.whole_day:
        return minutes
    was, becomes = before.ends - before.begins, now.ends - now.begins
    return int(becomes.total_seconds() // 60) if minutes == was.total_seconds() // 60 else minutes


def plan_at(plans: Mapping[int, Plan], version: int) -> Plan:
    """The plan of a version, of the next one that is known if that one is not."""
    return plans[min((known for known in plans if known >= version), default=max(plans))]


def heard_of(answered: int, told: int | None, *, stays: bool = False) -> int:
    """The version that somebody knows who answered to one and was told of another.

    ``stays``: their answer counts for a version that they have not seen, for it is as an earlier one was.
    """
    if told is None:
        return answered
    return told if stays else max(answered, told)


def version_at(since: Mapping[int, datetime], moment: datetime) -> int:
    """The version of which something said that went at this moment; ``since``: version → when it became so."""
    return max((version for version, at in since.items() if at < moment), default=0)


def is_to_be_told(state: str, known: Plan, now: Plan, *, told: bool, by_letter: bool = False) -> bool:
    """Whether somebody is told of a plan who knows another one.

    Who said no hears of it only if that was to an earlier change, and it takes place. ``by_letter``: they have not
    answered, and the letter that invites them does not follow.
    """
    if not differences(known, now):
        return False
    return state in ANSWERED or by_letter or (state == DECLINED and told and not now.cancelled)
