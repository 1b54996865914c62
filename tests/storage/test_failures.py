"""What failed for good is told once, and goes again when somebody says so, as it looks by then."""

from datetime import datetime, timedelta
from functools import partial
from typing import Any

import pytest
from sqlalchemy import select, update
from sqlalchemy.orm import Session

from storage import arrivals, failures, outbox
from storage.audit import record_act
from storage.database import Database
from storage.failures import PARKED, UNDELIVERED, ParkedUpdate, Undelivered
from storage.files import files, order_file
from storage.inbox import RawUpdate, fail_unit, finish_unit, inbox, ready_units, store_updates
from storage.outbox import About, Lane, deliveries
from tests.storage.outboxes import CHAT, NOW, Outbox, after

CARD = About("card", "consultation", 42)
ATTACHMENT = About("attachment", "consultation", 42)


@pytest.fixture
def box(database: Database) -> Outbox:
    return Outbox(database)


def acted(box: Outbox, update_id: int, *actors: int | None, at: datetime = NOW) -> None:
    """An update that was handled, with what its sender did."""

    def job(session: Session) -> None:
        store_updates(session, [RawUpdate(update_id, "{}", CHAT)], at - timedelta(seconds=3))
        for actor in actors:
            record_act(session, at=at, actor_id=actor, action="ask", update_id=update_id)
        finish_unit(session, [update_id], at)

    box.do(job)


def fail(box: Outbox, error: str = "Bad Request: no", state: str = outbox.FAILED, **more: Any) -> int:
    delivery = box.put(**more)
    box.claim(delivery, at=more.get("now", NOW))
    box.settle(delivery, state, error=error)
    return delivery


def told(box: Outbox, at: datetime = NOW) -> list[Undelivered]:
    return box.do(lambda session: failures.tell_undelivered(session, at))


def resend(box: Outbox, delivery: int, at: datetime = NOW) -> int:
    return box.do(lambda session: failures.resend(session, delivery, at))


def test_who_caused_it_is_told_once(box: Outbox) -> None:
    acted(box, 5, None, 7)
    acted(box, 6, 8)
    assert told(box) == []
    card = fail(box, update_id=5)
    assert told(box) == [Undelivered(card, CARD, "failed", "Bad Request: no", 7)]
    assert told(box) == []


def test_what_one_update_caused_about_one_object_is_told_together(box: Outbox) -> None:
    """Also where a part of it fails later."""
    acted(box, 5, 7)
    attachment = fail(box, update_id=5, about=ATTACHMENT)
    card = fail(box, update_id=5)
    other = fail(box, update_id=5, about=About("card", "consultation", 43))
    assert [one.delivery_id for one in told(box)] == [card, other]
    fail(box, update_id=5, about=ATTACHMENT)
    assert told(box) == []
    assert attachment < card


def test_what_the_clock_caused_is_told_for_nobody(box: Outbox) -> None:
    fail(box)
    assert [one.causer_id for one in told(box)] == [None]


@pytest.mark.parametrize(
    "more",
    [
        {"about": About(UNDELIVERED, "consultation", 42)},
        {"about": About(PARKED)},
        {"method": "setMyCommands"},
        {"op": outbox.EDIT},
    ],
    ids=["a notice", "a notice of parked updates", "a list of commands", "an edit"],
)
def test_some_failures_concern_nobody(box: Outbox, more: dict[str, Any]) -> None:
    """A notice that fails must not bring forth another one."""
    delivery = fail(box, **more)
    assert told(box) == []
    assert box.row(delivery).told_at == NOW, "and are not looked at again"
    assert box.do(lambda session: failures.resend_all(session, NOW)) == 0


def test_many_who_are_out_of_reach_do_not_hide_what_failed(box: Outbox) -> None:
    """They are looked at again for as long as the message is on its way to others: at night until the morning."""
    acted(box, 5, 7)
    for _ in range(3):
        fail(box, update_id=5, state=outbox.BLOCKED)
    box.put(update_id=5)
    acted(box, 6, 8)
    card = fail(box, update_id=6)
    found = box.do(lambda session: failures.tell_undelivered(session, NOW, limit=3))
    assert [one.delivery_id for one in found] == [card]


def test_out_of_reach_is_told_where_the_message_reached_nobody(box: Outbox) -> None:
    acted(box, 5, 7)
    alone = fail(box, update_id=5, state=outbox.BLOCKED)
    assert [(one.delivery_id, one.state) for one in told(box)] == [(alone, "blocked")]
    acted(box, 6, 7)
    fail(box, update_id=6, state=outbox.BLOCKED)
    other = box.put(update_id=6)
    assert told(box) == [], "it is still on its way to somebody"
    box.send(other)
    assert told(box) == [], "and has arrived there"
    acted(box, 8, 7)
    both = [fail(box, update_id=8, state=outbox.BLOCKED) for _ in range(2)]
    assert [one.delivery_id for one in told(box)] == both[:1]


