"""How long a search takes, and what its index takes, beside a plain scan of the same entries in the same run.

    uv run python -m tests.benchmarks.searching [--entries 1000 10000 100000] [--database sqlite|postgresql|both]

The queries are those of the evaluation, which look for what is rare, and as many of words that are everywhere; each is
asked three times. The entries are the evaluation's, each with two words of its own, as names and places are. The scan
is what one would do without an index: LIKE for every word, the newest five. Nothing here is asserted.
"""

import argparse
import random
import sys
from collections.abc import Callable, Iterator
from dataclasses import dataclass, replace
from functools import partial
from time import perf_counter, thread_time

from sqlalchemy import and_, func, or_, select, text
from sqlalchemy.orm import Session

from bot.app import open_database
from storage.database import Database
from storage.latvian import warm_up, words
from storage.search import Entry, put_entry, search, search_entries
from tests.benchmarks.throughput import POSTGRESQL, SQLITE, databases
from tests.search.corpus import FIRST_ID, distractors
from tests.search.evaluation import NOW, fill
from tests.search.queries import QUERIES, wanted

COMMON = [
    "grāmatas", "norakstīt", "grāmatu norakstīšana", "seminārs", "bibliotēkā", "izstāde lasītavā", "bērnu grāmatas",
    "gramatu izsniegsana skola", "lasītājiem", "krātuve remonts", "žurnālu uzskaite", "kā kataloģizēt notis",
    "pirms revīzijas", "digitalizācija fotogrāfijas", "pārskats", "pasūtīt e-grāmatas", "pagasta bibliotēkā",
    "pieteikties", "labošana gada beigās", "iesiešana", "grām", "nodarbība skolēniem", "vasarā", "inventarizcija",
]  # fmt: skip
ROUNDS = 3
PUT = 200
SYLLABLES = (
    "ka",
    "lē",
    "mu",
    "rī",
    "stā",
    "bei",
    "zo",
    "vir",
    "nau",
    "šķe",
    "ģi",
    "plū",
    "dra",
    "men",
    "tol",
    "ūs",
    "sla",
)


@dataclass(frozen=True)
class Searched:
    """Seconds, and bytes."""

    entries: int
    indexed_in: float
    put_in: float
    """One more entry: half of them took so long at the most."""
    size: int
    """Of the terms and postings."""
    texts: int
    """Of the entries themselves."""
    taken: list[float]
    worked: list[float]
    """Of these, the processor's time in our process: what other programs do meanwhile is not in it."""
    scanned: list[float]


def entries(count: int) -> Iterator[Entry]:
    """So many, the wanted ones among them, each with two words that hardly any other has."""
    chance = random.Random(2)  # noqa: S311 - the same every time
    for entry in [*wanted(NOW), *distractors(count - 40, NOW)]:
        own = " ".join("".join(chance.choices(SYLLABLES, k=4)).capitalize() for _ in range(2))
        yield replace(entry, text=f"{entry.text} {own}")


def measure(url: str, count: int) -> Searched:
    """Fill, index, ask."""
    open_database(url).stop()
    database = Database(url)
    database.start()
    try:
        before = _size(database)
        made = list(entries(count))
        begun = perf_counter()
        database.submit(lambda session: fill(session, made)).result()
        indexed_in = perf_counter() - begun
        sizes = _size(database)
        put_in = sorted(_timed(partial(_put, database, entry)) for entry in _more())
        with database.read() as session:
            session.execute(text("SELECT 1"))
            queries = [*(query for _, query, _ in QUERIES), *COMMON] * ROUNDS
            both = [_worked(partial(search, session, query)) for query in queries]
            taken, worked = [one for one, _ in both], [other for _, other in both]
            scanned = [_timed(partial(_scan, session, query)) for query in queries[:: 2 * ROUNDS]]
        return Searched(
            count, indexed_in, put_in[PUT // 2], sizes[0] - before[0], sizes[1] - before[1], taken, worked, scanned
        )
    finally:
        database.stop()


def _more() -> Iterator[Entry]:
    for number, entry in enumerate(distractors(PUT, NOW, seed=3)):
        yield replace(entry, object_id=FIRST_ID + 10_000_000 + number)


def _put(database: Database, entry: Entry) -> None:
    database.submit(lambda session: put_entry(session, entry)).result()


def _scan(session: Session, query: str) -> None:
    """The newest five that have the words as they are written, and how many there are."""
    title, body = search_entries.c.title, search_entries.c.text
    every = and_(*(or_(title.ilike(f"%{word}%"), body.ilike(f"%{word}%")) for word in words(query)))
    session.execute(select(search_entries).where(every).order_by(search_entries.c.at.desc()).limit(5)).all()
    session.scalar(select(func.count()).select_from(search_entries).where(every))


def _worked(do: Callable[[], object]) -> tuple[float, float]:
    begun = thread_time()
    return _timed(do), thread_time() - begun


def _timed(do: Callable[[], object]) -> float:
    begun = perf_counter()
    do()
    return perf_counter() - begun


def _size(database: Database) -> tuple[int, int]:
    """Bytes of terms and postings with what indexes them, and of the entries."""
    with database.writing_engine.connect() as connection:
        if connection.dialect.name == SQLITE:
            of = "SELECT coalesce(sum(pgsize), 0) FROM dbstat WHERE name LIKE :like"
            names = [["%search_terms%", "%search_postings%"], ["%search_entries%"]]
        else:
            connection.execute(text("ANALYZE"))
            of = "SELECT sum(pg_total_relation_size(relid)) FROM pg_stat_user_tables WHERE relname LIKE :like"
            names = [["search_terms", "search_postings"], ["search_entries"]]
        index, rows = (sum(connection.scalar(text(of), {"like": name}) for name in each) for each in names)
        return int(index), int(rows)


def main() -> None:
    """Measure and print."""
    parser = argparse.ArgumentParser(prog="python -m tests.benchmarks.searching", description=__doc__)
    parser.add_argument("--entries", type=int, nargs="+", default=[1000, 10_000, 100_000])
    parser.add_argument("--database", choices=(SQLITE, POSTGRESQL, "both"), default="both")
    options = parser.parse_args()
    warm_up()
    for kind in [SQLITE, POSTGRESQL] if options.database == "both" else [options.database]:
        with databases(kind) as new_url:
            for count in options.entries:
                result = measure(new_url(), count)
                searched, worked, scanned = (
                    f"p50 {_ms(taken, 0.5)}, p95 {_ms(taken, 0.95)}"
                    for taken in (result.taken, result.worked, result.scanned)
                )
                sys.stdout.write(
                    f"{kind}: {count:>7,} entries: a search {searched} (its processor time {worked}); "
                    f"a scan {scanned}; indexed in "
                    f"{result.indexed_in:.1f} s, one more in {1000 * result.put_in:.1f} ms; "
                    f"{result.size / 2**20:.1f} MiB beside {result.texts / 2**20:.1f} MiB of texts\n"
                )
                sys.stdout.flush()


def _ms(seconds: list[float], share: float) -> str:
    return f"{1000 * sorted(seconds)[int(share * len(seconds))]:.1f} ms"


if __name__ == "__main__":
    main()
