"""Whether a database is whole and set up as it has to be; only asked, nothing is changed."""

from datetime import datetime

from sqlalchemy import Connection, text


def is_whole(connection: Connection) -> bool:
    """Whether a SQLite file's pages and rows are in order (indexes are not compared with their tables)."""
    return [str(row[0]) for row in connection.execute(text("PRAGMA quick_check(1)"))] == ["ok"]


def broken_reference(connection: Connection) -> str | None:
    """A table of a SQLite file with a row that refers to one that is not there."""
    found = connection.execute(text("PRAGMA foreign_key_check")).first()
    return None if found is None else str(found[0])


def server_encoding(connection: Connection) -> str:
    """In what PostgreSQL keeps the texts of this database."""
    return str(connection.scalar(text("SHOW server_encoding")))


def server_time(connection: Connection) -> datetime:
    """PostgreSQL's clock."""
    now = connection.scalar(text("SELECT clock_timestamp()"))
    assert isinstance(now, datetime)  # noqa: S101 - that is its type
    return now
