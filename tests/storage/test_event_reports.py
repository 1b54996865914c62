"""What a report counts of events, on both databases."""

from collections.abc import Iterator
from datetime import UTC, date, datetime

import pytest
from sqlalchemy import event as observed
from sqlalchemy import select
from sqlalchemy.orm import Session

from storage import event_reports
from storage.database import Database
from storage.directory import directory_on
from storage.event_figures import Distinct, EventTotals, LibraryEvents, hours_of
from storage.event_reports import Held, event_totals, first_event_on, held_events
from storage.events import CANCELLED, DRAFT, RECORDED
from storage.libraries import Library
from tests.features.reports.held import add_event, add_member, came
from tests.features.reports.region import add_libraries

RENDA, LAIDI, EDOLE = "Rendas pagasta bibliotēka", "Laidu pagasta bibliotēka", "Ēdoles pagasta bibliotēka"
FIRST, LAST, MIDST = date(2026, 10, 1), date(2026, 10, 31), date(2026, 10, 15)
NOW = datetime(2026, 11, 2, tzinfo=UTC)
OCTOBER = Held(FIRST, LAST, NOW, 45)


@pytest.fixture
def session(database: Database) -> Iterator[Session]:
    """A session that may write; what it wrote is gone afterwards. Three librarians, one of two libraries."""
    with Session(database.writing_engine) as session:
        add_libraries(session)
        add_member(session, "Renda", RENDA)
        add_member(session, "Laidi", LAIDI)
        add_member(session, "Ēdole", EDOLE, RENDA)
        yield session
        session.rollback()


def by_library(session: Session, totals: EventTotals) -> dict[str, LibraryEvents]:
    names = {library.id: library.name for library in session.scalars(select(Library))}
    return {names[key]: figures for key, figures in totals.by_library.items()}


def test_an_event_counts_in_the_period_of_its_first_day_once_it_has_begun(session: Session) -> None:
    for day in (date(2026, 9, 30), FIRST, LAST, date(2026, 11, 1)):
        add_event(session, day, title=f"{day}")
    for status in (DRAFT, CANCELLED):
        add_event(session, MIDST, "Renda", status=status)
    add_event(session, MIDST, "Renda", title="vēlāk ievadīts", status=RECORDED)
    titles = [found.title for found in held_events(session, OCTOBER)]
    assert titles == ["2026-10-01", "vēlāk ievadīts", "2026-10-31"]
    half = Held(FIRST, LAST, datetime(2026, 10, 31, 7, 59, tzinfo=UTC), 45)
    assert event_totals(session, half).all.events == 2, "the last one begins at 10.00 of winter time"
    assert first_event_on(session, NOW) == date(2026, 9, 30)
    assert first_event_on(session, datetime(2026, 9, 1, tzinfo=UTC)) is None


def test_other_forms_come_after_seminars(session: Session) -> None:
    for kind, day in (("visit", FIRST), ("seminar", LAST), ("contest", MIDST), ("course", MIDST)):
        add_event(session, day, kind=kind)
    assert [found.kind for found in held_events(session, OCTOBER)] == ["course", "seminar", "visit", "contest"]


def test_who_came_is_known_once_somebody_says_so(session: Session) -> None:
    waiting = add_event(session, FIRST)
    came(session, waiting, add_member(session, "Renda"), attended=None)
    add_event(session, date(2026, 10, 2), headcount=30)
    add_event(session, date(2026, 10, 3), attended_at=NOW)
    add_event(session, date(2026, 10, 4), "Renda", "Laidi", guests=["Viesis"], minutes=90)
    found = list(held_events(session, OCTOBER))
    assert [(one.participants, one.persons, one.person_hours) for one in found] == [
        (None, None, None),
        (30, None, 120.0),
        (0, 0, 0.0),
        (3, 3, 6.0),
    ]
    assert (event_totals(session, OCTOBER).all.without_participants, found[0].libraries) == (1, None)


