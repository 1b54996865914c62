"""The durable inbox: raw updates, stored before the sender is told that we have them.

A unit is what is handled together: one update, or the parts of an album. Units of one chat are handled in the order
in which they came; chats do not wait for each other. The body is emptied in the transaction that handles it.
"""

from collections.abc import Collection, Iterable, Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Any

from sqlalchemy import (
    BigInteger,
    Column,
    Index,
    Integer,
    String,
    Table,
    Text,
    bindparam,
    func,
    not_,
    null,
    or_,
    select,
    update,
)
from sqlalchemy.orm import Session

from storage.base import UtcDateTime, metadata
from storage.prepared import Prepared, among
from storage.upsert import insert_new, inserting

ALBUM_WAIT = timedelta(seconds=1.5)
"""How long the parts of an album wait for each other."""

LONGEST_KEY = 100
"""Characters of a group key."""

inbox = Table(
    "inbox",
    metadata,
    Column("update_id", BigInteger, primary_key=True, autoincrement=False),
    Column("chat_id", BigInteger),
    Column("group_key", String(LONGEST_KEY), index=True),
    Column("body", Text, nullable=False),
    Column("received_at", UtcDateTime, nullable=False),
    Column("ready_at", UtcDateTime, nullable=False),
    Column("done_at", UtcDateTime),
    Column("tries", Integer, nullable=False, default=0),
    Column("error", Text),
    Column("parked_at", UtcDateTime),
    # When the administrators were told that it was parked.
    Column("told_at", UtcDateTime),
)
_waiting = inbox.c.done_at.is_(None) & inbox.c.parked_at.is_(None)
Index("ix_inbox_waiting", inbox.c.received_at, inbox.c.update_id, sqlite_where=_waiting, postgresql_where=_waiting)
IS_PARKED = inbox.c.parked_at.is_not(None) & inbox.c.done_at.is_(None)
Index("ix_inbox_parked", inbox.c.update_id, sqlite_where=IS_PARKED, postgresql_where=IS_PARKED)
HELD_BACK, DISCARDED = "restored from a backup", "discarded after a restore"
"""Errors of updates that are put aside without having failed: a person decides about them, or has."""
HAS_FAILED = IS_PARKED & func.coalesce(inbox.c.error, "").not_in((HELD_BACK, DISCARDED))
_done = inbox.c.done_at.is_not(None)
Index("ix_inbox_done", inbox.c.done_at, sqlite_where=_done, postgresql_where=_done)


class AlreadyHandledError(Exception):
    """An update of the unit was handled before (a commit whose reply was lost): nothing may happen twice."""


@dataclass(frozen=True)
class RawUpdate:
    """An update as it came, with what is needed to keep the order of its chat."""

    update_id: int
    body: str
    chat_id: int | None = None
    group_key: str | None = None


@dataclass(frozen=True)
class Unit:
    """Updates that are handled together, in their order."""

    chat_id: int | None
    updates: tuple[RawUpdate, ...]
    tries: int

    @property
    def update_ids(self) -> list[int]:
        return [update.update_id for update in self.updates]


def store_updates(session: Session, updates: Iterable[RawUpdate], now: datetime) -> None:
    """Keep updates; those that are kept already are left as they are."""
    alone = []
    for raw in updates:
        if not raw.group_key:
            alone.append(_row(raw, now, now))
            continue
        ready = now + ALBUM_WAIT
        if insert_new(session, inbox, **_row(raw, now, ready)):
            same_album = (inbox.c.group_key == raw.group_key) & inbox.c.done_at.is_(None)
            session.execute(update(inbox).where(same_album).values(ready_at=ready))
    if alone:
        _INSERT_NEW.run_each(session, alone)


_INSERT_NEW = Prepared(
    lambda dialect: inserting(dialect, inbox),
    ("update_id", "chat_id", "group_key", "body", "received_at", "ready_at", "tries"),
)


def _row(raw: RawUpdate, now: datetime, ready: datetime) -> dict[str, Any]:
    return {
        "update_id": raw.update_id,
        "chat_id": raw.chat_id,
        "group_key": raw.group_key,
        "body": raw.body,
        "received_at": now,
        "ready_at": ready,
        "tries": 0,
    }


def ready_units(
    session: Session, now: datetime, limit: int = 100, besides: Collection[int] = ()
) -> tuple[list[Unit], datetime | None]:
    """Units that may be handled now, and when the next one becomes ready; ``besides`` are chats not to be looked at."""
    return _ready_units(session, now, limit, besides)


