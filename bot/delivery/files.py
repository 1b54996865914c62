"""Makes the files that units of work have ordered: outside of them, in a thread, from a reading session."""

import asyncio
from collections.abc import Callable, Mapping
from datetime import datetime
from functools import partial
from typing import Any

import structlog
from sqlalchemy.exc import SQLAlchemyError
from sqlalchemy.orm import Session

from bot.context import Region
from storage.away import DatabaseAwayError, reason
from storage.carrying import fail_carriers
from storage.database import Database
from storage.files import OrderedFile, file_failed, file_made, files_to_make

log = structlog.get_logger()

MOST_TRIES = 3
LOOK_AGAIN = 5.0
LOOK_SELDOM = 0.1
"""Seconds between two looks at most of the time: every handled update wakes the maker, and few order a file."""

Builder = Callable[[Session, Mapping[str, Any], Region, datetime], bytes]


class FileMaker:
    """Knows the features' builders by name."""

    def __init__(
        self,
        database: Database,
        builders: Mapping[str, Builder],
        region: Region,
        now: Callable[[], datetime],
        *,
        made: Callable[[], None],
    ) -> None:
        self._database = database
        self._builders = builders
        self._region = region
        self._now = now
        self._made = made
        self._woken = asyncio.Event()
        self._stopping = False

    def wake(self) -> None:
        """A file may have been ordered."""
        self._woken.set()

    def stop(self) -> None:
        """Begin nothing more."""
        self._stopping = True
        self._woken.set()

    async def run(self) -> None:
        """Make ordered files until stopped."""
        while not self._stopping:
            self._woken.clear()
            try:
                for ordered in await asyncio.to_thread(self._ordered):
                    await self._make(ordered)
            except SQLAlchemyError as error:  # whatever the database's trouble is, we wait for its end
                log.error("files cannot be made yet", error=reason(error))
            try:
                async with asyncio.timeout(LOOK_AGAIN):
                    await self._woken.wait()
                    await asyncio.sleep(LOOK_SELDOM)
            except TimeoutError:
                pass

    def _ordered(self) -> list[OrderedFile]:
        with self._database.read() as session:
            return files_to_make(session, MOST_TRIES)

    async def _make(self, ordered: OrderedFile) -> None:
        try:
            content = await asyncio.to_thread(self._build, ordered)
        except DatabaseAwayError:
            raise
        except Exception as error:  # counted; after a few tries what should carry it is reported as failed
            log.error("file could not be made", file=ordered.id, error=type(error).__name__)
            await self._database.write(partial(_fail, ordered, type(error).__name__))
            return
        await self._database.write(partial(_keep, ordered.id, content))
        self._made()

    def _build(self, ordered: OrderedFile) -> bytes:
        with self._database.read() as session:
            return self._builders[ordered.builder](session, ordered.arguments, self._region, self._now())


def _keep(file_id: int, content: bytes, session: Session) -> None:
    file_made(session, file_id, content)


def _fail(ordered: OrderedFile, error: str, session: Session) -> None:
    file_failed(session, ordered.id, error)
    if ordered.tries + 1 >= MOST_TRIES:
        fail_carriers(session, ordered.id)
