"""Announcements: what staff tell many people at once, who confirmed that they have read it, what is replied to it."""

from datetime import date, datetime
from typing import Any

from sqlalchemy import (
    JSON,
    BigInteger,
    Column,
    ForeignKey,
    Index,
    String,
    Table,
    Text,
    and_,
    false,
    func,
    select,
)
from sqlalchemy.orm import Mapped, Session, mapped_column, relationship

from storage.authored import Authored
from storage.base import Base, UtcDateTime
from storage.conversations import ConversationMessage
from storage.mailing import ANNOUNCEMENTS
from storage.members import Member
from storage.upsert import insert_new

ANNOUNCEMENT, ANNOUNCEMENT_MESSAGE = "announcement", "announcement_message"
"""What an announcement, and a message of a conversation about it, are called in deliveries and in the audit log."""
COPY = "announcement"
"""The part of it in the outbox that every recipient gets, by which it is counted whom it has reached."""
LISTED = 8
"""Announcements on one page of the list."""

receipts = Table(
    "receipts",
    Base.metadata,
    Column("announcement_id", ForeignKey("announcements.id", ondelete="CASCADE"), primary_key=True),
    Column("member_id", ForeignKey("members.id", ondelete="CASCADE"), primary_key=True, index=True),
    Column("at", UtcDateTime, nullable=False),
)
"""Who has said that they have read it, where that was asked."""


class Announcement(Authored, Base):
    """One announcement: a draft until it is ordered (``ordered_at``), and then on its way from ``due_at`` on."""

    __tablename__ = "announcements"
    __table_args__ = (Index(None, "chat_id", "message_id"),)

    number: Mapped[int] = mapped_column(unique=True)
    """What people call it: *Nr. 42*, from the region's one series."""
    author_id: Mapped[int] = mapped_column(ForeignKey("members.id"), index=True)
    created_at: Mapped[datetime]
    text: Mapped[str] = mapped_column(Text)
    """What it says, without its formatting."""
    html: Mapped[str] = mapped_column(Text)
    """What it says, as Telegram's HTML."""
    audience: Mapped[dict[str, Any]] = mapped_column(JSON)
    """``storage.audience``: whom it is for."""
    captioned: Mapped[bool] = mapped_column(default=False)
    """Whether the copies are one message, the text as the caption of the only attachment."""
    pieces: Mapped[int] = mapped_column(default=1)
    """Messages that the text takes; settled when it was ordered."""
    link_label: Mapped[str | None] = mapped_column(String(64), default=None)
    link_url: Mapped[str | None] = mapped_column(String(1000), default=None)
    """A button that opens an address."""
    planned_at: Mapped[datetime | None] = mapped_column(default=None)
    """When it is to go; nothing for as soon as it is ordered."""
    urgent: Mapped[bool] = mapped_column(default=False)
    """Quiet hours do not hold it."""
    receipts: Mapped[bool] = mapped_column(default=False)
    """Whether recipients are asked to say that they have read it."""
    mailed: Mapped[bool] = mapped_column(default=False, server_default=false())
    """Whether it goes by e-mail, too, to those who want that."""
    in_group: Mapped[bool] = mapped_column(default=False)
    """Whether it is posted in the region's group, too."""
    valid_until: Mapped[date | None] = mapped_column(default=None)
    """The last day (local) on which it goes to who joins later."""
    ordered_at: Mapped[datetime | None] = mapped_column(default=None)
    due_at: Mapped[datetime | None] = mapped_column(default=None)
    posted_at: Mapped[datetime | None] = mapped_column(default=None)
    """When it was seen to that the group has it, or needs not have it."""
    stopped_at: Mapped[datetime | None] = mapped_column(default=None)
    """Since when it is stopped half-way."""
    finished_at: Mapped[datetime | None] = mapped_column(default=None)
    """When nothing of it was on its way any more."""
    shown: Mapped[dict[str, Any] | None] = mapped_column(JSON(none_as_null=True), default=None)
    """The progress that its sender's card shows."""
    edited_at: Mapped[datetime | None] = mapped_column(default=None)
    withdrawn_at: Mapped[datetime | None] = mapped_column(default=None)
    discarded_at: Mapped[datetime | None] = mapped_column(default=None)
    """When the draft was thrown away."""
    forgotten_at: Mapped[datetime | None] = mapped_column(default=None)
    """When it was forgotten who got and read it; ``shown`` says how many they were."""
    update_id: Mapped[int | None] = mapped_column(BigInteger, default=None)
    """The update by which it was ordered."""

    author: Mapped[Member] = relationship(foreign_keys=[author_id], init=False, lazy="joined", innerjoin=True)

    @property
    def mail_kind(self) -> str | None:
        """The kind (``storage.mailing``) by which it is seen who gets it by e-mail; nothing where nobody does."""
        return ANNOUNCEMENTS if self.mailed else None

    @property
    def is_draft(self) -> bool:
        """Whether it can still be composed."""
        return self.ordered_at is None and self.discarded_at is None

    @property
    def is_out(self) -> bool:
        """Whether it was ordered and not withdrawn."""
        return self.ordered_at is not None and self.withdrawn_at is None


