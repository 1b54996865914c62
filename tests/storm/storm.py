"""A storm: 60 members, every fault of the local Telegram, and a bot that is killed every second or two.

This process is the local Telegram and all the people; the bot is a process of its own. When the time is over the
faults stop, everything that was begun is brought to its end, and what is there is compared with the plain model.
"""

import asyncio
import random
from collections import Counter, deque
from collections.abc import Callable
from dataclasses import dataclass, field
from functools import partial
from multiprocessing.connection import wait
from multiprocessing.context import ForkServerProcess
from pathlib import Path
from time import monotonic
from typing import TypeVar

from sqlalchemy import func, select
from sqlalchemy.orm import Session

from bot.notice import NOTICE_VERSION
from bot.sandbox import Limits, Sandbox
from storage.database import Database
from storage.inbox import inbox
from storage.libraries import Library
from storage.members import TELEGRAM, Address, Member
from storage.outbox import IS_SENDING, SEND, UNKNOWN, Lane, deliveries
from tests.storm import weather
from tests.storm.announcing import announce_to_all, compare_announced
from tests.storm.comparing import Found, compare_database, compare_doubles, compare_phone
from tests.storm.phones import NeverCameError, Phone, Phones
from tests.storm.runner import fork
from tests.storm.stories import Members, Story

T = TypeVar("T")
TOKEN = "1:local"
LIBRARIANS, METHODOLOGISTS = 56, 4
LIMITS = Limits(per_second=120, private_per_second=20, private_burst=10)
"""The local Telegram is strict here too, at the pace of a storm: who speaks faster gets 429."""
STARTING = 30.0
"""Seconds in which a bot that is left alone has begun to poll."""
IDLE = 6.0
"""Seconds after which there is nothing to do, or it does not get done."""
LEAST_DEATHS = 4
LONGER = 60.0
"""Seconds for which a storm goes on at the most to see so many deaths."""
RESTING = 120.0
"""Seconds in which everything has come to its end once the faults have stopped."""


@dataclass
class Result:
    """What came of it."""

    problems: list[str]
    figures: dict[str, int] = field(default_factory=dict)

    def __str__(self) -> str:
        return ", ".join(f"{count} {what}" for what, count in self.figures.items())


