"""The Bot API over HTTP: one JSON request, its status and its answer. The token is in no error and no log."""

from collections.abc import Callable, Mapping
from typing import Any, Self

import aiohttp

CONNECT_SECONDS = 5
REQUEST_SECONDS = 20
FILE_SECONDS = 60
"""Within which a file has to be there: bots get at most 20 MB of one."""


class ApiError(Exception):
    """The server refused: its status, its words, its parameters."""

    def __init__(self, status: int, answer: Mapping[str, Any]) -> None:
        self.status = status
        self.is_telegrams = "error_code" in answer
        """Whether it is an answer of a Bot API server, and not a page of something on the way to it."""
        self.description = str(answer.get("description") or f"HTTP {status}")
        self.parameters: Mapping[str, Any] = answer.get("parameters") or {}
        super().__init__(self.description)


class StandingByError(aiohttp.ClientConnectionError):
    """Nothing was begun: it is another process's turn to be the bot."""


class TelegramApi:
    """One bot on one Bot API server."""

    def __init__(
        self, base_url: str, token: str, *, contacted: Callable[[int | None], None] = lambda _status: None
    ) -> None:
        """``contacted`` is told the HTTP status of every answer, and nothing where none came."""
        self._prefix = f"{base_url.rstrip('/')}/bot{token}/"
        self._files = f"{base_url.rstrip('/')}/file/bot{token}/"
        self._contacted = contacted
        self._session: aiohttp.ClientSession | None = None
        self._condition: Callable[[], bool] = lambda: True

    def only_while(self, condition: Callable[[], bool]) -> None:
        """Begin no request from now on unless the condition holds; others raise StandingByError."""
        self._condition = condition

    def may_begin(self) -> bool:
        """Whether a request may be begun now."""
        return self._condition()

    async def __aenter__(self) -> Self:
        self._session = aiohttp.ClientSession(
            timeout=_within(REQUEST_SECONDS),
            connector=aiohttp.TCPConnector(limit=0),
            cookie_jar=aiohttp.DummyCookieJar(),
            request_class=_asking(self.may_begin),
        )
        return self

    async def __aexit__(self, *_: object) -> None:
        if self._session is not None:
            await self._session.close()

    async def post(
        self, method: str, parameters: Mapping[str, Any] | aiohttp.FormData, seconds: float | None = None
    ) -> tuple[int, dict[str, Any]]:
        """Send a request; returns HTTP status and answer.

        Raises aiohttp.ClientError or TimeoutError where no answer came.
        """
        if not self.may_begin():
            raise StandingByError
        assert self._session is not None  # noqa: S101 - used inside "async with"
        body: dict[str, Any] = (
            {"data": parameters} if isinstance(parameters, aiohttp.FormData) else {"json": dict(parameters)}
        )
        if seconds is not None:
            body["timeout"] = _within(seconds)
        try:
            async with self._session.post(self._prefix + method, **body) as response:
                try:
                    answer = await response.json(content_type=None)
                except (ValueError, RecursionError):
                    answer = {}
        except StandingByError:
            raise
        except NO_ANSWER:
            self._contacted(None)
            raise
        self._contacted(response.status)
        return response.status, answer if isinstance(answer, dict) else {}

    async def call(self, method: str, parameters: Mapping[str, Any] | None = None, seconds: float | None = None) -> Any:
        """The result of a request; raises ApiError where the server refuses, and what ``post`` raises."""
        status, answer = await self.post(method, parameters or {}, seconds)
        if status != 200 or not answer.get("ok"):
            raise ApiError(status, answer)
        return answer["result"]

    async def download(self, path: str, seconds: float = FILE_SECONDS) -> bytes:
        """The content of a file that getFile named; raises what ``call`` raises."""
        if not self.may_begin():
            raise StandingByError
        assert self._session is not None  # noqa: S101 - used inside "async with"
        async with self._session.get(self._files + path, timeout=_within(seconds)) as response:
            if response.status != 200:
                raise ApiError(response.status, {})
            return await response.read()


def _within(seconds: float) -> aiohttp.ClientTimeout:
    """So many seconds in all; a name that is not looked up in time is no connection either, and nothing was sent."""
    return aiohttp.ClientTimeout(total=seconds, connect=CONNECT_SECONDS * 2, sock_connect=CONNECT_SECONDS)


def _asking(may_begin: Callable[[], bool]) -> type[aiohttp.ClientRequest]:
    """A request that asks again when its connection is there: this process may have been stopped meanwhile."""

    class Request(aiohttp.ClientRequest):
        async def send(self, conn: Any) -> aiohttp.ClientResponse:
            if not may_begin():
                raise StandingByError
            return await super().send(conn)

    return Request


NO_ANSWER = (aiohttp.ClientError, TimeoutError, OSError)
"""What is raised where no answer came."""
