"""What becomes of a delivery after an attempt: pure functions of what was judged, how old it is and how often it went.

Every retry has a bound and a growing pause; the pauses are spread at random, so that what failed together does not
come together again.
"""

from dataclasses import dataclass
from datetime import datetime, timedelta

from bot.delivery.meaning import Outcome, Verdict
from storage import outbox
from storage.carrying import Claimed

MOST_TRIES_UNKNOWN = 5
UNKNOWN_WITHIN = timedelta(minutes=10)
"""Answers and reminders of unknown fate are tried again this often, for this long."""
GROWTH_UNKNOWN = 4.0
"""By how much each pause between these is longer: 2, 8, 32 and 60 seconds. Doubled, all five tries were over in half a
minute, and whenever Telegram was overloaded for that long every answer was given up."""
GIVE_UP_AFTER = timedelta(hours=24)
"""After this long something that certainly did not go is reported as failed: so long Telegram keeps updates for us."""
MOST_TRIES_BROKEN = 3
"""What Plaukts cannot prepare is parked as failed after so many tries."""
LEAST_PAUSE, MOST_PAUSE = 2.0, 60.0
"""Seconds before what certainly did not go is tried again."""
SPREAD = 0.25
"""By which part at most a pause is made shorter at random."""


@dataclass(frozen=True)
class Again:
    """It stays in the outbox: in which state, when it may go again, as what try."""

    state: str
    due_at: datetime
    tries: int
    error: str | None


def try_again(delivery: Claimed, verdict: Verdict, now: datetime, chance: float) -> Again | None:
    """Whether and when a delivery goes again that was not sent or may not have been; ``chance`` is in [0, 1).

    Nothing where it is to be given up. What may have arrived is given up later, when it is looked at again.
    """
    age = (now - delivery.created_at).total_seconds()
    if verdict.outcome is Outcome.UNKNOWN:
        pause = _spread(min(MOST_PAUSE, LEAST_PAUSE * GROWTH_UNKNOWN ** (delivery.tries - 1)), chance)
        return Again(outbox.UNKNOWN, now + pause, delivery.tries, verdict.error)
    if verdict.outcome is Outcome.BROKEN:
        if delivery.tries >= MOST_TRIES_BROKEN:
            return None
        return Again(outbox.PENDING, now + timedelta(seconds=2.0**delivery.tries), delivery.tries, verdict.error)
    if age >= GIVE_UP_AFTER.total_seconds():
        return None
    if verdict.retry_after is not None:
        pause = timedelta(seconds=verdict.retry_after)  # the pace spreads them
    else:
        pause = _spread(min(MOST_PAUSE, max(LEAST_PAUSE, age / 2)), chance)
    # Not counted among the tries, for nothing can have arrived twice; 1 says that it was tried at all.
    return Again(outbox.PENDING, now + pause, max(1, delivery.tries - 1), verdict.error)


def given_up(verdict: Verdict) -> str:
    """The reason that is kept."""
    if verdict.outcome is Outcome.BROKEN:
        return str(verdict.error)
    return f"{verdict.error}; given up after {GIVE_UP_AFTER // timedelta(hours=1)} hours"


def _spread(seconds: float, chance: float) -> timedelta:
    return timedelta(seconds=seconds * (1 - SPREAD * chance))
