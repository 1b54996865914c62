"""Rules of changes in the directory, on plain values; the time is an argument."""

from collections.abc import Sequence
from datetime import date, datetime, time

EARLIEST_HOUR, LATEST_HOUR = time(8), time(20)
"""Between these nobody is disturbed by what can wait, by the region's clocks."""
MOST_ALIASES = 20
LONGEST_NAME = 200
"""Characters; the columns' width in the database."""


def may_tell(local: datetime) -> bool:
    """Whether it is an hour at which people may be told what is not urgent."""
    return EARLIEST_HOUR <= local.time() < LATEST_HOUR


def tidy_library_name(text: str) -> str | None:
    """The name as it is kept, or nothing where it is none: 3–200 characters on one line, with a letter."""
    name = " ".join(text.split()).strip(" .,;")
    return name if 3 <= len(name) <= LONGEST_NAME and any(letter.isalpha() for letter in name) else None


def tidy_aliases(text: str) -> list[str] | None:
    """The other names in a text, parted by commas, semicolons or lines; nothing where one is too long or too many."""
    parts = [" ".join(part.split()) for line in text.splitlines() for part in line.replace(";", ",").split(",")]
    aliases = list(dict.fromkeys(part for part in parts if part))
    if len(aliases) > MOST_ALIASES or any(len(alias) > LONGEST_NAME or len(alias) < 2 for alias in aliases):
        return None
    return aliases


def is_in_order(day: date, other_days: Sequence[date]) -> bool:
    """Whether a change of that day is not earlier than any other: each keeps what it replaced."""
    return all(other <= day for other in other_days)
