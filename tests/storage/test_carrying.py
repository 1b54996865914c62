"""The outbox from the courier's side: what may go, what waits for what, and what becomes of the unknown."""

from datetime import timedelta
from typing import Any

import pytest

from storage import carrying, outbox
from storage.database import Database
from storage.files import file_failed, file_made, order_file
from storage.outbox import Lane
from storage.redirecting import move_chat
from tests.storage.outboxes import CHAT, MESSAGE, NOW, Outbox, after

TEN_MINUTES = timedelta(minutes=10)


@pytest.fixture
def box(house: Database) -> Outbox:
    return Outbox(house)


def retry_unknown(box: Outbox, at: Any = NOW) -> None:
    box.do(lambda session: carrying.retry_unknown(session, at, 5, TEN_MINUTES))


def test_urgent_lanes_go_first_and_then_who_waits_longest(box: Outbox) -> None:
    broadcast = box.put(lane=Lane.BROADCAST)
    late = box.put(lane=Lane.ANSWER, due_at=after(5))
    answers = [box.put(lane=Lane.ANSWER), box.put(lane=Lane.ANSWER)]
    reminder, interactive = box.put(lane=Lane.REMINDER), box.put(lane=Lane.INTERACTIVE)
    assert box.ready() == [interactive, *answers, reminder, broadcast]
    assert box.ready(after(5)) == [interactive, *answers, late, reminder, broadcast]


def test_busy_chats_are_passed_over(box: Outbox) -> None:
    box.put()
    other = box.put(chat_id=CHAT + 1)
    assert box.ready(busy=(CHAT,)) == [other]


def test_a_long_lane_hides_no_later_one(box: Outbox) -> None:
    """Of each lane the first are looked at, so that a share can be given to each."""
    long = {lane: [box.put(lane=lane, chat_id=CHAT + index) for index in range(4)] for lane in Lane}
    assert box.ready(limit=3) == [one for lane in Lane for one in long[lane][:3]]
    assert box.ready(limit=3, last_lane=Lane.ANSWER) == [*long[Lane.INTERACTIVE][:3], *long[Lane.ANSWER][:3]]


def test_a_long_row_that_has_to_wait_hides_nobody(box: Outbox) -> None:
    """One chat's lane waits for its first delivery, which is tried again: a hundred later ones are behind it."""
    first, *_ = [box.put() for _ in range(4)]
    other = box.put(chat_id=CHAT + 1)
    box.claim(first)
    box.settle(first, outbox.PENDING, due_at=NOW)
    assert box.ready(waiting={(CHAT, Lane.ANSWER)}, limit=2) == [first, other]


def test_what_is_taken_says_so_and_is_taken_once(box: Outbox) -> None:
    delivery = box.put()
    (claimed,) = box.claim(delivery)
    assert (claimed.id, claimed.tries) == (delivery, 1)
    assert (box.state(delivery), box.row(delivery).tries) == (outbox.SENDING, 1)
    assert box.claim(delivery) == []


def test_what_expired_is_cancelled_with_all_that_waits_for_it(box: Outbox) -> None:
    delivery, other = box.put(expires_at=after(60)), box.put(chat_id=CHAT + 1, expires_at=after(61))
    box.claim(delivery)
    box.edit(delivery, "second")
    box.settle(delivery, outbox.PENDING, due_at=NOW)
    assert [one.id for one in box.claim(*box.ready(after(60)), at=after(60))] == [other]
    assert (box.state(delivery), box.row(delivery).error) == (outbox.CANCELLED, "expired")
    assert box.ready(after(60)) == []
    box.settle(other, outbox.SENT, message_id=1)
    assert box.carry_all(after(60)) == []


@pytest.mark.parametrize("state", [outbox.PENDING, outbox.SENDING, outbox.UNKNOWN, outbox.HELD])
def test_a_reply_waits_until_it_is_known_what_it_replies_to(box: Outbox, state: str) -> None:
    target = box.put()
    box.bring(target, state)
    reply = box.put("beta", target_id=target)
    assert reply not in box.ready(after(3600))


@pytest.mark.parametrize("state", [outbox.FAILED, outbox.BLOCKED, outbox.CANCELLED])
def test_a_reply_to_what_never_came_goes_alone(box: Outbox, state: str) -> None:
    target = box.put()
    box.bring(target, state)
    box.put("beta", target_id=target)
    assert box.carry_all() == [("send", {"text": "beta"}, None)]


def test_a_reply_goes_under_its_target(box: Outbox) -> None:
    target = box.put()
    box.put("beta", Lane.INTERACTIVE, target_id=target)
    assert box.carry_all() == [("send", {"text": "alpha"}, None), ("send", {"text": "beta"}, 9001)]


def test_a_reply_to_a_broadcast_of_unknown_fate_does_not_wait_for_ever(box: Outbox) -> None:
    target = box.put(lane=Lane.BROADCAST)
    box.bring(target, outbox.UNKNOWN)
    reply = box.put("beta", target_id=target)
    assert box.ready() == [reply]


@pytest.mark.parametrize("state", [outbox.FAILED, outbox.BLOCKED])
def test_edits_of_what_failed_on_its_way_are_cancelled(box: Outbox, state: str) -> None:
    target = box.put()
    box.claim(target)
    box.edit(target, "second")
    box.take_back(target)
    box.settle(target, state)
    assert box.carry_all() == []
    assert box.do(lambda session: carrying.next_due(session, after(-1))) is None, "nothing is left waiting"


def test_an_edit_that_has_to_go_again_gives_way_to_a_newer_one(box: Outbox) -> None:
    target = box.put("first")
    box.send(target)
    box.edit(target, "second")
    (second,) = box.claim(*box.ready())
    box.edit(target, "third")
    box.settle(second.id, outbox.PENDING, due_at=NOW)
    assert box.carry_all() == [("edit", {"text": "third"}, MESSAGE)]


