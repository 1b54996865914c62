"""The demonstration's region: who is there, what has happened before, and the running bot."""

import asyncio
import random
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from dataclasses import dataclass
from datetime import datetime, timedelta
from pathlib import Path
from typing import NamedTuple
from zoneinfo import ZoneInfo

from sqlalchemy import func, select
from sqlalchemy.orm import Session

from bot.access import ADMIN, LIBRARIAN, METHODOLOGIST
from bot.app import App, Profile, open_database
from bot.context import Context
from bot.delivery.pace import Limits as BotLimits
from bot.demo.events import THREAD, announce_events, seed_events
from bot.demo.group import seed_group
from bot.demo.moderation import seed_moderation
from bot.demo.news import AUTHOR, AUTHORS_LIBRARY, publish, seed_news
from bot.demo.preferences import seed_preferences
from bot.demo.questions import OPEN, seed_questions
from bot.features.libraries.importing import apply_import, plan_import, read_libraries
from bot.features.members.actions import make_invite
from bot.notice import version
from bot.region import Region
from bot.sandbox import Group, Page, PrivateChat, Sandbox
from bot.texts import texts_for
from config import DEMO_LIBRARIES
from storage.consultations import CLOSED, TYPED, Consultation
from storage.libraries import Library
from storage.members import TELEGRAM, Address, Member, member_by_telegram
from storage.numbers import next_number
from storage.vocabulary import CHANNEL, TOPIC, entries_of

TOKEN = "1:demo"  # noqa: S105 - of the local Telegram
USERNAME = "plaukts_demo_bot"
REGION = "Kuldīgas reģions"
OPERATOR = "Kuldīgas Galvenā bibliotēka"
ZONE = ZoneInfo("Europe/Riga")
BOT_LIMITS = BotLimits(per_chat_seconds=0.3)
"""Quicker than for real people: one person plays all of them and waits for each. The local Telegram allows it."""
PAST_RECORDS = 64


@dataclass(frozen=True)
class DemoRegion:
    """Everything that the page or the tour plays with."""

    sandbox: Sandbox
    url: str
    app: App
    methodologist: PrivateChat
    librarian: PrivateChat
    newcomer: PrivateChat
    administrator: PrivateChat
    colleague: PrivateChat
    """A librarian of another library, without a phone on the page."""
    group: Group
    invite_code: str


def database_url(folder: Path) -> str:
    """Where the demonstration keeps everything."""
    return f"sqlite:///{folder / 'plaukts-demo.db'}"


@asynccontextmanager
async def demo_region(folder: Path, *, port: int = 0, language: str = "lv") -> AsyncIterator[DemoRegion]:
    """Serve the local Telegram and run the bot against it, until the block is left."""
    kept_at = database_url(folder)
    start = datetime.now(ZONE)
    # What an earlier run left in the folder must not be taken for this run's: ids go on from the time.
    sandbox = Sandbox(first_message_id=int(start.timestamp()) - 1_790_000_000)
    bot = sandbox.add_bot(TOKEN, username=USERNAME, name="Plaukts")
    bot.updates.next_id_random()
    librarian = sandbox.add_user("Bibliotekāre", "Renda")
    newcomer = sandbox.add_user("Bibliotekāre", "Gudenieki")
    methodologist = sandbox.add_user("Metodiķe", "Kuldīga")
    elsewhere = sandbox.add_user("Bibliotekāre", "Ēdole")
    administrator = sandbox.add_user("Administratore", "Kuldīga")
    people = [methodologist, librarian, newcomer, elsewhere, administrator]
    group = sandbox.add_group("Kuldīgas reģiona bibliotekāri", [*people, bot], forum=True)
    bot.updates.drop()  # nobody has to be told of what was so before
    members = Members(librarian.id, methodologist.id, elsewhere.id, administrator.id)
    code, is_new = await asyncio.to_thread(_seed, kept_at, sandbox.clock.now(), members, group)
    sandbox.page = Page(
        phones=[person.chat_with(bot) for person in (librarian, newcomer, methodologist)],
        group=group,
        aside=[administrator.chat_with(bot)],
        title="Plaukts",
    )
    async with sandbox.serving(port=port) as url:
        profile = Profile(
            token=TOKEN,
            api_url=url,
            database_url=kept_at,
            region=REGION,
            zone=ZONE,
            language=language,
            operator=OPERATOR,
        )
        app = App(profile, now=sandbox.clock.now, limits=BOT_LIMITS)
        looking: set[asyncio.Task[None]] = set()

        def time_moved(_now: datetime) -> None:
            if app.clock is not None:
                task = asyncio.create_task(app.clock.look())
                looking.add(task)
                task.add_done_callback(looking.discard)

        sandbox.clock.subscribe(time_moved)
        running = asyncio.create_task(app.run())
        ready = asyncio.create_task(app.ready.wait())
        await asyncio.wait([running, ready], return_when=asyncio.FIRST_COMPLETED)
        if running.done():
            ready.cancel()
            running.result()
        region = DemoRegion(
            sandbox=sandbox,
            url=url,
            app=app,
            methodologist=methodologist.chat_with(bot),
            librarian=librarian.chat_with(bot),
            newcomer=newcomer.chat_with(bot),
            administrator=administrator.chat_with(bot),
            colleague=elsewhere.chat_with(bot),
            group=group,
            invite_code=code,
        )
        announcing: asyncio.Task[None] | None = None
        group.promote(bot)  # which is all that is needed: threads and welcome follow
        for phone in (region.methodologist, region.librarian, region.administrator):
            phone.start()
        if is_new:
            group.send(elsewhere, OPEN)
            publish(elsewhere.chat_with(bot), sandbox.clock.now().astimezone(ZONE))
            announcing = asyncio.create_task(_announce(region, kept_at))
        try:
            yield region
        finally:
            if announcing is not None:
                announcing.cancel()
            app.request_stop()
            await running


