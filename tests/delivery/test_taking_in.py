"""From Telegram to a handler: one chat's updates keep their order also when one fails, and other chats go on."""

import asyncio
from collections.abc import AsyncIterator, Callable
from contextlib import asynccontextmanager
from datetime import timedelta
from functools import partial
from time import monotonic
from zoneinfo import ZoneInfo

import pytest
from sqlalchemy import select

from bot.context import Context, Region
from bot.inbox import Poller, Pump
from bot.manifest import Command, Feature
from bot.router import Router
from bot.sandbox import flood
from storage import outbox
from storage.inbox import Unit, inbox, parked_updates
from tests.delivery.post import Post


class Book:
    """A feature with one command, `/note`: what is noted, in the order of it; what is to fail does so first."""

    def __init__(self, **failures: int) -> None:
        self.failures = failures
        self.noted: list[str] = []

    def note(self, ctx: Context) -> None:
        if self.failures.get(ctx.arguments):
            self.failures[ctx.arguments] -= 1
            raise ValueError("on purpose")
        self.noted.append(ctx.arguments)


@asynccontextmanager
async def taking_in(post: Post, book: Book) -> AsyncIterator[Pump]:
    """Poller and pump at work, on what waits already and on what comes."""
    feature = Feature("book", commands=(Command("note", book.note, "Note", act=None),))
    router = Router([feature], Region("Reģions", ZoneInfo("Europe/Riga"), "lv"))
    now = post.sandbox.clock.now
    pump = Pump(post.database, router, now, handled=post.courier.wake, answer=print)
    halt = partial(post.courier.halt, too_many=False)
    poller = Poller(post.api, post.database, now, stored=pump.wake, flooded=halt)
    loops = [asyncio.create_task(poller.run()), asyncio.create_task(pump.run())]
    try:
        yield pump
    finally:
        for loop in loops:
            loop.cancel()
        await asyncio.gather(*loops, return_exceptions=True)


async def until(book: Book, count: int, pass_time: Callable[[], None] = lambda: None) -> None:
    """Wait until so much is noted, letting time pass if that is what it takes."""
    async with asyncio.timeout(10):
        while len(book.noted) < count:
            pass_time()
            await asyncio.sleep(0)


def a_second(post: Post, pump: Pump) -> Callable[[], None]:
    def pass_time() -> None:
        post.sandbox.clock.move(timedelta(seconds=1))
        pump.wake()

    return pass_time


async def test_a_failed_update_is_not_overtaken_by_its_chats_next_one(post: Post) -> None:
    """Though all of them were there, and were read together."""
    chat, other = post.chat(), post.chat()
    post.bot.updates.drop()
    book = Book(first=1)
    chat.send("/note first")
    chat.send("/note second")
    other.send("/note other")
    async with taking_in(post, book) as pump:
        await until(book, 1)
        assert book.noted == ["other"]
        await until(book, 3, a_second(post, pump))
    assert book.noted == ["other", "first", "second"]


async def test_a_flood_of_polls_silences_the_whole_token(post: Post) -> None:
    chat = post.chat()
    post.bot.updates.drop()
    post.sandbox.faults.add(flood(1, "getUpdates"))
    async with taking_in(post, Book()):
        async with asyncio.timeout(10):
            while not post.courier.silent_for:
                await asyncio.sleep(0)
        began = monotonic()
        post.start()
        delivery = await post.put(chat.user.id)
        await post.becomes(delivery, outbox.SENT)
    assert monotonic() - began > 0.9


async def test_a_chat_that_is_stuck_holds_up_no_other(post: Post, monkeypatch: pytest.MonkeyPatch) -> None:
    """What comes while one chat's update is being handled does not wait for the end of it."""
    chat, other = post.chat(), post.chat()
    post.bot.updates.drop()
    book = Book(stuck=1)
    stuck = asyncio.Event()

    async def never_done(_pump: Pump, _unit: Unit, _error: Exception) -> None:
        stuck.set()
        await asyncio.Event().wait()

    monkeypatch.setattr(Pump, "_failed", never_done)
    chat.send("/note stuck")
    async with taking_in(post, book):
        async with asyncio.timeout(10):
            await stuck.wait()
        chat.send("/note behind")
        other.send("/note other")
        await until(book, 1)
    assert book.noted == ["other"]


async def test_what_always_fails_is_parked_and_its_chat_goes_on(post: Post) -> None:
    chat = post.chat()
    post.bot.updates.drop()
    book = Book(impossible=10**6)
    chat.send("/note impossible")
    chat.send("/note possible")
    async with taking_in(post, book) as pump:
        await until(book, 1, a_second(post, pump))
    assert book.noted == ["possible"]
    ((parked, error),) = await post.database.write(parked_updates)
    tries = select(inbox.c.tries).where(inbox.c.update_id == parked)
    assert await post.database.write(lambda session: session.scalar(tries)) == 5
    assert error.startswith("ValueError at tests.delivery.test_taking_in")


async def test_an_update_that_nobody_can_read_takes_no_other_along(post: Post) -> None:
    chat = post.chat()
    post.bot.updates.drop()
    book = Book()
    for odd in ({"chat": "?"}, {"chat": {"id": "?"}, "media_group_id": 7}, {"from": 5}):
        post.bot.updates.put("message", odd)
    chat.send("/note this")
    async with taking_in(post, book):
        await until(book, 1)
    assert book.noted == ["this"]
