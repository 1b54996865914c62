"""Reminders of events: whom to remind when, and what became of it.

One row per answer to an event, version of the event and how long before. A row is there from when it was planned; what
was overtaken before its time (the event moved, the person does not come) is deleted, what was dealt with stays, so that
nothing is planned twice.
"""

from collections.abc import Collection, Iterable, Sequence
from datetime import datetime
from typing import Any, NamedTuple

from sqlalchemy import (
    Column,
    ForeignKey,
    Index,
    Integer,
    String,
    Table,
    UniqueConstraint,
    and_,
    bindparam,
    delete,
    insert,
    or_,
    select,
    update,
)
from sqlalchemy.orm import Session

from storage.base import Id, UtcDateTime, metadata
from storage.events import EVENT, Event, Registration
from storage.mail_chats import EMAIL, TELEGRAM
from storage.outbox import CANCELLED, IS_PENDING, SEND, SENT, Lane, deliveries
from storage.prepared import Prepared, among

REMINDER = "reminder"
"""What a reminder is called as a part of its event, in deliveries."""

DAYS, DAY, HOURS = "days", "day", "hours"
SUBJECTS = (DAYS, DAY, HOURS)
"""Several days before, the day before, hours before: members can turn down each (``storage.preferences.REMINDED``)."""
MINUTES_A_DAY = 24 * 60

ENQUEUED, NEWER, LATE = "enqueued", "newer", "late"
OVERTAKEN, UNWANTED, UNREACHABLE = "overtaken", "unwanted", "unreachable"
"""What became of one: it was put into the outbox; a later one went in its place; the event had begun; it was true no
longer; the member has turned such reminders down; nothing reaches the member."""

reminders = Table(
    "reminders",
    metadata,
    Column("id", Id, primary_key=True),
    Column("registration_id", ForeignKey("registrations.id", ondelete="CASCADE"), nullable=False),
    # Of the event, when this was planned.
    Column("version", Integer, nullable=False),
    Column("minutes_before", Integer, nullable=False),
    # When it is to go, quiet hours left aside.
    Column("nominal_at", UtcDateTime, nullable=False),
    # When the next decision about it is due.
    Column("look_at", UtcDateTime, nullable=False),
    Column("done_at", UtcDateTime),
    Column("outcome", String(12)),
    UniqueConstraint("registration_id", "version", "minutes_before"),
)
_r = reminders.c
_open = _r.done_at.is_(None)
Index("ix_reminders_due", _r.look_at, _r.id, sqlite_where=_open, postgresql_where=_open)


class Known(NamedTuple):
    """A reminder that was planned."""

    id: int
    registration_id: int
    version: int
    minutes_before: int
    nominal_at: datetime
    is_done: bool


class Due(NamedTuple):
    """A reminder about which to decide."""

    id: int
    registration: Registration
    version: int
    minutes_before: int
    nominal_at: datetime
    look_at: datetime


def subject(minutes_before: int) -> str:
    """Which of the ``SUBJECTS`` a reminder is of."""
    if minutes_before < MINUTES_A_DAY:
        return HOURS
    return DAY if minutes_before < 2 * MINUTES_A_DAY else DAYS


def key(event_number: int, version: int, minutes_before: int, member_id: int) -> str:
    """The key of its delivery: one per person, event, version of the event and how long before."""
    return f"reminder:{event_number}:{version}:{minutes_before}:{member_id}"


def known(session: Session, registration_ids: Collection[int], version: int) -> list[Known]:
    """What was planned of an event's version, dealt with or not, and what is still open of other versions."""
    return _KNOWN.all(session, {"answers": list(registration_ids), "of": version})


def add(session: Session, planned: Sequence[dict[str, Any]]) -> None:
    """Plan reminders: columns of the table without ``done_at`` and ``outcome``."""
    if planned:
        _ADD.run_each(session, planned)


