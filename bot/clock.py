"""The ticking. APScheduler says when to look; the database says what is due and not done."""

import asyncio
from collections.abc import Callable
from contextlib import suppress
from datetime import datetime
from functools import partial

import structlog
from apscheduler.schedulers.asyncio import AsyncIOScheduler
from sqlalchemy.orm import Session

from bot.logs import place
from bot.manifest import Tick
from bot.router import Router
from storage.away import reason
from storage.database import Database
from storage.held import hold_put_in, last_put_in

log = structlog.get_logger()


class Clock:
    """Runs every feature's ticks; each is a unit of work, stateless, and may run late or twice."""

    def __init__(
        self,
        database: Database,
        router: Router,
        ticks: list[Tick],
        now: Callable[[], datetime],
        ticked: Callable[[], None],
    ) -> None:
        self._database = database
        self._router = router
        self._ticks = ticks
        self._now = now
        self._ticked = ticked
        self.holds_until: datetime | None = None
        """Until when what is put in waits for a person, since the database came from a backup (``storage.held``)."""
        self._scheduler = AsyncIOScheduler(
            timezone="UTC", job_defaults={"misfire_grace_time": None, "coalesce": True, "max_instances": 1}
        )

    def start(self) -> None:
        """Begin to tick, each tick once at once."""
        for tick in self._ticks:
            self._scheduler.add_job(self._run, "interval", seconds=tick.seconds, args=[tick], name=tick.name)
        self._scheduler.start()

    def stop(self) -> None:
        """Tick no more."""
        if self._scheduler.running:
            self._scheduler.shutdown(wait=False)

    async def look(self) -> None:
        """Run every tick now, at the start and when the time was moved: in their order, committed together."""
        await asyncio.gather(*(self._work(tick) for tick in self._ticks))
        self._ticked()

    async def _run(self, tick: Tick) -> None:
        with suppress(asyncio.CancelledError):  # we stop: the scheduler would report it as a failure
            await self._work(tick)
            self._ticked()

    async def _work(self, tick: Tick) -> None:
        try:
            acts = await self._database.write(partial(self._unit_of_work, tick))
        except Exception as error:  # the next tick tries again
            log.error("tick failed", tick=tick.name, error=f"{reason(error)} at {place(error)}")
        else:
            if acts:
                log.info("ticked", tick=tick.name, acts=acts)

    def _unit_of_work(self, tick: Tick, session: Session) -> list[str]:
        ctx = self._router.tick_context(session, self._now())
        if self.holds_until is None or ctx.now >= self.holds_until:
            tick.run(ctx)
        else:
            last = last_put_in(session)
            tick.run(ctx)
            session.flush()
            hold_put_in(session, last)
        return ctx.acts
