"""Taking updates in: stored first, confirmed then, handled after that.

Two loops: the poller stores what Telegram has for us and asks for more only when that is committed (asking for more is
what confirms); the pump hands stored units to the router, each as one unit of work.
"""

import asyncio
from collections.abc import Callable, Mapping, Sequence
from datetime import datetime
from functools import partial
from time import monotonic
from typing import Any

import structlog
from sqlalchemy.orm import Session

from bot.delivery.api import NO_ANSWER, ApiError, TelegramApi
from bot.errors import NotAllowedError, Refusal, UserError
from bot.incoming import KINDS, has_number, raw_update
from bot.logs import place, wordless
from bot.router import CallbackAnswer, Handled, Router
from storage.away import DatabaseAwayError, reason
from storage.database import Database
from storage.inbox import (
    AlreadyHandledError,
    RawUpdate,
    Unit,
    fail_unit,
    finish_unit,
    postpone_unit,
    ready_units,
    store_updates,
)
from storage.prepared import run_later

log = structlog.get_logger()

ALLOWED_UPDATES = KINDS
LONG_POLL_SECONDS = 25
MOST_TRIES = 5
CONFLICT_SECONDS = 60
"""A predecessor's long poll may be open that long; after it, somebody else polls the same token."""
CONFLICT_PAUSE = 2.0
IN_WRITER = 5
"""Units that wait for the writer at a time: enough to be committed together, few enough that the courier's turn comes
soon. With everything that was stored in the queue, answers went out at a fraction of the speed."""
UNREADABLE = "unreadable"
"""Body of an update that the database could not hold, or that is no JSON."""
LOOK_AGAIN = 1.0
TROUBLE_PAUSE = 1.0
"""Seconds before something is tried again that the database was not there for."""


class PolledElsewhereError(Exception):
    """Another process asks for this bot's updates."""


class TokenRefusedError(Exception):
    """Telegram does not know the token."""


class Poller:
    """Asks for updates and stores them."""

    def __init__(
        self,
        api: TelegramApi,
        database: Database,
        now: Callable[[], datetime],
        *,
        stored: Callable[[], None],
        received: Callable[[RawUpdate], None] = lambda _update: None,
        counted: Callable[[int], None] = lambda _updates: None,
        flooded: Callable[[float], None] = lambda _seconds: None,
    ) -> None:
        """``received`` gets each update before its commit, ``stored`` is called after it, ``counted`` told how many.

        ``flooded`` is told for how many seconds Telegram wants silence.
        """
        self._api = api
        self._database = database
        self._now = now
        self._received = received
        self._stored = stored
        self._counted = counted
        self._flooded = flooded
        self._conflict_since: float | None = None
        self._last_conflict = 0.0

    async def run(self) -> None:
        """Poll until cancelled; raises PolledElsewhereError and TokenRefusedError."""
        offset: int | None = None
        pause = 1.0
        while True:
            try:
                updates = await self._ask(offset)
            except ApiError as error:
                await asyncio.sleep(self._pause_after(error, pause))
                pause = min(30.0, pause * 2)
                continue
            except NO_ANSWER as error:
                log.warning("telegram cannot be reached", error=type(error).__name__)
                await asyncio.sleep(pause)
                pause = min(30.0, pause * 2)
                continue
            pause = 1.0
            if updates:
                raw = [raw_update(update) for update in updates if has_number(update)]
                if len(raw) < len(updates):  # nothing that can be confirmed, or told from another one
                    log.error("updates without a number left out", updates=len(updates) - len(raw))
                if not raw:
                    await asyncio.sleep(pause)
                    continue
                for one in raw:
                    self._received(one)
                looking = asyncio.create_task(self._look_meanwhile(offset))
                try:
                    await self._store(raw)
                finally:
                    looking.cancel()
                    await asyncio.gather(looking, return_exceptions=True)
                offset = raw[-1].update_id + 1
                self._counted(len(raw))
                self._stored()

    async def _look_meanwhile(self, offset: int | None) -> None:
        """While updates cannot be stored, see what else comes, and confirm nothing: who presses a button is told so."""
        pause = LOOK_AGAIN
        while True:
            await asyncio.sleep(pause)
            pause = LOOK_AGAIN
            try:
                updates = await self._ask(offset, 0)
            except ApiError as error:
                pause = self._pause_after(error, LOOK_AGAIN)
                continue
            except NO_ANSWER:
                continue
            for update in updates:
                if has_number(update):
                    self._received(raw_update(update))

    async def _ask(self, offset: int | None, wait: int = LONG_POLL_SECONDS) -> Sequence[Mapping[str, Any]]:
        """What Telegram has from ``offset`` on, before which all is confirmed; it may wait so many seconds."""
        parameters: dict[str, Any] = {"timeout": wait, "allowed_updates": ALLOWED_UPDATES}
        if offset is not None:
            parameters["offset"] = offset
        result: list[Mapping[str, Any]] = await self._api.call("getUpdates", parameters, wait + 10)
        if self._conflict_since is not None and monotonic() - self._last_conflict > CONFLICT_SECONDS:
            self._conflict_since = None
        return result

    async def _store(self, raw: Sequence[RawUpdate]) -> None:
        """Store until it is stored: an update that is not must not be confirmed."""
        pause = 0.5
        while True:
            try:
                await store_once(self._database, raw, self._now)
            except Exception as error:  # whatever the database's trouble is, we wait for its end
                log.error("updates could not be stored yet", error=reason(error))
                await asyncio.sleep(pause)
                pause = min(10.0, pause * 2)
            else:
                return

    def _pause_after(self, error: ApiError, pause: float) -> float:
        if error.status in (401, 404) and error.is_telegrams:
            raise TokenRefusedError
        if error.status != 409:
            log.warning("telegram refuses updates", error=wordless(error.description))
            seconds = float(error.parameters.get("retry_after", pause))
            if error.status == 429:
                self._flooded(seconds)
            return seconds
        self._last_conflict = monotonic()
        self._conflict_since = self._conflict_since or self._last_conflict
        if self._last_conflict - self._conflict_since >= CONFLICT_SECONDS:
            raise PolledElsewhereError
        log.warning("another process polls this bot; trying again", error=wordless(error.description))
        return CONFLICT_PAUSE


