"""What Telegram answered to our questions: it comes in by the inbox, as an update of our own.

Nothing inside a unit of work talks to the network. One that has to know something orders the call as a delivery; what
is answered is stored as an update in the transaction that settles the delivery, and handled as everything else that
comes in: once, in the order of its chat, again if it fails.
"""

import json
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from sqlalchemy import select
from sqlalchemy.orm import Session

from storage.carrying import Claimed
from storage.inbox import RawUpdate, store_updates
from storage.outbox import About, deliveries

ASKING = ("createForumTopic", "getChatMember")
"""Methods whose answer is of interest, and is kept."""
ANSWERED = "answered"
"""The kind of such an update."""


def keep_answer(session: Session, delivery: Claimed, now: datetime, *, result: Any, error: str | None) -> None:
    """Put the answer into the inbox, where ``error`` says why it was refused.

    Its number is the delivery's with a minus before it: Telegram's own are positive.
    """
    answer = {"delivery": delivery.id, "result": result, "error": error}
    body = json.dumps({"update_id": -delivery.id, ANSWERED: answer})
    store_updates(session, [RawUpdate(-delivery.id, body, delivery.chat_id)], now)


@dataclass(frozen=True)
class Asked:
    """A delivery that asked Telegram for something: in which chat, for which member."""

    chat_id: int
    about: About
    recipient_id: int | None


def asked_delivery(session: Session, delivery_id: int) -> Asked | None:
    """The delivery of this id, if it is (still) there."""
    columns = (
        deliveries.c.chat_id,
        deliveries.c.kind,
        deliveries.c.object_kind,
        deliveries.c.object_id,
        deliveries.c.recipient_id,
    )
    row = session.execute(select(*columns).where(deliveries.c.id == delivery_id)).one_or_none()
    if row is None:
        return None
    return Asked(row.chat_id, About(row.kind, row.object_kind, row.object_id), row.recipient_id)
