"""One turn of being the bot: what runs while it lasts, wired together, begun and ended in the right order."""

import asyncio
from collections.abc import Callable, Coroutine, Sequence
from datetime import datetime
from functools import partial
from typing import Any, TypeVar

import structlog

from bot.answers import ButtonAnswers
from bot.backup.keeper import BackupKeeper
from bot.backup.schedule import Plan
from bot.clock import Clock
from bot.context import Context, Region
from bot.delivery.api import NO_ANSWER, ApiError, TelegramApi
from bot.delivery.attached import AttachedFiles
from bot.delivery.courier import Courier
from bot.delivery.files import FileMaker
from bot.delivery.letters import LetterWriter
from bot.delivery.mail import MAIL_LIMITS, Letters, MailChannel
from bot.delivery.pace import Limits
from bot.delivery.telegram import TelegramChannel
from bot.inbox import Poller, Pump, TokenRefusedError
from bot.logs import wordless
from bot.manifest import Feature, Tick
from bot.router import Router
from bot.texts import LANGUAGES, texts_for
from bot.throttle import Throttle
from bot.web.keeper import WebhookKeeper
from bot.web.metrics import CountedChannel, Metrics
from bot.web.webhook import Hook
from storage.away import DatabaseAwayError
from storage.broadcasts import put_in_portion
from storage.database import Database
from storage.held import catching_up_until
from storage.mail_chats import EMAIL
from storage.revisions import follow_portion

log = structlog.get_logger()

T = TypeVar("T")

STOP_SECONDS = 4.0
"""What is on the wire gets so long to arrive; the whole stop takes under five seconds."""


def _put_in_portion(ctx: Context) -> None:
    put_in_portion(ctx.session, ctx.now, ctx.region.zone)


BROADCASTS = Tick("broadcasts", 1.0, _put_in_portion)
"""A portion a second is put in, far more than go out in one; who says something else meanwhile is not held up."""


def _follow_portion(ctx: Context) -> None:
    follow_portion(ctx.session, ctx.now)


REVISIONS = Tick("revisions", 1.0, _follow_portion)
"""What was announced and then changed: its copies follow, a portion a second."""


