"""A whole region for a test: the local Telegram, the running bot over HTTP, people, a clock moved by hand."""

import asyncio
import socket
from collections.abc import AsyncIterator, Callable, Iterator
from contextlib import asynccontextmanager, contextmanager
from dataclasses import dataclass, field, replace
from datetime import UTC, datetime, timedelta
from typing import Any, TypeVar
from zoneinfo import ZoneInfo

from sqlalchemy import and_, event, func, or_, select
from sqlalchemy.orm import Session

from bot.app import App, Profile
from bot.delivery.pace import UNPACED, Limits
from bot.features.members.actions import make_invite
from bot.manifest import Feature
from bot.notice import NOTICE_VERSION
from bot.sandbox import Bot, Group, PrivateChat, Sandbox
from bot.sandbox import Limits as SandboxLimits
from bot.throttle import Throttle
from bot.web.server import Place
from bot.web.webhook import Hook
from storage import groups
from storage.consultations import Consultation, consultation_numbered
from storage.database import Database
from storage.inbox import parked_updates, ready_units
from storage.libraries import Library
from storage.members import TELEGRAM, Address, Member
from storage.outbox import PENDING, SENDING, UNKNOWN, Lane, deliveries
from tests.journeys.person import Message, Person

T = TypeVar("T")

TOKEN = "1:local"
SECRET = "s3cret_of-the-webhook"
RIGA = ZoneInfo("Europe/Riga")
START = datetime(2026, 10, 12, 8, 0, tzinfo=UTC)
"""A Monday, 11.00 in Riga."""
SECONDS = 20
"""Real seconds for which a test waits before it gives up."""

MAIN = "Kuldīgas Galvenā bibliotēka"
RENDA = "Rendas pagasta bibliotēka"
LAIDI = "Laidu pagasta bibliotēka"


