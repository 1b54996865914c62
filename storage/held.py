"""What waits for a person after the database came back from a backup.

What was to go then may have gone since, and nobody can tell: it is held. So is what the clock makes up for in the first
minutes, for it, too, may have been said before. A person lets all of it go, or drops it.
"""

import json
from dataclasses import dataclass
from datetime import datetime, timedelta
from zoneinfo import ZoneInfo

from sqlalchemy import ColumnElement, and_, func, or_, select, update
from sqlalchemy.orm import Session

from storage.arrivals import MISSED_FOR
from storage.halting import put_back
from storage.inbox import DISCARDED, HELD_BACK, IS_PARKED, inbox
from storage.numbers import mark_once, marked_at, marked_value, unmark
from storage.outbox import (
    BLOCKED,
    CANCELLED,
    HELD,
    IS_FOLLOWING,
    PENDING,
    RESTORED,
    SEND,
    SENDING,
    UNKNOWN,
    Lane,
    deliveries,
)

RESTORING = "restored"
"""The mark that the database came from a backup: when, and of what moment that was."""
_ASKED = "restored: asked"
"""The mark of what the administrators were asked, and what they decided."""
_BEGUN = "restored: begun"
"""The mark of the first start after it."""
CATCHING_UP = timedelta(minutes=10)
"""After that start the clock makes up for what fell due while nothing ran: minutes, where many are told much."""
NOTICE = "restored"
"""The kind of the question to the administrators, which is not held itself."""
_c = deliveries.c
_IS_HELD = and_(_c.state == HELD, _c.error == RESTORED)
_HARMLESS = ("setMyCommands",)
"""May be said twice."""


@dataclass(frozen=True)
class Kept:
    """Held messages about one kind of object."""

    object_kind: str | None
    count: int
    oldest: datetime


@dataclass(frozen=True)
class Asked:
    """What the administrators were asked last, and what they decided."""

    number: int
    shown: list[list[str | int]]
    """What was held then, as the question lists it."""
    decided: str | None
    at: datetime
    """When they were asked, or decided."""


@dataclass(frozen=True)
class Restoring:
    """That the database came from a backup."""

    at: datetime
    made_at: datetime
    """When the backup was made: what happened between the two is lost."""


def hold_restored(session: Session, made_at: datetime, now: datetime, *, lost: tuple[int, int]) -> None:
    """Just restored: hold what may have gone since the backup, drop what has expired, and write down what happened.

    What falls due later cannot have gone. Changes of messages may be made twice, and go as they would have.
    ``lost``: the first and the last key of deliveries that may have been made since.
    """
    before = marked_value(session, RESTORING)
    gaps = [*(json.loads(before)["lost"] if before is not None else ()), lost]
    for mark in (RESTORING, _BEGUN, _ASKED):
        unmark(session, mark)
    mark_once(session, RESTORING, now, json.dumps({"made_at": made_at.isoformat(), "lost": gaps}))
    to_go = and_(_c.op == SEND, _c.method.not_in(_HARMLESS))
    expired = and_(to_go, _c.state.in_((PENDING, SENDING, UNKNOWN, BLOCKED)), _c.expires_at <= now)
    session.execute(update(deliveries).where(expired).values(state=CANCELLED, error="expired"))
    waiting = and_(_c.state == PENDING, _c.due_at <= now)
    on_the_wire = _c.state == SENDING
    tried_again = and_(_c.state == UNKNOWN, _c.lane != int(Lane.BROADCAST))
    until_they_come_back = and_(_c.state == BLOCKED, _c.created_at >= now - MISSED_FOR)
    may_have_gone = and_(to_go, or_(waiting, on_the_wire, tried_again, until_they_come_back))
    session.execute(update(deliveries).where(may_have_gone).values(state=HELD, error=RESTORED))
    # What was not handled yet was, most likely, a moment later: to handle it again would answer it again.
    open_ones = and_(inbox.c.done_at.is_(None), inbox.c.parked_at.is_(None))
    session.execute(update(inbox).where(open_ones).values(parked_at=now, told_at=now, error=HELD_BACK))


def restoring(session: Session) -> Restoring | None:
    """Whether and when the database came from a backup."""
    at, value = marked_at(session, RESTORING), marked_value(session, RESTORING)
    if at is None or value is None:
        return None
    return Restoring(at, datetime.fromisoformat(json.loads(value)["made_at"]))


def asked(session: Session) -> Asked | None:
    """The last question to the administrators."""
    at, value = marked_at(session, _ASKED), marked_value(session, _ASKED)
    return None if at is None or value is None else _asked(at, *json.loads(value))


def _asked(at: datetime, number: int, shown: list[list[str | int]], decided: str | None) -> Asked:
    return Asked(number, shown, decided, at)


