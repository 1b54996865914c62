"""What has to be known to write the letter of a delivery: to whom, in which language, about what."""

from dataclasses import dataclass
from datetime import datetime
from typing import Any

from sqlalchemy import and_, select
from sqlalchemy.orm import Session, aliased

from storage.mail_chats import EMAIL, TELEGRAM, address_in
from storage.members import Address, Member
from storage.outbox import SEND, SENT, About, deliveries

_c = deliveries.c
FOLLOWED = ("announcement", "event")
"""Kinds of objects of which one may get several letters: a correction, a reminder."""


@dataclass(frozen=True)
class Addressee:
    """Who gets a delivery by e-mail, and what it is about."""

    address_id: int
    address: str
    confirmed_at: datetime | None
    name: str
    language: str
    in_telegram: bool
    """Whether they can be reached there."""
    about: About
    key: str | None
    """The delivery's."""
    follows: tuple[int, About, str | None] | None = None
    """The first letter about the same object that went there, by its delivery's id, what it was and its key."""


def addressee(session: Session, delivery_id: int) -> Addressee | None:
    """Of a delivery to a mailbox; nothing where the address is not its recipient's (any more)."""
    sent = select(
        *(_c.chat_id, _c.recipient_id, _c.kind, _c.object_kind, _c.object_id, _c.dedupe_key),
    ).where(_c.id == delivery_id)
    delivery = session.execute(sent).one()
    chat = aliased(Address)
    found = session.execute(
        select(Address.id, Address.address, Address.confirmed_at, Member.name, Member.language, chat.id.label("chat"))
        .join(Member, Member.id == Address.member_id)
        .outerjoin(
            chat,
            and_(chat.member_id == Member.id, chat.channel == TELEGRAM, chat.unreachable_since.is_(None)),
        )
        .where(
            Address.id == address_in(delivery.chat_id),
            Address.channel == EMAIL,
            Address.member_id == delivery.recipient_id,  # ids of addresses that were removed are given anew on SQLite
        )
    ).first()
    if found is None:
        return None
    return Addressee(
        found.id,
        found.address,
        found.confirmed_at,
        found.name,
        found.language,
        found.chat is not None,
        About(delivery.kind, delivery.object_kind, delivery.object_id),
        delivery.dedupe_key,
        _first_about(session, delivery_id, delivery),
    )


def _first_about(session: Session, delivery_id: int, delivery: Any) -> tuple[int, About, str | None] | None:
    if delivery.object_kind not in FOLLOWED:
        return None
    first = session.execute(
        select(_c.id, _c.kind, _c.dedupe_key)
        .where(
            _c.object_kind == delivery.object_kind,
            _c.object_id == delivery.object_id,
            _c.chat_id == delivery.chat_id,
            _c.id < delivery_id,
            _c.state == SENT,
            _c.op == SEND,
        )
        .order_by(_c.id)
        .limit(1)
    ).first()
    return (
        None
        if first is None
        else (first.id, About(first.kind, delivery.object_kind, delivery.object_id), first.dedupe_key)
    )
