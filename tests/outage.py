"""A database that is away for a moment."""

import asyncio
import sqlite3
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager, closing

from sqlalchemy import create_engine, text

from storage.database import Database


@asynccontextmanager
async def away(database: Database) -> AsyncIterator[None]:
    """SQLite: another process writes for long. PostgreSQL: the server has dropped every connection, as at a restart."""
    if database.url.startswith("postgresql"):
        await asyncio.to_thread(_drop_connections, database.url)
        yield
        await asyncio.to_thread(_drop_connections, database.url)
        return
    with closing(sqlite3.connect(database.url.removeprefix("sqlite:///"), isolation_level=None)) as other:
        other.execute("BEGIN IMMEDIATE")
        yield
        other.execute("ROLLBACK")


def _drop_connections(url: str) -> None:
    engine = create_engine(url, isolation_level="AUTOCOMMIT")
    with engine.connect() as connection:
        connection.execute(
            text(
                "SELECT pg_terminate_backend(pid) FROM pg_stat_activity"
                " WHERE datname = current_database() AND pid <> pg_backend_pid()"
            )
        )
    engine.dispose()
