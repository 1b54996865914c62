"""Deliveries that go elsewhere than they were meant to: a group got another number, a thread of it is gone."""

from datetime import datetime
from typing import Any

from sqlalchemy import and_, select, update
from sqlalchemy.orm import Session

from storage.arrivals import release_blocked
from storage.mail_chats import LEFT
from storage.outbox import (
    BLOCKED,
    CANCELLED,
    HELD,
    PENDING,
    SEND,
    SENDING,
    SENT,
    UNKNOWN,
    deliveries,
    shared_payloads,
)
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


def leave_chat(session: Session, old: int, new: int, now: datetime) -> None:
    """A member uses another account: what waits for the old chat goes to the new one, what stands there stays so.

    Cards of what is still open are forgotten there, so that they come to the new chat by themselves.
    """
    of_old = _c.chat_id == old
    session.execute(update(deliveries).where(of_old, _c.method == "setMyCommands").values(state=CANCELLED))
    # What is on its way is in the courier's hands: if it does not arrive it expires, instead of going there again.
    session.execute(update(deliveries).where(of_old, _c.state == SENDING).values(expires_at=now))
    waits = and_(of_old, _c.state.in_((PENDING, HELD, BLOCKED, UNKNOWN)))
    before = select(_target.c.id).where(_target.c.chat_id == old, _target.c.state.in_((SENT, SENDING, UNKNOWN)))
    lost = {"state": CANCELLED, "error": "target stayed in the old chat"}
    session.execute(update(deliveries).where(waits, _c.op != SEND, _c.target_id.in_(before)).values(lost))
    session.execute(update(deliveries).where(waits, _c.target_id.in_(before)).values(target_id=None))
    session.execute(update(deliveries).where(waits).values(chat_id=new))
    stands = and_(of_old, _c.state == SENT)
    session.execute(update(deliveries).where(stands).values(channel=LEFT))
    cards = and_(stands, _c.kind == "card", _c.object_kind.in_(("consultation", "join_request")))
    session.execute(update(deliveries).where(cards).values(kind="left", dedupe_key=None))
    release_blocked(session, new, now)


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
