"""How long what somebody did can be taken back: one rule for all that has *Undo*. The time is an argument."""

from datetime import datetime, timedelta

from bot.errors import UserError
from bot.texts import N_

UNDO_TIME = timedelta(minutes=10)
"""How long *Undo* works."""


def may_undo(done_at: datetime | None, now: datetime) -> bool:
    """Whether what was done then can still be taken back; not what was never done."""
    return done_at is not None and now - done_at <= UNDO_TIME


def check_undo(done_at: datetime | None, now: datetime) -> None:
    """Raise UserError where it can be taken back no more."""
    if not may_undo(done_at, now):
        raise UserError(N_("The time for taking it back is over (10 minutes)."))
