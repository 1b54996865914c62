"""How the process is: alive, ready, and in figures."""

import asyncio
import json
import threading
from collections.abc import Callable
from concurrent.futures import Future
from typing import Generic, TypeVar

from aiohttp import web
from prometheus_client import CONTENT_TYPE_LATEST, generate_latest
from sqlalchemy import select
from sqlalchemy.exc import SQLAlchemyError

from bot.web.metrics import Metrics
from storage.database import Database

T = TypeVar("T")

DATABASE_SECONDS = 3.0
"""How long the database may take to answer a question that asks for nothing."""
FIGURES_SECONDS = 8.0
"""How long reading the figures may take; Prometheus waits ten seconds unless told otherwise."""


class Health:
    """Answers those who watch the process."""

    def __init__(self, database: Database, metrics: Metrics, serving: Callable[[], bool]) -> None:
        self._database = database
        self._metrics = metrics
        self._serving = serving
        self._database_answers = _Shared(self._ask, DATABASE_SECONDS)
        self._figures = _Shared(lambda: generate_latest(metrics.registry), FIGURES_SECONDS)

    async def alive(self, _request: web.Request) -> web.Response:
        """200 while the event loop, which answers this, and the writer thread live: restart the process otherwise."""
        lives = self._database.is_writing
        return _told({"event loop": "ok", "writer": "ok" if lives else "ended"}, ok=lives)

    async def ready(self, _request: web.Request) -> web.Response:
        """200 if the process does its work, or could at once; else 503, and in the answer what is missing."""
        database = bool(await self._database_answers.result())
        reachable = self._metrics.reachable
        parts = {
            "database": "ok" if database else "no answer",
            "lease": "held" if self._serving() else "standby",
            "telegram": "ok" if reachable else "not asked yet" if reachable is None else "no answer",
        }
        return _told(parts, ok=database and bool(reachable))

    async def figures(self, _request: web.Request) -> web.Response:
        """The metrics, in Prometheus' text format; 503 if the database is too slow to tell its part."""
        body = await self._figures.result()
        if body is None:
            return web.Response(status=503)
        return web.Response(body=body, headers={"Content-Type": CONTENT_TYPE_LATEST})

    def _ask(self) -> bool:
        try:
            with self._database.read() as session:
                session.execute(select(1))
        except SQLAlchemyError:
            return False
        return True


class _Shared(Generic[T]):
    """Something that a thread finds out, once for all who ask meanwhile: a database that hangs must not take others."""

    def __init__(self, find_out: Callable[[], T], seconds: float) -> None:
        self._find_out = find_out
        self._seconds = seconds
        self._under_way: asyncio.Future[T] | None = None

    async def result(self) -> T | None:
        """What was found out, nothing if it takes too long."""
        if self._under_way is None or self._under_way.done():
            self._under_way = _found_by_thread(self._find_out)
        try:
            return await asyncio.wait_for(asyncio.shield(self._under_way), self._seconds)
        except TimeoutError:
            return None


def _found_by_thread(find_out: Callable[[], T]) -> "asyncio.Future[T]":
    """In a thread that may be left alone: asyncio's own are waited for at the end of the process, however they hang."""
    found: Future[T] = Future()

    def run() -> None:
        try:
            found.set_result(find_out())
        except Exception as error:  # handed to whoever asked
            found.set_exception(error)

    threading.Thread(target=run, name="health", daemon=True).start()
    return asyncio.wrap_future(found)


def _told(parts: dict[str, str], *, ok: bool) -> web.Response:
    return web.json_response(parts, status=200 if ok else 503, dumps=lambda value: json.dumps(value, indent=2) + "\n")
