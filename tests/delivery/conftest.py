"""A post office on each kind of database."""

from collections.abc import AsyncIterator

import pytest

from storage.database import Database
from tests.delivery.post import Post, post_office


@pytest.fixture
async def post(database: Database) -> AsyncIterator[Post]:
    """A database, a courier that is not started yet, the local Telegram."""
    async with post_office(database) as post:
        yield post