async def _announce(region: DemoRegion, url: str) -> None:
    """Publish what is to come, as soon as the group has the thread for it."""
    await region.sandbox.wait_for(lambda: any(one.name == THREAD for one in region.group.topics.values()), timeout=60)
    user_id, now = region.methodologist.user.id, region.sandbox.clock.now()

    def job() -> None:
        database = open_database(url)
        try:
            database.submit(lambda session: announce_events(_acting(session, user_id, now))).result()
        finally:
            database.stop()

    await asyncio.to_thread(job)


def _acting(session: Session, user_id: int, now: datetime) -> Context:
    """What somebody's act has in its hands."""
    member, _ = member_by_telegram(session, user_id)
    region = Region(REGION, ZONE, "lv", USERNAME)
    return Context(session, now, region, texts_for("lv"), member=member, chat_id=user_id, user_id=user_id)


class Members(NamedTuple):
    """Telegram's ids of those who have joined before."""

    librarian: int
    methodologist: int
    elsewhere: int
    administrator: int


def _seed(url: str, now: datetime, members: Members, group: Group) -> tuple[str, bool]:
    """Libraries, members and what happened before into an empty database; an invite code, and whether it was."""
    database = open_database(url)
    rows = read_libraries(DEMO_LIBRARIES)

    def job(session: Session) -> tuple[str, bool]:
        is_new = not session.scalar(select(func.count()).select_from(Member))
        if is_new:
            apply_import(session, plan_import(session, rows))
            librarian = _add_member(
                session, members.librarian, "Bibliotekāre, Renda", LIBRARIAN, "Rendas pagasta bibliotēka", now
            )
            methodologist = _add_member(
                session, members.methodologist, "Metodiķe, Kuldīga", METHODOLOGIST, "Kuldīgas Galvenā bibliotēka", now
            )
            _add_member(
                session,
                members.administrator,
                "Administratore, Kuldīga",
                ADMIN,
                "Kuldīgas Galvenā bibliotēka",
                now,
            )
            _add_member(session, members.elsewhere, AUTHOR, LIBRARIAN, AUTHORS_LIBRARY, now)
            session.flush()
            seed_preferences(session, librarian, [methodologist], now)
            _add_past(session, methodologist.id, now)
            seed_news(session, now.astimezone(ZONE))
            seed_moderation(session, methodologist, now)
            seed_questions(session, now.astimezone(ZONE))
            seed_events(_acting(session, members.methodologist, now))
        seed_group(session, group, now)
        return make_invite(session, role=LIBRARIAN, library=None, uses=10, days=14, now=now).code, is_new

    try:
        return database.submit(job).result()
    finally:
        database.stop()


def _add_member(  # noqa: PLR0917 - what a member is
    session: Session, user_id: int, name: str, role: str, library: str, now: datetime
) -> Member:
    libraries = list(session.scalars(select(Library).where(Library.name == library)))
    member = Member(
        name=name,
        role=role,
        language="lv",
        created_at=now,
        notice_version=version(Region(REGION, ZONE, "lv", operator=OPERATOR)),
        notice_at=now,
        libraries=libraries,
    )
    session.add(Address(member=member, channel=TELEGRAM, address=str(user_id)))
    return member


def _add_past(session: Session, methodologist_id: int, now: datetime) -> None:
    """The records of last month and this one, the same in every run: the first workbook has something to show."""
    dice = random.Random(2026)  # noqa: S311 - repeatable on purpose
    libraries = [one for one in session.scalars(select(Library).order_by(Library.name)) if not one.main]
    topics = entries_of(session, TOPIC)
    channels = [entry for entry in entries_of(session, CHANNEL) if entry.key != "telegram"]
    today = now.astimezone(ZONE).date()
    first = (today.replace(day=1) - timedelta(days=1)).replace(day=1)
    days = [first + timedelta(days=i) for i in range((today - first).days)]
    workdays = [day for day in days if day.weekday() < 5]
    for day in sorted(dice.choices(workdays, k=PAST_RECORDS)):
        group = dice.random() < 0.08
        session.add(
            Consultation(
                number=next_number(session),
                origin=TYPED,
                status=CLOSED,
                entered_at=datetime(day.year, day.month, day.day, 12, tzinfo=ZONE),
                happened_on=day,
                responsible_id=methodologist_id,
                given_by="methodologist",
                form="group" if group else "individual",
                participants=dice.randint(4, 12) if group else 1,
                channel=dice.choices(channels, weights=(3, 2, 8, 4, 2))[0].key,
                topic=dice.choices(topics, weights=range(len(topics), 0, -1))[0].key,
                minutes=dice.choice((None, 5, 10, 15, 20, 30, 45)),
                libraries=dice.sample(libraries, k=4 if group else 1),
            )
        )
