"""Deliveries that go elsewhere than they were meant to: a group got another number, a thread of it is gone."""

from typing import Any

from sqlalchemy import and_, select, update
from sqlalchemy.orm import Session

from storage.outbox import CANCELLED, PENDING, SEND, SENDING, SENT, deliveries, shared_payloads
from storage.rewriting import NEW_THREAD, THREAD

_c, _target = deliveries.c, deliveries.alias("target")


def move_chat(session: Session, old: int, new: int) -> None:
    """A group became a supergroup: everything that still waits for it goes to the new chat.

    Its messages are counted anew there: what was to change one of before, or replies to one, would hit another.
    """
    waiting = and_(_c.chat_id == old, _c.state.in_((PENDING, SENDING)))
    before = select(_target.c.id).where(_target.c.chat_id == old, _target.c.state == SENT)
    lost = and_(waiting, _c.op != SEND, _c.target_id.in_(before))
    session.execute(update(deliveries).where(lost).values(state=CANCELLED, error="target stayed in the old chat"))
    session.execute(update(deliveries).where(waiting, _c.target_id.in_(before)).values(target_id=None))
    session.execute(update(deliveries).where(waiting).values(chat_id=new))


def go_to_thread(session: Session, delivery_id: int, thread_id: int | None, making_id: int | None = None) -> None:
    """The thread that a delivery was to go to is gone: another one, one that is being made, or "General" (neither)."""
    row = session.execute(select(_c.payload, _c.content_id).where(_c.id == delivery_id)).one()
    payload = {**shared_payloads(session, [row.content_id]).get(row.content_id, {}), **row.payload}
    values: dict[str, Any] = {"content_id": None}
    if payload.pop(THREAD, None) == NEW_THREAD:
        values["target_id"] = None
    if making_id is not None:
        payload[THREAD], values["target_id"] = NEW_THREAD, making_id
    elif thread_id is not None:
        payload[THREAD] = thread_id
    session.execute(update(deliveries).where(_c.id == delivery_id).values(payload=payload, **values))
