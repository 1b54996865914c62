"""An album that comes in portions to a bot that dies in between is one question with all of its photos."""

import asyncio
from collections.abc import AsyncIterator, Callable
from pathlib import Path

import pytest
from sqlalchemy import func, select
from sqlalchemy.orm import Session

from storage.consultations import Consultation
from storage.inbox import inbox
from tests.journeys.killing_region import SECONDS, Region, region_of_processes


@pytest.fixture
async def region(database_url: str, tmp_path: Path) -> AsyncIterator[Region]:
    async with region_of_processes(database_url, tmp_path) as region:
        yield region


def stored(session: Session) -> int:
    return session.scalar(select(func.count()).select_from(inbox)) or 0


def numbers(session: Session) -> list[int]:
    return list(session.scalars(select(Consultation.number)))


async def until(condition: Callable[[], bool]) -> None:
    async with asyncio.timeout(SECONDS):
        while not await asyncio.to_thread(condition):
            await asyncio.sleep(0)


def photos(region: Region) -> list[str]:
    """The methodologist's, each by what it shows."""
    return [one["photo"][-1]["file_unique_id"] for one in region.methodologist.messages if "photo" in one]


async def test_an_album_in_portions_between_deaths(region: Region) -> None:
    """The first part before a death, the second before another, one in time, and one when all else is done."""
    parts = region.asker.send_album([None] * 4, caption="/jautat Kura vāciņa?")
    for update in list(region.bot.updates.pending)[1:]:
        region.bot.updates.done(update["update_id"])

    for count, part in enumerate(parts[1:3], start=1):
        victim = await region.fork()
        await until(lambda count=count: region.ask(stored) == count)  # type: ignore[misc]
        victim.kill()
        await asyncio.to_thread(victim.join)
        region.bot.updates.put("message", part)

    successor = await region.fork()
    await until(lambda: region.ask(stored) == 3)
    await region.sees(region.asker, "Nr. 1")
    await region.quiet()
    region.bot.updates.put("message", parts[3])
    await region.sandbox.wait_for(lambda: len(set(photos(region))) == 4, SECONDS)
    await region.quiet()
    assert region.ask(numbers) == [1]
    assert sorted(set(photos(region))) == sorted(part["photo"][-1]["file_unique_id"] for part in parts)
    assert region.times(region.asker, "Nr. 1") == 1
    assert region.times(region.methodologist, "Kura vāciņa?") == 1
    assert len(photos(region)) == 4
    await region.stopped(successor)
