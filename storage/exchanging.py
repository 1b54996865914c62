"""Another file in the place of one that a single delivery brings: a message of the group's, say."""

from collections.abc import Mapping
from datetime import datetime
from typing import Any

from sqlalchemy import select, update
from sqlalchemy.orm import Session

from storage.mail_chats import LEFT
from storage.outbox import CANCELLED, EXCHANGE, SENDING, SENT, About, Lane, deliveries, enqueue
from storage.rewriting import CAPTIONED, PART, as_caption, exchanged, sent_by

_c = deliveries.c


def exchange_file(
    session: Session,
    delivery_id: int,
    old_id: str,
    new: Mapping[str, str],
    *,
    now: datetime,
    shown: Mapping[str, Any] | None = None,
    update_id: int | None = None,
) -> None:
    """Let a delivery bring the file ``new`` (its kind and file_id) instead of ``old_id``, if it has that.

    What has arrived is edited. ``shown``: what the message says now, where it has its words in the file's caption.
    """
    target = session.execute(select(deliveries).where(_c.id == delivery_id)).one()
    found = exchanged(target.payload, old_id, new["kind"], new["file_id"])
    if found is None or target.state == CANCELLED:
        return
    payload, part = found
    if target.method in CAPTIONED and shown is not None:
        payload |= as_caption(shown)
    brings = {"payload": payload, "method": sent_by(target.method, payload)}
    session.execute(update(deliveries).where(_c.id == delivery_id).values(brings))
    if target.state in (SENT, SENDING) and target.channel != LEFT:
        enqueue(
            session,
            chat_id=target.chat_id,
            method="editMessageMedia",
            payload={**payload, PART: part},
            about=About(EXCHANGE, target.object_kind, target.object_id),
            lane=Lane(target.lane),
            now=now,
            op=EXCHANGE,
            recipient_id=target.recipient_id,
            target_id=delivery_id,
            update_id=update_id,
        )
