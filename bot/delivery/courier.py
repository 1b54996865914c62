"""The courier: takes deliveries out of the outbox, carries them, and writes down what became of them."""

import asyncio
from collections.abc import Callable
from datetime import datetime, timedelta
from functools import partial
from time import monotonic
from typing import Protocol

import structlog
from sqlalchemy.orm import Session

from bot.delivery.meaning import Outcome, Verdict
from bot.delivery.pace import Limits, Pace, choose
from storage import outbox
from storage.database import Database
from storage.files import FileContent, file_content, file_known
from storage.members import TELEGRAM, set_reachable
from storage.outbox import Claimed

log = structlog.get_logger()

MOST_TRIES_UNKNOWN = 5
UNKNOWN_WITHIN = timedelta(minutes=10)
"""Answers and reminders of unknown fate are tried again this often, for this long."""
GIVE_UP_AFTER = timedelta(hours=24)
"""After this long something that certainly did not go is reported as failed."""
LANE_WAITS = 60.0
"""Seconds for which a delivery that is to be tried again holds up later ones of its chat and lane."""
LOOK_AGAIN = 1.0
"""Seconds after which the courier looks again unasked: the command line, another process, may have put something in."""


class Channel(Protocol):
    """A way to people."""

    async def deliver(self, delivery: Claimed, file: FileContent | None) -> Verdict:
        """Make the one attempt that was claimed."""


class Courier:
    """Carries what is in the outbox, urgent lanes first, one at a time per chat."""

    def __init__(
        self, database: Database, channel: Channel, now: Callable[[], datetime], limits: Limits | None = None
    ) -> None:
        self._database = database
        self._channel = channel
        self._now = now
        self._pace = Pace(limits or Limits())
        self._tasks: dict[asyncio.Task[None], int] = {}
        self._waiting: dict[tuple[int, int], float] = {}
        self._woken = asyncio.Event()
        self._stopping = False
        self._looked_at_unknown = 0.0

    def wake(self) -> None:
        """There is something new in the outbox."""
        self._woken.set()

    async def run(self) -> None:
        """Carry until stopped; what a predecessor left on the wire is of unknown fate."""
        await self._database.write(lambda session: outbox.interrupted(session, self._now()))
        while not self._stopping:
            self._woken.clear()
            ticks = monotonic()
            room = min(self._pace.room(ticks), self._pace.limits.in_flight - len(self._tasks))
            busy = self._pace.resting(ticks) | set(self._tasks.values())
            claimed, pause = await self._database.write(partial(self._claim, ticks, room, busy))
            for delivery in claimed:
                task = asyncio.create_task(self._carry(delivery))
                self._tasks[task] = delivery.chat_id
                task.add_done_callback(self._finished)
            if not claimed:
                await self._rest(pause)
            elif len(self._tasks) >= self._pace.limits.in_flight:
                await self._woken.wait()
            else:
                await asyncio.sleep(0)

    async def stop(self, seconds: float) -> None:
        """Begin nothing more, and give what is on the wire so many seconds to arrive."""
        self._stopping = True
        self._woken.set()
        if self._tasks:
            await asyncio.wait(self._tasks, timeout=seconds)
        for task in self._tasks:
            task.cancel()

    def _claim(self, ticks: float, room: int, busy: set[int], session: Session) -> tuple[list[Claimed], float]:
        now = self._now()
        if ticks - self._looked_at_unknown >= 1:
            self._looked_at_unknown = ticks
            outbox.retry_unknown(session, now, MOST_TRIES_UNKNOWN, UNKNOWN_WITHIN)
        waiting = {key for key, until in self._waiting.items() if until > ticks}
        ids = choose(outbox.candidates(session, now, busy), busy, waiting, room) if room > 0 else []
        if ids:
            return outbox.claim(session, ids, now), 0.0
        pause = min(LOOK_AGAIN, self._pace.next_room(ticks))
        due = outbox.next_due(session, now)
        return [], min(pause, max(0.001, (due - now).total_seconds())) if due else pause

    async def _rest(self, seconds: float) -> None:
        try:
            async with asyncio.timeout(seconds):
                await self._woken.wait()
        except TimeoutError:
            pass

    async def _carry(self, delivery: Claimed) -> None:
        file = await asyncio.to_thread(self._file, delivery.file_id) if delivery.file_id is not None else None
        self._pace.begin(delivery.chat_id, monotonic())
        verdict = await self._channel.deliver(delivery, file)
        if verdict.retry_after is not None:
            self._pace.halt(verdict.retry_after, monotonic())
        if verdict.outcome is not Outcome.SENT:
            log.warning("not delivered", delivery=delivery.id, outcome=verdict.outcome.value, error=verdict.error)
        await self._database.write(lambda session: self._settle(session, delivery, verdict))

    def _file(self, file_id: int) -> FileContent:
        with self._database.read() as session:
            return file_content(session, file_id)

    def _finished(self, task: asyncio.Task[None]) -> None:
        self._tasks.pop(task, None)
        self._woken.set()
        if not task.cancelled() and (error := task.exception()) is not None:
            # The row still says "sending"; it becomes unknown at the next start.
            log.error("delivery could not be settled", error=type(error).__name__)

    def _settle(self, session: Session, delivery: Claimed, verdict: Verdict) -> None:
        now = self._now()
        pause = timedelta(seconds=verdict.retry_after or min(60, 2**delivery.tries))
        match verdict.outcome:
            case Outcome.SENT:
                values = {"message_id": verdict.message_id} if delivery.op == outbox.SEND else {}
                outbox.settle(session, delivery.id, outbox.SENT, sent_at=now, error=None, **values)
                if delivery.file_id is not None and verdict.file_id is not None:
                    file_known(session, delivery.file_id, verdict.file_id)
            case Outcome.NOT_SENT if now - delivery.created_at < GIVE_UP_AFTER:
                self._waiting[delivery.chat_id, delivery.lane] = monotonic() + LANE_WAITS
                outbox.settle(session, delivery.id, outbox.PENDING, due_at=now + pause, error=verdict.error)
                return
            case Outcome.UNKNOWN:
                self._waiting[delivery.chat_id, delivery.lane] = monotonic() + LANE_WAITS
                outbox.settle(session, delivery.id, outbox.UNKNOWN, due_at=now + pause, error=verdict.error)
                return
            case Outcome.BLOCKED:
                outbox.settle(session, delivery.id, outbox.BLOCKED, error=verdict.error)
                set_reachable(session, TELEGRAM, str(delivery.chat_id), now)
            case Outcome.MIGRATED if verdict.new_chat_id is not None:
                outbox.settle(session, delivery.id, outbox.PENDING, error=verdict.error)
                outbox.move_chat(session, delivery.chat_id, verdict.new_chat_id)
            case _:
                outbox.settle(session, delivery.id, outbox.FAILED, error=verdict.error)
        self._waiting.pop((delivery.chat_id, delivery.lane), None)
