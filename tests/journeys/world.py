"""A whole region for a test: the local Telegram, the running bot over HTTP, people, a clock moved by hand."""

import asyncio
from collections.abc import AsyncIterator, Callable
from contextlib import asynccontextmanager
from dataclasses import dataclass, field
from datetime import UTC, datetime, timedelta
from typing import Any
from zoneinfo import ZoneInfo

from bot.app import App, Profile
from bot.delivery.pace import UNPACED
from bot.features.libraries.importing import apply_import, plan_import, read_libraries
from bot.features.members.actions import make_invite
from bot.sandbox import Bot, Limits, PrivateChat, Sandbox
from config import DEMO_LIBRARIES
from storage.database import Database

TOKEN = "1:local"
START = datetime(2026, 10, 12, 8, 0, tzinfo=UTC)
"""A Monday, 11.00 in Riga."""


@dataclass
class Person:
    """Somebody with a phone. What they say and what they are answered is read from their chat."""

    world: "World"
    chat: PrivateChat

    async def start(self, code: str = "") -> str:
        return await self._after(lambda: self.chat.start(code))

    async def say(self, text: str, **how: Any) -> str:
        """Send a text; the bot's next message."""
        return await self._after(lambda: self.chat.send(text, **how))

    async def press(self, label: str, message: dict[str, Any] | None = None) -> str:
        """Press a button of the newest message that has it; what the bot shows after that."""
        target = message or self.with_button(label)
        return await self._after(lambda: self.chat.press(target, self.label_in(target, label)))

    async def tap(self, key: str) -> str:
        """Press a key of the menu below."""
        return await self._after(lambda: self.chat.press_reply_key(key))

    async def sees(self, words: str) -> str:
        """Wait until some message of the bot says this."""
        await self.world.sandbox.wait_for(lambda: any(words in text for text in self.texts))
        return next(text for text in reversed(self.texts) if words in text)

    @property
    def texts(self) -> list[str]:
        """What the bot's messages say now, oldest first."""
        return [text_of(message) for message in self.chat.messages if message["from"]["is_bot"]]

    def message_with(self, words: str) -> dict[str, Any]:
        found = [one for one in self.chat.messages if words in text_of(one)]
        assert found, f"nothing says {words!r}: {self.texts}"
        return found[-1]

    def with_button(self, label: str) -> dict[str, Any]:
        found = [one for one in self.chat.messages if any(label in text for text in buttons_of(one))]
        assert found, f"no button {label!r} under {[(text_of(one), buttons_of(one)) for one in self.chat.messages[-3:]]}"
        return found[-1]

    @staticmethod
    def label_in(message: dict[str, Any], label: str) -> str:
        return next(text for text in buttons_of(message) if label in text)

    async def _after(self, act: Callable[[], object]) -> str:
        """Act, and wait until the bot has dealt with it and nothing is under way."""
        before = self.world.seen_of(self.chat)
        act()
        await self.world.settled()
        after = self.world.seen_of(self.chat)
        changed = [text for key, text in after.items() if before.get(key) != text]
        return changed[-1] if changed else ""


def text_of(message: dict[str, Any]) -> str:
    return str(message.get("text") or message.get("caption") or "")


def buttons_of(message: dict[str, Any]) -> list[str]:
    markup = message.get("reply_markup") or {}
    return [button["text"] for row in markup.get("inline_keyboard", []) for button in row]


