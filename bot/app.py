"""The composition root: settings in, running bot out. The only place that wires."""

import asyncio
from collections.abc import Callable, Coroutine
from contextlib import suppress
from dataclasses import dataclass
from datetime import UTC, date, datetime
from typing import Any, TypeVar
from zoneinfo import ZoneInfo

import structlog

from bot.clock import Clock
from bot.context import Region
from bot.delivery.api import NO_ANSWER, ApiError, TelegramApi
from bot.delivery.courier import Courier
from bot.delivery.files import FileMaker
from bot.delivery.meaning import judge
from bot.delivery.pace import Limits
from bot.delivery.telegram import TelegramChannel
from bot.inbox import PolledElsewhereError, Poller, Pump, TokenRefusedError
from bot.manifest import Feature, discover
from bot.router import CallbackAnswer, Router
from bot.standby import Standby
from bot.texts import LANGUAGES, texts_for
from config import vocabulary
from storage.away import DatabaseAwayError
from storage.database import Database
from storage.latvian import warm_up
from storage.lockfile import only_process
from storage.migrate import upgrade
from storage.numbers import mark_once, marked_value
from storage.vocabulary import fill_vocabulary

log = structlog.get_logger()

T = TypeVar("T")

STOP_SECONDS = 4.0
"""What is on the wire gets so long to arrive; the whole stop takes under five seconds."""


class AnotherBotError(Exception):
    """The database belongs to another bot than the token."""

    def __init__(self, username: str) -> None:
        super().__init__(username)
        self.username = username


class ConflictError(Exception):
    """Another process polls this bot."""

    def __init__(self, username: str) -> None:
        super().__init__(username)
        self.username = username


@dataclass(frozen=True)
class Profile:
    """What a running bot needs to know of the outside."""

    token: str
    api_url: str
    database_url: str
    region: str
    zone: ZoneInfo
    language: str
    operator: str = ""
    start_of_use: date | None = None


def real_now() -> datetime:
    """The time, unless a demonstration or a test has its own."""
    return datetime.now(UTC)


def open_database(url: str) -> Database:
    """The database with its schema brought up to date and its lists filled, its writer running."""
    database = Database(url)
    try:
        upgrade(database)
        database.start()
        database.submit(lambda session: fill_vocabulary(session, vocabulary())).result()
    except BaseException:
        database.stop()
        raise
    return database


def bot_username(database: Database) -> str | None:
    """The bot that this database belongs to, once it has run."""
    with database.read() as session:
        value = marked_value(session, "bot")
    return value.partition(" ")[2] if value else None


