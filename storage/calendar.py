"""The calendar in chat: events for one member, page by page, each with what that member answered.

However many events there are, a page costs the same few statements.
"""

import json
from collections.abc import Collection, Sequence
from dataclasses import dataclass, replace
from datetime import date, datetime
from typing import Any

from sqlalchemy import ColumnElement, Select, and_, case, func, null, or_, select
from sqlalchemy.orm import Session

from storage.audience import Audience, belongs
from storage.events import (
    CANCELLED,
    DRAFT,
    GOING,
    HOLDING,
    INVITED,
    MAYBE,
    OFFERED,
    PUBLISHED,
    RECORDED,
    WAITING,
    Event,
    Registration,
)
from storage.files import files
from storage.members import Member
from storage.outbox import SEND, About, deliveries

PAGE = 6
"""Events on one page."""
CONCERNED = (GOING, WAITING, OFFERED, MAYBE, INVITED)
"""The answers that make an event one of one's own."""


@dataclass(frozen=True)
class Line:
    """An event in a list, and what the member answered."""

    id: int
    number: int
    kind: str
    title: str
    status: str
    begins: datetime
    ends: datetime | None
    whole_day: bool
    place: str | None
    link: str | None
    version: int
    organiser_id: int
    published_at: datetime | None
    register_until: date | None
    state: str | None
    answered: int | None
    """The version that was answered to."""
    attended: bool | None
    free_times: int | None = None
    """How many times one can still choose, where there are times."""


@dataclass(frozen=True)
class Looker:
    """Who looks, and what there is for them to see."""

    member_id: int
    year: int
    """The present one (``storage.audience``)."""
    staff: bool = False
    """Whether they also see what was entered afterwards."""
    only_invited: bool = False
    """Whether they see nothing but what they are invited to."""
    usual_roles: tuple[str, ...] = ()
    """Whom an event is for that does not say for which roles it is."""


@dataclass(frozen=True)
class Choice:
    """Which events: to come or past; one's own; of a kind (key)."""

    past: bool = False
    mine: bool = False
    kind: str | None = None


@dataclass(frozen=True)
class CalendarPage:
    """One page."""

    lines: Sequence[Line]
    page: int
    """Its number, beginning with 0; the last one where a later one was asked for."""
    pages: int


def _free_times() -> ColumnElement[int | None]:
    there = Registration.__table__.alias("there").c
    held = select(func.count()).where(there.event_id == Event.id, there.state.in_(HOLDING)).scalar_subquery()
    left = case((held < Event.places, Event.places - held), else_=0)
    return case((and_(Event.slots.is_not(null()), Event.places.is_not(None)), left), else_=null())


_LINE = (
    *(Event.id, Event.number, Event.kind, Event.title, Event.status, Event.begins, Event.ends, Event.whole_day),
    *(Event.place, Event.link, Event.version, Event.organiser_id, Event.published_at, Event.register_until),
    *(Registration.state, Registration.version, Registration.attended, _free_times()),
)


