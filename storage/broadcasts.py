"""Broadcasts: one content for many members, put into the outbox a portion at a time.

A portion is a single INSERT … SELECT, so that neither memory nor the length of a transaction grows with the number of
recipients. Where it has got to is written down with it: it may be taken late, twice, or again after a kill, for a
member gets an occurrence of a broadcast once. For whom it is quiet by then it is put in for when their quiet hours end.
"""

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import datetime
from typing import Any
from zoneinfo import ZoneInfo

from sqlalchemy import (
    JSON,
    BigInteger,
    Boolean,
    Column,
    ColumnElement,
    ForeignKey,
    Index,
    Integer,
    String,
    Table,
    UniqueConstraint,
    and_,
    case,
    false,
    func,
    literal,
    or_,
    select,
    update,
)
from sqlalchemy.orm import Session

from storage.audience import Audience, belongs
from storage.base import Id, UtcDateTime, metadata
from storage.copies import BY_MAIL, copy_key
from storage.mail_chats import EMAIL
from storage.mailing import goes_to, number_of_chat
from storage.members import Address, Member
from storage.outbox import ATTACHED, PENDING, SEND, About, Lane, contents, deliveries
from storage.preferences import Wanting, held_until, wants_at_once
from storage.seen import mark_seen, seen
from storage.upsert import insert_new, inserting_new

PORTION = 250
"""Members whose deliveries are put in at once: about a hundredth of a second for the writer. With 1,000 an answer that
came meanwhile waited for up to 109 ms on a busy machine (tests/benchmarks/enqueue.py)."""

broadcasts = Table(
    "broadcasts",
    metadata,
    Column("id", Id, primary_key=True),
    Column("kind", String(40), nullable=False),
    Column("object_kind", String(40), nullable=False),
    Column("object_id", Integer, nullable=False),
    # Of what is said several times: which time it is (a date, say).
    Column("occurrence", String(40), nullable=False),
    Column("roles", JSON, nullable=False),
    Column("lane", Integer, nullable=False),
    Column("update_id", BigInteger),
    Column("created_at", UtcDateTime, nullable=False),
    Column("due_at", UtcDateTime, nullable=False),
    Column("expires_at", UtcDateTime),
    # Members up to this id have their delivery.
    Column("reached_id", Id, nullable=False),
    Column("done_at", UtcDateTime),
    # Quiet hours do not hold it.
    Column("urgent", Boolean, nullable=False, server_default=false()),
    # For members who want this at once; for all with the role where it is not set.
    Column("wanted_kind", String(40)),
    Column("wanted_subject", String(40)),
    Column("wanted_default", String(10)),
    # Whoever it comes from has it already.
    Column("author_id", Integer),
    # For those members only who are meant (``storage.audience``).
    Column("audience", JSON(none_as_null=True)),
    # Stopped by its sender, who may let it go on.
    Column("held_at", UtcDateTime),
    # For members who want what is of this kind by e-mail too (``storage.mailing``); nobody where it is not set.
    Column("mail_kind", String(20)),
    # What travels along with mails alone.
    Column("mail_file_id", Id, ForeignKey("files.id")),
    # The channel that alone carries it, whatever ways members have chosen: further pieces of a text that a letter has
    # in one, or what is said of a letter.
    Column("only_by", String(20)),
    UniqueConstraint("kind", "object_kind", "object_id", "occurrence"),
)
_b = broadcasts.c
_open = _b.done_at.is_(None)
_role = func.coalesce(Member.role, "")
"""Members are walked through by their id: by the index on roles each portion would read all of them."""
Index("ix_broadcasts_open", _b.due_at, _b.id, sqlite_where=_open, postgresql_where=_open)


@dataclass(frozen=True)
class Content:
    """What the members of one language get: a method of the Bot API and its parameters without the chat."""

    method: str
    payload: Mapping[str, Any]


