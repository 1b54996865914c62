"""Consultations: questions with their threads, and records of what happened elsewhere, in one table.

One row is one question of one or (for a group consultation) several libraries. A question asked in chat counts as a
consultation from its first human answer on: ``happened_on`` is empty until then.
"""

from datetime import date, datetime
from functools import cache

from sqlalchemy import (
    JSON,
    Column,
    ForeignKey,
    Index,
    String,
    Table,
    Text,
    and_,
    bindparam,
    exists,
    false,
    insert,
    or_,
    select,
)
from sqlalchemy.orm import Mapped, Session, mapped_column, relationship

from storage.authored import Authored
from storage.base import Base, Id
from storage.libraries import Library, existing
from storage.members import TELEGRAM, Address, Member
from storage.outbox import SEND, deliveries
from storage.prepared import Prepared, held, insert_now
from storage.vocabulary import VocabularyEntry, called_on, read_once

OPEN, ANSWERED, REFERRED, CLOSED, WITHDRAWN = "open", "answered", "referred", "closed", "withdrawn"
"""Status of a question: waiting for an answer, answered, passed on to who knows, settled, taken back by the asker."""
SELF_SERVED = "self_served"
"""Status of a question that an earlier answer settled before anybody had to answer."""
GOING_ON = (OPEN, ANSWERED, REFERRED)
"""Statuses of a thread that is not settled."""

METHODOLOGISTS, COLLEAGUES = "methodologists", "colleagues"
"""Audience: only the methodologists read it; the whole group does."""
METHODOLOGIST, PEER = "methodologist", "peer"
"""Keys in the list ``given_by``: who answers a question in chat."""
TELEGRAM_CHANNEL = "telegram"
"""Key in the list ``channel``: what is asked or told in a chat."""
PROPOSED, DECLINED = "proposed", "declined"
"""Handing a private question over to colleagues: the asker has to agree; the asker did not."""

CHAT, TYPED = "chat", "typed"
"""Origin: asked in chat, or typed in afterwards."""

QUESTION, ADDITION, ANSWER, REPLY = "question", "addition", "answer", "reply"
"""Part of a message in its thread; a reply is the asker's after the first answer."""

consultation_libraries = Table(
    "consultation_libraries",
    Base.metadata,
    Column("consultation_id", ForeignKey("consultations.id", ondelete="CASCADE"), primary_key=True),
    Column("library_id", ForeignKey("libraries.id"), primary_key=True, index=True),
)


class Consultation(Base):
    """One consultation record (the fields and their meaning: the consultation record of the field's yearly report)."""

    __tablename__ = "consultations"

    id: Mapped[int] = mapped_column(Id, primary_key=True, init=False)
    number: Mapped[int] = mapped_column(unique=True)
    """What people call it: *Nr. 42*, from the region's one series."""
    origin: Mapped[str] = mapped_column(String(20))
    status: Mapped[str] = mapped_column(String(20), index=True)
    entered_at: Mapped[datetime]
    happened_on: Mapped[date | None] = mapped_column(default=None, index=True)
    """The day it counts for (local); empty for a question that nobody has answered yet."""
    asker_id: Mapped[int | None] = mapped_column(ForeignKey("members.id"), default=None, index=True)
    responsible_id: Mapped[int | None] = mapped_column(ForeignKey("members.id"), default=None)
    """Who took the question, or who gave the consultation that was typed in."""
    given_by: Mapped[str | None] = mapped_column(String(40), default=None)
    """Key in the list ``given_by``."""
    form: Mapped[str] = mapped_column(String(20), default="individual")
    participants: Mapped[int] = mapped_column(default=1)
    channel: Mapped[str | None] = mapped_column(String(40), default=None)
    topic: Mapped[str | None] = mapped_column(String(40), default=None)
    second_topic: Mapped[str | None] = mapped_column(String(40), default=None)
    minutes: Mapped[int | None] = mapped_column(default=None)
    """Only as typed; never estimated."""
    duration_band: Mapped[str | None] = mapped_column(String(40), default=None)
    effort: Mapped[int | None] = mapped_column(default=None)
    """READ scale, 1–6."""
    note: Mapped[str | None] = mapped_column(Text, default=None)
    may_be_shown: Mapped[bool] = mapped_column(default=False)
    """To all members, without a name; asked of colleagues it may, a private one once its asker agrees."""
    audience: Mapped[str] = mapped_column(String(20), default=METHODOLOGISTS, server_default=METHODOLOGISTS)
    anonymous: Mapped[bool] = mapped_column(default=False, server_default=false())
    """Whether colleagues are told neither the asker nor the library."""
    stands_in_group: Mapped[bool] = mapped_column(default=False, server_default=false())
    """Whether everybody sees the question itself in the thread, and its card is a reply that need not show it."""
    handover: Mapped[str | None] = mapped_column(String(20), default=None)
    """How far a proposal to hand it over to colleagues has come."""
    referred_to: Mapped[str | None] = mapped_column(String(200), default=None)
    similar: Mapped[list[int]] = mapped_column(JSON, default_factory=list, server_default="[]")
    """Numbers of answered questions that were close to it when it was asked."""
    settled_by: Mapped[int | None] = mapped_column(default=None)
    """Number of the earlier question whose answer settled this one."""
    nudged_at: Mapped[datetime | None] = mapped_column(default=None)
    """When colleagues who like to be asked about its topic were offered it; once."""
    answered_at: Mapped[datetime | None] = mapped_column(default=None)
    closed_at: Mapped[datetime | None] = mapped_column(default=None)
    deleted_at: Mapped[datetime | None] = mapped_column(default=None)
    """Undone within the ten minutes that undo is offered; such a record counts nowhere."""

    libraries: Mapped[list[Library]] = relationship(
        secondary=consultation_libraries, order_by=Library.name, default_factory=list
    )
    asker: Mapped[Member | None] = relationship(foreign_keys=[asker_id], init=False)
    responsible: Mapped[Member | None] = relationship(foreign_keys=[responsible_id], init=False)
    messages: Mapped[list["ConsultationMessage"]] = relationship(
        back_populates="consultation", order_by="ConsultationMessage.id", default_factory=list
    )


