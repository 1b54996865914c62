"""Invitations that are no longer good: for some, who are not meant any more, or for all who have not had them yet."""

from collections.abc import Collection
from dataclasses import dataclass, replace
from datetime import datetime
from zoneinfo import ZoneInfo

from sqlalchemy import ColumnElement, and_, func, or_, select, update
from sqlalchemy.orm import Session

from storage.audience import Audience
from storage.broadcasts import broadcasts
from storage.halting import put_back
from storage.members import Member
from storage.outbox import (
    BLOCKED,
    CANCELLED,
    FAILED,
    HELD,
    PENDING,
    RESTORED,
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


@dataclass(frozen=True)
class Parts:
    """Parts of an object that were announced together."""

    object_kind: str
    object_id: int
    kinds: Collection[str]


def leave_out(session: Session, parts: Parts, member_ids: Collection[int]) -> None:
    """These members get no copies of these parts that have not been put in yet."""
    for row in session.execute(select(_b.id, _b.audience).where(_open(parts))).all():
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


# For all who have not had it ------------------------------------------------------------------------------------------

_CALLED_OFF = "called off"
"""Error of a copy that has not gone because what it invites to was called off meanwhile."""


def not_gone_to(session: Session, about: About) -> set[int]:
    """The members whose copies wait to go, and to whom nothing of it has gone."""
    rows = session.execute(select(_c.recipient_id, _c.state).where(_of(about), _c.state != CANCELLED)).all()
    return {row.recipient_id for row in rows if row.state == PENDING} - {
        row.recipient_id for row in rows if row.state != PENDING
    }


def call_off(session: Session, parts: Parts, now: datetime) -> None:
    """What has not gone of these parts does not go: nobody first hears of something when it is called off."""
    waiting = and_(_put_in(parts), _c.state == PENDING)
    session.execute(update(deliveries).where(waiting).values(state=CANCELLED, error=_CALLED_OFF))
    session.execute(update(broadcasts).where(_open(parts)).values(held_at=now))


def call_on(session: Session, parts: Parts, now: datetime, zone: ZoneInfo) -> None:
    """It takes place after all: what had not gone goes, as it says by now, and not into quiet hours."""
    taken_back = and_(_c.state == CANCELLED, _c.error == _CALLED_OFF)
    on_the_wire_then = and_(_c.state == HELD, func.coalesce(_c.error, "") != RESTORED)
    stopped = and_(_put_in(parts), or_(taken_back, on_the_wire_then))
    put_back(session, stopped, now, zone, urgent=False)
    session.execute(update(broadcasts).where(_open(parts)).values(held_at=None))


def expire_at(session: Session, parts: Parts, moment: datetime) -> None:
    """What has not gone of these parts is good until then."""
    unsent = and_(_put_in(parts), _c.state.in_((PENDING, CANCELLED)))
    session.execute(update(deliveries).where(unsent).values(expires_at=moment))
    session.execute(update(broadcasts).where(_open(parts)).values(expires_at=moment))


def _put_in(parts: Parts) -> ColumnElement[bool]:
    mine = and_(_c.object_kind == parts.object_kind, _c.object_id == parts.object_id, _c.kind.in_(parts.kinds))
    return and_(mine, _c.op == SEND)


def _open(parts: Parts) -> ColumnElement[bool]:
    mine = and_(_b.object_kind == parts.object_kind, _b.object_id == parts.object_id, _b.kind.in_(parts.kinds))
    return and_(mine, _b.done_at.is_(None))


def _of(about: About) -> ColumnElement[bool]:
    return and_(
        _c.object_kind == about.object_kind, _c.object_id == about.object_id, _c.kind == about.kind, _c.op == SEND
    )
