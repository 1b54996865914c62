"""Rules of moderation, on plain values; the time is an argument."""

from datetime import datetime, timedelta

DURATIONS: dict[str, timedelta | None] = {
    "hour": timedelta(hours=1),
    "day": timedelta(days=1),
    "week": timedelta(weeks=1),
    "open": None,
}
"""For how long somebody can be muted; the last: until it is lifted."""
SHORTEST, LONGEST = 3, 500
"""Characters of a reason: one word at least, and as much as somebody reads."""


def ends_at(duration: str, now: datetime) -> datetime | None:
    """When a mute of this length is over."""
    length = DURATIONS[duration]
    return None if length is None else now + length


def tidy_reason(text: str) -> str | None:
    """The reason on one line, or nothing if it is none."""
    reason = " ".join(text.split())
    return reason if SHORTEST <= len(reason) <= LONGEST else None