class ConsultationMessage(Authored, Base):
    """One message of a consultation's thread, as its author wrote (and perhaps edited) it."""

    __tablename__ = "consultation_messages"
    __table_args__ = (Index(None, "chat_id", "message_id"), {"sqlite_autoincrement": True})
    # Buttons and deliveries name a message by its id: that of one that was taken back must not become another's.

    consultation_id: Mapped[int] = mapped_column(
        ForeignKey("consultations.id", ondelete="CASCADE"), index=True, init=False
    )
    author_id: Mapped[int | None] = mapped_column(ForeignKey("members.id"))
    part: Mapped[str] = mapped_column(String(20))
    text: Mapped[str] = mapped_column(Text)
    at: Mapped[datetime]
    edited_at: Mapped[datetime | None] = mapped_column(default=None)
    given_by: Mapped[str | None] = mapped_column(String(40), default=None)
    """For an answer: its author's role then, as a key in the list ``given_by``."""
    library_id: Mapped[int | None] = mapped_column(ForeignKey("libraries.id"), default=None)
    """For an answer: its author's library then (the first by name of several)."""
    helped: Mapped[bool] = mapped_column(default=False, server_default=false())
    """Whether this is the answer that helped; at most one of a thread is."""
    hidden_at: Mapped[datetime | None] = mapped_column(default=None)
    """When a methodologist hid it: its text and attachments are kept elsewhere (``storage.moderation``)."""

    consultation: Mapped[Consultation] = relationship(back_populates="messages", init=False)


def answers_of(consultation: Consultation) -> list[ConsultationMessage]:
    """The answers, the one that helped first, then in the order in which they came."""
    answers = [message for message in consultation.messages if message.part == ANSWER]
    return sorted(answers, key=lambda message: not message.helped)


def add_question(session: Session, consultation: Consultation, asker: Member) -> None:
    """Store a new question with its libraries and its message at once."""
    _add(session, consultation, asker=asker, responsible=None)


def add_record(session: Session, consultation: Consultation, responsible: Member) -> None:
    """Store a new record of what happened elsewhere in the same way."""
    _add(session, consultation, asker=None, responsible=responsible)


def _add(session: Session, consultation: Consultation, **people: Member | None) -> None:
    messages, libraries = consultation.messages, consultation.libraries
    insert_now(session, consultation, **people)
    for library in libraries:
        _LIBRARY_OF.later(session, {"consultation_id": consultation.id, "library_id": library.id})
    for message in messages:
        message.consultation_id = consultation.id
        insert_now(session, message)
    session.add(consultation)


_LIBRARY_OF = Prepared(insert(consultation_libraries), ("consultation_id", "library_id"))


def consultation_numbered(session: Session, number: int) -> Consultation | None:
    """The consultation that people call by this number, unless it was undone."""
    row = _NUMBERED.first(session, {"sought": number})
    return held(session, Consultation, row._asdict()) if row is not None else None


_NUMBERED = Prepared(
    select(Consultation.__table__).where(Consultation.number == bindparam("sought"), Consultation.deleted_at.is_(None))
)


def missing_cards(session: Session, *roles: str) -> list[tuple[Consultation, Member, int]]:
    """Questions that wait for an answer, each with who has one of the roles but no card of it, and their chat."""
    return [
        (question, member, int(address))
        for question, member, address in session.execute(_MISSING_CARDS, {"roles": roles})
    ]


