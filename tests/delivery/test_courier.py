"""The courier at work: who overtakes whom, who waits for what, and that nobody waits for nothing."""

import asyncio
from collections.abc import Callable
from math import inf
from threading import Event
from typing import Any

import pytest
from sqlalchemy import update
from sqlalchemy.orm import Session

from bot.delivery import courier
from bot.delivery.pace import Limits, Pace
from bot.sandbox import Fault
from storage import outbox
from storage.files import file_content, file_made, order_file
from storage.outbox import Lane
from tests.delivery.post import Post, said

ONE_AT_A_TIME = Limits(per_second=inf, most_per_second=inf, per_chat_seconds=0, in_flight=1, kept_for_urgent=0)


async def test_urgent_lanes_overtake(post: Post) -> None:
    """Whatever waited before, to whomever."""
    chats = [post.chat() for _ in range(2)]
    for lane in reversed(Lane):
        for chat in chats:
            await post.put(chat.user.id, f"{lane.name} {chat.user.id}", lane)
    post.courier = courier.Courier(post.database, post.channel, post.sandbox.clock.now, ONE_AT_A_TIME)
    post.start()
    await post.sandbox.wait_for(lambda: len(post.asked()) == 8)
    assert [str(text).split()[0] for text in post.asked()] == [lane.name for lane in Lane for _ in chats]


async def test_a_chats_messages_arrive_in_their_order(post: Post) -> None:
    chats = [post.chat() for _ in range(5)]
    last = 0
    for number in range(10):
        for chat in chats:
            last = await post.put(chat.user.id, f"Nr. {number}")
    post.start()
    await post.becomes(last, outbox.SENT)
    await post.sandbox.wait_for(lambda: len(post.asked()) == 50)
    assert [said(chat) for chat in chats] == [[f"Nr. {number}" for number in range(10)]] * 5


async def test_one_request_at_a_time_per_chat(post: Post) -> None:
    """While one hangs, nothing else goes to its chat, be it ever so urgent; others do not notice."""
    slow, other = post.chat(), post.chat()
    post.sandbox.faults.add(Fault("delay", "sendMessage", chat=slow.user.id, when="after", seconds=60))
    post.start()
    first = await post.put(slow.user.id, "first")
    await post.sandbox.wait_for(lambda: said(slow))
    second = await post.put(slow.user.id, "second", Lane.INTERACTIVE)
    for number in range(5):
        await post.becomes(await post.put(other.user.id, f"beta {number}"), outbox.SENT)
    assert said(slow) == ["first"]
    assert [(await post.row(one)).state for one in (first, second)] == [outbox.SENDING, outbox.PENDING]


async def test_what_is_tried_again_holds_up_its_chats_lane_only(post: Post) -> None:
    chat, other = post.chat(), post.chat()
    post.sandbox.faults.add(Fault("answer", "sendMessage", chat=chat.user.id))
    post.start()
    first = await post.put(chat.user.id, "first")
    await post.becomes(first, outbox.UNKNOWN)
    later = await post.put(chat.user.id, "later")
    await post.becomes(await post.put(chat.user.id, "urgent", Lane.INTERACTIVE), outbox.SENT)
    await post.becomes(await post.put(other.user.id, "beta"), outbox.SENT)
    assert said(chat) == ["urgent"]
    assert await post.carry_through(first) == outbox.SENT
    await post.becomes(later, outbox.SENT)
    assert said(chat) == ["urgent", "first", "later"]


async def test_a_lane_is_held_up_for_a_minute_and_not_as_long_as_it_fails(
    post: Post, monkeypatch: pytest.MonkeyPatch
) -> None:
    """An edit that Telegram cannot do is repeated for a day; what follows it is not that late."""
    monkeypatch.setattr(courier, "LANE_WAITS", 0.3)
    chat = post.chat()
    post.sandbox.faults.add(Fault("answer", "editMessageText", times=None))
    post.start()
    delivery = await post.put(chat.user.id, "first")
    await post.becomes(delivery, outbox.SENT)
    await post.edit(delivery, {"text": "second"})
    await post.until(delivery + 1, lambda row: row.error is not None)
    later = await post.put(chat.user.id, "later")
    async with asyncio.timeout(10):
        while (await post.row(later)).state != outbox.SENT:
            post.later(30)
    assert said(chat) == ["first", "later"]
    assert (await post.row(delivery + 1)).state in (outbox.PENDING, outbox.SENDING)


async def test_what_is_put_in_goes_at_once(post: Post, monkeypatch: pytest.MonkeyPatch) -> None:
    """Not at the courier's next look, which is far away here."""
    monkeypatch.setattr(courier, "LOOK_AGAIN", 60.0)
    monkeypatch.setattr(Pace, "next_room", lambda _pace, _now: 60.0)
    chat = post.chat()
    post.start()
    for number in range(3):
        await post.becomes(await post.put(chat.user.id, f"Nr. {number}"), outbox.SENT)


