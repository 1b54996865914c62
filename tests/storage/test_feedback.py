"""What people thought of an event is counted once a person, and leads back to nobody."""

import pytest
from sqlalchemy import select
from sqlalchemy.orm import Session

from storage.events import GOING, Event, Registration
from storage.feedback import add_remark, event_remarks, feedback_of, give_mark
from storage.members import Member
from tests.features.events.making import an_event
from tests.storage.outboxes import NOW


@pytest.fixture
def event(session: Session) -> Event:
    organiser = Member(name="Metodiķe", role="methodologist", language="lv", created_at=NOW)
    session.add(organiser)
    session.flush()
    return an_event(session, organiser.id)


def answer(session: Session, event: Event) -> Registration:
    registration = Registration(event_id=event.id, state=GOING, at=NOW, guest_name="Viesis")
    session.add(registration)
    session.flush()
    return registration


def test_a_mark_counts_once_a_person(session: Session, event: Event) -> None:
    first, second, third = (answer(session, event) for _ in range(3))
    assert [give_mark(session, *one) for one in ((first, 5), (first, 1), (second, 5), (third, 2))] == [
        True,
        False,
        True,
        True,
    ]
    found = feedback_of(session, event)
    assert (found.counts, found.answers, found.average) == ({5: 2, 2: 1}, 3, 4.0)
    assert feedback_of(session, an_event(session, event.organiser_id)).average == 0.0


def test_no_order_and_no_key_of_remarks_tells_which_came_last(session: Session, event: Event) -> None:
    written = [f"{n}. piezīme" for n in range(30)]
    keys: set[str] = set()
    for one in written:
        add_remark(session, event, one)
        now = set(session.scalars(select(event_remarks.c.key)))
        assert not keys & now, "all are written anew, so that none is the new one"
        keys = now
    found = list(session.scalars(select(event_remarks.c.text)))
    assert sorted(found) == sorted(written)
    assert found != written
    assert sorted(feedback_of(session, event).remarks) == sorted(written)
