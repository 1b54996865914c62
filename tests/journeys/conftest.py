"""A region's database for every journey: migrated as an installation is, with the lists and the libraries."""

import base64
from collections.abc import AsyncIterator
from pathlib import Path
from uuid import uuid4

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
