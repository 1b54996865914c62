"""The courier: takes deliveries out of the outbox, carries them, and writes down what became of them."""

import asyncio
from collections.abc import Callable, Mapping
from contextlib import suppress
from datetime import datetime
from functools import partial
from random import random
from time import monotonic
from typing import Protocol

import structlog
from sqlalchemy.orm import Session

from bot.delivery.fate import MOST_TRIES_UNKNOWN, UNKNOWN_WITHIN, given_up, try_again
from bot.delivery.meaning import Outcome, Verdict, broken
from bot.delivery.pace import UNHURRIED, Choice, Limits, Pace, Room, choose
from bot.logs import wordless
from storage import carrying, groups, outbox
from storage.answers import ASKING, keep_answer
from storage.away import DatabaseAwayError, reason
from storage.carrying import Candidate, Claimed
from storage.database import Database
from storage.files import FileContent, file_content, file_known
from storage.mail_chats import EMAIL, TELEGRAM
from storage.members import set_chat_reachable
from storage.rewriting import THREAD

log = structlog.get_logger()

LANE_WAITS = 60.0
"""Seconds for which a delivery that is to be tried again holds up later ones of its chat and lane."""
LOOK_AT_ODD = 1.0
"""Seconds between two looks at what is of unknown fate, or taken and carried by nobody."""
LOOK_AT = 40
"""Deliveries that are looked at to choose the next from; of each chat one can go."""
LOOK_APART = 0.004
"""Least seconds between two looks while several are carried: else each would find one and settle one, with a commit for
the two."""
LOOK_AGAIN = 1.0
"""Seconds after which the courier looks again unasked: the command line, another process, may have put something in."""


SAID = (Outcome.SENT, Outcome.PERMANENT, Outcome.BLOCKED)
"""Outcomes by which Telegram has answered a question, be it by a refusal."""


class Channel(Protocol):
    """A way to people."""

    async def deliver(self, delivery: Claimed, file: FileContent | None) -> Verdict:
        """Make the one attempt that was claimed."""


