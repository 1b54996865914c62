"""The composition root: settings in, running bot out. It wires, and ``bot.turn`` what runs for one turn."""

import asyncio
from collections.abc import Callable, Mapping
from contextlib import AbstractAsyncContextManager, nullcontext
from dataclasses import dataclass, field
from datetime import UTC, date, datetime
from zoneinfo import ZoneInfo

from bot.backup.keeper import BackupKeeper, back_up_before_upgrade
from bot.backup.schedule import Plan
from bot.clock import Clock
from bot.context import Region
from bot.delivery.api import TelegramApi
from bot.delivery.mail import Letters, Mail
from bot.delivery.pace import Limits
from bot.delivery.unsubscribing import Unsubscribing
from bot.inbox import PolledElsewhereError
from bot.manifest import Feature, discover
from bot.pauses import load_what_is_needed
from bot.standby import Standby
from bot.throttle import Throttle
from bot.turn import STOP_SECONDS, Turn, insist
from bot.web.health import Health
from bot.web.metrics import Metrics
from bot.web.server import Place, listening, routes
from bot.web.unsubscribing import UnsubscribingPage
from bot.web.webhook import Hook, Webhook
from config import vocabulary
from storage.database import Database
from storage.inbox import RawUpdate
from storage.lockfile import only_process
from storage.migrate import upgrade
from storage.numbers import mark_once, marked_value
from storage.retention import Keep
from storage.vocabulary import fill_vocabulary


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

    token: str = field(repr=False)
    api_url: str
    database_url: str = field(repr=False)
    region: str
    zone: ZoneInfo
    language: str
    operator: str = ""
    start_of_use: date | None = None
    academic_hour: int = 45
    nudge_after_days: int = 2
    webhook: Hook | None = None
    """Where Telegram posts updates; nothing if it is polled."""
    mail: Mail | None = None
    """How letters go; nothing if none do."""
    own_notice: Mapping[str, str] = field(default_factory=dict)
    backups: Plan | None = None
    """How backups are made; nothing if none are by themselves."""
    listen: Place | None = None
    """Where the webhook and what tells how the process is are served; needed with a webhook."""
    keep: Keep = field(default_factory=Keep)
    """How long what is kept."""

    @property
    def unsubscribing(self) -> Unsubscribing | None:
        """The addresses that end letters; nothing where there are no letters, or nobody can reach us."""
        if self.mail is None or self.mail.web_base is None or self.listen is None:
            return None
        return Unsubscribing(self.mail.web_base, self.token)


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
        throttle: Throttle | None = None,
        features: list[Feature] | None = None,
    ) -> None:
        self.profile = profile
        self._now = now
        self._limits = limits
        self._throttle = throttle or Throttle()
        self._features = discover() if features is None else features
        self._stop = asyncio.Event()
        self.ready = asyncio.Event()
        """Set once the bot takes updates."""
        self._standby: Standby | None = None
        self._turn: Turn | None = None

    @property
    def clock(self) -> Clock | None:
        """What ticks, once it is or was this process's turn."""
        return self._turn.clock if self._turn is not None else None

    @property
    def backups(self) -> BackupKeeper | None:
        """What makes backups, once it is or was this process's turn."""
        return self._turn.backups if self._turn is not None else None

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
            if self.profile.backups is not None:
                await back_up_before_upgrade(self.profile.backups, self.profile.database_url, self._now())
            database = await asyncio.to_thread(open_database, self.profile.database_url)
            try:
                await asyncio.to_thread(load_what_is_needed, self._now().astimezone(self.profile.zone).date())
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
        ending = self.profile.unsubscribing
        page = None
        if ending is not None:
            language = self.profile.language
            asked = self.profile.mail.sender.reply_to if self.profile.mail is not None else None
            page = UnsubscribingPage(
                ending, database, self._now, serving=self.serving, language=language, reply_to=asked
            )
        health = Health(database, metrics, self.serving)
        served = routes(health, (hook, endpoint) if hook and endpoint else None, page)
        return listening(self.profile.listen, served)

    def _received(self, raw: RawUpdate) -> None:
        if self._turn is not None:
            self._turn.answers.received(raw)

    def _wake_pump(self) -> None:
        if self._turn is not None:
            self._turn.pump.wake()

    async def _take_turns(self, api: TelegramApi, database: Database, metrics: Metrics) -> None:
        """Stand by until it is our turn, and serve until it is over."""
        self._standby = standby = Standby(database)
        stopping = asyncio.create_task(self._stop.wait())
        try:
            me = await insist(lambda: self._introduce(api, database), stopping)
            api.only_while(standby.holds)
            while me is not None and await standby.turn(self._stop):
                over = asyncio.create_task(standby.keep(self._stop))
                try:
                    await self._serve(api, database, str(me["username"]), metrics, over=over, holds=standby.holds)
                finally:
                    over.cancel()
        finally:
            stopping.cancel()
            await standby.give_back(STOP_SECONDS / 4)

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
        over: "asyncio.Future[None]",
        holds: Callable[[], bool],
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
            academic_hour=profile.academic_hour,
            nudge_after_days=profile.nudge_after_days,
            mails=profile.mail is not None,
            own_notice=profile.own_notice,
            keep=profile.keep,
        )
        self._turn = Turn(
            api,
            database,
            self._features,
            region,
            self._now,
            limits=self._limits,
            throttle=self._throttle,
            hook=profile.webhook,
            metrics=metrics,
            letters=Letters(profile.mail, profile.unsubscribing) if profile.mail is not None else None,
            backups=profile.backups,
        )
        try:
            await self._turn.run(over, self.ready, holds)
        except PolledElsewhereError:
            raise ConflictError(username) from None