def _ready_units(
    session: Session, now: datetime, limit: int, besides: Collection[int]
) -> tuple[list[Unit], datetime | None]:
    rows = _WAITING.all(session, {"besides": list(besides), "most": limit * 4})
    parts: dict[object, list[RawUpdate]] = {}
    tries: dict[object, int] = {}
    held: set[int] = set()
    next_at: datetime | None = None
    for row in rows:
        if row.chat_id in held:
            continue
        if row.ready_at > now:
            if row.chat_id is not None:
                held.add(row.chat_id)
            next_at = min(next_at or row.ready_at, row.ready_at)
            continue
        key = row.group_key or row.update_id
        parts.setdefault(key, []).append(RawUpdate(row.update_id, row.body, row.chat_id, row.group_key))
        tries[key] = max(tries.get(key, 0), row.tries)
    units = [Unit(updates[0].chat_id, tuple(updates), tries[key]) for key, updates in parts.items()]
    if not units and held and len(rows) == limit * 4:
        # All that was looked at waits behind chats that are held up: these must not hide the others.
        units, later = _ready_units(session, now, limit, besides=held.union(besides))
        next_at = min(moment for moment in (next_at, later) if moment is not None)
    return units[:limit], next_at


_WAITING = Prepared(
    lambda dialect: (
        select(inbox.c.update_id, inbox.c.chat_id, inbox.c.group_key, inbox.c.body, inbox.c.ready_at, inbox.c.tries)
        .where(_waiting, or_(inbox.c.chat_id.is_(None), not_(among(dialect, inbox.c.chat_id, "besides"))))
        .order_by(inbox.c.received_at, inbox.c.update_id)
        .limit(bindparam("most"))
    )
)


def finish_unit(session: Session, update_ids: Sequence[int], now: datetime, *, forget: bool = False) -> None:
    """Mark the unit as handled and empty its bodies. Unless all of it was waiting, AlreadyHandledError is raised, by
    the commit at the latest.

    ``forget``: of what people said to each other not even the chat is kept.
    """
    finish = _FORGET if forget else _FINISH
    for update_id in update_ids:
        finish.later(session, {"id": update_id, "now": now})


_FINISH = Prepared(
    update(inbox)
    .where(inbox.c.update_id == bindparam("id"), inbox.c.done_at.is_(None))
    .values(done_at=bindparam("now"), body="", error=None),
    missed=AlreadyHandledError,
)


_FORGET = Prepared(
    update(inbox)
    .where(inbox.c.update_id == bindparam("id"), inbox.c.done_at.is_(None))
    .values(done_at=bindparam("now"), body="", error=None, chat_id=null(), group_key=null()),
    missed=AlreadyHandledError,
)


def postpone_unit(session: Session, update_ids: Sequence[int], until: datetime, *, chat_id: int) -> None:
    """Let a unit wait, and what is in the same order behind it; ``chat_id`` is whose order that is from now on.

    Raises AlreadyHandledError unless all of it was waiting.
    """
    waiting = inbox.c.update_id.in_(update_ids) & inbox.c.done_at.is_(None)
    postponed = session.execute(update(inbox).where(waiting).values(ready_at=until, chat_id=chat_id))
    if postponed.rowcount != len(update_ids):  # type: ignore[attr-defined]
        raise AlreadyHandledError(update_ids)


def fail_unit(session: Session, update_ids: Sequence[int], now: datetime, error: str, most_tries: int) -> bool:
    """Count a failure: later again, or parked with its error after ``most_tries``. Tells whether it was parked."""
    tries = 1 + max(session.scalars(select(inbox.c.tries).where(inbox.c.update_id.in_(update_ids))), default=0)
    parked = tries >= most_tries
    session.execute(
        update(inbox)
        .where(inbox.c.update_id.in_(update_ids), inbox.c.done_at.is_(None))
        .values(
            tries=tries,
            error=error,
            ready_at=now + timedelta(seconds=2**tries),
            parked_at=now if parked else None,
        )
    )
    return parked


def parked_updates(session: Session) -> list[tuple[int, str]]:
    """Updates that failed every time, with their last error."""
    query = select(inbox.c.update_id, inbox.c.error).where(HAS_FAILED)
    return [(row.update_id, row.error or "") for row in session.execute(query)]


@dataclass(frozen=True)
class InboxState:
    """What waits in the inbox, as somebody who watches it wants to know."""

    waiting: int
    oldest: datetime | None
    """When the update came that has waited longest."""
    parked: int


def inbox_state(session: Session) -> InboxState:
    """Counted along the partial indexes: what was handled years ago costs nothing."""
    return InboxState(*session.execute(_STATE).one())


_STATE = select(
    select(func.count()).select_from(inbox).where(_waiting).scalar_subquery(),
    select(func.min(inbox.c.received_at)).where(_waiting).scalar_subquery(),
    select(func.count()).select_from(inbox).where(HAS_FAILED).scalar_subquery(),
)
