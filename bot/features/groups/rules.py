"""Rules of the region's group: what name a thread bears, when people are invited together."""

from collections.abc import Iterable
from datetime import datetime, timedelta

from storage.latvian import fold

GATHERED_FOR = timedelta(minutes=10)
"""Those who have not joined are invited together with those who turn up within this time."""
NOT_OFTENER = timedelta(days=14)
"""For so long the invitation in the group is only changed; a new one is seen anew by all."""
FIRST_HOUR, LAST_HOUR = 9, 18
"""Of the region's day, between which a group is addressed that nobody of ours has just written in."""


def is_same_name(name: str, names: Iterable[str]) -> bool:
    """Whether a thread that people made bears one of these names; capitals, diacritics and signs do not matter."""
    return _bare(name) in {_bare(one) for one in names}


def _bare(name: str) -> str:
    return "".join(letter for letter in fold(name) if letter.isalnum())


def may_invite_together(first_seen: datetime, now: datetime, local_hour: int) -> bool:
    """Whether it is time to address those who turned up, the first of them then."""
    return now - first_seen >= GATHERED_FOR and FIRST_HOUR <= local_hour < LAST_HOUR
