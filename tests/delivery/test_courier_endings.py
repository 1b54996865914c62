"""How the courier ends and begins, and what it does while the database is away: nothing lost, nothing doubled."""

import asyncio
import shutil
import sqlite3
from collections.abc import Iterator, Sequence
from contextlib import closing
from datetime import datetime
from pathlib import Path

import pytest
from sqlalchemy import create_engine, text
from sqlalchemy.exc import OperationalError
from sqlalchemy.orm import Session

from bot.delivery.pace import Limits
from bot.sandbox import Fault
from storage import carrying, database, outbox
from storage.carrying import Claimed
from storage.outbox import Lane
from tests.delivery.post import Post, post_office, said


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


@pytest.fixture
def locked_soon(sqlite_template: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Iterator[database.Database]:
    """A SQLite file on which the bot waits for another process a tenth of a second, and not ten."""
    monkeypatch.setattr(database, "BUSY_SECONDS", 0.1)
    shutil.copy(sqlite_template, tmp_path / "plaukts.db")
    made = database.Database(f"sqlite:///{tmp_path / 'plaukts.db'}")
    made.start()
    yield made
    made.stop()


async def test_a_locked_file_makes_the_courier_wait_and_forget_nothing(locked_soon: database.Database) -> None:
    """Another process writes for long, just when the answer to a request comes."""
    async with post_office(locked_soon) as post:
        chat = post.chat()
        post.sandbox.faults.add(Fault("delay", "sendMessage", when="after", seconds=0.2))
        post.start()
        delivery = await post.put(chat.user.id)
        await post.sandbox.wait_for(lambda: said(chat))
        with closing(sqlite3.connect(locked_soon.url.removeprefix("sqlite:///"), isolation_level=None)) as other:
            other.execute("BEGIN IMMEDIATE")
            await _judged(post)
            with pytest.raises(OperationalError, match="locked"):
                await post.row(delivery)
            other.execute("ROLLBACK")
        await post.becomes(delivery, outbox.SENT)
        await post.becomes(await post.put(chat.user.id, "beta"), outbox.SENT)
        assert said(chat) == ["alpha", "beta"]


@pytest.mark.parametrize("database_url", ["postgresql"], indirect=True)
async def test_a_server_that_drops_its_connections_loses_nothing(post: Post, database_url: str) -> None:
    """PostgreSQL restarts, just when the answer to a request comes."""
    chat = post.chat()
    post.sandbox.faults.add(Fault("delay", "sendMessage", when="after", seconds=0.2))
    post.start()
    delivery = await post.put(chat.user.id)
    await post.sandbox.wait_for(lambda: said(chat))
    for _ in range(3):
        await asyncio.to_thread(_drop_connections, database_url)
    await _judged(post)
    await asyncio.to_thread(_drop_connections, database_url)
    async with asyncio.timeout(10):
        while await _state(post, delivery) != outbox.SENT:
            await asyncio.sleep(0)
    assert said(chat) == ["alpha"]


async def _judged(post: Post) -> None:
    """Wait until an answer has come, while what it means is being written down."""
    async with asyncio.timeout(10):
        while not post.channel.verdicts:
            await asyncio.sleep(0)


async def _state(post: Post, delivery: int) -> str | None:
    try:
        return str((await post.row(delivery)).state)
    except OperationalError:  # the connection that was dropped
        return None


def _drop_connections(url: str) -> None:
    engine = create_engine(url.replace("postgresql:", "postgresql+psycopg:", 1), isolation_level="AUTOCOMMIT")
    with engine.connect() as connection:
        connection.execute(
            text(
                "SELECT pg_terminate_backend(pid) FROM pg_stat_activity"
                " WHERE datname = current_database() AND pid <> pg_backend_pid()"
            )
        )
    engine.dispose()


async def test_what_a_lost_commit_took_goes_once(post: Post) -> None:
    """The database committed, its reply was lost: the rows say "sending", and nobody carries them."""
    chat = post.chat()
    delivery = await post.put(chat.user.id)
    lost = asyncio.Event()
    write = post.database.write

    async def losing_one_reply(job):  # type: ignore[no-untyped-def]
        result = await write(job)
        if isinstance(result, tuple) and result[0] and not lost.is_set():
            lost.set()
            raise ConnectionError("the reply to COMMIT was lost")
        return result

    post.database.write = losing_one_reply  # type: ignore[method-assign]
    post.start(Limits())
    await post.becomes(delivery, outbox.SENT)
    assert lost.is_set()
    assert said(chat) == ["alpha"]
