"""Files that Plaukts makes: made once, kept as bytes until Telegram has them."""

from datetime import UTC, datetime

import pytest
from sqlalchemy import select
from sqlalchemy.exc import NoResultFound

from storage.database import Database
from storage.files import (
    FileContent,
    file_content,
    file_failed,
    file_known,
    file_made,
    files,
    files_to_make,
    order_file,
)

NOW = datetime(2026, 10, 12, 8, tzinfo=UTC)
MOST_TRIES = 3


def order(database: Database, name: str = "plaukts-2026-10.xlsx") -> int:
    arguments = {"period": "2026-10", "format": "xlsx"}
    return database.submit(
        lambda session: order_file(session, name=name, mime="x/y", builder="report", arguments=arguments, now=NOW)
    ).result()


def to_make(database: Database) -> list[int]:
    with database.read() as session:
        return [ordered.id for ordered in files_to_make(session, MOST_TRIES)]


def content(database: Database, file: int) -> FileContent:
    with database.read() as session:
        return file_content(session, file)


def test_what_was_ordered_is_to_be_made_oldest_first(database: Database) -> None:
    first, second = order(database), order(database)
    assert to_make(database) == [first, second]
    with database.read() as session:
        ordered = files_to_make(session, MOST_TRIES)[0]
    assert (ordered.builder, ordered.arguments) == ("report", {"period": "2026-10", "format": "xlsx"})


def test_what_was_made_is_kept_with_its_digest(database: Database) -> None:
    file = order(database)
    database.submit(lambda session: file_made(session, file, b"abc")).result()
    assert to_make(database) == []
    assert content(database, file) == FileContent("plaukts-2026-10.xlsx", "x/y", b"abc", None)
    with database.read() as session:
        digest = session.scalar(select(files.c.sha256).where(files.c.id == file))
    assert digest == "ba7816bf8f01cfea414140de5dae2223b00361a396177a9cb410ff61f20015ad"  # of FIPS 180-2, appendix B.1


def test_once_telegram_has_it_the_bytes_are_gone(database: Database) -> None:
    file = order(database)
    database.submit(lambda session: file_made(session, file, b"abc")).result()
    database.submit(lambda session: file_known(session, file, "BQAC")).result()
    assert content(database, file) == FileContent("plaukts-2026-10.xlsx", "x/y", None, "BQAC")
    assert to_make(database) == [], "nor is it made again"


def test_what_cannot_be_made_is_left_after_a_few_tries(database: Database) -> None:
    file, other = order(database), order(database)
    for _ in range(MOST_TRIES):
        assert to_make(database) == [file, other]
        database.submit(lambda session: file_failed(session, file, "ValueError")).result()
    assert to_make(database) == [other]
    with database.read() as session:
        assert session.scalar(select(files.c.error).where(files.c.id == file)) == "ValueError"


def test_an_unknown_file_is_an_error(database: Database) -> None:
    with pytest.raises(NoResultFound):
        content(database, 999)
