"""The durable outbox: one row a delivery, from the wish to say something to the message id that Telegram gave.

The unit of work puts rows in and changes its mind about them here; the courier's side is in ``storage.carrying``.
"""

from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from enum import IntEnum
from typing import Any

from sqlalchemy import (
    JSON,
    BigInteger,
    Column,
    ForeignKey,
    Index,
    Integer,
    String,
    Table,
    Text,
    UniqueConstraint,
    and_,
    bindparam,
    insert,
    literal_column,
    select,
    update,
)
from sqlalchemy.orm import Session

from storage.base import Id, UtcDateTime, metadata
from storage.mail_chats import LEFT, channel_of, is_mailbox
from storage.prepared import Prepared
from storage.rewriting import fitted, rewritten
from storage.upsert import inserting

PENDING, SENDING, SENT, UNKNOWN = "pending", "sending", "sent", "unknown"
FAILED, BLOCKED, CANCELLED, HELD = "failed", "blocked", "cancelled", "held"

RESTORED = "restored from a backup"
"""Error of a delivery that is held because it may have gone after the backup was made."""

SEND, EDIT, EXCHANGE, DELETE = "send", "edit", "exchange", "delete"

ATTACHED = "attached"
"""The parameter that names what people sent along, in what goes to a mailbox."""


class Lane(IntEnum):
    """What goes first."""

    INTERACTIVE = 0
    """To a person who just did something."""
    ANSWER = 1
    """Answers to questions, and cards."""
    REMINDER = 2
    BROADCAST = 3


contents = Table(
    "contents",
    metadata,
    Column("id", Id, primary_key=True),
    Column("kind", String(40), nullable=False),
    Column("object_kind", String(40), nullable=False),
    Column("object_id", Integer, nullable=False),
    Column("language", String(8), nullable=False),
    Column("method", String(40), nullable=False),
    Column("payload", JSON, nullable=False),
    UniqueConstraint("kind", "object_kind", "object_id", "language"),
)
"""What many recipients get, kept once a language."""

