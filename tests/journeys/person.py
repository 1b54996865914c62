"""Somebody with a phone: what they do, and what they are shown for it."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any, cast

from bot.sandbox import Group, PrivateChat

if TYPE_CHECKING:
    from tests.journeys.world import World

Message = dict[str, Any]
Pair = tuple[str, str | tuple[str, ...]]
"""What is said → the words that are in what is answered, one string or several."""


@dataclass(frozen=True)
class Answer:
    """Everything that one act made the bot show to the one who acted."""

    new: list[Message]
    changed: list[Message]
    gone: list[Message]
    toast: str | None
    """What popped up over the chat after a button."""

    def __str__(self) -> str:
        shown = [f"({self.toast})"] if self.toast else []
        return "\n".join([*shown, *(seen(message) for message in (*self.changed, *self.new))])

    def __contains__(self, words: str) -> bool:
        return words in str(self)


class Person:
    """One phone."""

    def __init__(self, world: World, chat: PrivateChat) -> None:
        self.world = world
        self.chat = chat

    def there(self, group: Group) -> Person:
        """The same person in a group: what they say there, and what the bot says there to all."""
        return Person(self.world, cast(PrivateChat, self.chat.user.chat_with(group)))  # without what only it can do

    async def talk(self, *pairs: Pair) -> Answer:
        """Say one thing after the other and be answered so each time, with one message at most.

        ``[Label]`` presses the button whose label begins so, of the newest message that has one; everything else is
        typed. The answer is what was shown anew or changed, with its buttons as ``[Label]``, and what popped up as
        ``(words)``.
        """
        answer = Answer([], [], [], None)
        for said, answered in pairs:
            is_button = said.startswith("[") and said.endswith("]")
            answer = await (self.press(said[1:-1]) if is_button else self.say(said))
            for words in (answered,) if isinstance(answered, str) else answered:
                assert words in answer, f"{said!r} was answered: {answer}"
            assert len(answer.new) <= 1, f"{said!r} was answered with several messages: {answer}"
        return answer

    async def start(self, code: str = "") -> Answer:
        """Follow a link with a code, or press Start."""
        return await self.do(lambda: self.chat.start(code))

    async def say(self, text: str, **how: Any) -> Answer:
        """Send a text."""
        return await self.do(lambda: self.chat.send(text, **how))

    async def reply(self, words: str, text: str) -> Answer:
        """Reply to the newest message that says ``words``."""
        return await self.say(text, reply_to=self.message(words))

    async def tap(self, key: str) -> Answer:
        """Press a key of the menu."""
        return await self.do(lambda: self.chat.press_reply_key(key))

    async def press(self, label: str, message: Message | None = None) -> Answer:
        """Press a button of this message as it was then, or of the newest one that has it."""
        target = message or self.with_button(label)
        full = next(text for text in buttons(target) if text.startswith(label))
        data = next(b["callback_data"] for b in _buttons(target) if b["text"] == full)
        return await self.send_data(data, target)

    async def send_data(self, data: str, message: Message) -> Answer:
        """Send a button's data as an app does, also one that the message does not have (any more)."""
        queries = self.world.sandbox.queries
        query = ""

        def act() -> None:
            nonlocal query
            query = queries.press(self.chat, message, {"text": "", "callback_data": data})

        answer = await self.do(act)
        shown = await self.world.sandbox.wait_for(lambda: queries.answer_to(query))
        return Answer(answer.new, answer.changed, answer.gone, shown.get("text"))

    async def send_all(self, data: Sequence[str], message: Message) -> list[str]:
        """Send several buttons' data at once, as a hasty finger does; what popped up for each."""
        queries = self.world.sandbox.queries
        sent = [queries.press(self.chat, message, {"text": "", "callback_data": one}) for one in data]
        await self.world.sandbox.wait_for(lambda: all(queries.answer_to(one) for one in sent))
        await self.world.settled()
        return [(queries.answer_to(one) or {}).get("text", "") for one in sent]

    async def do(self, act: Callable[[], object]) -> Answer:
        """Act, and wait until the bot has dealt with it and nothing is under way."""
        before = self._shown()
        act()
        await self.world.settled()
        after = self._shown()
        return Answer(
            new=[after[key] for key in after if key not in before],
            changed=[after[key] for key in after if key in before and seen(after[key]) != seen(before[key])],
            gone=[before[key] for key in before if key not in after],
            toast=None,
        )

    @property
    def shown(self) -> list[str]:
        """What the bot's messages say now, with their buttons, oldest first."""
        return [seen(message) for message in self._shown().values()]

    @property
    def last(self) -> Message:
        """The newest message of the bot."""
        return list(self._shown().values())[-1]

    @property
    def menu(self) -> list[str]:
        """The keys of the menu."""
        return [key["text"] for row in (self.chat.keyboard or {}).get("keyboard", ()) for key in row]

    @property
    def commands(self) -> set[str]:
        """The names in the ``/`` list."""
        return {command["command"] for command in self.chat.commands}

    def message(self, words: str) -> Message:
        """The newest message of the chat, anybody's, that says this."""
        found = [one for one in self.chat.messages if words in seen(one)]
        assert found, f"nothing says {words!r}: {self.shown}"
        return found[-1]

    def with_button(self, label: str) -> Message:
        """The newest message with a button whose label begins so."""
        found = [one for one in self._shown().values() if any(text.startswith(label) for text in buttons(one))]
        assert found, f"no button {label!r}: {self.shown[-3:]}"
        return found[-1]

    def file(self, name: str) -> bytes:
        """The content of the newest document of this name."""
        found = [one["document"] for one in self._shown().values() if one.get("document", {}).get("file_name") == name]
        assert found, f"no file {name}"
        stored = self.world.sandbox.files.get(found[-1]["file_id"])
        assert stored is not None
        return stored.data

    def _shown(self) -> dict[int, Message]:
        return {one["message_id"]: one for one in self.chat.messages if one["from"]["is_bot"]}


def text_of(message: Message) -> str:
    """What a message says."""
    return str(message.get("text") or message.get("caption") or "")


def buttons(message: Message) -> list[str]:
    """The labels of the buttons under a message."""
    return [button["text"] for button in _buttons(message)]


def seen(message: Message) -> str:
    """What a person sees of a message."""
    kinds = [kind for kind in ("photo", "document", "voice", "video", "sticker") if kind in message]
    return " ".join([text_of(message), *(f"<{kind}>" for kind in kinds), *(f"[{one}]" for one in buttons(message))])


def _buttons(message: Message) -> list[dict[str, Any]]:
    return [button for row in (message.get("reply_markup") or {}).get("inline_keyboard", []) for button in row]
