"""Edits whatever becomes of their target: the newest text wins, none is lost, nothing goes twice because of them.

A model of the chat stands beside the outbox: what was ever shown there, and what should be shown in the end.
"""

from dataclasses import dataclass
from datetime import timedelta
from itertools import product
from typing import Any

import pytest
from hypothesis import HealthCheck, settings
from hypothesis import strategies as st
from hypothesis.stateful import RuleBasedStateMachine, precondition, rule, run_state_machine_as_test
from sqlalchemy import select
from sqlalchemy.orm import Session

from storage import arrivals, carrying, halting, held, outbox
from storage.broadcasts import broadcasts
from storage.carrying import Claimed
from storage.database import Database
from storage.editing import edit_each
from storage.failures import resend
from storage.outbox import About, Lane, deliveries
from tests.journeys.world import RIGA
from tests.storage.outboxes import CHAT, NOW, Outbox, after

TEN_MINUTES = timedelta(minutes=10)
OBJECT = ("announcement", 7)
ENDINGS = ("answered", "hung", "refused for now", "crash", "lost commit")


def _announced(session: Session) -> None:
    """What went to many, all of it put in."""
    values = {"kind": "card", "occurrence": "", "roles": ["librarian"], "lane": int(Lane.BROADCAST), "reached_id": 1}
    moments = dict.fromkeys(("created_at", "due_at", "done_at"), NOW)
    session.execute(broadcasts.insert().values(object_kind=OBJECT[0], object_id=OBJECT[1], **values, **moments))


@dataclass
class Shown:
    """A message as it stands in the chat."""

    version: int


