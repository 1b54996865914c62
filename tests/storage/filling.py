"""Rows for every table, as the database itself says that they have to be: made of nothing but its description."""

from collections.abc import Iterable
from datetime import UTC, datetime, timedelta
from typing import Any

from sqlalchemy import (
    JSON,
    Boolean,
    Column,
    Connection,
    Date,
    DateTime,
    Float,
    ForeignKeyConstraint,
    Integer,
    LargeBinary,
    MetaData,
    String,
    Table,
    insert,
    inspect,
    select,
    text,
)

ROWS = 2
_DAY = datetime(2026, 3, 1, 12, 30, tzinfo=UTC)


def fill(connection: Connection) -> dict[str, int]:
    """Put rows into every table that has none, each column with a value of its own; the number of rows by table."""
    names = set(inspect(connection).get_table_names()) - {"alembic_version"}
    there = counted(connection, names)
    if new := [name for name, count in there.items() if not count]:
        reflected = MetaData()
        reflected.reflect(connection, only=new)
        for table in reflected.sorted_tables:
            if table.name in new:
                for number in range(1, ROWS + 1):
                    connection.execute(insert(table).values(_row(connection, table, number)))
    return there | dict.fromkeys(new, ROWS)


def counted(connection: Connection, names: Iterable[str]) -> dict[str, int]:
    """How many rows each of the tables has."""
    statement = " UNION ALL ".join(f"SELECT '{name}', count(*) FROM {name}" for name in names)  # noqa: S608 - our names
    return {str(name): int(count) for name, count in connection.execute(text(statement))} if statement else {}


def _row(connection: Connection, table: Table, number: int) -> dict[str, Any]:
    values = {column.name: _value(column, number) for column in table.columns if not _is_generated(table, column)}
    for key in table.foreign_key_constraints:
        values |= _parent(connection, table, key, number)
    return values


def _parent(connection: Connection, table: Table, key: ForeignKeyConstraint, number: int) -> dict[str, Any]:
    """The row that this one refers to; none of its own table, where the first one has nothing to refer to."""
    parents = [element.column for element in key.elements]
    if key.referred_table is table:
        return dict.fromkeys(key.column_keys)
    rows = connection.execute(select(*parents).order_by(*parents)).all()
    return dict(zip(key.column_keys, rows[(number - 1) % len(rows)], strict=True))


def _is_generated(table: Table, column: Column[Any]) -> bool:
    keys = list(table.primary_key.columns)
    alone = len(keys) == 1 and keys[0] is column and isinstance(column.type, Integer)
    return alone and not column.foreign_keys and column.name == "id"


def _value(column: Column[Any], number: int) -> Any:
    at = _DAY + timedelta(days=number, microseconds=number)
    zoned = getattr(column.type, "timezone", False)
    length = getattr(column.type, "length", None) or 100
    values: dict[type[Any], Any] = {
        JSON: {"number": number, "text": "ā"},
        Boolean: number % 2 == 0,
        Integer: number,
        Float: number + 0.25,
        DateTime: at if zoned else at.replace(tzinfo=None),
        Date: at.date(),
        LargeBinary: bytes([number, 0, 255]),
        String: f"{column.name} āž{number}"[-length:],
    }
    return next(value for kind, value in values.items() if isinstance(column.type, kind))
