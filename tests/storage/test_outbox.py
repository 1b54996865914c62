"""The outbox from the unit of work's side: what a wish becomes, whatever has become of the message meanwhile."""

from datetime import timedelta

import pytest

from storage import arrivals, carrying, outbox
from storage.database import Database
from storage.outbox import About, Lane
from storage.outbox_state import OutboxState, outbox_state
from tests.storage.outboxes import CHAT, MESSAGE, NOW, Outbox, after, odd_deliveries


@pytest.fixture
def box(house: Database) -> Outbox:
    return Outbox(house)


def test_a_key_is_put_in_once(box: Outbox) -> None:
    first = box.put("Nr. 42", key="card:42:7")
    assert box.put("Nr. 42 again", key="card:42:7") == first
    assert box.put("Nr. 42", key="card:42:8") != first
    box.send(first)
    assert box.put("Nr. 42", key="card:42:7") == first, "nor after it was sent"
    assert box.do(lambda session: outbox.is_enqueued(session, "card:42:7"))
    assert not box.do(lambda session: outbox.is_enqueued(session, "card:42:9"))


@pytest.mark.parametrize("state", [outbox.PENDING, outbox.HELD, outbox.UNKNOWN, outbox.FAILED])
def test_what_has_yet_to_go_goes_with_the_newest_content(box: Outbox, state: str) -> None:
    delivery = box.put("first")
    box.bring(delivery, state)
    box.edit(delivery, "second")
    box.edit(delivery, "third")
    assert box.row(delivery).payload == {"text": "third"}
    assert box.state(delivery) == state


def test_an_edit_keeps_what_the_message_replies_to(box: Outbox) -> None:
    delivery = box.put(payload={"text": "first", "reply_parameters": {"message_id": 5}})
    box.edit(delivery, "second")
    assert box.carry_all() == [("send", {"text": "second", "reply_parameters": {"message_id": 5}}, None)]


def test_what_is_on_its_way_is_edited_when_it_has_arrived(box: Outbox) -> None:
    delivery = box.put("first")
    box.claim(delivery)
    box.edit(delivery, "second")
    box.edit(delivery, "third")
    assert box.ready() == []
    box.settle(delivery, outbox.SENT, message_id=MESSAGE)
    assert box.carry_all() == [("edit", {"text": "third"}, MESSAGE)]


def test_what_was_sent_is_edited_once_with_the_newest_content(box: Outbox) -> None:
    delivery = box.put("first")
    box.send(delivery)
    box.edit(delivery, "second")
    box.edit(delivery, "third")
    assert box.carry_all() == [("edit", {"text": "third"}, MESSAGE)]
    box.edit(delivery, "fourth")
    assert box.carry_all() == [("edit", {"text": "fourth"}, MESSAGE)]


def test_what_was_stopped_stays_as_it_is(box: Outbox) -> None:
    delivery = box.put("first")
    box.bring(delivery, outbox.CANCELLED)
    box.edit(delivery, "second")
    assert box.row(delivery).payload == {"text": "first"}
    assert box.ready() == []


def test_who_comes_back_gets_what_was_missed_as_it_is_by_then(box: Outbox) -> None:
    corrected, taken_back, old = box.put("first"), box.put("second"), box.put("third")
    for delivery in (corrected, taken_back, old):
        box.bring(delivery, outbox.BLOCKED)
    box.edit(corrected, "corrected")
    box.take_back(taken_back)
    long_after = NOW + timedelta(days=13)
    box.do(lambda session: arrivals.release_blocked(session, CHAT, long_after))
    assert [payload["text"] for _, payload, _ in box.carry_all(long_after)] == ["corrected", "third"]
    assert box.row(old).created_at == long_after, "its time for being tried again counts from now"


def test_what_changed_meanwhile_is_changed_when_somebody_comes_back(box: Outbox) -> None:
    """Of a message that stands there the newest change, whatever others were refused before it."""
    edited, deleted = box.put("first"), box.put("second")
    box.send(edited, 21)
    box.send(deleted, 22)
    for text in ("older", "newer"):
        box.edit(edited, text)
        (change,) = box.ready()
        box.bring(change, outbox.BLOCKED)
    box.edit(deleted, "changed")
    (change,) = box.ready()
    box.bring(change, outbox.BLOCKED)
    box.take_back(deleted)
    (deletion,) = box.ready()
    box.bring(deletion, outbox.BLOCKED)
    box.edit(edited, "newest")
    box.do(lambda session: arrivals.release_blocked(session, CHAT, NOW))
    assert sorted(box.carry_all()) == [("delete", {}, 22), ("edit", {"text": "newest"}, 21)]


def test_a_refusal_from_before_somebody_came_back_does_not_hold(box: Outbox) -> None:
    delivery = box.put("answer")
    box.claim(delivery)
    box.do(lambda session: arrivals.release_blocked(session, CHAT, NOW))
    assert not box.do(lambda session: carrying.settle_blocked(session, delivery, "Forbidden", NOW))
    assert box.ready() == [delivery]
    box.claim(delivery)
    assert box.do(lambda session: carrying.settle_blocked(session, delivery, "Forbidden", NOW))
    assert box.row(delivery).state == outbox.BLOCKED


