"""Updates posted to the bot's own address, repeated until it takes them."""

import asyncio
from collections.abc import AsyncIterator
from dataclasses import dataclass, field
from typing import Any

import pytest
from aiohttp import web

from bot.sandbox import PrivateChat, Sandbox
from tests.sandbox.conftest import Api


@dataclass
class Receiver:
    """A bot's webhook: what it got, and how it answers next."""

    url: str = ""
    got: list[tuple[str | None, dict[str, Any]]] = field(default_factory=list)
    statuses: list[int] = field(default_factory=list)
    body: dict[str, Any] = field(default_factory=dict)

    async def take(self, request: web.BaseRequest) -> web.StreamResponse:
        """Answer with the next status, else with 200 and the body."""
        status = self.statuses.pop(0) if self.statuses else 200
        self.got.append((request.headers.get("X-Telegram-Bot-Api-Secret-Token"), await request.json()))
        return web.json_response(self.body, status=status)

    @property
    def texts(self) -> list[str]:
        """The texts of the updates, in the order of arrival."""
        return [update["message"]["text"] for _, update in self.got]


@pytest.fixture
async def receiver() -> AsyncIterator[Receiver]:
    """A webhook on a free port."""
    found = Receiver()
    runner = web.ServerRunner(web.Server(found.take))
    await runner.setup()
    await web.TCPSite(runner, "127.0.0.1", 0).start()
    found.url = f"http://127.0.0.1:{runner.addresses[0][1]}/hook"
    yield found
    await runner.cleanup()


async def test_updates_are_posted_and_repeated(
    api: Api, chat: PrivateChat, sandbox: Sandbox, receiver: Receiver
) -> None:
    sandbox.webhook_retry_seconds = 0.001
    chat.start()
    receiver.statuses = [500, 404]
    await api.ok("setWebhook", url=receiver.url, secret_token="s3cret")
    chat.send("viens")
    await sandbox.wait_for(lambda: not chat.bot.updates.pending)
    assert receiver.texts == ["/start", "/start", "/start", "viens"]
    assert {secret for secret, _ in receiver.got} == {"s3cret"}
    info = await api.ok("getWebhookInfo")
    assert (info["url"], info["pending_update_count"]) == (receiver.url, 0)
    assert info["last_error_message"] == "Wrong response from the webhook: 404 Not Found"


async def test_polling_and_webhook_exclude_each_other(
    api: Api, chat: PrivateChat, sandbox: Sandbox, receiver: Receiver
) -> None:
    poll = asyncio.create_task(api("getUpdates", timeout=50))
    await sandbox.wait_for(lambda: chat.bot.updates.polled)
    await api.ok("setWebhook", url=receiver.url)
    assert (await poll)["description"] == "Conflict: terminated by setWebhook request"
    code, description = await api.refused("getUpdates")
    assert (code, description.startswith("Conflict: can't use getUpdates method while webhook is active")) == (
        409,
        True,
    )
    await api.ok("deleteWebhook")
    chat.start()
    assert [u["message"]["text"] for u in await api.updates()] == ["/start"]
    assert receiver.got == []


async def test_the_answer_may_call_a_method(api: Api, chat: PrivateChat, sandbox: Sandbox, receiver: Receiver) -> None:
    receiver.body = {"method": "sendMessage", "chat_id": chat.user.id, "text": "Labdien!"}
    await api.ok("setWebhook", url=receiver.url)
    chat.start()
    await sandbox.wait_for(lambda: chat.last["text"] == "Labdien!")


async def test_addresses_and_secrets_are_checked(api: Api) -> None:
    wanted = (400, "Bad Request: bad webhook: An HTTPS URL must be provided for webhook")
    assert await api.refused("setWebhook", url="http://example.org/") == wanted
    assert await api.refused("setWebhook", url="nonsense") == wanted
    code, _ = await api.refused("setWebhook", url="https://example.org/", secret_token="ā")
    assert code == 400
