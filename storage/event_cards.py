"""Who has a card of which event, by what was put into the outbox: the group, a member in private."""

from collections.abc import Sequence
from datetime import datetime

from sqlalchemy import select
from sqlalchemy.orm import Session

from storage.events import EVENT, PUBLISHED, Event
from storage.outbox import CANCELLED, FAILED, SEND, deliveries

_c = deliveries.c


def without_card(session: Session, chat_id: int, kind: str, now: datetime, most: int) -> Sequence[Event]:
    """The published events to come of which this chat was never sent a card (a delivery of this kind), by their date.

    At most so many. A card that did not arrive counts: it is not sent again by itself.
    """
    card = select(_c.id).where(
        _c.object_kind == EVENT, _c.object_id == Event.number, _c.kind == kind, _c.op == SEND, _c.chat_id == chat_id
    )
    to_come = (Event.status == PUBLISHED, Event.starts_at > now, ~card.correlate(Event).exists())
    found = select(Event).where(*to_come).order_by(Event.starts_at, Event.id).limit(most)
    return session.scalars(found).unique().all()


def card_in(session: Session, event: Event, kind: str, chat_id: int) -> int | None:
    """The delivery of this kind by which a chat got the event's card, or is to get it."""
    mine = (_c.object_kind == EVENT, _c.object_id == event.number, _c.kind == kind, _c.chat_id == chat_id)
    there = select(_c.id).where(*mine, _c.op == SEND, _c.state.not_in((CANCELLED, FAILED)))
    return session.scalar(there.order_by(_c.id.desc()).limit(1))


def has_card(session: Session, event: Event, kind: str, member_id: int) -> bool:
    """Whether a member has a card of this event (a delivery of this kind) in their private chat, or is to get it."""
    mine = (_c.object_kind == EVENT, _c.object_id == event.number, _c.kind == kind, _c.recipient_id == member_id)
    there = (_c.op == SEND, _c.chat_id > 0, _c.state.not_in((CANCELLED, FAILED)))
    return session.execute(select(_c.id).where(*mine, *there).limit(1)).first() is not None
