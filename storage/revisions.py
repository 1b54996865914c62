"""What was announced to many is changed or taken back: its copies follow, a portion at a time.

The content is changed at once, so that whatever has not gone yet goes as it is now, in whatever state it waits. What
has gone is edited or deleted by deliveries of the broadcasts' own lane, which hold up nobody's answer; these refer to
the shared content too, so that of several changes in a row the newest is shown. Where it has got to is written down
with each portion.
"""

from collections.abc import Mapping, Sequence
from datetime import datetime, timedelta
from typing import Any

from sqlalchemy import (
    JSON,
    BigInteger,
    Column,
    ColumnElement,
    Index,
    Integer,
    String,
    Table,
    UniqueConstraint,
    and_,
    case,
    func,
    literal,
    or_,
    select,
    update,
)
from sqlalchemy.orm import Session

from storage.base import Id, UtcDateTime, metadata
from storage.broadcasts import Content, broadcasts, letter_of, put_contents
from storage.mail_chats import EMAIL, LEFT
from storage.outbox import (
    BLOCKED,
    CANCELLED,
    DELETE,
    EDIT,
    EXCHANGE,
    FAILED,
    HELD,
    IS_FOLLOWING,
    PENDING,
    SEND,
    SENDING,
    SENT,
    UNKNOWN,
    About,
    Lane,
    contents,
    deliveries,
)
from storage.rewriting import PART, exchanged, sent_by
from storage.upsert import insert_new, inserting_new

PORTION = 250
"""Copies that are looked at in one transaction."""
DELETABLE = timedelta(hours=47)
"""A bot's message can be deleted for 48 hours (https://core.telegram.org/bots/api#deletemessage)."""

revisions = Table(
    "revisions",
    metadata,
    Column("id", Id, primary_key=True),
    Column("kind", String(40), nullable=False),
    Column("object_kind", String(40), nullable=False),
    Column("object_id", Integer, nullable=False),
    Column("op", String(10), nullable=False),
    Column("update_id", BigInteger),
    Column("changed_at", UtcDateTime, nullable=False),
    # Copies up to this delivery have followed.
    Column("reached_id", Id, nullable=False),
    Column("done_at", UtcDateTime),
    # Which messages of the copies have another file, a bit each; the first alone where they are no albums.
    Column("exchanged", Integer, nullable=False, server_default="0"),
    # Copies up to this delivery were taken back: there is nothing of them that could be changed.
    Column("gone_to", Id, nullable=False, server_default="0"),
    UniqueConstraint("kind", "object_kind", "object_id"),
)
_r, _c = revisions.c, deliveries.c
_open = _r.done_at.is_(None)
_b_open = broadcasts.c.done_at.is_(None)
Index("ix_revisions_open", _r.changed_at, _r.id, sqlite_where=_open, postgresql_where=_open)


def revise(
    session: Session,
    about: About,
    by_language: Mapping[str, Content],
    now: datetime,
    *,
    letters: Mapping[str, Content] | None = None,
    update_id: int | None = None,
) -> None:
    """Let every copy of what was announced show this; who has not been reached yet gets it like this.

    Letters that have not gone say what ``letters`` say, where theirs is another text. A text stays a text, a caption a
    caption; its file is exchanged by ``exchange``.
    """
    if not by_language:
        raise ValueError("a changed broadcast says something")
    put_contents(session, about, by_language)
    put_contents(session, letter_of(about), letters or {})
    _begin(session, about, EDIT, now, update_id)


def withdraw(
    session: Session,
    about: About,
    now: datetime,
    *,
    instead: Mapping[str, Content] | None = None,
    update_id: int | None = None,
) -> None:
    """Take back every copy of what was announced; who has not been reached yet gets nothing.

    Telegram deletes nothing that is older than two days: those copies show ``instead`` from now on, if given.
    """
    stopped = update(broadcasts).where(_of(broadcasts.c, about), _b_open)
    session.execute(stopped.values(done_at=now))
    if instead:
        revise(session, about, instead, now, update_id=update_id)
    _begin(session, about, DELETE, now, update_id)


