"""Invitations to an event by e-mail: a letter that has gone does not follow, one that waits goes as it is by then.

A letter says what the event was when it was taken on its way the last time.
"""

from collections.abc import Mapping
from datetime import datetime
from typing import Any

from sqlalchemy import and_, case, func, select, update
from sqlalchemy.orm import Session

from storage.broadcasts import broadcasts
from storage.event_changes import INVITATION, EventChange
from storage.events import EVENT, INVITED, Event, Registration
from storage.files import files
from storage.mail_chats import EMAIL
from storage.outbox import BLOCKED, FAILED, HELD, PENDING, SEND, SENDING, SENT, UNKNOWN, deliveries

_c, _b = deliveries.c, broadcasts.c
_INVITING = (INVITATION, "event_card")
"""A copy of the invitation becomes a person's own card when they answer, who may take that back."""


def unanswered(session: Session, event: Event, *, after: int = 0, size: int | None = None) -> dict[int, datetime]:
    """Member → when the last letter that invites them may have gone, at the earliest; of those who have not answered.

    In the order of the members' ids, those ``after`` this one, at most ``size``.
    """
    answered = select(Registration.member_id).where(
        Registration.event_id == event.id, Registration.state != INVITED, Registration.member_id.is_not(None)
    )
    # Of one whose fate is unknown it is not known, either, with which attempt it has gone.
    gone = func.max(case((_c.state == UNKNOWN, _c.created_at), else_=_c.claimed_at))
    query = (
        select(_c.recipient_id, gone)
        .where(
            _c.object_kind == EVENT,
            _c.object_id == event.number,
            _c.kind.in_(_INVITING),
            _c.op == SEND,
            _c.channel == EMAIL,
            _c.state.in_((SENT, SENDING, UNKNOWN)),
            _c.recipient_id > after,
            _c.recipient_id.not_in(answered),
        )
        .group_by(_c.recipient_id)
        .order_by(_c.recipient_id)
    )
    return {row[0]: row[1] for row in session.execute(query.limit(size))}


def changed_at(session: Session, event: Event) -> dict[int, datetime]:
    """Version → since when the event has been of it, of those that people are told of."""
    query = select(EventChange.version, EventChange.at).where(EventChange.event_id == event.id)
    return {row.version: row.at for row in session.execute(query)}


def file_of_invitation(session: Session, event: Event) -> Mapping[str, Any] | None:
    """Of what the file was made that letters carry which invite to it; nothing where there are none."""
    carried = select(files.c.arguments).join(broadcasts, _b.mail_file_id == files.c.id).where(_announced(event))
    return session.scalars(carried.order_by(files.c.id.desc()).limit(1)).first()


def carry(session: Session, event: Event, file_id: int) -> None:
    """Letters that invite to it and have not gone carry this file."""
    waits = and_(
        _c.object_kind == EVENT,
        _c.object_id == event.number,
        _c.kind == INVITATION,
        _c.op == SEND,
        _c.channel == EMAIL,
        _c.state.in_((PENDING, HELD, BLOCKED, FAILED)),
    )
    session.execute(update(deliveries).where(waits).values(file_id=file_id))
    session.execute(update(broadcasts).where(_announced(event)).values(mail_file_id=file_id))


def _announced(event: Event) -> Any:
    return and_(
        _b.object_kind == EVENT, _b.object_id == event.number, _b.kind == INVITATION, _b.mail_file_id.is_not(None)
    )