def announce(
    session: Session,
    about: About,
    by_language: Mapping[str, Content],
    *,
    roles: Sequence[str],
    now: datetime,
    occurrence: str = "",
    lane: Lane = Lane.BROADCAST,
    due_at: datetime | None = None,
    expires_at: datetime | None = None,
    update_id: int | None = None,
    wanting: Wanting | tuple[str, str, str] | None = None,
    urgent: bool = False,
    author_id: int | None = None,
    audience: Audience | None = None,
    mail_kind: str | None = None,
    mail_file_id: int | None = None,
    letters: Mapping[str, Content] | None = None,
    only_by: str | None = None,
) -> bool:
    """Let every reachable member with one of the roles have this; tells whether it was not announced before.

    Who reads none of the languages gets the first. Recipients are those of the moment at which it falls due; with
    ``wanting`` those who want such things at once, who have then seen it, so that no digest repeats it. Everyone's
    quiet hours hold it unless it is ``urgent``. ``author_id``: the member who wrote it, and has therefore seen it.
    An ``audience`` narrows the roles down; whom it names wants it in any case. With a ``mail_kind`` it goes by e-mail
    to who wants that, with a file that goes with mails alone; as ``letters`` if these say it in another way. Of the
    ways to a member those of the channel ``only_by`` are taken, if that is given.
    """
    if about.object_kind is None or about.object_id is None or not by_language:
        raise ValueError("a broadcast is about something and says something")
    of_object = {"kind": about.kind, "object_kind": about.object_kind, "object_id": about.object_id}
    values = {
        "occurrence": occurrence,
        "roles": list(roles),
        "lane": int(lane),
        "update_id": update_id,
        "created_at": now,
        "due_at": due_at or now,
        "expires_at": expires_at,
        "reached_id": 0,
        "urgent": urgent,
        "author_id": author_id,
        "audience": audience.to_json() if audience is not None else None,
        "mail_kind": mail_kind,
        "mail_file_id": mail_file_id,
        "only_by": only_by,
    }
    if wanting is not None:
        values |= zip(("wanted_kind", "wanted_subject", "wanted_default"), wanting, strict=True)
    if not insert_new(session, broadcasts, **of_object, **values):
        return False
    if author_id is not None:
        mark_seen(session, author_id, about.object_kind, about.object_id, now)
    put_contents(session, about, by_language)
    put_contents(session, letter_of(about), letters or {})
    return True


def with_attached(by_language: Mapping[str, Content], attached: Sequence[Mapping[str, str]]) -> dict[str, Content]:
    """What letters have in place of these contents where something travels along; nothing where nothing does."""
    if not attached:
        return {}
    along = {ATTACHED: list(attached)}
    return {language: Content(one.method, {**one.payload, **along}) for language, one in by_language.items()}


def letter_of(about: About) -> About:
    """Under which name the contents are kept that letters have instead of what they are about."""
    return replace(about, kind=f"{about.kind}_letter")


def put_contents(session: Session, about: About, by_language: Mapping[str, Content]) -> None:
    """Keep what members of each language get; what was said before may be said otherwise now."""
    of_object = {"kind": about.kind, "object_kind": about.object_kind, "object_id": about.object_id}
    for language, content in by_language.items():
        said = {"method": content.method, "payload": dict(content.payload)}
        if not insert_new(session, contents, **of_object, language=language, **said):
            this = _of_object(about)
            session.execute(update(contents).where(this, contents.c.language == language).values(**said))


def put_in_portion(session: Session, now: datetime, zone: ZoneInfo) -> int:
    """Put in the next portion of the broadcast that has been due longest; returns how many members it looked at.

    Quiet hours are hours on the clocks of ``zone``.
    """
    ready = and_(_open, _b.held_at.is_(None), _b.due_at <= now)
    first_due = select(broadcasts).where(ready).order_by(_b.due_at, _b.id).limit(1)
    broadcast = session.execute(first_due).one_or_none()
    if broadcast is None:
        return 0
    portion = (
        select(Member.id)
        .where(Member.id > broadcast.reached_id, _role.in_(broadcast.roles))
        .order_by(Member.id)
        .limit(PORTION)
        .subquery()
    )
    members, last = session.execute(select(func.count(), func.max(portion.c.id))).one()
    if members:
        _put_in(session, broadcast, and_(Member.id > broadcast.reached_id, Member.id <= last), now, zone)
    done = now if members < PORTION else None
    values = {"reached_id": last or broadcast.reached_id, "done_at": done}
    session.execute(update(broadcasts).where(_b.id == broadcast.id).values(**values))
    return int(members)


