"""One bot on a SQLite file: a lock of the operating system, which ends with its process however that ends.

The process id in it is for people; the lock alone decides, so that a file left behind hinders nobody. Only Linux and
macOS, as all of Plaukts.
"""

import fcntl
import os
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

from sqlalchemy import make_url
from sqlalchemy.exc import ArgumentError


class AlreadyRunningError(Exception):
    """Another process runs the bot on this file: its id, if it could be read."""

    def __init__(self, pid: str) -> None:
        super().__init__(pid)
        self.pid = pid


@contextmanager
def only_process(url: str) -> Iterator[None]:
    """Be the one that runs the bot on a SQLite file; raises AlreadyRunningError. Other databases have leases."""
    path = _path(url)
    if path is None:
        yield
        return
    path.parent.mkdir(parents=True, exist_ok=True)
    with os.fdopen(os.open(path, os.O_RDWR | os.O_CREAT, 0o644), "r+", encoding="ascii") as file:
        try:
            fcntl.flock(file, fcntl.LOCK_EX | fcntl.LOCK_NB)
        except BlockingIOError:
            raise AlreadyRunningError(file.read().strip() or "?") from None
        file.truncate(0)
        file.write(str(os.getpid()))
        file.flush()
        yield
        # Not removed: somebody may be opening it just now, and would lock what nobody sees any more.
        file.seek(0)
        file.truncate(0)


def running_process(url: str) -> str | None:
    """The id of the process that runs the bot on a SQLite file, if one does; nothing for other databases."""
    path = _path(url)
    if path is None or not path.exists():
        return None
    with path.open(encoding="ascii") as file:
        try:
            # Shared, and for this moment: two that look do not disturb each other.
            fcntl.flock(file, fcntl.LOCK_SH | fcntl.LOCK_NB)
        except BlockingIOError:
            return file.read().strip() or "?"
    return None


def _path(url: str) -> Path | None:
    try:
        parsed = make_url(url)
    except (ArgumentError, ValueError):
        return None  # opening it says what is wrong
    return Path(f"{parsed.database}.lock") if parsed.get_backend_name() == "sqlite" and parsed.database else None