async def test_a_look_that_is_undone_for_anothers_failure_is_done_again_as_a_whole(
    post: Post, monkeypatch: pytest.MonkeyPatch
) -> None:
    chat = post.chat()
    now = post.sandbox.clock.now()
    unknown = await post.put(chat.user.id)
    values = {"state": outbox.UNKNOWN, "claimed_at": now}
    await post.database.write(lambda session: session.execute(update(outbox.deliveries).values(values)))
    write = post.database.write

    async def followed_by_a_failure(job: Callable[[Session], Any]) -> Any:
        if getattr(job, "func", None) != post.courier._claim:
            return await write(job)
        asleep = Event()
        post.database.submit(lambda _session: asleep.wait(10))
        looking = asyncio.create_task(write(job))
        await asyncio.sleep(0)
        failing = post.database.submit(lambda _session: 1 / 0)
        asleep.set()
        found = await looking
        assert isinstance(failing.exception(10), ZeroDivisionError)
        return found

    monkeypatch.setattr(post.database, "write", followed_by_a_failure)
    post.start()
    await post.becomes(unknown, outbox.SENT)


async def test_what_another_process_puts_in_goes_without_being_told(post: Post) -> None:
    chat = post.chat()
    post.start()
    await post.becomes(await post.put(chat.user.id, "first"), outbox.SENT)
    values: dict[str, Any] = {"chat_id": chat.user.id, "method": "sendMessage", "payload": {"text": "second"}}
    about, now = outbox.About("card"), post.sandbox.clock.now()
    await post.database.write(lambda session: outbox.enqueue(session, about=about, lane=Lane.ANSWER, now=now, **values))
    await post.sandbox.wait_for(lambda: "second" in said(chat))


async def test_the_pace_holds_on_the_wire(post: Post) -> None:
    """Four requests in any second, over all chats; and one a second to the same chat."""
    post.courier = courier.Courier(
        post.database,
        post.channel,
        post.sandbox.clock.now,
        Limits(per_second=3, most_per_second=3, per_chat_seconds=0.5),
    )
    post.sandbox.clock.thaw()
    chats = [post.chat() for _ in range(5)]
    for chat in [*chats, chats[0], chats[0]]:
        await post.put(chat.user.id)
    post.start()
    await post.sandbox.wait_for(lambda: len(post.asked()) == 7)
    times = [one.at for one in post.sandbox.requests]
    assert all(later - earlier > 0.9 for earlier, later in zip(times, times[4:], strict=False))
    first = [one.at for one in post.sandbox.requests if one.params["chat_id"] == chats[0].user.id]
    assert all(later - earlier > 0.4 for earlier, later in zip(first, first[1:], strict=False))  # noqa: RUF007


async def test_a_reply_goes_under_its_target_and_an_edit_after_it(post: Post) -> None:
    """Put in together, in the unit of work, before anything has a message id."""
    chat = post.chat()
    target = await post.put(chat.user.id, "target", Lane.REMINDER)
    await post.put(chat.user.id, "reply", Lane.INTERACTIVE, target_id=target)
    post.sandbox.faults.add(Fault("delay", "sendMessage", when="after", seconds=0.1))
    post.start()
    await post.becomes(target, outbox.SENDING)
    await post.edit(target, {"text": "edited"})
    await post.sandbox.wait_for(lambda: said(chat) == ["edited", "reply"])
    assert chat.last["reply_to_message"]["text"] in ("target", "edited")


async def test_a_file_is_uploaded_once(post: Post) -> None:
    """And then sent by the id that Telegram gave it: also after its bytes are gone here."""
    now = post.sandbox.clock.now()
    name = "plaukts-2026-10.csv"
    file = await post.database.write(
        lambda session: order_file(session, name=name, mime="text/csv", builder="report", arguments={}, now=now)
    )
    chats = [post.chat() for _ in range(3)]
    post.start()
    document: dict[str, Any] = {"method": "sendDocument", "payload": {"caption": "Pārskats"}, "file_id": file}
    first = await post.put(chats[0].user.id, **document)
    await post.becomes(await post.put(chats[0].user.id, "goes before"), outbox.SENT)
    assert said(chats[0]) == ["goes before"], "the document waits until it is made"
    await post.database.write(lambda session: file_made(session, file, b"Nr.;Datums\n"))
    post.courier.wake()
    await post.becomes(first, outbox.SENT)
    for chat in chats[1:]:
        await post.becomes(await post.put(chat.user.id, **document), outbox.SENT)
    sent = [one.params["document"] for one in post.sandbox.requests if one.method == "sendDocument"]
    assert [isinstance(one, str) for one in sent] == [False, True, True]
    for chat in chats:
        assert (chat.last["document"]["file_name"], chat.last["caption"]) == (name, "Pārskats")
        stored = post.sandbox.files.get(chat.last["document"]["file_id"])
        assert stored is not None
        assert stored.data == b"Nr.;Datums\n"
    with post.database.read() as session:
        assert file_content(session, file).content is None


async def test_an_album_taken_back_is_gone_as_a_whole(post: Post) -> None:
    chat = post.chat()
    photos = [chat.send_photo()["photo"][-1]["file_id"] for _ in range(3)]
    post.start()
    media = [{"type": "photo", "media": one} for one in photos]
    album = await post.put(chat.user.id, method="sendMediaGroup", payload={"media": media})
    await post.becomes(album, outbox.SENT)
    assert len(said(chat)) == 3
    now = post.sandbox.clock.now()
    await post.database.write(lambda session: outbox.take_back(session, album, now=now))
    post.courier.wake()
    await post.sandbox.wait_for(lambda: not said(chat))