class App:
    """One bot: inbox, router, courier, clock on one database."""

    def __init__(
        self,
        profile: Profile,
        *,
        now: Callable[[], datetime] = real_now,
        limits: Limits | None = None,
        features: list[Feature] | None = None,
    ) -> None:
        self.profile = profile
        self._now = now
        self._limits = limits
        self._features = discover() if features is None else features
        self._answers: set[asyncio.Task[None]] = set()
        self._stop = asyncio.Event()
        self.ready = asyncio.Event()
        """Set once the bot takes updates."""
        self.clock: Clock | None = None
        self._standby: Standby | None = None

    def serving(self) -> bool:
        """Whether this process is the bot now: it takes updates, and no other one may."""
        return self.ready.is_set() and self._standby is not None and self._standby.holds()

    def request_stop(self) -> None:
        """End cleanly: nothing is begun any more, what is begun is finished."""
        self._stop.set()

    async def run(self) -> None:
        """Run until stopped; only one of several processes at a time does more than stand by.

        Raises TokenRefusedError, ConflictError, AnotherBotError, AlreadyRunningError, and at the start the database's
        errors: whoever named a wrong one is told.
        """
        with only_process(self.profile.database_url):
            database = await asyncio.to_thread(open_database, self.profile.database_url)
            try:
                await asyncio.to_thread(warm_up)
                async with TelegramApi(self.profile.api_url, self.profile.token) as api:
                    await self._take_turns(api, database)
            finally:
                await asyncio.to_thread(database.stop, STOP_SECONDS)

    async def _take_turns(self, api: TelegramApi, database: Database) -> None:
        """Stand by until it is our turn, and serve until it is over."""
        self._standby = standby = Standby(database)
        stopping = asyncio.create_task(self._stop.wait())
        try:
            me = await self._insist(lambda: self._introduce(api, database), stopping)
            api.only_while(standby.holds)
            while me is not None and await standby.turn(self._stop):
                over = asyncio.create_task(standby.keep(self._stop))
                try:
                    await self._serve(api, database, str(me["username"]), standby, over)
                finally:
                    over.cancel()
        finally:
            stopping.cancel()
            await standby.give_back(STOP_SECONDS / 2)

    async def _insist(self, attempt: Callable[[], Coroutine[Any, Any, T]], over: "asyncio.Future[Any]") -> T | None:
        """Try for as long as Telegram or the database cannot be reached; nothing if it is over before."""
        pause = 1.0
        while not over.done():
            try:
                return await _unless(over, attempt())
            except ApiError as error:
                if error.status in (401, 404) and error.is_telegrams:
                    raise TokenRefusedError from None
                log.warning("telegram refuses", error=error.description)
            except NO_ANSWER as error:
                log.warning("telegram cannot be reached", error=type(error).__name__)
            except DatabaseAwayError as error:
                log.warning("the database cannot be used", error=error.reason)
            await asyncio.wait([over], timeout=pause)
            pause = min(30.0, pause * 2)
        return None

    async def _introduce(self, api: TelegramApi, database: Database) -> dict[str, object]:
        """Ask Telegram who we are, and make sure that the database is this bot's."""
        me: dict[str, object] = await api.call("getMe")
        await self._claim_database(database, me)
        return me

    async def _claim_database(self, database: Database, me: dict[str, object]) -> None:
        identity = f"{me['id']} {me['username']}"
        await database.write(lambda session: mark_once(session, "bot", self._now(), identity))
        with database.read() as session:
            kept = marked_value(session, "bot") or ""
        if kept.partition(" ")[0] != str(me["id"]):
            raise AnotherBotError(str(me["username"]))

    async def _serve(
        self, api: TelegramApi, database: Database, username: str, standby: Standby, over: "asyncio.Future[None]"
    ) -> None:
        """Be the bot until the turn is over."""
        profile = self.profile
        region = Region(
            profile.region,
            profile.zone,
            profile.language,
            bot_username=username,
            operator=profile.operator or profile.region,
            start_of_use=profile.start_of_use,
        )
        router = Router(self._features, region)
        courier = Courier(database, TelegramChannel(api), self._now, self._limits)
        builders = {name: build for feature in self._features for name, build in feature.builders.items()}
        maker = FileMaker(database, builders, region, self._now, made=courier.wake)

        def something_said() -> None:
            courier.wake()
            maker.wake()

        pump = Pump(
            database,
            router,
            self._now,
            handled=something_said,
            answer=lambda answer: self._answer(api, courier, answer),
        )
        poller = Poller(api, database, self._now, stored=pump.wake)
        ticks = [tick for feature in self._features for tick in feature.ticks]
        self.clock = Clock(database, router, ticks, self._now, ticked=something_said)

        await self._insist(lambda: api.call("deleteWebhook", {"drop_pending_updates": False}), over)
        await _unless(over, _publish_commands(api, router, region))
        self.clock.start()
        await self.clock.look()
        loops = [
            asyncio.create_task(loop, name=name)
            for name, loop in (
                ("poller", poller.run()),
                ("pump", pump.run()),
                ("courier", courier.run()),
                ("maker", maker.run()),
            )
        ]
        self.ready.set()
        log.info("running", bot=username)
        try:
            done, _ = await asyncio.wait([*loops, over], return_when=asyncio.FIRST_COMPLETED)
            for task in done - {over}:
                try:
                    task.result()
                except PolledElsewhereError:
                    raise ConflictError(username) from None
        finally:
            self.ready.clear()
            # What would be finished after the turn is lost could not be written down: others have it then.
            patience = STOP_SECONDS / 2 if standby.holds() else 0.0
            self.clock.stop()
            loops[0].cancel()
            pump.stop()
            maker.stop()
            # The pump's unit of work and the maker's reading thread end by themselves: a connection in use stays open.
            await asyncio.wait([loops[1], loops[3]], timeout=patience)
            await courier.stop(patience)
            for task in (*loops, *self._answers):
                task.cancel()
            await asyncio.gather(*loops, *self._answers, return_exceptions=True)
            log.info("stopped", bot=username)

    def _answer(self, api: TelegramApi, courier: Courier, answer: CallbackAnswer) -> None:
        task = asyncio.create_task(_answer_query(api, courier, answer))
        self._answers.add(task)
        task.add_done_callback(self._answers.discard)


async def _unless(over: "asyncio.Future[Any]", call: Coroutine[Any, Any, T]) -> T | None:
    """What the call gives; nothing if it is over before that is there (Telegram may hang for long)."""
    task = asyncio.create_task(call)
    try:
        await asyncio.wait((task, over), return_when=asyncio.FIRST_COMPLETED)
        return task.result() if task.done() else None
    finally:
        task.cancel()


async def _answer_query(api: TelegramApi, courier: Courier, answer: CallbackAnswer) -> None:
    """Once, from memory; the button stops spinning by itself if this is lost.

    These answers have no limit of their own that we know of; but when Telegram wants silence, that is meant for them
    too, and where it tells them so, it is meant for everything.
    """
    parameters: dict[str, object] = {"callback_query_id": answer.query_id}
    if answer.text:
        parameters |= {"text": answer.text[:200], "show_alert": len(answer.text) > 60}
    await asyncio.sleep(courier.silent_for)
    with suppress(*NO_ANSWER):
        verdict = judge(*await api.post("answerCallbackQuery", parameters))
        if verdict.retry_after is not None:
            courier.halt(verdict.retry_after, too_many=verdict.too_many)


async def _publish_commands(api: TelegramApi, router: Router, region: Region) -> None:
    """The ``/`` list of those who have not been let in; members get their own with their role."""
    for language in LANGUAGES:
        parameters: dict[str, object] = {
            "commands": router.menu.commands(None, texts_for(language)),
            "scope": {"type": "all_private_chats"},
        }
        if language != region.language:
            parameters["language_code"] = language
        try:
            await api.call("setMyCommands", parameters)
        except (ApiError, *NO_ANSWER) as error:
            log.warning("command list not set", language=language, error=type(error).__name__)
