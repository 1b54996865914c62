"""Of what was announced to many, some are no longer meant: what has not gone to them does not go."""

from collections.abc import Collection
from dataclasses import replace

from sqlalchemy import ColumnElement, and_, select, update
from sqlalchemy.orm import Session

from storage.audience import Audience
from storage.broadcasts import broadcasts
from storage.members import Member
from storage.outbox import (
    BLOCKED,
    CANCELLED,
    FAILED,
    HELD,
    PENDING,
    SEND,
    SENDING,
    SENT,
    UNKNOWN,
    About,
    cancel_edits,
    deliveries,
)

_b, _c = broadcasts.c, deliveries.c
_NOT_THERE = (PENDING, HELD, BLOCKED, FAILED)
"""States of a copy that has certainly not arrived."""


def leave_out(
    session: Session, object_kind: str, object_id: int, kinds: Collection[str], member_ids: Collection[int]
) -> None:
    """These members get no copies of these parts that have not been put in yet."""
    open_ones = select(_b.id, _b.audience).where(
        _b.object_kind == object_kind, _b.object_id == object_id, _b.kind.in_(kinds), _b.done_at.is_(None)
    )
    for row in session.execute(open_ones).all():
        audience = Audience.from_json(row.audience or {})
        audience = replace(audience, without=tuple(sorted({*audience.without, *member_ids})))
        session.execute(update(broadcasts).where(_b.id == row.id).values(audience=audience.to_json()))


def have_copies(session: Session, about: About, member_ids: Collection[int]) -> set[int]:
    """Those of these members who have a copy, or are to get one."""
    mine = and_(_of(about), _c.state != CANCELLED, _c.recipient_id.in_(member_ids))
    return set(session.scalars(select(_c.recipient_id).where(mine)))


def stop(session: Session, about: About, member_ids: Collection[int]) -> None:
    """These members' copies that have not arrived do not go."""
    waiting = and_(_of(about), _c.state.in_(_NOT_THERE), _c.recipient_id.in_(member_ids))
    ids = list(session.scalars(select(_c.id).where(waiting)))
    session.execute(update(deliveries).where(_c.id.in_(ids)).values(state=CANCELLED, error="no longer meant"))
    cancel_edits(session, ids)


def set_apart(session: Session, about: About, under: str, member_ids: Collection[int]) -> dict[int, str]:
    """These members' copies that may have arrived are of a part of their own: nothing said to all changes them.

    Returns delivery → its reader's language.
    """
    there = and_(_of(about), _c.state.in_((SENT, SENDING, UNKNOWN)), _c.recipient_id.in_(member_ids))
    rows = session.execute(select(_c.id, Member.language).join(Member, Member.id == _c.recipient_id).where(there))
    found = {row.id: row.language for row in rows}
    session.execute(update(deliveries).where(_c.id.in_(found)).values(kind=under))
    return found


def _of(about: About) -> ColumnElement[bool]:
    return and_(
        _c.object_kind == about.object_kind, _c.object_id == about.object_id, _c.kind == about.kind, _c.op == SEND
    )
