"""Statements that every update or delivery needs, compiled once and run on the driver's own cursor.

SQLAlchemy builds and checks the statement, names and types; what is left out is its way through cache key, execution
context and result object, which for a dozen statements an update was the larger part of the writer's time. Only what
the throughput benchmark showed to matter is run like this; everything else goes through the session.
"""

from collections import namedtuple
from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from contextlib import contextmanager
from dataclasses import dataclass, field
from functools import cache
from typing import Any, TypeVar

from sqlalchemy import (
    ARRAY,
    JSON,
    BigInteger,
    ColumnElement,
    Connection,
    Dialect,
    Executable,
    Insert,
    SelectBase,
    Table,
    any_,
    bindparam,
    func,
    insert,
    select,
)
from sqlalchemy.exc import DBAPIError
from sqlalchemy.orm import Session, class_mapper, make_transient_to_detached
from sqlalchemy.orm.attributes import instance_state, set_committed_value
from sqlalchemy.sql.visitors import iterate

from storage.away import away
from storage.base import Base

T = TypeVar("T", bound=Base)

Build = Callable[[str], Any]
"""From the dialect's name to the statement, where the databases say it differently."""


class Prepared:
    """One statement. Its values are given by the names of its bound parameters; those that have a value keep it."""

    def __init__(
        self,
        statement: Executable | Build,
        columns: Sequence[str] | None = None,
        row: Callable[..., Any] | None = None,
        *,
        missed: type[Exception] | None = None,
    ) -> None:
        """``columns`` are the columns that an INSERT fills: all that have no default of the database's own.

        ``row`` makes of a row's values what is returned for it, a named tuple unless told. ``missed`` is raised if it
        finds no row when it is run later.
        """
        self._build: Build = (lambda _dialect: statement) if isinstance(statement, Executable) else statement
        self._columns = columns
        self._row = row
        self._missed = missed
        self._compiled: dict[str, _Compiled] = {}

    def all(self, session: Session, values: Mapping[str, Any]) -> list[Any]:
        """All rows, as named tuples."""
        cursor, compiled = self._run(session, values)
        return compiled.rows(cursor.fetchall())

    def first(self, session: Session, values: Mapping[str, Any]) -> Any:
        """The first row, or nothing."""
        rows = self.all(session, values)
        return rows[0] if rows else None

    def scalar(self, session: Session, values: Mapping[str, Any]) -> Any:
        """The first row's first column, or nothing."""
        row = self.first(session, values)
        return None if row is None else row[0]

    def run(self, session: Session, values: Mapping[str, Any]) -> int:
        """For its effect; returns the number of rows."""
        cursor, _ = self._run(session, values)
        return int(cursor.rowcount)

    def run_each(self, session: Session, many: Iterable[Mapping[str, Any]]) -> None:
        """For its effect, once for each of the mappings."""
        connection = self._connection(session)
        if (here := under_way(connection)) is not None:
            here.changes += 1
        self._run_many(connection, [self._in(connection).bound(values) for values in many])

    def later(self, session: Session, values: Mapping[str, Any]) -> None:
        """For its effect, once it is needed: before a statement that could notice, or the commit.

        What the jobs of a transaction have of it by then takes one round trip to the server, not one for each.
        """
        connection = self._connection(session)
        bound = self._in(connection).bound(values)
        here = under_way(connection)
        if here is None:
            self._run_many(connection, [bound])
        else:
            here.later.setdefault(self, []).append(bound)
            here.changes += 1

    def _run_many(self, connection: Connection, bound: list[Any]) -> None:
        cursor = _cursor(connection)
        guarded(connection, cursor.executemany, self._in(connection).sql, bound)
        if self._missed is not None and cursor.rowcount < len(bound):
            raise self._missed

    def _run(self, session: Session, values: Mapping[str, Any]) -> "tuple[Any, _Compiled]":
        connection = self._connection(session)
        compiled = self._in(connection)
        if compiled.looks_at:
            run_later(connection, compiled.looks_at)
        if compiled.changes and (here := under_way(connection)) is not None:
            here.changes += 1
        return guarded(connection, _cursor(connection).execute, compiled.sql, compiled.bound(values)), compiled

    @staticmethod
    def _connection(session: Session) -> Connection:
        session.flush()  # what the session holds back must be seen, as by its own statements
        return _connection(session)

    def _in(self, connection: Connection) -> "_Compiled":
        name = connection.dialect.name
        compiled = self._compiled.get(name)
        if compiled is None:
            compiled = self._compiled[name] = _Compiled(self._build(name), connection.dialect, self._columns, self._row)
        return compiled