_KNOWN = Prepared(
    lambda dialect: select(
        *(_r.id, _r.registration_id, _r.version, _r.minutes_before, _r.nominal_at, _r.done_at.is_not(None))
    ).where(among(dialect, _r.registration_id, "answers"), or_(_r.version == bindparam("of"), _open)),
    row=Known,
)
_ADD = Prepared(insert(reminders), ("registration_id", "version", "minutes_before", "nominal_at", "look_at"))


def drop(session: Session, ids: Collection[int]) -> None:
    """Take back what was planned."""
    if ids:
        session.execute(delete(reminders).where(_r.id.in_(ids)))


def due(session: Session, now: datetime, limit: int) -> list[Due]:
    """Those about which to decide, the longest overdue first; all of an answer's that are due, or none of them.

    Of about ``limit``; the index holds what is open alone, so that what was ever done costs nothing.
    """
    found = {row.registration_id for row in _DUE.all(session, {"now": now, "most": limit})}
    if not found:
        return []
    rows = session.execute(
        select(Registration, *_LOOKED_AT)
        .join(reminders, _r.registration_id == Registration.id)
        .where(_r.registration_id.in_(found), _open, _r.look_at <= now)
        .order_by(_r.nominal_at, _r.id)
    )
    return [Due(row.id, row.Registration, *row[2:]) for row in rows]


_LOOKED_AT = (_r.id, _r.version, _r.minutes_before, _r.nominal_at, _r.look_at)
_DUE = Prepared(
    select(_r.registration_id)
    .where(_open, _r.look_at <= bindparam("now", type_=_r.look_at.type))
    .order_by(_r.look_at, _r.id)
    .limit(bindparam("most"))
)


def look_again(session: Session, at: Iterable[tuple[int, datetime]]) -> None:
    """(id, when): decide about these later."""
    by_moment: dict[datetime, list[int]] = {}
    for reminder, moment in at:
        by_moment.setdefault(moment, []).append(reminder)
    for moment, ids in by_moment.items():
        session.execute(update(reminders).where(_r.id.in_(ids)).values(look_at=moment))


def finish(session: Session, outcomes: Iterable[tuple[int, str]], now: datetime) -> None:
    """(id, what became of it): these are dealt with."""
    by_outcome: dict[str, list[int]] = {}
    for reminder, outcome in outcomes:
        by_outcome.setdefault(outcome, []).append(reminder)
    for outcome, ids in by_outcome.items():
        session.execute(update(reminders).where(_r.id.in_(ids)).values(done_at=now, outcome=outcome))


def not_arrived(session: Session, event_number: int, member_id: int | None = None) -> list[tuple[int, str]]:
    """(delivery, its key) of an event's reminders (to a member) that are neither sent nor stopped."""
    d = deliveries.c
    mine = and_(d.object_kind == EVENT, d.object_id == event_number, d.kind == REMINDER, d.op == SEND)
    query = select(d.id, d.dedupe_key).where(mine, d.state.not_in((SENT, CANCELLED)))
    if member_id is not None:
        query = query.where(d.recipient_id == member_id)
    return [(row.id, row.dedupe_key) for row in session.execute(query)]


def waiting_since(session: Session, before: datetime, limit: int) -> list[tuple[int, Registration]]:
    """(delivery, answer) of reminders that were to go before then and have not been tried with success since."""
    d = deliveries.c
    in_turn = and_(d.channel.in_((TELEGRAM, EMAIL)), d.lane == int(Lane.REMINDER), IS_PENDING)
    mine = and_(in_turn, d.due_at < before, d.kind == REMINDER, d.op == SEND)
    rows = session.execute(
        select(d.id, Registration)
        .join(Event, and_(Event.number == d.object_id, d.object_kind == EVENT))
        .join(Registration, and_(Registration.event_id == Event.id, Registration.member_id == d.recipient_id))
        .where(mine)
        .order_by(d.due_at, d.id)
        .limit(limit)
    )
    return [(row.id, row.Registration) for row in rows]


def is_due_now(session: Session, delivery_ids: Collection[int], now: datetime) -> None:
    """These were to go before, and say by now what is so now."""
    session.execute(update(deliveries).where(deliveries.c.id.in_(delivery_ids), IS_PENDING).values(due_at=now))