deliveries = Table(
    "deliveries",
    metadata,
    Column("id", Id, primary_key=True),
    Column("dedupe_key", String(200), unique=True),
    Column("op", String(10), nullable=False),
    Column("lane", Integer, nullable=False),
    Column("channel", String(20), nullable=False),
    Column("chat_id", BigInteger, nullable=False),
    Column("recipient_id", Integer),
    Column("kind", String(40), nullable=False),
    Column("object_kind", String(40)),
    Column("object_id", Integer),
    Column("method", String(40), nullable=False),
    # What is not in the content that many deliveries share; where there is none, all of it.
    Column("payload", JSON, nullable=False),
    Column("content_id", Id, ForeignKey("contents.id")),
    # The delivery that this one edits, deletes or replies to.
    Column("target_id", Id, ForeignKey("deliveries.id")),
    Column("file_id", Id, ForeignKey("files.id")),
    Column("update_id", BigInteger),
    Column("created_at", UtcDateTime, nullable=False),
    Column("due_at", UtcDateTime, nullable=False),
    Column("expires_at", UtcDateTime),
    Column("state", String(10), nullable=False),
    Column("tries", Integer, nullable=False, default=0),
    Column("message_id", BigInteger),
    # An album is several messages with ids that follow each other.
    Column("span", Integer, nullable=False, default=1),
    Column("claimed_at", UtcDateTime),
    Column("sent_at", UtcDateTime),
    Column("error", Text),
    # When somebody was told that it failed, or that nobody need be told.
    Column("told_at", UtcDateTime),
)
_c = deliveries.c
# Written into the statement, not bound: SQLite uses a partial index only if it sees that the conditions agree.
IS_PENDING = _c.state == literal_column(f"'{PENDING}'")
IS_SENDING = _c.state == literal_column(f"'{SENDING}'")
IS_UNKNOWN = _c.state == literal_column(f"'{UNKNOWN}'")
IS_WAITING_EDIT = and_(IS_PENDING, _c.op == literal_column(f"'{EDIT}'"))
"""Waits to let a message show something else."""
IS_FOLLOWING = and_(IS_PENDING, _c.op != literal_column(f"'{SEND}'"))
"""Waits to change a message."""
IS_UNTOLD = and_(_c.state.in_((literal_column(f"'{FAILED}'"), literal_column(f"'{BLOCKED}'"))), _c.told_at.is_(None))
IS_ODD = _c.state.in_((literal_column(f"'{UNKNOWN}'"), literal_column(f"'{FAILED}'")))
_in_turn = (_c.channel, _c.lane, _c.due_at, _c.id)
Index("ix_deliveries_due", *_in_turn, sqlite_where=IS_PENDING, postgresql_where=IS_PENDING)
Index("ix_deliveries_sending", _c.id, sqlite_where=IS_SENDING, postgresql_where=IS_SENDING)
Index("ix_deliveries_unknown", _c.due_at, sqlite_where=IS_UNKNOWN, postgresql_where=IS_UNKNOWN)
Index(
    "uq_deliveries_pending_edit",
    _c.target_id,
    unique=True,
    sqlite_where=IS_WAITING_EDIT,
    postgresql_where=IS_WAITING_EDIT,
)
Index("ix_deliveries_following", _c.target_id, sqlite_where=IS_FOLLOWING, postgresql_where=IS_FOLLOWING)
Index("ix_deliveries_message", _c.chat_id, _c.message_id)
Index("ix_deliveries_object", _c.object_kind, _c.object_id, _c.kind)
Index("ix_deliveries_untold", _c.id, sqlite_where=IS_UNTOLD, postgresql_where=IS_UNTOLD)
# What others refer to can be deleted only if it is quickly known whether they do.
_has_target, _has_file = _c.target_id.is_not(None), _c.file_id.is_not(None)
Index("ix_deliveries_target", _c.target_id, sqlite_where=_has_target, postgresql_where=_has_target)
Index("ix_deliveries_file", _c.file_id, sqlite_where=_has_file, postgresql_where=_has_file)
Index("ix_deliveries_odd", _c.state, _c.id, sqlite_where=IS_ODD, postgresql_where=IS_ODD)


@dataclass(frozen=True)
class About:
    """What a delivery is about: its part (card, answer …) and the object it shows."""

    kind: str
    object_kind: str | None = None
    object_id: int | None = None


def enqueue(
    session: Session,
    *,
    chat_id: int,
    method: str,
    payload: Mapping[str, Any],
    about: About,
    lane: Lane,
    now: datetime,
    op: str = SEND,
    key: str | None = None,
    recipient_id: int | None = None,
    target_id: int | None = None,
    file_id: int | None = None,
    update_id: int | None = None,
    due_at: datetime | None = None,
    expires_at: datetime | None = None,
) -> int:
    """Put a delivery in; returns its id. With a ``key`` that is there already, nothing is added and its id returned."""
    values = {
        "dedupe_key": key,
        "op": op,
        "lane": int(lane),
        "channel": channel_of(chat_id),
        "chat_id": chat_id,
        "recipient_id": recipient_id,
        "kind": about.kind,
        "object_kind": about.object_kind,
        "object_id": about.object_id,
        "method": method,
        "payload": dict(payload),
        "target_id": target_id,
        "file_id": file_id,
        "update_id": update_id,
        "created_at": due_at or now,  # the time after which it is given up counts from when it is to go
        "due_at": due_at or now,
        "expires_at": expires_at,
        "state": PENDING,
        "tries": 0,
        "span": len(payload["media"]) if method == "sendMediaGroup" else 1,
    }
    if key is None:
        return int(_INSERT.scalar(session, values))
    added = _INSERT_NEW.scalar(session, values)
    return int(added if added is not None else _WITH_KEY.scalar(session, {"key": key}))


_FILLED = (
    *("dedupe_key", "op", "lane", "channel", "chat_id", "recipient_id", "kind", "object_kind", "object_id", "method"),
    *("payload", "target_id", "file_id", "update_id", "created_at", "due_at", "expires_at", "state", "tries", "span"),
)
_INSERT = Prepared(insert(deliveries).returning(_c.id), _FILLED)
_INSERT_NEW = Prepared(lambda dialect: inserting(dialect, deliveries).returning(_c.id), _FILLED)
_WITH_KEY = Prepared(select(_c.id).where(_c.dedupe_key == bindparam("key")))


