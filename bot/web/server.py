"""Listening: the webhook, and what tells how the process is."""

import asyncio
import errno
import logging
import os
from collections.abc import AsyncIterator, Sequence
from contextlib import asynccontextmanager
from dataclasses import dataclass

import structlog
from aiohttp import web
from aiohttp.typedefs import Handler

from bot.web.health import Health
from bot.web.unsubscribing import ROUTE, UnsubscribingPage
from bot.web.webhook import Hook, Webhook

log = structlog.get_logger()

MOST_BYTES = 1024 * 1024
"""Of a request's body; the largest updates (a long text with all its formatting, replying to another) have a fifth."""
HEAD_SECONDS = 75.0
"""How long a connection waits for the head of its first request, and of the next one: a proxy keeps some open."""
REQUEST_SECONDS = 60.0
"""How long a request may take once its head is there; storing an update is given 45 seconds of these."""
MOST_CONNECTIONS = 200
"""At the same time; Telegram opens 40 at most. Each is an open file, of which a process has a thousand."""
AT_ONCE = 32
"""So many are taken in one step, and are counted in the next one: it may be a few dozen more for a moment."""
STOP_SECONDS = 0.5
"""What is being answered when we stop gets so long; Telegram repeats what it got no answer to."""

_SILENT = logging.Logger("aiohttp.server", logging.CRITICAL + 1)
"""aiohttp's own lines quote requests; what breaks in our handlers is logged below, without."""


@dataclass(frozen=True)
class Place:
    """Where to listen."""

    host: str
    port: int


class CannotListenError(Exception):
    """The place is taken or not ours."""

    def __init__(self, place: Place, reason: str) -> None:
        super().__init__(reason)
        self.place = place
        self.reason = reason


def routes(
    health: Health, webhook: tuple[Hook, Webhook] | None, unsubscribing: UnsubscribingPage | None = None
) -> Sequence[web.RouteDef]:
    """Everything that is served."""
    found = [
        web.get("/healthz", health.alive),
        web.get("/readyz", health.ready),
        web.get("/metrics", health.figures),
    ]
    if webhook is not None:
        hook, endpoint = webhook
        found.append(web.post(hook.path, endpoint.take))
    if unsubscribing is not None:
        found += [web.get(ROUTE, unsubscribing.ask), web.post(ROUTE, unsubscribing.stop)]
    return found


@asynccontextmanager
async def listening(place: Place, served: Sequence[web.RouteDef]) -> AsyncIterator[int]:
    """Serve while inside, and give the port (port 0: any free one); raises CannotListenError."""
    app = web.Application(client_max_size=MOST_BYTES, middlewares=[_nothing_escapes])
    app.add_routes(served)
    runner = web.AppRunner(
        app, access_log=None, logger=_SILENT, shutdown_timeout=STOP_SECONDS, keepalive_timeout=HEAD_SECONDS
    )
    await runner.setup()
    answering = runner.server
    assert answering is not None  # noqa: S101 - it has just been set up

    def connected() -> asyncio.BaseProtocol:
        return answering() if len(answering.connections) < MOST_CONNECTIONS else _Full()

    try:
        try:
            server = await asyncio.get_running_loop().create_server(connected, place.host, place.port, backlog=AT_ONCE)
        except OSError as error:
            number = error.errno or 0
            reason = os.strerror(number) if number in errno.errorcode else error.strerror
            raise CannotListenError(place, str(reason)) from None
        try:
            yield server.sockets[0].getsockname()[1]
        finally:
            server.close()
    finally:
        await runner.cleanup()


class _Full(asyncio.Protocol):
    """A connection too many."""

    def connection_made(self, transport: asyncio.BaseTransport) -> None:
        """It is closed at once."""
        transport.close()


@web.middleware
async def _nothing_escapes(request: web.Request, handler: Handler) -> web.StreamResponse:
    """A mistake of ours is 500 and its kind in the log; what it says may quote what a person wrote."""
    try:
        async with asyncio.timeout(REQUEST_SECONDS):
            return await handler(request)
    except TimeoutError:
        return web.Response(status=408)
    except web.HTTPException:
        raise
    except Exception as error:
        # The route and not the path: that of a letter's link would let others end somebody's letters.
        route = request.match_info.route.resource
        log.error("request failed", path=route and route.canonical, error=type(error).__name__)
        return web.Response(status=500)
