"""Many messages come to show something else at once, each something of its own, in a few statements."""

from collections.abc import Collection, Mapping
from datetime import datetime
from typing import Any

from sqlalchemy import JSON, and_, bindparam, insert, select, update
from sqlalchemy.orm import Session

from storage.mail_chats import LEFT, is_mailbox
from storage.outbox import (
    BLOCKED,
    CANCELLED,
    EDIT,
    FAILED,
    HELD,
    PENDING,
    SENDING,
    UNKNOWN,
    About,
    Lane,
    cancel_edits,
    deliveries,
    shared_payloads,
)
from storage.rewriting import fitted, rewritten

_c = deliveries.c
_WRITE = (
    update(deliveries)
    .where(_c.id == bindparam("delivery"))
    .values(payload=bindparam("shown", type_=JSON), content_id=None)
)


def edit_each(
    session: Session, shown: Mapping[int, Mapping[str, Any]], *, now: datetime, update_id: int | None = None
) -> None:
    """``storage.outbox.edit`` of each delivery: its id → what it is to show.

    What has arrived is edited in the broadcasts' lane: so many edits hold up nobody's answer.
    """
    targets = session.execute(select(deliveries).where(_c.id.in_(shown), _c.state != CANCELLED)).all()
    contents = shared_payloads(session, {one.content_id for one in targets})
    unsent: list[dict[str, Any]] = []
    there: dict[int, tuple[Any, str, dict[str, Any]]] = {}
    for one in targets:
        method, payload = fitted(one.method, shown[one.id])
        is_unknown = one.state == UNKNOWN and one.lane != Lane.BROADCAST
        if one.state in (PENDING, HELD, BLOCKED, FAILED) or is_unknown:
            old = {**contents.get(one.content_id, {}), **one.payload}
            unsent.append({"delivery": one.id, "shown": rewritten(old, payload)["payload"]})
        elif one.state == SENDING or not (is_mailbox(one.chat_id) or one.channel == LEFT):
            there[one.id] = (one, method, payload)
    if unsent:
        session.connection().execute(_WRITE, unsent)
        cancel_edits(session, [one["delivery"] for one in unsent])
    edits = and_(_c.op == EDIT, _c.state == PENDING, _c.target_id.in_(there))
    waiting = {row.target_id: row.id for row in session.execute(select(_c.id, _c.target_id).where(edits))}
    again = [{"delivery": edit, "shown": there[target][2]} for target, edit in waiting.items()]
    if again:
        session.connection().execute(_WRITE.values(update_id=update_id), again)
    new = [
        {
            "op": EDIT,
            "lane": int(Lane.BROADCAST),
            "channel": one.channel,
            "chat_id": one.chat_id,
            "recipient_id": one.recipient_id,
            "kind": "edit",
            "object_kind": one.object_kind,
            "object_id": one.object_id,
            "method": method,
            "payload": payload,
            "target_id": one.id,
            "update_id": update_id,
            "created_at": now,
            "due_at": now,
            "state": PENDING,
            "tries": 0,
            "span": 1,
        }
        for one, method, payload in there.values()
        if one.id not in waiting
    ]
    if new:
        session.execute(insert(deliveries), new)


def set_about_each(session: Session, delivery_ids: Collection[int], about: About) -> None:
    """``storage.outbox.set_about`` of each delivery: they are a part of the same object from now on."""
    if delivery_ids:
        values = {"kind": about.kind, "object_kind": about.object_kind, "object_id": about.object_id}
        session.execute(update(deliveries).where(_c.id.in_(delivery_ids)).values(**values))
