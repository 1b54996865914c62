"""What people thought of an event, without who thought it.

Nothing here leads back to a person, not even by an order or a time: marks are only counted, and a remark stands by
itself, with a random key, among the others of its event, which are all written anew in a random order whenever one is
added. That somebody has answered is known (``Registration.feedback_given``), so that nobody answers twice.
"""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from random import SystemRandom
from secrets import token_hex

from sqlalchemy import Column, ForeignKey, Integer, String, Table, Text, delete, insert, select, update
from sqlalchemy.orm import Session

from storage.base import Id, metadata
from storage.broadcasts import broadcasts
from storage.events import Event, Registration
from storage.upsert import insert_new

FEEDBACK = "feedback"
"""What being asked is called in deliveries, and among the reminders that members turn down."""
MARKS = (5, 4, 3, 2, 1)
"""From the best to the worst."""
LEAST = 3
"""Answers from which on they are shown: from fewer one could guess whose they are."""

event_marks = Table(
    "event_marks",
    metadata,
    Column("event_id", Id, ForeignKey("events.id", ondelete="CASCADE"), primary_key=True, autoincrement=False),
    Column("mark", Integer, primary_key=True, autoincrement=False),
    Column("count", Integer, nullable=False),
)
event_remarks = Table(
    "event_remarks",
    metadata,
    Column("key", String(32), primary_key=True),
    Column("event_id", Id, ForeignKey("events.id", ondelete="CASCADE"), nullable=False, index=True),
    Column("text", Text, nullable=False),
)


@dataclass(frozen=True)
class Feedback:
    """What was said of one event."""

    counts: Mapping[int, int]
    """Mark (1 to 5) → how many gave it."""
    remarks: Sequence[str]
    """In no order that says anything."""

    @property
    def answers(self) -> int:
        """How many answered."""
        return sum(self.counts.values())

    @property
    def average(self) -> float:
        """The mean of the marks; of none, 0."""
        return sum(mark * count for mark, count in self.counts.items()) / self.answers if self.answers else 0.0


def give_mark(session: Session, registration: Registration, mark: int) -> bool:
    """Count a person's mark; tells whether they had not given one before."""
    mine = Registration.id == registration.id, Registration.feedback_given.is_(False)
    given = session.execute(update(Registration).where(*mine).values(feedback_given=True))
    if not given.rowcount:  # type: ignore[attr-defined]
        return False
    of = {"event_id": registration.event_id, "mark": mark}
    if not insert_new(session, event_marks, **of, count=1):
        c = event_marks.c
        same = c.event_id == registration.event_id, c.mark == mark
        session.execute(update(event_marks).where(*same).values(count=c.count + 1))
    return True


def add_remark(session: Session, event: Event, text: str) -> None:
    """Put a remark among the event's others."""
    c = event_remarks.c
    remarks = [*session.scalars(select(c.text).where(c.event_id == event.id)), text]
    SystemRandom().shuffle(remarks)
    session.execute(delete(event_remarks).where(c.event_id == event.id))
    rows = [{"key": token_hex(16), "event_id": event.id, "text": one} for one in remarks]
    session.execute(insert(event_remarks), rows)


def feedback_of(session: Session, event: Event) -> Feedback:
    """What was said of the event, all of it: whoever shows it sees to ``LEAST``."""
    m, r = event_marks.c, event_remarks.c
    counts = session.execute(select(m.mark, m.count).where(m.event_id == event.id))
    remarks = session.scalars(select(r.text).where(r.event_id == event.id).order_by(r.key))
    return Feedback({row[0]: int(row[1]) for row in counts}, list(remarks))


def asked_since(session: Session, since: datetime) -> set[int]:
    """Members who were asked of an event after that moment."""
    b = broadcasts.c
    audiences = session.scalars(select(b.audience).where(b.kind == FEEDBACK, b.created_at > since))
    return {member for audience in audiences for member in (audience or {}).get("member_ids", ())}


def unread(session: Session, events: Sequence[Event]) -> list[Event]:
    """Those of the events of which something was said."""
    ids = [event.id for event in events]
    said = set(session.scalars(select(event_marks.c.event_id).where(event_marks.c.event_id.in_(ids)).distinct()))
    return [event for event in events if event.id in said]
