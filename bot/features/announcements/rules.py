"""Rules of announcements, on plain values; the time is an argument."""

import re
from collections.abc import Sequence
from datetime import datetime, timedelta

GRACE = timedelta(minutes=2)
"""What was ordered goes only after so long: a slip can be stopped first."""
LONGEST_LABEL = 40
"""Letters of a button's label: a phone shows about thirty."""
LONGEST_LINK = 1000
BAR = 12
"""Squares of the bar."""

CAPTIONED = frozenset({"photo", "video", "document", "audio", "voice", "animation"})
"""Kinds of attachments that carry a text; the others, and albums, follow it as messages of their own."""
_LINK = re.compile(r"https?://[^\s<>\"]+\.[^\s<>\"]+", re.IGNORECASE)


def is_captioned(kinds: Sequence[str], *, fits: bool) -> bool:
    """Whether the text goes as the caption of what comes with it; otherwise the files follow the text."""
    return len(kinds) == 1 and kinds[0] in CAPTIONED and fits


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
