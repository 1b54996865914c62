"""`plaukts run` as a process that dies at a chosen point: exactly there, by SIGKILL, as a power cut would.

Forked from a server that has imported everything (see `tests.forks`), so that a test does not wait for imports.
"""

import asyncio
import json
import os
import resource
import signal
from collections.abc import Callable, Sequence
from multiprocessing.context import ForkServerProcess
from pathlib import Path
from typing import Any

from sqlalchemy.orm import Session

from bot import inbox
from bot.__main__ import app
from bot.context import Context
from bot.delivery.courier import Courier
from bot.delivery.meaning import Verdict
from bot.errors import Refusal
from bot.inbox import Poller, Pump
from bot.web.webhook import Webhook
from storage import engines, leases
from storage.carrying import Claimed
from storage.database import Database
from storage.inbox import RawUpdate, Unit
from tests.forks import forks

LEASE_SECONDS = 2.0
"""The lease of forked bots on PostgreSQL, so that a test does not wait ten seconds for each successor."""


def fork(
    settings: dict[str, str], log: Path, point: str = "", trigger: str = "", lease_seconds: float = LEASE_SECONDS
) -> ForkServerProcess:
    """Start the bot with these settings; it dies at the point while it deals with the text that has the trigger in it.

    Without one of these points it is `plaukts run` as it is. What it prints goes to the log.
    """
    process = forks.Process(target=_run, args=(settings, str(log), point, trigger, lease_seconds))
    process.start()
    return process


def _run(settings: dict[str, str], log: str, point: str, trigger: str, lease_seconds: float) -> None:
    file = os.open(log, os.O_WRONLY | os.O_CREAT | os.O_APPEND)
    os.dup2(file, 1)
    os.dup2(file, 2)
    os.chdir(Path(log).parent)
    os.environ.update({f"PLAUKTS_{name.upper()}": value for name, value in settings.items()})
    leases.LEASE_SECONDS = lease_seconds
    if point in POINTS:
        POINTS[point](trigger)
    app(["run"])


def _die() -> None:
    os.kill(os.getpid(), signal.SIGKILL)


def _freeze() -> None:
    """Until somebody sends SIGCONT."""
    os.kill(os.getpid(), signal.SIGSTOP)


def _says(raw: RawUpdate, trigger: str) -> bool:
    return trigger in str(json.loads(raw.body).get("message", {}).get("text"))


def _after_storing(trigger: str) -> None:
    """The update is stored, Telegram does not know that yet, nobody has begun to handle it."""
    store = Poller._store

    async def storing(self: Poller, raw: Sequence[RawUpdate]) -> None:
        await store(self, raw)
        if any(_says(one, trigger) for one in raw):
            _die()

    Poller._store = storing  # type: ignore[method-assign]


def _while_writing(trigger: str, end: Callable[[], None] = _die) -> None:
    """In the middle of an action's writes: the record and the audit line are written, nothing is said yet."""
    note = Context.note

    def noting(self: Context, *what: Any, **detail: Any) -> None:
        note(self, *what, **detail)
        self.session.flush()
        if self.typed is not None and trigger in self.typed.text:
            end()

    Context.note = noting  # type: ignore[method-assign]


def _mark(trigger: str) -> list[bool]:
    """Becomes [True] once a unit of work with the trigger has run, before its commit."""
    marked: list[bool] = []
    work = Pump._unit_of_work

    def working(self: Pump, unit: Unit, session: Session, refused: Refusal | None) -> Any:
        result = work(self, unit, session, refused)
        if any(_says(one, trigger) for one in unit.updates):
            marked[:] = [True]
        return result

    Pump._unit_of_work = working  # type: ignore[method-assign]
    return marked