class AnnouncementMessage(ConversationMessage, Base):
    """One message between the author of an announcement and a member who replies to it; only these two read it."""

    __tablename__ = "announcement_messages"
    __table_args__ = (Index(None, "chat_id", "message_id"), {"sqlite_autoincrement": True})

    subject_id: Mapped[int] = mapped_column(
        "announcement_id", ForeignKey("announcements.id", ondelete="CASCADE"), index=True
    )
    subject: Mapped[Announcement] = relationship(init=False, lazy="joined", innerjoin=True)


def announcement_numbered(session: Session, number: int) -> Announcement | None:
    """The announcement that people call by this number, whatever became of it."""
    return session.scalar(select(Announcement).where(Announcement.number == number))


def listed(session: Session, page: int = 0) -> tuple[list[Announcement], bool]:
    """A page of all that were not thrown away, the newest first, and whether there are more."""
    there = select(Announcement).where(Announcement.discarded_at.is_(None))
    newest = there.order_by(func.coalesce(Announcement.due_at, Announcement.created_at).desc(), Announcement.id.desc())
    found = list(session.scalars(newest.offset(page * LISTED).limit(LISTED + 1)))
    return found[:LISTED], len(found) > LISTED


def on_their_way(session: Session, now: datetime) -> list[Announcement]:
    """Those that are due, not stopped, and of which something may still be on its way."""
    due = and_(Announcement.ordered_at.is_not(None), Announcement.due_at <= now, Announcement.finished_at.is_(None))
    open_ones = select(Announcement).where(due, Announcement.withdrawn_at.is_(None), Announcement.stopped_at.is_(None))
    return list(session.scalars(open_ones.order_by(Announcement.id)))


def said_by(session: Session, author_id: int) -> list[Announcement]:
    """Those of a member that others have, or will have, copies of."""
    there = (
        Announcement.ordered_at.is_not(None),
        Announcement.withdrawn_at.is_(None),
        Announcement.forgotten_at.is_(None),
    )
    return list(session.scalars(select(Announcement).where(Announcement.author_id == author_id, *there)))


def changed_since(session: Session, since: datetime) -> list[Announcement]:
    """Those that were changed since then after they had begun to go, and not withdrawn."""
    changed = and_(Announcement.edited_at >= since, Announcement.withdrawn_at.is_(None))
    return list(session.scalars(select(Announcement).where(changed).order_by(Announcement.id)))


def current(session: Session, now: datetime, today: date) -> list[Announcement]:
    """Those that who joins now gets, too."""
    out = and_(Announcement.due_at <= now, Announcement.valid_until >= today, Announcement.withdrawn_at.is_(None))
    return list(session.scalars(select(Announcement).where(out, Announcement.stopped_at.is_(None))))


# Receipts ------------------------------------------------------------------------------------------------------------


def confirm(session: Session, announcement: Announcement, member_id: int, now: datetime) -> bool:
    """The member says that they have read it; tells whether they had not said so before."""
    return insert_new(session, receipts, announcement_id=announcement.id, member_id=member_id, at=now)


def confirmations(session: Session, announcement: Announcement) -> int:
    """How many have said that they have read it."""
    found = select(func.count()).select_from(receipts).where(receipts.c.announcement_id == announcement.id)
    return session.scalar(found) or 0
