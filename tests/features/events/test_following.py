"""What shows an event is where it should be: in a group that is new, with the files of now, with who is meant."""

from collections.abc import Iterator
from datetime import timedelta
from typing import Any

import pytest
from sqlalchemy import select
from sqlalchemy.orm import Session

from bot.features.events import inviting
from storage import groups
from storage.engines import open_engine
from storage.events import CANCELLED, DRAFT, Event
from storage.groups import Group, GroupThread
from storage.outbox import deliveries
from tests.features.events.making import an_event
from tests.features.events.test_joints import NOW, context, member

_c = deliveries.c
GROUP, THREAD = -1001, 7
PLAN = {"kind": "document", "file_id": "plan"}


@pytest.fixture
def session(database_url: str) -> Iterator[Session]:
    """A unit of work that is never finished."""
    engine = open_engine(database_url, writes=True)
    with Session(engine) as session:
        yield session
    engine.dispose()


def a_group(session: Session, chat_id: int = GROUP) -> Group:
    """The region's group, whose thread for events there is not yet."""
    made = Group(chat_id=chat_id, title="Grupa", supergroup=True, forum=True, status=groups.ADMINISTRATOR)
    session.add(made)
    session.flush()
    groups.adopt(session, made, NOW)
    return made


def its_thread(session: Session, group: Group) -> None:
    session.add(GroupThread(group_id=group.id, name="Pasākumi", kind=groups.EVENTS, thread_id=THREAD))
    session.flush()


def cards_in(session: Session, chat_id: int = GROUP) -> list[int]:
    """The numbers of the events whose cards the group gets, in their order."""
    mine = select(_c.object_id).where(_c.kind == "event_in_thread", _c.chat_id == chat_id)
    return [number for number in session.scalars(mine.order_by(_c.id)) if number is not None]


def test_a_group_that_is_new_to_the_region_gets_the_cards_of_events_to_come(session: Session) -> None:
    organiser = member(session, "Metodiķe", "methodologist")

    def event(begins: str, **more: Any) -> Event:
        return an_event(session, organiser.id, begins, None, **more)

    last, first = event("2026-12-09 10:00"), event("2026-11-02 10:00", attachments=[PLAN])
    event("2026-10-12 09:00")  # over
    event("2026-11-03 10:00", status=DRAFT)
    event("2026-11-03 10:00", status=CANCELLED)
    others = [event(f"2026-11-{day} 10:00") for day in (20, 12, 16)]
    inviting.catch_up_in_group(context(session))
    assert cards_in(session) == [], "there is no group"
    group = a_group(session)
    inviting.catch_up_in_group(context(session))
    assert cards_in(session) == [], "its thread is still being made"
    its_thread(session, group)
    in_order = [one.number for one in (first, others[1], others[2], others[0], last)]
    for shown in (3, 5, 5):
        inviting.catch_up_in_group(context(session))
        assert cards_in(session) == in_order[:shown]
    card, file = session.execute(select(deliveries).where(_c.object_id == first.number).order_by(_c.id)).all()
    assert (card.payload["message_thread_id"], card.payload["disable_notification"]) == (THREAD, True)
    assert (file.method, file.target_id) == ("sendDocument", card.id)

    draft = event("2026-11-05 10:00", status=DRAFT)
    inviting.publish(context(session, organiser), draft)
    inviting.catch_up_in_group(context(session, now=NOW + timedelta(minutes=1)))
    assert cards_in(session) == [*in_order, draft.number], "what is published into the group is not sent there twice"

    another = a_group(session, -1002)
    its_thread(session, another)
    inviting.catch_up_in_group(context(session))
    assert cards_in(session, -1002) == [first.number, draft.number, others[1].number]