def test_a_broadcast_that_may_have_arrived_holds_up_no_news(box: Outbox) -> None:
    """It will not go again, so that nothing more is to be waited for."""
    acted(box, 5, 7)
    lost = fail(box, update_id=5, lane=Lane.BROADCAST, state=outbox.BLOCKED)
    box.bring(box.put(update_id=5, lane=Lane.BROADCAST), outbox.UNKNOWN)
    assert [one.delivery_id for one in told(box)] == [lost]
    acted(box, 6, 7)
    fail(box, update_id=6, state=outbox.BLOCKED)
    box.bring(box.put(update_id=6), outbox.UNKNOWN)
    assert told(box) == [], "an answer goes again"


def test_who_comes_back_and_is_lost_again_is_told_of_again(box: Outbox) -> None:
    acted(box, 5, 7)
    card = fail(box, update_id=5, state=outbox.BLOCKED)
    assert told(box)
    box.do(lambda session: arrivals.release_blocked(session, CHAT, NOW))
    box.claim(card)
    box.settle(card, outbox.FAILED, error="Bad Request: no")
    assert [one.state for one in told(box)] == ["failed"]


def test_it_goes_again_with_all_its_parts_in_their_lane_and_order(box: Outbox) -> None:
    first = fail(box, "alpha", update_id=5)
    earlier = fail(box, "another update", update_id=4)
    second = fail(box, text="beta", update_id=5, about=ATTACHMENT)
    waits = box.put("later", now=after(60))
    box.edit(first, "alpha, edited")
    assert resend(box, second, after(60)) == 2
    assert resend(box, second, after(60)) == 0, "twice does nothing twice"
    rows = [box.row(one) for one in (first, second)]
    assert [(row.state, row.lane, row.tries, row.error, row.told_at) for row in rows] == [
        (outbox.PENDING, Lane.ANSWER, 1, None, None)
    ] * 2
    assert [payload["text"] for _, payload, _ in box.carry_all(after(60))] == ["alpha, edited", "beta", "later"]
    assert box.state(earlier) == outbox.FAILED
    assert waits


def test_what_fails_again_is_told_again(box: Outbox) -> None:
    acted(box, 5, 7)
    card = fail(box, update_id=5)
    assert len(told(box)) == 1
    resend(box, card)
    box.claim(card)
    box.settle(card, outbox.FAILED)
    assert len(told(box)) == 1


@pytest.mark.parametrize("state", [outbox.SENT, outbox.SENDING, outbox.CANCELLED, outbox.BLOCKED, outbox.HELD])
def test_only_what_failed_goes_again(box: Outbox, state: str) -> None:
    delivery = box.put()
    box.bring(delivery, state)
    assert resend(box, delivery) == 0
    assert resend(box, delivery + 99) == 0
    assert box.state(delivery) == state


def test_a_file_that_could_not_be_made_is_made_anew(box: Outbox) -> None:
    ordered: dict[str, Any] = {"name": "a.csv", "mime": "text/csv", "builder": "b", "arguments": {}, "now": NOW}
    file = box.do(lambda session: order_file(session, **ordered))
    delivery = box.put(file_id=file)
    box.do(lambda session: session.execute(update(files).values(tries=3)))
    box.do(lambda session: session.execute(update(deliveries).values(state=outbox.FAILED)))
    assert resend(box, delivery) == 1
    assert box.do(lambda session: session.scalar(select(files.c.tries))) == 0


def test_of_all_that_failed_only_what_is_still_of_use_goes_again(box: Outbox) -> None:
    now = after(13 * 86400)
    old = fail(box, now=after(-2 * 86400))
    fortnight = fail(box)
    prompt = fail(box, lane=Lane.INTERACTIVE)
    fresh_prompt = fail(box, lane=Lane.INTERACTIVE, now=now)
    unknown = box.put(lane=Lane.BROADCAST)
    box.bring(unknown, outbox.UNKNOWN)
    assert box.do(lambda session: failures.resend_all(session, now)) == 2
    states = [box.state(one) for one in (old, fortnight, prompt, fresh_prompt, unknown)]
    assert states == ["failed", "pending", "failed", "pending", "unknown"]


def test_a_parked_update_is_told_once_and_can_be_tried_again(box: Outbox) -> None:
    box.do(lambda session: store_updates(session, [RawUpdate(5, "{}", CHAT), RawUpdate(6, "{}", CHAT)], NOW))
    for tried in range(5):
        box.do(partial(fail_unit, update_ids=[5], now=after(60 * tried), error="ValueError at here:1", most_tries=5))
    assert box.do(failures.untold_parked) == [ParkedUpdate(5, "ValueError at here:1")]
    box.do(lambda session: failures.mark_parked_told(session, [5], NOW))
    assert box.do(failures.untold_parked) == []
    assert box.do(lambda session: failures.unpark(session, after(600))) == 1
    assert box.do(lambda session: failures.unpark(session, after(600))) == 0
    units, _ = box.do(lambda session: ready_units(session, after(600)))
    assert [unit.update_ids for unit in units] == [[5], [6]], "in the order in which they came"
    assert box.do(lambda session: fail_unit(session, [5], after(600), "?", 5)) is False, "with tries as at first"
    assert box.do(lambda session: session.scalar(select(inbox.c.told_at).where(inbox.c.update_id == 5))) is None
