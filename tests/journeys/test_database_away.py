"""The database goes away under a running bot: it waits and goes on by itself; nothing is lost, nothing done twice."""

import asyncio
import inspect
import os
import signal
import sqlite3
import subprocess
from collections.abc import AsyncIterator
from contextlib import closing
from multiprocessing.context import ForkServerProcess
from pathlib import Path
from typing import Any

import pytest
from sqlalchemy import select

from storage.consultations import Consultation
from tests.journeys.killing_region import Region, region_of_processes
from tests.journeys.test_killed import QUESTION, records
from tests.postgres import wire

SQLITE = pytest.mark.parametrize("database_kind", ["sqlite"], indirect=True)
POSTGRESQL = pytest.mark.parametrize("database_kind", ["postgresql"], indirect=True)
NOT_STORED = "updates could not be stored yet"


@pytest.fixture
async def region(database_url: str, tmp_path: Path) -> AsyncIterator[Region]:
    """A region without a bot."""
    async with region_of_processes(database_url, tmp_path) as region:
        yield region


@pytest.fixture
def restartable(request: pytest.FixtureRequest) -> Any:
    """The server that the region's database is on."""
    if "PLAUKTS_TEST_POSTGRES_URL" in os.environ:
        pytest.skip("PostgreSQL: a given server is not the tests' to restart")
    return request.getfixturevalue("own_postgres")


def tell(process: ForkServerProcess, number: signal.Signals) -> None:
    assert process.pid is not None
    os.kill(process.pid, number)


def stop(server: Any) -> None:
    """At once, as a power cut would."""
    pg_ctl = Path(inspect.getfile(type(server))).parent / "pginstall" / "bin" / "pg_ctl"
    command = [pg_ctl, "-D", server.pgdata, "-w", "-m", "immediate", "stop"]
    subprocess.run(command, user=server.system_user, stdout=subprocess.DEVNULL, check=True)


async def asked_once(region: Region, number: int) -> None:
    """The question of this number is recorded, confirmed and shown on a card, each once."""
    await region.sees(region.asker, f"Nr. {number}")
    await region.sees(region.methodologist, f"Nr. {number}")
    await region.quiet()
    assert region.ask(records) == [(one, "chat", "open") for one in range(1, number + 1)]
    for chat in (region.asker, region.methodologist):
        assert region.times(chat, f"Nr. {number}") == 1


@SQLITE
async def test_another_program_keeps_the_file(region: Region) -> None:
    """Who presses a button meanwhile is told so after five seconds, and the button has its effect afterwards."""
    bot = await region.fork("impatient")
    region.asker.send(f"/jautat {QUESTION}")
    await asked_once(region, 1)
    confirmation = region.asker.last
    with closing(sqlite3.connect(region.database.url.removeprefix("sqlite:///"), isolation_level=None)) as other:
        other.execute("BEGIN IMMEDIATE")
        region.asker.send(f"/jautat {QUESTION}")
        query = region.methodologist.press(region.methodologist.last, "Uzņemties")
        answer = await region.sandbox.wait_for(lambda: region.sandbox.queries.answer_to(query), timeout=20)
        assert answer["text"] == "Brīdi…"
        await region.logs(0, NOT_STORED)
        later = region.asker.press(confirmation, "Atsaukt")
        answer = await region.sandbox.wait_for(lambda: region.sandbox.queries.answer_to(later), timeout=20)
        assert answer["text"] == "Brīdi…", "so is who presses when others' updates have been waiting for long"
        assert len(region.bot.updates.pending) == 3, "what is not stored is not confirmed"
        other.execute("ROLLBACK")
    await region.sees(region.asker, "Nr. 2")
    await region.quiet()
    assert region.ask(lambda session: session.scalar(select(Consultation.responsible_id))), "it has its effect"
    assert region.times(region.asker, "Nr. 2") == 1
    answers = [one for one in region.sandbox.requests if one.method == "answerCallbackQuery"]
    assert len(answers) == 2
    await region.stopped(bot)


@SQLITE
async def test_the_disk_is_full(region: Region) -> None:
    bot = await region.fork("filling disk")
    region.asker.send(f"/jautat {QUESTION}")
    await asked_once(region, 1)
    tell(bot, signal.SIGUSR1)
    region.asker.send(f"/jautat {QUESTION}")
    await region.logs(0, NOT_STORED)
    assert len(region.bot.updates.pending) == 1, "what is not stored is not confirmed"
    tell(bot, signal.SIGUSR2)
    await asked_once(region, 2)
    await region.stopped(bot)


@POSTGRESQL
async def test_the_server_is_restarted(region: Region, restartable: Any) -> None:
    bot = await region.fork()
    region.asker.send(f"/jautat {QUESTION}")
    await asked_once(region, 1)
    await asyncio.to_thread(stop, restartable)
    try:
        region.asker.send(f"/jautat {QUESTION}")
        await region.logs(0, NOT_STORED)
        assert len(region.bot.updates.pending) == 1, "what is not stored is not confirmed"
    finally:
        await asyncio.to_thread(restartable.ensure_postgres_running)
        region.forget_connections()
    await asked_once(region, 2)
    await region.stopped(bot)


@POSTGRESQL
async def test_commits_whose_replies_are_lost(region: Region) -> None:
    """The server commits, and the connection breaks before the bot is told so: at each kind of commit there is."""
    async with wire(region.database.url) as cable:
        bot = await region.fork(database_url=cable.url)
        for number, words in enumerate(
            (
                b"/jautat",  # storing the update as it came
                QUESTION.encode(),  # handling it
                b"RETURNING deliveries.id",  # taking the answer out of the outbox
                b"sent_at=",  # writing down that it was sent
            ),
            start=1,
        ):
            cable.lose_commit_after(words)
            region.asker.send(f"/jautat {QUESTION}")
            await asked_once(region, number)
            assert cable.lost_commits == number
        await region.stopped(bot)
