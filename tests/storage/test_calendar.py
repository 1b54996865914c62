"""The calendar in chat: who sees which events in which order, at what price, on both databases."""

from collections.abc import Iterator
from contextlib import contextmanager
from datetime import UTC, datetime, timedelta
from typing import Any

import pytest
from sqlalchemy import event, select
from sqlalchemy.orm import Session

from storage.calendar import PAGE, Choice, Line, Looker, announced, calendar_page, draft_count, kinds_there
from storage.database import Database
from storage.events import (
    CANCELLED,
    DECLINED,
    DRAFT,
    GOING,
    INVITED,
    MAYBE,
    RECORDED,
    WAITING,
    Event,
    Registration,
)
from storage.libraries import Library
from storage.members import Member
from tests.features.events.making import an_event
from tests.features.reports.region import add_libraries

NOW = datetime(2026, 10, 12, 8, 0, tzinfo=UTC)
RENDA = "Rendas pagasta bibliotēka"


@pytest.fixture
def session(house: Database) -> Iterator[Session]:
    """A session that may write; what it wrote is gone afterwards."""
    with Session(house.writing_engine) as session:
        add_libraries(session)
        yield session
        session.rollback()


def a_member(session: Session, role: str, *libraries: str) -> int:
    found = list(session.scalars(select(Library).where(Library.name.in_(libraries))))
    member = Member(name=role, role=role, language="lv", created_at=NOW, libraries=found)
    session.add(member)
    session.flush()
    return member.id


@pytest.fixture
def organiser(session: Session) -> int:
    return a_member(session, "methodologist")


@pytest.fixture
def librarian(session: Session) -> int:
    return a_member(session, "librarian", RENDA)


def answered(session: Session, found: Event, member_id: int, state: str, **more: Any) -> None:
    session.add(Registration(event_id=found.id, member_id=member_id, state=state, at=NOW, **more))
    session.flush()


def titles(lines: list[Line] | Any) -> list[str]:
    return [line.title for line in lines]


def looking(member_id: int, **more: Any) -> Looker:
    return Looker(member_id, 2026, **more)


@contextmanager
def counted(session: Session) -> Iterator[list[str]]:
    """The statements that are executed meanwhile."""
    said: list[str] = []

    def note(_conn: Any, _cursor: Any, statement: str, _parameters: Any, _context: Any, _many: bool) -> None:
        said.append(statement)

    engine = session.get_bind()
    event.listen(engine, "before_cursor_execute", note)
    yield said
    event.remove(engine, "before_cursor_execute", note)


def test_pages_go_from_the_next_event_on_and_back_from_the_last_one(
    session: Session, organiser: int, librarian: int
) -> None:
    for day in range(1, 16):
        an_event(session, organiser, f"2026-11-{day:02} 10:00", None, title=f"nāks {day}")
        an_event(session, organiser, f"2026-09-{day:02} 10:00", None, title=f"bija {day}")
    an_event(session, organiser, "2026-10-12 10:30", "2026-10-12 12:00", title="tagad")
    looker, seen = looking(librarian), []
    for page in range(3):
        found = calendar_page(session, looker, Choice(), NOW, page)
        assert (found.page, found.pages) == (page, 3)
        assert len(found.lines) <= PAGE
        seen += titles(found.lines)
    assert seen == ["tagad", *(f"nāks {day}" for day in range(1, 16))]
    assert calendar_page(session, looker, Choice(), NOW, 7).page == 2, "the last one"
    past = calendar_page(session, looker, Choice(past=True), NOW)
    assert titles(past.lines)[:2] == ["bija 15", "bija 14"]
    with counted(session) as said:
        calendar_page(session, looker, Choice(), NOW)
    assert len(said) == 2, said


def test_drafts_are_not_shown_and_what_was_entered_afterwards_only_to_staff(
    session: Session, organiser: int, librarian: int
) -> None:
    an_event(session, organiser, title="melnraksts", status=DRAFT)
    an_event(session, organiser, title="atcelts", status=CANCELLED)
    an_event(session, organiser, "2026-09-01 10:00", None, title="bija atcelts", status=CANCELLED)
    an_event(session, organiser, "2026-09-02 10:00", None, title="ierakstīts", status=RECORDED)
    assert titles(calendar_page(session, looking(librarian), Choice(), NOW).lines) == ["atcelts"]
    assert titles(calendar_page(session, looking(librarian), Choice(past=True), NOW).lines) == []
    staff = looking(organiser, staff=True)
    assert titles(calendar_page(session, staff, Choice(past=True), NOW).lines) == ["ierakstīts"]
    assert draft_count(session) == 1