def _after_commit(trigger: str) -> None:
    """The unit of work is committed, its result is not used yet: nobody has looked into the outbox."""
    marked = _mark(trigger)
    batch, singly = Database._run_batch, Database._run_singly

    def run_batch(self: Database, jobs: Any) -> Any:
        results = batch(self, jobs)
        if marked:
            _die()
        return results

    def run_singly(self: Database, jobs: Any) -> None:
        singly(self, jobs)
        if marked:
            _die()

    Database._run_batch = run_batch  # type: ignore[assignment, method-assign]
    Database._run_singly = run_singly  # type: ignore[assignment, method-assign]


def _after_sending(trigger: str) -> None:
    """Something was sent and that is written down; nothing else is on the wire."""
    marked = _mark(trigger)
    finished = Courier._finished

    def finishing(self: Courier, task: Any) -> None:
        finished(self, task)
        if marked and not self._tasks:
            _die()

    Courier._finished = finishing  # type: ignore[method-assign]


def _before_answering(trigger: str) -> None:
    """What was posted is stored, and Telegram is not told so any more."""
    store = Webhook._store

    async def storing(self: Webhook, raw: RawUpdate) -> int:
        status = await store(self, raw)
        if _says(raw, trigger):
            _die()
        return status

    Webhook._store = storing  # type: ignore[method-assign]


def _never_handled(trigger: str) -> None:
    """No death: what is stored is not handled in the lifetime of this process, which is ended from outside."""
    handle = Pump._handle

    async def handling(self: Pump, unit: Unit) -> bool:
        if any(_says(one, trigger) for one in unit.updates):
            await asyncio.Event().wait()
        return await handle(self, unit)

    Pump._handle = handling  # type: ignore[method-assign]


def _stop_while_writing(trigger: str) -> None:
    """No death: the operator's SIGTERM comes in the middle of the unit of work."""
    _while_writing(trigger, lambda: os.kill(os.getpid(), signal.SIGTERM))


def _freeze_while_writing(trigger: str) -> None:
    """No death: the process is stopped inside a transaction, and may wake up later."""
    _while_writing(trigger, _freeze)


def _freeze_with_a_claim(trigger: str) -> None:
    """No death: the process is stopped when an answer is taken out of the outbox and its request is not begun."""
    attempt = Courier._attempt
    frozen: list[bool] = []

    async def attempting(self: Courier, delivery: Claimed) -> Verdict:
        if trigger in str(delivery.payload.get("text")) and not frozen:
            frozen.append(True)
            _freeze()
        return await attempt(self, delivery)

    Courier._attempt = attempting  # type: ignore[method-assign]


def _impatient(_trigger: str) -> None:
    """No death: a SQLite file that another program keeps is waited for a tenth of a second, and not ten."""
    engines.BUSY_SECONDS = 0.1  # type: ignore[assignment]


def _filling_disk(_trigger: str) -> None:
    """No death: from SIGUSR1 on no file can grow, until SIGUSR2."""
    file = Path(os.environ["PLAUKTS_DATABASE_URL"].removeprefix("sqlite:///") + "-wal")
    _, most = resource.getrlimit(resource.RLIMIT_FSIZE)

    def limit(size: int) -> None:
        resource.setrlimit(resource.RLIMIT_FSIZE, (size, most))

    signal.signal(signal.SIGUSR1, lambda *_: limit(file.stat().st_size))
    signal.signal(signal.SIGUSR2, lambda *_: limit(most))


def _short_conflict(_trigger: str) -> None:
    """No death: a minute of conflict passes in a second."""
    inbox.CONFLICT_SECONDS, inbox.CONFLICT_PAUSE = 1, 0.05


POINTS: dict[str, Callable[[str], None]] = {
    "stored": _after_storing,
    "posted": _before_answering,
    "answered": _never_handled,
    "writing": _while_writing,
    "committed": _after_commit,
    "sent": _after_sending,
    "stopped": _stop_while_writing,
    "conflict": _short_conflict,
    "frozen writing": _freeze_while_writing,
    "frozen with a claim": _freeze_with_a_claim,
    "impatient": _impatient,
    "filling disk": _filling_disk,
}
