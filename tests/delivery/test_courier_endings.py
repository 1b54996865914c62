"""How the courier ends, and what its successor does: nothing lost, and nothing doubled that can be avoided."""

import asyncio
from collections.abc import Sequence
from datetime import datetime

import pytest
from sqlalchemy.orm import Session

from bot.sandbox import Fault
from storage import carrying, outbox
from storage.carrying import Claimed
from storage.outbox import Lane
from tests.delivery.post import Post, said


async def test_a_stop_lets_arrive_what_is_on_the_wire_and_begins_nothing_more(post: Post) -> None:
    slow, other = post.chat(), post.chat()
    post.sandbox.faults.add(Fault("delay", "sendMessage", chat=slow.user.id, when="after", seconds=0.2))
    post.start()
    first = await post.put(slow.user.id, "first")
    await post.sandbox.wait_for(lambda: said(slow))
    waiting = await post.put(slow.user.id, "second")
    stopping = asyncio.create_task(post.courier.stop(5))
    await asyncio.gather(stopping, *post.running)
    late = await post.put(other.user.id, "late")
    rows = [await post.row(one) for one in (first, waiting, late)]
    assert [row.state for row in rows] == [outbox.SENT, outbox.PENDING, outbox.PENDING]
    post.start()
    await post.becomes(waiting, outbox.SENT)
    await post.becomes(late, outbox.SENT)
    assert (said(slow), said(other)) == (["first", "second"], ["late"])


@pytest.mark.parametrize("lane", [Lane.ANSWER, Lane.BROADCAST])
async def test_a_stop_in_the_middle_of_taking_sends_what_was_taken(
    post: Post, lane: Lane, monkeypatch: pytest.MonkeyPatch
) -> None:
    """What says "sending" and was not sent would be of unknown fate for ever, as far as broadcasts go."""
    chats = [post.chat() for _ in range(8)]
    deliveries = [await post.put(chat.user.id, "alpha", lane) for chat in chats]
    taking = asyncio.Event()
    claim = carrying.claim

    def noticed(session: Session, ids: Sequence[int], now: datetime) -> list[Claimed]:
        loop.call_soon_threadsafe(taking.set)
        return claim(session, ids, now)

    loop = asyncio.get_running_loop()
    monkeypatch.setattr(carrying, "claim", noticed)
    post.start()
    async with asyncio.timeout(10):
        await taking.wait()
        await post.courier.stop(5)
    states = [(await post.row(one)).state for one in deliveries]
    assert set(states) <= {outbox.SENT, outbox.PENDING}
    assert sum(len(said(chat)) for chat in chats) == states.count(outbox.SENT) > 0


async def test_a_stop_does_not_wait_for_an_answer_that_does_not_come(post: Post) -> None:
    """The successor sends it again: better twice, with the same number, than not at all."""
    chat = post.chat()
    post.sandbox.faults.add(Fault("delay", "sendMessage", when="after", seconds=60))
    post.start()
    delivery = await post.put(chat.user.id, "Nr. 42")
    await post.sandbox.wait_for(lambda: said(chat))
    async with asyncio.timeout(2):
        await post.courier.stop(0.1)
    assert (await post.row(delivery)).state == outbox.SENDING
    post.start()
    await post.becomes(delivery, outbox.SENT)
    assert said(chat) == ["Nr. 42", "Nr. 42"]


async def test_a_successor_does_not_repeat_a_broadcast(post: Post) -> None:
    chat = post.chat()
    broadcast = await post.put(chat.user.id, "broadcast", Lane.BROADCAST)
    now = post.sandbox.clock.now()
    await post.database.write(lambda session: carrying.claim(session, [broadcast], now))
    post.start()
    await post.becomes(broadcast, outbox.UNKNOWN)
    await post.becomes(await post.put(chat.user.id, "after it", Lane.BROADCAST), outbox.SENT)
    assert said(chat) == ["after it"]
