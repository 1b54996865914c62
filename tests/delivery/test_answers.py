"""A pressed button is answered once: with what came of it, or with "One moment…" where that takes long."""

import asyncio
from collections.abc import AsyncIterator, Callable, Iterator
from contextlib import asynccontextmanager, closing, contextmanager
from time import monotonic
from typing import Any
from zoneinfo import ZoneInfo

import pytest
from sqlalchemy import create_engine, text

from bot.answers import ButtonAnswers
from bot.context import Context, Region
from bot.errors import UserError
from bot.inbox import Poller, Pump
from bot.manifest import Button, Feature
from bot.router import Router
from bot.sandbox import PrivateChat, flood
from storage import outbox
from storage.away import DatabaseAwayError
from storage.database import Database
from tests.delivery.post import Post

WAIT, DONE = "Brīdi…", "Saglabāts"


@pytest.fixture
def database(impatient_database: Database) -> Database:
    """What is tested here is what happens when it gives up."""
    return impatient_database


@contextmanager
def busy(database: Database) -> Iterator[None]:
    """Another program keeps the database for itself."""
    engine = create_engine(database.url, isolation_level="AUTOCOMMIT")
    with closing(engine.connect()) as other:
        if engine.dialect.name == "sqlite":
            other.execute(text("BEGIN IMMEDIATE"))
        else:
            other.execute(text("BEGIN"))
            other.execute(text("LOCK TABLE inbox"))
        yield
        other.execute(text("ROLLBACK"))
    engine.dispose()


def save(ctx: Context) -> None:
    ctx.toast = DONE


@asynccontextmanager
async def pressed_on(
    post: Post, handle: Callable[[Context], None] = save
) -> AsyncIterator[tuple[PrivateChat, Callable[[], str], ButtonAnswers]]:
    """A chat with a message that has a button, how to press it, and who answers; what is pressed is handled."""
    router = Router(
        [Feature("book", buttons=(Button("b:save", handle, None),))], Region("Reģions", ZoneInfo("Europe/Riga"), "lv")
    )
    now = post.sandbox.clock.now
    answers = ButtonAnswers(post.api, post.courier, "lv")
    pump = Pump(post.database, router, now, handled=post.courier.wake, answer=answers.answer)
    poller = Poller(post.api, post.database, now, stored=pump.wake, received=answers.received)
    chat = post.chat()
    post.start()
    rows = [[{"text": "Saglabāt", "callback_data": "b:save"}]]
    delivery = await post.put(chat.user.id, payload={"text": "alpha", "reply_markup": {"inline_keyboard": rows}})
    await post.becomes(delivery, outbox.SENT)
    message = chat.last
    loops = [asyncio.create_task(poller.run()), asyncio.create_task(pump.run())]
    try:
        yield chat, lambda: chat.press(message, "Saglabāt"), answers
    finally:
        for loop in loops:
            loop.cancel()
        await asyncio.gather(*loops, answers.stop(), return_exceptions=True)


def answered(post: Post) -> list[str | None]:
    return post.asked("answerCallbackQuery")


async def says(post: Post, query: str, words: str) -> None:
    await post.sandbox.wait_for(lambda: (post.sandbox.queries.answer_to(query) or {}).get("text") == words, timeout=20)


async def test_who_presses_while_it_takes_long_is_told_to_wait_and_nothing_more(post: Post) -> None:
    async with pressed_on(post) as (_, press, answers):
        answers.patience = 60
        at_once = press()
        await says(post, at_once, DONE)
        with busy(post.database):
            answers.patience = 0
            late = press()
            await says(post, late, WAIT)
        # What was pressed takes effect all the same, and is not answered a second time.
        answers.patience = 60
        third = press()
        await says(post, third, DONE)
        assert answered(post) == [DONE, WAIT, DONE]


async def test_a_silence_that_telegram_wants_is_kept_by_the_answers_to_presses_and_brought_about_by_them(
    post: Post,
) -> None:
    async with pressed_on(post) as (_, press, answers):
        answers.patience = 60
        post.courier.halt(1, too_many=False)
        began = monotonic()
        await says(post, press(), DONE)
        assert monotonic() - began > 0.9
        post.sandbox.faults.add(flood(7, "answerCallbackQuery"))
        press()
        async with asyncio.timeout(10):
            while not post.courier.silent_for:
                await asyncio.sleep(0)
        assert 6 < post.courier.silent_for <= 7


async def test_who_uses_english_is_told_so(post: Post) -> None:
    async with pressed_on(post) as (chat, press, answers):
        answers.patience = 0
        chat.user.language_code = "en-GB"
        with busy(post.database):
            await says(post, press(), "One moment…")


@pytest.mark.parametrize("refused", [False, True])
async def test_what_a_commit_without_a_reply_brought_about_is_answered(
    post: Post, monkeypatch: pytest.MonkeyPatch, *, refused: bool
) -> None:
    """And not what the same press says once it has had its effect."""
    write, pressed, lost = post.database.write, asyncio.Event(), asyncio.Event()

    async def losing_a_reply(job: Callable[[Any], Any]) -> Any:
        handles = "Pump._handle" in getattr(job, "__qualname__", "")
        result = await write(job)
        if handles and pressed.is_set() and not lost.is_set():
            lost.set()
            raise DatabaseAwayError("ConnectionError")
        return result

    def handle(ctx: Context) -> None:
        if lost.is_set() and refused:
            raise UserError("Done before")
        ctx.toast = "Done before" if lost.is_set() else DONE

    monkeypatch.setattr(post.database, "write", losing_a_reply)
    monkeypatch.setattr("bot.inbox.TROUBLE_PAUSE", 0.0)
    async with pressed_on(post, handle) as (chat, press, answers):
        answers.patience = 60
        await post.sandbox.wait_for(lambda: chat.last["text"] != "alpha", timeout=20)  # /start is done with
        pressed.set()
        await says(post, press(), DONE)
        assert lost.is_set()
        assert answered(post) == [DONE]
