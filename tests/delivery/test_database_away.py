"""The database is away for a moment, just when it is needed: nothing is lost, nothing doubled, nobody ends."""

import asyncio
from collections.abc import Callable
from typing import Any

import pytest

from bot.delivery.meaning import Outcome, Verdict
from bot.sandbox import Fault
from storage import outbox
from storage.away import DatabaseAwayError
from storage.carrying import Claimed
from storage.database import Database
from storage.files import FileContent
from tests.delivery.post import Post, said
from tests.outage import away


@pytest.fixture
def database(impatient_database: Database) -> Database:
    """What is tested here is what happens when it gives up."""
    return impatient_database


async def test_an_answer_that_comes_while_the_database_is_away_is_not_forgotten(post: Post) -> None:
    chat = post.chat()
    post.sandbox.faults.add(Fault("delay", "sendMessage", when="after", seconds=0.2))
    post.start()
    delivery = await post.put(chat.user.id)
    await post.sandbox.wait_for(lambda: said(chat))
    async with away(post.database), asyncio.timeout(10):
        while not post.channel.verdicts:
            await asyncio.sleep(0)
        await _state(post, delivery)  # by now writing down what the answer means has failed: jobs are done in order
    async with asyncio.timeout(10):
        while await _state(post, delivery) != outbox.SENT:
            await asyncio.sleep(0)
    await post.becomes(await post.put(chat.user.id, "beta"), outbox.SENT)
    assert said(chat) == ["alpha", "beta"]


async def test_what_did_not_go_is_not_overtaken_though_it_could_not_be_written_down(
    post: Post, monkeypatch: pytest.MonkeyPatch
) -> None:
    chat = post.chat()
    begun, refused = asyncio.Event(), asyncio.Event()
    deliver = post.channel.deliver

    async def refusing_once(delivery: Claimed, file: FileContent | None) -> Verdict:
        if refused.is_set():
            return await deliver(delivery, file)
        begun.set()
        await refused.wait()
        return Verdict(Outcome.NOT_SENT, "ClientConnectorError")

    monkeypatch.setattr(post.channel, "deliver", refusing_once)
    post.start()
    first, second = await post.put(chat.user.id), await post.put(chat.user.id, "beta")
    await asyncio.wait_for(begun.wait(), 10)
    async with away(post.database):
        refused.set()
        await asyncio.sleep(0)
        await _state(post, first)  # by now writing down what became of it has failed: jobs are done in order
    while await _state(post, first) is None:
        await asyncio.sleep(0)
    assert [await post.carry_through(one) for one in (first, second)] == [outbox.SENT, outbox.SENT]
    assert said(chat) == ["alpha", "beta"]


async def _state(post: Post, delivery: int) -> str | None:
    try:
        return str((await post.row(delivery)).state)
    except DatabaseAwayError:
        return None


async def test_what_a_lost_commit_took_goes_once(post: Post, monkeypatch: pytest.MonkeyPatch) -> None:
    """The database committed, its reply was lost: the rows say "sending", and nobody carries them."""
    chat = post.chat()
    delivery = await post.put(chat.user.id)
    lost = asyncio.Event()
    write = post.database.write

    async def losing_a_reply(job: Callable[[Any], Any]) -> Any:
        result = await write(job)
        if isinstance(result, tuple) and result[0] and not lost.is_set():
            lost.set()
            raise DatabaseAwayError("ConnectionError")
        return result

    monkeypatch.setattr(post.database, "write", losing_a_reply)
    post.start()
    await post.becomes(delivery, outbox.SENT)
    assert lost.is_set()
    assert said(chat) == ["alpha"]
