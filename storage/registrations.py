"""Who is in line for a place, whose offered place lapses, and other questions about the answers to an event."""

from collections.abc import Sequence
from datetime import datetime, timedelta

from sqlalchemy import func, select
from sqlalchemy.orm import Session

from storage.events import GOING, MAYBE, OFFERED, PUBLISHED, WAITING, Event, Registration, registrations

TO_ASK_ANEW = (GOING, WAITING, MAYBE)
"""The states that an event's change puts in question."""
LONG_OVER = timedelta(days=7)
"""What began so long ago is not looked at any more."""


def in_line(session: Session, event: Event) -> Sequence[Registration]:
    """Those who wait for a place, the first first; whoever has left Plaukts waits no more."""
    line = registrations(session, event, WAITING)
    return [one for one in line if one.member is None or one.member.role is not None]


def place_in_line(session: Session, registration: Registration) -> int:
    """Which in line they are: 1 is next."""
    line = [one.id for one in in_line(session, registration.event)]
    return line.index(registration.id) + 1 if registration.id in line else 0


def lapsed_offers(session: Session, now: datetime, *, limit: int = 50) -> Sequence[Registration]:
    """Places that were kept until now and not taken, the earliest first.

    Those of events to come, or that began lately: what is long over is not looked at.
    """
    of_late = (Event.status == PUBLISHED, Event.starts_at > now - LONG_OVER)
    query = select(Registration).join(Event, Event.id == Registration.event_id).where(*of_late)
    lapsed = query.where(Registration.state == OFFERED, Registration.offered_until <= now)
    return session.scalars(lapsed.order_by(Registration.offered_until, Registration.id).limit(limit)).unique().all()


def unconfirmed(session: Session, event: Event) -> int:
    """How many have still to say whether their answer holds after the event was moved or changed."""
    mine = (Registration.event_id == event.id, Registration.version < event.version)
    of_members = select(func.count()).select_from(Registration).where(*mine, Registration.member_id.is_not(None))
    return session.scalar(of_members.where(Registration.state.in_(TO_ASK_ANEW))) or 0
