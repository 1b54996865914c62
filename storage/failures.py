"""What went wrong for good: deliveries that failed, updates that were put aside. Told once, made good by people."""

from collections.abc import Collection, Iterable, Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Any

from sqlalchemy import ColumnElement, and_, or_, select, update
from sqlalchemy.orm import Session

from storage.answers import ASKING
from storage.arrivals import MISSED_FOR
from storage.audit import audit
from storage.files import try_making_again
from storage.inbox import HAS_FAILED, inbox
from storage.outbox import (
    BLOCKED,
    FAILED,
    IS_UNTOLD,
    PENDING,
    SEND,
    SENDING,
    SENT,
    UNKNOWN,
    About,
    Lane,
    deliveries,
)

UNDELIVERED, PARKED = "undelivered", "parked"
"""Kinds of the notices themselves, which are never told of."""
_SILENT = (UNDELIVERED, PARKED)
_AT_ONCE = timedelta(days=1)
"""After so long nobody needs the answer to a button any more."""
_c = deliveries.c
_under_way = or_(_c.state.in_((PENDING, SENDING)), and_(_c.state == UNKNOWN, _c.lane != int(Lane.BROADCAST)))
"""May still arrive: a broadcast of unknown fate does not go again."""
_to_people = and_(_c.op == SEND, _c.method.not_in(("setMyCommands", *ASKING)), _c.kind.not_in(_SILENT))


@dataclass(frozen=True)
class Undelivered:
    """What one update caused about one object and what did not arrive."""

    delivery_id: int
    """The delivery that stands for all of them."""
    about: About
    state: str
    """``failed``, or ``blocked`` where the recipient cannot be reached."""
    error: str
    causer_id: int | None
    """The member whose update caused it; nobody where the clock did."""


def tell_undelivered(session: Session, now: datetime, limit: int = 200) -> list[Undelivered]:
    """What has failed and was not told yet, once for each update and object; it counts as told from now on.

    That a recipient cannot be reached is told only if the message has reached nobody else, and when it is on its way
    to nobody else any more.
    """
    failed_first = (_c.state != FAILED, _c.id)  # who is out of reach may have to be looked at again for hours
    rows = session.execute(
        select(deliveries, _to_people.label("to_people")).where(IS_UNTOLD).order_by(*failed_first).limit(limit)
    ).all()
    found: list[Undelivered] = []
    settled = [row.id for row in rows if not row.to_people]
    for group in _groups(row for row in rows if row.to_people):
        one = min(group, key=lambda row: (row.state != FAILED, row.kind == "attachment", row.id))
        others = _of_the_same(session, one, besides=[row.id for row in group])
        alike = [row for row in others if row.kind == one.kind]
        if one.state == BLOCKED and any(row.under_way for row in alike):
            continue
        settled += [row.id for row in group]
        known = any(row.state in (FAILED, BLOCKED) and row.told_at is not None for row in others)
        if known or (one.state == BLOCKED and any(row.state == SENT for row in alike)):
            continue
        about = About(one.kind, one.object_kind, one.object_id)
        found.append(Undelivered(one.id, about, one.state, one.error or "", causer(session, one.update_id)))
    mark_told(session, settled, now)
    return found


def mark_told(session: Session, delivery_ids: Collection[int], now: datetime) -> None:
    """Whoever caused these knows that they do not arrive, or is told so elsewhere."""
    if delivery_ids:
        session.execute(update(deliveries).where(_c.id.in_(delivery_ids)).values(told_at=now))


def causer(session: Session, update_id: int | None) -> int | None:
    """The member whose update this was, by the audit log."""
    if update_id is None:
        return None
    # An act has the time at which its unit was done; there is an index on an act's time, and none on its update.
    same_unit = and_(audit.c.at == inbox.c.done_at, audit.c.update_id == inbox.c.update_id)
    return session.scalar(
        select(audit.c.actor_id)
        .join(inbox, same_unit)
        .where(inbox.c.update_id == update_id, audit.c.actor_id.is_not(None))
        .order_by(audit.c.id)
        .limit(1)
    )


