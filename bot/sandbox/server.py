"""HTTP: the Bot API under /bot<token>/<method>, files under /file/bot<token>/, the page and its own calls."""

from __future__ import annotations

import asyncio
import inspect
import json
import re
from typing import TYPE_CHECKING, Any, Final
from urllib.parse import parse_qsl, unquote

from aiohttp import web

from bot.sandbox.errors import ApiError, Json, Unsupported, bad
from bot.sandbox.faults import Fault, Injected
from bot.sandbox.methods import METHODS, Call
from bot.sandbox.parameters import Arguments, Upload, convert

if TYPE_CHECKING:
    from aiohttp.http_parser import RawRequestMessage
    from aiohttp.streams import StreamReader
    from aiohttp.web_protocol import RequestHandler

    from bot.sandbox.people import Bot
    from bot.sandbox.sandbox import Sandbox

_BODY_BYTES: Final = 80 * 1024 * 1024
_METHOD: Final = re.compile(r"/bot([^/]*)/(\w*)/?")
_FILE: Final = re.compile(r"/file/bot([^/]*)/(.+)")


class _Request(web.BaseRequest):
    """A request that may be as large as a file on its way up."""

    def __init__(self, *args: Any, **kwargs: Any) -> None:  # noqa: ANN401 - aiohttp's own
        super().__init__(*args, **{**kwargs, "client_max_size": _BODY_BYTES})


class Server:
    """Serves one sandbox on 127.0.0.1."""

    def __init__(self, sandbox: Sandbox) -> None:
        self._sandbox = sandbox
        self._server: web.Server[_Request] | None = None
        self._runner: web.ServerRunner | None = None

    async def start(self, port: int) -> str:
        """Listen, and return the address."""
        loop = asyncio.get_running_loop()

        def request(
            message: RawRequestMessage,
            payload: StreamReader,
            protocol: RequestHandler[_Request],
            writer: Any,  # noqa: ANN401 - aiohttp keeps its type to itself
            task: asyncio.Task[None],
        ) -> _Request:
            return _Request(message, payload, protocol, writer, task, loop)

        self._server = web.Server(self.handle, request_factory=request, handler_cancellation=True, access_log=None)
        self._runner = web.ServerRunner(self._server, shutdown_timeout=0.5)
        await self._runner.setup()
        site = web.TCPSite(self._runner, "127.0.0.1", port)
        await site.start()
        address = self._runner.addresses[0]
        return f"http://127.0.0.1:{address[1]}"

    async def stop(self) -> None:
        """End the long polls and listen no longer."""
        for bot in self._sandbox.bots.values():
            bot.updates.close()
        if self._runner is not None:
            await self._runner.cleanup()

    async def handle(self, request: web.BaseRequest) -> web.StreamResponse:
        """Answer any request."""
        if match := _METHOD.fullmatch(request.path):
            return await self._bot_api(request, match.group(1), match.group(2))
        if match := _FILE.fullmatch(request.path):
            return self._file(match.group(1), unquote(match.group(2)))
        return _answer(404, ApiError(404, "Not Found").answer())

    def _file(self, token: str, path: str) -> web.Response:
        stored = self._sandbox.files.at(path) if token in self._sandbox.bots else None
        if stored is None:
            return _answer(404, ApiError(404, "Not Found").answer())
        return web.Response(body=stored.data, content_type="application/octet-stream")

    async def _bot_api(self, request: web.BaseRequest, token: str, name: str) -> web.StreamResponse:
        bot = self._sandbox.bots.get(token)
        if bot is None:
            return _answer(401, ApiError(401, "Unauthorized").answer())
        method = METHODS.get(name.lower())
        if method is None:
            self._sandbox.complain(f"the method {name!r} is not known")
            return _answer(404, ApiError(404, "Not Found: method not found").answer())
        active = bool(self._sandbox.faults.active)
        if active and self._refused(method.name):
            return _cut(request)
        given = await arguments(request)
        if not active:
            status, body, _ = await self.call(bot, name, given)
            return _answer(status, body)
        return await self._with_faults(request, bot, name, given)

    def _refused(self, name: str) -> bool:
        faults = self._sandbox.faults
        for fault in faults.active:
            if fault.kind == "refuse" and fault.chat is None and fault.strikes(name, None):
                faults.record(Injected(fault, name, None, False, self._sandbox.clock.unix()))
                return True
        return False

    async def _with_faults(self, request: web.BaseRequest, bot: Bot, name: str, given: Arguments) -> web.StreamResponse:
        chat = _chat_of(given)
        method = METHODS[name.lower()].name
        striking = self._sandbox.faults.striking(method, chat)

        def record(fault: Fault, took_effect: bool) -> None:
            self._sandbox.faults.record(Injected(fault, method, chat, took_effect, self._sandbox.clock.unix()))

        for fault in striking:
            if fault.when == "after":
                continue
            if fault.kind == "delay":
                record(fault, False)
                await asyncio.sleep(fault.seconds)
                continue
            record(fault, False)
            return _cut(request) if fault.kind in {"cut", "refuse"} else _fault_answer(fault)
        status, body, took_effect = await self.call(bot, name, given)
        for fault in striking:
            if fault.when == "before":
                continue
            record(fault, took_effect)
            if fault.kind == "delay":
                await asyncio.sleep(fault.seconds)
                continue
            return _cut(request) if fault.kind == "cut" else _fault_answer(fault)
        return _answer(status, body)

    async def call(self, bot: Bot, name: str, given: Arguments) -> tuple[int, Json, bool]:
        """Do what a request asks; HTTP status, body, and whether it took effect."""
        sandbox = self._sandbox
        method = METHODS[name.lower()]
        params: Json = given.values
        try:
            params = convert(method.name, method.table, given)
            result = method.run(Call(sandbox, bot, params, given.uploads))
            if inspect.isawaitable(result):
                result = await result
            status, body = 200, {"ok": True, "result": result}
        except ApiError as error:
            if isinstance(error, Unsupported):
                sandbox.complain(error.description)
            status, body = error.code, error.answer()
        except Exception as error:
            sandbox.complain(f"{method.name} broke the sandbox: {error!r}")
            raise
        if sandbox.keep_requests:
            sandbox.note(method.name, params, body)
        return status, body, status == 200


