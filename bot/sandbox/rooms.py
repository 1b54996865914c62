"""A place where messages stand: what a private chat and a group have in common.

Messages are plain dictionaries in the Bot API's form. A change makes a new dictionary, so that one that was kept shows
how the message was.
"""

from __future__ import annotations

from abc import ABC, abstractmethod
from typing import TYPE_CHECKING

from bot.sandbox.errors import Json, bad

if TYPE_CHECKING:
    from bot.sandbox.people import Bot, User
    from bot.sandbox.sandbox import Sandbox

_INNER = ("reply_to_message", "quote")


class Room(ABC):
    """Messages by id, the reply keyboard, the pinned messages."""

    is_private = False

    def __init__(self, sandbox: Sandbox, key: str) -> None:
        self.sandbox = sandbox
        self.key = key
        """Names the room on the page: "private:<bot>:<user>" or "group:<number>"."""
        self.stored: dict[int, Json] = {}
        self.fixed: set[int] = set()
        """Ids of bot messages that carried a reply keyboard: Telegram lets nobody edit those."""
        self.pinned: list[int] = []
        self.keyboard: Json | None = None
        """The reply keyboard that stands under the composer, as the bot sent it."""
        self.force_reply: Json | None = None

    @property
    def messages(self) -> list[Json]:
        """Everything that can be seen, oldest first."""
        return list(self.stored.values())

    @property
    @abstractmethod
    def id(self) -> int:
        """The chat_id by which a bot names the room."""

    @abstractmethod
    def chat(self) -> Json:
        """The Bot API's Chat."""

    @abstractmethod
    def welcome(self, user: User) -> None:
        """RuntimeError if this person cannot write here now."""

    @abstractmethod
    def readers(self, message: Json) -> list[Bot]:
        """The bots that are told of a person's message."""

    @abstractmethod
    def admit(self, bot: Bot) -> None:
        """ApiError 403 if the bot may not write here."""

    def watchers(self) -> list[Bot]:
        """The bots that may be told of reactions and of other members' comings and goings."""
        return []

    def thread_of(self, bot: Bot | None, thread_id: int | None) -> Json:
        """The fields that a message in this topic carries; ApiError 400 if there is no such topic."""
        del bot
        if thread_id is not None:
            raise bad("message thread not found")
        return {}

    def seat_thread(self, topic: str | int | None, reply: Json) -> Json:
        """The fields for a person's message in a topic, named or numbered. May complete `reply`."""
        del reply
        if topic is not None:
            raise LookupError("this chat has no topics")
        return {}

    def new_id(self) -> int:
        """The next message_id: in private chats and basic groups they are counted for the whole account."""
        return self.sandbox.next_message_id()

    def find(self, message_id: int) -> Json | None:
        """The message as it now stands."""
        return self.stored.get(message_id)

    def post(self, sender: Json, content: Json, reply: Json | None = None, thread: Json | None = None) -> Json:
        """Add a message. `reply`: reply_to_message and quote; `thread`: from `thread_of`."""
        message: Json = {
            "message_id": self.new_id(),
            "from": sender,
            "chat": self.chat(),
            "date": int(self.sandbox.clock.unix()),
        }
        if thread:
            message.update(thread)
        if reply:
            message.update(reply)
        message.update(content)
        self.stored[message["message_id"]] = message
        self.sandbox.publish("message", self, message=message)
        return message

    def replace(self, message: Json) -> Json:
        """Put a changed message in the place of the one with its id."""
        self.stored[message["message_id"]] = message
        self.sandbox.publish("message", self, message=message)
        return message

    def remove(self, message_id: int) -> None:
        """Delete a message."""
        del self.stored[message_id]
        if message_id in self.pinned:
            self.pinned.remove(message_id)
        self.sandbox.publish("deleted", self, message_id=message_id)

    def reply_to(self, message: Json, quote: Json | None = None) -> Json:
        """The fields of a message that answers this one."""
        reply: Json = {"reply_to_message": {key: value for key, value in message.items() if key not in _INNER}}
        if quote:
            reply["quote"] = quote
        return reply

    def show_keyboard(self, kind: str, markup: Json) -> None:
        """Take over a reply keyboard, its removal, or a forced reply."""
        if kind == "keyboard":
            self.keyboard = markup
        elif kind == "remove_keyboard":
            self.keyboard = None
        self.force_reply = markup if kind == "force_reply" else None
        self.sandbox.publish("keyboard", self, keyboard=self.keyboard, force_reply=self.force_reply)

    def tell(self, kind: str, message: Json) -> None:
        """Give a person's message ("message" or "edited_message") to the bots that may read it."""
        for bot in self.readers(message):
            bot.updates.put(kind, message)
        self.sandbox.changed()
