"""What is counted of events: who came, different people, their libraries, municipality representatives."""

from datetime import timedelta
from typing import Any

from sqlalchemy import event as sql_events
from sqlalchemy import select
from sqlalchemy.orm import Session

from storage.attendance import EventFigures, distinct_persons, figures, represents
from storage.events import DECLINED, GOING, INVITED, MAYBE, Event, Registration
from storage.libraries import Library, Municipality
from storage.members import Member
from tests.features.events.making import an_event
from tests.storage.outboxes import NOW


class Region:
    """Two libraries, their people, and events that they come to."""

    def __init__(self, session: Session) -> None:
        self.session = session
        municipality = Municipality(name="Kuldīgas novads")
        self.renda, self.laidi = (
            Library(name=f"{name} pagasta bibliotēka", municipality=municipality, kind="public")
            for name in ("Rendas", "Laidu")
        )
        self.anna = self.member("Anna", libraries=[self.renda])
        self.berta = self.member("Berta", libraries=[self.renda, self.laidi])
        self.deputy = self.member("Deputāts", role="guest")
        session.add_all([self.renda, self.laidi, self.anna, self.berta, self.deputy])
        session.flush()

    def member(self, name: str, role: str = "librarian", libraries: list[Library] | None = None) -> Member:
        return Member(name=name, role=role, language="lv", created_at=NOW, libraries=libraries or [])

    def event(self, **more: Any) -> Event:
        return an_event(self.session, self.anna.id, **more)

    def answers(self, event: Event, member: Member | None, came: bool | None = True, **more: Any) -> None:
        values: dict[str, Any] = {"state": GOING, "at": NOW, "attended": came}
        if member is not None:
            of_member = {"libraries": list(member.libraries), "representative": member.role == "guest"}
            values |= {"member_id": member.id, **of_member}
        self.session.add(Registration(event_id=event.id, **(values | more)))


def test_who_came_is_counted_by_name_and_once(session: Session) -> None:
    region = Region(session)
    first, second = region.event(), region.event()
    region.answers(first, region.anna)
    region.answers(first, region.berta)
    region.answers(first, region.deputy, state=INVITED, walk_in=False)
    region.answers(first, None, guest_name="Domes deputāts", representative=True, walk_in=True)
    region.answers(first, None, guest_name="Domes deputāte", came=None, representative=True)
    region.answers(second, region.anna)
    region.answers(second, region.berta, came=None, state=MAYBE)
    region.answers(second, region.deputy, came=None, state=DECLINED)
    region.answers(second, None, guest_name="domes  deputāts")
    session.flush()
    found = figures(session, [first.id, second.id, 999])
    assert found == {
        first.id: EventFigures(4, 4, libraries=2, representatives_invited=2, representatives_present=2),
        second.id: EventFigures(2, 2, libraries=1, representatives_invited=1, representatives_present=0),
    }
    assert distinct_persons(session, [first.id, second.id]) == 4
    assert distinct_persons(session, [second.id]) == 2


def test_a_headcount_and_typed_numbers_go_before_names(session: Session) -> None:
    region = Region(session)
    counted = region.event(headcount=30, representatives_invited=5, representatives_present=3)
    counted.libraries = [region.laidi]
    both, empty = region.event(headcount=30), region.event()
    region.answers(both, region.anna)
    session.flush()
    found = figures(session, [counted.id, both.id, empty.id])
    assert found[counted.id] == EventFigures(30, None, 1, representatives_invited=5, representatives_present=3)
    assert (found[both.id].participants, found[both.id].persons, found[both.id].libraries) == (30, 1, 1)
    assert found[empty.id] == EventFigures(0, 0, 0, 0, 0)
    assert figures(session, []) == {}


def test_the_library_visited_and_those_who_came_from_it_are_one(session: Session) -> None:
    region = Region(session)
    visit = region.event(kind="visit")
    visit.libraries = [region.renda]
    region.answers(visit, region.berta)
    session.flush()
    assert figures(session, [visit.id])[visit.id].libraries == 2


def test_a_year_of_events_costs_as_many_statements_as_one(session: Session) -> None:
    region = Region(session)
    events = [region.event() for _ in range(20)]
    for event in events:
        region.answers(event, region.anna)
    session.flush()
    said: list[str] = []
    connection = session.connection()
    sql_events.listen(connection, "before_cursor_execute", lambda *arguments: said.append(arguments[2]))
    assert len(figures(session, [event.id for event in events])) == 20
    assert len(said) == 4


def test_a_representative_who_was_invited_and_came_without_an_answer_was_invited(session: Session) -> None:
    """Whoever answers nothing and comes is noted as come unannounced (``walk_in``), and was asked for all that."""
    region = Region(session)
    event = region.event()
    region.answers(event, region.deputy, state=INVITED, walk_in=True)
    region.answers(event, None, guest_name="Vietniece", representative=True, walk_in=True)
    session.flush()
    counted = figures(session, [event.id])[event.id]
    assert (counted.representatives_invited, counted.representatives_present) == (1, 2)


def test_who_represented_a_municipality_did_so_whatever_becomes_of_them(session: Session) -> None:
    region = Region(session)
    held, to_come = region.event(), region.event()
    held.ends_at, to_come.ends_at = NOW - timedelta(days=30), NOW + timedelta(days=30)
    for event in (held, to_come):
        region.answers(event, region.deputy)
        region.answers(event, region.anna)
    session.flush()
    represents(session, region.deputy.id, False, NOW)
    represents(session, region.anna.id, True, NOW)
    for member, role in ((region.deputy, None), (region.anna, "guest"), (region.berta, "guest")):
        member.role = role
    session.flush()
    found = figures(session, [held.id, to_come.id])
    assert [found[event.id].representatives_present for event in (held, to_come)] == [1, 1]
    both = session.scalars(select(Registration).where(Registration.representative.is_(True))).unique()
    assert {(one.event_id, one.name) for one in both} == {(held.id, "Deputāts"), (to_come.id, "Anna")}
