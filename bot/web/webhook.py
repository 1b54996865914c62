"""The webhook: Telegram posts each update, and is told 200 once it is stored; what gets another answer comes again.

Source: https://core.telegram.org/bots/api#setwebhook
"""

import asyncio
import hmac
import json
import re
from collections.abc import Callable
from dataclasses import dataclass, field
from datetime import datetime
from urllib.parse import urlsplit

import structlog
from aiohttp import web

from bot.inbox import UNREADABLE, store_once
from bot.incoming import has_number, raw_update
from storage.away import reason
from storage.database import Database
from storage.inbox import RawUpdate

log = structlog.get_logger()

SECRET_HEADER = "X-Telegram-Bot-Api-Secret-Token"  # noqa: S105 - the name of it
BODY_SECONDS = 20
"""How long a body may take to arrive."""
STORE_SECONDS = 25
"""After this long Telegram is told to come again: it waits for an answer for about a minute."""
_BEGINS_WITH_ID = re.compile(rb'\s*\{\s*"update_id"\s*:\s*(\d{1,18})\s*[,}]')
"""How Telegram writes an update."""


@dataclass(frozen=True)
class Hook:
    """Where Telegram posts updates, and the secret that it says with each."""

    url: str
    secret: str = field(repr=False)

    @property
    def path(self) -> str:
        """The path of the address, by which a post is known."""
        return urlsplit(self.url).path or "/"


class Webhook:
    """Takes what Telegram posts."""

    def __init__(
        self,
        hook: Hook,
        database: Database,
        now: Callable[[], datetime],
        *,
        serving: Callable[[], bool],
        received: Callable[[RawUpdate], None],
        stored: Callable[[], None],
        answered: Callable[[int], None],
    ) -> None:
        """``serving``: whether this process takes updates now; ``received`` gets each update before it is
        stored; ``answered`` is told each answer's HTTP status.
        """
        self._secret = hook.secret.encode()
        self._database = database
        self._now = now
        self._serving = serving
        self._received = received
        self._stored = stored
        self._answered = answered

    async def take(self, request: web.Request) -> web.Response:
        """Answer one post: 200 it is stored, 503 come again, 403 wrong secret, 400, 408 and 413 no update."""
        status = await self._take(request)
        self._answered(status)
        return web.Response(status=status)

    async def _take(self, request: web.Request) -> int:
        given = request.headers.get(SECRET_HEADER, "").encode(errors="surrogateescape")
        if not hmac.compare_digest(given, self._secret):
            return 403  # not logged: whoever finds the address could fill the disk
        if not self._serving():
            return 503
        try:
            async with asyncio.timeout(BODY_SECONDS):
                raw = _update_in(await request.read())
        except web.HTTPRequestEntityTooLarge:
            log.error("post is too large for an update")
            return 413
        except (TimeoutError, web.RequestPayloadError, OSError):
            return 408  # the connection broke, or as good as that
        if raw is None:
            log.error("post is no update")
            return 400
        self._received(raw)
        return await self._store(raw)

    async def _store(self, raw: RawUpdate) -> int:
        try:
            async with asyncio.timeout(STORE_SECONDS):
                await store_once(self._database, [raw], self._now)
        except Exception as error:  # whatever the database's trouble is, Telegram keeps the update
            log.error("update could not be stored yet", update=raw.update_id, error=reason(error))
            return 503
        self._stored()
        return 200


def _update_in(body: bytes) -> RawUpdate | None:
    """The update of a post, nothing where it has no number.

    Of one that nobody can read the number is kept, so that it is parked and seen, and not repeated for a day.
    """
    try:
        update = json.loads(body)
        return raw_update(update) if has_number(update) else None
    except (ValueError, RecursionError):
        found = _BEGINS_WITH_ID.match(body)
        return RawUpdate(int(found[1]), UNREADABLE) if found else None
