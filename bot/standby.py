"""Standing by until it is this process's turn to be the bot, and keeping the turn while it lasts.

On PostgreSQL whose turn it is says the lease. On SQLite a lock file has let only one process come this far, whose turn
it is for as long as it runs.
"""

import asyncio
import os
import socket
from contextlib import suppress

import structlog

from storage import leases
from storage.away import DatabaseAwayError, away
from storage.database import Database
from storage.leases import Lease

log = structlog.get_logger()

LOOK_AGAIN = 1.0
"""Seconds between two looks of a process that stands by: a lease that was given back is taken that soon."""
KEEP_EVERY = 0.05
"""Part of the lease's time between two looks whether it has to be renewed."""


class Standby:
    """This process's turns on one database."""

    def __init__(self, database: Database) -> None:
        self._database = database
        self._leased = not database.url.startswith("sqlite")
        self._seconds = leases.LEASE_SECONDS
        self._lease: Lease | None = None
        self._holder = f"process {os.getpid()} on {socket.gethostname()}"[:200]

    def holds(self) -> bool:
        """Whether it is this process's turn, at this moment: to be asked before each thing that is begun."""
        return not self._leased or (self._lease is not None and self._lease.holds())

    async def turn(self, stop: asyncio.Event) -> bool:
        """Wait for the turn; False if this process is to stop before."""
        waits_for, troubled = None, False
        while self._leased and not stop.is_set():
            pause = LOOK_AGAIN
            try:
                answer = await asyncio.to_thread(leases.take, self._database, self._holder, self._seconds)
            except Exception as error:
                if not (trouble := away(error)):
                    raise
                if not troubled:
                    log.warning("standing by: the database cannot be used", error=trouble.reason)
                waits_for, troubled = None, True
            else:
                if isinstance(answer, Lease):
                    self._lease = answer
                    self._database.fence(answer)
                    log.info("lease taken", epoch=answer.epoch)
                    break
                if answer.holder and answer.holder != waits_for:
                    log.info("standing by", holder=answer.holder)
                    waits_for, troubled = answer.holder, False
                pause = min(pause, max(0.05, answer.seconds))
            with suppress(TimeoutError):
                await asyncio.wait_for(stop.wait(), pause)
        return not stop.is_set()

    async def keep(self, stop: asyncio.Event) -> None:
        """Keep the turn; returns when it is lost, or when this process is to stop."""
        while self.holds() and not stop.is_set():
            if self._lease is not None and self._lease.to_renew:
                with suppress(DatabaseAwayError, TimeoutError):
                    # Whatever the writer does next renews it: this is for when there is nothing else to do.
                    await asyncio.wait_for(self._database.write(lambda _session: None), self._seconds * KEEP_EVERY)
            with suppress(TimeoutError):
                await asyncio.wait_for(stop.wait(), self._seconds * KEEP_EVERY if self._leased else None)
        if not stop.is_set():
            log.error("lease lost: nothing more is begun, standing by")

    async def give_back(self, seconds: float) -> None:
        """Let another process have the turn at once; where that does not work in time, it has it a little later."""
        if self._lease is not None and self._lease.holds():
            with suppress(DatabaseAwayError, TimeoutError):  # the lease runs out by itself
                await asyncio.wait_for(self._database.write(self._lease.give_back), seconds)
