"""The region's one series of numbers has no gaps and no doubles; a mark is set once."""

from collections.abc import Callable
from datetime import UTC, datetime

import pytest
from sqlalchemy.orm import Session

from storage.database import Database
from storage.numbers import mark_once, marked, marked_at, marked_value, next_number

NOW = datetime(2026, 10, 12, 8, tzinfo=UTC)


def test_numbers_begin_with_one_and_follow_each_other(database: Database) -> None:
    assert [database.submit(next_number).result() for _ in range(3)] == [1, 2, 3]


def test_a_job_that_fails_takes_no_number(database: Database) -> None:
    def fail(session: Session) -> None:
        next_number(session)
        raise RuntimeError("on purpose")

    with pytest.raises(RuntimeError, match="on purpose"):
        database.submit(fail).result()
    assert database.submit(next_number).result() == 1


def test_two_processes_never_give_the_same_number(database: Database) -> None:
    """The bot and the command line write to one database, each through a writer of its own."""
    other = Database(database.url)
    other.start()
    try:
        assert database.submit(next_number).result() == 1
        futures = [writer.submit(next_number) for _ in range(100) for writer in (database, other)]
        assert sorted(future.result() for future in futures) == list(range(2, 202))
    finally:
        other.stop()


def test_a_mark_is_set_once(database: Database) -> None:
    def mark(value: str) -> Callable[[Session], bool]:
        return lambda session: mark_once(session, "bot", NOW, value)

    assert database.submit(mark("1 plaukts_bot")).result()
    assert not database.submit(mark("2 cits_bot")).result()
    with database.read() as session:
        assert marked(session, "bot")
        assert not marked(session, "report:2026-10")
        assert marked_value(session, "bot") == "1 plaukts_bot"
        assert marked_at(session, "bot") == NOW
        assert marked_value(session, "report:2026-10") is None
