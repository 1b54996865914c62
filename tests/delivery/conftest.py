"""A post office on each kind of database."""

from collections.abc import AsyncIterator, Iterator

import pytest

from storage import engines
from storage.database import Database
from tests.delivery.post import Post, post_office


@pytest.fixture
async def post(database: Database) -> AsyncIterator[Post]:
    """A database, a courier that is not started yet, the local Telegram."""
    async with post_office(database) as post:
        yield post


@pytest.fixture
def impatient_database(database_url: str, monkeypatch: pytest.MonkeyPatch) -> Iterator[Database]:
    """A database whose writer waits for another process a tenth of a second, and not ten."""
    monkeypatch.setattr(engines, "BUSY_SECONDS", 0.1)
    database = Database(database_url)
    database.start()
    yield database
    database.stop()
