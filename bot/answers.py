"""The short notice on top with which a pressed button is answered: once, from memory, after the commit.

Whoever presses while that takes long (the database is away, much is to be done) is told to wait. Errors are ignored: a
button stops spinning by itself, and what it does does not hang on its answer.
"""

import asyncio
import json
from contextlib import suppress

from bot.delivery.api import NO_ANSWER, TelegramApi
from bot.delivery.courier import Courier
from bot.delivery.meaning import judge
from bot.router import CallbackAnswer
from bot.texts import texts_for
from storage.inbox import RawUpdate

PATIENCE = 5.0
"""Seconds after which a button that was pressed is answered, whatever becomes of it."""
REMEMBERED = 10_000
"""Queries whose answers are remembered: Telegram may hand over the same press again, and forgets it in minutes."""


class ButtonAnswers:
    """Answers each pressed button once."""

    def __init__(self, api: TelegramApi, courier: Courier, language: str) -> None:
        self._api = api
        self._courier = courier
        self._language = language
        self.patience = PATIENCE
        """Seconds for which those wait who press from now on."""
        self._waiting: dict[str, asyncio.TimerHandle] = {}
        self._answered: dict[str, None] = {}
        self._tasks: set[asyncio.Task[None]] = set()

    def received(self, raw: RawUpdate) -> None:
        """An update came, not stored yet: if a button was pressed, its answer is due in five seconds."""
        query = json.loads(raw.body).get("callback_query") if '"callback_query"' in raw.body else None
        if not isinstance(query, dict) or not isinstance(query_id := query.get("id"), str):
            return
        if query_id in self._waiting or query_id in self._answered:
            return
        # Whose button it is and which language they chose is known to the database alone, which may be what is slow.
        who = query.get("from")
        code = who.get("language_code") if isinstance(who, dict) else None
        texts = texts_for("en" if str(code).startswith("en") else self._language)
        moment = CallbackAnswer(query_id, texts.plain("One moment…"))
        self._waiting[query_id] = asyncio.get_running_loop().call_later(self.patience, self.answer, moment)

    def answer(self, answer: CallbackAnswer) -> None:
        """Give the answer, unless the query has one already."""
        if timer := self._waiting.pop(answer.query_id, None):
            timer.cancel()
        if answer.query_id in self._answered:
            return
        self._answered[answer.query_id] = None
        if len(self._answered) > REMEMBERED:
            del self._answered[next(iter(self._answered))]
        task = asyncio.create_task(self._send(answer))
        self._tasks.add(task)
        task.add_done_callback(self._tasks.discard)

    async def stop(self) -> None:
        """Answer nothing more; what is on the wire is left to its fate."""
        for timer in self._waiting.values():
            timer.cancel()
        for task in self._tasks:
            task.cancel()
        await asyncio.gather(*self._tasks, return_exceptions=True)

    async def _send(self, answer: CallbackAnswer) -> None:
        """No limit of these requests' own is known; but a silence that Telegram wants is meant for them too."""
        parameters: dict[str, object] = {"callback_query_id": answer.query_id}
        if answer.text:
            parameters |= {"text": answer.text[:200], "show_alert": len(answer.text) > 60}
        await asyncio.sleep(self._courier.silent_for)
        with suppress(*NO_ANSWER):
            verdict = judge(*await self._api.post("answerCallbackQuery", parameters))
            if verdict.retry_after is not None:
                self._courier.halt(verdict.retry_after, too_many=verdict.too_many)
