"""A region whose bot is a process of its own, to be ended from outside; the local Telegram is in the test's process."""

import asyncio
import signal
import subprocess
from collections.abc import AsyncIterator, Callable
from contextlib import asynccontextmanager, suppress
from dataclasses import dataclass, field
from datetime import datetime
from functools import partial
from multiprocessing.context import ForkServerProcess
from pathlib import Path
from typing import TypeVar

from sqlalchemy import func, select
from sqlalchemy.orm import Session

from bot.notice import NOTICE_VERSION
from bot.sandbox import Bot, Fault, Limits, PrivateChat, Sandbox
from storage.database import Database
from storage.inbox import inbox
from storage.libraries import Library
from storage.members import TELEGRAM, Address, Member
from storage.outbox import deliveries
from tests.command_line import Shell
from tests.journeys.killing import LEASE_SECONDS, fork

T = TypeVar("T")
TOKEN = "1:local"
LIBRARY = "Rendas pagasta bibliotēka"
ON_THE_WIRE = "on the wire"
"""The one point at which a bot is killed from outside (the others: killing.POINTS)."""
SECONDS = 60
"""For everything that happens once at most and is not measured."""


@dataclass
class Region:
    """One asker, one methodologist, and the bot's processes."""

    sandbox: Sandbox
    bot: Bot
    url: str
    database: Database
    folder: Path
    asker: PrivateChat
    methodologist: PrivateChat
    lease_seconds: float = LEASE_SECONDS
    """The lease of bots that are forked from now on."""
    _forked: list[ForkServerProcess] = field(default_factory=list)
    _commands: list["subprocess.Popen[str]"] = field(default_factory=list)

    @property
    def settings(self) -> dict[str, str]:
        return {"telegram_token": TOKEN, "telegram_api_url": self.url, "database_url": self.database.url}

    @property
    def on_sqlite(self) -> bool:
        return self.database.url.startswith("sqlite")

    async def fork(self, point: str = "", trigger: str = "", **settings: str) -> ForkServerProcess:
        """The bot as a forked process that dies at the point; it polls, or has set its webhook, when this returns."""
        process = self._fork(point, trigger, **settings)
        await self._polling(process.is_alive)
        return process

    async def fork_standby(self, **settings: str) -> ForkServerProcess:
        """The bot as a forked process beside one that runs; it stands by when this returns."""
        number = len(self._forked)
        process = self._fork("", "", **settings)
        await self.logs(number, "standing by")
        return process

    def _fork(self, point: str, trigger: str, **settings: str) -> ForkServerProcess:
        log = self.folder / f"bot-{len(self._forked)}.log"
        process = fork(self.settings | settings, log, point, trigger, self.lease_seconds)
        self._forked.append(process)
        return process

    async def logs(self, number: int, words: str, times: int = 1) -> None:
        """Wait until a forked bot has logged this so often."""
        async with asyncio.timeout(SECONDS):
            while not (self.folder / f"bot-{number}.log").exists() or self.log(number).count(words) < times:
                assert self._forked[number].is_alive(), "the bot ended"
                await asyncio.sleep(0.02)

    async def command(self) -> "subprocess.Popen[str]":
        """`plaukts run`, the installed command; it is polling when this returns."""
        process = Shell(self.folder).start("run", **self.settings)
        self._commands.append(process)
        await self._polling(lambda: process.poll() is None)
        return process

    async def _polling(self, alive: Callable[[], bool]) -> None:
        async with asyncio.timeout(SECONDS):
            while not self._takes_updates():
                assert alive(), "the bot did not start"
                with suppress(TimeoutError):
                    await self.sandbox.wait_for(self._takes_updates, timeout=0.5)

    def _takes_updates(self) -> bool:
        return self.bot.updates.polled or bool(self.bot.webhook)

    def hold(self, chat: PrivateChat, point: str) -> None:
        """For the death on the wire: Telegram takes the next message to the chat, and answers when it is too late."""
        if point == ON_THE_WIRE:
            self.sandbox.faults.add(Fault("delay", "sendMessage", chat=chat.user.id, when="after", seconds=600))

    async def killed(self, process: ForkServerProcess, point: str, arrived: Callable[[], object]) -> None:
        """Wait for the death that was arranged; the one on the wire is ours to bring, once the message has arrived."""
        if point == ON_THE_WIRE:
            await self.sandbox.wait_for(arrived, timeout=SECONDS)
            process.kill()
        await asyncio.to_thread(process.join, SECONDS)
        assert process.exitcode == -signal.SIGKILL
        async with asyncio.timeout(SECONDS):
            while self.bot.updates.polled:  # until the server, too, has noticed
                await asyncio.sleep(0)

    @staticmethod
    async def stopped(process: "ForkServerProcess | subprocess.Popen[str]", seconds: float = 5) -> None:
        """SIGTERM ends it cleanly, in time."""
        process.terminate()
        if isinstance(process, ForkServerProcess):
            await asyncio.to_thread(process.join, seconds)
            assert process.exitcode == 0
        else:
            await asyncio.to_thread(process.wait, seconds)
            assert process.returncode == 0

    def log(self, number: int) -> str:
        """What a forked bot printed."""
        return (self.folder / f"bot-{number}.log").read_text(encoding="utf-8")

    async def sees(self, chat: PrivateChat, words: str) -> None:
        """Wait until a message of the bot says this."""
        await self.sandbox.wait_for(lambda: self.times(chat, words), timeout=SECONDS)

    @staticmethod
    def times(chat: PrivateChat, words: str) -> int:
        """How many of the bot's messages say this."""
        return sum(words in str(one.get("text")) for one in chat.messages if one["from"]["is_bot"])

    def ask(self, query: Callable[[Session], T]) -> T:
        with self.database.read() as session:
            return query(session)

    def forget_connections(self) -> None:
        """After the server was restarted: the test's own connections are as broken as everybody's."""
        self.database._reading.dispose()

    async def quiet(self) -> None:
        """Wait until Telegram has nothing for the bot, and the bot has nothing to handle and nothing to send."""
        async with asyncio.timeout(SECONDS):
            while await asyncio.to_thread(self._under_way):
                await asyncio.sleep(0)

    def _under_way(self) -> bool:
        return bool(self.bot.updates.pending) or self.ask(_anything_to_do)

    async def end(self) -> None:
        """End every process that is still there, each by its own id, and show what they printed if the test failed."""
        for number, forked in enumerate(self._forked):
            forked.kill()
            await asyncio.to_thread(forked.join)
            forked.close()
            print(self.log(number))  # noqa: T201
        for command in self._commands:
            command.kill()
            print(*await asyncio.to_thread(command.communicate))  # noqa: T201


