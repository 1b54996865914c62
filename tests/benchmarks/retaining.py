"""Taking what is over its period: how many portions there are, how long each takes, how much memory.

    uv run python -m tests.benchmarks.retaining [--rows 100000] [--database sqlite|postgresql|both]

As many deliveries, handled updates and lines of the audit log, four of five over their periods; then
the night after, in which hardly anything is over. Nothing here is asserted.
"""

import argparse
import resource
import sys
from collections.abc import Sequence
from concurrent.futures import ProcessPoolExecutor
from datetime import UTC, datetime, timedelta
from multiprocessing import get_context
from time import perf_counter, process_time
from typing import Any

from sqlalchemy import insert
from sqlalchemy.orm import Session

from bot.app import open_database
from storage.audit import audit
from storage.database import Database
from storage.inbox import inbox
from storage.outbox import SENT, deliveries
from storage.retention import Keep
from storage.retention_nights import State, begin_night, go_on
from tests.benchmarks.throughput import POSTGRESQL, SQLITE, databases

NOW = datetime(2029, 3, 15, 3, tzinfo=UTC)
SPAN = timedelta(days=4_000)
AT_ONCE = 5_000


def fill(session: Session, first: int, count: int, rows: int) -> None:
    """Rows spread evenly over eleven years, the oldest first."""
    moments = [NOW - SPAN + SPAN * (number / rows) for number in range(first, first + count)]
    sent = [_delivery(number, at) for number, at in enumerate(moments, first)]
    session.execute(insert(deliveries), sent)
    done = {"body": "", "tries": 0}
    handled = [
        {"update_id": first + n, "received_at": at, "ready_at": at, "done_at": at, **done}
        for n, at in enumerate(moments)
    ]
    session.execute(insert(inbox), handled)
    session.execute(insert(audit), [{"at": at, "action": "ask"} for at in moments])


def _delivery(number: int, at: datetime) -> dict[str, Any]:
    return {
        "op": "send",
        "lane": 1,
        "channel": "telegram",
        "chat_id": number % 300,
        "kind": "card",
        "object_kind": "consultation",
        "object_id": number // 10,
        "method": "sendMessage",
        "payload": {"text": "Kā norakstīt grāmatas? " * 10},
        "created_at": at,
        "due_at": at,
        "state": SENT,
        "tries": 1,
        "message_id": number,
        "span": 1,
    }


def night(database: Database, state: State, now: datetime) -> list[tuple[float, float]]:
    """The seconds that each of its portions took: by the clock, and of this process's processor time."""
    begin_night(state, now.date())
    took = []
    while state.kind is not None:
        began, used = perf_counter(), process_time()
        database.submit(lambda session: go_on(session, state, Keep(), now)).result()
        took.append((perf_counter() - began, process_time() - used))
    return took


def measure(url: str, rows: int) -> str:
    """In a process of its own."""
    database = open_database(url)
    for first in range(0, rows, AT_ONCE):
        count = min(AT_ONCE, rows - first)
        database.submit(lambda session, first=first, count=count: fill(session, first, count, rows)).result()  # type: ignore[misc]
    state, before = State(), resource.getrusage(resource.RUSAGE_SELF).ru_maxrss
    first_night, later = night(database, state, NOW), night(database, state, NOW + timedelta(days=1))
    more = (resource.getrusage(resource.RUSAGE_SELF).ru_maxrss - before) / 1024
    database.stop()
    return f"first night: {_told(first_night)}, {more:.0f} MiB more; the next night: {_told(later)}"


def _told(took: Sequence[tuple[float, float]]) -> str:
    told = [f"{len(took)} portions"]
    for name, seconds in zip(("by the clock", "of the processor"), zip(*took, strict=True), strict=True):
        ordered = sorted(1000 * one for one in seconds)
        p95, most = ordered[int(len(ordered) * 0.95)], ordered[-1]
        told.append(f"{sum(ordered) / 1000:.1f} s {name} (p95 {p95:.0f} ms, at most {most:.0f} ms)")
    return ", ".join(told)


def main() -> None:
    parser = argparse.ArgumentParser()
    parser.add_argument("--rows", type=int, default=100_000)
    parser.add_argument("--database", choices=[SQLITE, POSTGRESQL, "both"], default=SQLITE)
    options = parser.parse_args()
    chosen = [SQLITE, POSTGRESQL] if options.database == "both" else [options.database]
    with ProcessPoolExecutor(1, mp_context=get_context("spawn")) as processes:
        for kind in chosen:
            with databases(kind) as new_url:
                sys.stdout.write(f"{kind}: {processes.submit(measure, new_url(), options.rows).result()}\n")


if __name__ == "__main__":
    main()
