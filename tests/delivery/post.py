"""A post office for a test: a real database, the real courier and its channel, the local Telegram over HTTP."""

import asyncio
from collections.abc import AsyncIterator, Callable
from contextlib import asynccontextmanager
from dataclasses import dataclass, field
from datetime import UTC, datetime, timedelta
from typing import Any, TypeVar

from sqlalchemy import select
from sqlalchemy.orm import Session

from bot.delivery.api import TelegramApi
from bot.delivery.courier import Courier
from bot.delivery.meaning import Outcome, Verdict
from bot.delivery.pace import UNPACED, Limits
from bot.delivery.telegram import TelegramChannel
from bot.sandbox import Bot, PrivateChat, Sandbox
from bot.sandbox import Limits as Held
from storage import outbox
from storage.carrying import Claimed
from storage.database import Database
from storage.files import FileContent
from storage.outbox import About, Lane, deliveries

T = TypeVar("T")
TOKEN = "1:local"
START = datetime(2026, 10, 12, 8, tzinfo=UTC)


class Watched(TelegramChannel):
    """The channel to Telegram, and what each attempt was judged to be."""

    def __init__(self, api: TelegramApi) -> None:
        super().__init__(api)
        self.verdicts: list[Verdict] = []

    async def deliver(self, delivery: Claimed, file: FileContent | None) -> Verdict:
        verdict = await super().deliver(delivery, file)
        self.verdicts.append(verdict)
        return verdict


@dataclass
class Post:
    """What a test has in its hands."""

    sandbox: Sandbox
    bot: Bot
    database: Database
    api: TelegramApi
    channel: Watched
    courier: Courier
    running: list["asyncio.Task[None]"] = field(default_factory=list)

    def chat(self, name: str = "Bibliotekāre") -> PrivateChat:
        """The chat of somebody who has pressed Start."""
        chat = self.sandbox.add_user(name).chat_with(self.bot)
        chat.start()
        return chat

    def start(self, limits: Limits = UNPACED) -> Courier:
        """Let a courier run: the first, or the successor of one that was stopped."""
        if self.running:
            self.courier = Courier(self.database, self.channel, self.sandbox.clock.now, limits)
        self.running.append(asyncio.create_task(self.courier.run()))
        return self.courier

    async def put(self, chat_id: int, text: str = "alpha", lane: Lane = Lane.ANSWER, **more: Any) -> int:
        """Put a delivery in, and wake the courier as the pump does."""
        values: dict[str, Any] = {
            "chat_id": chat_id,
            "method": "sendMessage",
            "payload": {"text": text},
            "about": About("card"),
            "lane": lane,
            "now": self.sandbox.clock.now(),
        }
        delivery = await self.database.write(lambda session: outbox.enqueue(session, **values | more))
        self.courier.wake()
        return delivery

    async def edit(self, delivery: int, payload: dict[str, Any]) -> None:
        now = self.sandbox.clock.now()
        await self.database.write(lambda session: outbox.edit(session, delivery, payload, now=now))
        self.courier.wake()

    async def row(self, delivery: int) -> Any:
        query = select(deliveries).where(deliveries.c.id == delivery)
        return await self.database.write(lambda session: session.execute(query).one())

    async def becomes(self, delivery: int, *states: str) -> str:
        """Wait until the delivery is in one of these states."""
        return await self.until(delivery, lambda row: str(row.state) if row.state in states else "")

    async def until(self, delivery: int, condition: Callable[[Any], T]) -> T:
        """Wait until the delivery's row is so."""
        async with asyncio.timeout(10):
            while not (found := condition(await self.row(delivery))):
                await asyncio.sleep(0)
            return found

    def later(self, seconds: float) -> None:
        """Let time pass."""
        self.sandbox.clock.move(timedelta(seconds=seconds))
        self.courier.wake()

    async def carry_through(self, delivery: int) -> str:
        """Let time pass, pause by pause, until it is clear what became of a delivery."""
        final = (outbox.SENT, outbox.FAILED, outbox.BLOCKED, outbox.CANCELLED)
        for _ in range(10):
            async with asyncio.timeout(10):
                while (row := await self.row(delivery)).state not in final and row.due_at <= self.sandbox.clock.now():
                    await asyncio.sleep(0)
            if row.state in final:
                return str(row.state)
            self.later((row.due_at - self.sandbox.clock.now()).total_seconds())
        return str(row.state)

    @property
    def outcomes(self) -> list[Outcome]:
        return [verdict.outcome for verdict in self.channel.verdicts]

    def asked(self, pattern: str = "send") -> list[Any]:
        """Texts of the requests so far, in their order."""
        return [one.params.get("text") for one in self.sandbox.requests if one.method.startswith(pattern)]


def said(chat: Any) -> list[str]:
    """What the bot's messages in a chat or group say now."""
    return [str(one.get("text", one.get("caption"))) for one in chat.messages if one["from"]["is_bot"]]


def do(post: Post, job: Callable[[Session], T]) -> T:
    return post.database.submit(job).result()


@asynccontextmanager
async def post_office(database: Database, limits: Limits = UNPACED) -> AsyncIterator[Post]:
    """Everything in its place; the courier runs once it is started."""
    sandbox = Sandbox(limits=Held.off(), start=START, frozen=True)
    bot = sandbox.add_bot(TOKEN, username="plaukts_bot", name="Plaukts")
    async with sandbox.serving() as url, TelegramApi(url, TOKEN) as api:
        channel = Watched(api)
        courier = Courier(database, channel, sandbox.clock.now, limits)
        post = Post(sandbox, bot, database, api, channel, courier)
        try:
            yield post
        finally:
            await post.courier.stop(0)
            for task in post.running:
                task.cancel()
            ended = await asyncio.gather(*post.running, return_exceptions=True)
    assert not sandbox.complaints
    assert not [error for error in ended if isinstance(error, Exception)], "a courier broke"
