"""Whoever opens connections and does not say what they want: each is closed, and nobody else has to wait."""

import asyncio
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager, suppress

import pytest
from aiohttp import web

from bot.web import server
from bot.web.server import Place, listening

SHORT = 0.05
ASKED = b"GET /here HTTP/1.1\r\nHost: localhost\r\n\r\n"


async def here(_request: web.Request) -> web.Response:
    return web.Response(text="here")


async def slow(request: web.Request) -> web.Response:
    await request.read()
    return web.Response()


@asynccontextmanager
async def served() -> AsyncIterator[int]:
    async with listening(Place("127.0.0.1", 0), [web.get("/here", here), web.post("/slow", slow)]) as port:
        yield port


async def said(port: int, *parts: bytes, size: int = -1) -> bytes:
    """What is answered, so much of it or until the other side closes, where nothing follows these."""
    reader, writer = await asyncio.open_connection("127.0.0.1", port)
    try:
        async with asyncio.timeout(10):
            for part in parts:
                writer.write(part)
                await writer.drain()
            return await reader.read(size)
    except ConnectionError:  # closed before all was read
        return b""
    finally:
        writer.close()
        with suppress(ConnectionError):
            await writer.wait_closed()


async def test_what_is_not_said_in_time_is_not_waited_for(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(server, "HEAD_SECONDS", SHORT)
    monkeypatch.setattr(server, "REQUEST_SECONDS", SHORT)
    async with served() as port:
        assert await said(port) == b""
        assert await said(port, b"GET /here HTT") == b""
        assert await said(port, b"GET /here HTTP/1.1\r\nHost: a\r\n", b"X-A: b\r\n") == b""
        assert (await said(port, ASKED, b"GET /he")).endswith(b"\r\n\r\nhere"), "answered once, and closed"
        half = b"POST /slow HTTP/1.1\r\nHost: a\r\nConnection: close\r\nContent-Length: 9\r\n\r\nhalf"
        assert await said(port, half, size=12) == b"HTTP/1.1 408"


async def test_more_connections_than_one_may_have_open_are_closed(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(server, "MOST_CONNECTIONS", 3)
    async with served() as port:
        silent = [await asyncio.open_connection("127.0.0.1", port) for _ in range(3)]
        assert await said(port, ASKED) == b""
        for _, writer in silent:
            writer.close()
            await writer.wait_closed()
        for _ in range(100):
            if answer := await said(port, ASKED.replace(b"\r\n\r\n", b"\r\nConnection: close\r\n\r\n")):
                break
        assert answer.endswith(b"here"), "those who come afterwards are answered"
