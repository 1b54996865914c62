"""Putting a broadcast into the outbox, or withdrawing it: how long, how much memory, and who waits meanwhile.

    uv run python -m tests.benchmarks.enqueue [--recipients 1000 10000 100000] [--database sqlite|postgresql|both]
        [--wanted] [--withdraw]

In a process of its own with nothing else in it; a portion follows the other after a twentieth of a second (in the
running bot after a second), which does not count. A job that stands for somebody's answer is put into the writer's
queue every 20 ms, and the longest time it took to be committed is told. ``--wanted``: by the members' preferences and
outside their quiet hours. ``--withdraw``: it has arrived everywhere, and is taken back. Nothing here is asserted.
"""

import argparse
import asyncio
import resource
import sys
from collections.abc import Callable
from concurrent.futures import ProcessPoolExecutor
from dataclasses import dataclass
from datetime import UTC, datetime
from multiprocessing import get_context
from time import perf_counter
from typing import Any, TypeVar
from zoneinfo import ZoneInfo

from sqlalchemy import update
from sqlalchemy.orm import Session, configure_mappers

from bot.app import open_database
from bot.pauses import leave_out_what_is_loaded
from storage.broadcasts import put_in_portion
from storage.database import Database
from storage.outbox import SENT, About, Lane, deliveries, enqueue
from storage.revisions import follow_portion, withdraw
from tests.benchmarks.region import BROADCAST, broadcast_to
from tests.benchmarks.throughput import POSTGRESQL, SQLITE, databases

T = TypeVar("T")
ZONE = ZoneInfo("Europe/Riga")
FIRST_CHAT = 7_000_000_000
PROBE_PAUSE = 0.02
PORTION_PAUSE = 0.05


@dataclass(frozen=True)
class Enqueued:
    """What it took."""

    deliveries: int
    seconds: float
    more_mib: float
    """By how much the process's peak memory grew."""
    longest_wait: float
    """Seconds that an answer took to be committed, at the most."""


def prepare(url: str, recipients: int, wanted: bool = False) -> None:
    """A region with so many members, and a broadcast for them of which nothing is put in yet."""
    open_database(url).stop()
    broadcast_to(url, range(FIRST_CHAT, FIRST_CHAT + recipients), wanted=wanted)


def measure(url: str) -> Enqueued:
    """Put it in, with somebody's answers in between."""
    return asyncio.run(_measure(url, lambda session: put_in_portion(session, datetime.now(UTC), ZONE)))


def arrive_and_withdraw(url: str) -> None:
    """It has arrived at everyone, and is taken back, which nobody has seen to yet."""
    database = Database(url)
    database.start()
    while database.submit(lambda session: put_in_portion(session, datetime.now(UTC), ZONE)).result():
        pass
    c, now = deliveries.c, datetime.now(UTC)
    sent = update(deliveries).values(state=SENT, message_id=c.id, sent_at=now)
    database.submit(lambda session: session.execute(sent)).result()
    database.submit(lambda session: withdraw(session, BROADCAST, now)).result()
    database.stop()


def measure_withdrawal(url: str) -> Enqueued:
    """Let its copies follow, with somebody's answers in between."""
    return asyncio.run(_measure(url, lambda session: follow_portion(session, datetime.now(UTC))))


async def _measure(url: str, portion: Callable[[Session], int]) -> Enqueued:
    database = Database(url)
    database.start()
    waits: list[float] = []
    # As in a bot that runs: tables mapped, connections open. The statement is compiled with the first portion.
    configure_mappers()
    await _answer(database)
    leave_out_what_is_loaded()
    before = _peak_mib()
    probing = asyncio.create_task(_probe(database, waits))
    seconds, done, some = 0.0, 0, 1
    while some:
        begun = perf_counter()
        some = await database.write(portion)
        seconds += perf_counter() - begun
        done += some
        await asyncio.sleep(PORTION_PAUSE)
    probing.cancel()
    after = _peak_mib()
    database.stop()
    return Enqueued(done, seconds, after - before, max(waits, default=0.0))


async def _probe(database: Database, waits: list[float]) -> None:
    while True:
        begun = perf_counter()
        await _answer(database)
        waits.append(perf_counter() - begun)
        await asyncio.sleep(PROBE_PAUSE)


async def _answer(database: Database) -> None:
    def job(session: Session) -> None:
        about, now = About("answer"), datetime.now(UTC)
        payload = {"text": "Atbilde"}
        enqueue(session, chat_id=1, method="sendMessage", payload=payload, about=about, lane=Lane.INTERACTIVE, now=now)

    await database.write(job)


def _peak_mib() -> float:
    return resource.getrusage(resource.RUSAGE_SELF).ru_maxrss / 1024


def _alone(job: Callable[..., T], *arguments: Any) -> T:
    """Do it in a fresh process, which has nobody else's memory."""
    with ProcessPoolExecutor(1, mp_context=get_context("spawn")) as pool:
        return pool.submit(job, *arguments).result()


def main() -> None:
    """Measure and print."""
    parser = argparse.ArgumentParser(prog="python -m tests.benchmarks.enqueue", description=__doc__)
    parser.add_argument("--recipients", type=int, nargs="+", default=[1000, 10_000, 100_000])
    parser.add_argument("--database", choices=(SQLITE, POSTGRESQL, "both"), default="both")
    parser.add_argument("--wanted", action="store_true")
    parser.add_argument("--withdraw", action="store_true")
    options = parser.parse_args()
    for kind in [SQLITE, POSTGRESQL] if options.database == "both" else [options.database]:
        with databases(kind) as new_url:
            for recipients in options.recipients:
                url = new_url()
                _alone(prepare, url, recipients, options.wanted)
                if options.withdraw:
                    _alone(arrive_and_withdraw, url)
                result = _alone(measure_withdrawal if options.withdraw else measure, url)
                sys.stdout.write(
                    f"{kind}: {result.deliveries:>7,} deliveries in {result.seconds:.2f} s "
                    f"({1e6 * result.seconds / result.deliveries:.0f} µs each), {result.more_mib:.1f} MiB more, "
                    f"an answer waited {1000 * result.longest_wait:.0f} ms at the most\n"
                )
                sys.stdout.flush()


if __name__ == "__main__":
    main()
