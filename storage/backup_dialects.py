"""How each kind of database gives its rows for a backup, and takes them back.

A value is written the same for both: moments and days as text, in UTC; bytes in base64; JSON as the text that it is.
The drivers' own cursors are used, and PostgreSQL's COPY: nothing of a row has to be understood on its way.
"""

import base64
from collections.abc import Callable, Collection, Iterable, Iterator, Mapping, Sequence
from contextlib import contextmanager
from typing import Any, Protocol

from sqlalchemy import JSON, Boolean, Connection, Date, DateTime, Float, Integer, LargeBinary, String, inspect, types

Columns = Mapping[str, str]
"""Name → kind, by name."""

NUMBER, TEXT, BOOLEAN, MOMENT, DAY, JSON_TEXT, BYTES = "number", "text", "boolean", "moment", "day", "json", "bytes"
_KINDS: tuple[tuple[type[Any], str], ...] = (
    (JSON, JSON_TEXT),
    (Boolean, BOOLEAN),
    (Integer, NUMBER),
    (Float, NUMBER),
    (DateTime, MOMENT),
    (Date, DAY),
    (LargeBinary, BYTES),
    (String, TEXT),
)
ROWS_AT_ONCE = 500
LARGE_ROWS_AT_ONCE = 4
"""Of a table with files in it."""


class Carrier(Protocol):
    """One side of carrying rows over."""

    refusals: type[Exception]
    """What the driver raises where it does not take a row."""

    def tables(self, besides: Collection[str]) -> dict[str, Columns]:
        """What there is, without those that are named."""

    def rows(self, table: str, columns: Columns) -> Iterator[list[Any]]:
        """A table's rows in the order of its key, with values as a backup has them."""

    def last_keys(self, tables: Iterable[str]) -> dict[str, int]:
        """The last key that each of the tables gave out by itself."""

    def loading(self, tables: Sequence[str]) -> Any:
        """Within this, rows may refer to later ones; at its end every reference has to be there."""

    def put(self, table: str, columns: Columns, rows: Iterable[list[Any]]) -> None:
        """Put rows in, with values as a backup has them."""

    def set_last_keys(self, last: Mapping[str, int]) -> None:
        """Go on behind these keys."""


def carrier(connection: Connection) -> Carrier:
    """The one for this connection's database."""
    return _Sqlite(connection) if connection.dialect.name == "sqlite" else _Postgresql(connection)


class UnknownTypeError(Exception):
    """A column has a type for which a backup has no form: the database is not ours."""


class _Both:
    def __init__(self, connection: Connection) -> None:
        self._connection = connection
        self._driver: Any = connection.connection.dbapi_connection
        loaded: Any = connection.dialect.dbapi
        self.refusals: type[Exception] = loaded.Error
        inspector = inspect(connection)
        self._keys = {
            name: key["constrained_columns"] for (_, name), key in inspector.get_multi_pk_constraint().items()
        }
        self._types = {
            name: {one["name"]: one["type"] for one in columns}
            for (_, name), columns in inspector.get_multi_columns().items()
        }

    def tables(self, besides: Collection[str]) -> dict[str, Columns]:
        return {
            # By name, for migrations leave the columns in another order on each kind of database.
            name: {column: _kind(type_) for column, type_ in sorted(self._types[name].items())}
            for name in sorted(self._types)
            if name not in besides
        }

    def rows(self, table: str, columns: Columns) -> Iterator[list[Any]]:
        chosen = ", ".join(self._read(name, kind, self._types[table][name]) for name, kind in columns.items())
        order = ", ".join(_quoted(name) for name in self._keys[table])
        statement = f"SELECT {chosen} FROM {_quoted(table)} ORDER BY {order}"  # noqa: S608 - the database's own names
        kinds = list(columns.values())
        streaming = {"yield_per": LARGE_ROWS_AT_ONCE if BYTES in kinds else ROWS_AT_ONCE}
        with self._connection.exec_driver_sql(statement, execution_options=streaming) as found:
            for row in found:
                yield [_written(kind, value) for kind, value in zip(kinds, row, strict=True)]

    def _read(self, name: str, kind: str, type_: Any) -> str:
        raise NotImplementedError

    def _only_key(self, table: str) -> str | None:
        """The table's key, if it is one number."""
        key = self._keys.get(table, [])
        return key[0] if len(key) == 1 and isinstance(self._types[table][key[0]], Integer) else None


