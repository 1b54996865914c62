"""Who is asked what they thought of an event: once, some hours after it, whoever was there, and nobody too often."""

from datetime import datetime, timedelta

import pytest
from sqlalchemy import select
from sqlalchemy.orm import Session

from bot.context import Context, Region
from bot.features.events.afterwards import ask_for_feedback
from bot.texts import texts_for
from storage.broadcasts import broadcasts
from storage.events import CANCELLED, GOING, MAYBE, WAITING, Event, Registration
from storage.feedback import FEEDBACK
from storage.members import Member
from storage.preferences import OFF, REMINDED, choose
from tests.features.events.making import RIGA, an_event
from tests.storage.outboxes import NOW

ENDED = datetime.fromisoformat("2026-11-12 13:00").replace(tzinfo=RIGA)


class Asked:
    """Events that end at one o'clock, and the members who are asked of them."""

    def __init__(self, session: Session) -> None:
        self.session = session
        self.organiser = self.member()

    def member(self) -> Member:
        member = Member(name="Biedrs", role="librarian", language="lv", created_at=NOW)
        self.session.add(member)
        self.session.flush()
        return member

    def event(self, *people: Member, **more: object) -> Event:
        event = an_event(self.session, self.organiser.id, **more)  # type: ignore[arg-type]
        for one in people:
            self.answer(event, one)
        return event

    def answer(self, event: Event, member: Member, state: str = GOING, came: bool | None = None) -> None:
        self.session.add(Registration(event_id=event.id, state=state, at=NOW, member_id=member.id, attended=came))
        self.session.flush()

    def after(self, **time: float) -> dict[int, set[int]]:
        """Event's number → the members who have been asked by this time after its end."""
        now = ENDED + timedelta(**time)
        ask_for_feedback(Context(self.session, now, Region("Kuldīgas reģions", RIGA, "lv"), texts_for("lv")))
        rows = self.session.execute(select(broadcasts).where(broadcasts.c.kind == FEEDBACK))
        return {row.object_id: set(row.audience["member_ids"]) for row in rows}


@pytest.fixture
def asked(session: Session) -> Asked:
    return Asked(session)


def test_whoever_came_is_asked_once_some_hours_after_the_end(asked: Asked) -> None:
    came, absent = asked.member(), asked.member()
    event = asked.event(absent, attended_at=ENDED)
    asked.answer(event, came, MAYBE, came=True)
    asked.answer(event, asked.organiser, came=True)
    assert asked.after(hours=2, minutes=59) == {}
    assert asked.after(hours=3) == {event.number: {came.id}}
    asked.answer(event, asked.member(), came=True)
    assert asked.after(hours=9) == {event.number: {came.id}}, "once"


def test_where_nobody_was_marked_whoever_had_a_place_is_asked(asked: Asked) -> None:
    going, waiting = asked.member(), asked.member()
    event = asked.event(going)
    asked.answer(event, waiting, WAITING)
    assert asked.after(hours=3) == {event.number: {going.id}}


def test_one_question_a_day_is_enough_and_who_wants_peace_has_it(asked: Asked) -> None:
    first, second, peace = asked.member(), asked.member(), asked.member()
    choose(asked.session, peace.id, REMINDED, FEEDBACK, OFF)
    morning = asked.event(first, peace)
    noon = asked.event(first, second, ends="2026-11-12 13:30")
    later = asked.event(first, begins="2026-11-13 10:00", ends="2026-11-13 12:00")
    assert asked.after(hours=4) == {morning.number: {first.id}, noon.number: {second.id}}
    assert asked.after(hours=27)[later.number] == {first.id}


def test_nobody_is_asked_of_what_was_called_off_is_of_a_kind_without_it_or_is_long_over(asked: Asked) -> None:
    member = asked.member()
    asked.event(member, status=CANCELLED)
    asked.event(member, kind="visit")
    asked.event(member, begins="2026-11-09 10:00", ends="2026-11-09 13:00")
    assert asked.after(hours=4) == {}


def test_an_event_that_was_moved_meanwhile_is_asked_of_when_it_is_over(asked: Asked) -> None:
    member = asked.member()
    event = asked.event(member)
    event.version, event.ends_at = 1, ENDED + timedelta(days=7)
    asked.session.flush()
    assert asked.after(hours=4) == {}
    assert asked.after(days=7, hours=3) == {event.number: {member.id}}
