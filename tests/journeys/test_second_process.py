"""One bot on a SQLite file: a second one is refused and told of the first; whatever else writes may do so beside it."""

import asyncio
import os
from collections.abc import AsyncIterator
from pathlib import Path

import pytest

from tests.command_line import Shell
from tests.journeys.killing_region import Region, region_of_processes
from tests.journeys.test_killed import QUESTION


@pytest.fixture
async def region(sqlite_template: Path, tmp_path: Path) -> AsyncIterator[Region]:
    """A region without a bot, on SQLite."""
    path = tmp_path / "plaukts.db"
    path.write_bytes(sqlite_template.read_bytes())
    async with region_of_processes(f"sqlite:///{path}", tmp_path) as region:
        yield region


async def test_a_second_one_is_refused_and_the_first_is_named(region: Region) -> None:
    first = await region.fork()
    shell = Shell(region.folder)
    second = await asyncio.to_thread(lambda: shell.run("run", **region.settings))
    assert second.status == 1
    assert f"process {first.pid}" in second.sentence
    assert "plaukts.db" in second.sentence

    code = await asyncio.to_thread(lambda: shell.run("invite", "--role", "guest", **region.settings))
    assert code.status == 0, "the command line writes beside it"
    region.asker.send(f"/start {code.lines[0]}")
    region.asker.send(f"/jautat {QUESTION}")
    await region.sees(region.asker, "Nr. 1")
    await region.stopped(first)


async def test_a_file_that_a_dead_one_left_hinders_nobody(region: Region) -> None:
    """Not even where another process has the dead one's number by now."""
    first = await region.fork()
    first.kill()
    await asyncio.to_thread(first.join)
    lock = region.folder / "plaukts.db.lock"
    assert lock.read_text(encoding="ascii") == str(first.pid)
    lock.write_text(str(os.getpid()), encoding="ascii")
    await region.stopped(await region.fork())
    assert not lock.read_text(encoding="ascii")
