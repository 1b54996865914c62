"""The bot of a storm: the whole of it, as `plaukts run` starts it, in a process of its own that can be killed.

Only its patience is shorter, so that a storm of seconds sees what in life takes minutes: a request is given up after
two seconds and not twenty, a dead holder's lease ends after one and a half and not ten, and the pace is higher than
Telegram's, so that there is something to lose. Nobody is slowed down, for its people never rest.
"""

import asyncio
import os
import signal
from multiprocessing import get_context
from multiprocessing.context import ForkServerProcess
from pathlib import Path
from zoneinfo import ZoneInfo

from bot.app import App, Profile
from bot.delivery import api
from bot.delivery.pace import Limits
from bot.logs import set_up_logs
from bot.throttle import Throttle
from bot.web.server import Place
from bot.web.webhook import Hook
from storage import leases

REQUEST_SECONDS = 2.0
LEASE_SECONDS = 1.5
LIMITS = Limits(per_second=110, most_per_second=125, per_chat_seconds=0.06)

_forks = get_context("forkserver")
_forks.set_forkserver_preload(["tests.storm.preload"])


def fork(token: str, api_url: str, database_url: str, log: Path, port: int | None = None) -> ForkServerProcess:
    """Start the bot, with a webhook if it gets a port; what it prints goes to the log."""
    process = _forks.Process(target=_run, args=(token, api_url, database_url, str(log), port))
    process.start()
    return process


def _run(token: str, api_url: str, database_url: str, log: str, port: int | None) -> None:
    file = os.open(log, os.O_WRONLY | os.O_CREAT | os.O_APPEND)
    os.dup2(file, 1)
    os.dup2(file, 2)
    set_up_logs()
    api.REQUEST_SECONDS = REQUEST_SECONDS  # type: ignore[assignment]
    leases.LEASE_SECONDS = LEASE_SECONDS
    profile = Profile(
        token=token,
        api_url=api_url,
        database_url=database_url,
        region="Vētras reģions",
        zone=ZoneInfo("Europe/Riga"),
        language="lv",
        webhook=Hook(f"http://127.0.0.1:{port}/telegram", "s3cret_of-the-storm") if port else None,
        listen=Place("127.0.0.1", port) if port else None,
    )

    async def serve() -> None:
        app = App(profile, limits=LIMITS, throttle=Throttle(None))
        asyncio.get_running_loop().add_signal_handler(signal.SIGTERM, app.request_stop)
        await app.run()

    asyncio.run(serve())
