"""INSERT … ON CONFLICT DO NOTHING on both databases."""

from typing import Any

from sqlalchemy import Table
from sqlalchemy.dialects import postgresql, sqlite
from sqlalchemy.orm import Session


def insert_new(session: Session, table: Table, **values: Any) -> bool:
    """Insert the row unless one with the same key is there; tells whether it was inserted."""
    dialect = sqlite if session.get_bind().dialect.name == "sqlite" else postgresql
    statement = dialect.insert(table).on_conflict_do_nothing()
    # An INSERT's row count is not kept unless asked for: psycopg's is -1 by then, which would say "inserted" always.
    statement = statement.execution_options(preserve_rowcount=True)
    return bool(session.execute(statement, values).rowcount)  # type: ignore[attr-defined]
