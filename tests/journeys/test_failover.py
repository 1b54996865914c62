"""Several bots on one PostgreSQL database: one serves, and another takes over when it dies, freezes or is cut off."""

import asyncio
import signal
from collections.abc import AsyncIterator, Iterator
from multiprocessing.context import ForkServerProcess
from pathlib import Path
from time import monotonic

import psutil
import pytest

from tests.journeys.killing_region import Region, region_of_processes
from tests.journeys.test_killed import QUESTION, records
from tests.postgres import pgbouncer, wire

REAL = 10.0
"""The lease as it is outside of tests."""
PROMISED = 15.0
"""Seconds within which another takes over."""


@pytest.fixture
def database_kind() -> str:
    """Only PostgreSQL is shared by several."""
    return "postgresql"


@pytest.fixture
async def region(database_url: str, tmp_path: Path) -> AsyncIterator[Region]:
    """A region without a bot."""
    async with region_of_processes(database_url, tmp_path) as region:
        yield region


@pytest.fixture(params=["direct", "pgbouncer"])
def door(request: pytest.FixtureRequest, database_url: str) -> Iterator[str]:
    """The URL by which the bots reach the database."""
    if request.param == "direct":
        yield database_url
        return
    with pgbouncer(database_url) as url:
        yield url


async def frozen(process: ForkServerProcess) -> None:
    """Wait until the process is stopped."""
    assert process.pid is not None
    async with asyncio.timeout(20):
        while psutil.Process(process.pid).status() != psutil.STATUS_STOPPED:
            await asyncio.sleep(0.01)


def wake(process: ForkServerProcess) -> None:
    assert process.pid is not None
    psutil.Process(process.pid).send_signal(signal.SIGCONT)


async def question_is_there_once(region: Region) -> None:
    """Recorded once, confirmed once, and one card of it."""
    await region.sees(region.asker, "Nr. 1")
    await region.sees(region.methodologist, QUESTION)
    await region.quiet()
    assert region.ask(records) == [(1, "chat", "open")]
    assert region.times(region.asker, "Nr. 1") == 1
    assert region.times(region.methodologist, QUESTION) == 1


async def test_with_its_real_figures_another_takes_over_in_the_promised_time(region: Region) -> None:
    """The holder is stopped inside a transaction: with its locks, and with its session open."""
    region.lease_seconds = REAL
    holder = await region.fork("frozen writing", QUESTION)
    await region.fork_standby()
    region.asker.send(f"/jautat {QUESTION}")
    await frozen(holder)
    began = monotonic()
    await region.sees(region.asker, "Nr. 1")
    assert monotonic() - began < PROMISED
    await question_is_there_once(region)


async def test_killed(region: Region, door: str) -> None:
    holder = await region.fork(database_url=door)
    successor = await region.fork_standby(database_url=door)
    holder.kill()
    region.asker.send(f"/jautat {QUESTION}")
    await question_is_there_once(region)
    await region.stopped(successor)


@pytest.mark.parametrize("point", ["frozen writing", "frozen with a claim"])
async def test_frozen(region: Region, door: str, point: str) -> None:
    """Who wakes up sends nothing and commits nothing; it stands by, and takes over again when it is its turn."""
    sleeper = await region.fork(point, QUESTION if point == "frozen writing" else "Nr. 1", database_url=door)
    successor = await region.fork_standby(database_url=door)
    region.asker.send(f"/jautat {QUESTION}")
    await frozen(sleeper)
    await question_is_there_once(region)

    wake(sleeper)
    await region.logs(0, "lease lost")
    await region.logs(0, "standing by")
    region.asker.send("/palidziba")
    await region.sees(region.asker, "/jautat")
    await question_is_there_once(region)

    await region.stopped(successor)
    began = monotonic()
    await region.logs(0, '"lease taken"', times=2)
    assert monotonic() - began < 2, "a lease that is given back is taken at once"
    region.asker.send("/jautat Kas jauns?")
    await region.sees(region.asker, "Nr. 2")
    await region.stopped(sleeper)


async def test_cut_off_from_the_database(region: Region) -> None:
    """Neither a reply nor an error comes: the holder knows by its own clock that its time is over."""
    async with wire(region.database.url) as cable:
        lonely = await region.fork(database_url=cable.url)
        successor = await region.fork_standby()
        cable.open.clear()
        region.asker.send(f"/jautat {QUESTION}")
        await question_is_there_once(region)
        await region.logs(0, "lease lost")
        cable.open.set()
        await region.logs(0, "standing by")
        await question_is_there_once(region)
        await region.stopped(successor)
        region.asker.send("/jautat Kas jauns?")
        await region.sees(region.asker, "Nr. 2")
        await region.stopped(lonely)