class _Sqlite(_Both):
    def _read(self, name: str, kind: str, type_: Any) -> str:
        # SQLite keeps a JSON text that is but a number as that number.
        return f"CAST({_quoted(name)} AS TEXT)" if kind == JSON_TEXT else _quoted(name)

    def last_keys(self, tables: Iterable[str]) -> dict[str, int]:
        found = {}
        given = self._given()
        for table in tables:
            if (key := self._only_key(table)) is not None:
                statement = f"SELECT max({_quoted(key)}) FROM {_quoted(table)}"  # noqa: S608 - the database's own names
                found[table] = max(self._connection.exec_driver_sql(statement).scalar() or 0, given.get(table, 0))
        return found

    def _given(self) -> dict[str, int]:
        """Of the tables that never give out a key twice."""
        if not inspect(self._connection).has_table("sqlite_sequence"):
            return {}
        found = self._connection.exec_driver_sql("SELECT name, seq FROM sqlite_sequence")
        return {str(name): int(last) for name, last in found}

    @contextmanager
    def loading(self, tables: Sequence[str]) -> Iterator[None]:
        yield  # whoever migrates looks at SQLite's references at the end

    def put(self, table: str, columns: Columns, rows: Iterable[list[Any]]) -> None:
        names, places = ", ".join(map(_quoted, columns)), ", ".join("?" for _ in columns)
        statement = f"INSERT INTO {_quoted(table)} ({names}) VALUES ({places})"  # noqa: S608 - the database's own names
        reads = [_READ.get(kind) for kind in columns.values()]
        self._driver.executemany(statement, _converted(rows, reads))

    def set_last_keys(self, last: Mapping[str, int]) -> None:
        numbered = {
            name
            for (name,) in self._connection.exec_driver_sql(
                "SELECT name FROM sqlite_master WHERE type = 'table' AND sql LIKE '%AUTOINCREMENT%'"
            )
        }
        for table, key in last.items():
            if table in numbered:
                self._connection.exec_driver_sql("DELETE FROM sqlite_sequence WHERE name = ?", (table,))
                self._connection.exec_driver_sql("INSERT INTO sqlite_sequence (name, seq) VALUES (?, ?)", (table, key))


class _Postgresql(_Both):
    def _read(self, name: str, kind: str, type_: Any) -> str:
        column = _quoted(name)
        if kind == MOMENT:
            # Kept with its zone or without: as written here both are the same, in UTC.
            utc = f"{column} AT TIME ZONE 'UTC'" if type_.timezone else column
            return f"to_char({utc}, 'YYYY-MM-DD HH24:MI:SS.US')"
        return f"{column}::text" if kind in (DAY, JSON_TEXT) else column

    def last_keys(self, tables: Iterable[str]) -> dict[str, int]:
        found = {}
        for table in tables:
            if (key := self._only_key(table)) is None:
                continue
            statement = f"SELECT max({_quoted(key)}) FROM {_quoted(table)}"  # noqa: S608 - the database's own names
            found[table] = self._connection.exec_driver_sql(statement).scalar() or 0
            if (sequence := self._sequence(table, key)) is not None:
                given = f"SELECT CASE WHEN is_called THEN last_value ELSE 0 END FROM {sequence}"  # noqa: S608 - as above
                found[table] = max(found[table], self._connection.exec_driver_sql(given).scalar() or 0)
        return found

    @contextmanager
    def loading(self, tables: Sequence[str]) -> Iterator[None]:
        """The references are looked at together at the end, whatever refers to what."""
        found = self._connection.exec_driver_sql(
            "SELECT conrelid::regclass::text, quote_ident(conname) FROM pg_constraint"
            " WHERE contype = 'f' AND NOT condeferrable AND connamespace = current_schema()::regnamespace"
        ).all()
        for table, name in found:
            self._connection.exec_driver_sql(
                f"ALTER TABLE {table} ALTER CONSTRAINT {name} DEFERRABLE INITIALLY DEFERRED"
            )
        yield
        self._connection.exec_driver_sql("SET CONSTRAINTS ALL IMMEDIATE")
        for table, name in found:
            self._connection.exec_driver_sql(f"ALTER TABLE {table} ALTER CONSTRAINT {name} NOT DEFERRABLE")

    def put(self, table: str, columns: Columns, rows: Iterable[list[Any]]) -> None:
        names = ", ".join(map(_quoted, columns))
        reads = [_READ_BY_POSTGRESQL.get(kind) for kind in columns.values()]
        with self._driver.cursor() as cursor, cursor.copy(f"COPY {_quoted(table)} ({names}) FROM STDIN") as copy:
            for row in _converted(rows, reads):
                copy.write_row(row)

    def set_last_keys(self, last: Mapping[str, int]) -> None:
        for table, key in last.items():
            column = self._only_key(table)
            sequence = self._sequence(table, column) if column is not None and key else None
            if sequence is not None:
                self._connection.exec_driver_sql("SELECT setval(%s::regclass, %s)", (sequence, key))

    def _sequence(self, table: str, key: str) -> str | None:
        statement = "SELECT pg_get_serial_sequence(%s, %s)"
        found = self._connection.exec_driver_sql(statement, (_quoted(table), key)).scalar()
        return None if found is None else str(found)


def _kind(type_: types.TypeEngine[Any]) -> str:
    for one, kind in _KINDS:
        if isinstance(type_, one):
            return kind
    raise UnknownTypeError(repr(type_))


def _written(kind: str, value: Any) -> Any:
    if value is None:
        return None
    if kind == BYTES:
        return base64.b64encode(value).decode()
    return bool(value) if kind == BOOLEAN else value


def _without_nul(value: str) -> str:
    """PostgreSQL's texts hold every sign but this one, which is nothing that anybody reads."""
    return value.replace("\0", "")


_READ: Mapping[str, Callable[[Any], Any]] = {BYTES: base64.b64decode, BOOLEAN: int}
_READ_BY_POSTGRESQL: Mapping[str, Callable[[Any], Any]] = {
    BYTES: base64.b64decode,
    MOMENT: lambda value: f"{value}+00",
    TEXT: _without_nul,
}


def _converted(rows: Iterable[list[Any]], reads: Sequence[Callable[[Any], Any] | None]) -> Iterator[list[Any]]:
    for row in rows:
        yield [value if read is None or value is None else read(value) for read, value in zip(reads, row, strict=True)]


def _quoted(name: str) -> str:
    return '"' + name.replace('"', '""') + '"'
