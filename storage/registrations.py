"""Who is in line for a place, whose offered place lapses, and other questions about the answers to an event."""

from collections.abc import Sequence
from datetime import datetime, timedelta

from sqlalchemy import String, and_, bindparam, cast, func, literal, or_, select
from sqlalchemy.orm import Session

from storage.events import GOING, MAYBE, OFFERED, PUBLISHED, WAITING, Event, Registration, registrations
from storage.members import REMOVED, Member
from storage.numbers import marks
from storage.prepared import Prepared

TO_ASK_ANEW = (GOING, WAITING, MAYBE)
"""The states that an event's change puts in question."""
LONG_OVER = timedelta(days=7)
"""What began so long ago is not looked at any more."""


def in_line(session: Session, event: Event) -> Sequence[Registration]:
    """Those who wait for a place, the first first; whoever has left Plaukts waits no more."""
    if _WAITS.first(session, {"event": event.id}) is None:  # as for most events, and to load people takes longer
        return []
    line = registrations(session, event, WAITING)
    return [one for one in line if one.member is None or one.member.role is not None]


_WAITS = Prepared(
    select(Registration.id).where(Registration.event_id == bindparam("event"), Registration.state == WAITING).limit(1)
)


def place_in_line(session: Session, registration: Registration) -> int:
    """Which in line they are: 1 is next."""
    r = Registration
    earlier = or_(r.at < registration.at, and_(r.at == registration.at, r.id < registration.id))
    in_front = select(func.count()).select_from(r).outerjoin(Member, Member.id == r.member_id)
    waiting = (
        r.event_id == registration.event_id,
        r.state == WAITING,
        or_(r.member_id.is_(None), Member.role.is_not(None)),
    )
    return (session.scalar(in_front.where(*waiting, earlier)) or 0) + 1


def lapsed_offers(session: Session, now: datetime, *, limit: int = 50) -> Sequence[Registration]:
    """Places that were kept until now and not taken, the earliest first.

    Those of events to come, or that began lately: what is long over is not looked at.
    """
    of_late = (Event.status == PUBLISHED, Event.starts_at > now - LONG_OVER)
    query = select(Registration).join(Event, Event.id == Registration.event_id).where(*of_late)
    lapsed = query.where(Registration.state == OFFERED, Registration.offered_until <= now)
    return session.scalars(lapsed.order_by(Registration.offered_until, Registration.id).limit(limit)).unique().all()


def of_the_removed(session: Session, removed_before: datetime, now: datetime) -> Sequence[Registration]:
    """Answers to events to come of people who are no longer members since that moment."""
    since = and_(marks.c.name == literal(f"{REMOVED}:") + cast(Member.id, String), marks.c.at < removed_before)
    query = (
        select(Registration)
        .join(Event, Event.id == Registration.event_id)
        .join(Member, and_(Member.id == Registration.member_id, Member.role.is_(None)))
        .join(marks, since)
        .where(Event.status == PUBLISHED, Event.starts_at > now, Registration.state.in_((*TO_ASK_ANEW, OFFERED)))
    )
    return session.scalars(query.order_by(Registration.id)).unique().all()


def unconfirmed(session: Session, event: Event) -> int:
    """How many have still to say whether their answer holds after the event was moved or changed."""
    mine = (Registration.event_id == event.id, Registration.version < event.version)
    of_members = select(func.count()).select_from(Registration).where(*mine, Registration.member_id.is_not(None))
    return session.scalar(of_members.where(Registration.state.in_(TO_ASK_ANEW))) or 0
