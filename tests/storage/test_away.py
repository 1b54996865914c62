"""What says that the database is away, and what is a statement's own fault: each is provoked, none is made up."""

import sqlite3
from collections.abc import Callable
from contextlib import closing
from pathlib import Path
from time import sleep

import pytest
from sqlalchemy import literal, select, text
from sqlalchemy.exc import SQLAlchemyError
from sqlalchemy.orm import Session

from storage import engines
from storage.away import DatabaseAwayError
from storage.database import Database
from storage.prepared import savepoint

WRITES = "INSERT INTO marks (name, at) VALUES ('a', CURRENT_TIMESTAMP)"
GROWS = "INSERT INTO marks (name, at, value) VALUES ('b', CURRENT_TIMESTAMP, hex(zeroblob(100000)))"


def says(statement: str) -> Callable[[Session], object]:
    return lambda session: session.execute(text(statement))


def test_a_mistake_in_a_statement_is_no_trouble_of_the_database(database: Database) -> None:
    with pytest.raises(SQLAlchemyError) as mistake:
        database.submit(says("SELECT * FROM nowhere")).result()
    assert not isinstance(mistake.value, DatabaseAwayError)
    with pytest.raises(SQLAlchemyError) as reading, database.read() as session:
        session.execute(text("SELECT * FROM nowhere"))
    assert not isinstance(reading.value, DatabaseAwayError)


@pytest.mark.parametrize("database_kind", ["postgresql"], indirect=True)
def test_more_values_than_a_statement_can_have_are_no_trouble_of_the_database(database: Database) -> None:
    """The driver refuses it before anything is sent: whoever waited and did the same again would do so for ever."""
    everyone = select(literal(1)).where(literal(1).in_(range(70_000)))
    with pytest.raises(SQLAlchemyError) as mistake:
        database.submit(lambda session: session.execute(everyone).all()).result()
    assert not isinstance(mistake.value, DatabaseAwayError)
    database.submit(says(WRITES)).result()


@pytest.mark.parametrize("database_kind", ["sqlite"], indirect=True)
def test_a_locked_file_is_waited_for(database_url: str, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(engines, "BUSY_SECONDS", 0.1)
    database = Database(database_url)
    database.start()
    with closing(sqlite3.connect(database_url.removeprefix("sqlite:///"), isolation_level=None)) as other:
        other.execute("BEGIN IMMEDIATE")
        with pytest.raises(DatabaseAwayError) as trouble:
            database.submit(says(WRITES)).result()
    assert trouble.value.reason == "SQLITE_BUSY"
    database.submit(says(WRITES)).result()
    database.stop()


@pytest.mark.parametrize("database_kind", ["sqlite"], indirect=True)
def test_a_full_disk_is_waited_for(database: Database) -> None:
    with database.read() as session:
        pages = session.execute(text("PRAGMA page_count")).scalar_one()
    database.submit(says(f"PRAGMA max_page_count = {pages}")).result()
    with pytest.raises(DatabaseAwayError) as trouble:
        database.submit(says(GROWS)).result()
    assert trouble.value.reason == "SQLITE_FULL"
    database.submit(says(f"PRAGMA max_page_count = {pages + 100}")).result()
    database.submit(says(GROWS)).result()


@pytest.mark.parametrize("database_kind", ["sqlite"], indirect=True)
def test_a_full_disk_is_no_fault_of_a_unit_of_work(database: Database) -> None:
    """SQLite then undoes the whole transaction by itself, and with it the savepoint."""
    with database.read() as session:
        pages = session.execute(text("PRAGMA page_count")).scalar_one()
    database.submit(says(f"PRAGMA max_page_count = {pages}")).result()

    def unit_of_work(session: Session) -> None:
        with savepoint(session):
            session.execute(text(GROWS))

    with pytest.raises(DatabaseAwayError) as trouble:
        database.submit(unit_of_work).result()
    assert trouble.value.reason == "SQLITE_FULL"


@pytest.mark.parametrize("database_kind", ["sqlite"], indirect=True)
def test_a_file_that_is_gone_is_waited_for(database_url: str) -> None:
    """A volume that is not mounted any more: nothing there can be opened."""
    folder = Path(database_url.removeprefix("sqlite:///")).parent
    database = Database(f"sqlite:///{folder / 'volume' / 'plaukts.db'}")
    (folder / "volume").rmdir()
    with pytest.raises(DatabaseAwayError) as trouble, database.read() as session:
        session.execute(text("SELECT 1"))
    assert trouble.value.reason == "SQLITE_CANTOPEN"


@pytest.mark.parametrize("database_kind", ["postgresql"], indirect=True)
@pytest.mark.parametrize(
    ("ending", "reason"),
    [
        ("SELECT pg_terminate_backend(pg_backend_pid())", "AdminShutdown"),
        ("SET LOCAL idle_in_transaction_session_timeout = 50", "IdleInTransactionSessionTimeout"),
    ],
)
def test_a_session_that_the_server_ended_is_begun_anew(database: Database, ending: str, reason: str) -> None:
    def job(session: Session) -> None:
        session.execute(text(ending))
        sleep(0.5)  # real silence is what the server is to notice
        session.execute(text(WRITES))

    with pytest.raises(DatabaseAwayError) as trouble:
        database.submit(job).result()
    assert trouble.value.reason in (reason, "OperationalError")
    database.submit(says(WRITES)).result()


@pytest.mark.parametrize("database_kind", ["postgresql"], indirect=True)
@pytest.mark.parametrize(("state", "reason"), [("53100", "DiskFull"), ("58030", "IoError"), ("53200", "OutOfMemory")])
def test_a_servers_full_disk_is_waited_for(database: Database, state: str, reason: str) -> None:
    """The error is raised on purpose, and comes from the server as it would come then."""
    with pytest.raises(DatabaseAwayError) as trouble:
        database.submit(says(f"DO $$ BEGIN RAISE EXCEPTION USING ERRCODE = '{state}'; END $$")).result()
    assert trouble.value.reason == reason
    database.submit(says(WRITES)).result()


@pytest.mark.parametrize("database_kind", ["postgresql"], indirect=True)
def test_a_server_that_only_reads_for_now_is_waited_for(database: Database) -> None:
    """A copy that has not been promoted yet, or a host that stops all writing before the disk is full."""
    database.submit(says("SET default_transaction_read_only = on")).result()
    with pytest.raises(DatabaseAwayError) as trouble:
        database.submit(says(WRITES)).result()
    assert trouble.value.reason == "ReadOnlySqlTransaction"
    database.submit(says("SET default_transaction_read_only = off")).result()
    database.submit(says(WRITES)).result()


@pytest.mark.parametrize("database_kind", ["postgresql"], indirect=True)
def test_a_server_that_is_not_there_is_waited_for(database: Database) -> None:
    nowhere = Database("postgresql://plaukts@127.0.0.1:1/plaukts")
    nowhere.start()
    with pytest.raises(DatabaseAwayError):
        nowhere.submit(says(WRITES)).result()
    nowhere.stop()