class Edits(RuleBasedStateMachine):
    """One message, its edits, and a courier whose every attempt ends in some way."""

    box: Outbox
    lane = Lane.ANSWER

    def __init__(self) -> None:
        super().__init__()
        for table in (deliveries, broadcasts):
            self.box.do(lambda session, table=table: session.execute(table.delete()))  # type: ignore[misc]
        self.seconds = 0.0
        self.newest = 0
        self.chat: dict[int, Shown] = {}
        """Message id → what it shows."""
        self.arrived = 0
        """How many copies have arrived, those included that were deleted."""
        self.doubts = 0
        """How often it may go once more, for nobody knew, or a person wanted it."""
        self.taken_back = False
        self.carried: Claimed | None = None
        self.message = self.box.put("0", self.lane, about=About("card", *OBJECT), now=after(0))
        if self.lane == Lane.BROADCAST:
            self.box.do(_announced)

    def now(self) -> Any:
        return after(self.seconds)

    def row(self) -> Any:
        return self.box.row(self.message)

    # What may happen ----------------------------------------------------------------------------------------------

    @rule()
    def edit(self) -> None:
        self.newest += 1
        text, now = str(self.newest), self.now()
        self.box.do(lambda session: outbox.edit(session, self.message, {"text": text}, now=now))

    @rule()
    def edit_with_others(self) -> None:
        self.newest += 1
        shown, now = {self.message: {"text": str(self.newest)}}, self.now()
        self.box.do(lambda session: edit_each(session, shown, now=now))

    @precondition(lambda self: self.carried is None)
    @rule()
    def take(self) -> None:
        if ids := self.box.ready(self.now()):
            (self.carried,) = self.box.claim(ids[0], at=self.now())

    @precondition(lambda self: self.carried is not None)
    @rule(
        arrives=st.booleans(), ending=st.sampled_from(["answered", "hung", "refused for now", "crash", "lost commit"])
    )
    def end(self, arrives: bool, ending: str) -> None:
        """The attempt is over; whether it arrived is another matter, except where the answer says so."""
        one = self.carried
        assert one is not None
        self.carried = None
        arrives = {"answered": True, "refused for now": False, "lost commit": False}.get(ending, arrives)
        message_id = self._arrive(one) if arrives else None
        if ending == "answered":
            values = {"message_id": message_id} if one.op == outbox.SEND else {}
            self.box.settle(one.id, outbox.SENT, sent_at=self.now(), error=None, **values)
        elif ending == "refused for now" or (ending == "hung" and one.op != outbox.SEND):
            self.box.settle(one.id, outbox.PENDING, due_at=self.now(), error="Too Many Requests")
        elif ending == "hung":
            self.doubts += 1
            self.box.settle(one.id, outbox.UNKNOWN, due_at=self.now(), error="TimeoutError")
        elif ending == "crash":
            self.doubts += one.op == outbox.SEND
            self.box.do(lambda session: carrying.interrupted(session, self.now()))
        else:  # it was taken in a commit of which nobody learnt
            self.box.do(lambda session: carrying.give_back(session, besides=[]))

    @precondition(lambda self: self.carried is not None and self.carried.op == outbox.SEND)
    @rule(state=st.sampled_from([outbox.FAILED, outbox.BLOCKED]))
    def refuse_for_good(self, state: str) -> None:
        assert self.carried is not None
        self.box.settle(self.carried.id, state, error="Bad Request: no")
        self.carried = None

    @precondition(lambda self: self.carried is None)
    @rule()
    def restore(self) -> None:
        """The database comes from a backup that was made now: what was to go is held."""
        self.box.do(lambda session: held.hold_restored(session, self.now(), self.now(), lost=(0, 0)))

    @rule()
    def stop(self) -> None:
        """Whoever sent it to many stops it."""
        self.box.do(lambda session: halting.hold(session, *OBJECT, self.now()))

    @rule()
    def go_on(self) -> None:
        """What is held goes, because somebody says so."""
        self.box.do(lambda session: held.let_go(session, self.now(), RIGA))
        self.box.do(lambda session: halting.let_go_on(session, *OBJECT, self.now(), RIGA, urgent=True))

    @rule()
    def take_back(self) -> None:
        self.taken_back = True
        self.box.do(lambda session: outbox.take_back(session, self.message, now=self.now()))

    @rule(what=st.sampled_from(["a look", "a look much later", "coming back", "going again"]))
    def meanwhile(self, what: str) -> None:
        """The courier looks at what is of unknown fate, who had blocked the bot is back, a person has it sent again."""
        if what == "coming back":
            self.box.do(lambda session: arrivals.release_blocked(session, CHAT, self.now()))
        elif what == "going again":
            self.doubts += self.box.do(lambda session: resend(session, self.message, self.now()))
        else:
            self.seconds += 61 if what == "a look" else 700
            self.box.do(lambda session: carrying.retry_unknown(session, self.now(), 5, TEN_MINUTES))

    @precondition(lambda self: self.chat)
    @rule(data=st.data())
    def press(self, data: st.DataObject) -> None:
        """A button in any of the copies."""
        self.press_in(data.draw(st.sampled_from(sorted(self.chat))))

    def press_in(self, message_id: int) -> None:
        self.box.do(lambda session: arrivals.reveal_message(session, self.message, CHAT, message_id, self.now()))

    def _arrive(self, one: Claimed) -> int:
        if one.op == outbox.DELETE:
            assert one.target_message_id is not None
            self.chat.pop(one.target_message_id, None)
            return one.target_message_id
        version = int(one.payload["text"])
        if one.op == outbox.SEND:
            self.arrived += 1
            self.chat[self.arrived] = Shown(version)
            return self.arrived
        assert one.target_message_id is not None
        if one.target_message_id not in self.chat:
            assert self.taken_back, "nothing is deleted that was not taken back"
            return one.target_message_id
        assert self.chat[one.target_message_id].version <= version, "an older text after a newer one"
        self.chat[one.target_message_id].version = version
        return one.target_message_id

    # What must be so in the end -----------------------------------------------------------------------------------

    def teardown(self) -> None:
        if self.carried is not None:
            self.end(True, "answered")
        self.go_on()
        self._calm()
        if self.taken_back:
            self._is_gone()
            return
        if self.row().state in (outbox.FAILED, outbox.BLOCKED):
            self.meanwhile("coming back")
            self.meanwhile("going again")
            self._calm()
        if self.lane == Lane.BROADCAST and self.row().state == outbox.BLOCKED:
            assert self.row().payload == {"text": str(self.newest)}, "broadcasts are not made up for"
            return
        if self.row().state == outbox.UNKNOWN:
            assert self.lane == Lane.BROADCAST
            if not self.chat:
                return  # it has never arrived, and does not go again: nobody can say what it should show
            now, message_id = self.now(), max(self.chat)
            assert self.box.do(lambda session: arrivals.reveal_message(session, self.message, CHAT, message_id, now))
            self._calm()
        row = self.row()
        assert row.state == outbox.SENT
        assert self.chat[row.message_id].version == self.newest, "the newest text wins"
        assert self.arrived <= 1 + self.doubts, "nothing goes twice because of an edit"
        self._nothing_waits()

    def _is_gone(self) -> None:
        """Taken back: what is known to have arrived is deleted, and nothing goes any more, whatever it was to show."""
        assert self.row().state in (outbox.CANCELLED, outbox.SENT, outbox.UNKNOWN)
        if self.row().state == outbox.UNKNOWN:
            assert self.lane == Lane.BROADCAST
            for message_id in sorted(self.chat):
                self.press_in(message_id)
            self._calm()
        if self.row().state == outbox.SENT:
            assert self.row().message_id not in self.chat
        assert len(self.chat) <= self.doubts, "copies of which nobody knew"
        before = self.arrived
        self.edit()
        self._calm()
        assert self.arrived == before
        self._nothing_waits()

    def _nothing_waits(self) -> None:
        open_states = (outbox.PENDING, outbox.SENDING, outbox.HELD)
        waiting = select(deliveries.c.id).where(deliveries.c.state.in_(open_states))
        assert self.box.do(lambda session: session.scalars(waiting).all()) == [], "nothing waits for ever"

    def _calm(self) -> None:
        """From now on everything goes well."""
        going = True
        while going:
            self.meanwhile("a look")
            self.take()
            going = self.carried is not None
            if going:
                self.end(True, "answered")