_MISSING_CARDS = (
    select(Consultation, Member, Address.address)
    .join(
        Member,
        and_(
            Member.role.in_(bindparam("roles", expanding=True)),
            or_(Consultation.asker_id.is_(None), Consultation.asker_id != Member.id),
        ),
    )
    .join(
        Address,
        and_(
            Address.member_id == Member.id,
            Address.channel == TELEGRAM,
            Address.unreachable_since.is_(None),
        ),
    )
    .where(
        Consultation.status == OPEN,
        Consultation.origin == CHAT,
        Consultation.audience == METHODOLOGISTS,
        Consultation.deleted_at.is_(None),
        ~exists().where(
            deliveries.c.object_kind == "consultation",
            deliveries.c.object_id == Consultation.number,
            deliveries.c.kind == "card",
            deliveries.c.op == SEND,
            deliveries.c.recipient_id == Member.id,
        ),
    )
    .order_by(Consultation.id, Member.id)
)
"""One statement, for it is asked every minute and mostly finds nothing."""


def open_threads_of(session: Session, member_id: int, limit: int = 3) -> list[Consultation]:
    """The member's own questions that are not settled, the newest first."""
    return list(
        session.scalars(
            select(Consultation)
            .where(
                Consultation.asker_id == member_id,
                Consultation.status.in_(GOING_ON),
                Consultation.origin == CHAT,
                Consultation.deleted_at.is_(None),
            )
            .order_by(Consultation.id.desc())
            .limit(limit)
        )
    )


def asked_of_colleagues(session: Session, since: datetime) -> list[Consultation]:
    """What was asked of colleagues since then and not taken back, the oldest first."""
    return list(
        session.scalars(
            select(Consultation)
            .where(
                Consultation.audience == COLLEAGUES,
                Consultation.entered_at > since,
                Consultation.status.not_in((WITHDRAWN, SELF_SERVED)),
                Consultation.deleted_at.is_(None),
            )
            .order_by(Consultation.entered_at, Consultation.id)
        )
    )


def taken_threads_of(session: Session, member_id: int, limit: int = 3) -> list[Consultation]:
    """The questions that this methodologist took and that are not settled, the newest first."""
    return list(
        session.scalars(
            select(Consultation)
            .where(
                Consultation.responsible_id == member_id,
                Consultation.status.in_(GOING_ON),
                Consultation.origin == CHAT,
                Consultation.deleted_at.is_(None),
            )
            .order_by(Consultation.id.desc())
            .limit(limit)
        )
    )


def naming(session: Session, member_id: int) -> list[Consultation]:
    """The questions that this member took, or that were referred to them."""
    name = select(Member.name).where(Member.id == member_id).scalar_subquery()
    mine = or_(Consultation.responsible_id == member_id, Consultation.referred_to == name)
    there = Consultation.origin == CHAT, Consultation.deleted_at.is_(None)
    return list(session.scalars(select(Consultation).where(mine, *there).order_by(Consultation.id)))


def last_used_libraries(session: Session, member_id: int, day: date, limit: int) -> list[Library]:
    """Libraries of the records that this member typed in, the last used first; those that exist on the day."""
    rows = session.scalars(
        select(consultation_libraries.c.library_id)
        .join(Consultation, Consultation.id == consultation_libraries.c.consultation_id)
        .where(
            Consultation.responsible_id == member_id,
            Consultation.origin == TYPED,
            Consultation.deleted_at.is_(None),
        )
        .order_by(Consultation.id.desc())
        .limit(limit * 10)
    )
    used = list(dict.fromkeys(rows))
    found = {one.id: one for one in session.scalars(existing(day, day).where(Library.id.in_(used)))}
    return [found[key] for key in used if key in found][:limit]


def entry_name(session: Session, list_name: str, key: str | None, language: str) -> str | None:
    """The name of one entry of a list, retired or not. What is committed together reads the list once."""
    if key is None:
        return None
    known: dict[tuple[str, str], dict[str, str]] = read_once(session).setdefault(_ENTRY_NAMES, {})
    if (list_name, language) not in known:
        column = VocabularyEntry.lv if language == "lv" else VocabularyEntry.en
        rows = session.execute(select(VocabularyEntry.key, column).where(VocabularyEntry.list_name == list_name))
        known[list_name, language] = {row.key: row[1] for row in rows}
    return known[list_name, language].get(key)


_ENTRY_NAMES = "names of the lists' entries"


def entry_names(session: Session, list_name: str, language: str, on: date | None = None) -> dict[str, str]:
    """Key → name of every entry of a list, the retired ones too, as they are called now or were on a day."""
    return names_of_lists(session, (list_name,), language, on)[list_name]


def names_of_lists(
    session: Session, lists: tuple[str, ...], language: str, on: date | None = None
) -> dict[str, dict[str, str]]:
    """The same of several lists at once."""
    named: dict[str, dict[str, str]] = {name: {} for name in lists}
    for list_name, key, lv, en, former in _of_lists(lists).all(session, {}):
        then_lv, then_en = (lv, en) if on is None else called_on(on, former, (lv, en))
        named[list_name][key] = then_lv if language == "lv" else then_en
    return named


@cache
def _of_lists(lists: tuple[str, ...]) -> Prepared:
    entry = VocabularyEntry
    wanted = or_(*(entry.list_name == name for name in lists))
    return Prepared(select(entry.list_name, entry.key, entry.lv, entry.en, entry.former).where(wanted))
