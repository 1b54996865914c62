"""The whole way in, from Telegram's answer to the database, with a Telegram that answers what a test says."""

import asyncio
from collections.abc import AsyncIterator, Mapping, Sequence
from contextlib import asynccontextmanager
from datetime import UTC, datetime, timedelta
from typing import Any
from zoneinfo import ZoneInfo

from sqlalchemy import func, select

from bot.answers import ButtonAnswers
from bot.context import Region
from bot.delivery.courier import Courier
from bot.delivery.telegram import TelegramChannel
from bot.inbox import Poller, Pump
from bot.manifest import discover
from bot.router import CallbackAnswer, Router
from bot.throttle import Throttle
from storage.database import Database
from storage.inbox import inbox

START = datetime(2026, 10, 12, 8, tzinfo=UTC)


class Telegram:
    """What a TelegramApi is for those who ask for updates and answer buttons."""

    def __init__(self) -> None:
        self.batches: asyncio.Queue[tuple[Sequence[Any], asyncio.Event]] = asyncio.Queue()
        self.answered: list[Any] = []
        self._handed_over: asyncio.Event | None = None

    async def call(self, method: str, _parameters: Mapping[str, Any], _seconds: float) -> Any:
        assert method == "getUpdates"
        if self._handed_over is not None:
            self._handed_over.set()  # asking for more is what confirms
        batch, self._handed_over = await self.batches.get()
        return batch

    async def post(self, _method: str, parameters: Mapping[str, Any]) -> tuple[int, dict[str, Any]]:
        self.answered.append(parameters["callback_query_id"])
        return 200, {"ok": True, "result": True}


class Intake:
    """Poller, pump, router and button answers, as ``bot.turn`` wires them; time goes on by hand."""

    def __init__(self, database: Database) -> None:
        self.database = database
        self.now = START
        self.telegram = Telegram()
        region = Region("Kuldīgas reģions", ZoneInfo("Europe/Riga"), "lv", "plaukts_bot")
        router = Router(discover(), region, Throttle())
        courier = Courier(database, TelegramChannel(self.telegram), self._time)  # type: ignore[arg-type]
        self.answers = ButtonAnswers(self.telegram, courier, "lv")  # type: ignore[arg-type]
        self.pump = Pump(database, router, self._time, handled=lambda: None, answer=self._answer)
        self.poller = Poller(
            self.telegram,  # type: ignore[arg-type]
            database,
            self._time,
            stored=self.pump.wake,
            received=self.answers.received,
        )

    def _time(self) -> datetime:
        return self.now

    def _answer(self, answer: CallbackAnswer) -> None:
        self.answers.answer(answer)

    async def take(self, *updates: Any) -> None:
        """Hand over one batch, and wait until nothing of it waits any more; raises what ends a loop."""
        taken = asyncio.Event()
        await self.telegram.batches.put((updates, taken))
        async with asyncio.timeout(60):
            while await self.database.write(_waiting) or not taken.is_set():
                for loop in self.loops:
                    if loop.done():
                        loop.result()
                        raise AssertionError("a loop has ended")
                self.now += timedelta(seconds=20)
                self.pump.wake()

    def states(self) -> dict[int, str]:
        """What became of each update."""
        with self.database.read() as session:
            rows = session.execute(select(inbox.c.update_id, inbox.c.done_at, inbox.c.error, inbox.c.parked_at))
            return {row.update_id: row.error or "?" if row.parked_at else "done" for row in rows}

    @asynccontextmanager
    async def running(self) -> AsyncIterator["Intake"]:
        self.loops = [asyncio.create_task(self.poller.run()), asyncio.create_task(self.pump.run())]
        try:
            yield self
        finally:
            for loop in self.loops:
                loop.cancel()
            await asyncio.gather(*self.loops, self.answers.stop(), return_exceptions=True)


def _waiting(session: Any) -> int:
    return (
        session.scalar(
            select(func.count()).select_from(inbox).where(inbox.c.done_at.is_(None), inbox.c.parked_at.is_(None))
        )
        or 0
    )