def test_a_confirmation_is_missed_and_what_was_only_said_is_not(box: Outbox) -> None:
    """Somebody who comes back after days is not shown the help that they had asked for."""
    confirmation = box.put("Nr. 42", Lane.INTERACTIVE)
    said = box.put("help", Lane.INTERACTIVE, about=About("reply"))
    for delivery in (confirmation, said):
        box.bring(delivery, outbox.BLOCKED)
    box.do(lambda session: arrivals.release_blocked(session, CHAT, NOW))
    assert [payload["text"] for _, payload, _ in box.carry_all()] == ["Nr. 42"]


def test_a_broadcast_of_unknown_fate_does_not_go_again_to_show_something_new(box: Outbox) -> None:
    """It may be there already: its edit waits until a press says so."""
    delivery = box.put("first", Lane.BROADCAST)
    box.bring(delivery, outbox.UNKNOWN)
    box.edit(delivery, "second")
    assert box.carry_all() == []
    assert box.do(lambda session: arrivals.reveal_message(session, delivery, CHAT, MESSAGE, NOW))
    assert ("edit", MESSAGE) in [(op, message) for op, _, message in box.carry_all()]


@pytest.mark.parametrize("state", [outbox.PENDING, outbox.UNKNOWN])
def test_the_newest_content_wins_when_a_message_that_was_on_its_way_has_to_go_again(box: Outbox, state: str) -> None:
    delivery = box.put("first")
    box.claim(delivery)
    box.edit(delivery, "second")
    box.settle(delivery, state, due_at=NOW)
    box.edit(delivery, "third")
    box.do(lambda session: carrying.retry_unknown(session, NOW, 5, after(600) - NOW))
    assert [payload["text"] for _, payload, _ in box.carry_all()][-1] == "third"


@pytest.mark.parametrize("state", [outbox.PENDING, outbox.HELD, outbox.BLOCKED, outbox.UNKNOWN, outbox.FAILED])
def test_what_has_not_gone_is_stopped(box: Outbox, state: str) -> None:
    delivery = box.put()
    box.bring(delivery, state)
    box.take_back(delivery)
    assert box.state(delivery) == outbox.CANCELLED
    assert box.carry_all(after(3600)) == []


def test_what_was_sent_is_deleted_and_not_edited_before(box: Outbox) -> None:
    delivery = box.put()
    box.send(delivery)
    box.edit(delivery, "second")
    box.take_back(delivery)
    assert box.carry_all() == [("delete", {}, MESSAGE)]


def test_what_is_on_its_way_is_deleted_when_it_has_arrived(box: Outbox) -> None:
    delivery = box.put()
    box.claim(delivery)
    box.take_back(delivery)
    assert box.ready() == []
    box.settle(delivery, outbox.SENT, message_id=MESSAGE)
    assert box.carry_all() == [("delete", {}, MESSAGE)]


@pytest.mark.parametrize("state", [outbox.FAILED, outbox.CANCELLED])
def test_what_never_arrived_needs_no_deletion(box: Outbox, state: str) -> None:
    """Nor may anybody have it sent again later."""
    delivery = box.put()
    box.bring(delivery, state)
    box.take_back(delivery)
    assert box.state(delivery) == outbox.CANCELLED
    assert box.ready() == []


def test_a_message_is_found_by_its_place(box: Outbox) -> None:
    first, second = box.put(), box.put(about=About("answer", "consultation", 43))
    elsewhere = box.put(chat_id=CHAT + 1)
    for delivery, message_id in ((first, 10), (second, 20), (elsewhere, 15)):
        box.send(delivery, message_id)

    def at(message_id: int) -> object:
        return box.do(lambda session: outbox.delivery_at(session, CHAT, message_id))

    assert at(10) == (first, About("card", "consultation", 42))
    assert at(20) == (second, About("answer", "consultation", 43))
    assert at(9) is None
    assert at(11) is None
    assert at(15) is None, "another chat's"


def test_an_album_is_found_by_any_of_its_parts(box: Outbox) -> None:
    media = [{"type": "photo", "media": f"file-{index}"} for index in range(3)]
    album = box.put(method="sendMediaGroup", payload={"media": media})
    box.send(album, 10)

    def at(message_id: int) -> int | None:
        found = box.do(lambda session: outbox.delivery_at(session, CHAT, message_id))
        return found[0] if found else None

    assert [at(message_id) for message_id in (9, 10, 11, 12, 13)] == [None, album, album, album, None]


def test_an_album_is_deleted_as_a_whole(box: Outbox) -> None:
    album = box.put(method="sendMediaGroup", payload={"media": [{}, {}, {}]})
    box.send(album, 10)
    box.take_back(album)
    (deletion,) = box.claim(*box.ready())
    assert (deletion.method, deletion.target_message_id, deletion.target_span) == ("deleteMessages", 10, 3)


