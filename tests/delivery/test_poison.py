"""What fails every time takes nothing along: neither its batch, nor its chat, nor the courier."""

import asyncio
from typing import Any

import pytest
from sqlalchemy import update
from sqlalchemy.orm import Session

from bot.delivery import telegram
from bot.delivery.reasons import reason
from storage import carrying, outbox
from storage.carrying import Claimed
from storage.files import files, order_file
from tests.delivery.post import Post, said
from tests.delivery.test_taking_in import Book, taking_in, until


@pytest.fixture
def broken(monkeypatch: pytest.MonkeyPatch) -> list[int]:
    """What says "poison" cannot be made into a request; the attempts to do so."""
    attempts: list[int] = []
    whole = telegram.request_of

    def request_of(delivery: Claimed) -> dict[str, Any]:
        if delivery.payload["text"] == "poison":
            attempts.append(delivery.id)
            raise ValueError("poison")
        return whole(delivery)

    monkeypatch.setattr(telegram, "request_of", request_of)
    return attempts


async def test_what_cannot_be_prepared_is_parked_and_its_chat_goes_on(post: Post, broken: list[int]) -> None:
    chat, other = post.chat(), post.chat()
    post.start()
    poison = await post.put(chat.user.id, "poison")
    later = await post.put(chat.user.id, "later")
    await post.becomes(await post.put(other.user.id, "other"), outbox.SENT)
    assert await post.carry_through(poison) == outbox.FAILED
    await post.becomes(later, outbox.SENT)
    assert (said(chat), said(other)) == (["later"], ["other"])
    assert broken == [poison] * 3, "a few tries"
    row = await post.row(poison)
    assert row.error.startswith("mistake: ValueError at tests.delivery.test_poison:")
    assert reason(row.state, row.error) == "a mistake inside Plaukts"


async def test_an_edit_that_cannot_be_prepared_is_parked_too(post: Post, broken: list[int]) -> None:
    chat = post.chat()
    post.start()
    sent = await post.put(chat.user.id, "alpha")
    await post.becomes(sent, outbox.SENT)
    edit = await post.put(chat.user.id, "poison", op=outbox.EDIT, method="editMessageText", target_id=sent)
    assert await post.carry_through(edit) == outbox.FAILED
    await post.becomes(await post.put(chat.user.id, "beta"), outbox.SENT)
    assert said(chat) == ["alpha", "beta"]
    assert len(broken) == 3


async def test_a_file_that_is_not_there_any_more(post: Post) -> None:
    chat = post.chat()

    def lost(session: Session) -> int:
        ordered: dict[str, Any] = {"name": "a.csv", "mime": "text/csv", "builder": "b", "arguments": {}}
        return order_file(session, now=post.sandbox.clock.now(), **ordered)

    file = await post.database.write(lost)
    await post.database.write(lambda session: session.execute(update(files).values(bytes=b"1")))
    post.start()
    content = post.courier._file
    post.courier._file = lambda file_id: content(file_id + 99)  # type: ignore[method-assign]
    delivery = await post.put(chat.user.id, "alpha", file_id=file, method="sendDocument", payload={"caption": "x"})
    later = await post.put(chat.user.id, "later")
    assert await post.carry_through(delivery) == outbox.FAILED
    await post.becomes(later, outbox.SENT)


async def test_what_cannot_be_written_down_goes_once(post: Post, monkeypatch: pytest.MonkeyPatch) -> None:
    """Left as "sending", it would be taken for forgotten, and go again every second."""
    chat = post.chat()
    whole = carrying.settle_sent

    def settle_sent(session: Session, delivery_id: int, *more: Any) -> None:
        if delivery_id == poison:
            raise ValueError("poison")
        whole(session, delivery_id, *more)

    monkeypatch.setattr(carrying, "settle_sent", settle_sent)
    poison = await post.put(chat.user.id, "poison")
    post.start()
    await post.becomes(poison, outbox.FAILED)
    await post.becomes(await post.put(chat.user.id, "later"), outbox.SENT)
    assert said(chat) == ["poison", "later"]


async def test_an_update_without_a_number_takes_no_batch_along(post: Post, monkeypatch: pytest.MonkeyPatch) -> None:
    chat = post.chat()
    post.bot.updates.drop()
    book, call = Book(), post.api.call
    spoilt = asyncio.Event()

    async def odd(method: str, *more: Any) -> Any:
        result = await call(method, *more)
        if method == "getUpdates" and result and not spoilt.is_set():
            spoilt.set()
            return ["what?", {"message": {}}, {"update_id": "seven"}, *result]
        return result

    monkeypatch.setattr(post.api, "call", odd)
    chat.send("/note this")
    async with taking_in(post, book):
        await until(book, 1)
        assert spoilt.is_set()
        chat.send("/note that")
        await until(book, 2)
    assert book.noted == ["this", "that"]