@pytest.mark.parametrize("lane", [Lane.ANSWER, Lane.BROADCAST])
def test_edits_that_were_on_their_way_at_a_crash_go_again(box: Outbox, lane: Lane) -> None:
    """Editing twice does no harm; and where a newer edit waits, that one goes."""
    edited, changed, taken_back = [box.put("first", lane, chat_id=CHAT + index) for index in range(3)]
    for delivery in (edited, changed, taken_back):
        box.send(delivery, MESSAGE + delivery)
    box.edit(edited, "second")
    box.edit(changed, "second")
    box.take_back(taken_back)
    box.claim(*box.ready())
    box.edit(changed, "third")
    box.do(lambda session: carrying.interrupted(session, NOW))
    retry_unknown(box)
    assert sorted(box.carry_all(), key=str) == [
        ("delete", {}, MESSAGE + taken_back),
        ("edit", {"text": "second"}, MESSAGE + edited),
        ("edit", {"text": "third"}, MESSAGE + changed),
    ]


def test_what_was_on_its_way_at_a_crash_is_of_unknown_fate_and_goes_again(box: Outbox) -> None:
    answer, broadcast, waiting = box.put(), box.put(lane=Lane.BROADCAST), box.put()
    box.claim(answer, broadcast)
    assert box.do(lambda session: carrying.interrupted(session, NOW)) == 2
    assert [box.state(one) for one in (answer, broadcast, waiting)] == ["unknown", "unknown", "pending"]
    retry_unknown(box)
    assert box.ready() == [answer, waiting]
    retry_unknown(box, after(3600))
    assert box.state(broadcast) == outbox.UNKNOWN, "a broadcast arrives at most once: it stays on the list"


def test_what_was_on_its_way_at_a_crash_goes_again_also_when_nothing_ran_for_long(box: Outbox) -> None:
    answer = box.put()
    box.claim(answer)
    next_morning = after(12 * 3600)
    box.do(lambda session: carrying.interrupted(session, next_morning))
    retry_unknown(box, next_morning)
    assert box.ready(next_morning) == [answer]


def test_an_edit_of_unknown_fate_gives_way_to_a_newer_one(box: Outbox) -> None:
    card = box.put("first")
    box.send(card)
    box.edit(card, "second")
    (edit,) = box.ready()
    box.claim(edit)
    box.edit(card, "third")
    box.settle(edit, outbox.UNKNOWN, due_at=NOW)
    retry_unknown(box)
    assert [payload["text"] for _, payload, _ in box.carry_all()] == ["third"]


def test_the_unknown_goes_again_up_to_five_times(box: Outbox) -> None:
    delivery = box.put()
    went = 0
    while box.state(delivery) == outbox.PENDING:
        box.claim(delivery)
        went += 1
        box.settle(delivery, outbox.UNKNOWN, due_at=NOW)
        retry_unknown(box)
    assert (went, box.state(delivery)) == (5, outbox.FAILED)


def test_the_unknown_is_given_up_after_ten_minutes_with_what_waits_to_edit_it(box: Outbox) -> None:
    delivery = box.put()
    box.claim(delivery)
    box.edit(delivery, "second")
    box.settle(delivery, outbox.UNKNOWN, due_at=after(601))
    retry_unknown(box, after(600))
    assert box.state(delivery) == outbox.UNKNOWN
    retry_unknown(box, after(601))
    assert box.state(delivery) == outbox.FAILED
    assert box.do(lambda session: carrying.next_due(session, after(-1))) is None


def test_what_a_lost_commit_took_is_given_back_and_what_is_carried_is_not(box: Outbox) -> None:
    carried, forgotten = box.put(), box.put(chat_id=CHAT + 1)
    box.claim(carried, forgotten)
    box.do(lambda session: carrying.give_back(session, besides=[carried]))
    assert (box.state(carried), box.ready()) == (outbox.SENDING, [forgotten])


def test_a_group_that_moved_takes_along_what_waits_for_it(box: Outbox) -> None:
    sent, waiting, other = box.put(chat_id=-5), box.put(chat_id=-5), box.put(chat_id=-6)
    box.send(sent)
    box.do(lambda session: move_chat(session, -5, -100_5))
    assert [box.row(one).chat_id for one in (sent, waiting, other)] == [-5, -100_5, -6]


def test_the_courier_can_sleep_until_something_falls_due(box: Outbox) -> None:
    def next_due() -> object:
        return box.do(lambda session: carrying.next_due(session, NOW))

    assert next_due() is None
    box.put()
    assert next_due() is None, "what is due already is not waited for"
    box.put(lane=Lane.BROADCAST, due_at=after(90))
    assert next_due() == after(90)
    box.put(lane=Lane.INTERACTIVE, due_at=after(120))
    assert next_due() == after(90)
    unknown = box.put()
    box.claim(unknown)
    box.settle(unknown, outbox.UNKNOWN, due_at=after(4))
    assert next_due() == after(4)


def test_a_delivery_waits_for_its_file_and_fails_with_it(box: Outbox) -> None:
    def order() -> int:
        return box.do(
            lambda session: order_file(session, name="a.csv", mime="text/csv", builder="b", arguments={}, now=NOW)
        )

    made, lost = order(), order()
    with_made, with_lost = box.put(file_id=made), box.put(file_id=lost)
    assert box.ready() == []
    box.do(lambda session: file_made(session, made, b"x"))
    assert box.ready() == [with_made]
    box.do(lambda session: file_failed(session, lost, "ValueError"))
    box.do(lambda session: carrying.fail_carriers(session, lost))
    assert (box.state(with_lost), box.ready()) == (outbox.FAILED, [with_made])
