"""Telegram is told where to post, and that it stays so is looked after."""

import asyncio
from collections.abc import AsyncIterator

import pytest

from bot.delivery.api import TelegramApi
from bot.inbox import ALLOWED_UPDATES, PolledElsewhereError, TokenRefusedError
from bot.sandbox import Bot, Fault, Sandbox
from bot.web import keeper
from bot.web.keeper import CONNECTIONS, WebhookKeeper, WebhookRefusedError
from bot.web.webhook import Hook

TOKEN = "1:local"
OURS = Hook("http://127.0.0.1:9/telegram", "s3cret")
THEIRS = {"url": "http://127.0.0.1:9/other", "max_connections": 1}


class Place:
    """The local Telegram with one bot, and who keeps its webhook; nobody listens there."""

    def __init__(self, sandbox: Sandbox, api: TelegramApi) -> None:
        self.sandbox = sandbox
        self.api = api
        self.waiting: list[int] = []
        self.keeper = WebhookKeeper(api, OURS, self.waiting.append)

    @property
    def bot(self) -> Bot:
        return self.sandbox.bots[TOKEN]

    def asked(self, method: str) -> int:
        """How often."""
        return sum(one.method == method for one in self.sandbox.requests)


@pytest.fixture
async def place(monkeypatch: pytest.MonkeyPatch) -> AsyncIterator[Place]:
    """Where a minute between two looks passes at once."""
    monkeypatch.setattr(keeper, "LOOK_SECONDS", 0)
    sandbox = Sandbox(frozen=True)
    sandbox.add_bot(TOKEN, username="plaukts_bot", name="Plaukts")
    async with sandbox.serving() as url, TelegramApi(url, TOKEN) as api:
        yield Place(sandbox, api)


async def test_the_webhook_is_set_and_loses_nothing(place: Place) -> None:
    place.sandbox.add_user("Bibliotekāre").chat_with(place.bot).start()
    await place.keeper.set()
    assert (place.bot.webhook["url"], place.bot.webhook["secret_token"]) == (OURS.url, OURS.secret)
    assert place.bot.webhook["max_connections"] == CONNECTIONS
    assert place.bot.updates.allowed == frozenset(ALLOWED_UPDATES)
    assert len(place.bot.updates.pending) == 1
    assert OURS.secret not in repr(OURS)


async def test_an_address_that_telegram_does_not_take(place: Place) -> None:
    refused = WebhookKeeper(place.api, Hook("https://example.lv:8080/", "s3cret"), place.waiting.append)
    with pytest.raises(WebhookRefusedError, match="80, 88, 443 or 8443"):
        await refused.set()


async def test_what_somebody_else_has_changed_is_set_again(place: Place) -> None:
    await place.keeper.set()
    await place.sandbox.set_webhook(place.bot, {})
    looking = asyncio.create_task(place.keeper.run())
    await place.sandbox.wait_for(lambda: place.bot.webhook.get("url") == OURS.url)
    await place.sandbox.set_webhook(place.bot, THEIRS)
    await place.sandbox.wait_for(lambda: place.bot.webhook.get("url") == OURS.url)
    looking.cancel()
    assert place.waiting
    assert set(place.waiting) == {0}


async def test_who_does_not_give_way_has_the_token(place: Place) -> None:
    await place.keeper.set()
    await place.sandbox.set_webhook(place.bot, THEIRS)
    place.sandbox.faults.add(Fault("answer", "setWebhook", times=None))
    with pytest.raises(PolledElsewhereError):
        await asyncio.wait_for(place.keeper.run(), 5)
    assert place.asked("getWebhookInfo") == keeper.MOST_TAKEN_AWAY


async def test_a_token_that_was_taken_back(place: Place) -> None:
    await place.keeper.set()
    del place.sandbox.bots[TOKEN]
    with pytest.raises(TokenRefusedError):
        await asyncio.wait_for(place.keeper.run(), 5)


async def test_a_telegram_that_is_away_for_a_moment_is_waited_for(place: Place) -> None:
    await place.keeper.set()
    place.sandbox.faults.add(Fault("refuse", "getWebhookInfo"), Fault("answer", "getWebhookInfo", code=502))
    looking = asyncio.create_task(place.keeper.run())
    await place.sandbox.wait_for(lambda: place.asked("getWebhookInfo") > 3)
    assert not looking.done()
    looking.cancel()
