"""Copies of what was announced that did not follow a change, because Telegram did not take it."""

from datetime import datetime

from sqlalchemy import ColumnElement, and_, func, or_, select, update
from sqlalchemy.orm import Session

from storage.outbox import CANCELLED, EDIT, EXCHANGE, FAILED, PENDING, SEND, SENT, Lane, deliveries

_c = deliveries.c


def count_uncorrected(session: Session, object_kind: str, object_id: int) -> int:
    """How many copies of it show something earlier: members' and the group's."""
    copies = select(func.count(_c.target_id.distinct())).where(_failed(object_kind, object_id))
    return session.scalar(copies) or 0


def correct_again(session: Session, object_kind: str, object_id: int, now: datetime) -> int:
    """Let these copies follow once more, to what it is by now; returns how many changes go."""
    # As after a first try; the time after which it is given up counts from here.
    again = {"state": PENDING, "tries": 1, "created_at": now, "due_at": now, "error": None, "told_at": None}
    ids = select(_c.id).where(_failed(object_kind, object_id))
    found = session.scalars(ids).all()
    session.execute(update(deliveries).where(_c.id.in_(found)).values(again))
    return len(found)


def _failed(object_kind: str, object_id: int) -> ColumnElement[bool]:
    """The newest change of a copy that is there, where it failed. What only its sender sees is no copy."""
    target, newer = deliveries.alias("target"), deliveries.alias("newer")
    there = select(target.c.id).where(
        target.c.id == _c.target_id,
        target.c.op == SEND,
        target.c.state == SENT,
        or_(_c.lane == int(Lane.BROADCAST), target.c.recipient_id.is_(None)),
    )
    later = select(newer.c.id).where(
        newer.c.target_id == _c.target_id, newer.c.op == EDIT, newer.c.id > _c.id, newer.c.state != CANCELLED
    )
    changes = and_(
        _c.object_kind == object_kind,
        _c.object_id == object_id,
        _c.kind.in_((EDIT, EXCHANGE)),
        _c.op.in_((EDIT, EXCHANGE)),
        _c.state == FAILED,
    )
    outdated = and_(_c.op == EDIT, later.correlate(deliveries).exists())
    return and_(changes, there.correlate(deliveries).exists(), ~outdated)
