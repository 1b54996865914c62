"""What is so of an event and of answers to it, on plain values; the time is an argument."""

from datetime import date, datetime, timedelta

from storage.events import GOING, HOLDING, ON_SITE, ONLINE, WAITING

Counts = dict[tuple[str, str | None], int]
"""(state, mode) → how many (``storage.events.answer_counts``)."""

DEFAULT_CADENCE = "at_once"
"""How soon members who have not chosen hear of an event that they are invited to."""
LEAST_NOTICE = timedelta(hours=1)
"""Whom quiet hours would leave less time than this to take a place that became free is told at once."""


def takes_place(mode: str | None, *, limits_all: bool) -> bool:
    """Whether who takes part in this way needs one of the places: online only where everybody does."""
    return limits_all or mode == ON_SITE


def places_left(places: int | None, counts: Counts, *, limits_all: bool) -> int | None:
    """How many more can have a place; nothing where there is no limit. Never less than none."""
    return None if places is None else max(0, places - places_held(counts, limits_all=limits_all))


def places_held(counts: Counts, *, limits_all: bool) -> int:
    """How many places are taken or kept for somebody: more than there are, where the organiser let people in anyway."""
    held = ((mode, n) for (state, mode), n in counts.items() if state in HOLDING)
    return sum(n for mode, n in held if takes_place(mode, limits_all=limits_all))


def mode_of(wanted: str | None, *, hybrid: bool, only_online: bool) -> str:
    """How somebody takes part: as they wish where there is a choice."""
    if hybrid and wanted in (ON_SITE, ONLINE):
        return wanted
    return ONLINE if only_online else ON_SITE


def holds_place(held: tuple[str, str | None] | None, *, limits_all: bool) -> bool:
    """Whether an answer (state, mode) takes up a place."""
    return held is not None and held[0] in HOLDING and takes_place(held[1], limits_all=limits_all)


def outcome(mode: str, held: tuple[str, str | None] | None, *, limits_all: bool, left: int | None, in_line: int) -> str:
    """The state of somebody who wants to take part in this way: ``GOING``, or ``WAITING`` where all places are taken.

    ``held`` is their state and mode until now, ``in_line`` how many others wait: nobody overtakes them.
    """
    if not takes_place(mode, limits_all=limits_all) or holds_place(held, limits_all=limits_all):
        return GOING
    return GOING if left is None or (left > 0 and in_line == 0) else WAITING


def offers_due(left: int | None, in_line: int) -> int:
    """How many of those in line are to be kept a place."""
    return in_line if left is None else min(left, in_line)


def told_at(now: datetime, quiet_until: datetime, starts_at: datetime) -> datetime:
    """When somebody is told that a place became free, whose quiet hours (if any) end at ``quiet_until``."""
    return quiet_until if quiet_until <= starts_at - LEAST_NOTICE else now


def kept_until(told: datetime, confirm_hours: int, starts_at: datetime) -> datetime:
    """Until when the place is kept: so many hours from when they are told, never past the beginning."""
    return min(told + timedelta(hours=confirm_hours), starts_at)


def queued_at(now: datetime, last: datetime | None) -> datetime:
    """When somebody joined the line: always after whoever is last in it, also where the clock shows the same."""
    return now if last is None or last < now else last + timedelta(microseconds=1)


def going(counts: Counts, mode: str | None = None) -> int:
    """How many come: in this way, or on site and online together."""
    return sum(n for (state, its_mode), n in counts.items() if state == GOING and mode in (None, its_mode))


def in_state(counts: Counts, *states: str) -> int:
    """How many answers are in one of the states."""
    return sum(n for (state, _), n in counts.items() if state in states)


def may_still_register(register_until: date | None, starts_at: datetime, today: date, now: datetime) -> bool:
    """Whether one can register oneself: the deadline has not passed, and it has not begun."""
    return now < starts_at and (register_until is None or today <= register_until)
