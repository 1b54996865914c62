"""What somebody wrote as a message of Telegram, whose edits it follows and whose album it completes."""

from typing import TypeVar

from sqlalchemy import JSON, BigInteger, String, select
from sqlalchemy.orm import Mapped, MappedAsDataclass, Session, mapped_column

from storage.base import Id


class Authored(MappedAsDataclass, kw_only=True):
    """The columns of such a row; what came by another way has no message."""

    id: Mapped[int] = mapped_column(Id, primary_key=True, init=False)
    chat_id: Mapped[int | None] = mapped_column(BigInteger, default=None)
    message_id: Mapped[int | None] = mapped_column(BigInteger, default=None)
    """The author's own message."""
    album: Mapped[str | None] = mapped_column(String(100), default=None)
    """Telegram's id of the album, by which its late parts find their way."""
    attachments: Mapped[list[dict[str, str]]] = mapped_column(JSON, default_factory=list)
    """What travels along: ``{"kind": "photo" | "document" | …, "file_id": …}``, in the order it was sent."""


A = TypeVar("A", bound=Authored)


def authored_at(session: Session, kind: type[A], chat_id: int, message_id: int) -> A | None:
    """What somebody wrote as this message; the newest where several came of it."""
    found = select(kind).where(kind.chat_id == chat_id, kind.message_id == message_id)
    return session.scalar(found.order_by(kind.id.desc()).limit(1))


def of_album(session: Session, kind: type[A], chat_id: int, album: str) -> A | None:
    """What this album belongs to."""
    return session.scalar(select(kind).where(kind.chat_id == chat_id, kind.album == album).limit(1))
