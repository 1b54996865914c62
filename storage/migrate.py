"""Bringing the schema up to date, by Alembic, from within the package."""

from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

from alembic import command
from alembic.config import Config
from alembic.runtime.migration import MigrationContext
from alembic.script import ScriptDirectory
from sqlalchemy import Connection, inspect, text

from storage.database import Database

LOCK = int.from_bytes(b"plaukts")
"""PostgreSQL's number for "somebody migrates this database"; SQLite locks the file."""


class NewerSchemaError(Exception):
    """The database was written by a newer version, whose migrations this one does not have."""


class ForeignDatabaseError(Exception):
    """There are tables, and none of ours: some of their names."""


class BrokenReferenceError(Exception):
    """A migration would leave a row that refers to another one which is not there; the table is named."""


def alembic_config(connection: Connection | None = None) -> Config:
    """Alembic's configuration, on a given connection."""
    config = Config()
    config.set_main_option("script_location", str(Path(__file__).with_name("migrations")).replace("%", "%%"))
    config.attributes["connection"] = connection
    return config


def scripts() -> ScriptDirectory:
    """The migrations that the code has."""
    return ScriptDirectory.from_config(alembic_config())


def upgrade(database: Database, revision: str = "head") -> None:
    """Run the migrations that the database lacks, all or none. Raises NewerSchemaError, ForeignDatabaseError.

    Several processes may do so at once: one does the work, and the others find it done.
    """
    with database.read() as session:
        # A running bot may be writing, and there is nothing to wait for if everything is there.
        if revision == "head" and _lacks_nothing(session.connection()):
            return
    with migrating(database) as connection:
        if not _lacks_nothing(connection):
            command.upgrade(alembic_config(connection), revision)


@contextmanager
def migrating(database: Database) -> Iterator[Connection]:
    """One transaction for changes of the schema, in which nobody else makes any."""
    engine = database.writing_engine
    with engine.connect() as connection:
        sqlite = engine.dialect.name == "sqlite"
        if sqlite:
            # SQLite changes a table by copying and dropping it, which would take along what refers to it.
            _set_foreign_keys(connection, on=False)
        try:
            with connection.begin():
                if not sqlite:
                    connection.execute(text("SELECT pg_advisory_xact_lock(:key)"), {"key": LOCK})
                yield connection
                if sqlite and (broken := connection.exec_driver_sql("PRAGMA foreign_key_check").first()):
                    raise BrokenReferenceError(broken[0])
        finally:
            if sqlite:
                _set_foreign_keys(connection, on=True)


def _set_foreign_keys(connection: Connection, *, on: bool) -> None:
    # Outside of any transaction, where alone SQLite heeds it.
    driver = connection.connection.dbapi_connection
    assert driver is not None  # noqa: S101 - an open connection has one
    driver.execute(f"PRAGMA foreign_keys={'ON' if on else 'OFF'}")


def revisions(connection: Connection) -> tuple[str | None, str | None]:
    """The schema's revision in the database (nothing where it is empty) and in the code.

    Raises NewerSchemaError where the code does not know the one in the database, ForeignDatabaseError where there are
    tables without one.
    """
    known = scripts()
    there = MigrationContext.configure(connection).get_current_revision()
    if there is None and (foreign := sorted(set(inspect(connection).get_table_names()) - {"alembic_version"})):
        raise ForeignDatabaseError(", ".join(foreign[:3]))
    if there is not None and there not in {script.revision for script in known.walk_revisions()}:
        raise NewerSchemaError(there)
    return there, known.get_current_head()


def _lacks_nothing(connection: Connection) -> bool:
    there, head = revisions(connection)
    return there == head
