"""What is announced is stopped by its sender, goes on, or goes once more to whom it may not have reached.

All parts of an object that were announced do so together: its text, the files that follow it.
"""

from collections.abc import Collection
from datetime import datetime
from typing import Any
from zoneinfo import ZoneInfo

from sqlalchemy import ColumnElement, and_, delete, func, literal, select, update
from sqlalchemy.orm import Session

from storage.base import UtcDateTime
from storage.broadcasts import broadcasts
from storage.members import Member
from storage.outbox import HELD, PENDING, SEND, UNKNOWN, About, Lane, contents, deliveries
from storage.preferences import held_until

_b, _c = broadcasts.c, deliveries.c


def call_back(session: Session, object_kind: str, object_id: int) -> bool:
    """Undo that it was announced, unless some of it has been put in already; tells whether that was possible."""
    announced = and_(_b.object_kind == object_kind, _b.object_id == object_id)
    touched = select(_b.id).where(announced, (_b.reached_id > 0) | _b.done_at.is_not(None))
    if session.execute(touched.limit(1)).first() is not None:
        return False
    session.execute(delete(broadcasts).where(announced))
    of_object = and_(contents.c.object_kind == object_kind, contents.c.object_id == object_id)
    session.execute(delete(contents).where(of_object))
    return True


def call_back_part(session: Session, about: About, occurrence: str) -> bool:
    """Undo that a part was announced for this time, unless some of it has been put in; tells whether it was undone."""
    part = and_(_b.object_kind == about.object_kind, _b.object_id == about.object_id, _b.kind == about.kind)
    untouched = and_(part, _b.occurrence == occurrence, _b.reached_id == 0, _b.done_at.is_(None))
    return bool(session.execute(delete(broadcasts).where(untouched)).rowcount)  # type: ignore[attr-defined]


def set_due(session: Session, object_kind: str, object_id: int, due_at: datetime) -> None:
    """What was announced falls due at another time; what has been put in already goes as it was to."""
    mine = and_(_b.object_kind == object_kind, _b.object_id == object_id, _b.done_at.is_(None), _b.reached_id == 0)
    session.execute(update(broadcasts).where(mine).values(due_at=due_at))


def hold(session: Session, object_kind: str, object_id: int, now: datetime) -> None:
    """Nothing more of it goes; what is on the wire arrives, or waits with the rest if it does not."""
    its_own = and_(_b.object_kind == object_kind, _b.object_id == object_id)
    session.execute(update(broadcasts).where(its_own).values(held_at=now))
    session.execute(update(deliveries).where(_waiting(object_kind, object_id, PENDING)).values(state=HELD))


def let_go_on(
    session: Session, object_kind: str, object_id: int, now: datetime, zone: ZoneInfo, *, urgent: bool
) -> None:
    """What was held goes, as it is by now; for whom it is quiet, when their quiet hours end, unless it is urgent."""
    held = and_(_b.object_kind == object_kind, _b.object_id == object_id, _b.held_at.is_not(None))
    session.execute(update(broadcasts).where(held).values(held_at=None))
    put_back(session, _waiting(object_kind, object_id, HELD), now, zone, urgent=urgent)


def repeat_unknown(
    session: Session, object_kind: str, object_id: int, now: datetime, zone: ZoneInfo, *, urgent: bool
) -> int:
    """What may have arrived or not goes once more, because somebody wants it to; returns how many deliveries."""
    return put_back(session, _waiting(object_kind, object_id, UNKNOWN), now, zone, urgent=urgent)


def reopen(session: Session, object_kind: str, object_id: int, kinds: Collection[str]) -> None:
    """These parts go to whoever is meant by now and has not got them."""
    parts = and_(_b.object_kind == object_kind, _b.object_id == object_id, _b.kind.in_(kinds))
    session.execute(update(broadcasts).where(parts).values(reached_id=0, done_at=None))


def is_spreading(session: Session, object_kind: str, object_id: int) -> bool:
    """Whether there are members whose copies have not been put in yet."""
    open_ones = and_(_b.object_kind == object_kind, _b.object_id == object_id, _b.done_at.is_(None))
    return session.execute(select(_b.id).where(open_ones).limit(1)).first() is not None


def _waiting(object_kind: str, object_id: int, state: str) -> ColumnElement[bool]:
    mine = and_(_c.object_kind == object_kind, _c.object_id == object_id, _c.op == SEND, _c.state == state)
    return and_(mine, _c.lane == int(Lane.BROADCAST))


def put_back(session: Session, which: ColumnElement[bool], now: datetime, zone: ZoneInfo, *, urgent: bool) -> int:
    """These deliveries go; to whom it is quiet, when their quiet hours end, unless it is urgent. Returns how many."""
    at: ColumnElement[Any] = literal(now, UtcDateTime)
    if not urgent:
        of_recipient = select(held_until(now, zone, now)).where(Member.id == _c.recipient_id)
        at = func.coalesce(of_recipient.scalar_subquery(), at, type_=UtcDateTime())
    # Created as if now: the time after which a delivery is given up counts from here.
    values = {"state": PENDING, "due_at": at, "created_at": at, "error": None, "told_at": None}
    return int(session.execute(update(deliveries).where(which).values(values)).rowcount)  # type: ignore[attr-defined]
