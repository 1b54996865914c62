"""The migrations lead to the tables of the code, on both databases, forwards and back, and with company."""

import subprocess
import sys
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest
from alembic import command
from alembic.autogenerate import compare_metadata
from alembic.runtime.migration import MigrationContext
from alembic.script import ScriptDirectory
from sqlalchemy import Connection, inspect, text

from bot.app import open_database
from storage.database import Database
from storage.migrate import BrokenReferenceError, NewerSchemaError, alembic_config, migrating, upgrade
from storage.migrations.write import VERSIONS
from storage.tables import metadata

REVISIONS = [script.revision for script in ScriptDirectory.from_config(alembic_config()).walk_revisions()][::-1]


@pytest.fixture
def empty(empty_database_url: str) -> Iterator[Database]:
    """A database without any table."""
    database = Database(empty_database_url)
    yield database
    database.stop()


def test_migrations_are_numbered_and_follow_each_other() -> None:
    assert [f"{number:04}" for number in range(1, len(REVISIONS) + 1)] == REVISIONS
    assert [path.name[:4] for path in sorted(VERSIONS.glob("[0-9]*.py"))] == REVISIONS


def test_migrations_and_models_agree(empty: Database) -> None:
    upgrade(empty)
    with empty.writing_engine.connect() as connection:
        context = MigrationContext.configure(connection, opts={"compare_type": True})
        differences = compare_metadata(context, metadata)
    assert not differences, 'run `just migration "what it does"`'


def test_migrations_and_models_agree_in_what_alembic_does_not_compare(
    empty: Database, second_empty_database_url: str
) -> None:
    """Conditions of partial indexes, what happens to referring rows, defaults."""
    upgrade(empty)
    by_models = Database(second_empty_database_url)
    metadata.create_all(by_models.writing_engine)
    with empty.writing_engine.connect() as one, by_models.writing_engine.connect() as other:
        migrated, made = _description(one), _description(other)
    by_models.stop()
    assert {row for row in migrated if "alembic_version" not in str(row)} == made


def test_ids_that_buttons_name_are_given_once(tmp_path: Path) -> None:
    """On SQLite a migration that copies a table keeps that a deleted row's id becomes no other's, and the last one."""
    database = Database(f"sqlite:///{tmp_path}/plaukts.db")
    upgrade(database, "0010")
    with database.writing_engine.begin() as connection:
        connection.execute(text("UPDATE sqlite_sequence SET seq = 42 WHERE name = 'consultation_messages'"))
    upgrade(database)
    with database.writing_engine.connect() as connection:
        made = connection.execute(text("SELECT name FROM sqlite_master WHERE sql LIKE '%AUTOINCREMENT%'")).scalars()
        wanted = {table.name for table in metadata.sorted_tables if table.dialect_options["sqlite"]["autoincrement"]}
        assert set(made) == wanted
        last = connection.scalar(text("SELECT seq FROM sqlite_sequence WHERE name = 'consultation_messages'"))
        assert last == 42
    database.stop()


def test_what_is_looked_up_by_its_beginning_is_compared_by_code_points(empty: Database) -> None:
    """PostgreSQL compares by the language of its database, in which *morning;* comes before *morning:*."""
    upgrade(empty)
    if empty.writing_engine.dialect.name == "postgresql":
        with empty.writing_engine.connect() as connection:
            columns = connection.execute(text(_BYTEWISE)).all()
        assert {tuple(row) for row in columns} >= {("marks", "name"), ("search_terms", "term")}


_BYTEWISE = "SELECT table_name, column_name FROM information_schema.columns WHERE collation_name = 'C'"


def test_nothing_is_done_twice(empty: Database) -> None:
    upgrade(empty)
    upgrade(empty)


def test_a_newer_schema_is_refused(empty: Database) -> None:
    upgrade(empty)
    with empty.writing_engine.begin() as connection:
        connection.execute(text("UPDATE alembic_version SET version_num = '9999'"))
    with pytest.raises(NewerSchemaError, match="9999"):
        upgrade(empty)


def test_a_migration_is_done_wholly_or_not_at_all(empty: Database) -> None:
    def break_off() -> None:
        with migrating(empty) as connection:
            command.upgrade(alembic_config(connection), "head")
            raise RuntimeError

    with pytest.raises(RuntimeError):
        break_off()
    assert inspect(empty.writing_engine).get_table_names() == []