@pytest.mark.parametrize(
    ("minutes", "said", "hour", "hours"),
    [
        (180, None, 45, 4.0),
        (180, None, 40, 4.5),
        (100, None, 45, 2.2),
        (90, None, 40, 2.3),  # 2.25: halves are rounded up
        (None, None, 45, None),
        (None, 2.25, 45, 2.25),
        (180, 3.0, 45, 3.0),
    ],
)
def test_academic_hours(minutes: int | None, said: float | None, hour: int, hours: float | None) -> None:
    assert hours_of(minutes, said, hour) == hours


def test_how_it_was_held_and_where(session: Session) -> None:
    add_event(session, FIRST, place="Zāle", link="https://example.lv/x")
    add_event(session, FIRST, place=None, link="https://example.lv/x")
    add_event(session, FIRST, place=None, about=[RENDA])
    add_event(session, FIRST, place=None, about=[LAIDI, EDOLE], kind="visit")
    found = list(held_events(session, OCTOBER, directory_on(session, LAST)))
    assert [(one.form, one.place) for one in found] == [
        ("hybrid", "Zāle"),
        ("online", None),
        (None, None),
        ("on_site", f"{EDOLE}; {LAIDI}"),
    ]


def test_municipality_representatives_are_those_put_down_or_the_typed_numbers(session: Session) -> None:
    named = add_event(session, FIRST)
    came(session, named, guest_name="Deputāts", representative=True)
    came(session, named, guest_name="Deputāte", representative=True, attended=None)
    came(session, named, guest_name="Lektors")
    came(session, named, add_member(session, "Novads", role="guest"), attended=None)
    add_event(session, MIDST, headcount=20, representatives_invited=4, representatives_present=1)
    unknown = add_event(session, LAST)
    came(session, unknown, guest_name="Deputāts", representative=True, attended=None)
    found = [(one.representatives_invited, one.representatives_present) for one in held_events(session, OCTOBER)]
    assert found == [(3, 1), (4, 1), (1, None)]
    total = event_totals(session, OCTOBER).all
    assert (total.representatives_invited, total.representatives_present) == (8, 2)


def test_a_library_that_is_visited_and_libraries_that_take_part(session: Session) -> None:
    add_event(session, FIRST, "Renda", "Ēdole", guests=["Viesis"])
    add_event(session, FIRST, headcount=12, about=[LAIDI])
    add_event(session, MIDST, "Laidi", kind="visit", about=[RENDA])
    add_event(session, MIDST, "Renda", kind="visit", about=[RENDA])
    totals = event_totals(session, OCTOBER)
    assert by_library(session, totals) == {
        RENDA: LibraryEvents(visits=2, attended=1, participants=3),
        EDOLE: LibraryEvents(visits=0, attended=1, participants=1),
        LAIDI: LibraryEvents(visits=0, attended=2, participants=1),
    }
    assert totals.libraries == Distinct(events=3, other_forms=2, all=3)
    assert totals.libraries_by_kind == {"seminar": 3, "visit": 2}
    assert sum(one.libraries or 0 for one in held_events(session, OCTOBER)) == 2 + 1 + 2 + 1
    assert (totals.all.participants, totals.participants_of_libraries) == (3 + 12 + 1 + 1, 4)
    assert totals.persons == Distinct(events=3, other_forms=2, all=4)


def test_libraries_are_those_of_the_day_on_which_people_registered(session: Session) -> None:
    add_event(session, FIRST, "Renda")
    add_member(session, "Renda").libraries = []
    session.flush()
    assert set(by_library(session, event_totals(session, OCTOBER))) == {RENDA}


def test_many_events_are_read_by_few_statements_whatever_their_number(
    session: Session, monkeypatch: pytest.MonkeyPatch
) -> None:
    for number in range(9):
        add_event(session, FIRST, "Renda", "Laidi", guests=[f"Viesis {number}"])
    expected = event_totals(session, OCTOBER)
    statements: list[str] = []
    observed.listen(session.connection(), "before_cursor_execute", lambda *given: statements.append(given[2]))
    assert event_totals(session, OCTOBER) == expected
    assert len(statements) <= 20
    monkeypatch.setattr(event_reports, "FETCHED_AT_ONCE", 2)
    assert event_totals(session, OCTOBER) == expected, "in portions it is the same"
