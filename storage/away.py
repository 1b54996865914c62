"""The one place that tells a database that cannot be used now from a mistake in a statement."""

import sqlite3

from sqlalchemy.exc import DBAPIError, OperationalError, SQLAlchemyError, TimeoutError  # noqa: A004 - SQLAlchemy's

_FOR_NOW = ("25P03", "25P04", "25006")
"""PostgreSQL ended the session because it was silent inside a transaction, or only reads for now (a copy that has not
been promoted yet, a host that stops all writing before its disk is full): psycopg calls these internal errors.
Source: https://www.postgresql.org/docs/current/errcodes-appendix.html"""
_LIMITS = "54"
"""PostgreSQL's class of statements that are too large or too deep: their own fault, though called operational."""


class DatabaseAwayError(SQLAlchemyError):
    """The database cannot be used now (gone, locked by another program, full), which is nobody's fault.

    Whoever meets it waits and does the same again. It may have happened all the same: a COMMIT's reply can be lost.
    """

    def __init__(self, reason: str, orig: BaseException | None = None) -> None:
        super().__init__(reason)
        self.reason = reason
        """The driver's name for it; never its message, which may quote values."""
        self.orig = orig


def away(error: BaseException) -> DatabaseAwayError | None:
    """What the error means if it says that the database is away; nothing if something else is wrong."""
    if isinstance(error, DatabaseAwayError):
        return error
    if isinstance(error, TimeoutError):  # no connection became free
        return DatabaseAwayError(type(error).__name__, error)
    if not isinstance(error, DBAPIError):
        return None
    cause = error.orig
    state = str(getattr(cause, "sqlstate", None) or "")
    if error.connection_invalidated or state in _FOR_NOW or (isinstance(error, OperationalError) and not _own(error)):
        return DatabaseAwayError(getattr(cause, "sqlite_errorname", type(cause).__name__), cause)
    return None


def reason(error: BaseException) -> str:
    """What a log says of an error: its name, never its message."""
    return error.reason if isinstance(error, DatabaseAwayError) else type(error).__name__


def _own(error: OperationalError) -> bool:
    """Whether it is the statement's own fault: a table that is not there, or more values than it can have."""
    cause = error.orig
    if isinstance(cause, sqlite3.Error):
        return getattr(cause, "sqlite_errorcode", None) == sqlite3.SQLITE_ERROR
    state = getattr(cause, "sqlstate", None)
    # Where psycopg alone refuses a statement, its connection is as good as before, and no server has said anything.
    return str(state).startswith(_LIMITS) if state else error.statement is not None
