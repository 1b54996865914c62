"""Files that Plaukts makes: ordered in the unit of work, built outside it, kept as bytes until Telegram has them."""

import hashlib
from collections.abc import Collection, Mapping
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from sqlalchemy import JSON, Column, Integer, LargeBinary, String, Table, Text, insert, select, update
from sqlalchemy.orm import Session

from storage.base import Id, UtcDateTime, metadata
from storage.prepared import Prepared

files = Table(
    "files",
    metadata,
    Column("id", Id, primary_key=True),
    Column("name", String(200), nullable=False),
    Column("mime", String(100), nullable=False),
    # How to make it: the builder's name and its arguments.
    Column("builder", String(40), nullable=False),
    Column("arguments", JSON, nullable=False),
    Column("ordered_at", UtcDateTime, nullable=False),
    Column("bytes", LargeBinary),
    Column("sha256", String(64)),
    Column("telegram_file_id", String(200)),
    Column("tries", Integer, nullable=False, default=0),
    Column("error", Text),
)


@dataclass(frozen=True)
class OrderedFile:
    """A file that is to be made."""

    id: int
    builder: str
    arguments: Mapping[str, Any]
    tries: int


@dataclass(frozen=True)
class FileContent:
    """What the courier sends: the bytes, or the id that Telegram knows it by."""

    name: str
    mime: str
    content: bytes | None
    telegram_file_id: str | None


def order_file(
    session: Session, *, name: str, mime: str, builder: str, arguments: Mapping[str, Any], now: datetime
) -> int:
    """Ask for a file to be made; deliveries that carry it wait for it."""
    values = {
        "name": name,
        "mime": mime,
        "builder": builder,
        "arguments": dict(arguments),
        "ordered_at": now,
        "tries": 0,
    }
    return int(_ORDER.scalar(session, values))


_ORDERED = ("name", "mime", "builder", "arguments", "ordered_at", "tries")
_ORDER = Prepared(insert(files).returning(files.c.id), _ORDERED)


def files_to_make(session: Session, most_tries: int) -> list[OrderedFile]:
    """Ordered files without bytes, the oldest first; those that failed ``most_tries`` times are left alone."""
    query = (
        select(files.c.id, files.c.builder, files.c.arguments, files.c.tries)
        .where(files.c.bytes.is_(None), files.c.telegram_file_id.is_(None), files.c.tries < most_tries)
        .order_by(files.c.id)
    )
    return [OrderedFile(*row) for row in session.execute(query)]


def file_made(session: Session, file_id: int, content: bytes) -> None:
    """Keep what was built."""
    digest = hashlib.sha256(content).hexdigest()
    session.execute(update(files).where(files.c.id == file_id).values(bytes=content, sha256=digest, error=None))


def file_failed(session: Session, file_id: int, error: str) -> None:
    """Count a failed attempt to build it."""
    values = {"tries": files.c.tries + 1, "error": error}
    session.execute(update(files).where(files.c.id == file_id).values(**values))


def try_making_again(session: Session, file_ids: Collection[int]) -> None:
    """Files that could not be made get as many attempts as at first."""
    session.execute(update(files).where(files.c.id.in_(file_ids)).values(tries=0))


def file_content(session: Session, file_id: int) -> FileContent:
    """What is to be sent."""
    columns = (files.c.name, files.c.mime, files.c.bytes, files.c.telegram_file_id)
    return FileContent(*session.execute(select(*columns).where(files.c.id == file_id)).one())


def file_known(session: Session, file_id: int, telegram_file_id: str) -> None:
    """Telegram has it now: the bytes are no longer needed."""
    session.execute(update(files).where(files.c.id == file_id).values(telegram_file_id=telegram_file_id, bytes=None))
