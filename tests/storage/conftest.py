"""A database of each kind that many tests use one after the other: only the tables of the house are emptied between."""

import shutil
from collections.abc import Iterator
from pathlib import Path
from uuid import uuid4

import pytest
from sqlalchemy import delete
from sqlalchemy.orm import Session

from storage.database import Database
from storage.files import files
from storage.inbox import inbox
from storage.outbox import deliveries
from tests.conftest import _administer, _with_database


@pytest.fixture(scope="module", params=["sqlite", "postgresql"])
def house_url(request: pytest.FixtureRequest, tmp_path_factory: pytest.TempPathFactory) -> Iterator[str]:
    """The URL of a database that one file of tests shares: making one for each test takes longer than the test."""
    if request.param == "sqlite":
        template: Path = request.getfixturevalue("sqlite_template")
        path = tmp_path_factory.mktemp("house") / "plaukts.db"
        shutil.copy(template, path)
        yield f"sqlite:///{path}"
        return
    server: str = request.getfixturevalue("postgres_server")
    template_name: str = request.getfixturevalue("postgres_template")
    name = f"plaukts_house_{uuid4().hex[:8]}"
    _administer(server, f"CREATE DATABASE {name} TEMPLATE {template_name}")
    yield _with_database(server, name)
    _administer(server, f"DROP DATABASE {name} WITH (FORCE)")


@pytest.fixture
def house(house_url: str) -> Iterator[Database]:
    """A running database with nothing in inbox, outbox and files."""
    database = Database(house_url)
    database.start()
    database.submit(_empty).result()
    yield database
    database.stop()


def _empty(session: Session) -> None:
    for table in (inbox, deliveries, files):
        session.execute(delete(table))