async def store_once(database: Database, raw: Sequence[RawUpdate], now: Callable[[], datetime]) -> None:
    """Store updates, each once; they are stored when this returns.

    One that the database cannot hold must not take the others along: of it the number is kept, to be parked. Raises
    DatabaseAwayError; then nothing, or not everything, is stored.
    """
    try:
        await database.write(lambda session: store_updates(session, raw, now()))
        log.info("stored", updates=[one.update_id for one in raw])
    except DatabaseAwayError:
        raise
    except Exception as error:
        if len(raw) == 1 and raw[0].body == UNREADABLE:
            raise
        log.error("updates could not be stored", updates=len(raw), error=reason(error))
        singly = raw if len(raw) > 1 else [RawUpdate(raw[0].update_id, UNREADABLE)]
        for one in singly:
            await store_once(database, [one], now)


class Pump:
    """Hands stored units to the router."""

    def __init__(
        self,
        database: Database,
        router: Router,
        now: Callable[[], datetime],
        *,
        handled: Callable[[], None],
        answer: Callable[[CallbackAnswer], None],
    ) -> None:
        self._database = database
        self._router = router
        self._now = now
        self._handled = handled
        self._answer = answer
        self._woken = asyncio.Event()
        self._turns = asyncio.Semaphore(IN_WRITER)
        self._stopping = False
        self._in_hand: set[_Key] = set()
        """Of whom something is being handled."""
        self._throttled: dict[int, datetime] = {}
        """Chats of which everything waits, until when."""

    def wake(self) -> None:
        """Something was stored."""
        self._woken.set()

    def stop(self) -> None:
        """Finish what was begun, begin nothing more."""
        self._stopping = True
        self._woken.set()

    async def run(self) -> None:
        """Handle units until stopped; what was begun is finished."""
        async with asyncio.TaskGroup() as chats:
            while not self._stopping:
                self._woken.clear()
                try:
                    units, next_at = await self._ready()
                except Exception as error:  # whatever the database's trouble is, we wait for its end
                    log.error("inbox cannot be read yet", error=reason(error))
                    units, next_at = [], None
                for key, its_own in _by_chat(units).items():
                    self._in_hand.add(key)
                    task = chats.create_task(self._handle_in_order(its_own))
                    task.add_done_callback(partial(self._finished, key))
                pause = LOOK_AGAIN if next_at is None else (next_at - self._now()).total_seconds()
                try:
                    async with asyncio.timeout(min(LOOK_AGAIN, max(0.01, pause))):
                        await self._woken.wait()
                except TimeoutError:
                    pass

    def _finished(self, key: "_Key", _task: asyncio.Task[None]) -> None:
        """Look for more before the writer runs out of units, but not after each one while there are plenty."""
        self._in_hand.discard(key)
        if len(self._in_hand) < IN_WRITER:
            self._woken.set()

    async def _ready(self) -> tuple[list[Unit], datetime | None]:
        """What can be handled now, and when there is more.

        Of each chat only when nothing of it is in hand, for the sake of its order. What somebody sent far too much of
        is not read again and again until it is due.
        """
        now = self._now()
        self._throttled = {chat: until for chat, until in self._throttled.items() if until > now}
        besides = {chat for chat, _ in self._in_hand if chat is not None}.union(self._throttled)
        later = min(self._throttled.values(), default=None)
        units, next_at = await self._database.write(lambda session: ready_units(session, now, besides=besides))
        units = [unit for unit in units if _key(unit) not in self._in_hand]
        return units, min((moment for moment in (next_at, later) if moment), default=None)

    async def _handle_in_order(self, units: Sequence[Unit]) -> None:
        """One chat's units: after one that failed the later ones wait until it is tried again."""
        for unit in units:
            async with self._turns:
                done = await self._handle(unit)
            if not done:
                return
            self._handled()

    async def _handle(self, unit: Unit) -> bool:
        came_of_it: list[Handled] = []
        refused: Refusal | None = None

        def work(session: Session) -> None:
            handled = self._unit_of_work(unit, session, refused)
            if came_of_it:  # if it was committed before, that shows here, and the answer stays the one of then
                run_later(session.connection())
            came_of_it[:] = [handled]

        while True:
            try:
                await self._database.write(work)
            except (UserError, NotAllowedError) as error:
                if refused is not None:  # and not even that could be told
                    await self._failed(unit, error)
                    return False
                # It is undone as a whole: with a savepoint around each, all other units would pay for this one.
                refused = error.with_traceback(None)  # which would keep the session
                continue
            except AlreadyHandledError:  # if by a commit of ours whose reply was lost, its answer is still to be given
                log.info("handled before", update=unit.update_ids[0])
            except DatabaseAwayError as error:  # which is not the update's fault
                log.error("update could not be handled yet", update=unit.update_ids[0], error=error.reason)
                await asyncio.sleep(TROUBLE_PAUSE)
                if self._stopping:
                    return False
                continue
            except Exception as error:
                await self._failed(unit, error)
                return False
            for handled in came_of_it:
                log.info(
                    "handled" if handled.throttled is None else "throttled",
                    update=unit.update_ids[0],
                    acts=handled.acts,
                )
                if handled.answer is not None:
                    self._answer(handled.answer)
                if handled.throttled is not None:
                    self._throttled[handled.throttled.user_id] = handled.throttled.until
                    self._handled()
                    return False
            return True

    def _unit_of_work(self, unit: Unit, session: Session, refused: Refusal | None) -> Handled:
        now = self._now()
        handled = self._router.handle(session, unit, now, refused)
        session.flush()
        if handled.throttled is not None:
            # A group's others do not wait for it: it stands among what its sender says in private.
            postpone_unit(session, unit.update_ids, handled.throttled.until, chat_id=handled.throttled.user_id)
        else:
            finish_unit(session, unit.update_ids, now, forget=not handled.is_ours)
        return handled

    async def _failed(self, unit: Unit, error: Exception) -> None:
        description = f"{type(error).__name__} at {place(error)}"
        log.error("update failed", update=unit.update_ids[0], error=description)
        try:
            parked = await self._database.write(
                lambda session: fail_unit(session, unit.update_ids, self._now(), description, MOST_TRIES)
            )
            if parked:
                log.error("update parked", update=unit.update_ids[0], error=description)
                await self._database.write(lambda session: self._router.apologise(session, unit, self._now()))
                self._handled()
        except Exception as trouble:  # the unit stays as it was, and is tried again unless it was parked
            log.error("failure could not be dealt with", update=unit.update_ids[0], error=type(trouble).__name__)
            await asyncio.sleep(TROUBLE_PAUSE)


_Key = tuple[int | None, int]
"""A chat and nothing; or, where there is no chat, nothing and the update."""


def _key(unit: Unit) -> _Key:
    return (None, unit.update_ids[0]) if unit.chat_id is None else (unit.chat_id, 0)


def _by_chat(units: Sequence[Unit]) -> dict[_Key, list[Unit]]:
    chats: dict[_Key, list[Unit]] = {}
    for unit in units:
        chats.setdefault(_key(unit), []).append(unit)
    return chats
