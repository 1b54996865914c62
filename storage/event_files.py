"""Copies of an event's files: where they are, and which of them cannot be taken back any more."""

from dataclasses import dataclass
from datetime import datetime

from sqlalchemy import and_, func, or_, select
from sqlalchemy.orm import Session

from storage.broadcasts import Content
from storage.events import EVENT, Event
from storage.outbox import DELETE, SEND, SENT, contents, deliveries
from storage.revisions import DELETABLE, revisions

FILES, ATTACHMENT = "files", "attachment"
"""Parts of an event in the outbox: what travels along with the invitation (``files0``, ``files1`` …), and files that
were sent singly: into the group, or to who asked for them."""
REMOVED, LEFT_BEHIND = "removed_file", "left_behind"
"""What the latter are called when they were taken back, and when they were too old for that."""

_c, _r, _s = deliveries.c, revisions.c, contents.c


@dataclass(frozen=True)
class FileCopy:
    """A delivery that brought somebody, or the group, a file of an event."""

    id: int
    chat_id: int
    method: str
    sent_at: datetime | None

    def is_deletable(self, now: datetime) -> bool:
        """Whether Telegram still deletes it for its sender, or it has not gone."""
        return self.sent_at is None or self.sent_at > now - DELETABLE


def sent_singly(session: Session, event: Event) -> list[FileCopy]:
    """The copies that were, and are there or to come."""
    mine = and_(_c.object_kind == EVENT, _c.object_id == event.number, _c.kind == ATTACHMENT, _c.op == SEND)
    rows = session.execute(select(_c.id, _c.chat_id, _c.method, _c.sent_at).where(mine).order_by(_c.id))
    return [FileCopy(*row) for row in rows]


def said(session: Session, event: Event, kind: str) -> dict[str, Content]:
    """Language → what was announced as this part of the event."""
    mine = and_(_s.object_kind == EVENT, _s.object_id == event.number, _s.kind == kind)
    rows = session.execute(select(_s.language, _s.method, _s.payload).where(mine).order_by(_s.id))
    return {row.language: Content(row.method, row.payload) for row in rows}


def withdrawn_kinds(session: Session, event: Event) -> dict[str, datetime]:
    """What travelled along with the invitation and was taken back from everybody, and when."""
    mine = and_(_r.object_kind == EVENT, _r.object_id == event.number, _r.op == DELETE)
    rows = session.execute(select(_r.kind, _r.changed_at).where(mine, _r.kind.startswith(FILES)))
    return {row.kind: row.changed_at for row in rows}


def left_behind(session: Session, event: Event) -> int:
    """How many copies of removed files stay, because they were too old to be deleted."""
    of_event = and_(_c.object_kind == EVENT, _c.object_id == event.number, _c.op == SEND)
    old = [
        and_(_c.kind == kind, _c.state == SENT, _c.sent_at <= at - DELETABLE)
        for kind, at in withdrawn_kinds(session, event).items()
    ]
    query = select(func.count()).select_from(deliveries).where(of_event, or_(_c.kind == LEFT_BEHIND, *old))
    return session.scalar(query) or 0