def causer_of_delivery(session: Session, delivery_id: int) -> int | None:
    """The member whose update caused this delivery."""
    return causer(session, session.scalar(select(_c.update_id).where(_c.id == delivery_id)))


def resend(session: Session, delivery_id: int, now: datetime) -> int:
    """Let a failed delivery go again, with what failed of the same update and object; returns how many go.

    They go in their lane and order, and as they would look by now. What is on its way or has arrived is left alone.
    """
    one = session.execute(select(deliveries).where(_c.id == delivery_id)).one_or_none()
    if one is None:
        return 0
    return _again(session, _same_as(one), now)


def resend_all(session: Session, now: datetime) -> int:
    """Let every failed delivery go again that is still of use to somebody; returns how many go."""
    return _again(session, worth_resending(now), now)


def worth_resending(now: datetime) -> ColumnElement[bool]:
    """Failed messages to people of the last two weeks; what answered a button or a command only of the last day."""
    recent = or_(_c.lane != int(Lane.INTERACTIVE), _c.created_at >= now - _AT_ONCE)
    found: ColumnElement[bool] = and_(_c.state == FAILED, _to_people, _c.created_at >= now - MISSED_FOR, recent)
    return found


def _again(session: Session, which: ColumnElement[bool], now: datetime) -> int:
    failed = session.execute(select(_c.id, _c.file_id).where(which, _c.state == FAILED, _c.op == SEND)).all()
    try_making_again(session, [row.file_id for row in failed if row.file_id is not None])
    # As after a first try (1 says that it was tried at all); the time for giving up counts from here.
    values = {"state": PENDING, "tries": 1, "created_at": now, "due_at": now, "error": None, "told_at": None}
    session.execute(update(deliveries).where(_c.id.in_([row.id for row in failed])).values(**values))
    return len(failed)


def _groups(rows: Iterable[Any]) -> list[list[Any]]:
    groups: dict[object, list[Any]] = {}
    for row in rows:
        has_kin = row.update_id is not None and row.object_kind is not None
        key = (row.update_id, row.object_kind, row.object_id) if has_kin else row.id
        groups.setdefault(key, []).append(row)
    return list(groups.values())


def _same_as(row: Any) -> ColumnElement[bool]:
    if row.update_id is None or row.object_kind is None:
        return _c.id == int(row.id)
    of_object = and_(_c.object_kind == row.object_kind, _c.object_id == row.object_id)
    return and_(of_object, _c.update_id == row.update_id, _to_people)


def _of_the_same(session: Session, row: Any, besides: Sequence[int]) -> Sequence[Any]:
    columns = (_c.id, _c.kind, _c.state, _c.told_at, _under_way.label("under_way"))
    return session.execute(select(*columns).where(_same_as(row), _c.id.not_in(besides))).all()


@dataclass(frozen=True)
class ParkedUpdate:
    """An update that failed every time: its number, and where and with what."""

    update_id: int
    error: str


def untold_parked(session: Session, limit: int = 1000) -> list[ParkedUpdate]:
    """Updates that were put aside and of which nobody has been told who could do something about it."""
    query = select(inbox.c.update_id, inbox.c.error).where(HAS_FAILED, inbox.c.told_at.is_(None))
    rows = session.execute(query.order_by(inbox.c.update_id).limit(limit))
    return [ParkedUpdate(row.update_id, row.error or "") for row in rows]


def mark_parked_told(session: Session, update_ids: Collection[int], now: datetime) -> None:
    """The administrators have been told."""
    session.execute(update(inbox).where(inbox.c.update_id.in_(update_ids)).values(told_at=now))


def unpark(session: Session, now: datetime) -> int:
    """Let every update that was put aside for failing be handled anew, with as many tries as at first; how many."""
    values = {"parked_at": None, "told_at": None, "tries": 0, "ready_at": now}
    result = session.execute(update(inbox).where(HAS_FAILED).values(**values))
    return int(result.rowcount)  # type: ignore[attr-defined]
