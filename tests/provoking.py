"""A process whose libraries log: everything that they quote here is secret, and must not be in what is logged.

python -m tests.provoking
"""

import asyncio
import gc
import logging
import threading
import warnings

import aiohttp
from aiohttp import web
from apscheduler.events import EVENT_JOB_ERROR
from apscheduler.schedulers.asyncio import AsyncIOScheduler
from sqlalchemy import create_engine, event, text

from bot.logs import set_up_logs
from tests.journeys.world import TOKEN

SECRET = "slepens"
"""What a person wrote."""
LONG_TOKEN = "123456789:AAExampleExampleExampleExampleExample"


async def provoke() -> None:
    """One error after the other, each where the library itself logs it."""
    loop = asyncio.get_running_loop()
    for forgotten in (_bad_url(), _bad_answer(), _bad_statement()):
        task = asyncio.create_task(forgotten, name=f"{SECRET}")
        await asyncio.wait([task])
        del task
        gc.collect()
    loop.call_soon(_raise, SECRET)
    scheduler, failed = AsyncIOScheduler(timezone="UTC"), asyncio.Event()
    scheduler.add_listener(lambda _event: failed.set(), EVENT_JOB_ERROR)
    scheduler.add_job(_tick, args=[SECRET], name="a tick")
    scheduler.start()
    await failed.wait()
    logging.getLogger("apscheduler.scheduler").warning("a tick still waits, and the next is left out")
    scheduler.shutdown()
    engine = create_engine("sqlite://")
    event.listen(engine, "reset", _raise)
    with engine.connect() as connection:
        connection.execute(text("SELECT 1"))
    logging.getLogger("library").error("asked http://127.0.0.1/bot%s/getMe\n%s", TOKEN, SECRET)
    logging.getLogger("library").error("refused %s", LONG_TOKEN)
    logging.getLogger("library").error("a mistake of its own: %d", SECRET)
    logging.getLogger("library").info("a detail: %s", SECRET)
    warnings.warn(f"take care\n{SECRET}", stacklevel=1)
    thread = threading.Thread(target=_raise, name="a thread")
    thread.start()
    thread.join()


def _raise(*_: object) -> None:
    raise ValueError(SECRET)


async def _tick(_said: str) -> None:
    _raise()


async def _bad_url() -> None:
    async with aiohttp.ClientSession() as session:
        await session.get(f"http://127.0.0.1:port/bot{TOKEN}/{SECRET}")


async def _bad_answer() -> None:
    """The client's error names the URL; the server logs what its handler raised."""

    async def handle(_request: web.Request) -> web.Response:
        raise ValueError(SECRET)

    application = web.Application()
    application.router.add_get("/{tail:.*}", handle)
    runner = web.AppRunner(application)
    await runner.setup()
    site = web.TCPSite(runner, "127.0.0.1", 0)
    await site.start()
    port = runner.addresses[0][1]
    try:
        async with (
            aiohttp.ClientSession() as session,
            session.get(f"http://127.0.0.1:{port}/bot{TOKEN}/getMe") as response,
        ):
            response.raise_for_status()
    finally:
        await runner.cleanup()


async def _bad_statement() -> None:
    with create_engine("sqlite://").connect() as connection:
        connection.execute(text("SELECT * FROM nowhere WHERE a = :a"), {"a": SECRET})


if __name__ == "__main__":
    set_up_logs()
    warnings.simplefilter("always")
    asyncio.run(provoke())
    _raise()