def _answer(status: int, body: Json) -> web.Response:
    text = json.dumps(body, ensure_ascii=False, separators=(",", ":"))
    return web.Response(text=text, status=status, content_type="application/json")


def _fault_answer(fault: Fault) -> web.Response:
    if fault.body is not None:
        return web.Response(text=fault.body, status=fault.code, content_type="text/html")
    return _answer(fault.code, fault.answer())


def _cut(request: web.BaseRequest) -> web.Response:
    if request.transport is not None:
        request.transport.abort()
    return web.Response(status=500)


def _chat_of(given: Arguments) -> int | None:
    try:
        return int(given.values.get("chat_id", ""))
    except (TypeError, ValueError):
        return None


async def arguments(request: web.BaseRequest) -> Arguments:
    """The parameters of a request: query string, form, multipart or JSON."""
    given = Arguments(dict(request.query) if request.query_string else {})
    if request.method != "POST" or not request.can_read_body:
        return given
    kind = request.content_type
    if kind == "application/json":
        body = await request.read()
        if body:
            try:
                values = json.loads(body)
            except ValueError:
                raise bad("can't parse JSON object") from None
            given.values.update(values)
    elif kind == "multipart/form-data":
        async for part in await request.multipart():
            if getattr(part, "name", None) is None:
                continue
            data = bytes(await part.read(decode=True))
            if part.filename is None:
                given.values[part.name] = data.decode()
            else:
                mime = part.headers.get("Content-Type", "application/octet-stream")
                given.uploads[part.name] = Upload(part.filename, mime, data)
    else:
        given.values.update(parse_qsl((await request.read()).decode(), keep_blank_values=True))
    return given
