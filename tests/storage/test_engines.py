"""What PostgreSQL is let to keep of a connection, and what not where the next transaction may meet another server.

A SQLite file is nobody else's to read.
"""

import stat
import subprocess
import sys
from pathlib import Path

import pytest
from sqlalchemy import text

from storage.engines import PREPARED_AFTER, open_engine, usable
from tests.postgres import pgbouncer


@pytest.fixture
def database_kind() -> str:
    return "postgresql"


def test_what_comes_again_is_planned_once(database_url: str) -> None:
    assert _prepared(database_url) == 1


def test_nothing_is_left_with_a_server_that_a_pooler_may_change(database_url: str) -> None:
    with pgbouncer(database_url) as url:
        assert _prepared(url) == 0


def test_a_new_sqlite_file_is_its_makers_alone(tmp_path: Path) -> None:
    engine = open_engine(usable(f"sqlite:///{tmp_path}/data/plaukts.db"), writes=True)
    with engine.begin() as connection:
        connection.execute(text("CREATE TABLE names (name TEXT)"))
        there = sorted((tmp_path / "data").iterdir())
        assert [path.name for path in there] == ["plaukts.db", "plaukts.db-shm", "plaukts.db-wal"]
        assert {stat.filemode(path.stat().st_mode) for path in there} == {"-rw-------"}
    engine.dispose()


LOCK_IT = "import fcntl, sys; fcntl.lockf(open(sys.argv[1], 'r+b'), fcntl.LOCK_EX | fcntl.LOCK_NB)"


def test_another_connection_leaves_the_locks_of_the_first_alone(tmp_path: Path) -> None:
    """Closing a file ends all locks that the process has on it (https://www.sqlite.org/howtocorrupt.html, 2.2)."""
    path = tmp_path / "plaukts.db"
    engine = open_engine(usable(f"sqlite:///{path}"), writes=True)
    with engine.connect() as first:
        first.execute(text("CREATE TABLE names (name TEXT)"))
        with engine.connect():
            other = subprocess.run([sys.executable, "-c", LOCK_IT, path], check=False, capture_output=True)
        assert b"BlockingIOError" in other.stderr
    engine.dispose()


def test_the_rights_to_a_file_that_is_there_stay(tmp_path: Path) -> None:
    path = tmp_path / "plaukts.db"
    path.touch()
    path.chmod(0o640)
    engine = open_engine(usable(f"sqlite:///{path}"), writes=True)
    engine.connect().close()
    engine.dispose()
    assert stat.filemode(path.stat().st_mode) == "-rw-r-----"


def _prepared(url: str) -> int:
    """How many statements the server keeps, after one that came often."""
    engine = open_engine(usable(url), writes=True)
    with engine.connect() as connection:
        for number in range(PREPARED_AFTER + 1):
            assert connection.scalar(text("SELECT CAST(:number AS INTEGER)"), {"number": number}) == number
        kept = connection.scalar(text("SELECT count(*) FROM pg_prepared_statements"))
    engine.dispose()
    return int(kept)
