"""Rules of announcements, on plain values; the time is an argument."""

import re
from datetime import datetime, timedelta

GRACE = timedelta(minutes=2)
"""What was ordered goes only after so long: a slip can be stopped first."""
LONGEST_LABEL = 40
"""Letters of a button's label: a phone shows about thirty."""
LONGEST_LINK = 1000
BAR = 12
"""Squares of the bar."""

_LINK = re.compile(r"https?://[^\s<>\"]+\.[^\s<>\"]+", re.IGNORECASE)


def read_link(text: str) -> tuple[str, str] | None:
    """A button's label and address in ``Pieteikties https://…``, in any order; nothing where either is missing."""
    found = _LINK.search(text)
    if found is None or len(found[0]) > LONGEST_LINK:
        return None
    label = " ".join((text[: found.start()] + " " + text[found.end() :]).split()).strip(" :–-")
    return (label, found[0]) if 0 < len(label) <= LONGEST_LABEL else None


def bar(done: int, whole: int) -> str:
    """How much of it is done: ``▓▓▓▓▓▓░░░░░░ 50 %``."""
    share = min(1.0, done / whole) if whole else 1.0
    full = int(share * BAR)
    return f"{'▓' * full}{'░' * (BAR - full)} {int(share * 100)} %"


def ends_at(now: datetime, waiting: int, speed: float) -> datetime | None:
    """When the last waiting copy arrives if it goes on at this speed (copies a second); nothing while nobody knows."""
    return now + timedelta(seconds=waiting / speed) if waiting and speed > 0 else None