def _anything_to_do(session: Session) -> bool:
    waiting = inbox.c.done_at.is_(None) & inbox.c.parked_at.is_(None)
    going = deliveries.c.state.in_(("pending", "sending", "unknown"))
    counts = select(
        select(func.count()).select_from(inbox).where(waiting).scalar_subquery(),
        select(func.count()).select_from(deliveries).where(going).scalar_subquery(),
    )
    return any(session.execute(counts).one())


def _join(session: Session, role: str, user_id: int, now: datetime) -> None:
    library = session.scalars(select(Library).where(Library.name == LIBRARY)).one()
    member = Member(
        name=role, role=role, language="lv", created_at=now, notice_version=NOTICE_VERSION, libraries=[library]
    )
    session.add(Address(member=member, channel=TELEGRAM, address=str(user_id)))


@asynccontextmanager
async def region_of_processes(database_url: str, folder: Path) -> AsyncIterator[Region]:
    """Everything in its place, and no bot running yet."""
    sandbox = Sandbox(limits=Limits.off())
    bot = sandbox.add_bot(TOKEN, username="plaukts_bot", name="Plaukts")
    chats = [sandbox.add_user(role).chat_with(bot) for role in ("librarian", "methodologist")]
    database = Database(database_url)
    database.start()
    for chat in chats:
        user = chat.user
        chat.start()
        database.submit(partial(_join, role=user.first_name, user_id=user.id, now=sandbox.clock.now())).result()
    bot.updates.drop()
    async with sandbox.serving() as url:
        region = Region(sandbox, bot, url, database, folder, asker=chats[0], methodologist=chats[1])
        try:
            yield region
        finally:
            await region.end()
            database.stop()
    assert not sandbox.complaints
