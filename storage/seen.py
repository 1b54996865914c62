"""What each member has seen, so that no digest tells it again: what reached them by itself, and what they opened.

Only whether something is new to a member is asked of it; nobody is shown who has seen what.
"""

from collections.abc import Collection, Iterable
from datetime import datetime

from sqlalchemy import Column, ForeignKey, Index, Integer, String, Table, select
from sqlalchemy.orm import Session

from storage.base import UtcDateTime, metadata
from storage.prepared import Prepared
from storage.upsert import inserting

seen = Table(
    "seen",
    metadata,
    Column("member_id", ForeignKey("members.id", ondelete="CASCADE"), primary_key=True),
    Column("object_kind", String(40), primary_key=True),
    Column("object_id", Integer, primary_key=True),
    Column("at", UtcDateTime, nullable=False),
)
_s = seen.c
Index("ix_seen_at", _s.at)


def mark_seen(session: Session, member_id: int, object_kind: str, object_id: int, now: datetime) -> None:
    """Remember that the member knows of the object: they opened, wrote or answered it, or got it."""
    mark_all_seen(session, member_id, [(object_kind, object_id)], now)


def mark_all_seen(session: Session, member_id: int, objects: Iterable[tuple[str, int]], now: datetime) -> None:
    """The same for several objects: (kind, id)."""
    rows = [{"member_id": member_id, "object_kind": kind, "object_id": key, "at": now} for kind, key in objects]
    if rows:
        _MARK.run_each(session, rows)


_MARK = Prepared(lambda dialect: inserting(dialect, seen), list(seen.c.keys()))


def seen_of(session: Session, member_id: int, object_kind: str, object_ids: Collection[int]) -> set[int]:
    """Those of the objects that the member has seen."""
    mine = select(_s.object_id).where(_s.member_id == member_id, _s.object_kind == object_kind)
    return set(session.scalars(mine.where(_s.object_id.in_(object_ids)))) if object_ids else set()
