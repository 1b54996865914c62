"""What an event's organiser hands out: files, links, texts, for those who came or for all who registered."""

from collections.abc import Sequence
from datetime import datetime

from sqlalchemy import ForeignKey, Index, Text, bindparam, func, select
from sqlalchemy.orm import Mapped, Session, mapped_column, relationship

from storage.authored import Authored
from storage.base import Base
from storage.events import GOING, Event, Registration
from storage.prepared import Prepared


class EventMaterial(Authored, Base):
    """One message of the organiser's, with what travels along."""

    __tablename__ = "event_materials"
    __table_args__ = (Index(None, "event_id", "position", unique=True), Index(None, "chat_id", "message_id"))

    event_id: Mapped[int] = mapped_column(ForeignKey("events.id", ondelete="CASCADE"))
    position: Mapped[int]
    """Which of the event's it is, counted from 1, the withdrawn ones included: its deliveries are called by it."""
    author_id: Mapped[int] = mapped_column(ForeignKey("members.id"))
    text: Mapped[str] = mapped_column(Text)
    at: Mapped[datetime]
    captioned: Mapped[bool] = mapped_column(default=False)
    """Whether it is one message, the text as the caption of the first file."""
    for_all: Mapped[bool] = mapped_column(default=False)
    """Whether for all who registered, and not only for those who came."""
    withdrawn_at: Mapped[datetime | None] = mapped_column(default=None)

    event: Mapped[Event] = relationship(init=False, lazy="joined", innerjoin=True)


def materials_of(session: Session, event: Event) -> Sequence[EventMaterial]:
    """What was handed out and not taken back, in order."""
    if _ANY.first(session, {"event": event.id}) is None:
        return []
    here = EventMaterial.event_id == event.id, EventMaterial.withdrawn_at.is_(None)
    return session.scalars(select(EventMaterial).where(*here).order_by(EventMaterial.position)).all()


_ANY = Prepared(select(EventMaterial.position).where(EventMaterial.event_id == bindparam("event")).limit(1))


def readable(session: Session, event: Event, registration: Registration | None, *, staff: bool) -> list[EventMaterial]:
    """What is for somebody who answered so: for staff all, for others what they got or would have got."""
    came = registration is not None and bool(registration.attended)
    going = registration is not None and registration.state == GOING
    if not (staff or came or going):
        return []
    return [one for one in materials_of(session, event) if staff or came or one.for_all]


def next_position(session: Session, event: Event) -> int:
    """The position of the next one."""
    last = session.scalar(select(func.max(EventMaterial.position)).where(EventMaterial.event_id == event.id))
    return (last or 0) + 1
