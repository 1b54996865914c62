"""The HTTP server of one sandbox, on 127.0.0.1 alone. One handler sorts requests by path, which costs little time."""

from __future__ import annotations

import asyncio
import re
from typing import TYPE_CHECKING, Any, Final
from urllib.parse import unquote

from aiohttp import web

from bot.sandbox.botapi import BotApi, refuse
from bot.sandbox.desk import Desk
from bot.sandbox.errors import ApiError
from bot.sandbox.webhooks import Webhook

if TYPE_CHECKING:
    from bot.sandbox.errors import Json
    from bot.sandbox.people import Bot
    from bot.sandbox.sandbox import Sandbox

_BODY_BYTES: Final = 80 * 1024 * 1024
_METHOD: Final = re.compile(r"/bot([^/]*)/(\w*)/?")
_FILE: Final = re.compile(r"/file/bot([^/]*)/(.+)")


class Server:
    """Listens, and passes requests on to the Bot API or to the page's desk."""

    def __init__(self, sandbox: Sandbox) -> None:
        self._sandbox = sandbox
        self._api = BotApi(sandbox)
        self._desk = Desk(sandbox)
        self._runner: web.ServerRunner | None = None
        self._site: web.TCPSite | None = None
        self._port = 0
        self._webhooks: dict[int, Webhook] = {}

    async def start(self, port: int) -> str:
        """Listen, and return the address; OSError if the port is taken."""
        loop = asyncio.get_running_loop()

        def request(message: Any, payload: Any, protocol: Any, writer: Any, task: Any) -> web.BaseRequest:
            return web.BaseRequest(message, payload, protocol, writer, task, loop, client_max_size=_BODY_BYTES)

        server = web.Server(self._handle, request_factory=request, handler_cancellation=True, access_log=None)
        self._runner = web.ServerRunner(server, shutdown_timeout=0.5)
        await self._runner.setup()
        self._port = port
        try:
            await self.plug_in()
        except OSError:
            await self._runner.cleanup()
            raise
        self._port = self._runner.addresses[0][1]
        return f"http://127.0.0.1:{self._port}"

    async def plug_in(self) -> None:
        """Listen, again at the same port."""
        assert self._runner is not None  # noqa: S101 - start() comes first
        self._site = web.TCPSite(self._runner, "127.0.0.1", self._port)
        await self._site.start()

    async def unplug(self) -> None:
        """Listen no longer and break every connection, until `plug_in`: clients find the connection refused."""
        if self._site is not None and self._runner is not None:
            await self._site.stop()
            self._site = None
            server = self._runner.server
            for connection in server.connections if server is not None else ():
                if connection.transport is not None:
                    connection.transport.abort()

    async def stop(self) -> None:
        """End long polls, events and webhooks, and listen no longer."""
        self._desk.close()
        for webhook in self._webhooks.values():
            await webhook.close()
        for bot in self._sandbox.bots.values():
            bot.updates.close()
        if self._runner is not None:
            await self._runner.cleanup()

    async def set_webhook(self, bot: Bot) -> None:
        """Begin or end the delivery of a bot's updates, as its webhook says."""
        if old := self._webhooks.pop(bot.id, None):
            await old.close()
        if bot.webhook:

            async def execute(values: Json) -> None:
                await self._api.execute(bot, values)

            webhook = self._webhooks[bot.id] = Webhook(self._sandbox, bot, execute)
            webhook.look()

    async def _handle(self, request: web.BaseRequest) -> web.StreamResponse:
        path = request.path
        if match := _METHOD.fullmatch(path):
            return await self._api.handle(request, match.group(1), match.group(2))
        if match := _FILE.fullmatch(path):
            return self._api.file(match.group(1), unquote(match.group(2)))
        if path.startswith("/bot"):
            return refuse(ApiError(404, "Not Found"))
        return await self._desk.handle(request)
