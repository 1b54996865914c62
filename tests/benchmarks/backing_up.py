"""How long answers wait while a large database is backed up.

    uv run python -m tests.benchmarks.backing_up [--megabytes 200] [--questions 600] [--rate 20]

A SQLite file is filled with texts. Questions are asked at a steady rate, first by themselves and then while backups
are made one after the other as the bot makes them, by a process of their own. Nothing here is asserted.
"""

import argparse
import asyncio
import shutil
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

from pyrage import x25519
from sqlalchemy import insert

from bot.app import open_database
from bot.backup.keeper import make
from bot.backup.keys import Keys
from bot.backup.schedule import Plan
from storage.outbox import contents
from tests.benchmarks.measuring import PLAUKTS, Result, Task, measure_here

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


async def measure(folder: Path, megabytes: int, questions: int, rate: float) -> None:
    """Measure and print."""
    first, second = (folder / f"{name}.db" for name in ("first", "second"))
    await asyncio.to_thread(fill, f"sqlite:///{first}", megabytes)
    await asyncio.to_thread(shutil.copy, first, second)  # each measurement makes a region of its own in it
    size = first.stat().st_size / 2**20
    _print(f"{size:.0f} MiB, alone", await measure_here(Task(PLAUKTS, questions, 20, f"sqlite:///{first}", rate)))
    keys = Keys(recipient=str(x25519.Identity.generate().to_public()))
    plan, url = Plan(folder / "backups", time(2, 30), "1d", keys, ZoneInfo("UTC")), f"sqlite:///{second}"
    took: list[float] = []

    async def back_up() -> None:
        while True:
            begun = perf_counter()
            made = await make(plan, url, datetime.now(UTC))
            took.append(perf_counter() - begun)
            sys.stdout.write(f"backup of {made.size / 2**20:.0f} MiB in {took[-1]:.1f} s\n")

    backing_up = asyncio.create_task(back_up())
    result = await measure_here(Task(PLAUKTS, questions, 20, url, rate))
    backing_up.cancel()
    with suppress(asyncio.CancelledError):
        await backing_up
    _print("while backups are made", result)


def _print(name: str, result: Result) -> None:
    cut = quantiles(result.latencies, n=100)
    said = (
        f"p50 {cut[49] * 1000:.0f} ms, p95 {cut[94] * 1000:.0f} ms, the longest {max(result.latencies) * 1000:.0f} ms"
    )
    sys.stdout.write(f"{name}: {said}\n")


def main() -> None:
    """Read the arguments."""
    parser = argparse.ArgumentParser(prog="python -m tests.benchmarks.backing_up", description=__doc__)
    parser.add_argument("--megabytes", type=int, default=200)
    parser.add_argument("--questions", type=int, default=600)
    parser.add_argument("--rate", type=float, default=20.0)
    options = parser.parse_args()
    with tempfile.TemporaryDirectory() as folder:
        asyncio.run(measure(Path(folder), options.megabytes, options.questions, options.rate))


if __name__ == "__main__":
    main()
