"""A backup holds everything, comes back into either kind of database, and says what is wrong with it."""

import stat
from collections.abc import Iterator
from datetime import UTC, datetime
from pathlib import Path

import pytest
from alembic import command
from pyrage import x25519
from sqlalchemy import text

from bot.backup import making
from bot.backup.errors import BackupError, Trouble
from bot.backup.keys import Keys
from bot.backup.making import check_backup, make_backup, restore_backup
from storage.backup import Contents, Header, backup_lines
from storage.database import Database
from storage.migrate import alembic_config, migrating, revisions, upgrade
from tests.conftest import KINDS, _empty
from tests.storage.filling import fill

KEY = x25519.Identity.generate()
KEYS = Keys(recipient=str(KEY.to_public()), identity=str(KEY))
NOW = datetime(2026, 11, 26, 0, 30, tzinfo=UTC)
OLD = "0030"


@pytest.fixture
def filled(empty_database_url: str) -> Iterator[Database]:
    """A database with rows in every table, some of which refer to later ones, and keys that were given out."""
    database = Database(empty_database_url)
    upgrade(database)
    with database.writing_engine.begin() as connection:
        fill(connection)
        connection.execute(text("UPDATE deliveries SET target_id = 2 WHERE id = 1"))
        connection.execute(text("DELETE FROM registrations WHERE id = 2"))
    yield database
    database.stop()


@pytest.fixture(params=KINDS)
def elsewhere(request: pytest.FixtureRequest, tmp_path: Path) -> Iterator[str]:
    """An empty database, of each kind."""
    with _empty(request.param, request, tmp_path / "elsewhere.db") as url:
        yield url


def lines_of(database: Database) -> list[bytes]:
    """All that it holds, in the form of a backup."""
    with database.read() as session:
        header = Header("any", NOW, "any", "any")
        return list(backup_lines(session.connection(), header, Contents(header)))


def trouble(path: Path, keys: Keys = KEYS) -> Trouble:
    with pytest.raises(BackupError) as caught:
        check_backup(path, keys)
    return caught.value.trouble


def test_every_row_comes_back_into_either_kind(filled: Database, elsewhere: str, tmp_path: Path) -> None:
    path = tmp_path / "a.zip"
    made = make_backup(filled.url, path, KEYS, NOW)
    assert check_backup(path, KEYS).rows == made.rows
    assert min(made.rows.values()) > 0
    assert stat.S_IMODE(path.stat().st_mode) == 0o600
    assert not list(tmp_path.glob(".*"))

    restore_backup(elsewhere, path, KEYS, NOW, moved=True)
    database = Database(elsewhere)
    assert lines_of(database)[:-1] == lines_of(filled)[:-1], "the last line has the keys that were given out"
    with database.writing_engine.begin() as connection:
        if connection.dialect.name == "sqlite":
            assert connection.scalar(text("SELECT seq FROM sqlite_sequence WHERE name = 'registrations'")) == 2
        else:
            assert connection.scalar(text("SELECT nextval(pg_get_serial_sequence('registrations', 'id'))")) == 3
    database.stop()
    with pytest.raises(BackupError) as caught:
        restore_backup(elsewhere, path, KEYS, NOW)
    assert (caught.value.trouble, caught.value.values["members"]) == (Trouble.NOT_EMPTY, "2")


def test_one_of_an_older_schema_is_brought_up_to_date(elsewhere: str, tmp_path: Path) -> None:
    old = Database(f"sqlite:///{tmp_path}/old.db")
    with migrating(old) as connection:
        command.upgrade(alembic_config(connection), OLD)
        rows = fill(connection)
    made = make_backup(old.url, tmp_path / "a.zip", KEYS, NOW)
    assert made.header.schema == OLD
    assert made.rows == {name: count for name, count in rows.items() if name != "leases"}
    old.stop()
    restore_backup(elsewhere, tmp_path / "a.zip", KEYS, NOW)
    database = Database(elsewhere)
    with database.read() as session:
        there, head = revisions(session.connection())
        assert there == head
        assert session.scalar(text("SELECT count(*) FROM members")) == 2
        assert session.scalar(text("SELECT count(*) FROM leases")) == 0
    database.stop()


@pytest.fixture
def good(sqlite_template: Path, tmp_path: Path) -> Path:
    """A good backup."""
    make_backup(f"sqlite:///{sqlite_template}", tmp_path / "good.zip", KEYS, NOW)
    return tmp_path / "good.zip"


