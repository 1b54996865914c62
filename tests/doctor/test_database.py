"""What the doctor finds of the database, whichever it is and whatever state it is in."""

import socket
import sqlite3
from contextlib import closing
from datetime import UTC, datetime
from pathlib import Path

from alembic import command
from sqlalchemy import create_engine, text

from bot.app import open_database
from storage.database import Database
from storage.migrate import alembic_config, migrating
from storage.numbers import mark_once
from tests.conftest import _with_database
from tests.doctor.practice import GOOD, SECRET, WARNING, WRONG, Practice, change


async def test_no_database(office: Practice, tmp_path: Path) -> None:
    found = await office.find(database_url=f"sqlite:///{tmp_path}/none/plaukts.db")
    assert (found["Database"].sign, found["Database"].says) == (WRONG, f"there is none at {tmp_path}/none/plaukts.db")
    assert not (tmp_path / "none").exists(), "nor is one made"
    assert found["Disk"].sign is GOOD


async def test_a_server_that_cannot_be_reached(office: Practice) -> None:
    with socket.socket() as taken:
        taken.bind(("127.0.0.1", 0))
        url = f"postgresql://plaukts:{SECRET}@127.0.0.1:{taken.getsockname()[1]}/plaukts"
        found = (await office.find(database_url=url))["Database"]
    assert found.sign is WRONG
    assert "refused" in found.says
    assert "Start the server" in found.remedy


async def test_a_file_that_is_no_database(office: Practice, tmp_path: Path) -> None:
    (tmp_path / "text.db").write_text("This is no database at all. " * 100)
    found = (await office.find(database_url=f"sqlite:///{tmp_path}/text.db"))["Database"]
    assert found.sign is WRONG
    assert "file is not a database" in found.says
    assert "backup" in found.remedy


async def test_a_file_that_cannot_be_read(office: Practice, tmp_path: Path) -> None:
    """It may be whole: nobody is told to replace it."""
    (tmp_path / "folder.db").mkdir()
    found = (await office.find(database_url=f"sqlite:///{tmp_path}/folder.db"))["Database"]
    assert found.sign is WRONG
    assert "unable to open" in found.says
    assert "backup" not in found.remedy
    assert "room on the disk" in found.remedy


async def test_a_damaged_file(office: Practice, tmp_path: Path) -> None:
    """A page in the middle was overwritten; the beginning is as it was."""
    path = tmp_path / "plaukts.db"
    with closing(sqlite3.connect(path)) as connection:
        connection.execute("PRAGMA wal_checkpoint(TRUNCATE)")
        page = connection.execute("PRAGMA page_size").fetchone()[0]
        root = connection.execute("SELECT rootpage FROM sqlite_master WHERE name = 'vocabulary'").fetchone()[0]
    content = bytearray(path.read_bytes())
    content[(root - 1) * page : root * page] = b"\xaa" * page
    path.write_bytes(content)
    found = await office.find()
    damage = found.get("Integrity") or found["Database"]
    assert damage.sign is WRONG
    assert "backup" in damage.remedy


async def test_a_reference_to_nothing(office: Practice, tmp_path: Path) -> None:
    with closing(sqlite3.connect(tmp_path / "plaukts.db")) as connection:
        connection.execute("INSERT INTO member_libraries VALUES (1, 99)")
        connection.commit()
    found = (await office.find())["Integrity"]
    assert (found.sign, found.says) == (WRONG, "a row of member_libraries refers to one that is not there")


async def test_a_schema_of_another_version(practice: Practice) -> None:
    change(practice, lambda session: session.execute(text("UPDATE alembic_version SET version_num = '9999'")))
    newer = await practice.find()
    assert newer["Database"].sign is WRONG
    assert newer["Database"].says.endswith(", of a newer version of Plaukts")
    assert "Inbox" not in newer, "its tables may have another meaning"


async def test_a_schema_that_is_behind(empty_database_url: str, office: Practice) -> None:
    empty = (await office.find(database_url=empty_database_url, retry=True))["Database"]
    if empty_database_url.startswith("sqlite"):
        assert "there is none" in empty.says
    else:
        assert (empty.sign, empty.says.rpartition(", ")[2]) == (WARNING, "empty")
    open_database(empty_database_url).stop()
    database = Database(empty_database_url)
    with migrating(database) as connection:
        command.downgrade(alembic_config(connection), "0001")
    database.stop()
    behind = await office.find(database_url=empty_database_url, retry=True)
    assert behind["Database"].sign is WARNING
    assert "schema 0001 where " in behind["Database"].says
    assert "Inbox" not in behind


async def test_an_encoding_that_holds_no_latvian_letters(postgres_server: str, office: Practice) -> None:
    url = postgres_server
    engine = create_engine(url.replace("postgresql://", "postgresql+psycopg://"), isolation_level="AUTOCOMMIT")
    with engine.connect() as connection:
        connection.execute(text("CREATE DATABASE latin ENCODING 'LATIN1' LOCALE 'C' TEMPLATE template0"))
    try:
        found = await office.find(database_url=_with_database(url, "latin"))
    finally:
        with engine.connect() as connection:
            connection.execute(text("DROP DATABASE latin WITH (FORCE)"))
        engine.dispose()
    assert (found["Integrity"].sign, found["Integrity"].says) == (
        WRONG,
        "encoding LATIN1: Latvian letters may not fit",
    )


async def test_the_database_of_another_bot(office: Practice) -> None:
    change(office, lambda session: mark_once(session, "bot", datetime.now(UTC), "999 other_bot"))
    found = (await office.find())["Database"]
    assert (found.sign, found.says) == (WRONG, "belongs to another bot, @other_bot")