class Storm:
    """One storm on one database, which is up to date and has its libraries."""

    def __init__(self, database_url: str, folder: Path, seed: int, port: int | None = None) -> None:
        """``port``: the bot's webhook listens there; without one, it polls."""
        self._url, self._folder, self._seed, self._port = database_url, folder, seed, port
        self._dice = random.Random(seed)  # noqa: S311 - repeatable on purpose
        self._sandbox = Sandbox(limits=LIMITS)
        self._sandbox.requests = deque(maxlen=None)
        self._sandbox.webhook_retry_seconds = 0.02
        self._end = 0.0
        self._bot = self._sandbox.add_bot(TOKEN, username="plaukts_bot", name="Plaukts")
        self._members = self._join()
        self._first_update = self._bot.updates._next_id
        self._process: ForkServerProcess | None = None
        self._starts = self._announced = 0
        self._asked_before = 0
        self._found = Found()
        self._on_the_wire: Counter[int] = Counter()
        """Chat → new messages that were being sent when a bot was killed."""

    async def run(self, seconds: float) -> Result:
        """Let it rage for so long, come to rest, and compare."""
        tasks: list[asyncio.Task[None]] = []
        async with self._sandbox.serving() as url:
            try:
                self._start(url)
                await self._begins()
                self._sandbox.faults.add(*weather.faults(self._dice))
                self._end = monotonic() + seconds
                tasks += [asyncio.create_task(self._live(phone)) for phone in self._phones]
                tasks.append(asyncio.create_task(self._kill_and_start(url)))
                tasks.append(asyncio.create_task(self._announce()))
                await _all_or_first_failure(tasks)
                await self._quiet()
                for librarian in self._members.librarians:
                    Story(self._members, self._dice).says_goodbye(librarian)
                await self._quiet()
                await self._stop()
            finally:
                for task in tasks:
                    task.cancel()
                await asyncio.gather(*tasks, return_exceptions=True)
                await self._kill()
        return self._compare()

    def _rages(self, until_before: float = 0.0) -> bool:
        """Whether the storm goes on, or will in so many seconds; where the machine is slow, until it was one."""
        end = self._end if self._starts > LEAST_DEATHS else self._end + LONGER
        return monotonic() < end - until_before

    # People -------------------------------------------------------------------------------------------------------

    @property
    def _phones(self) -> list[Phone]:
        return [*self._members.librarians, *self._members.methodologists]

    def _join(self) -> Members:
        """Everyone has joined long ago; every librarian works for one library."""
        phones = Phones(self._sandbox)
        database = Database(self._url)
        database.start()

        def job(session: Session) -> Members:
            libraries = list(session.scalars(select(Library).order_by(Library.id)))
            return Members(
                [self._member(session, phones, "librarian", index, libraries) for index in range(LIBRARIANS)],
                [self._member(session, phones, "methodologist", index, libraries) for index in range(METHODOLOGISTS)],
            )

        members = database.submit(job).result()
        database.stop()
        return members

    def _member(self, session: Session, phones: Phones, role: str, index: int, libraries: list[Library]) -> Phone:
        name = f"{'Bibliotekārs' if role == 'librarian' else 'Metodiķis'} {index + 1:02}"
        chat = self._sandbox.add_user(name).chat_with(self._bot)
        chat.private.started = True
        library = libraries[index % len(libraries)] if role == "librarian" else libraries[0]
        member = Member(
            name=name,
            role=role,
            language="lv",
            created_at=self._sandbox.clock.now(),
            notice_version=NOTICE_VERSION,
            libraries=[library],
        )
        session.add(Address(member=member, channel=TELEGRAM, address=str(chat.user.id)))
        return phones.add(chat, name, library.name)

    async def _live(self, phone: Phone) -> None:
        """One story after the other, until the time is over; what was begun is brought to its end."""
        dice = random.Random(f"{self._seed} {phone.name}")  # noqa: S311 - repeatable on purpose
        registers = phone in self._members.methodologists
        await asyncio.sleep(dice.uniform(0, 8))  # they do not all begin in the same second
        while self._rages():
            story = Story(self._members, dice)
            try:
                await (story.registers(phone) if registers else story.asks(phone))
            except NeverCameError as missing:  # the others go on, and it is told at the end
                self._found.problems.append(str(missing))
                return
            await asyncio.sleep(dice.uniform(1, 4) if registers else dice.uniform(0, 2))

    async def _announce(self) -> None:
        """Now and then something goes to all; the database is that of a bot which runs, or has just died."""
        dice = random.Random(f"{self._seed} announcements")  # noqa: S311 - repeatable on purpose
        while self._rages(5):
            await asyncio.sleep(dice.uniform(3, 5))
            self._announced += 1
            await asyncio.to_thread(
                self._write, partial(announce_to_all, number=self._announced, now=self._sandbox.clock.now())
            )
            await asyncio.sleep(dice.uniform(20, 60))

    # The bot ------------------------------------------------------------------------------------------------------

    async def _kill_and_start(self, url: str) -> None:
        """Kill it every second or two, at times while it is starting; then the faults stop and the last one stays."""
        while self._rages():
            if self._dice.random() < 0.2:
                await self._lives_for(self._dice.uniform(0, 0.6))
            else:
                await self._begins()
                await self._lives_for(self._dice.uniform(0.2, 1.8))
                await self._comes_to_something(self._dice.randint(40, 160))
            await self._kill()
            self._start(url)
        self._sandbox.faults.clear()

    def _start(self, url: str) -> None:
        self._asked_before = self._asked()
        self._process = fork(TOKEN, url, self._url, self._folder / f"bot-{self._starts:03}.log", self._port)
        self._starts += 1

    async def _begins(self) -> None:
        """Until it asks for updates, or where to post them is said."""
        await self._until(lambda: self._bot.updates.polled or self._asked() > self._asked_before, STARTING)

    def _asked(self) -> int:
        return self._sandbox.done["setWebhook" if self._port else "getUpdates"]

    async def _comes_to_something(self, requests: int) -> None:
        """So many requests have to take effect before the next death, if there is so much to do.

        Of eight in flight and some thirty that went before them, one in five is interrupted: where a machine is slow,
        some would be five times in a row, and be given up.
        """
        before = self._sandbox.done.total()
        await self._until(lambda: self._sandbox.done.total() >= before + requests, IDLE)

    async def _until(self, condition: Callable[[], bool], seconds: float) -> None:
        """Wait for this, for so long at the most; fails if the bot ends by itself meanwhile."""
        reached = asyncio.create_task(self._sandbox.wait_for(condition, seconds))
        ended = asyncio.create_task(self._lives_for(seconds))
        await asyncio.wait((reached, ended), return_when=asyncio.FIRST_COMPLETED)
        for task in (reached, ended):
            task.cancel()
        await asyncio.gather(reached, return_exceptions=True)
        if ended.done() and not ended.cancelled():
            ended.result()

    async def _lives_for(self, seconds: float) -> None:
        """Fails if the bot ends by itself meanwhile."""
        assert self._process is not None
        if await asyncio.to_thread(wait, [self._process.sentinel], seconds):
            raise AssertionError(f"the bot ended by itself, see bot-{self._starts - 1:03}.log in {self._folder}")

    async def _kill(self) -> None:
        process, self._process = self._process, None
        if process is None:
            return
        process.kill()
        await asyncio.to_thread(process.join)
        process.close()
        on_the_wire = await asyncio.to_thread(self._read, _on_the_wire)
        self._on_the_wire.update(on_the_wire)

    async def _stop(self) -> None:
        """SIGTERM, as an operator does."""
        process, self._process = self._process, None
        assert process is not None
        process.terminate()
        await asyncio.to_thread(process.join, 10)
        assert process.exitcode == 0, f"the last bot ended with {process.exitcode}"

    async def _quiet(self) -> None:
        """Until Telegram has nothing for the bot, and the bot nothing to handle and nothing to send."""
        end = monotonic() + RESTING
        while await self._busy():
            if monotonic() > end:
                self._found.problems.append(f"not at rest {RESTING:g} s after the last fault")
                return
            await asyncio.sleep(0.1)

    async def _busy(self) -> bool:
        if self._bot.updates.pending:
            return True  # looked at first: what is not pending any more is stored, and seen by the next look
        return await asyncio.to_thread(self._read, _anything_to_do)

    def _read(self, query: Callable[[Session], T]) -> T:
        """Look into the database, and let go of it: a dead bot's file is opened by its successor first."""
        database = Database(self._url)
        try:
            with database.read() as session:
                return query(session)
        finally:
            database.stop()

    def _write(self, job: Callable[[Session], None]) -> None:
        """Change the database from outside the bot."""
        database = Database(self._url)
        database.start()
        try:
            database.submit(job).result()
        finally:
            database.stop()

    # The end ------------------------------------------------------------------------------------------------------

    def _compare(self) -> Result:
        found, model = self._found, self._members.model
        for phone in self._phones:
            compare_phone(found, phone, model)
        struck = self._sandbox.faults.log
        compare_doubles(found, self._phones, weather.may_double(struck) + self._on_the_wire)
        update_ids = range(self._first_update, self._bot.updates._next_id)
        self._read(lambda session: compare_database(found, session, model, update_ids))
        for number in range(1, self._announced + 1):
            self._read(partial(compare_announced, found, phones=self._phones, number=number))
        found.differs("complaints of the local Telegram", self._sandbox.complaints, [])
        # What a bot says while it has to wait, "Brīdi…", its successor cannot know of.
        answered = Counter(
            one.params["callback_query_id"]
            for one in self._sandbox.requests
            if one.method == "answerCallbackQuery" and not str(one.params.get("text")).startswith("Brīdi")
        )
        found.differs("buttons answered twice", [query for query, times in answered.items() if times > 1], [])
        figures = {
            "members": len(self._phones),
            "updates": len(update_ids),
            "questions": len(model.questions),
            "records": len(model.records),
            "announcements": self._announced,
            "messages and changes": sum(
                times for method, times in self._sandbox.done.items() if method.startswith(("send", "edit", "delete"))
            ),
            "deaths": self._starts - 1,
            "faults": len(struck),
            "messages twice": found.doubled.total(),
            "that may be": weather.may_double(struck).total() + self._on_the_wire.total(),
        }
        return Result(found.problems, figures)


async def _all_or_first_failure(tasks: list["asyncio.Task[None]"]) -> None:
    done, _ = await asyncio.wait(tasks, return_when=asyncio.FIRST_EXCEPTION)
    for task in done:
        task.result()


def _on_the_wire(session: Session) -> Counter[int]:
    c = deliveries.c
    again = select(c.chat_id).where(IS_SENDING, c.op == SEND, c.lane != Lane.BROADCAST)
    return Counter(session.scalars(again))


def _anything_to_do(session: Session) -> bool:
    waiting = inbox.c.done_at.is_(None) & inbox.c.parked_at.is_(None)
    c = deliveries.c
    going = c.state.in_(("pending", "sending")) | ((c.state == UNKNOWN) & (c.lane != Lane.BROADCAST))
    counts = select(
        select(func.count()).select_from(inbox).where(waiting).scalar_subquery(),
        select(func.count()).select_from(deliveries).where(going).scalar_subquery(),
    )
    return any(session.execute(counts).one())
