"""Every migration forwards, back and forwards again on a database that has rows in every table; and broken off."""

import signal
import subprocess
import sys
from collections.abc import Iterator
from typing import Any

import pytest
from alembic.runtime.environment import EnvironmentContext
from sqlalchemy import inspect, text

from storage.database import Database
from storage.migrate import ForeignDatabaseError, alembic_config, migrating, revisions, scripts, upgrade
from storage.tables import metadata
from tests.storage.filling import counted, fill

SCRIPTS = scripts()
REVISIONS = [script.revision for script in SCRIPTS.walk_revisions()][::-1]


@pytest.fixture
def empty(empty_database_url: str) -> Iterator[Database]:
    """A database without any table."""
    database = Database(empty_database_url)
    yield database
    database.stop()


def _go(database: Database, revision: str, *, down: bool = False) -> None:
    """What Alembic's commands do, without reading all migrations anew each time."""

    def steps(there: Any, _context: object) -> Any:
        plan = SCRIPTS._downgrade_revs if down else SCRIPTS._upgrade_revs
        return plan(revision, there)

    with migrating(database) as connection, EnvironmentContext(alembic_config(connection), SCRIPTS, fn=steps):
        SCRIPTS.run_env()


def test_no_step_loses_a_row_forwards_back_and_forwards_again(empty: Database) -> None:
    before = "base"
    there: dict[str, int] = {}
    for revision in REVISIONS:
        _go(empty, revision)
        _go(empty, before, down=True)
        _go(empty, revision)
        with empty.writing_engine.begin() as connection:
            assert counted(connection, there) == there, revision
            there = fill(connection)
        before = revision
    assert all(there.values())
    assert there.keys() == metadata.tables.keys()
    _go(empty, "base", down=True)
    assert set(inspect(empty.writing_engine).get_table_names()) <= {"alembic_version"}


KILLED = """
import os, signal, sys
from alembic import command
from storage.database import Database
from storage.migrate import alembic_config, migrating
database = Database(sys.argv[1])
with migrating(database) as connection:
    command.upgrade(alembic_config(connection), "head")
    os.kill(os.getpid(), signal.SIGKILL)
"""


def test_a_process_that_is_killed_while_it_migrates_leaves_everything_as_it_was(empty: Database) -> None:
    half = REVISIONS[len(REVISIONS) // 2]
    _go(empty, half)
    with empty.writing_engine.begin() as connection:
        there = fill(connection)
    killed = subprocess.run([sys.executable, "-c", KILLED, empty.url], check=False)
    assert killed.returncode == -signal.SIGKILL
    with empty.writing_engine.connect() as connection:
        assert revisions(connection)[0] == half
        assert counted(connection, there) == there
    upgrade(empty)
    with empty.writing_engine.connect() as connection:
        assert revisions(connection)[0] == REVISIONS[-1]
        assert counted(connection, there) == there


def test_a_database_of_something_else_is_left_alone(empty: Database) -> None:
    with empty.writing_engine.begin() as connection:
        connection.execute(text("CREATE TABLE wp_posts (id INTEGER PRIMARY KEY)"))
    with pytest.raises(ForeignDatabaseError, match="wp_posts"):
        upgrade(empty)
    assert inspect(empty.writing_engine).get_table_names() == ["wp_posts"]
