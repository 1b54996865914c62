"""The phones of a storm: what a person does, and what they wait to see before they go on."""

import asyncio
import re
from collections.abc import Awaitable, Callable, Iterator, Sequence
from itertools import islice
from typing import Any

from bot.sandbox import PrivateChat, Sandbox
from tests.journeys.person import seen

Message = dict[str, Any]
PATIENCE = 180.0
"""Seconds after which what does not come is held to be lost: many times the longest pause of a storm."""
_Waiter = tuple[Callable[[Message], Any], "asyncio.Future[Any]"]


class NeverCameError(AssertionError):
    """What had to be shown was not."""


class Phones:
    """Tells every phone of what is new on it (asking all of them at every change would take the machine's time)."""

    def __init__(self, sandbox: Sandbox) -> None:
        self._by_room: dict[str, Phone] = {}
        sandbox.listen(self._happened)

    def add(self, chat: PrivateChat, name: str, library: str) -> "Phone":
        """A member's phone."""
        phone = self._by_room[chat.room.key] = Phone(chat, name, library)
        return phone

    def __iter__(self) -> Iterator["Phone"]:
        return iter(self._by_room.values())

    def _happened(self, event: dict[str, Any]) -> None:
        phone = self._by_room.get(event["room"] or "")
        if phone is not None and event["type"] == "message":
            phone.shows(event["message"])


class Phone:
    """One member's phone. ``busy`` is held over what takes several steps: nobody fills in two forms at once."""

    def __init__(self, chat: PrivateChat, name: str, library: str) -> None:
        self.chat = chat
        self.name = name
        self.library = library
        self.busy = asyncio.Lock()
        self._waiting: list[_Waiter] = []

    @property
    def id(self) -> int:
        return self.chat.user.id

    def shows(self, message: Message) -> None:
        """A message is new, or was changed."""
        for item in tuple(self._waiting):
            condition, future = item
            if not future.done() and (found := condition(message)):
                future.set_result(found)

    async def sees(
        self,
        *patterns: str,
        reply_to: Sequence[int] = (),
        after: Message | None = None,
        new: Callable[[str], bool] | None = None,
        patience: float = PATIENCE,
    ) -> tuple[Message, re.Match[str]]:
        """Wait until a message of the bot's says all this (newest first); the message and the last pattern's match.

        ``reply_to``: it has to stand as a reply to one of these, ``after``: below this one; ``new``: what the pattern's
        first group has to be.
        """
        compiled = [re.compile(pattern, re.MULTILINE) for pattern in patterns]

        def fits(message: Message) -> tuple[Message, re.Match[str]] | None:
            if not message["from"]["is_bot"] or (reply_to and replied(message) not in reply_to):
                return None
            if after is not None and message["message_id"] < after["message_id"]:
                return None
            text = visible(message)
            match = None
            for pattern in compiled:
                if (match := pattern.search(text)) is None:
                    return None
            return (message, match) if match is not None and (new is None or new(match[1])) else None

        for message in reversed(self.chat.messages):
            if found := fits(message):
                return found
        future: asyncio.Future[tuple[Message, re.Match[str]]] = asyncio.get_running_loop().create_future()
        item = (fits, future)
        self._waiting.append(item)
        try:
            return await asyncio.wait_for(future, patience)
        except TimeoutError:
            shown = "\n---\n".join(visible(one) for one in self.chat.messages[-12:])
            raise NeverCameError(
                f"{self.name} never saw {patterns} {reply_to or after or ''}; the last messages:\n{shown}"
            ) from None
        finally:
            self._waiting.remove(item)

    async def presses(
        self,
        label: str,
        *patterns: str,
        reply_to: Sequence[int] = (),
        after: Message | None = None,
        twice: bool = False,
    ) -> None:
        """Press this button of the newest message that says this, as soon as there is one; ``twice``: a double tap."""
        message, _ = await self.sees(*patterns, rf"\[{re.escape(label)}\]", reply_to=reply_to, after=after)
        rows = message["reply_markup"]["inline_keyboard"]
        button = next(button for row in rows for button in row if button["text"] == label)
        for _ in range(1 + twice):
            self.chat.room.sandbox.queries.press(self.chat, message, button)

    def blocks(self) -> Callable[[], Awaitable[None]]:
        """Block the bot; what is returned waits until the bot has been refused for it."""
        sandbox = self.chat.room.sandbox
        before = len(sandbox.requests)
        self.chat.block()

        def refused() -> bool:
            since = islice(reversed(sandbox.requests), len(sandbox.requests) - before)
            return any(
                one.params.get("chat_id") == self.id and (one.answer or {}).get("error_code") == 403 for one in since
            )

        async def is_refused() -> None:
            try:
                await sandbox.wait_for(refused, PATIENCE)
            except TimeoutError:
                raise NeverCameError(f"nothing was sent to {self.name}, who has blocked the bot") from None

        return is_refused


def replied(message: Message) -> int | None:
    """The message to which this one is a reply."""
    target: int | None = message.get("reply_to_message", {}).get("message_id")
    return target


def visible(message: Message) -> str:
    """What a person sees of a message; files are told apart."""
    return " ".join([seen(message), *(f"<{file}>" for file in files_of(message))])


def files_of(message: Message) -> list[str]:
    """The ids of the files of a message."""
    found = [message["photo"][-1]] if "photo" in message else []
    found += [message[kind] for kind in ("document", "voice") if kind in message]
    return [str(one["file_id"]) for one in found]
