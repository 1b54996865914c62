"""A served sandbox with one bot and two persons, and a client that speaks the Bot API over real HTTP."""

from collections.abc import AsyncIterator
from dataclasses import dataclass
from typing import Any

import aiohttp
import pytest

from bot.sandbox import Bot, PrivateChat, Sandbox, User

Json = dict[str, Any]
TOKEN = "4200:demo"


@dataclass
class Api:
    """What a bot's HTTP client sees."""

    http: aiohttp.ClientSession
    url: str
    token: str = TOKEN

    async def __call__(self, method: str, **params: Any) -> Json:
        """The whole answer; the HTTP status must agree with it."""
        async with self.http.post(f"{self.url}/bot{self.token}/{method}", json=params) as response:
            body: Json = await response.json()
            assert response.status == (200 if body["ok"] else body["error_code"])
            return body

    async def ok(self, method: str, **params: Any) -> Any:
        """The result of a request that succeeds."""
        body = await self(method, **params)
        assert body["ok"], body
        return body["result"]

    async def refused(self, method: str, **params: Any) -> tuple[int, str]:
        """Code and description of a request that is refused."""
        body = await self(method, **params)
        assert not body["ok"], body
        return body["error_code"], body["description"]

    async def upload(self, method: str, name: str, data: bytes, filename: str, **params: Any) -> Json:
        """The answer to a multipart request with one file."""
        form = aiohttp.FormData(quote_fields=False)
        for key, value in params.items():
            form.add_field(key, str(value))
        form.add_field(name, data, filename=filename)
        async with self.http.post(f"{self.url}/bot{self.token}/{method}", data=form) as response:
            body: Json = await response.json()
            return body

    async def updates(self, **params: Any) -> list[Json]:
        """Fetch the updates and confirm them."""
        found: list[Json] = await self.ok("getUpdates", **params)
        if found:
            await self.ok("getUpdates", offset=found[-1]["update_id"] + 1)
        return found


@pytest.fixture
def sandbox() -> Sandbox:
    """A sandbox whose time moves by hand only."""
    return Sandbox(frozen=True)


@pytest.fixture
def bot(sandbox: Sandbox) -> Bot:
    """The bot."""
    return sandbox.add_bot(TOKEN, username="demo_bot", name="Demo")


@pytest.fixture
def person(sandbox: Sandbox) -> User:
    """A librarian."""
    return sandbox.add_user("Bibliotekāre", "Renda")


@pytest.fixture
def colleague(sandbox: Sandbox) -> User:
    """Another librarian."""
    return sandbox.add_user("Bibliotekārs", "Kuldīga", username="kuldiga")


@pytest.fixture
def chat(person: User, bot: Bot) -> PrivateChat:
    """The librarian's chat with the bot, not yet started."""
    return person.chat_with(bot)


@pytest.fixture
async def url(sandbox: Sandbox, bot: Bot) -> AsyncIterator[str]:
    """Where the sandbox is served."""
    async with sandbox.serving() as address:
        yield address


@pytest.fixture
async def api(sandbox: Sandbox, url: str) -> AsyncIterator[Api]:
    """The bot's client. A test that makes the sandbox complain empties the list of complaints itself."""
    async with aiohttp.ClientSession() as http:
        yield Api(http, url)
    assert sandbox.complaints == []