class Turn:
    """Inbox, router, courier, file maker and clock on one database, until the turn is over."""

    def __init__(
        self,
        api: TelegramApi,
        database: Database,
        features: Sequence[Feature],
        region: Region,
        now: Callable[[], datetime],
        *,
        limits: Limits | None,
        throttle: Throttle,
        hook: Hook | None,
        metrics: Metrics,
        letters: Letters | None = None,
        backups: Plan | None = None,
    ) -> None:
        """``hook``: where Telegram posts updates; nothing if it is polled. ``letters``: how mails go, if they do."""
        self._api = api
        self._database = database
        self._now = now
        self._region = region
        self._router = router = Router(features, region, throttle)
        channel = CountedChannel(TelegramChannel(api), metrics.attempted)
        self._courier = courier = Courier(database, channel, now, limits, answered=self._answer_came)
        self._postman = _postman(api, database, region, now, letters, metrics) if letters is not None else None
        self.answers = ButtonAnswers(api, courier, region.language)
        builders = {name: build for feature in features for name, build in feature.builders.items()}
        self._maker = FileMaker(database, builders, region, now, made=self._wake_couriers)
        self.pump = Pump(database, router, now, handled=self._something_said, answer=self.answers.answer)
        self._keeper = WebhookKeeper(api, hook, metrics.waiting_at_telegram) if hook else None
        self._intake = self._keeper or Poller(
            api,
            database,
            now,
            received=self.answers.received,
            stored=self.pump.wake,
            counted=metrics.stored,
            flooded=partial(courier.halt, too_many=False),
        )
        ticks = [BROADCASTS, REVISIONS, *(tick for feature in features for tick in feature.ticks)]
        self.backups = BackupKeeper(backups, database, now) if backups is not None else None
        self.clock = Clock(database, router, ticks, now, ticked=self._something_said)

    def _answer_came(self) -> None:
        self.pump.wake()

    def _something_said(self) -> None:
        self._wake_couriers()
        self._maker.wake()

    def _wake_couriers(self) -> None:
        for courier in self._couriers:
            courier.wake()

    @property
    def _couriers(self) -> list[Courier]:
        return [self._courier, self._postman] if self._postman is not None else [self._courier]

    async def run(self, over: "asyncio.Future[None]", running: asyncio.Event, holds: Callable[[], bool]) -> None:
        """Be the bot until it is over; ``running`` is set while updates are taken, ``holds``: is it still our turn?

        Raises TokenRefusedError, PolledElsewhereError, WebhookRefusedError.
        """
        await insist(self._say_how_updates_come, over)
        await unless(over, self._publish_commands())
        await insist(self._look_for_restoring, over)
        self.clock.start()
        await unless(over, self.clock.look())
        loops = [
            asyncio.create_task(loop, name=name)
            for name, loop in (
                ("intake", self._intake.run()),
                ("pump", self.pump.run()),
                ("maker", self._maker.run()),
                *(("courier", courier.run()) for courier in self._couriers),
                *([("backups", self.backups.run())] if self.backups is not None else ()),
            )
        ]
        running.set()
        log.info("running", bot=self._region.bot_username, updates="posted" if self._keeper else "polled")
        try:
            done, _ = await asyncio.wait([*loops, over], return_when=asyncio.FIRST_COMPLETED)
            for task in done - {over}:
                task.result()
        finally:
            running.clear()
            # What would be finished after the turn is lost could not be written down: others have it then.
            await self._end(loops, STOP_SECONDS / 2 if holds() else 0.0)

    async def _end(self, loops: Sequence["asyncio.Task[None]"], patience: float) -> None:
        intake, pump, maker, *_ = loops
        self.clock.stop()
        intake.cancel()
        self.pump.stop()
        self._maker.stop()
        # The pump's unit of work and the maker's reading thread end by themselves: a connection in use stays open.
        await asyncio.wait([pump, maker], timeout=patience)
        await asyncio.gather(*(courier.stop(patience) for courier in self._couriers))
        for task in loops:
            task.cancel()
        await asyncio.gather(*loops, self.answers.stop(), return_exceptions=True)
        log.info("stopped", bot=self._region.bot_username)

    async def _say_how_updates_come(self) -> None:
        if self._keeper:
            await self._keeper.set()
        else:
            await self._api.call("deleteWebhook", {"drop_pending_updates": False})

    async def _look_for_restoring(self) -> None:
        until = await self._database.write(lambda session: catching_up_until(session, self._now()))
        self.clock.holds_until = until

    async def _publish_commands(self) -> None:
        """The ``/`` list of those who have not been let in; members get their own with their role."""
        for language in LANGUAGES:
            parameters: dict[str, object] = {
                "commands": self._router.menu.commands(None, texts_for(language)),
                "scope": {"type": "all_private_chats"},
            }
            if language != self._region.language:
                parameters["language_code"] = language
            try:
                await self._api.call("setMyCommands", parameters)
            except (ApiError, *NO_ANSWER) as error:
                log.warning("command list not set", language=language, error=type(error).__name__)


def _postman(  # noqa: PLR0917 - what the turn has
    api: TelegramApi,
    database: Database,
    region: Region,
    now: Callable[[], datetime],
    letters: Letters,
    metrics: Metrics,
) -> Courier:
    """The courier of mails, with a pace of its own: neither waits for the other's server."""
    writer = LetterWriter(region, letters.mail.sender, letters.unsubscribing)
    files = AttachedFiles(api)
    channel = MailChannel(letters.mail.server, writer, database, now, may_begin=api.may_begin, files=files)
    return Courier(database, CountedChannel(channel, metrics.mailed), now, MAIL_LIMITS, carries=EMAIL)


async def insist(attempt: Callable[[], Coroutine[Any, Any, T]], over: "asyncio.Future[Any]") -> T | None:
    """Try for as long as Telegram or the database cannot be reached; nothing if it is over before.

    Raises TokenRefusedError, and what the attempt raises besides.
    """
    pause = 1.0
    while not over.done():
        try:
            return await unless(over, attempt())
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


async def unless(over: "asyncio.Future[Any]", call: Coroutine[Any, Any, T]) -> T | None:
    """What the call gives; nothing if it is over before that is there (Telegram may hang for long)."""
    task = asyncio.create_task(call)
    try:
        await asyncio.wait((task, over), return_when=asyncio.FIRST_COMPLETED)
        return task.result() if task.done() else None
    finally:
        task.cancel()