class Courier:
    """Carries what is in the outbox, urgent lanes first, one at a time per chat."""

    def __init__(
        self,
        database: Database,
        channel: Channel,
        now: Callable[[], datetime],
        limits: Limits | None = None,
        *,
        answered: Callable[[], None] = lambda: None,
        carries: str = TELEGRAM,
    ) -> None:
        """``answered`` is called when what Telegram answered to a question of ours is in the inbox.

        ``carries``: whose deliveries. Each channel has a courier and a pace of its own, so that none waits for another.
        """
        self._database = database
        self._carries = carries
        self._channel = channel
        self._now = now
        self._answered = answered
        self._pace = Pace(limits or Limits())
        self._tasks: dict[asyncio.Task[None], Claimed] = {}
        self._overtaken: Mapping[int, int] = {}
        self._waiting: dict[tuple[int, int], tuple[int, float]] = {}
        """(chat, lane) → the delivery that is to be tried again, and until when it holds up later ones."""
        self._woken = asyncio.Event()
        self._stopping = False
        self._ended = asyncio.Event()
        self._ended.set()
        self._looked_at_odd = 0.0
        self._next_look = asyncio.Event()
        """What has become of deliveries is written down with the next look, not each in a commit of its own."""

    def wake(self) -> None:
        """There is something new in the outbox."""
        self._woken.set()

    async def run(self) -> None:
        """Carry until stopped; what a predecessor left on the wire is of unknown fate."""
        self._ended.clear()
        try:
            await self._store(lambda session: carrying.interrupted(session, self._now(), self._carries))
            while not self._stopping:
                begun = monotonic()
                self._woken.clear()
                await self._carry_some()
                if len(self._tasks) > 1 and (early := begun + LOOK_APART - monotonic()) > 0:
                    await asyncio.sleep(early)
        finally:
            self._next_look.set()
            self._ended.set()

    async def _carry_some(self) -> None:
        ticks = monotonic()
        room = self._pace.room(ticks)
        busy = self._pace.resting(ticks)  # chats with one under way are told by the database
        mine = [delivery.id for delivery in self._tasks.values()]
        self._next_look.set()
        self._next_look = asyncio.Event()
        await asyncio.sleep(0)  # lets what has arrived be queued first
        pause = min(LOOK_AGAIN, self._pace.next_room(ticks))
        try:
            claimed, pause, choice = await self._database.write(partial(self._claim, ticks, room, busy, mine, pause))
        except Exception as error:  # whatever the database's trouble is, we wait for its end
            log.error("outbox cannot be read yet", error=reason(error))
            self._looked_at_odd = 0.0
            await self._rest(LOOK_AGAIN)
            return
        # Not before the commit: what another's failure has undone is done again.
        self._overtaken = choice.overtaken
        if self._is_odds_turn(ticks):
            self._looked_at_odd = ticks
        for delivery in claimed:
            self._pace.begin(delivery.lane, monotonic())
            task = asyncio.create_task(self._carry(delivery))
            self._tasks[task] = delivery
            task.add_done_callback(self._finished)
        await self._rest(min(pause, self._pace.next_room(monotonic())) if claimed else pause)

    async def stop(self, seconds: float) -> None:
        """Begin nothing more, and give what is taken already so many seconds to arrive."""
        self._stopping = True
        self._woken.set()
        with suppress(TimeoutError):
            async with asyncio.timeout(seconds):
                await self._ended.wait()
                if self._tasks:
                    await asyncio.wait(self._tasks)
        for task in self._tasks:
            task.cancel()

    def _claim(  # noqa: PLR0917 - what the event loop knows, as plain values for the writer's thread
        self, ticks: float, room: Room, busy: set[int], mine: list[int], pause: float, session: Session
    ) -> tuple[list[Claimed], float, Choice]:
        now = self._now()
        if self._is_odds_turn(ticks):
            # A claim whose commit was done but whose reply was lost has left rows that nobody carries.
            carrying.give_back(session, mine, self._carries)
            carrying.retry_unknown(session, now, MOST_TRIES_UNKNOWN, UNKNOWN_WITHIN)
        if self._waiting:
            holders = carrying.still_to_go(session, [holder for holder, _ in self._waiting.values()])
            self._waiting = {key: held for key, held in self._waiting.items() if held[0] in holders}
        waiting = {key for key, (_, until) in self._waiting.items() if until > ticks}
        last_lane = outbox.Lane.BROADCAST if room.unhurried else UNHURRIED - 1
        found: list[Candidate] = []
        if room.places:
            found = carrying.candidates(
                session, now, busy, waiting, LOOK_AT, last_lane=last_lane, channel=self._carries
            )
        choice = choose(found, busy, waiting, room, self._overtaken)
        if choice.ids:
            seen_all = len(choice.ids) == room.places or len(found) < LOOK_AT
            return carrying.claim(session, choice.ids, now), pause if seen_all else 0.0, choice
        if mine:  # whatever is carried wakes us when it has arrived
            return [], pause, choice
        due = carrying.next_due(session, now, self._carries)
        return [], min(pause, max(0.001, (due - now).total_seconds())) if due else pause, choice

    def _is_odds_turn(self, ticks: float) -> bool:
        return ticks - self._looked_at_odd >= LOOK_AT_ODD

    async def _rest(self, seconds: float) -> None:
        try:
            async with asyncio.timeout(seconds):
                await self._woken.wait()
        except TimeoutError:
            pass

    async def _carry(self, delivery: Claimed) -> None:
        verdict = await self._attempt(delivery)
        if verdict.outcome is Outcome.SENT:
            self._pace.went_well(monotonic())
        else:
            log.warning(
                "not delivered",
                delivery=delivery.id,
                update=delivery.update_id,
                outcome=verdict.outcome.value,
                error=wordless(verdict.error or ""),
            )
        self._woken.set()
        await self._next_look.wait()
        try:
            await self._store(lambda session: self._settle(session, delivery, verdict))
            if delivery.method in ASKING:
                self._answered()
            if verdict.outcome is Outcome.SENT:
                log.info("delivered", delivery=delivery.id, update=delivery.update_id, tries=delivery.tries)
        except Exception as error:
            # Whatever it is about this one: still "sending", it would be taken for forgotten and go again and again.
            reason = broken(error).error
            log.error("delivery could not be settled", delivery=delivery.id, update=delivery.update_id, error=reason)
            await self._store(lambda session: carrying.settle(session, delivery.id, outbox.FAILED, error=reason))

    async def _attempt(self, delivery: Claimed) -> Verdict:
        try:
            try:
                file = await asyncio.to_thread(self._file, delivery.file_id) if delivery.file_id is not None else None
            except DatabaseAwayError as error:
                return Verdict(Outcome.NOT_SENT, error.reason)
            except Exception as error:
                return broken(error)
            verdict = await self._channel.deliver(delivery, file)
        except Exception as error:  # our own mistake, when it was on its way: it must not hold up its chat for ever
            outcome = Outcome.UNKNOWN if delivery.op == outbox.SEND else Outcome.PERMANENT
            return Verdict(outcome, type(error).__name__)
        finally:
            self._pace.end(delivery.chat_id, delivery.lane, monotonic())
        if verdict.retry_after is not None:
            self.halt(verdict.retry_after, too_many=verdict.too_many)
        return verdict

    def halt(self, seconds: float, *, too_many: bool) -> None:
        """Telegram wants silence; because of too many requests, or for another reason."""
        silence = self._pace.refuse if too_many else self._pace.halt
        silence(seconds, monotonic())

    @property
    def silent_for(self) -> float:
        """Seconds for which nothing may be asked of Telegram."""
        return max(0.0, self._pace.halted_until - monotonic())

    async def _store(self, job: Callable[[Session], object]) -> None:
        """Write for as long as it takes: what became of a delivery is not forgotten because the database is away."""
        pause = 0.5
        while True:
            try:
                await self._database.write(job)
            except DatabaseAwayError as error:
                log.error("outbox cannot be written yet", error=error.reason)
                await asyncio.sleep(pause)
                pause = min(10.0, pause * 2)
            else:
                if pause > 0.5:  # at least one try failed
                    self._woken.set()
                return

    def _file(self, file_id: int) -> FileContent:
        with self._database.read() as session:
            return file_content(session, file_id)

    def _finished(self, task: asyncio.Task[None]) -> None:
        self._tasks.pop(task, None)
        if not task.cancelled() and (error := task.exception()) is not None:
            # The row still says "sending"; it becomes unknown at the next start.
            log.error("delivery could not be settled", error=reason(error))

    def _settle(self, session: Session, delivery: Claimed, verdict: Verdict) -> None:
        now = self._now()
        if delivery.method in ASKING and verdict.outcome in SAID:
            keep_answer(session, delivery, now, result=verdict.result, error=verdict.error)
        match verdict.outcome:
            case Outcome.SENT:
                self._settle_sent(session, delivery, verdict, now)
            case Outcome.NOT_SENT | Outcome.UNKNOWN | Outcome.BROKEN:
                again = try_again(delivery, verdict, now, random())  # noqa: S311 - spreads retries, guards nothing
                if again is None:
                    carrying.settle(session, delivery.id, outbox.FAILED, error=given_up(verdict))
                else:
                    self._hold_up(delivery)
                    carrying.settle(session, delivery.id, **vars(again))
            case Outcome.BLOCKED:
                if carrying.settle_blocked(session, delivery.id, verdict.error, now):
                    set_chat_reachable(session, delivery.chat_id, now)
            case Outcome.MIGRATED if verdict.new_chat_id is not None:
                carrying.settle(session, delivery.id, outbox.PENDING, error=verdict.error)
                groups.move_group(session, delivery.chat_id, verdict.new_chat_id)
            case Outcome.THREAD_GONE if THREAD in delivery.payload:
                carrying.settle(session, delivery.id, outbox.PENDING, error=verdict.error)
                groups.find_another_thread(session, delivery, now)
            case _:
                carrying.settle(session, delivery.id, outbox.FAILED, error=verdict.error)

    def _settle_sent(self, session: Session, delivery: Claimed, verdict: Verdict, now: datetime) -> None:
        if self._carries == EMAIL:
            carrying.settle_mailed(session, delivery.id, now)
        elif delivery.op == outbox.SEND and delivery.file_id is None:
            carrying.settle_sent(session, delivery.id, verdict.message_id, now)
        else:
            values = {"message_id": verdict.message_id} if delivery.op == outbox.SEND else {}
            carrying.settle(session, delivery.id, outbox.SENT, sent_at=now, error=None, **values)
            if delivery.file_id is not None and verdict.file_id is not None:
                file_known(session, delivery.file_id, verdict.file_id)

    def _hold_up(self, delivery: Claimed) -> None:
        """Later ones of its chat and lane wait, for a minute from its first failure on."""
        if delivery.lane == outbox.Lane.BROADCAST and delivery.op == outbox.SEND:
            return  # may not go again at all
        key = (delivery.chat_id, delivery.lane)
        holder, until = self._waiting.get(key, (0, 0.0))
        if holder != delivery.id and until <= monotonic():
            self._waiting[key] = (delivery.id, monotonic() + LANE_WAITS)
