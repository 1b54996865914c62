"""Names, once their period is over: of guests who were put down for events, and of members who have left.

What is counted stays: of guests it has to be known who is the same person in a year, and nothing else.
"""

from datetime import datetime
from typing import Any

from sqlalchemy import Select, String, and_, cast, exists, literal, select, update
from sqlalchemy.orm import Session

from storage.attendance import folded_name
from storage.erasing_members import NAMELESS, forget_member
from storage.events import Event, Registration
from storage.members import REMOVED, JoinRequest, Member
from storage.numbers import marks
from storage.retention import Kind, Rows

_r = Registration
_is_named = and_(_r.guest_name.is_not(None), ~_r.guest_name.startswith(f"{NAMELESS} "))


def _guests(before: datetime) -> Select[*tuple[Any, ...]]:
    """Events of years that are over: who is the same person has to be told as long as a year's report is made."""
    named = exists().where(_r.event_id == Event.id, _is_named)
    over = Event.ends_at < before, Event.begins < datetime(before.year, 1, 1)  # noqa: DTZ001 - on the region's clocks
    return select(Event.id, Event.ends_at.label("at")).where(*over, named)


def _forget_guests(session: Session, rows: Rows, _now: datetime) -> None:
    """Each has a number instead, the same in all events of the year."""
    here = [row[0] for row in rows]
    for year in {begins.year for begins in session.scalars(select(Event.begins).where(Event.id.in_(here)))}:
        that_year = Event.begins >= datetime(year, 1, 1), Event.begins < datetime(year + 1, 1, 1)  # noqa: DTZ001
        guests = select(_r.id, _r.guest_name, _r.event_id).join(Event, Event.id == _r.event_id)
        named = session.execute(guests.where(*that_year, _is_named).order_by(_r.id)).all()
        people: dict[str, list[int]] = {}
        for guest in named:
            people.setdefault(folded_name(guest.guest_name or ""), []).append(guest.id)
        for name in {folded_name(guest.guest_name or "") for guest in named if guest.event_id in here}:
            _number(session, people[name])


def _number(session: Session, ids: list[int]) -> None:
    nameless = {"guest_name": f"{NAMELESS} {ids[0]}", "guest_of": None}
    session.execute(update(_r).where(_r.id.in_(ids)).values(nameless).execution_options(synchronize_session=False))


def _former(before: datetime) -> Select[*tuple[Any, ...]]:
    """Members of before who are not asking to come back."""
    left = marks.c.name == literal(f"{REMOVED}:") + cast(Member.id, String)
    asks = exists().where(JoinRequest.member_id == Member.id, JoinRequest.decided_at.is_(None))
    gone = Member.role.is_(None), Member.erased_at.is_(None), marks.c.at < before, ~asks
    return select(Member.id, marks.c.at.label("at")).join(marks, left).where(*gone)


def _forget_former(session: Session, rows: Rows, now: datetime) -> None:
    for member in [session.get_one(Member, row[0]) for row in rows]:
        forget_member(session, member, now)


PEOPLE = (
    Kind("guests", "guests_months", ("registrations",), _guests, _forget_guests, walk=(Event.id, None), most=20),
    Kind("former", "former_months", ("members", "addresses", "member_libraries"), _former, _forget_former, most=1),
)
"""Whom nobody needs to be able to name any more."""
