"""Digests: how long they take for a region's members, and how long the writer is busy with each portion of them.

    uv run python -m tests.benchmarks.digests [--members 3000] [--database sqlite|postgresql|both]

Each member has fifteen things that are new and were not seen. The portions follow each other as fast as they can (the
running bot takes one a second). Nothing here is asserted.
"""

import argparse
import sys
from collections.abc import Sequence
from datetime import datetime, timedelta
from statistics import median, quantiles
from time import perf_counter
from zoneinfo import ZoneInfo

from sqlalchemy import func, insert, select
from sqlalchemy.orm import Session

from bot.access import Act
from bot.app import open_database
from bot.context import Context, Region
from bot.features.digests.actions import make_due
from bot.manifest import DigestItem, Feature, Subscription
from bot.router import Router
from storage.members import TELEGRAM, Address, Member
from storage.outbox import deliveries
from storage.preferences import DAILY
from tests.benchmarks.throughput import POSTGRESQL, SQLITE, databases

ZONE = ZoneInfo("Europe/Riga")
EVENING = datetime(2026, 10, 12, 18, tzinfo=ZONE)
MORNING = EVENING + timedelta(hours=15)
FIRST_CHAT = 7_000_000_000
SUBJECTS = ("public", "school", "other")
NEW = [
    DigestItem(
        "thing",
        number,
        EVENING + timedelta(minutes=number),
        f"Kaut kas jauns un interesants, Nr. {number}",
        f"https://t.me/plaukts_bot?start=n{number}",
        SUBJECTS[number % 3],
        "Rendas pagasta bibliotēka",
    )
    for number in range(15)
]


def _new(_ctx: Context, _member: Member, subjects: Sequence[str], since: datetime) -> Sequence[DigestItem]:
    return [one for one in NEW if one.subject in subjects and one.at > since]


THINGS = Subscription[Context]("things", "Profile", Act.SEARCH, DAILY, _new, list_name="library_kind")


def _fill(session: Session, count: int) -> None:
    joined = EVENING - timedelta(days=30)
    members = [Member(name="Biedrs", role="librarian", language="lv", created_at=joined) for _ in range(count)]
    session.add_all(members)
    session.flush()
    values = [{"member_id": one.id, "channel": TELEGRAM, "address": str(FIRST_CHAT + one.id)} for one in members]
    session.execute(insert(Address), values)


def measure(url: str, members: int) -> str:
    """Make them all; what it took, in words."""
    database = open_database(url)
    database.submit(lambda session: _fill(session, members)).result()
    router = Router([Feature("things", subscriptions=(THINGS,))], Region("Reģions", ZONE, "lv"))

    def portion(session: Session) -> None:
        make_due(router.tick_context(session, MORNING))

    def made(session: Session) -> int:
        return int(session.scalar(select(func.count()).select_from(deliveries)) or 0)

    times: list[float] = []
    while database.submit(made).result() < members:
        begun = perf_counter()
        database.submit(portion).result()
        times.append(perf_counter() - begun)
    begun = perf_counter()
    for _ in range(20):
        database.submit(portion).result()
    idle = (perf_counter() - begun) / 20
    database.stop()
    return (
        f"{members:,} digests in {sum(times):.1f} s, {len(times)} portions: median {1000 * median(times):.0f} ms, "
        f"p95 {1000 * quantiles(times, n=20)[-1]:.0f} ms; a look when nothing is due {1000 * idle:.0f} ms"
    )


def main() -> None:
    """Measure and print."""
    parser = argparse.ArgumentParser(prog="python -m tests.benchmarks.digests", description=__doc__)
    parser.add_argument("--members", type=int, default=3000)
    parser.add_argument("--database", choices=(SQLITE, POSTGRESQL, "both"), default="both")
    options = parser.parse_args()
    for kind in [SQLITE, POSTGRESQL] if options.database == "both" else [options.database]:
        with databases(kind) as new_url:
            sys.stdout.write(f"{kind}: {measure(new_url(), options.members)}\n")
            sys.stdout.flush()


if __name__ == "__main__":
    main()
