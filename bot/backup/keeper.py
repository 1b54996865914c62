"""Backups that are made by themselves: when one is due, by another process, and old ones removed after a good one."""

import asyncio
import json
import sys
from collections.abc import Callable
from contextlib import suppress
from dataclasses import asdict
from datetime import datetime
from pathlib import Path

import structlog

from bot.backup.errors import BackupError, Trouble
from bot.backup.schedule import Plan, is_due, name_of, to_remove
from storage.away import DatabaseAwayError, reason
from storage.backup_marks import Failed, Made, failure, last_made, note_failed, note_made
from storage.database import Database
from storage.migrate import ForeignDatabaseError, NewerSchemaError, revisions

log = structlog.get_logger()

LOOK_SECONDS = 30.0


class BackupKeeper:
    """Makes a region's backups while its bot runs."""

    def __init__(self, plan: Plan, database: Database, now: Callable[[], datetime]) -> None:
        self._plan = plan
        self._database = database
        self._now = now
        self._one_at_a_time = asyncio.Lock()

    async def run(self) -> None:
        """Look until cancelled; what was missed while nothing ran is due at once."""
        while True:
            try:
                await self.look()
            except DatabaseAwayError as error:
                log.error("what became of a backup could not be written down", error=error.reason)
            except Exception as error:  # the next look tries again
                log.error("backup failed", error=reason(error))
            await asyncio.sleep(LOOK_SECONDS)

    async def look(self) -> None:
        """Make one if one is due, and write down what became of it."""
        async with self._one_at_a_time:
            await self._look()

    async def _look(self) -> None:
        now = self._now()
        last, failed = await asyncio.to_thread(self._before)
        if not is_due(now, last, failed, self._plan):
            return
        try:
            made = await make(self._plan, self._database.url, now)
        except BackupError as error:
            wrong = Failed(now, error.trouble.value, error.values)
            log.error("backup failed", error=error.trouble.value)
            await self._database.write(lambda session: note_failed(session, wrong))
            return
        await self._database.write(lambda session: note_made(session, made))
        log.info("backed up", file=made.file, bytes=made.size)

    def _before(self) -> tuple[datetime | None, datetime | None]:
        with self._database.read() as session:
            last, failed = last_made(session), failure(session)
        return None if last is None else last.at, None if failed is None else failed.at


async def make(plan: Plan, url: str, now: datetime, before: str | None = None) -> Made:
    """Make a backup in the plan's folder, and remove those that are kept no longer. Raises BackupError."""
    await asyncio.to_thread(_prepare, plan.folder)
    path = plan.folder / name_of(now.astimezone(plan.zone), before)
    size = await _by_child({"path": str(path), "url": url, "keys": asdict(plan.keys), "now": now.isoformat()})
    await asyncio.to_thread(_tidy_up, plan)
    return Made(now, path.name, size)


def _prepare(folder: Path) -> None:
    try:
        folder.mkdir(mode=0o700, parents=True, exist_ok=True)
        for left in folder.glob(".plaukts-*.part"):  # by a process that was killed
            left.unlink()
    except OSError as error:
        raise BackupError(Trouble.NOT_WRITABLE, path=str(folder), reason=error.strerror or "?") from None


def _tidy_up(plan: Plan) -> None:
    with suppress(OSError):  # what is left is removed next time
        for name in to_remove([one.name for one in plan.folder.iterdir()], plan.keep):
            (plan.folder / name).unlink()


async def back_up_before_upgrade(plan: Plan, url: str, now: datetime) -> None:
    """Back up a database that is about to be migrated.

    A failure is logged and does not stop the migration, which is done wholly or not at all.
    """
    database = Database(url)
    try:
        with database.read() as session:
            there, head = revisions(session.connection())
        if there is not None and there != head:
            made = await make(plan, url, now, before=there)
            log.info("backed up before the schema is brought up to date", file=made.file)
    except (NewerSchemaError, ForeignDatabaseError):
        pass  # whoever migrates says so
    except BackupError as error:
        log.error("no backup before the schema is brought up to date", error=error.trouble.value)
    finally:
        database.stop()


async def _by_child(order: dict[str, object]) -> int:
    """The size of what was made. The child ends with us: a cancelled wait kills it."""
    child = await asyncio.create_subprocess_exec(
        sys.executable,
        "-m",
        "bot.backup.child",
        stdin=asyncio.subprocess.PIPE,
        stdout=asyncio.subprocess.PIPE,
    )
    try:
        out, _ = await child.communicate(json.dumps(order).encode())
    finally:
        if child.returncode is None:
            child.kill()
            await child.wait()
    try:
        said = json.loads(out)
    except ValueError:
        raise BackupError(Trouble.INTERRUPTED) from None
    if "trouble" in said:
        raise BackupError(Trouble(said["trouble"]), **said["values"])
    return int(said["size"])
