"""Events with the people who came to them, put straight into the database."""

from collections.abc import Iterable
from datetime import UTC, date, datetime
from typing import Any

from sqlalchemy import select
from sqlalchemy.orm import Session

from storage.events import GOING, PUBLISHED, Event, Registration
from storage.libraries import Library
from storage.members import Member
from tests.features.events.making import an_event

AT = datetime(2026, 9, 1, 8, tzinfo=UTC)


def add_member(session: Session, name: str, *libraries: str, role: str = "librarian") -> Member:
    """A member of these libraries, or the one of this name that there is."""
    found = session.scalar(select(Member).where(Member.name == name))
    if found is None:
        found = Member(name=name, role=role, language="lv", created_at=AT, libraries=_named(session, libraries))
        session.add(found)
        session.flush()
    return found


def add_event(
    session: Session, day: date, *members: str, guests: Iterable[str] = (), about: Iterable[str] = (), **more: Any
) -> Event:
    """An announced event from 10.00 to 13.00 of a day to which these members and guests came.

    ``about`` are names of libraries that it is about. Members have to be there (``add_member``).
    """
    organiser = add_member(session, "Metodiķe", role="methodologist")
    more.setdefault("published_at", AT if more.get("status", PUBLISHED) == PUBLISHED else None)
    event = an_event(session, organiser.id, f"{day} 10:00", f"{day} 13:00", **more)
    event.libraries = _named(session, about)
    for name in members:
        came(session, event, add_member(session, name))
    for name in guests:
        came(session, event, guest_name=name)
    session.flush()
    return event


def came(session: Session, event: Event, member: Member | None = None, **more: Any) -> Registration:
    """Somebody who came, unless ``attended`` says otherwise."""
    represents = member is not None and member.role == "guest"
    given: dict[str, Any] = {"attended": True, "state": GOING, "at": AT, "representative": represents, **more}
    registration = Registration(
        event_id=event.id,
        member_id=member.id if member is not None else None,
        libraries=list(member.libraries) if member is not None else [],
        **given,
    )
    session.add(registration)
    session.flush()
    return registration


def _named(session: Session, names: Iterable[str]) -> list[Library]:
    return [session.scalars(select(Library).where(Library.name == name)).one() for name in names]
