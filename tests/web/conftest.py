"""The endpoints of one bot, served on a free port, on a database of each kind."""

from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from dataclasses import dataclass, field
from datetime import UTC, datetime
from io import BytesIO
from typing import Any

import aiohttp
import pytest
from sqlalchemy import select

from bot.web.health import Health
from bot.web.metrics import Metrics
from bot.web.server import Place, listening, routes
from bot.web.webhook import SECRET_HEADER, Hook, Webhook
from storage.database import Database
from storage.inbox import inbox

NOW = datetime(2026, 10, 12, 8, tzinfo=UTC)
HOOK = Hook("https://plaukts.example.lv/telegram", "s3cret_-")


@dataclass
class Endpoints:
    """What is served, and what it told."""

    database: Database
    url: str = ""
    is_serving: bool = True
    happened: list[str] = field(default_factory=list)
    http: aiohttp.ClientSession = field(init=False)
    metrics: Metrics = field(init=False)

    async def post(self, body: Any, secret: str | None = HOOK.secret, path: str = "/telegram") -> int:
        """Post as Telegram does, or somebody else; the status of the answer."""
        headers = {} if secret is None else {SECRET_HEADER: secret}
        body = {"data": BytesIO(body)} if isinstance(body, bytes) else {"json": body}
        async with self.http.post(self.url + path, headers=headers, **body) as response:
            assert await response.read() == b""
            return response.status

    async def get(self, path: str) -> tuple[int, str]:
        """Status and text."""
        async with self.http.get(self.url + path) as response:
            return response.status, await response.text()

    def stored(self) -> list[tuple[int, str]]:
        """Number and body of everything in the inbox."""
        with self.database.read() as session:
            rows = session.execute(select(inbox.c.update_id, inbox.c.body).order_by(inbox.c.update_id))
            return [(row.update_id, row.body) for row in rows]


@asynccontextmanager
async def serving(database: Database) -> AsyncIterator[Endpoints]:
    """Everything that a bot with this database serves."""
    found = Endpoints(database)

    def is_serving() -> bool:
        return found.is_serving

    found.metrics = metrics = Metrics(database, lambda: NOW, is_serving)
    endpoint = Webhook(
        HOOK,
        database,
        lambda: NOW,
        serving=is_serving,
        received=lambda _raw: None,
        stored=lambda: found.happened.append("stored"),
        answered=metrics.answered,
    )
    served = routes(Health(database, metrics, is_serving), (HOOK, endpoint))
    async with listening(Place("127.0.0.1", 0), served) as port, aiohttp.ClientSession() as found.http:
        found.url = f"http://127.0.0.1:{port}"
        yield found


@pytest.fixture
async def endpoints(database: Database) -> AsyncIterator[Endpoints]:
    """On SQLite and on PostgreSQL."""
    async with serving(database) as found:
        yield found
