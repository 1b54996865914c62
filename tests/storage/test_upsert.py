"""A mark is set once, and whoever sets it again is told so: on both databases."""

from datetime import UTC, datetime

from storage.database import Database
from storage.numbers import mark_once

NOW = datetime(2026, 10, 12, tzinfo=UTC)


def test_a_mark_is_new_only_once(database: Database) -> None:
    told = [database.submit(lambda session: mark_once(session, "report:2026-10", NOW)).result() for _ in range(3)]
    assert told == [True, False, False]