def test_mine_are_those_that_i_answered_am_named_for_or_organise(
    session: Session, organiser: int, librarian: int
) -> None:
    other = a_member(session, "librarian")
    for number, state in enumerate((GOING, WAITING, MAYBE, INVITED, DECLINED), start=1):
        found = an_event(session, organiser, f"2026-11-0{number} 10:00", None, title=state)
        answered(session, found, librarian, state)
        answered(session, found, other, GOING)
    an_event(session, librarian, "2026-11-08 10:00", None, title="rīkoju")
    an_event(session, organiser, "2026-11-09 10:00", None, title="cits", kind="course")
    mine = calendar_page(session, looking(librarian), Choice(mine=True), NOW)
    assert titles(mine.lines) == [GOING, WAITING, MAYBE, INVITED, "rīkoju"]
    assert [line.state for line in mine.lines] == [GOING, WAITING, MAYBE, INVITED, None]
    assert titles(calendar_page(session, looking(librarian), Choice(kind="course"), NOW).lines) == ["cits"]
    assert kinds_there(session, looking(librarian), Choice(kind="course"), NOW) == {"seminar": 6, "course": 1}


def test_a_guest_sees_what_they_are_invited_to_by_name_or_as_one_of_many(session: Session, organiser: int) -> None:
    guest = a_member(session, "guest", RENDA)
    looker = looking(guest, only_invited=True)
    an_event(session, organiser, "2026-11-01 10:00", None, title="bibliotekāriem")
    an_event(session, organiser, "2026-11-02 10:00", None, title="visiem", audience={})
    an_event(session, organiser, "2026-11-03 10:00", None, title="viesiem", audience={"roles": ["guest"]})
    an_event(session, organiser, "2026-11-04 10:00", None, title="skolām", audience={"library_kinds": ["school"]})
    named = an_event(session, organiser, "2026-11-05 10:00", None, title="man", audience={"only_named": True})
    answered(session, named, guest, DECLINED)
    an_event(session, organiser, "2026-09-05 10:00", None, title="bija", audience={"roles": ["guest"]})
    assert titles(calendar_page(session, looker, Choice(), NOW).lines) == ["visiem", "viesiem", "man"]
    assert titles(calendar_page(session, looker, Choice(mine=True), NOW).lines) == []
    assert titles(calendar_page(session, looker, Choice(past=True), NOW).lines) == ["bija"]
    for day in range(1, 21):
        an_event(
            session, organiser, f"2026-12-{day:02} 10:00", None, audience={"member_ids": [day], "roles": ["guest"]}
        )
    with counted(session) as said:
        assert calendar_page(session, looker, Choice(), NOW).pages == 4
    assert len(said) == 5, said


def test_a_digest_has_new_and_near_events_that_the_member_is_invited_to(
    session: Session, organiser: int, librarian: int
) -> None:
    since, until = NOW - timedelta(days=1), NOW + timedelta(days=7)
    long_ago = NOW - timedelta(days=30)

    def made(title: str, day: str, **more: Any) -> Event:
        return an_event(session, organiser, f"{day} 10:00", None, title=title, **more)

    made("jauns", "2026-12-01")
    made("jauns skolām", "2026-12-01", audience={"library_kinds": ["school"]})
    made("sens", "2026-12-02", published_at=long_ago)
    made("tuvs", "2026-10-15", published_at=long_ago)
    made("jau bija", "2026-10-11", published_at=NOW)
    made("cita veida", "2026-12-03", kind="trip")
    made("termiņš", "2026-12-04", published_at=long_ago, register_until=until.date() - timedelta(days=1))
    made("atcelts", "2026-12-05", status=CANCELLED, published_at=NOW)
    named = made("vārdā", "2026-12-06", audience={"only_named": True})
    answered(session, named, librarian, INVITED)
    an_event(session, librarian, "2026-12-07 10:00", None, title="mans")
    when: dict[str, Any] = {"since": since, "until": until, "kinds": ["seminar"], "now": NOW}
    with counted(session) as said:
        found = announced(session, looking(librarian), **when)
    assert titles(found) == ["tuvs", "jauns", "termiņš", "vārdā"]
    assert len(said) == 3, said