def test_sqlite_loses_no_reference(tmp_path: Path) -> None:
    """Copying and dropping a table leaves what refers to it alone, and what refers to nothing is not accepted."""
    database = Database(f"sqlite:///{tmp_path}/plaukts.db")
    engine = database.writing_engine
    with engine.begin() as connection:
        connection.execute(text("CREATE TABLE a (id INTEGER PRIMARY KEY)"))
        connection.execute(text("CREATE TABLE b (id INTEGER PRIMARY KEY, a INTEGER REFERENCES a ON DELETE CASCADE)"))
        connection.execute(text("INSERT INTO a VALUES (1)"))
        connection.execute(text("INSERT INTO b VALUES (1, 1)"))
    with migrating(database) as connection:
        connection.execute(text("CREATE TABLE new (id INTEGER PRIMARY KEY)"))
        connection.execute(text("INSERT INTO new SELECT id FROM a"))
        connection.execute(text("DROP TABLE a"))
        connection.execute(text("ALTER TABLE new RENAME TO a"))
    with pytest.raises(BrokenReferenceError, match="b"), migrating(database) as connection:
        connection.execute(text("DELETE FROM a"))
    with engine.begin() as connection:
        assert connection.execute(text("SELECT count(*) FROM a JOIN b ON b.a = a.id")).scalar() == 1
        assert connection.execute(text("PRAGMA foreign_keys")).scalar() == 1
    database.stop()


def test_processes_that_start_together(empty_database_url: str) -> None:
    code = "import sys; from bot.app import open_database; open_database(sys.argv[1]).stop()"
    starts = [
        subprocess.Popen(
            [sys.executable, "-c", code, empty_database_url], stdout=subprocess.PIPE, stderr=subprocess.PIPE, text=True
        )
        for _ in range(3)
    ]
    said = [start.communicate(timeout=60)[1] for start in starts]
    assert [start.returncode for start in starts] == [0, 0, 0], "\n".join(said)
    database = open_database(empty_database_url)
    with database.read() as session:
        twice = session.execute(text("SELECT list_name, key FROM vocabulary GROUP BY 1, 2 HAVING count(*) > 1")).all()
        assert twice == []
        assert session.execute(text("SELECT version_num FROM alembic_version")).scalars().all() == REVISIONS[-1:]
    database.stop()


def _description(connection: Connection) -> set[Any]:
    """Everything that the database itself knows of its tables, without what depends on the order of their making."""
    statements = _SQLITE if connection.dialect.name == "sqlite" else _POSTGRESQL
    return {
        tuple(" ".join(value.split()) if isinstance(value, str) else value for value in row)
        for statement in statements
        for row in connection.execute(text(statement))
    }


_SQLITE = (
    """SELECT 'column', m.name, c.name, c.type, c."notnull", c.dflt_value, c.pk
       FROM sqlite_master m, pragma_table_info(m.name) c WHERE m.type = 'table'""",
    """SELECT 'reference', m.name, f."from", f."table", f."to", f.on_update, f.on_delete
       FROM sqlite_master m, pragma_foreign_key_list(m.name) f WHERE m.type = 'table'""",
    "SELECT 'index', name, tbl_name, sql FROM sqlite_master WHERE type = 'index' AND sql IS NOT NULL",
    """SELECT 'unique', m.name, (SELECT group_concat(i.name) FROM pragma_index_info(l.name) i)
       FROM sqlite_master m, pragma_index_list(m.name) l WHERE m.type = 'table' AND l.origin = 'u'""",
)
_POSTGRESQL = (
    """SELECT 'column', table_name, column_name, data_type, character_maximum_length, is_nullable, column_default,
              is_identity, collation_name FROM information_schema.columns WHERE table_schema = 'public'""",
    """SELECT 'constraint', conrelid::regclass::text, conname, pg_get_constraintdef(oid)
       FROM pg_constraint WHERE connamespace = 'public'::regnamespace""",
    "SELECT 'index', indexname, indexdef FROM pg_indexes WHERE schemaname = 'public'",
)
