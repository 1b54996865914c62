"""Webhooks: updates posted to the bot's own address, repeated until it says 2xx.

Source: https://core.telegram.org/bots/api#setwebhook
"""

from __future__ import annotations

import asyncio
from collections.abc import Awaitable, Callable
from typing import TYPE_CHECKING, Final

import aiohttp

from bot.sandbox.errors import Json
from bot.sandbox.faults import Fault, Injected

if TYPE_CHECKING:
    from bot.sandbox.people import Bot
    from bot.sandbox.sandbox import Sandbox

_PLACES: Final = ("message", "edited_message", "my_chat_member", "chat_member", "message_reaction")
_ANSWER_SECONDS: Final = 60
_METHOD: Final = "webhook"
_WRONG: Final = "Wrong response from the webhook"


class Webhook:
    """Delivers one bot's updates while its webhook is set: one chat's in order, different chats side by side.

    An update that the bot does not take is offered again after a growing pause, which holds up its own chat only.
    Faults strike a post under the method name "webhook"; "after" means that the bot took it and its answer was lost.
    """

    def __init__(self, sandbox: Sandbox, bot: Bot, execute: Callable[[Json], Awaitable[None]]) -> None:
        self._sandbox = sandbox
        self._bot = bot
        self._execute = execute
        self._busy: set[int] = set()
        self._tasks: set[asyncio.Task[None]] = set()
        self._connections = asyncio.Semaphore(bot.webhook["max_connections"])
        self._session = aiohttp.ClientSession(timeout=aiohttp.ClientTimeout(total=_ANSWER_SECONDS))
        bot.updates.on_put = self.look

    def look(self) -> None:
        """Begin the delivery of everything that can go now."""
        for update in self._bot.updates.pending:
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
        while update in self._bot.updates.pending:  # it may have been dropped, or have grown too old
            async with self._connections:
                problem = await self._post(chat, update)
            if problem is None:
                self._bot.updates.done(update["update_id"])
                break
            self._bot.webhook["last_error_date"] = int(self._sandbox.clock.unix())
            self._bot.webhook["last_error_message"] = problem
            self._sandbox.changed()
            await asyncio.sleep(pause)
            pause = min(2 * pause, 100 * self._sandbox.webhook_retry_seconds)
        self._busy.discard(chat)
        self._sandbox.changed()

    async def _post(self, chat: int, update: Json) -> str | None:
        """Offer the update once; what went wrong, nothing if the bot took it."""
        faults = self._sandbox.faults
        if refusal := faults.refusing(_METHOD):
            self._record(refusal, chat, False)
            return "Connection refused"
        striking = faults.striking(_METHOD, chat)
        if spoilt := await self._strike(striking, "before", chat, False):
            return spoilt
        problem = await self._offer(update)
        return await self._strike(striking, "after", chat, problem is None) or problem

    async def _strike(self, faults: list[Fault], when: str, chat: int, took_effect: bool) -> str | None:
        for fault in faults:
            if fault.when != when:
                continue
            self._record(fault, chat, took_effect)
            if fault.kind == "answer":
                return f"{_WRONG}: {fault.code} {fault.description}"
            if fault.kind != "delay":
                return "Connection reset by peer"
            await asyncio.sleep(fault.seconds)
        return None

    def _record(self, fault: Fault, chat: int, took_effect: bool) -> None:
        self._sandbox.faults.record(Injected(fault, _METHOD, chat, took_effect, self._sandbox.clock.unix()))

    async def _offer(self, update: Json) -> str | None:
        hook = self._bot.webhook
        headers = {"X-Telegram-Bot-Api-Secret-Token": hook["secret_token"]} if hook.get("secret_token") else {}
        try:
            async with self._session.post(hook["url"], json=update, headers=headers, allow_redirects=False) as response:
                if not 200 <= response.status < 300:
                    return f"{_WRONG}: {response.status} {response.reason}"
                body = await response.read()
                if b'"method"' in body:
                    await self._execute(await response.json(content_type=None))
        except TimeoutError:
            return "Read timeout expired"
        except aiohttp.ClientError:
            return "Connection failed"
        return None

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