def edit(
    session: Session, target_id: int, payload: Mapping[str, Any], *, now: datetime, update_id: int | None = None
) -> None:
    """Let a message that was put in before show something else; the newest edit wins.

    What has not gone yet, or will go again because its fate is unknown, goes with the new content; what is on its way
    is edited when it has arrived. Somebody who has blocked the bot may come back, and somebody may have what failed
    sent again: that follows too. What was stopped stays as it is.
    """
    target = session.execute(select(deliveries).where(_c.id == target_id)).one()
    if target.state == CANCELLED:
        return
    method, payload = fitted(target.method, payload)
    if target.state in (PENDING, HELD, BLOCKED, FAILED) or (target.state == UNKNOWN and target.lane != Lane.BROADCAST):
        old = {**shared_payloads(session, [target.content_id]).get(target.content_id, {}), **target.payload}
        session.execute(update(deliveries).where(_c.id == target_id).values(**rewritten(old, payload)))
        cancel_edits(session, [target_id])  # put in while it was on its way: the new content is newer than they are
        return
    if target.channel == LEFT or (is_mailbox(target.chat_id) and target.state != SENDING):
        return  # a mail that has gone stays as it is, and so does what stands in a chat that is used no more
    waiting = and_(_c.target_id == target_id, _c.op == EDIT, _c.state == PENDING)
    lane = Lane.ANSWER if target.lane == Lane.BROADCAST else Lane(target.lane)
    # One that lets all copies of a broadcast follow shows what they share; this one shows something of its own.
    own = {"payload": payload, "content_id": None, "lane": int(lane), "update_id": update_id}
    replaced = session.execute(update(deliveries).where(waiting).values(**own))
    if replaced.rowcount:  # type: ignore[attr-defined]
        return
    enqueue(
        session,
        chat_id=target.chat_id,
        method=method,
        payload=payload,
        about=About("edit", target.object_kind, target.object_id),
        lane=lane,
        now=now,
        op=EDIT,
        recipient_id=target.recipient_id,
        target_id=target_id,
        update_id=update_id,
    )


def shared_payloads(session: Session, content_ids: Collection[int | None]) -> dict[int | None, Mapping[str, Any]]:
    """The contents that deliveries have in common, by their ids; those of no content are ``None``."""
    wanted = [one for one in content_ids if one is not None]
    if not wanted:
        return {}
    found = session.execute(select(contents.c.id, contents.c.payload).where(contents.c.id.in_(wanted)))
    return {row.id: row.payload for row in found}


def take_back(session: Session, target_id: int, *, now: datetime, update_id: int | None = None) -> None:
    """Stop a delivery that has not gone, or have its message deleted."""
    target = session.execute(select(deliveries).where(_c.id == target_id)).one()
    stopped = and_(_c.id == target_id, _c.state.in_((PENDING, HELD, BLOCKED, UNKNOWN, FAILED)))
    session.execute(update(deliveries).where(stopped).values(state=CANCELLED, error="taken back"))
    following = and_(IS_FOLLOWING, _c.target_id == target_id)  # its deletion, too, where it may have arrived
    session.execute(update(deliveries).where(following).values(state=CANCELLED, error="superseded"))
    if target.state == SENDING or (target.state == SENT and not is_mailbox(target.chat_id) and target.channel != LEFT):
        enqueue(
            session,
            chat_id=target.chat_id,
            method="deleteMessage" if target.span == 1 else "deleteMessages",
            payload={},
            about=About("deletion", target.object_kind, target.object_id),
            lane=Lane(target.lane),
            now=now,
            op=DELETE,
            recipient_id=target.recipient_id,
            target_id=target_id,
            update_id=update_id,
        )


def cancel_edits(session: Session, target_ids: Collection[int]) -> None:
    """Edits of these deliveries that wait are not wanted any more."""
    waiting = update(deliveries).where(IS_WAITING_EDIT, _c.target_id.in_(target_ids))
    session.execute(waiting.values(state=CANCELLED, error="superseded"))


