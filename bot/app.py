"""The composition root: settings in, running bot out. The only place that wires."""

import asyncio
from collections.abc import Callable, Coroutine
from contextlib import AbstractAsyncContextManager, nullcontext
from dataclasses import dataclass
from datetime import UTC, date, datetime
from typing import Any, TypeVar
from zoneinfo import ZoneInfo

import structlog

from bot.answers import ButtonAnswers
from bot.clock import Clock
from bot.context import Context, Region
from bot.delivery.api import NO_ANSWER, ApiError, TelegramApi
from bot.delivery.courier import Courier
from bot.delivery.files import FileMaker
from bot.delivery.pace import Limits
from bot.delivery.telegram import TelegramChannel
from bot.inbox import PolledElsewhereError, Poller, Pump, TokenRefusedError
from bot.logs import wordless
from bot.manifest import Feature, Tick, discover
from bot.router import Router
from bot.standby import Standby
from bot.texts import LANGUAGES, texts_for
from bot.web.health import Health
from bot.web.keeper import WebhookKeeper
from bot.web.metrics import CountedChannel, Metrics
from bot.web.server import Place, listening, routes
from bot.web.webhook import Hook, Webhook
from config import vocabulary
from storage.away import DatabaseAwayError
from storage.broadcasts import put_in_portion
from storage.database import Database
from storage.inbox import RawUpdate
from storage.latvian import warm_up
from storage.lockfile import only_process
from storage.migrate import upgrade
from storage.numbers import mark_once, marked_value
from storage.vocabulary import fill_vocabulary

log = structlog.get_logger()

T = TypeVar("T")


def _put_in_portion(ctx: Context) -> None:
    put_in_portion(ctx.session, ctx.now)


