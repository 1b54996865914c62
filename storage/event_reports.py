"""What a report counts of events: read-only queries that return plain values, of any number of events.

An event counts in a period if it was announced or entered afterwards, was not called off, had begun when the report was
made, and its first day lies in the period. Libraries are those of the people who came, as they were when they
registered, and those that the event was about. Who came is counted by ``storage.attendance``.
"""

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from datetime import date, datetime, time, timedelta
from typing import Any

from sqlalchemy import ColumnElement, Select, Subquery, and_, case, distinct, func, select, union
from sqlalchemy.orm import Session

from storage.alphabet import latvian_order
from storage.attendance import EventFigures, distinct_persons, figures
from storage.directory import AsItWas
from storage.event_figures import HYBRID, Distinct, EventTotals, HeldEvent, LibraryEvents, Sums, hours_of, sums_of
from storage.events import (
    HELD,
    ON_SITE,
    ONLINE,
    OTHER_FORMS,
    PUBLISHED,
    VISIT,
    Event,
    Registration,
    event_libraries,
    registration_libraries,
)

FETCHED_AT_ONCE = 200

_COLUMNS: tuple[Any, ...] = (
    Event.id,
    Event.number,
    Event.kind,
    Event.title,
    Event.begins,
    Event.ends,
    Event.place,
    Event.link,
    Event.lecturers,
    Event.minutes,
    Event.academic_hours,
    Event.headcount,
    Event.attended_at,
    Event.representatives_present,
)


@dataclass(frozen=True, slots=True)
class Held:
    """Which events are meant: of the days from ``first`` to ``last``, both included, if they had begun by a moment."""

    first: date
    last: date
    by: datetime
    """Aware."""
    academic_hour: int
    """Its minutes."""


def first_event_on(session: Session, by: datetime) -> date | None:
    """The day of the earliest announced event that had begun by a moment (aware)."""
    first = session.scalar(select(func.min(Event.begins)).where(Event.status == PUBLISHED, Event.starts_at <= by))
    return first.date() if first is not None else None


def held_events(session: Session, held: Held, libraries: Mapping[int, AsItWas] | None = None) -> Iterator[HeldEvent]:
    """The events that count, seminars and the like first, then other forms of work; each by day and number.

    They are read as they are asked for; the session has to stay open meanwhile. ``libraries`` (by id) name the place
    of a visit that has no other.
    """
    names = {key: library.name for key, library in (libraries or {}).items()}
    other = case((Event.kind.in_(OTHER_FORMS), 1), else_=0)
    ids = [key for key, _ in session.execute(_ours(held).order_by(other, Event.begins, Event.number))]
    for start in range(0, len(ids), FETCHED_AT_ONCE):
        portion = ids[start : start + FETCHED_AT_ONCE]
        counted = figures(session, portion)
        about = _about(session, portion)
        rows = {row.id: row for row in session.execute(select(*_COLUMNS).where(Event.id.in_(portion)))}
        for key in portion:
            at = sorted((names[library] for library in about.get(key, ()) if library in names), key=latvian_order)
            yield _held_event(rows[key], counted[key], at, held.academic_hour)


def event_totals(session: Session, held: Held) -> EventTotals:
    """Sums over the events that count."""
    by_kind: dict[str, Sums] = {}
    for event in held_events(session, held):
        by_kind[event.kind] = by_kind.get(event.kind, Sums()).plus(sums_of(event))
    of_kinds, by_library = _libraries(session, held)
    at_events = {library for kind, there in of_kinds.items() if kind not in OTHER_FORMS for library in there}
    in_other_forms = {library for kind, there in of_kinds.items() if kind in OTHER_FORMS for library in there}
    return EventTotals(
        by_kind=by_kind,
        libraries_by_kind={kind: len(there) for kind, there in of_kinds.items()},
        persons=_persons(session, held),
        libraries=Distinct(len(at_events), len(in_other_forms), len(at_events | in_other_forms)),
        by_library=by_library,
        participants_of_libraries=_participants_of_libraries(session, held),
    )