def calendar_page(session: Session, looker: Looker, choice: Choice, now: datetime, page: int = 0) -> CalendarPage:
    """Events that are not over, the next first; or those that are, the last first."""
    wanted = _wanted(session, looker, choice, now)
    counted = _joined(select(func.count()), looker).where(*wanted)
    total = session.scalar(counted) or 0
    pages = max(1, -(-total // PAGE))
    page = min(page, pages - 1)
    order = (Event.starts_at.desc(), Event.number.desc()) if choice.past else (Event.starts_at, Event.number)
    query = _joined(select(*_LINE), looker).where(*wanted).order_by(*order)
    rows = session.execute(query.limit(PAGE).offset(page * PAGE)) if total else ()
    return CalendarPage([Line(*row) for row in rows], page, pages)


def kinds_there(session: Session, looker: Looker, choice: Choice, now: datetime) -> dict[str, int]:
    """Kind → how many events of it there are, whatever kind is chosen."""
    wanted = _wanted(session, looker, replace(choice, kind=None), now)
    query = _joined(select(Event.kind, func.count()), looker).where(*wanted).group_by(Event.kind)
    return {row[0]: int(row[1]) for row in session.execute(query)}


def draft_count(session: Session) -> int:
    """How many events are being made."""
    return session.scalar(select(func.count()).select_from(Event).where(Event.status == DRAFT)) or 0


def announced(
    session: Session, looker: Looker, *, since: datetime, until: datetime, kinds: Collection[str], now: datetime
) -> list[Line]:
    """Events to come that this member is invited to: announced since then, or such that begin or whose registration
    ends before ``until``; the next first. Their own are left out."""
    new_or_near = or_(Event.published_at >= since, Event.starts_at < until, Event.register_until < until.date())
    wanted = [Event.status == PUBLISHED, Event.starts_at > now, new_or_near, Event.kind.in_(kinds)]
    others = Event.organiser_id != looker.member_id
    query = _joined(select(*_LINE), looker).where(*wanted, others).order_by(Event.starts_at, Event.number)
    rows = session.execute(query).all()
    invited = _invited(session, looker, [row.id for row in rows]) if rows else set()
    return [Line(*row) for row in rows if row.id in invited or row.state is not None]


def file_copies(session: Session, about: About) -> list[tuple[int, int | None, dict[str, Any]]]:
    """The messages about this that carry a file: (delivery, recipient's member id, what the file was ordered with)."""
    d, f = deliveries.c, files.c
    query = select(d.id, d.recipient_id, f.arguments).join(files, f.id == d.file_id)
    shown = (d.object_kind == about.object_kind, d.object_id == about.object_id, d.kind == about.kind, d.op == SEND)
    return [(row[0], row[1], row[2]) for row in session.execute(query.where(*shown).order_by(d.id))]


def _joined(query: Select[*tuple[Any, ...]], looker: Looker) -> Select[*tuple[Any, ...]]:
    mine = and_(Registration.event_id == Event.id, Registration.member_id == looker.member_id)
    return query.select_from(Event).outerjoin(Registration, mine)


def _wanted(session: Session, looker: Looker, choice: Choice, now: datetime) -> list[ColumnElement[bool]]:
    """The conditions. What was called off is shown as long as somebody could still go there."""
    other = (RECORDED,) * looker.staff if choice.past else (CANCELLED,)
    wanted = [Event.status.in_((PUBLISHED, *other)), Event.ends_at <= now if choice.past else Event.ends_at > now]
    if choice.mine:
        concerned = or_(Registration.state.in_(CONCERNED), Registration.attended.is_(True))
        wanted.append(or_(concerned, Event.organiser_id == looker.member_id))
    if choice.kind is not None:
        wanted.append(Event.kind == choice.kind)
    if looker.only_invited:
        found = session.scalars(select(Event.id).where(*wanted[:2])).all() if not choice.mine else ()
        invited = _invited(session, looker, found) if found else set()
        wanted.append(or_(Registration.id.is_not(None), Event.id.in_(invited)))
    return wanted


def _invited(session: Session, looker: Looker, event_ids: Collection[int]) -> set[int]:
    """Those of the events whose audience has the member in it; who is named has a registration (``Event.audience``)."""
    meant: dict[str, list[int]] = {}
    for row in session.execute(select(Event.id, Event.audience).where(Event.id.in_(event_ids))):
        said = Audience.from_json(row.audience)
        audience = replace(said, member_ids=(), roles=said.roles or looker.usual_roles)
        meant.setdefault(json.dumps(audience.to_json(), sort_keys=True), []).append(row.id)
    audiences = [Audience.from_json(json.loads(key)) for key in meant]
    conditions = [belongs(one, looker.year).label(f"a{number}") for number, one in enumerate(audiences)]
    answer = session.execute(select(*conditions).where(Member.id == looker.member_id)).first() if meant else None
    ids = zip(meant.values(), answer or (), strict=False)
    return {event_id for found, includes in ids if includes for event_id in found}