@dataclass
class World:
    """Everything of one test."""

    sandbox: Sandbox
    url: str
    database_url: str
    app: App
    people: dict[str, Person] = field(default_factory=dict)

    @property
    def bot(self) -> Bot:
        return self.sandbox.bots[TOKEN]

    def person(self, name: str, last_name: str = "", language: str = "lv") -> Person:
        user = self.sandbox.add_user(name, last_name, language_code=language)
        return Person(self, user.chat_with(self.bot))

    def invite(self, role: str, library: str | None = None, uses: int = 1) -> str:
        """A code, as ``plaukts invite`` makes it."""
        from storage.libraries import Library  # noqa: PLC0415

        def job(session: Any) -> str:
            found = session.query(Library).filter_by(name=library).one() if library else None
            now = self.sandbox.clock.now()
            return make_invite(session, role=role, library=found, uses=uses, days=14, now=now).code

        return self._write(job)

    def _write(self, job: Any) -> Any:
        database = Database(self.database_url)
        database.start()
        try:
            return database.submit(job).result()
        finally:
            database.stop()

    async def member(self, role: str, name: str, *libraries: str) -> Person:
        """Somebody who has joined."""
        person = self.person(name)
        await person.start(self.invite(role, uses=1))
        await person.press("turpināt")
        await person.say(name)
        for library in libraries:
            await person.say(library)
            await person.press(library)
        await person.press("Gatavs" if libraries else "Izlaist")
        assert any("pievienošanās Plauktam izdevusies" in text for text in person.texts)
        return person

    def seen_of(self, chat: PrivateChat) -> dict[int, str]:
        return {
            message["message_id"]: text_of(message) + "|".join(buttons_of(message))
            for message in chat.messages
            if message["from"]["is_bot"]
        }

    async def settled(self) -> None:
        """Wait until the bot has handled and delivered everything that can go now."""
        database = Database(self.database_url)
        try:
            async with asyncio.timeout(10):
                while not await asyncio.to_thread(self._quiet, database):
                    await asyncio.sleep(0)
        finally:
            database.stop()

    def _quiet(self, database: Database) -> bool:
        from sqlalchemy import func, select  # noqa: PLC0415

        from storage.inbox import inbox  # noqa: PLC0415
        from storage.outbox import deliveries  # noqa: PLC0415

        if self.bot.updates.pending:
            return False
        now = self.sandbox.clock.now()
        with database.read() as session:
            waiting = session.scalar(
                select(func.count())
                .select_from(inbox)
                .where(inbox.c.done_at.is_(None), inbox.c.parked_at.is_(None), inbox.c.ready_at <= now)
            )
            under_way = session.scalar(
                select(func.count())
                .select_from(deliveries)
                .where(
                    deliveries.c.state.in_(("pending", "sending", "unknown")),
                    deliveries.c.due_at <= now + timedelta(seconds=1),
                )
            )
        return not waiting and not under_way

    async def move_clock(self, **by: float) -> None:
        """Let time pass, and let everything that is then due happen."""
        self.sandbox.clock.move(timedelta(**by))
        assert self.app.clock is not None
        await self.app.clock.look()
        await self.settled()


@asynccontextmanager
async def running_world(database_url: str, **options: Any) -> AsyncIterator[World]:
    """A region with its libraries and a bot that runs."""
    sandbox = Sandbox(limits=Limits.off(), start=START, frozen=True)
    sandbox.add_bot(TOKEN, username="plaukts_bot", name="Plaukts")
    database = Database(database_url)
    database.start()
    rows = read_libraries(DEMO_LIBRARIES)
    database.submit(lambda session: apply_import(session, plan_import(session, rows))).result()
    database.stop()
    async with sandbox.serving() as url:
        profile = Profile(
            token=TOKEN,
            api_url=url,
            database_url=database_url,
            region="Kuldīgas reģions",
            zone=ZoneInfo("Europe/Riga"),
            language="lv",
        )
        app = App(profile, now=sandbox.clock.now, limits=options.get("limits", UNPACED))
        running = asyncio.create_task(app.run())
        ready = asyncio.create_task(app.ready.wait())
        await asyncio.wait([running, ready], return_when=asyncio.FIRST_COMPLETED)
        if running.done():
            running.result()
        world = World(sandbox, url, database_url, app)
        try:
            yield world
        finally:
            app.request_stop()
            await running
            assert not sandbox.complaints