LANES = pytest.mark.parametrize("lane", [Lane.ANSWER, Lane.BROADCAST], ids=["an answer", "a broadcast"])


def machine_on(house: Database, lane: Lane) -> type[Edits]:
    return type("OnThis", (Edits,), {"box": Outbox(house), "lane": lane})


@LANES
@pytest.mark.parametrize("ending", [*ENDINGS, outbox.FAILED, outbox.BLOCKED])
def test_an_edit_in_each_state_of_its_target(house: Database, lane: Lane, ending: str) -> None:
    """Before it goes, while it is on its way, after that, in any combination; and with a press or without."""
    for before, meanwhile, afterwards, arrives, pressed in product((False, True), repeat=5):
        course = machine_on(house, lane)()
        if before:
            course.edit()
        course.take()
        if meanwhile:
            course.edit()
        if ending in ENDINGS:
            course.end(arrives, ending)
        else:
            course.refuse_for_good(ending)
        if afterwards:
            course.edit()
        if pressed and course.chat:
            course.press_in(1)
        course.teardown()


@LANES
@pytest.mark.parametrize("how", ["restore", "stop"])
def test_an_edit_of_what_is_held(house: Database, lane: Lane, how: str) -> None:
    """Before it was ever tried, or when it may have arrived; it goes on, is taken back, or is seen after all."""
    for tried, meanwhile, pressed, taken_back in product((False, True), repeat=4):
        course = machine_on(house, lane)()
        if tried:
            course.take()
            course.end(True, "hung")
        getattr(course, how)()
        is_held = how == "restore" if lane == Lane.ANSWER else not tried
        assert (course.row().state == outbox.HELD) is is_held
        course.edit()
        assert course.box.ready(after(10**9)) == [] or not is_held
        if meanwhile:
            course.edit_with_others()
        if pressed and course.chat:
            course.press_in(1)
        if taken_back:
            course.take_back()
        course.teardown()


@LANES
@pytest.mark.parametrize("ending", ["before it goes", *ENDINGS, outbox.FAILED, outbox.BLOCKED])
def test_an_edit_of_what_is_taken_back(house: Database, lane: Lane, ending: str) -> None:
    for before, on_the_way, afterwards, arrives in product((False, True), repeat=4):
        course = machine_on(house, lane)()
        if before:
            course.edit()
        if ending != "before it goes":
            course.take()
            if on_the_way:
                course.take_back()
            if ending in ENDINGS:
                course.end(arrives, ending)
            else:
                course.refuse_for_good(ending)
        course.take_back()
        if afterwards:
            course.edit()
        course.teardown()


@LANES
@pytest.mark.parametrize("ending", ENDINGS)
def test_an_edit_that_is_on_its_way_itself(house: Database, lane: Lane, ending: str) -> None:
    for arrives, newer, newest in product((False, True), repeat=3):
        course = machine_on(house, lane)()
        course.take()
        course.end(True, "answered")
        course.edit()
        course.take()
        if newer:
            course.edit()
        course.end(arrives, ending)
        if newest:
            course.edit()
        course.teardown()


@LANES
def test_the_newest_text_wins_whatever_happens(house: Database, lane: Lane) -> None:
    run_state_machine_as_test(
        machine_on(house, lane),
        settings=settings(
            max_examples=60 if house.url.startswith("sqlite") else 15,
            stateful_step_count=20,
            deadline=None,
            suppress_health_check=[HealthCheck.too_slow],
        ),
    )
