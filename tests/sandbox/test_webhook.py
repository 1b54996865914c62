"""Updates posted to the bot's own address, repeated until it takes them."""

import asyncio
from collections.abc import AsyncIterator, Callable
from dataclasses import dataclass, field
from typing import Any

import pytest
from aiohttp import web

from bot.sandbox import Bot, Fault, PrivateChat, Sandbox, User
from tests.sandbox.conftest import Api


@dataclass
class Receiver:
    """A bot's webhook: what it got, and how it answers next."""

    url: str = ""
    got: list[tuple[str | None, dict[str, Any]]] = field(default_factory=list)
    statuses: list[int] = field(default_factory=list)
    body: dict[str, Any] = field(default_factory=dict)
    held: asyncio.Event | None = None
    """Until it is set, nothing is answered."""
    at_once: int = 0
    most_at_once: int = 0

    async def take(self, request: web.BaseRequest) -> web.StreamResponse:
        """Answer with the next status, else with 200 and the body."""
        status = self.statuses.pop(0) if self.statuses else 200
        self.got.append((request.headers.get("X-Telegram-Bot-Api-Secret-Token"), await request.json()))
        self.at_once += 1
        self.most_at_once = max(self.most_at_once, self.at_once)
        if self.held is not None:
            await self.held.wait()
        self.at_once -= 1
        return web.json_response(self.body, status=status, headers={"Location": self.url})

    async def until(self, condition: Callable[[], object]) -> None:
        """Wait until it is so."""
        async with asyncio.timeout(5):
            while not condition():
                await asyncio.sleep(0)

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


async def test_a_chat_keeps_its_order_and_holds_up_no_other(
    api: Api, chat: PrivateChat, sandbox: Sandbox, receiver: Receiver, colleague: User
) -> None:
    """While it waits to be repeated, an update takes none of the connections either."""
    sandbox.webhook_retry_seconds = 0.2
    receiver.statuses = [503]
    other = colleague.chat_with(chat.bot)
    chat.start()
    other.start()
    chat.bot.updates.drop()
    await api.ok("setWebhook", url=receiver.url, max_connections=1)
    chat.send("viens")
    chat.send("divi")
    other.send("cits")
    await sandbox.wait_for(lambda: not chat.bot.updates.pending)
    assert receiver.texts == ["viens", "cits", "viens", "divi"]
    assert receiver.most_at_once == 1


async def test_no_more_posts_at_once_than_the_bot_allows(
    api: Api, sandbox: Sandbox, receiver: Receiver, bot: Bot
) -> None:
    receiver.held = asyncio.Event()
    await api.ok("setWebhook", url=receiver.url, max_connections=2)
    for number in range(5):
        sandbox.add_user(f"Persona {number}").chat_with(bot).start()
    await receiver.until(lambda: receiver.at_once == 2)
    assert (await api.ok("getWebhookInfo"))["pending_update_count"] == 5
    receiver.held.set()
    await sandbox.wait_for(lambda: not bot.updates.pending)
    assert (len(receiver.got), receiver.most_at_once) == (5, 2)


async def test_a_redirection_is_no_answer(api: Api, chat: PrivateChat, sandbox: Sandbox, receiver: Receiver) -> None:
    sandbox.webhook_retry_seconds = 0.001
    receiver.statuses = [307]
    await api.ok("setWebhook", url=receiver.url)
    chat.start()
    await sandbox.wait_for(lambda: not chat.bot.updates.pending)
    assert receiver.texts == ["/start", "/start"]
    info = await api.ok("getWebhookInfo")
    assert info["last_error_message"] == "Wrong response from the webhook: 307 Temporary Redirect"


async def test_what_is_dropped_is_not_repeated(
    api: Api, chat: PrivateChat, sandbox: Sandbox, receiver: Receiver
) -> None:
    sandbox.webhook_retry_seconds = 0.001
    receiver.statuses = [500] * 3
    await api.ok("setWebhook", url=receiver.url)
    chat.start()
    await receiver.until(lambda: len(receiver.got) == 2)
    await api.ok("setWebhook", url=receiver.url, drop_pending_updates=True)
    chat.send("viens")
    await sandbox.wait_for(lambda: "viens" in receiver.texts and not chat.bot.updates.pending)
    assert receiver.texts.count("/start") < 4


async def test_an_answer_may_be_lost(api: Api, chat: PrivateChat, sandbox: Sandbox, receiver: Receiver) -> None:
    """Then the bot gets again what it took already; a post that is cut before did not reach it."""
    sandbox.webhook_retry_seconds = 0.001
    sandbox.faults.add(Fault("cut", "webhook", when="after"), Fault("answer", "webhook"), Fault("refuse", "webhook"))
    await api.ok("setWebhook", url=receiver.url)
    chat.start()
    await sandbox.wait_for(lambda: not chat.bot.updates.pending)
    assert receiver.texts == ["/start", "/start"]
    assert sorted((one.fault.kind, one.took_effect) for one in sandbox.faults.log) == [
        ("answer", False),
        ("cut", True),
        ("refuse", False),
    ]


async def test_setting_the_same_webhook_again_disturbs_nothing(
    api: Api, chat: PrivateChat, sandbox: Sandbox, receiver: Receiver
) -> None:
    receiver.held = asyncio.Event()
    await api.ok("setWebhook", url=receiver.url)
    chat.start()
    await receiver.until(lambda: receiver.got)
    await api.ok("setWebhook", url=receiver.url)
    receiver.held.set()
    await sandbox.wait_for(lambda: not chat.bot.updates.pending)
    assert receiver.texts == ["/start"]


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
    code, description = await api.refused("setWebhook", url="https://example.org:8080/")
    assert (code, "ports 80, 88, 443 or 8443" in description) == (400, True)
    code, _ = await api.refused("setWebhook", url="https://example.org/", secret_token="ā")
    assert code == 400
