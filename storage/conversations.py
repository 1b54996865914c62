"""Conversations between the author of something that many read and one who takes it up; only these two read them."""

from datetime import datetime
from typing import TYPE_CHECKING, Any

from sqlalchemy import ForeignKey, Text, select
from sqlalchemy.orm import Mapped, Session, mapped_column, relationship

from storage.authored import Authored


class ConversationMessage(Authored, kw_only=True):
    """One message of a conversation; its table says by ``subject`` what it is about.

    Buttons and deliveries name a message by its id: that of one that was taken back must not become another's.
    """

    asker_id: Mapped[int] = mapped_column(ForeignKey("members.id"))
    """Whose conversation with the subject's author it is."""
    author_id: Mapped[int] = mapped_column(ForeignKey("members.id"))
    """Who of the two wrote this message."""
    text: Mapped[str] = mapped_column(Text)
    at: Mapped[datetime]
    edited_at: Mapped[datetime | None] = mapped_column(default=None)

    if TYPE_CHECKING:
        subject_id: Mapped[int]
        subject: Mapped[Any] = relationship(init=False)
        """What it is about: it has an author (``author_id``), and a number by which people call it (``number``)."""

    @property
    def reader_id(self) -> int:
        """Who of the two did not write it."""
        subjects_author: int = self.subject.author_id
        return self.asker_id if self.author_id == subjects_author else subjects_author


def latest_own_message(session: Session, said: ConversationMessage, member_id: int, chat_id: int) -> int | None:
    """The Telegram message that this member wrote last in the same conversation, in this chat."""
    kind = type(said)
    same = select(kind.message_id).where(
        kind.subject_id == said.subject_id,
        kind.asker_id == said.asker_id,
        kind.author_id == member_id,
        kind.chat_id == chat_id,
        kind.id < said.id,
    )
    return session.scalar(same.order_by(kind.id.desc()).limit(1))
