"""What the doctor finds waiting, put aside, and not delivered."""

from datetime import UTC, datetime, timedelta

from sqlalchemy import update
from sqlalchemy.orm import Session

from storage import held, outbox
from storage.held import hold_restored
from storage.inbox import RawUpdate, inbox, store_updates
from storage.outbox import About, Lane, deliveries
from tests.doctor.practice import GOOD, SECRET, WARNING, WRONG, Practice, change, failed_delivery, parked_update


async def test_what_waits_too_long(practice: Practice) -> None:
    now = datetime.now(UTC)

    def fill(session: Session) -> None:
        store_updates(session, [RawUpdate(5, SECRET), RawUpdate(6, SECRET)], now)
        for lane in (Lane.ANSWER, Lane.BROADCAST):
            outbox.enqueue(
                session, chat_id=7, method="sendMessage", payload={"text": SECRET}, about=About("x"), lane=lane, now=now
            )

    change(practice, fill)
    soon = await practice.find(at=now + timedelta(seconds=30))
    assert [soon[name].sign for name in ("Inbox", "Outbox")] == [GOOD, GOOD]
    late = await practice.find(at=now + timedelta(minutes=6))
    assert (late["Inbox"].sign, late["Inbox"].says) == (WRONG, "waiting: 2, the oldest for 6 min")
    assert (late["Outbox"].sign, late["Outbox"].says) == (WRONG, "the oldest has waited for 6 min")
    assert "plaukts run" in late["Inbox"].remedy
    change(practice, lambda session: session.execute(update(deliveries).where(deliveries.c.lane == 1).values(lane=3)))
    assert (await practice.find(at=now + timedelta(minutes=6)))["Outbox"].sign is GOOD, "a broadcast takes its time"


async def test_what_failed_is_shown_by_number_and_can_be_tried_again(practice: Practice) -> None:
    now = datetime.now(UTC)
    numbers: list[int] = []
    for _ in range(4):
        change(practice, lambda session: numbers.append(failed_delivery(session, now)))
    change(practice, lambda session: parked_update(session, now))
    found = await practice.find(at=now)
    assert (found["Put aside"].sign, found["Put aside"].says) == (WRONG, "1: update 77 ValueError at bot.here:12")
    failed = found["Not delivered"]
    assert failed.sign is WRONG
    reason = "(card, consultation 42): the recipient's chat with Plaukts no longer exists"
    assert failed.says == f"4: {'; '.join(f'delivery {number} {reason}' for number in numbers[:0:-1])}; …"
    assert failed.remedy == "When the cause is removed: `plaukts doctor --retry`."

    again = await practice.find(at=now, retry=True)
    assert again["Again"].says == "tried again from now on: 1 put-aside updates, 4 failed deliveries"
    assert [again[name].says for name in ("Put aside", "Not delivered")] == ["none", "none"]
    assert again["Inbox"].says.startswith("waiting: 1")


async def test_what_a_restore_holds_is_for_the_administrators_and_not_to_be_tried_again(practice: Practice) -> None:
    now = datetime.now(UTC)
    change(practice, lambda session: store_updates(session, [RawUpdate(5, SECRET), RawUpdate(6, SECRET)], now))
    change(practice, lambda session: parked_update(session, now))
    assert "Held" not in await practice.find()
    change(practice, lambda session: hold_restored(session, now, now, lost=(1, 2)))
    found = await practice.find()
    assert (found["Held"].sign, found["Held"].says) == (WARNING, "2 came back with a backup")
    assert found["Held"].remedy == "An administrator decides in the chat whether they go."
    assert found["Put aside"].says == "1: update 77 ValueError at bot.here:12"
    again = await practice.find(retry=True)
    assert again["Again"].says == "tried again from now on: 1 put-aside updates, 0 failed deliveries"
    assert again["Held"].says == found["Held"].says
    change(practice, held.discard)
    again = await practice.find(retry=True)
    assert again["Again"].says == "tried again from now on: 0 put-aside updates, 0 failed deliveries"
    assert again["Put aside"].sign is GOOD, "what was discarded stays so"


async def test_what_may_have_arrived(practice: Practice) -> None:
    now = datetime.now(UTC)
    change(practice, lambda session: failed_delivery(session, now))
    change(practice, lambda session: session.execute(update(deliveries).values(state=outbox.UNKNOWN)))
    found = (await practice.find())["Unknown"]
    assert (found.sign, found.says) == (WARNING, "1 may have arrived or not")
    assert found.remedy == "Answers and reminders are tried again by themselves within ten minutes."


async def test_what_went_to_many_and_may_have_arrived_does_not_go_again_by_itself(practice: Practice) -> None:
    now = datetime.now(UTC)
    for lane in (Lane.ANSWER, Lane.BROADCAST, Lane.BROADCAST):
        change(practice, lambda session: failed_delivery(session, now))
        lately = deliveries.c.state == outbox.FAILED
        values = {"state": outbox.UNKNOWN, "lane": int(lane)}
        change(practice, lambda session: session.execute(update(deliveries).where(lately).values(values)))  # noqa: B023
    found = (await practice.find())["Unknown"]
    assert (found.sign, found.says) == (WARNING, "3 may have arrived or not, 2 of them of what went to many")
    assert found.remedy.startswith(
        "Answers and reminders are tried again by themselves within ten minutes; what went to"
    )


async def test_a_parked_update_counts_until_it_is_handled(practice: Practice) -> None:
    now = datetime.now(UTC)
    change(practice, lambda session: parked_update(session, now))
    change(practice, lambda session: session.execute(update(inbox).values(done_at=now)))
    assert (await practice.find())["Put aside"].sign is GOOD
