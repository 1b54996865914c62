"""Rules of questions and records, on plain values; the time is an argument."""

from datetime import datetime, timedelta

from storage.consultations import ANSWERED, CLOSED, OPEN

UNDO_TIME = timedelta(minutes=10)
"""How long *Undo* works."""
REOPEN_TIME = timedelta(days=14)
"""A thread with a reopening within this time is one record (the consultation record's rule)."""
CARD_TEXT = 3000
"""UTF-16 units of a question that its card shows; the rest follows as messages of its own."""
PIECE = 3600
"""UTF-16 units of a person's text in one message, leaving room for the heading."""


def may_undo(done_at: datetime, now: datetime) -> bool:
    """Whether an act of that time can still be taken back."""
    return now - done_at <= UNDO_TIME


def may_continue(status: str, closed_at: datetime | None, now: datetime) -> bool:
    """Whether the asker can add to the thread: while it is open, and for 14 days after it was closed."""
    if status in (OPEN, ANSWERED):
        return True
    return status == CLOSED and closed_at is not None and now - closed_at <= REOPEN_TIME


def status_after_reopening(answered_at: datetime | None) -> str:
    """An answered thread is answered again, another one waits for its first answer."""
    return ANSWERED if answered_at else OPEN
