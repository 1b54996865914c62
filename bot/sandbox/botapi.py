"""The Bot API over HTTP: /bot<token>/<method>, /file/bot<token>/<path>, and the faults that may strike on the way."""

from __future__ import annotations

import asyncio
import inspect
import json
from typing import TYPE_CHECKING, Final
from urllib.parse import parse_qsl

from aiohttp import BodyPartReader, web

from bot.sandbox.errors import ApiError, Json, UnsupportedError, bad
from bot.sandbox.faults import Fault, Injected
from bot.sandbox.methods import METHODS, Call, Method
from bot.sandbox.parameters import Arguments, Upload, convert

if TYPE_CHECKING:
    from bot.sandbox.people import Bot
    from bot.sandbox.sandbox import Sandbox

_NOT_FOUND: Final = ApiError(404, "Not Found")


class BotApi:
    """Answers what bots ask."""

    def __init__(self, sandbox: Sandbox) -> None:
        self._sandbox = sandbox

    async def handle(self, request: web.BaseRequest, token: str, name: str) -> web.StreamResponse:
        """Answer a request of the bot with this token."""
        bot = self._sandbox.bots.get(token)
        if bot is None:
            return refuse(ApiError(401, "Unauthorized"))
        method = METHODS.get(name.lower())
        if method is None:
            self._sandbox.complain(f"the sandbox does not know the method {name!r}")
            return refuse(ApiError(404, f"Not Found: the sandbox does not know the method {name!r}"))
        if not self._sandbox.faults.active:
            status, body = await self._run(bot, method, request)
            return answer(status, body)
        return await self._with_faults(request, bot, method)

    async def _run(self, bot: Bot, method: Method, request: web.BaseRequest) -> tuple[int, Json]:
        try:
            given = await arguments(request)
        except ApiError as error:
            return error.code, error.answer()
        return await self.call(bot, method, given)

    async def call(self, bot: Bot, method: Method, given: Arguments) -> tuple[int, Json]:
        """Do what is asked; HTTP status and body. It took effect if the status is 200."""
        sandbox = self._sandbox
        params: Json = given.values
        try:
            params = convert(method.name, method.table, given)
            result = method.run(Call(sandbox, bot, params, given.uploads))
            if inspect.isawaitable(result):
                result = await result
            status, body = 200, {"ok": True, "result": result}
        except ApiError as error:
            if isinstance(error, UnsupportedError):
                sandbox.complain(error.description)
            status, body = error.code, error.answer()
        except Exception as error:  # a gap of the sandbox must not look like a fault of Telegram's
            sandbox.complain(f"{method.name} broke the sandbox: {error!r}")
            status = 500
            body = ApiError(500, f"Internal Server Error: the sandbox broke: {error!r}").answer()
        sandbox.note(method.name, params, body)
        return status, body

    async def execute(self, bot: Bot, values: Json) -> None:
        """Do what the answer to a webhook asks for; its result is told to nobody."""
        name = str(values.pop("method", ""))
        if method := METHODS.get(name.lower()):
            await self.call(bot, method, Arguments(values))
        else:
            self._sandbox.complain(f"the sandbox does not know the method {name!r}")

    async def _with_faults(self, request: web.BaseRequest, bot: Bot, method: Method) -> web.StreamResponse:
        faults = self._sandbox.faults
        if refusal := faults.refusing(method.name):
            self._record(refusal, method.name, None, False)
            return cut(request)
        try:
            given = await arguments(request)
        except ApiError as error:
            return refuse(error)
        chat = _chat_of(given)
        striking = faults.striking(method.name, chat)
        for fault in striking:
            if fault.when == "before":
                self._record(fault, method.name, chat, False)
                if fault.kind != "delay":
                    return _spoil(request, fault)
                await asyncio.sleep(fault.seconds)
        status, body = await self.call(bot, method, given)
        for fault in striking:
            if fault.when == "after":
                self._record(fault, method.name, chat, status == 200)
                if fault.kind != "delay":
                    return _spoil(request, fault)
                await asyncio.sleep(fault.seconds)
        return answer(status, body)

    def _record(self, fault: Fault, method: str, chat: int | None, took_effect: bool) -> None:
        self._sandbox.faults.record(Injected(fault, method, chat, took_effect, self._sandbox.clock.unix()))

    def file(self, token: str, path: str) -> web.Response:
        """The content of a file that getFile named."""
        stored = self._sandbox.files.at(path) if token in self._sandbox.bots else None
        if stored is None or stored.size > self._sandbox.limits.download_bytes:
            return refuse(_NOT_FOUND)
        return web.Response(body=stored.data, content_type="application/octet-stream")


def answer(status: int, body: object) -> web.Response:
    """A JSON answer."""
    text = json.dumps(body, separators=(",", ":"))
    return web.Response(text=text, status=status, content_type="application/json")


def refuse(error: ApiError) -> web.Response:
    """The answer of a refused request."""
    return answer(error.code, error.answer())


def cut(request: web.BaseRequest) -> web.Response:
    """Break the connection; what is returned reaches nobody."""
    if request.transport is not None:
        request.transport.abort()
    return web.Response(status=500)


def _spoil(request: web.BaseRequest, fault: Fault) -> web.Response:
    if fault.kind in {"cut", "refuse"}:
        return cut(request)
    if fault.body is not None:
        return web.Response(text=fault.body, status=fault.code, content_type="text/html")
    return answer(fault.code, fault.answer())


def _chat_of(given: Arguments) -> int | None:
    try:
        return int(given.values["chat_id"])
    except (KeyError, TypeError, ValueError):
        return None


async def arguments(request: web.BaseRequest) -> Arguments:
    """The parameters of a request, from its query string and its body: form, multipart or JSON."""
    given = Arguments(dict(request.query) if request.query_string else {})
    if not request.can_read_body:
        return given
    kind = request.content_type
    try:
        if kind == "application/json":
            values = json.loads(await request.read() or b"{}")
            if not isinstance(values, dict):
                raise bad("can't parse JSON object")
            given.values.update(values)
        elif kind == "multipart/form-data":
            await _parts(request, given)
        else:
            given.values.update(parse_qsl((await request.read()).decode(), keep_blank_values=True))
    except web.HTTPRequestEntityTooLarge:
        raise ApiError(413, "Request Entity Too Large") from None
    except ValueError:
        raise bad("can't parse the request's body") from None
    return given


async def _parts(request: web.BaseRequest, given: Arguments) -> None:
    reader = await request.multipart()
    while (part := await reader.next()) is not None:
        if not isinstance(part, BodyPartReader) or part.name is None:
            continue
        data = bytes(await part.read(decode=True))
        if part.filename is None:
            given.values[part.name] = data.decode()
        else:
            mime = part.headers.get("Content-Type", "application/octet-stream")
            given.uploads[part.name] = Upload(part.filename, mime, data)
