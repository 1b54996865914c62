"""Webhooks: updates posted to the bot's own address, repeated until it says 2xx.

Source: https://core.telegram.org/bots/api#setwebhook
"""

from __future__ import annotations

import asyncio
from collections.abc import Awaitable, Callable
from typing import TYPE_CHECKING, Final

import aiohttp

from bot.sandbox.errors import Json

if TYPE_CHECKING:
    from bot.sandbox.people import Bot
    from bot.sandbox.sandbox import Sandbox

_PLACES: Final = ("message", "edited_message", "my_chat_member", "chat_member", "message_reaction")
_ANSWER_SECONDS: Final = 60


class Webhook:
    """Delivers one bot's updates while its webhook is set: one chat's in order, different chats side by side."""

    def __init__(self, sandbox: Sandbox, bot: Bot, execute: Callable[[Json], Awaitable[None]]) -> None:
        self._sandbox = sandbox
        self._bot = bot
        self._execute = execute
        self._busy: set[int] = set()
        self._tasks: set[asyncio.Task[None]] = set()
        self._session = aiohttp.ClientSession(timeout=aiohttp.ClientTimeout(total=_ANSWER_SECONDS))
        bot.updates.on_put = self.look

    def look(self) -> None:
        """Begin the delivery of everything that can go now."""
        hook = self._bot.webhook
        for update in self._bot.updates.pending:
            if len(self._tasks) >= hook["max_connections"]:
                return
            chat = _chat_of(update)
            if chat not in self._busy:
                self._busy.add(chat)
                task = asyncio.get_running_loop().create_task(self._deliver(chat, update))
                self._tasks.add(task)
                task.add_done_callback(self._finished)

    def _finished(self, task: asyncio.Task[None]) -> None:
        self._tasks.discard(task)
        if not task.cancelled() and self._bot.updates.on_put is not None:
            self.look()

    async def _deliver(self, chat: int, update: Json) -> None:
        pause = self._sandbox.webhook_retry_seconds
        while not await self._post(update):
            self._sandbox.changed()
            await asyncio.sleep(pause)
            pause = min(2 * pause, 100 * self._sandbox.webhook_retry_seconds)
        self._bot.updates.done(update["update_id"])
        self._busy.discard(chat)
        self._sandbox.changed()

    async def _post(self, update: Json) -> bool:
        """Offer the update once; whether the bot took it."""
        hook = self._bot.webhook
        headers = {"X-Telegram-Bot-Api-Secret-Token": hook["secret_token"]} if hook.get("secret_token") else {}
        try:
            async with self._session.post(hook["url"], json=update, headers=headers) as response:
                if 200 <= response.status < 300:
                    body = await response.read()
                    if b'"method"' in body:
                        await self._execute(await response.json(content_type=None))
                    return True
                problem = f"Wrong response from the webhook: {response.status} {response.reason}"
        except TimeoutError:
            problem = "Read timeout expired"
        except aiohttp.ClientError:
            problem = "Connection failed"
        hook["last_error_date"] = int(self._sandbox.clock.unix())
        hook["last_error_message"] = problem
        return False

    async def close(self) -> None:
        """Deliver nothing any more."""
        self._bot.updates.on_put = None
        tasks = tuple(self._tasks)
        for task in tasks:
            task.cancel()
        await asyncio.gather(*tasks, return_exceptions=True)
        await self._session.close()


def _chat_of(update: Json) -> int:
    for place in _PLACES:
        if place in update:
            return int(update[place]["chat"]["id"])
    query = update.get("callback_query")
    return int(query["message"]["chat"]["id"]) if query else 0
