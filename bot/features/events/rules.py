"""What is so of an event and of answers to it, on plain values."""

from datetime import date, datetime

from storage.events import GOING, HOLDING, ON_SITE

Counts = dict[tuple[str, str | None], int]
"""(state, mode) → how many (``storage.events.answer_counts``)."""

DEFAULT_CADENCE = "at_once"
"""How soon members who have not chosen hear of an event that they are invited to."""


def places_left(places: int | None, counts: Counts, *, only_online: bool) -> int | None:
    """How many more can have a place; nothing where there is no limit. Never less than none."""
    if places is None:
        return None
    taken = sum(n for (state, mode), n in counts.items() if state in HOLDING and (only_online or mode == ON_SITE))
    return max(0, places - taken)


def going(counts: Counts) -> int:
    """How many come, on site and online together."""
    return sum(n for (state, _), n in counts.items() if state == GOING)


def may_still_register(register_until: date | None, starts_at: datetime, today: date, now: datetime) -> bool:
    """Whether one can register oneself: the deadline has not passed, and it has not begun."""
    return now < starts_at and (register_until is None or today <= register_until)