@dataclass
class UnderWay:
    """What a transaction of the writer's has in hand."""

    later: dict[Prepared, list[Any]] = field(default_factory=dict)
    """What is to be run later, and with which values."""
    changes: int = 0
    """How many statements may have changed something."""


UNDER_WAY = "plaukts_under_way"
"""The execution option by which a transaction's connection has it."""


def under_way(connection: Connection) -> UnderWay | None:
    """What the connection's transaction has in hand; nothing where it is not the writer's."""
    found: UnderWay | None = connection.get_execution_options().get(UNDER_WAY)
    return found


def run_later(connection: Connection, tables: frozenset[str] | None = None) -> None:
    """Run what was to be run later: before the commit, and before a statement that could notice: one with its table."""
    here = under_way(connection)
    later = {} if here is None else here.later
    for statement in list(later):
        if tables is None or not tables.isdisjoint(statement._in(connection).tables):
            statement._run_many(connection, later.pop(statement))


def before_statement(connection: Connection, _cursor: object, statement: str, *_: object) -> None:
    """One of the session's own statements: it may notice what was to be run later, and may change something."""
    run_later(connection)
    here = under_way(connection)
    if here is not None and not statement.startswith("SELECT"):
        here.changes += 1


def changes(session: Session) -> int | None:
    """Grows with everything that may have changed something in this transaction; nothing where that is not known."""
    session.flush()
    here = under_way(_connection(session))
    return None if here is None else here.changes


def has_changed(session: Session, since: int | None) -> bool:
    """Whether something may have been changed since there were so many ``changes``."""
    if since is None or session.new or session.dirty or session.deleted:
        return True
    return changes(session) != since


def forget_later(connection: Connection, *_: object) -> None:
    """What is done since a savepoint is undone: so is what was to be run later, for all of before was run before it.

    In place of being run first: after a failed statement PostgreSQL would run nothing more.
    """
    if (here := under_way(connection)) is not None:
        here.later.clear()


def among(dialect: str, column: ColumnElement[int], name: str) -> ColumnElement[bool]:
    """Whether the column's number is in the list that is bound by this name, however long it is."""
    if dialect == "sqlite":
        return column.in_(select(func.json_each(bindparam(name, type_=JSON)).table_valued("value").c.value))
    return column == any_(bindparam(name, type_=ARRAY(BigInteger)))


class _Compiled:
    """The statement in one dialect."""

    def __init__(
        self, statement: Any, dialect: Dialect, columns: Sequence[str] | None, row: Callable[..., Any] | None
    ) -> None:
        compiled = statement.compile(dialect=dialect, column_keys=columns)
        if compiled.insert_prefetch or compiled.update_prefetch:
            raise TypeError("a column with a default of Python's has to be given")
        if compiled.post_compile_params:
            raise TypeError("a list in a statement that is compiled once: see among")
        self.sql = str(compiled)
        self.tables = frozenset(one.name for one in iterate(statement) if isinstance(one, Table))
        self.looks_at = frozenset() if isinstance(statement, Insert) and statement.select is None else self.tables
        """The tables that it reads or changes rows of: a new row comes beside what is there."""
        self.changes = not isinstance(statement, SelectBase)
        self._by_position: bool = compiled.positional
        names = compiled.positiontup if compiled.positional else list(compiled.binds)
        self._binds = [
            (name, bind.required, bind.effective_value, bind.type.dialect_impl(dialect).bind_processor(dialect))
            for name in names
            for bind in (compiled.binds[name],)
        ]
        selected = getattr(statement, "exported_columns", None) or ()
        self._row: Any = row or namedtuple("Row", [column.key for column in selected], rename=True)
        self._readers = [
            (place, reader)
            for place, column in enumerate(selected)
            if (reader := column.type.dialect_impl(dialect).result_processor(dialect, None)) is not None
        ]

    def bound(self, values: Mapping[str, Any]) -> Any:
        found = [
            (name, value if process is None else process(value))
            for name, required, kept, process in self._binds
            for value in (values[name] if required or name in values else kept,)
        ]
        return [value for _, value in found] if self._by_position else dict(found)

    def rows(self, fetched: Iterable[Sequence[Any]]) -> list[Any]:
        if not self._readers:
            return [self._row(*row) for row in fetched]
        return [self._row(*self._read(row)) for row in fetched]

    def _read(self, row: Sequence[Any]) -> list[Any]:
        values = list(row)
        for place, reader in self._readers:
            values[place] = reader(values[place])
        return values


