"""Words that leave the outbox: what was sent keeps its place and its message's number, what was not sent never goes."""

from collections.abc import Iterable
from datetime import datetime

from sqlalchemy import JSON, ColumnElement, and_, literal, select, update
from sqlalchemy.orm import Session

from storage.broadcasts import broadcasts
from storage.outbox import (
    BLOCKED,
    CANCELLED,
    DELETE,
    FAILED,
    HELD,
    IS_FOLLOWING,
    PENDING,
    SENDING,
    UNKNOWN,
    contents,
    deliveries,
)

ERASED = "erased"
"""Error of a delivery that does not go because its words were erased."""

_b, _c, _s = broadcasts.c, deliveries.c, contents.c
_NOTHING = literal({}, JSON)
_IS_WAITING = and_(_c.state.in_((PENDING, HELD, BLOCKED, FAILED, UNKNOWN)), _c.op != DELETE)


def forget_about(session: Session, objects: Iterable[tuple[str, int]], now: datetime) -> None:
    """Nothing of the words is left in deliveries about these objects (kind, id), nor in what those have in common."""
    by_kind: dict[str, list[int]] = {}
    for kind, key in objects:
        by_kind.setdefault(kind, []).append(key)
    for kind, keys in by_kind.items():
        of_broadcast = and_(_b.object_kind == kind, _b.object_id.in_(keys), _b.done_at.is_(None))
        session.execute(update(broadcasts).where(of_broadcast).values(done_at=now))
        forget_words(session, and_(_c.object_kind == kind, _c.object_id.in_(keys)), now)
        in_common = and_(_s.object_kind == kind, _s.object_id.in_(keys))
        session.execute(update(contents).where(in_common).values(payload=_NOTHING))


def forget_words(session: Session, which: ColumnElement[bool], now: datetime) -> None:
    """Nothing of the words is left in these deliveries.

    What has not gone is cancelled; messages that are to be deleted still are. What is on its way is in the courier's
    hands: it may arrive, but where it does not it expires, and never goes again.
    """
    stopped = {"state": CANCELLED, "error": ERASED}
    waiting = select(_c.id).where(which, _IS_WAITING)
    session.execute(update(deliveries).where(IS_FOLLOWING, _c.target_id.in_(waiting)).values(stopped))
    session.execute(update(deliveries).where(which, _IS_WAITING).values(stopped))
    session.execute(update(deliveries).where(which, _c.state == SENDING, _c.op != DELETE).values(expires_at=now))
    session.execute(update(deliveries).where(which).values(payload=_NOTHING, content_id=None))
