"""How long answers wait while a large database is backed up, and how much memory that takes.

    uv run python -m tests.benchmarks.backing_up [--database both] [--megabytes 200] [--questions 600] [--rate 20]

A database is filled with texts. Questions are asked at a steady rate, first by themselves and then while backups are
made one after the other as the bot makes them, by a process of their own. Nothing here is asserted.
"""

import argparse
import asyncio
import sys
import tempfile
from collections.abc import Iterator
from contextlib import suppress
from datetime import UTC, datetime, time
from pathlib import Path
from random import Random
from statistics import quantiles
from time import perf_counter
from zoneinfo import ZoneInfo

import psutil
from pyrage import x25519
from sqlalchemy import insert

from bot.app import open_database
from bot.backup.keeper import make
from bot.backup.keys import Keys
from bot.backup.schedule import Plan
from storage.outbox import contents
from tests.benchmarks.measuring import PLAUKTS, Result, Task, measure_here, peak_mib
from tests.benchmarks.throughput import POSTGRESQL, SQLITE, databases

WORDS = [f"vārds{number}" for number in range(5000)]


def fill(url: str, megabytes: int) -> None:
    """Texts of a kilobyte each, of which no two are alike."""
    database = open_database(url)
    for start in range(0, megabytes * 1000, 5000):
        rows = list(_rows(start, min(start + 5000, megabytes * 1000)))
        database.submit(lambda session, rows=rows: session.execute(insert(contents), rows)).result()  # type: ignore[misc]
    database.stop()


def _rows(first: int, last: int) -> Iterator[dict[str, object]]:
    dice = Random(first)  # noqa: S311 - the same every time
    for number in range(first, last):
        said = {"text": " ".join(dice.choices(WORDS, k=90))}
        of = {"kind": "copy", "object_kind": "filler", "object_id": number, "language": "lv", "method": "sendMessage"}
        yield of | {"payload": said}


async def measure(folder: Path, first: str, second: str, questions: int, rate: float) -> None:
    """Measure and print, on two databases that are filled alike: each measurement makes a region of its own."""
    _print("alone", await measure_here(Task(PLAUKTS, questions, 20, first, rate)))
    keys = Keys(recipient=str(x25519.Identity.generate().to_public()))
    plan = Plan(folder, time(2, 30), "1d", keys, ZoneInfo("UTC"))

    async def back_up() -> None:
        while True:
            begun = perf_counter()
            made = await make(plan, second, datetime.now(UTC))
            sys.stdout.write(f"  backup of {made.size / 2**20:.0f} MiB in {perf_counter() - begun:.1f} s\n")

    peaks = [0.0]
    tasks = [asyncio.create_task(back_up()), asyncio.create_task(_watch(peaks))]
    result = await measure_here(Task(PLAUKTS, questions, 20, second, rate))
    for task in tasks:
        task.cancel()
    await asyncio.gather(*tasks, return_exceptions=True)
    _print("while backups are made", result)
    sys.stdout.write(f"  the process that makes them: {max(peaks):.0f} MiB at the peak\n")


async def _watch(peaks: list[float]) -> None:
    """The peaks of the memory of the processes that make backups."""
    while True:
        for child in psutil.Process().children():
            with suppress(psutil.Error):
                if "bot.backup.child" in child.cmdline():
                    peaks.append(peak_mib(child.pid) or 0.0)
        await asyncio.sleep(0.1)


def _print(name: str, result: Result) -> None:
    cut = quantiles(result.latencies, n=100)
    said = (
        f"p50 {cut[49] * 1000:.0f} ms, p95 {cut[94] * 1000:.0f} ms, the longest {max(result.latencies) * 1000:.0f} ms"
    )
    sys.stdout.write(f"  {name}: {said}\n")


def main() -> None:
    """Read the arguments."""
    parser = argparse.ArgumentParser(prog="python -m tests.benchmarks.backing_up", description=__doc__)
    parser.add_argument("--database", choices=[SQLITE, POSTGRESQL, "both"], default=SQLITE)
    parser.add_argument("--megabytes", type=int, default=200)
    parser.add_argument("--questions", type=int, default=600)
    parser.add_argument("--rate", type=float, default=20.0)
    options = parser.parse_args()
    for kind in [SQLITE, POSTGRESQL] if options.database == "both" else [options.database]:
        with databases(kind) as new_url, tempfile.TemporaryDirectory() as folder:
            first, second = new_url(), new_url()
            for url in (first, second):
                fill(url, options.megabytes)
            sys.stdout.write(f"{kind}, {options.megabytes} MB of texts\n")
            asyncio.run(measure(Path(folder), first, second, options.questions, options.rate))


if __name__ == "__main__":
    main()