@dataclass
class World:
    """Everything of one test."""

    sandbox: Sandbox
    profile: Profile
    database: Database
    limits: Limits = UNPACED
    credit: timedelta | None = None
    """How much one person may send at once; nobody is slowed down unless told, for the time stands still."""
    features: list[Feature] | None = None
    """Nothing: those that there are."""
    provoked: set[str] = field(default_factory=set)
    """States of deliveries that the test brought about on purpose; others that are not ``sent`` fail it."""
    app: App = field(init=False)
    _running: asyncio.Task[None] = field(init=False)
    _committed: asyncio.Event = field(default_factory=asyncio.Event)
    """Set when anything was committed: nothing else can make the bot quiet."""

    @property
    def bot(self) -> Bot:
        return self.sandbox.bots[TOKEN]

    @contextmanager
    def watching(self) -> Iterator[None]:
        """Be told of every commit in this process."""
        loop = asyncio.get_running_loop()

        def committed(_session: Session) -> None:
            loop.call_soon_threadsafe(self._committed.set)

        event.listen(Session, "after_commit", committed)
        try:
            yield
        finally:
            event.remove(Session, "after_commit", committed)

    async def begin(self) -> None:
        """Let the bot run."""
        throttle = Throttle(self.credit)
        now = self.sandbox.clock.now
        self.app = App(self.profile, now=now, limits=self.limits, throttle=throttle, features=self.features)
        self._running = asyncio.create_task(self.app.run())
        ready = asyncio.create_task(self.app.ready.wait())
        await asyncio.wait([self._running, ready], return_when=asyncio.FIRST_COMPLETED)
        ready.cancel()
        if self._running.done():
            self._running.result()

    async def end(self) -> None:
        """Stop the bot as an operator does."""
        self.app.request_stop()
        await self._running

    async def restart(self) -> None:
        """Another process takes the place of this one."""
        await self.end()
        await self.begin()

    # People -------------------------------------------------------------------------------------------------------

    def stranger(self, name: str, last_name: str = "", language: str = "lv") -> Person:
        """Somebody with a phone who has never written to the bot."""
        return Person(self, self.sandbox.add_user(name, last_name, language_code=language).chat_with(self.bot))

    async def member(self, role: str, name: str, *libraries: str, language: str = "lv") -> Person:
        """Somebody who joined long ago and has the menu open."""
        person = self.stranger(name, language=language)

        def job(session: Session) -> None:
            found = list(session.scalars(select(Library).where(Library.name.in_(libraries))))
            assert len(found) == len(libraries), libraries
            now = self.sandbox.clock.now()
            member = Member(
                name=name, role=role, language=language, created_at=now, notice_version=NOTICE_VERSION, libraries=found
            )
            session.add(Address(member=member, channel=TELEGRAM, address=str(person.chat.user.id)))

        self.write(job)
        person.chat.start()
        await self.settled()
        return person

    async def librarian(self, *libraries: str) -> Person:
        """The librarian of Renda, unless other libraries are named."""
        names = libraries or (RENDA,)
        return await self.member("librarian", f"Bibliotekāre, {names[0].split()[0]}", *names)

    async def methodologist(self, name: str = "Metodiķe, Kuldīga") -> Person:
        """A methodologist of the main library."""
        return await self.member("methodologist", name, MAIN)

    async def group(self, *people: Person, forum: bool = True, supergroup: bool = True) -> Group:
        """The region's group with these people, adopted; the bot administers it. Threads are made when needed."""
        users = [person.chat.user for person in people] or [self.sandbox.add_user("Grupas", "īpašnieks")]
        title = "Kuldīgas reģiona bibliotekāri"
        group = self.sandbox.add_group(title, [*users, self.bot], supergroup=supergroup, forum=forum)
        group.promote(self.bot)
        await self.settled()

        def job(session: Session) -> None:
            found = groups.group_at(session, group.id)
            assert found is not None
            groups.adopt(session, found, self.sandbox.clock.now())

        self.write(job)
        return group

    def invite(self, role: str = "librarian", library: str | None = None, uses: int = 1) -> str:
        """A code, as ``plaukts invite`` makes it."""

        def job(session: Session) -> str:
            found = session.scalars(select(Library).where(Library.name == library)).one() if library else None
            now = self.sandbox.clock.now()
            return make_invite(session, role=role, library=found, uses=uses, days=14, now=now).code

        return self.write(job)

    # What is stored -----------------------------------------------------------------------------------------------

    def write(self, job: Callable[[Session], T]) -> T:
        """Change the database from outside the bot, as the command line does."""
        return self.database.submit(job).result()

    def read(self, query: Callable[[Session], T]) -> T:
        """Look into the database."""
        with self.database.read() as session:
            return query(session)

    def record(self, number: int) -> dict[str, Any]:
        """The stored consultation of this number, as plain values; nothing where it was undone."""

        def query(session: Session) -> dict[str, Any]:
            found = consultation_numbered(session, number)
            if found is None:
                return {}
            values = {name: value for name, value in vars(found).items() if not name.startswith("_")}
            return values | {
                "libraries": [library.name for library in found.libraries],
                "thread": [(message.part, message.text) for message in found.messages],
            }

        return self.read(query)

    def count(self) -> int:
        """How many consultations there are, the undone ones included."""
        return self.read(lambda session: session.scalar(select(func.count()).select_from(Consultation)) or 0)

    # Time ---------------------------------------------------------------------------------------------------------

    async def move_clock(self, **by: float) -> None:
        """Let time pass, and let everything that is then due happen."""
        await self.move_to(self.sandbox.clock.now() + timedelta(**by))

    async def move_to(self, moment: datetime) -> None:
        """Go on to a moment, and let everything that is then due happen."""
        self.sandbox.clock.move_to(moment)
        assert self.app.clock is not None
        await self.app.clock.look()
        await self.settled()

    async def settled(self) -> None:
        """Wait until the bot has handled and delivered everything that can go now."""
        async with asyncio.timeout(SECONDS):
            while True:
                await self.sandbox.wait_for(lambda: not self.bot.updates.pending, SECONDS)
                self._committed.clear()
                if self._quiet():
                    return
                await self._committed.wait()

    def _quiet(self) -> bool:
        now = self.sandbox.clock.now()
        c = deliveries.c
        unsettled = or_(c.state.in_((PENDING, SENDING)), and_(c.state == UNKNOWN, c.lane != int(Lane.BROADCAST)))
        under_way = select(c.id).where(unsettled, c.due_at <= now)
        if self.read(lambda session: ready_units(session, now))[0]:
            return False
        return self.read(lambda session: session.execute(under_way).first() is None)

    def by_webhook(self) -> None:
        """From its next beginning on the bot does not poll."""
        port = free_port()
        hook = Hook(f"http://127.0.0.1:{port}/telegram", SECRET)
        self.profile = replace(self.profile, webhook=hook, listen=Place("127.0.0.1", port))

    def by_polling(self) -> None:
        """From its next beginning on the bot polls."""
        self.profile = replace(self.profile, webhook=None, listen=None)

    def check(self) -> None:
        """Nothing went wrong unseen."""
        assert not self.sandbox.complaints
        assert not self.read(parked_updates)
        c = deliveries.c
        sad = select(c.method, c.state, c.error).where(c.state.not_in(("sent", "cancelled", *self.provoked)))
        assert not self.read(lambda session: session.execute(sad).all())


def free_port() -> int:
    """A port that nobody listens at; the system gives it to nobody else for a while."""
    with socket.socket() as free:
        free.bind(("127.0.0.1", 0))
        return int(free.getsockname()[1])


@asynccontextmanager
async def running_world(database_url: str, **options: Any) -> AsyncIterator[World]:
    """A region with its libraries and a bot that runs; checked at the end."""
    webhook, mail = options.pop("webhook", False), options.pop("mail", None)
    sandbox = Sandbox(limits=SandboxLimits.off(), start=options.pop("start", START), frozen=True)
    sandbox.add_bot(TOKEN, username="plaukts_bot", name="Plaukts")
    database = Database(database_url)
    database.start()
    try:
        async with sandbox.serving() as url:
            profile = Profile(
                token=TOKEN, api_url=url, database_url=database_url, region="Kuldīgas reģions", zone=RIGA, language="lv"
            )
            profile = replace(profile, mail=mail)
            world = World(sandbox, profile, database, **options)
            if webhook:
                world.by_webhook()
            with world.watching():
                await world.begin()
                try:
                    yield world
                    await world.settled()
                    world.check()
                finally:
                    await world.end()
    finally:
        database.stop()


__all__ = ["LAIDI", "MAIN", "RENDA", "RIGA", "START", "Message", "Person", "PrivateChat", "World", "running_world"]
