"""What is learnt from the other side: a message has arrived after all, somebody can be reached again."""

from collections.abc import Mapping
from datetime import datetime, timedelta
from typing import Any

from sqlalchemy import ColumnElement, and_, or_, select, update
from sqlalchemy.orm import Session

from storage.outbox import (
    BLOCKED,
    CANCELLED,
    DELETE,
    EXCHANGE,
    FAILED,
    IS_SENDING,
    IS_WAITING_EDIT,
    PENDING,
    RESTORED,
    SEND,
    SENT,
    UNKNOWN,
    Lane,
    deliveries,
    edit,
)
from storage.rewriting import EDITABLE

_c = deliveries.c

CAME_BACK = "the recipient came back"
"""Error of a delivery that was on its way when its recipient could be reached again."""

MISSED_FOR = timedelta(days=14)
"""For so long an answer waits for somebody who has blocked the bot."""


def reveal_message(session: Session, delivery_id: int, chat_id: int, message_id: int, now: datetime) -> bool:
    """A button that names this delivery was pressed in this message; tells whether that can be.

    A delivery whose fate was unknown (or that waits to go again, was given up, or is held since the database came from
    a backup) has thereby arrived, and is brought up to date. What a button says can be forged: a delivery to another
    chat is not the presser's to change.
    """
    found = session.execute(
        select(_c.state, _c.message_id, _c.tries, _c.method, _c.payload, _c.content_id, _c.error).where(
            _c.id == delivery_id, _c.chat_id == chat_id
        )
    ).one_or_none()
    if found is None:
        return False
    tried = bool(found.tries) if found.state in (UNKNOWN, PENDING, FAILED) else found.error == RESTORED
    if tried and found.message_id is None:
        arrived = {"state": SENT, "message_id": message_id, "sent_at": now, "error": None}
        session.execute(update(deliveries).where(_c.id == delivery_id).values(**arrived))
        if found.method in EDITABLE and found.content_id is None and not _is_edited(session, delivery_id):
            # What arrived may be older than what it should show now.
            edit(session, delivery_id, found.payload, now=now)
    return True


def _is_edited(session: Session, target_id: int) -> bool:
    """Whether an edit waits already, which is newer than what the message itself says."""
    return session.execute(select(_c.id).where(IS_WAITING_EDIT, _c.target_id == target_id)).first() is not None


def release_blocked(session: Session, chat_id: int, now: datetime) -> None:
    """Somebody can be reached again: answers, cards and confirmations of the last days go to them now, as they are."""
    awaited = or_(_c.lane == int(Lane.ANSWER), and_(_c.lane == int(Lane.INTERACTIVE), _c.object_kind.is_not(None)))
    missed = and_(_c.chat_id == chat_id, _c.state == BLOCKED, _c.created_at >= now - MISSED_FOR)
    # Created as if now: the time after which a delivery is given up counts from here.
    again = {"state": PENDING, "created_at": now, "due_at": now, "error": None, "told_at": None}
    session.execute(update(deliveries).where(missed, _c.op == SEND, awaited).values(again))
    _release_changes(session, and_(missed, _c.op != SEND), again)
    # A refusal of before may still be on its way to us: see carrying.settle_blocked.
    session.execute(update(deliveries).where(_c.chat_id == chat_id, IS_SENDING).values(error=CAME_BACK))


def _release_changes(session: Session, missed: ColumnElement[bool], again: Mapping[str, Any]) -> None:
    """What stands in the chat of who came back becomes what it should be: each message's newest change goes."""
    changes = select(_c.id, _c.target_id, _c.op).where(missed).order_by(_c.op == DELETE, _c.id)
    found = session.execute(changes).all()
    newest = {change.target_id: change.id for change in found if change.op != EXCHANGE}
    waiting = set(session.scalars(select(_c.target_id).where(IS_WAITING_EDIT, _c.target_id.in_(newest))))
    last = [delivery for target, delivery in newest.items() if target not in waiting]
    last += [change.id for change in found if change.op == EXCHANGE]  # each of another message of an album, maybe
    session.execute(update(deliveries).where(_c.id.in_(last)).values(again))
    session.execute(update(deliveries).where(missed).values(state=CANCELLED, error="superseded"))