BROADCASTS = Tick("broadcasts", 1.0, _put_in_portion)
"""A portion a second is put in, far more than go out in one; who says something else meanwhile is not held up."""
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
    webhook: Hook | None = None
    """Where Telegram posts updates; nothing if it is polled."""
    listen: Place | None = None
    """Where the webhook and what tells how the process is are served; needed with a webhook."""


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
        self._stop = asyncio.Event()
        self.ready = asyncio.Event()
        """Set once the bot takes updates."""
        self.clock: Clock | None = None
        self._standby: Standby | None = None
        self._pump: Pump | None = None
        self._answers: ButtonAnswers | None = None

    def serving(self) -> bool:
        """Whether this process is the bot now: it takes updates, and no other one may."""
        return self.ready.is_set() and self._standby is not None and self._standby.holds()

    def request_stop(self) -> None:
        """End cleanly: nothing is begun any more, what is begun is finished."""
        self._stop.set()

    async def run(self) -> None:
        """Run until stopped; only one of several processes at a time does more than stand by.

        Raises TokenRefusedError, ConflictError, AnotherBotError, AlreadyRunningError, CannotListenError,
        WebhookRefusedError, and at the start the database's errors: whoever named a wrong one is told.
        """
        with only_process(self.profile.database_url):
            database = await asyncio.to_thread(open_database, self.profile.database_url)
            try:
                await asyncio.to_thread(warm_up)
                metrics = Metrics(database, self._now, self.serving)
                async with (
                    TelegramApi(self.profile.api_url, self.profile.token, contacted=metrics.contacted) as api,
                    self._listening(database, metrics),
                ):
                    await self._take_turns(api, database, metrics)
            finally:
                await asyncio.to_thread(database.stop, STOP_SECONDS / 4)

    def _listening(self, database: Database, metrics: Metrics) -> AbstractAsyncContextManager[object]:
        """Serve what is to be served over HTTP, also while standing by."""
        if self.profile.listen is None:
            return nullcontext()
        hook = self.profile.webhook
        endpoint = hook and Webhook(
            hook,
            database,
            self._now,
            serving=self.serving,
            received=self._received,
            stored=self._wake_pump,
            answered=metrics.answered,
        )
        served = routes(Health(database, metrics, self.serving), (hook, endpoint) if hook and endpoint else None)
        return listening(self.profile.listen, served)

    def _received(self, raw: RawUpdate) -> None:
        if self._answers is not None:
            self._answers.received(raw)

    def _wake_pump(self) -> None:
        if self._pump is not None:
            self._pump.wake()

    async def _take_turns(self, api: TelegramApi, database: Database, metrics: Metrics) -> None:
        """Stand by until it is our turn, and serve until it is over."""
        self._standby = standby = Standby(database)
        stopping = asyncio.create_task(self._stop.wait())
        try:
            me = await self._insist(lambda: self._introduce(api, database), stopping)
            api.only_while(standby.holds)
            while me is not None and await standby.turn(self._stop):
                over = asyncio.create_task(standby.keep(self._stop))
                try:
                    await self._serve(api, database, str(me["username"]), metrics, standby=standby, over=over)
                finally:
                    over.cancel()
        finally:
            stopping.cancel()
            await standby.give_back(STOP_SECONDS / 4)

    async def _insist(self, attempt: Callable[[], Coroutine[Any, Any, T]], over: "asyncio.Future[Any]") -> T | None:
        """Try for as long as Telegram or the database cannot be reached; nothing if it is over before."""
        pause = 1.0
        while not over.done():
            try:
                return await _unless(over, attempt())
            except ApiError as error:
                if error.status in (401, 404) and error.is_telegrams:
                    raise TokenRefusedError from None
                log.warning("telegram refuses", error=wordless(error.description))
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
        self,
        api: TelegramApi,
        database: Database,
        username: str,
        metrics: Metrics,
        *,
        standby: Standby,
        over: "asyncio.Future[None]",
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
        channel = CountedChannel(TelegramChannel(api), metrics.attempted)
        courier = Courier(database, channel, self._now, self._limits)
        self._answers = answers = ButtonAnswers(api, courier, region.language)
        builders = {name: build for feature in self._features for name, build in feature.builders.items()}
        maker = FileMaker(database, builders, region, self._now, made=courier.wake)

        def something_said() -> None:
            courier.wake()
            maker.wake()

        self._pump = pump = Pump(
            database,
            router,
            self._now,
            handled=something_said,
            answer=answers.answer,
        )
        keeper = WebhookKeeper(api, profile.webhook, metrics.waiting_at_telegram) if profile.webhook else None
        intake = keeper or Poller(
            api, database, self._now, received=answers.received, stored=pump.wake, counted=metrics.stored
        )
        ticks = [BROADCASTS, *(tick for feature in self._features for tick in feature.ticks)]
        self.clock = Clock(database, router, ticks, self._now, ticked=something_said)

        no_webhook = {"drop_pending_updates": False}
        await self._insist(lambda: keeper.set() if keeper else api.call("deleteWebhook", no_webhook), over)
        await _unless(over, _publish_commands(api, router, region))
        self.clock.start()
        await _unless(over, self.clock.look())
        loops = [
            asyncio.create_task(loop, name=name)
            for name, loop in (
                ("intake", intake.run()),
                ("pump", pump.run()),
                ("courier", courier.run()),
                ("maker", maker.run()),
            )
        ]
        self.ready.set()
        log.info("running", bot=username, updates="polled" if keeper is None else "posted")
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
            for task in loops:
                task.cancel()
            await asyncio.gather(*loops, answers.stop(), return_exceptions=True)
            log.info("stopped", bot=username)


async def _unless(over: "asyncio.Future[Any]", call: Coroutine[Any, Any, T]) -> T | None:
    """What the call gives; nothing if it is over before that is there (Telegram may hang for long)."""
    task = asyncio.create_task(call)
    try:
        await asyncio.wait((task, over), return_when=asyncio.FIRST_COMPLETED)
        return task.result() if task.done() else None
    finally:
        task.cancel()


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
