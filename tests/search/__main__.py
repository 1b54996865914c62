"""Prints the table of the README, and what was not found."""

from pathlib import Path
from tempfile import TemporaryDirectory

from sqlalchemy.orm import Session

from storage.database import Database
from storage.migrate import upgrade
from storage.postings import clear
from storage.search import reindex_portion
from tests.search.evaluation import NOW, closeness, fill_region, recall, table, without_latvian


def main() -> None:
    """Fill a database, ask everything, forget the index, build the plain one, ask everything again."""
    with TemporaryDirectory() as folder:
        database = Database(f"sqlite:///{Path(folder) / 'search.db'}")
        upgrade(database)
        database.start()

        def evaluate(session: Session) -> None:
            fill_region(session)
            with_it, close = recall(session), closeness(session)
            with without_latvian():
                clear(session)
                reindex_portion(session, NOW, size=5000)
                without = recall(session)
            print(table(with_it, without, close))  # noqa: T201 - for a terminal
            print("Not found:", "; ".join(with_it.missed) or "–")  # noqa: T201

        database.submit(evaluate).result()
        database.stop()


if __name__ == "__main__":
    main()