def attach(session: Session, letter_id: int, attached: Sequence[Mapping[str, str]]) -> None:
    """Let a letter carry these besides what it carries, unless it has gone."""
    waits = and_(_c.id == letter_id, _c.state.in_((PENDING, HELD, BLOCKED, FAILED)))
    payload = session.scalar(select(_c.payload).where(waits))
    if payload is not None:
        more = {**payload, ATTACHED: [*payload.get(ATTACHED, ()), *attached]}
        session.execute(update(deliveries).where(waits).values(payload=more))


def is_waiting(session: Session, lane: Lane, now: datetime) -> bool:
    """Whether something of this lane could go by now."""
    due = select(_c.id).where(IS_PENDING, _c.lane == int(lane), _c.due_at <= now)
    return session.execute(due.limit(1)).first() is not None


def chat_of(session: Session, delivery_id: int) -> int:
    """Where a delivery goes: a chat of Telegram's, or a mailbox."""
    found: int = session.scalars(select(_c.chat_id).where(_c.id == delivery_id)).one()
    return found


def method_of(session: Session, delivery_id: int) -> str | None:
    """The method by which a delivery is sent."""
    return session.scalar(select(_c.method).where(_c.id == delivery_id))


def created_at(session: Session, delivery_id: int) -> datetime:
    """When a delivery was to go at the earliest: its message is not older."""
    found: datetime = session.scalars(select(_c.created_at).where(_c.id == delivery_id)).one()
    return found


def set_about(session: Session, delivery_id: int, about: About) -> None:
    """A message shows something else from now on: a form's last step became a confirmation, say."""
    values = {"kind": about.kind, "object_kind": about.object_kind, "object_id": about.object_id}
    session.execute(update(deliveries).where(_c.id == delivery_id).values(**values))


def is_enqueued(session: Session, key: str) -> bool:
    """Whether a delivery with this key was put in before."""
    return _WITH_KEY.scalar(session, {"key": key}) is not None


def deliveries_about(
    session: Session, about: About, *, recipient_id: int | None = None
) -> list[tuple[int, int | None]]:
    """The deliveries that show a part of an object, as (delivery id, recipient's member id), the oldest first.

    ``recipient_id``: those to this member alone.
    """
    query = select(_c.id, _c.recipient_id).where(
        _c.object_kind == about.object_kind,
        _c.object_id == about.object_id,
        _c.kind == about.kind,
        _c.op == SEND,
    )
    if recipient_id is not None:
        query = query.where(_c.recipient_id == recipient_id)
    rows = session.execute(query.order_by(_c.id))
    return [(row.id, row.recipient_id) for row in rows]


def delivery_at(session: Session, chat_id: int, message_id: int) -> tuple[int, About] | None:
    """The delivery that became this message (an album's any part), and what it is about."""
    row = session.execute(
        select(_c.id, _c.kind, _c.object_kind, _c.object_id, _c.message_id, _c.span)
        .where(_c.chat_id == chat_id, _c.message_id <= message_id, _c.op == SEND)
        .order_by(_c.message_id.desc())
        .limit(1)
    ).one_or_none()
    if row is None or message_id >= row.message_id + row.span:
        return None
    return row.id, About(row.kind, row.object_kind, row.object_id)


def delivery_numbered(session: Session, delivery_id: int) -> tuple[int, About] | None:
    """A delivery by its id, and what it is about."""
    row = session.execute(
        select(_c.id, _c.kind, _c.object_kind, _c.object_id).where(_c.id == delivery_id)
    ).one_or_none()
    return None if row is None else (row.id, About(row.kind, row.object_kind, row.object_id))


def was_reached(session: Session, chat_id: int) -> bool:
    """Whether a message has arrived in this chat: a bot cannot write first to somebody who never pressed Start."""
    arrived = select(_c.id).where(_c.chat_id == chat_id, _c.message_id.is_not(None)).limit(1)
    return session.scalar(arrived) is not None