def _connection(session: Session) -> Connection:
    """The session's connection, asked for once in a transaction, with whose end it is closed.

    And inside a savepoint of the session's own, which it sets when it is asked.
    """
    known: Connection | None = session.info.get(_CONNECTION)
    if known is None or known.closed or session.in_nested_transaction():
        known = session.info[_CONNECTION] = session.connection()
    return known


_CONNECTION = "plaukts_connection"


def driver(connection: Connection) -> Any:
    """The driver's own connection."""
    return connection.connection.driver_connection


def _cursor(connection: Connection) -> Any:
    """The one cursor of the driver's connection: each answer is read before the next question."""
    kept = connection.info.get(_CURSOR)
    if kept is None:
        kept = connection.info[_CURSOR] = driver(connection).cursor()
    return kept


_CURSOR = "plaukts_cursor"


def guarded(connection: Connection, execute: Callable[..., Any], sql: str, bound: Any) -> Any:
    """Run it; the driver's errors become those that SQLAlchemy would raise, without the values, which are private."""
    dialect = connection.dialect
    module: Any = dialect.dbapi
    try:
        return execute(sql, bound)
    except module.Error as error:
        gone = dialect.is_disconnect(error, connection.connection.dbapi_connection, None)
        if gone:
            connection.invalidate(error)
        raise DBAPIError.instance(
            sql, None, error, module.Error, hide_parameters=True, connection_invalidated=gone, dialect=dialect
        ) from error


@contextmanager
def savepoint(session: Session) -> Iterator[None]:
    """What is done inside is undone if it raises; the objects that the session held are then its own no longer.

    A third of the price of the session's own, which keeps a state for every object.
    """
    session.flush()
    connection = _connection(session)
    run_later(connection)
    execute = _cursor(connection).execute
    guarded(connection, execute, "SAVEPOINT inside", ())
    try:
        yield
        session.flush()
        run_later(connection)
    except Exception as error:
        # Where the database is away, or full, it has undone the whole transaction already.
        if away(error) is None:
            guarded(connection, execute, "ROLLBACK TO SAVEPOINT inside", ())
            guarded(connection, execute, "RELEASE SAVEPOINT inside", ())
        forget_later(connection)
        session.expunge_all()
        raise
    # Though the commit would end it, too: an outer one of the same name would go back to this one.
    guarded(connection, execute, "RELEASE SAVEPOINT inside", ())


def held(session: Session, kind: type[T], values: Mapping[str, Any], **related: Any) -> T:
    """The object with these columns: the one that the session holds already, or a new one.

    ``related`` are relationships of a new one that were loaded along.
    """
    mapper = class_mapper(kind)
    key = mapper.identity_key_from_primary_key((values["id"],))
    known: T | None = session.identity_map.get(key)
    if known is not None:
        return known
    instance: T = mapper.class_manager.new_instance()
    instance.__dict__.update(values)
    for name, value in related.items():
        set_committed_value(instance, name, value)
    # Just what the session does with a row that it has loaded: to add a detached object costs four times as much.
    state = instance_state(instance)
    state.key, state.session_id = key, session.hash_key
    session.identity_map.add(state)
    return instance


def insert_now(session: Session, instance: Base, **related: Any) -> None:
    """Insert the row of a new object, which is then to be added to the session with all that hangs on it.

    What it is related to is taken as stored; ``related`` are relationships that it was not made with. The session's
    flush, which finds out what depends on what, takes several times as long.
    """
    kind = type(instance)
    columns, statement = _inserting(kind)
    given = instance.__dict__
    values = {name: given[name] if name in given else getattr(instance, name) for name in columns}
    instance.id = statement.scalar(session, values)  # type: ignore[attr-defined]
    given.update((name, value) for name, value in values.items() if name not in given)  # defaults, else read back
    make_transient_to_detached(instance)  # which takes what is there as loaded
    for name, value in related.items():
        if name not in given:
            set_committed_value(instance, name, value)


@cache
def _inserting(kind: type[Base]) -> tuple[list[str], Prepared]:
    table = kind.__table__
    columns = [column.key for column in table.columns if column.key != "id"]
    return columns, Prepared(insert(table).returning(table.c.id), columns)  # type: ignore[arg-type]
