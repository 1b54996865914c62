"""A region's database for every journey: migrated as an installation is, with the lists and the libraries."""

import base64
import os
from collections.abc import AsyncIterator
from datetime import UTC, datetime
from pathlib import Path
from uuid import uuid4
from zlib import crc32

import pytest

from bot.app import open_database
from bot.features.libraries.importing import apply_import, plan_import, read_libraries
from bot.features.reports import picture
from config import DEMO_LIBRARIES
from tests.conftest import _administer, _with_database
from tests.journeys.world import World, running_world

PNG = base64.b64decode("iVBORw0KGgoAAAANSUhEUgAAAAEAAAABCAAAAAA6fptVAAAACklEQVR4nGNoAAAAggCBd81ytgAAAABJRU5ErkJggg==")
"""One dot."""


def _fill(url: str) -> None:
    database = open_database(url)
    rows = read_libraries(DEMO_LIBRARIES)
    database.submit(lambda session: apply_import(session, plan_import(session, rows))).result()
    database.stop()


@pytest.fixture(scope="session")
def sqlite_template(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A SQLite file with the schema, the vocabulary and the libraries, to be copied."""
    path = tmp_path_factory.mktemp("region") / "plaukts.db"
    _fill(f"sqlite:///{path}")
    return path


@pytest.fixture(scope="session")
def postgres_template(postgres_server: str) -> str:
    """The name of a PostgreSQL database with the same, to be copied."""
    name = f"plaukts_region_{uuid4().hex[:8]}"
    _administer(postgres_server, f"CREATE DATABASE {name}")
    _fill(_with_database(postgres_server, name))
    return name


@pytest.fixture(autouse=True)
def _drawn_quickly(monkeypatch: pytest.MonkeyPatch) -> None:
    """A report's picture is a dot: to draw one takes more than a second of CPU. The tour's is drawn."""
    monkeypatch.setattr(picture, "draw", lambda _what: PNG)


@pytest.fixture
async def world(database_url: str) -> AsyncIterator[World]:
    """A region with a running bot, on SQLite and on PostgreSQL; at the end nothing may have gone wrong unseen."""
    async with running_world(database_url) as world:
        yield world


def pytest_collection_modifyitems(config: pytest.Config, items: list[pytest.Item]) -> None:
    """A journey runs on one database today and on the other one tomorrow; on both with ``PLAUKTS_TEST_BOTH``.

    On both it would be a third of an hour. What the databases do differently, the tests of `storage` try on both.
    """
    if os.environ.get("PLAUKTS_TEST_BOTH"):
        return
    here, today = Path(__file__).parent, datetime.now(UTC).toordinal()
    other = {0: "[postgresql", 1: "[sqlite"}
    left_out = {
        item
        for item in items
        if here in item.path.parents
        and other[(crc32(item.nodeid.partition("[")[0].encode()) + today) % 2] in item.nodeid
    }
    config.hook.pytest_deselected(items=list(left_out))
    items[:] = [item for item in items if item not in left_out]