@pytest.mark.parametrize("fate", ["unknown", "waits to go again", "given up"])
def test_a_press_reveals_a_message_of_unknown_fate_and_brings_it_up_to_date(box: Outbox, fate: str) -> None:
    """It is there, so it does not go again; and what it showed when it went may be old by now."""
    delivery = box.put("first")
    box.bring(delivery, outbox.UNKNOWN)
    box.edit(delivery, "second")
    if fate != "unknown":
        most_tries = 1 if fate == "given up" else 5
        box.do(lambda session: carrying.retry_unknown(session, NOW, most_tries, after(600) - NOW))
    assert box.do(lambda session: arrivals.reveal_message(session, delivery, CHAT, MESSAGE, NOW))
    assert box.row(delivery).message_id == MESSAGE
    assert box.carry_all(after(60)) == [("edit", {"text": "second"}, MESSAGE)]
    assert box.do(odd_deliveries) == []


def test_a_press_changes_nothing_about_a_message_that_is_known(box: Outbox) -> None:
    delivery = box.put()
    box.send(delivery)
    assert box.do(lambda session: arrivals.reveal_message(session, delivery, CHAT, 999, NOW))
    assert box.row(delivery).message_id == MESSAGE
    assert box.ready() == []


def test_a_forged_button_reveals_nothing_of_another_chat(box: Outbox) -> None:
    delivery = box.put(chat_id=CHAT + 1)
    box.bring(delivery, outbox.UNKNOWN)
    assert not box.do(lambda session: arrivals.reveal_message(session, delivery, CHAT, 999, NOW))
    assert not box.do(lambda session: arrivals.reveal_message(session, delivery + 1, CHAT, 999, NOW))
    assert box.state(delivery) == outbox.UNKNOWN


def test_a_message_that_shows_something_else_is_found_as_that(box: Outbox) -> None:
    delivery = box.put(about=About("form"))
    box.send(delivery)
    confirmation = About("confirmation", "consultation", 42)
    box.do(lambda session: outbox.set_about(session, delivery, confirmation))
    box.edit(delivery, "second")
    assert box.do(lambda session: outbox.deliveries_about(session, confirmation)) == [(delivery, None)]


def test_failures_are_listed_newest_first(box: Outbox) -> None:
    deliveries = [box.put() for _ in range(3)]
    box.claim(*deliveries)
    box.settle(deliveries[0], outbox.FAILED, error="Bad Request: chat not found")
    box.settle(deliveries[1], outbox.SENT, message_id=1)
    box.settle(deliveries[2], outbox.UNKNOWN, error="TimeoutError")
    assert box.do(odd_deliveries) == [
        (deliveries[2], "unknown", "TimeoutError"),
        (deliveries[0], "failed", "Bad Request: chat not found"),
    ]


def test_since_when_what_waits_how_long_and_what_went_wrong_is_told(box: Outbox) -> None:
    assert box.do(outbox_state) == OutboxState({}, 0, 0)
    for lane, seconds in ((Lane.ANSWER, 3), (Lane.ANSWER, 1), (Lane.BROADCAST, 2)):
        box.put(lane=lane, due_at=after(seconds))
    for state in (outbox.UNKNOWN, outbox.FAILED, outbox.FAILED, outbox.SENT, outbox.CANCELLED, outbox.BLOCKED):
        box.bring(box.put(), state)
    assert box.do(outbox_state) == OutboxState({Lane.ANSWER: after(1), Lane.BROADCAST: after(2)}, 1, 2)


def test_what_waits_for_a_person_is_nothing_that_the_courier_has_left_lying(box: Outbox) -> None:
    """What changes a broadcast that may have arrived waits for a press, what follows something held waits with it."""
    broadcast, held = box.put(lane=Lane.BROADCAST), box.put()
    box.bring(broadcast, outbox.UNKNOWN)
    box.edit(broadcast, "second")
    box.bring(held, outbox.SENDING)
    box.edit(held, "second")
    box.settle(held, outbox.HELD)
    box.put("beta", Lane.REMINDER, target_id=held)
    assert box.ready(after(3600)) == []
    assert box.do(outbox_state) == OutboxState({}, 1, 0)
    box.put("gamma", due_at=after(5), chat_id=CHAT + 1)
    assert box.do(outbox_state).oldest == {Lane.ANSWER: after(5)}


def test_with_what_is_taken_back_goes_what_was_to_change_it(box: Outbox) -> None:
    """Also its deletion, which waited for a press that nobody needs any more."""
    broadcast = box.put(lane=Lane.BROADCAST)
    box.claim(broadcast)
    box.take_back(broadcast)
    box.settle(broadcast, outbox.UNKNOWN)
    box.take_back(broadcast)
    assert box.state(broadcast) == outbox.CANCELLED
    assert box.do(lambda session: carrying.next_due(session, after(-1))) is None, "nothing is left waiting"
