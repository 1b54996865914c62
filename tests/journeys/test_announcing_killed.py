"""An announcement to a few hundred, at Telegram's pace: killed, stopped, corrected and gone on with. Nobody twice."""

import asyncio
from collections import Counter
from collections.abc import AsyncIterator
from pathlib import Path
from typing import Any

import pytest
from sqlalchemy import func, select
from sqlalchemy.orm import Session

from bot.notice import NOTICE_VERSION
from bot.sandbox import Limits, PrivateChat
from storage.members import TELEGRAM, Address, Member
from storage.outbox import SEND, deliveries
from tests.journeys.killing_region import Region, region_of_processes

RECIPIENTS, BLOCKED, NEVER_STARTED = 110, 5, 5
TEXT, CORRECTED = "Sanāksme ceturtdien.", "Sanāksme piektdien."


@pytest.fixture
async def region(database_url: str, tmp_path: Path) -> AsyncIterator[Region]:
    """A region without a bot, whose Telegram bears thirty messages a second."""
    async with region_of_processes(database_url, tmp_path) as region:
        region.bot.pace.limits = Limits()
        yield region


def join(region: Region) -> list[PrivateChat]:
    """All librarians of the region have Telegram; some have blocked the bot since, some have never pressed Start."""
    chats = [region.sandbox.add_user("Lasa", str(number)).chat_with(region.bot) for number in range(RECIPIENTS)]

    def job(session: Session) -> None:
        now = region.sandbox.clock.now()
        for chat in chats:
            member = Member(name="Lasa", role="librarian", language="lv", created_at=now, notice_version=NOTICE_VERSION)
            session.add(Address(member=member, channel=TELEGRAM, address=str(chat.user.id)))

    region.database.submit(job).result()
    for chat in chats[NEVER_STARTED:]:
        chat.private.started = True
    for chat in chats[-BLOCKED:]:
        chat.private.blocked = True
    return chats


def states(session: Session) -> Counter[str]:
    """How many copies are in which state."""
    c = deliveries.c
    mine = select(c.state, func.count()).where(c.kind == "announcement", c.op == SEND).group_by(c.state)
    return Counter({row[0]: row[1] for row in session.execute(mine)})


async def test_killed_stopped_corrected_and_gone_on_with_nobody_gets_it_twice(region: Region) -> None:
    readers = join(region)
    sender = region.methodologist

    def arrived(words: str = "Sanāksme") -> int:
        return sum(region.times(chat, words) for chat in readers)

    async def press(label: str) -> None:
        """Press the newest button of this label."""
        message = next(one for one in reversed(sender.messages) if label in str(one.get("reply_markup")))
        sender.press(message, label)

    first = await region.fork()
    sender.send(f"/pazinot {TEXT}")
    await region.sees(sender, "melnraksts Nr. 1")
    for label, answer in (
        ("▫️ Steidzami", "Steidzami: to sūtīs"),
        ("👀 Apskatīt", "Tā to redzēs"),
        ("📣 Sūtīt", "Paziņojumu Nr. 1 sūtīs"),
        ("Sūtīt tūlīt", "Paziņojums Nr. 1 tiek sūtīts"),
    ):
        await press(label)
        await region.sees(sender, answer)
    await region.sandbox.wait_for(lambda: arrived() >= 20, timeout=30)
    first.kill()
    await asyncio.to_thread(first.join)

    await region.fork()
    await region.sandbox.wait_for(lambda: arrived() >= 45, timeout=30)
    await press("Apturēt")
    await region.sees(sender, "sūtīšana ir apturēta")
    async with asyncio.timeout(10):
        while region.ask(states)["sending"]:
            await asyncio.sleep(0.02)
    half = arrived()
    assert 45 <= half < RECIPIENTS - BLOCKED - NEVER_STARTED
    assert region.ask(states)["pending"] == 0

    await press("Labot")
    await region.sees(sender, "jauno tekstu")
    sender.send(CORRECTED)
    await region.sandbox.wait_for(lambda: arrived(CORRECTED), timeout=30)
    assert arrived() == half, "what is stopped stays so"
    await press("Turpināt")
    await region.sees(sender, "✅ Paziņojums Nr. 1 ir nosūtīts.")
    stand: Any = region.ask(states)
    assert sum(stand.values()) == RECIPIENTS + 1, "the region's own librarian is one of them"
    assert stand["blocked"] == BLOCKED + NEVER_STARTED
    assert stand["unknown"] <= 8, "what was on the wire when it was killed"
    async with asyncio.timeout(30):
        while region.ask(_changes_waiting) > stand["unknown"]:
            await asyncio.sleep(0.1)
    per_chat = Counter(region.times(chat, "Sanāksme") for chat in readers)
    assert set(per_chat) <= {0, 1}, "nobody has it twice"
    assert per_chat[1] >= RECIPIENTS - BLOCKED - NEVER_STARTED - stand["unknown"]
    assert arrived(TEXT) <= stand["unknown"], "a copy of which nobody knows is corrected when a button says so"
    assert f"Nav zināms, vai pienāca: {stand['unknown']}" in str(sender.messages) or not stand["unknown"]


def _changes_waiting(session: Session) -> int:
    c = deliveries.c
    return session.scalar(select(func.count()).where(c.op != SEND, c.state.in_(("pending", "sending")))) or 0