def broadcast_kinds(session: Session, object_kind: str, object_id: int) -> list[str]:
    """The parts of an object that were announced."""
    b = broadcasts.c
    of_object = select(b.kind).where(b.object_kind == object_kind, b.object_id == object_id)
    return list(session.scalars(of_object.distinct().order_by(b.kind)))


def not_yet_reaching(session: Session, about: About) -> datetime | None:
    """When what was announced falls due, as long as it has reached nobody."""
    b = broadcasts.c
    untouched = select(b.due_at).where(_of(b, about), b.done_at.is_(None), b.reached_id == 0)
    return session.scalars(untouched.order_by(b.due_at).limit(1)).first()


def unsay(
    session: Session, about: Sequence[About], under: About, now: datetime, *, update_id: int | None = None
) -> None:
    """What was announced is taken back as if it had never been said: it may be announced anew at once.

    The copies are deleted ``under`` another name, so that later ones are not taken for them.
    """
    for one in about:
        session.execute(update(broadcasts).where(_of(broadcasts.c, one), _b_open).values(done_at=now))
        session.execute(update(deliveries).where(_of(_c, one), _c.op == SEND).values(kind=under.kind))
    _begin(session, under, DELETE, now, update_id)


def want_otherwise(session: Session, object_kind: str, object_id: int, subject: str) -> None:
    """What was announced is of another subject: whom it has not reached yet gets it by their choice for that one."""
    b = broadcasts.c
    mine = and_(b.object_kind == object_kind, b.object_id == object_id, b.wanted_kind.is_not(None))
    session.execute(update(broadcasts).where(mine, b.done_at.is_(None)).values(wanted_subject=subject))


def exchange(
    session: Session,
    of: tuple[str, int],
    old_id: str,
    new: Mapping[str, str],
    now: datetime,
    *,
    update_id: int | None = None,
) -> None:
    """Let every copy of what was announced about this object have the file ``new`` in place of ``old_id``.

    ``new``: its kind and file_id; whether Telegram allows that kind is for the caller to see to. Letters carry what
    ``revise`` gives them.
    """
    c = contents.c
    said = select(contents).where(c.object_kind == of[0], c.object_id == of[1]).order_by(c.id)
    for one in session.execute(said).all():
        found = exchanged(one.payload, old_id, new["kind"], new["file_id"])
        if found is not None:
            payload, part = found
            about = About(one.kind, *of)
            put_contents(session, about, {one.language: Content(sent_by(one.method, payload), payload)})
            _begin(session, about, EDIT, now, update_id, files=1 << part)


def _begin(  # noqa: PLR0917 - the private end of the functions above
    session: Session, about: About, op: str, now: datetime, update_id: int | None, files: int = 0
) -> None:
    of = {"kind": about.kind, "object_kind": about.object_kind, "object_id": about.object_id}
    values: dict[str, Any] = {"op": op, "update_id": update_id, "changed_at": now}
    if not insert_new(session, revisions, **of, **values, exchanged=files, reached_id=0, gone_to=0):
        # Copies that have not followed the change before need what that one exchanged, too.
        values["exchanged"] = case((_open, _r.exchanged.bitwise_or(files)), else_=files)
        again = update(revisions).where(_of(_r, about)).values(**values, reached_id=_r.gone_to, done_at=None)
        session.execute(again)


def stop_following(session: Session, about: About, now: datetime) -> None:
    """It was a mistake: copies that have not followed yet stay as they are."""
    session.execute(update(revisions).where(_of(_r, about), _open).values(done_at=now))


def follow_portion(session: Session, now: datetime) -> int:
    """Let the next portion of copies follow the change that has waited longest; returns how many were looked at."""
    first = select(revisions).where(_open).order_by(_r.changed_at, _r.id).limit(1)
    revision = session.execute(first).one_or_none()
    if revision is None:
        return 0
    about = About(revision.kind, revision.object_kind, revision.object_id)
    portion = (
        select(_c.id)
        .where(_of(_c, about), _c.op == SEND, _c.id > revision.reached_id)
        .order_by(_c.id)
        .limit(PORTION)
        .subquery()
    )
    copies, last = session.execute(select(func.count(), func.max(portion.c.id))).one()
    if copies:
        of_portion = and_(_of(_c, about), _c.op == SEND, _c.id > revision.reached_id, _c.id <= last)
        follow = _take_back if revision.op == DELETE else _edit
        follow(session, revision, of_portion, now)
    values = {"reached_id": last or revision.reached_id, "done_at": now if copies < PORTION else None}
    if revision.op == DELETE:
        values["gone_to"] = values["reached_id"]
    session.execute(update(revisions).where(_r.id == revision.id).values(**values))
    return int(copies)


