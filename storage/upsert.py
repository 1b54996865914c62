"""INSERT … ON CONFLICT DO NOTHING on both databases."""

from functools import cache
from typing import Any

from sqlalchemy import Table
from sqlalchemy.dialects import postgresql, sqlite
from sqlalchemy.orm import Session

Inserting = sqlite.Insert | postgresql.Insert


def insert_new(session: Session, table: Table, **values: Any) -> bool:
    """Insert the row unless one with the same key is there; tells whether it was inserted."""
    return bool(session.execute(inserting_new(session, table), values).rowcount)  # type: ignore[attr-defined]


def inserting_new(session: Session, table: Table) -> Inserting:
    """The statement, for several rows at once or with something returned."""
    return inserting(session.get_bind().dialect.name, table)


@cache
def inserting(dialect: str, table: Table) -> Inserting:
    """The statement in the database's own dialect."""
    insert = sqlite.insert if dialect == "sqlite" else postgresql.insert
    statement: Inserting = insert(table).on_conflict_do_nothing()
    # An INSERT's row count is not kept unless asked for: psycopg's is -1 by then, which would say "inserted" always.
    return statement.execution_options(preserve_rowcount=True)