def _held_event(row: Any, counted: EventFigures, about: list[str], academic_hour: int) -> HeldEvent:
    # Nobody is marked as having stayed away: no mark at all means that nobody has entered yet who came.
    entered = row.headcount is not None or row.attended_at is not None or counted.participants > 0
    present_known = entered or row.representatives_present is not None or counted.representatives_invited == 0
    place = row.place or ("; ".join(about) if row.kind == VISIT else "") or None
    return HeldEvent(
        number=row.number,
        kind=row.kind,
        title=row.title,
        first_day=row.begins.date(),
        last_day=(row.ends or row.begins).date(),
        form=(HYBRID if place else ONLINE) if row.link else ON_SITE if place else None,
        lecturers=row.lecturers,
        place=place,
        participants=counted.participants if entered else None,
        persons=counted.persons if entered else None,
        libraries=counted.libraries if entered or counted.libraries else None,
        minutes=row.minutes,
        academic_hours=hours_of(row.minutes, row.academic_hours, academic_hour),
        representatives_invited=counted.representatives_invited,
        representatives_present=counted.representatives_present if present_known else None,
    )


def _ours(held: Held) -> Select[int, str]:
    """The ids and kinds of the events that count."""
    return select(Event.id, Event.kind).where(
        Event.status.in_(HELD),
        Event.begins >= datetime.combine(held.first, time.min),
        Event.begins < datetime.combine(held.last + timedelta(days=1), time.min),
        Event.starts_at <= held.by,
    )


def _about(session: Session, event_ids: list[int]) -> dict[int, list[int]]:
    found: dict[int, list[int]] = {}
    for event_id, library_id in session.execute(
        select(event_libraries.c.event_id, event_libraries.c.library_id).where(
            event_libraries.c.event_id.in_(event_ids)
        )
    ):
        found.setdefault(event_id, []).append(library_id)
    return found


def _persons(session: Session, held: Held) -> Distinct:
    kinds = [(key, kind) for key, kind in session.execute(_ours(held))]
    events = [key for key, kind in kinds if kind not in OTHER_FORMS]
    other_forms = [key for key, kind in kinds if kind in OTHER_FORMS]
    return Distinct(*(distinct_persons(session, ids) for ids in (events, other_forms, events + other_forms)))


def _libraries(session: Session, held: Held) -> tuple[dict[str, set[int]], dict[int, LibraryEvents]]:
    """Which libraries took part, by kind of event; and in how much."""
    took_part = _took_part(held)
    about = and_(
        event_libraries.c.event_id == took_part.c.event_id, event_libraries.c.library_id == took_part.c.library_id
    )
    visited = and_(Event.kind == VISIT, event_libraries.c.library_id.is_not(None))
    rows = session.execute(
        select(Event.kind, took_part.c.library_id, _count_if(visited), func.count())
        .join_from(took_part, Event, Event.id == took_part.c.event_id)
        .outerjoin(event_libraries, about)
        .group_by(Event.kind, took_part.c.library_id)
    )
    of_kinds: dict[str, set[int]] = {}
    events: dict[int, tuple[int, int]] = {}
    for kind, key, visits, all_events in rows:
        of_kinds.setdefault(kind, set()).add(key)
        visits_before, events_before = events.get(key, (0, 0))
        events[key] = (visits_before + int(visits), events_before + int(all_events))
    participants = _participants_by_library(session, held)
    return of_kinds, {
        key: LibraryEvents(visits, all_events - visits, participants.get(key, 0))
        for key, (visits, all_events) in events.items()
    }


def _took_part(held: Held) -> Subquery:
    """Each event with each library that was there or that it was about, once."""
    ours = _ours(held).subquery()
    about = select(event_libraries.c.event_id, event_libraries.c.library_id).join(
        ours, ours.c.id == event_libraries.c.event_id
    )
    there = _people(held).with_only_columns(Registration.event_id, registration_libraries.c.library_id)
    return union(about, there).subquery()


def _people(held: Held) -> Select[Any]:
    """The people who came, once for each of their libraries."""
    ours = _ours(held).subquery()
    return (
        select(Registration.id)
        .select_from(Registration)
        .join(registration_libraries, registration_libraries.c.registration_id == Registration.id)
        .join(ours, ours.c.id == Registration.event_id)
        .where(Registration.attended.is_(True))
    )


def _participants_by_library(session: Session, held: Held) -> dict[int, int]:
    library_id = registration_libraries.c.library_id
    rows = session.execute(_people(held).with_only_columns(library_id, func.count()).group_by(library_id))
    return {key: int(count) for key, count in rows}


def _participants_of_libraries(session: Session, held: Held) -> int:
    return int(session.scalar(_people(held).with_only_columns(func.count(distinct(Registration.id)))) or 0)


def _count_if(condition: ColumnElement[bool]) -> ColumnElement[int]:
    return func.coalesce(func.sum(case((condition, 1), else_=0)), 0)
