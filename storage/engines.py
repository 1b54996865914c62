"""How each kind of database is opened: pragmas and time-outs, who says BEGIN, what reading sessions see."""

import os
import sqlite3
from contextlib import suppress
from pathlib import Path
from typing import Any, Protocol

from sqlalchemy import Connection, Engine, create_engine, event, make_url
from sqlalchemy.exc import ArgumentError

BUSY_SECONDS = 10
"""How long one process waits for another's write on the same SQLite file."""

CONNECT_SECONDS = 10
"""How long a PostgreSQL server that does not answer is waited for."""
NOTICE_GONE = {"keepalives_idle": 5, "keepalives_interval": 2, "keepalives_count": 3, "tcp_user_timeout": 10_000}
"""A PostgreSQL server that the network has cut off is noticed to be gone in about as many seconds (the last one is in
milliseconds); without this a statement waits for its reply for hours."""

PREPARED_AFTER = 5
"""Times that a statement is run before the server keeps its plan; psycopg's own default."""


class UnusableUrlError(ValueError):
    """The database URL is of no kind that Plaukts runs on."""


class Fence(Protocol):
    """Who guards that this process alone writes (see ``storage.leases``)."""

    def begin(self, connection: Connection) -> None:
        """Begin a transaction, or raise DatabaseAwayError."""

    def committed(self) -> None:
        """That transaction is committed."""


FENCE = "plaukts_fence"
"""The execution option that hands a transaction's fence to its beginning."""


def usable(url: str) -> str:
    """The URL with its driver, its folder made; raises UnusableUrlError where it is neither SQLite nor PostgreSQL."""
    try:
        parsed = make_url(url)
    except (ArgumentError, ValueError) as error:  # a port that is no number
        raise UnusableUrlError(url) from error
    if parsed.drivername in ("postgresql", "postgres", "postgresql+psycopg"):
        return parsed.set(drivername="postgresql+psycopg").render_as_string(hide_password=False)
    if parsed.drivername in ("sqlite", "sqlite+pysqlite") and parsed.database not in (None, "", ":memory:"):
        Path(parsed.database).parent.mkdir(parents=True, exist_ok=True)
        return parsed.render_as_string(hide_password=False)
    raise UnusableUrlError(url)


def open_engine(url: str, *, writes: bool) -> Engine:
    """The engine, with all that its connections need to be told; nothing is connected to yet."""
    if url.startswith("sqlite"):
        engine = create_engine(url, connect_args={"timeout": BUSY_SECONDS, "check_same_thread": False})
        _prepare_sqlite(engine, writes=writes)
        return engine
    options: dict[str, Any] = {"prepare_threshold": None, "connect_timeout": CONNECT_SECONDS} | NOTICE_GONE
    if writes:
        # No rollback on return: the unit of work has ended the transaction, and it would cost a round trip.
        engine = create_engine(url, connect_args=options, pool_size=1, pool_reset_on_return=None)
        _begin_fenced(engine)
        event.listen(engine, "connect", _prepare_where_direct)  # when it has begun to commit by itself
        return engine
    # REPEATABLE READ: a reading session sees one moment, as on SQLite, so that a report's totals agree with its rows.
    return create_engine(
        url, connect_args=options, isolation_level="REPEATABLE READ", execution_options={"postgresql_readonly": True}
    )


def _prepare_where_direct(connection: Any, _record: object) -> None:
    """Let statements that come again be parsed and planned once, which was a third of PostgreSQL's time.

    Not through a pooler like PgBouncer, where the next transaction may meet another server process: it is told by
    handing out a process id of its own.
    """
    server = connection.execute("SELECT pg_backend_pid()").fetchone()[0]
    if server == connection.info.backend_pid:
        connection.prepare_threshold = PREPARED_AFTER


def _begin_fenced(engine: Engine) -> None:
    """PostgreSQL: we say BEGIN ourselves, so that a fence can say more in the same message."""

    @event.listens_for(engine, "connect")
    def on_connect(connection: Any, _record: object) -> None:
        connection.autocommit = True

    @event.listens_for(engine, "begin")
    def on_begin(connection: Connection) -> None:
        fence: Fence | None = connection.get_execution_options().get(FENCE)
        if fence is None:
            connection.exec_driver_sql("BEGIN")
        else:
            fence.begin(connection)


def _prepare_sqlite(engine: Engine, *, writes: bool) -> None:
    @event.listens_for(engine, "do_connect")
    def on_connecting(_dialect: object, _record: object, where: list[str], how: dict[str, Any]) -> None:
        # SQLite would make the file for everybody to read; what it keeps beside it gets the same rights. One that is
        # there is not opened: to close it again would end the locks that this process has on it.
        if not how.get("uri"):
            with suppress(OSError):  # which SQLite says better
                os.close(os.open(where[0], os.O_CREAT | os.O_EXCL | os.O_WRONLY, 0o600))

    @event.listens_for(engine, "connect")
    def on_connect(connection: sqlite3.Connection, _record: object) -> None:
        connection.isolation_level = None  # we say BEGIN ourselves
        connection.execute("PRAGMA journal_mode=WAL")
        connection.execute("PRAGMA synchronous=FULL")
        connection.execute("PRAGMA foreign_keys=ON")
        connection.execute("PRAGMA secure_delete=ON")
        if not writes:
            connection.execute("PRAGMA query_only=ON")

    @event.listens_for(engine, "begin")
    def on_begin(connection: Any) -> None:
        # IMMEDIATE: a write that begins as a read would fail with "database is locked" beside another process.
        connection.exec_driver_sql("BEGIN IMMEDIATE" if writes else "BEGIN")
