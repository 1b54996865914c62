"""What the demonstration's members have chosen; their last digest is behind them, so the next morning brings one."""

from collections.abc import Sequence
from datetime import datetime, timedelta

from sqlalchemy import insert
from sqlalchemy.orm import Session

from storage.digests import digests
from storage.members import Member
from storage.preferences import ASKED, AT_ONCE, choose

MEMBER_FOR, LAST_WEEKLY = timedelta(days=200), timedelta(days=6)
"""So that everything of the last days is new to them."""


def seed_preferences(session: Session, librarian: Member, others: Sequence[Member], now: datetime) -> None:
    """Members of long standing; the librarian knows local history and children's books, and says so."""
    session.flush()
    librarian.in_profession_since = now.year - 17
    for topic in ("local_history", "children"):
        choose(session, librarian.id, ASKED, topic, AT_ONCE)
    for member in (librarian, *others):
        member.created_at = now - MEMBER_FOR
        session.execute(insert(digests).values(member_id=member.id, at=now, weekly_at=now - LAST_WEEKLY))
