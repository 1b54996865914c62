"""Real databases for every test: a SQLite file, and PostgreSQL from PyPI or from ``PLAUKTS_TEST_POSTGRES_URL``."""

import os
import shutil
import sqlite3
import tempfile
import warnings
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Any
from uuid import uuid4

import psycopg
import pytest
from sqlalchemy import event, make_url
from sqlalchemy.orm import Session
from sqlalchemy.pool import Pool

from config import vocabulary
from storage import engines
from storage.database import Database
from storage.engines import open_engine
from storage.migrate import upgrade
from storage.vocabulary import fill_vocabulary
from tests.compiling import compile_once
from tests.examples import register

compile_once()
register()


@event.listens_for(Pool, "checkout")
def _does_not_wait_for_the_disk(connection: Any, record: Any, _proxy: object) -> None:
    """SQLite's commits outlive a killed process all the same: only a power failure, as below, would lose them."""
    if isinstance(connection, sqlite3.Connection) and not record.info.get("hasty"):
        connection.execute("PRAGMA synchronous=OFF")
        record.info["hasty"] = True


def _fill(url: str) -> None:
    database = Database(url)
    upgrade(database)
    database.start()
    database.submit(lambda session: fill_vocabulary(session, vocabulary())).result()
    database.stop()


@pytest.fixture(scope="session")
def sqlite_template(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A SQLite file with the schema and the vocabulary, to be copied."""
    path = tmp_path_factory.mktemp("template") / "plaukts.db"
    _fill(f"sqlite:///{path}")
    return path


@pytest.fixture(scope="session")
def postgres_server(request: pytest.FixtureRequest) -> str:
    """The URL of a PostgreSQL server whose databases the tests may make and drop."""
    if url := os.environ.get("PLAUKTS_TEST_POSTGRES_URL"):
        return url
    return str(request.getfixturevalue("own_postgres").get_uri())


@pytest.fixture(scope="session")
def own_postgres() -> Iterator[Any]:
    """A PostgreSQL server of the tests' own, which they may also stop and start."""
    try:
        with warnings.catch_warnings():
            warnings.simplefilter("ignore")
            import pgserver  # noqa: PLC0415 - has no wheels for Python above 3.12
    except ImportError:
        pytest.skip("PostgreSQL: pgserver has no wheel for this Python, and PLAUKTS_TEST_POSTGRES_URL is not set")
    folder = tempfile.mkdtemp(prefix="plaukts-pg-")
    with warnings.catch_warnings():
        warnings.simplefilter("ignore")
        server = pgserver.get_server(folder, cleanup_mode="delete")
    # What a power failure would lose matters to nobody here, and each of many commits would wait for the disk.
    for lasting in ("fsync", "synchronous_commit", "full_page_writes"):
        _administer(server.get_uri(), f"ALTER SYSTEM SET {lasting} = off")
    _administer(server.get_uri(), "SELECT pg_reload_conf()")
    try:
        yield server
    finally:
        server.cleanup()
        shutil.rmtree(folder, ignore_errors=True)


@pytest.fixture(scope="session")
def postgres_template(postgres_server: str) -> str:
    """The name of a database with the schema and the vocabulary, to be copied."""
    name = f"plaukts_template_{uuid4().hex[:8]}"
    _administer(postgres_server, f"CREATE DATABASE {name}")
    _fill(_with_database(postgres_server, name))
    return name


KINDS = ("sqlite", "postgresql")


@pytest.fixture(params=KINDS)
def database_kind(request: pytest.FixtureRequest) -> str:
    """The test runs once on each."""
    return str(request.param)


@pytest.fixture
def database_url(database_kind: str, request: pytest.FixtureRequest, tmp_path: Path) -> Iterator[str]:
    """The URL of a fresh database with schema and vocabulary: the test runs once on each kind."""
    if database_kind == "sqlite":
        template: Path = request.getfixturevalue("sqlite_template")
        path = tmp_path / "plaukts.db"
        shutil.copy(template, path)
        yield f"sqlite:///{path}"
        return
    with _postgres_database(request, template=request.getfixturevalue("postgres_template")) as url:
        yield url


@pytest.fixture
def empty_database_url(database_kind: str, request: pytest.FixtureRequest, tmp_path: Path) -> Iterator[str]:
    """The URL of a database without tables."""
    with _empty(database_kind, request, tmp_path / "empty.db") as url:
        yield url


@pytest.fixture
def second_empty_database_url(database_kind: str, request: pytest.FixtureRequest, tmp_path: Path) -> Iterator[str]:
    """The URL of another one, of the same kind."""
    with _empty(database_kind, request, tmp_path / "second.db") as url:
        yield url


@pytest.fixture
def database(database_url: str) -> Iterator[Database]:
    """A running database, on SQLite and on PostgreSQL."""
    database = Database(database_url)
    database.start()
    yield database
    database.stop()


@pytest.fixture
def session(database_url: str) -> Iterator[Session]:
    """A unit of work that is never finished."""
    engine = open_engine(database_url, writes=True)
    with Session(engine) as session:
        yield session
    engine.dispose()


@pytest.fixture
def impatient_database(database_url: str, monkeypatch: pytest.MonkeyPatch) -> Iterator[Database]:
    """A database whose writer waits for another process a tenth of a second, and not ten."""
    monkeypatch.setattr(engines, "BUSY_SECONDS", 0.1)
    database = Database(database_url)
    database.start()
    yield database
    database.stop()


@contextmanager
def _empty(kind: str, request: pytest.FixtureRequest, path: Path) -> Iterator[str]:
    if kind == "sqlite":
        yield f"sqlite:///{path}"
        return
    with _postgres_database(request, template="template0") as url:
        yield url


@contextmanager
def _postgres_database(request: pytest.FixtureRequest, *, template: str) -> Iterator[str]:
    server: str = request.getfixturevalue("postgres_server")
    name = f"plaukts_{uuid4().hex[:12]}"
    _administer(server, f"CREATE DATABASE {name} TEMPLATE {template}")
    yield _with_database(server, name)
    _administer(server, f"DROP DATABASE {name} WITH (FORCE)")


def _with_database(server: str, name: str) -> str:
    return make_url(server).set(drivername="postgresql", database=name).render_as_string(hide_password=False)


def _administer(server: str, statement: str) -> None:
    url = make_url(server).set(drivername="postgresql")
    with psycopg.connect(url.render_as_string(hide_password=False), autocommit=True) as connection:
        connection.execute(statement.encode())
