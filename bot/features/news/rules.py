"""Rules of news, on plain values; the time is an argument."""

from collections import Counter
from collections.abc import Mapping, Sequence
from datetime import date, timedelta

from storage.latvian import stems

GRACE = timedelta(minutes=2)
"""What was published without a preview reaches members by themselves only after so long: a slip can be mended first."""
GRACE_UNDECIDED = timedelta(minutes=5)
"""The same where the category still has to be chosen, by which members say what they want."""
REMIND_BEFORE = timedelta(days=2)
REMIND_AT = 10
"""Hour on the region's clocks from which a deadline is reminded of."""
LEAST_NOTICE = timedelta(days=4)
"""Who read of it so shortly before the deadline needs no reminder."""
LEAST_WORDS = 3
"""A message in the group's thread with fewer words and nothing with it (*Paldies!*) is no news."""

WITH_DEADLINE = frozenset({"contest", "books", "vacancy"})
"""Categories that are asked for a deadline."""
OTHER = "other"
DEFAULT_CADENCE = "daily"
"""News come in the daily digest unless a member chooses otherwise: quiet by default."""


def proposed_category(text: str, words: Mapping[str, Sequence[str]]) -> str | None:
    """The category that a text names by its words (category → names and aliases), if one more than the others do.

    What stands in the first line weighs twice: it is the title.
    """
    title = stems(text.strip().partition("\n")[0])
    weights: Counter[str] = Counter()
    for category, names in words.items():
        wanted = {tuple(stems(name)) for name in names}
        weights[category] = sum(_occurs(one, stems(text)) + _occurs(one, title) for one in wanted if one)
    (first, most), *others = [*weights.most_common(2), ("", 0)]
    return first if most > others[0][1] else None


def _occurs(wanted: tuple[str, ...], said: Sequence[str]) -> bool:
    size = len(wanted)
    return any(tuple(said[at : at + size]) == wanted for at in range(len(said) - size + 1))


def needs_reminder(published_on: date, deadline: date) -> bool:
    """Whether a deadline is far enough from the publication to be reminded of."""
    return deadline - published_on >= LEAST_NOTICE


def is_past(deadline: date | None, today: date) -> bool:
    """Whether the deadline's day is over."""
    return deadline is not None and deadline < today


def is_news(text: str, attachments: int) -> bool:
    """Whether what a member wrote in the group's thread for news is one, and not a word of thanks."""
    return attachments > 0 or "://" in text or len(text.split()) >= LEAST_WORDS