def test_what_is_no_good_backup_is_told_apart(good: Path, tmp_path: Path) -> None:
    whole, bad = good.read_bytes(), tmp_path / "bad.zip"
    other = Keys(identity=str(x25519.Identity.generate()))
    assert trouble(good, other) is Trouble.WRONG_KEY
    assert trouble(good, Keys()) is Trouble.NO_KEY_TO_READ
    assert trouble(tmp_path / "none.zip") is Trouble.NOT_READABLE
    for content, expected in (
        (b"", Trouble.NO_BACKUP),
        (b"PNG or anything else", Trouble.NO_BACKUP),
        (whole[: len(whole) // 2], Trouble.DAMAGED),
        (whole[:-3], Trouble.DAMAGED),
    ):
        bad.write_bytes(content)
        assert trouble(bad) is expected
    for place in range(len(whole) // 2, len(whole) - 400, 211):
        bad.write_bytes(whole[:place] + bytes([whole[place] ^ 1]) + whole[place + 1 :])
        assert trouble(bad) is Trouble.DAMAGED


def test_of_a_newer_format_or_schema(good: Path, elsewhere: str, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("storage.restoring.scripts", lambda: _NoScripts)
    with pytest.raises(BackupError) as caught:
        restore_backup(elsewhere, good, KEYS, NOW)
    assert caught.value.trouble is Trouble.NEWER
    monkeypatch.setattr("bot.backup.container.FORMAT", 0)
    assert trouble(good) is Trouble.NEWER


class _NoScripts:
    @staticmethod
    def walk_revisions() -> list[object]:
        return []


def test_a_backup_that_cannot_be_made_leaves_nothing(
    sqlite_template: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    url, folder = f"sqlite:///{sqlite_template}", tmp_path / "folder"
    folder.mkdir()

    def trouble_of(path: Path, keys: Keys = KEYS) -> Trouble:
        with pytest.raises(BackupError) as caught:
            make_backup(url, path, keys, NOW)
        return caught.value.trouble

    def full(*_: object) -> None:
        raise OSError(28, "No space left on device")

    assert trouble_of(folder / "no" / "a.zip") is Trouble.NO_FOLDER
    assert trouble_of(Path("/proc/a.zip")) in (Trouble.NOT_WRITABLE, Trouble.NO_FOLDER)
    assert trouble_of(folder / "a.zip", Keys()) is Trouble.NO_KEY
    assert trouble_of(folder / "a.zip", Keys("short")) is Trouble.SHORT_PASSPHRASE
    assert trouble_of(folder / "a.zip", Keys(recipient="age1no")) is Trouble.BAD_RECIPIENT
    with monkeypatch.context() as patched:
        patched.setattr(making, "write_container", full)
        assert trouble_of(folder / "a.zip") is Trouble.NO_ROOM
    with monkeypatch.context() as patched:
        patched.setattr(making, "check_lines", lambda _lines: Contents(Header("", NOW, "", "")))
        assert trouble_of(folder / "a.zip") is Trouble.NOT_READ_BACK
    assert not list(folder.iterdir())
    (folder / "a.zip").touch()
    assert trouble_of(folder / "a.zip") is Trouble.EXISTS
    assert (folder / "a.zip").read_bytes() == b""


def test_a_row_that_does_not_fit_is_named_and_nothing_stays(
    sqlite_template: Path, postgres_server: str, request: pytest.FixtureRequest, tmp_path: Path
) -> None:
    """SQLite takes a text that is longer than its column says; PostgreSQL does not, and takes no sign NUL."""
    source = tmp_path / "source.db"
    source.write_bytes(sqlite_template.read_bytes())
    url = f"sqlite:///{source}"
    database = Database(url)
    with database.writing_engine.begin() as connection:
        nul = text("INSERT INTO marks (name, at, value) VALUES ('nul', '2026-01-01 00:00:00', :value)")
        connection.execute(nul, {"value": "a\0b"})
        connection.execute(text("INSERT INTO marks (name, at) VALUES (:n, '2026-01-01 00:00:00')"), {"n": "x" * 101})
    with _empty("postgresql", request, tmp_path) as elsewhere:
        make_backup(url, tmp_path / "a.zip", KEYS, NOW)
        with pytest.raises(BackupError) as caught:
            restore_backup(elsewhere, tmp_path / "a.zip", KEYS, NOW)
        assert (caught.value.trouble, caught.value.values["table"]) == (Trouble.UNFIT, "marks")
        with database.writing_engine.begin() as connection:
            connection.execute(text("DELETE FROM marks WHERE length(name) > 100"))
        make_backup(url, tmp_path / "b.zip", KEYS, NOW)
        restore_backup(elsewhere, tmp_path / "b.zip", KEYS, NOW)
        restored = Database(elsewhere)
        with restored.read() as session:
            assert session.scalar(text("SELECT value FROM marks WHERE name = 'nul'")) == "ab"
        restored.stop()
    database.stop()
