"""Who came: the list at the door, and the figures that are counted from it.

Whoever was not marked as having come has nothing written down about it: nobody is held to have stayed away.
"""

from collections.abc import Collection, Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta

from sqlalchemy import ColumnElement, String, and_, cast, delete, func, literal, or_, select, update
from sqlalchemy.orm import Session, selectinload

from storage.alphabet import latvian_order
from storage.events import (
    GOING,
    MAYBE,
    OFFERED,
    PUBLISHED,
    WAITING,
    Event,
    Registration,
    event_libraries,
    registration_libraries,
)
from storage.numbers import marks

EXPECTED = (GOING, OFFERED, WAITING, MAYBE)
"""The states of those whom the list at the door names."""

LONGEST = timedelta(days=60)
"""What is longer than this (a course, a contest) is not looked after by the clock when it is over."""


@dataclass(frozen=True)
class EventFigures:
    """What is counted of one event."""

    participants: int
    """How many came: as they were counted by head, else those who were marked by name."""
    persons: int | None
    """Different people among them; nothing where they were only counted by head."""
    libraries: int
    """Different libraries that they came from, and those that the event is about (the visited one, say)."""
    representatives_invited: int
    """Municipality representatives: as typed, else those put down as such and members who answered as guests."""
    representatives_present: int


def figures(session: Session, event_ids: Collection[int]) -> dict[int, EventFigures]:
    """The figures of events by their ids, in four statements however many they are; unknown ids are left out."""
    wanted = list(event_ids)
    events = session.execute(
        select(Event.id, Event.headcount, Event.representatives_invited, Event.representatives_present).where(
            Event.id.in_(wanted)
        )
    ).all()
    named = {
        row.event_id: row
        for row in session.execute(
            select(
                Registration.event_id,
                func.count().filter(_came).label("came"),
                func.count().filter(_came, Registration.guest_name.is_(None)).label("members"),
                func.count().filter(_represents, ~_unannounced).label("invited"),
                func.count().filter(_represents, _came).label("present"),
            )
            .where(Registration.event_id.in_(wanted))
            .group_by(Registration.event_id)
        )
    }
    guests = _guest_names(session, wanted)
    libraries = _library_counts(session, wanted)
    found = {}
    for event in events:
        row = named.get(event.id)
        persons = row.members + len(guests.get(event.id, ())) if row else 0
        found[event.id] = EventFigures(
            participants=event.headcount if event.headcount is not None else row.came if row else 0,
            persons=persons if persons or event.headcount is None else None,
            libraries=libraries.get(event.id, 0),
            representatives_invited=_typed_or(event.representatives_invited, row.invited if row else 0),
            representatives_present=_typed_or(event.representatives_present, row.present if row else 0),
        )
    return found


def distinct_persons(session: Session, event_ids: Collection[int]) -> int:
    """How many different people, as far as they are known by name, came to at least one of the events."""
    wanted = list(event_ids)
    members = session.scalar(
        select(func.count(Registration.member_id.distinct())).where(Registration.event_id.in_(wanted), _came)
    )
    guests: set[str] = set().union(*_guest_names(session, wanted).values())
    return int(members or 0) + len(guests)


_came: ColumnElement[bool] = Registration.attended.is_(True)
_unannounced: ColumnElement[bool] = and_(Registration.walk_in, Registration.state == GOING)
"""Of whom nobody knew before: who was asked and had no place keeps the state that they were in."""
_represents: ColumnElement[bool] = Registration.representative.is_(True)


def _typed_or(typed: int | None, counted: int) -> int:
    return counted if typed is None else typed


def _guest_names(session: Session, event_ids: list[int]) -> dict[int, set[str]]:
    """The different names of guests who came, by event; neither capitals nor the number of spaces tell them apart."""
    query = select(Registration.event_id, Registration.guest_name)
    rows = session.execute(
        query.where(Registration.event_id.in_(event_ids), _came, Registration.guest_name.is_not(None))
    )
    found: dict[int, set[str]] = {}
    for event_id, name in rows:
        found.setdefault(event_id, set()).add(folded_name(str(name)))
    return found