def _put_in(session: Session, broadcast: Any, portion: ColumnElement[bool], now: datetime, zone: ZoneInfo) -> None:
    about = About(broadcast.kind, broadcast.object_kind, broadcast.object_id)
    said, letters = _said(session, about), _said(session, letter_of(about))
    key = copy_key(broadcast.kind, broadcast.object_kind, broadcast.object_id, broadcast.occurrence)

    def held(otherwise: datetime) -> ColumnElement[datetime]:
        return literal(otherwise, UtcDateTime) if broadcast.urgent else held_until(now, zone, otherwise)

    by_mail = Address.channel == EMAIL

    def from_content(value: Callable[[Any], Any]) -> ColumnElement[Any]:
        found = _in_language(said, value)
        return case((by_mail, _in_language(letters, value)), else_=found) if letters else found

    columns: dict[str, Any] = {
        "dedupe_key": key + case((by_mail, BY_MAIL), else_=""),
        "op": literal(SEND),
        "lane": literal(broadcast.lane),
        "channel": Address.channel,
        "chat_id": number_of_chat(),
        "recipient_id": Member.id,
        "kind": literal(broadcast.kind),
        "object_kind": literal(broadcast.object_kind),
        "object_id": literal(broadcast.object_id),
        "method": from_content(lambda content: content.method),
        "payload": literal({}, JSON),
        "file_id": case((by_mail, literal(broadcast.mail_file_id, BigInteger)), else_=None),
        "content_id": from_content(lambda content: content.id),
        "update_id": literal(broadcast.update_id, BigInteger),
        "created_at": held(now),  # the time after which it is given up counts from when it is to go
        "due_at": held(broadcast.due_at),
        "expires_at": literal(broadcast.expires_at, UtcDateTime),
        "state": literal(PENDING),
        "tries": literal(0),
        "span": from_content(lambda content: len(content.payload.get("media", "1"))),
    }
    meant = [portion, _role.in_(broadcast.roles), goes_to(broadcast.mail_kind)]
    if not letters and not any({"text", "caption"} & content.payload.keys() for content in said):
        meant.append(~by_mail)  # what is nothing but Telegram's own files
    if broadcast.only_by is not None:
        meant.append(Address.channel == broadcast.only_by)
    if broadcast.author_id is not None:
        meant.append(Member.id != broadcast.author_id)
    audience = Audience.from_json(broadcast.audience) if broadcast.audience is not None else Audience()
    meant.append(belongs(audience, now.astimezone(zone).year))
    if broadcast.wanted_kind is not None:
        wanting = wants_at_once(Wanting(broadcast.wanted_kind, broadcast.wanted_subject, broadcast.wanted_default))
        meant.append(or_(wanting, Member.id.in_(audience.member_ids)))
    recipients = (
        select(*(value.label(name) for name, value in columns.items()))
        .join(Address, Address.member_id == Member.id)
        .where(*meant)
        .order_by(Member.id, Address.id)
    )
    session.execute(inserting_new(session, deliveries).from_select(list(columns), recipients))
    if broadcast.wanted_kind is not None:  # what reaches a member by itself is in no digest of theirs
        known: dict[str, Any] = {
            "member_id": Member.id,
            "object_kind": literal(broadcast.object_kind),
            "object_id": literal(broadcast.object_id),
            "at": literal(now, UtcDateTime),
        }
        reached = recipients.with_only_columns(*(value.label(name) for name, value in known.items()))
        session.execute(inserting_new(session, seen).from_select(list(known), reached))


def _of_object(about: About) -> ColumnElement[bool]:
    c = contents.c
    return and_(c.kind == about.kind, c.object_kind == about.object_kind, c.object_id == about.object_id)


def _said(session: Session, about: About) -> Sequence[Any]:
    return session.execute(select(contents).where(_of_object(about)).order_by(contents.c.id)).all()


def _in_language(said: Sequence[Any], value: Callable[[Any], Any]) -> ColumnElement[Any]:
    """A value of the content in the member's language, or else of the first."""
    return case({one.language: value(one) for one in said}, value=Member.language, else_=value(said[0]))