def _edit(session: Session, revision: Any, copies: ColumnElement[bool], now: datetime) -> None:
    """What is there, or may be, is edited; an edit that waits already shows the shared content as it is now."""
    there = and_(copies, _c.state.in_((SENT, SENDING, UNKNOWN)), _can_follow)
    for part in range(revision.exchanged.bit_length()):
        if revision.exchanged >> part & 1:
            _enqueue(session, revision, and_(there, _c.method != "sendMessage"), EXCHANGE, now, part)
    if not revision.exchanged:  # which lets the words follow, too
        _enqueue(session, revision, and_(there, _has_words), EDIT, now)


def _take_back(session: Session, revision: Any, copies: ColumnElement[bool], now: datetime) -> None:
    stopped = and_(copies, _c.state.in_((PENDING, HELD, BLOCKED, UNKNOWN, FAILED)))
    of_portion = select(_c.id).where(copies)
    session.execute(
        update(deliveries)
        .where(IS_FOLLOWING, _c.target_id.in_(of_portion.scalar_subquery()))
        .values(state=CANCELLED, error="superseded")
    )
    session.execute(update(deliveries).where(stopped).values(state=CANCELLED, error="taken back"))
    there = and_(copies, _c.state.in_((SENT, SENDING)), _can_follow)
    young = or_(_c.sent_at.is_(None), _c.sent_at > now - DELETABLE)
    _enqueue(session, revision, and_(there, young), DELETE, now)
    _enqueue(session, revision, and_(there, _c.sent_at <= now - DELETABLE, _has_words), EDIT, now)


_has_words = _c.method != "sendMediaGroup"
"""Albums have no text of their own that could be changed."""
_can_follow = or_(_c.channel.not_in((EMAIL, LEFT)), _c.state == SENDING)
"""A mail that has gone stays as it is; one on its way may turn out not to have gone."""


def _enqueue(  # noqa: PLR0917 - the private end of the functions above
    session: Session, revision: Any, copies: ColumnElement[bool], op: str, now: datetime, part: int = 0
) -> None:
    deleting = case((_c.span == 1, "deleteMessage"), else_="deleteMessages")
    editing = case((_c.method == "sendMessage", "editMessageText"), else_="editMessageCaption")
    columns: dict[str, Any] = {
        "op": literal(op),
        "lane": literal(int(Lane.BROADCAST)),
        "channel": _c.channel,
        "chat_id": _c.chat_id,
        "recipient_id": _c.recipient_id,
        "kind": literal("deletion" if op == DELETE else op),
        "object_kind": _c.object_kind,
        "object_id": _c.object_id,
        "method": {DELETE: deleting, EDIT: editing, EXCHANGE: literal("editMessageMedia")}[op],
        "payload": literal({PART: part} if part else {}, JSON),
        "content_id": literal(None, Id) if op == DELETE else _c.content_id,
        "target_id": _c.id,
        "update_id": literal(revision.update_id, BigInteger),
        "created_at": literal(now, UtcDateTime),
        "due_at": literal(now, UtcDateTime),
        "state": literal(PENDING),
        "tries": literal(0),
        "span": literal(1),
    }
    rows = select(*(value.label(name) for name, value in columns.items())).where(copies).order_by(_c.id)
    session.execute(inserting_new(session, deliveries).from_select(list(columns), rows))


def _of(columns: Any, about: About) -> ColumnElement[bool]:
    return and_(
        columns.kind == about.kind, columns.object_kind == about.object_kind, columns.object_id == about.object_id
    )