def note_asked(session: Session, question: Asked) -> None:
    """They were asked, or have decided."""
    unmark(session, _ASKED)
    mark_once(session, _ASKED, question.at, json.dumps([question.number, question.shown, question.decided]))


def is_lost(session: Session, delivery_id: int) -> bool:
    """Whether a delivery is none of ours that is there, but one of those that were lost."""
    value = marked_value(session, RESTORING)
    return value is not None and any(first <= delivery_id <= last for first, last in json.loads(value)["lost"])


def catching_up_until(session: Session, now: datetime) -> datetime | None:
    """Until when what the clock puts in is held; nothing where it goes as ever. Being asked first begins it."""
    if marked_at(session, RESTORING) is None:
        return None
    mark_once(session, _BEGUN, now)
    begun = marked_at(session, _BEGUN)
    return begun + CATCHING_UP if begun is not None and now < begun + CATCHING_UP else None


def last_put_in(session: Session) -> int:
    """The last delivery that there is."""
    return session.scalar(select(func.max(_c.id))) or 0


def hold_put_in(session: Session, after: int) -> None:
    """Hold what was put in after this delivery and would go now."""
    new = and_(_c.id > after, _c.op == SEND, _c.state == PENDING, _c.kind != NOTICE, _c.method.not_in(_HARMLESS))
    session.execute(update(deliveries).where(new).values(state=HELD, error=RESTORED))


def lapse(session: Session, now: datetime) -> None:
    """Drop what has expired while it was held."""
    expired = and_(_IS_HELD, _c.expires_at <= now)
    session.execute(update(deliveries).where(expired).values(state=CANCELLED, error="expired"))


def kept(session: Session) -> list[Kept]:
    """What is held, by what it is about, the most first."""
    count = func.count()
    columns = (_c.object_kind, count, func.min(_c.created_at))
    rows = session.execute(select(*columns).where(_IS_HELD).group_by(_c.object_kind).order_by(count.desc()))
    return [Kept(*row) for row in rows]


def updates_kept(session: Session) -> int:
    """How many updates that came in are held, not handled."""
    return session.scalar(select(func.count()).select_from(inbox).where(_put_aside(HELD_BACK))) or 0


def let_go(session: Session, now: datetime, zone: ZoneInfo) -> int:
    """All that is held goes; what is not for oneself waits for the end of its reader's quiet hours."""
    awaited = _c.lane <= int(Lane.ANSWER)
    count = put_back(session, and_(_IS_HELD, awaited), now, zone, urgent=True)
    count += put_back(session, and_(_IS_HELD, ~awaited), now, zone, urgent=False)
    return count + _set_updates(session, HELD_BACK, parked_at=None, told_at=None, tries=0, ready_at=now, error=None)


def discard(session: Session) -> int:
    """Nothing of what is held goes, nor is handled; ``bring_back`` undoes it."""
    _set_followers(session, _IS_HELD, IS_FOLLOWING, {"state": CANCELLED, "error": DISCARDED})
    held = session.execute(update(deliveries).where(_IS_HELD).values(state=CANCELLED, error=DISCARDED))
    return int(held.rowcount) + _set_updates(session, HELD_BACK, error=DISCARDED)  # type: ignore[attr-defined]


def bring_back(session: Session) -> int:
    """What was discarded is held again."""
    dropped = and_(_c.state == CANCELLED, _c.error == DISCARDED)
    _set_followers(session, and_(dropped, _c.op == SEND), dropped, {"state": PENDING, "error": None})
    back = session.execute(update(deliveries).where(dropped, _c.op == SEND).values(state=HELD, error=RESTORED))
    return int(back.rowcount) + _set_updates(session, DISCARDED, error=HELD_BACK)  # type: ignore[attr-defined]


def forget_updates(session: Session, now: datetime) -> None:
    """What came in and was discarded is not kept once nobody can undo that."""
    _set_updates(session, DISCARDED, done_at=now, body="", error=None)


def _put_aside(error: str) -> ColumnElement[bool]:
    return and_(IS_PARKED, inbox.c.error == error)


def _set_updates(session: Session, of: str, **values: object) -> int:
    return int(session.execute(update(inbox).where(_put_aside(of)).values(**values)).rowcount)  # type: ignore[attr-defined]


def _set_followers(
    session: Session, targets: ColumnElement[bool], which: ColumnElement[bool], values: dict[str, str | None]
) -> None:
    """Of those that change one of the ``targets``: they may be more than a statement can name."""
    of_targets = _c.target_id.in_(select(_c.id).where(targets).correlate(None))
    session.execute(update(deliveries).where(of_targets, _c.op != SEND, which).values(values))
