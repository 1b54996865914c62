"""Making a backup, looking whether one is good, and putting one back: files and a database, one after the other."""

import errno
import os
from collections.abc import Iterator
from contextlib import contextmanager, suppress
from datetime import datetime
from importlib.metadata import version
from pathlib import Path
from typing import IO

from pyrage import x25519
from sqlalchemy.exc import SQLAlchemyError

from bot.backup.container import open_container, write_container
from bot.backup.errors import BackupError, Trouble
from bot.backup.keys import Keys, own_key
from storage.backup import Contents, Header, UnfitRowError, backup_lines, check_lines, read_header
from storage.backup_dialects import UnknownTypeError
from storage.database import Database
from storage.migrate import ForeignDatabaseError, NewerSchemaError, revisions
from storage.restoring import NotEmptyError, restore_lines
from storage.urls import reason

_NO_ROOM = (errno.ENOSPC, errno.EDQUOT, errno.EFBIG)


def make_backup(url: str, path: Path, keys: Keys, now: datetime) -> Contents:
    """Back a database up into a new file, which is there only once it was read back. Raises BackupError.

    The database may be in use meanwhile: one moment of it is backed up, and nobody waits.
    """
    if path.exists():
        raise BackupError(Trouble.EXISTS, path=str(path))
    own, locked, recipients = own_key(keys)
    part = path.with_name(f".{path.name}.part")
    with _troubles(part):
        with _private(part) as file:
            contents = _write(url, file, now, locked, recipients)
            file.flush()
            os.fsync(file.fileno())
        _read_back(part, own, contents)
        os.rename(part, path)  # noqa: PTH104 - Path.rename would say no more
        _keep_name(path.parent)
    return contents


def check_backup(path: Path, keys: Keys) -> Contents:
    """Read a backup to its end, with all its counts and checksums. Raises BackupError."""
    with open_container(path, keys) as lines:
        return check_lines(lines)


def restore_backup(url: str, path: Path, keys: Keys, now: datetime, *, moved: bool = False) -> Contents:
    """Put a backup into an empty database, all of it or nothing. Raises BackupError, and the database's errors.

    ``moved``: nothing has run on the database since.
    """
    database = Database(url)
    try:
        with open_container(path, keys) as lines:
            header = read_header(lines)
            return restore_lines(database, header, lines, now, moved=moved)
    except NotEmptyError as error:
        members = "" if error.members is None else str(error.members)
        raise BackupError(Trouble.NOT_EMPTY, tables=str(error.tables), members=members) from None
    except NewerSchemaError:
        raise BackupError(Trouble.NEWER, path=str(path)) from None
    except UnfitRowError as error:
        raise BackupError(Trouble.UNFIT, table=error.table, reason=error.reason) from None
    finally:
        database.stop()


def _write(
    url: str, file: IO[bytes], now: datetime, locked: bytes | None, recipients: list[x25519.Recipient]
) -> Contents:
    database = Database(url)
    try:
        with database.read() as session:
            connection = session.connection()
            schema, _ = revisions(connection)
            if schema is None:
                raise BackupError(Trouble.EMPTY)
            contents = Contents(Header(schema, now, version("plaukts"), connection.dialect.name))
            write_container(file, backup_lines(connection, contents.header, contents), locked, recipients)
            return contents
    except NewerSchemaError:
        raise BackupError(Trouble.NEWER_DATABASE) from None
    except (SQLAlchemyError, UnknownTypeError, ForeignDatabaseError) as error:
        raise BackupError(Trouble.DATABASE, reason=reason(error)) from None
    finally:
        database.stop()


def _read_back(part: Path, own: x25519.Identity, written: Contents) -> None:
    try:
        with open_container(part, own) as lines:
            found = check_lines(lines)
    except BackupError:
        found = None
    if found is None or (found.checksum, found.rows) != (written.checksum, written.rows):
        raise BackupError(Trouble.NOT_READ_BACK)


@contextmanager
def _private(part: Path) -> Iterator[IO[bytes]]:
    """A new file that nobody else reads; what an earlier try has left is overwritten."""
    with suppress(FileNotFoundError):
        part.unlink()
    with os.fdopen(os.open(part, os.O_WRONLY | os.O_CREAT | os.O_EXCL, 0o600), "wb") as file:
        yield file


@contextmanager
def _troubles(part: Path) -> Iterator[None]:
    """The system's errors by name; whatever goes wrong, nothing half done stays."""
    try:
        yield
    except OSError as error:
        path = str(part.parent)
        if error.errno in _NO_ROOM:
            raise BackupError(Trouble.NO_ROOM, path=path) from None
        if error.errno in (errno.ENOENT, errno.ENOTDIR):
            raise BackupError(Trouble.NO_FOLDER, path=path) from None
        raise BackupError(Trouble.NOT_WRITABLE, path=path, reason=error.strerror or type(error).__name__) from None
    finally:
        with suppress(OSError):
            part.unlink()


def _keep_name(folder: Path) -> None:
    """Let the new name, too, survive a power failure."""
    handle = os.open(folder, os.O_RDONLY)
    try:
        os.fsync(handle)
    finally:
        os.close(handle)