def folded_name(name: str) -> str:
    """By what a guest is told from others."""
    return " ".join(name.casefold().split())


def _library_counts(session: Session, event_ids: list[int]) -> dict[int, int]:
    r, e = registration_libraries.c, event_libraries.c
    of_people = (
        select(Registration.event_id, r.library_id)
        .join(registration_libraries, r.registration_id == Registration.id)
        .where(Registration.event_id.in_(event_ids), _came)
    )
    of_events = select(e.event_id, e.library_id).where(e.event_id.in_(event_ids))
    both = of_people.union(of_events).subquery()
    rows = session.execute(select(both.c.event_id, func.count()).group_by(both.c.event_id))
    return {row[0]: int(row[1]) for row in rows}


def at_door(session: Session, event: Event) -> list[Registration]:
    """Who may come, and who came without having registered: by their times, and then in Latvian order of names."""
    named = or_(Registration.state.in_(EXPECTED), Registration.walk_in, _came)
    query = select(Registration).where(Registration.event_id == event.id, named)
    with_libraries = query.options(selectinload(Registration.libraries))
    found = session.scalars(with_libraries).unique()
    last = event.begins + LONGEST
    return sorted(found, key=lambda one: (one.slot or last, latvian_order(one.name), one.id))


def forget_unmarked_walk_ins(session: Session, event: Event) -> None:
    """Whoever was added at the door by mistake, and is not held to have come, is on the list no more."""
    mistaken = Registration.walk_in, Registration.state == GOING, Registration.attended.is_(None)
    session.execute(delete(Registration).where(Registration.event_id == event.id, *mistaken))


def represents(session: Session, member_id: int, yes: bool, now: datetime) -> None:
    """Whether a member is a municipality's representative from now on: what is over is counted as it was."""
    to_come = Registration.event_id.in_(select(Event.id).where(Event.ends_at > now))
    mine = update(Registration).where(Registration.member_id == member_id, to_come)
    session.execute(mine.values(representative=yes))


def came(session: Session, event: Event) -> list[int]:
    """Ids of the members who came."""
    return _members(session, event, _came)


def came_or_going(session: Session, event: Event) -> list[int]:
    """Ids of the members who came or have a place."""
    return _members(session, event, or_(_came, Registration.state == GOING))


def _members(session: Session, event: Event, *conditions: ColumnElement[bool]) -> list[int]:
    here = Registration.event_id == event.id, Registration.member_id.is_not(None)
    return [one for one in session.scalars(select(Registration.member_id).where(*here, *conditions)) if one is not None]


def guests_without_telegram(session: Session, event: Event, *, for_all: bool) -> int:
    """How many guests came (or have a place) whom nothing can be sent to."""
    there = or_(_came, Registration.state == GOING) if for_all else _came
    here = Registration.event_id == event.id, Registration.member_id.is_(None)
    return session.scalar(select(func.count()).where(*here, there)) or 0


def over(session: Session, mark: str, ended: tuple[datetime, datetime], *, limit: int = 20) -> Sequence[Event]:
    """Published events that ended between these moments and do not have this mark (``mark_name``) yet."""
    name = literal(f"{mark}:") + cast(Event.number, String) + ":" + cast(Event.version, String)
    marked = select(marks.c.name).where(marks.c.name == name).correlate(Event).exists()
    since, until = ended
    lately = Event.starts_at > since - LONGEST, Event.starts_at <= until  # for the index
    query = select(Event).where(Event.status == PUBLISHED, *lately, Event.ends_at > since, Event.ends_at <= until)
    return session.scalars(query.where(~marked).order_by(Event.ends_at, Event.id).limit(limit)).all()


def mark_name(mark: str, event: Event) -> str:
    """What says that something was done after an event; after one that was moved it is done anew."""
    return f"{mark}:{event.number}:{event.version}"
