"""The chat of one person with one bot."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING, Final

from bot.sandbox.errors import Json, forbidden
from bot.sandbox.rooms import Room
from bot.sandbox.seat import Seat

if TYPE_CHECKING:
    from bot.sandbox.people import Bot, User
    from bot.sandbox.sandbox import Sandbox

_PAYLOAD: Final = re.compile(r"[A-Za-z0-9_-]{0,64}")


class PrivateRoom(Room):
    """Where a person and a bot write. The bot names it by the person's id."""

    is_private = True

    def __init__(self, sandbox: Sandbox, user: User, bot: Bot) -> None:
        super().__init__(sandbox, f"private:{bot.id}:{user.id}")
        self.user = user
        self.bot = bot
        self.started = False
        self.blocked = False

    @property
    def id(self) -> int:
        return self.user.id

    def chat(self) -> Json:
        found: Json = {"id": self.user.id, "first_name": self.user.first_name, "type": "private"}
        for key in ("last_name", "username"):
            if value := getattr(self.user, key):
                found[key] = value
        return found

    def readers(self, message: Json) -> list[Bot]:
        del message
        return [] if self.blocked else [self.bot]

    def welcome(self, user: User) -> None:
        del user
        if self.blocked:
            raise RuntimeError("the app of somebody who blocked the bot offers only to unblock it")
        if not self.started:
            raise RuntimeError("before Start the app offers nothing else: call start()")

    def watchers(self) -> list[Bot]:
        return [] if self.blocked else [self.bot]

    def admit(self, bot: Bot) -> None:
        del bot
        if self.user.deactivated:
            raise forbidden("user is deactivated")
        if self.blocked:
            raise forbidden("bot was blocked by the user")
        if not self.started:
            raise forbidden("bot can't initiate conversation with a user")


class PrivateChat(Seat):
    """A person's side of the chat with a bot."""

    def __init__(self, user: User, room: PrivateRoom) -> None:
        super().__init__(user, room)
        self.private = room

    @property
    def bot(self) -> Bot:
        """The bot on the other side."""
        return self.private.bot

    @property
    def started(self) -> bool:
        """Whether Start was ever pressed."""
        return self.private.started

    @property
    def blocked(self) -> bool:
        """Whether the person has blocked the bot."""
        return self.private.blocked

    @property
    def answers(self) -> list[Json]:
        """The answers to pressed buttons that were shown, oldest first: text, show_alert, url, callback_query_id."""
        return self.room.sandbox.queries.shown(self)

    @property
    def commands(self) -> list[Json]:
        """The "/" list that the person's app shows."""
        return self.room.sandbox.commands_for(self.bot, self.room, self.user)

    def start(self, payload: str = "") -> Json:
        """Press Start, or follow a link with a payload; unblocks. Return the message "/start …".

        ValueError if a link could not carry the payload (64 characters of A-Za-z0-9_-).
        """
        if not _PAYLOAD.fullmatch(payload):
            raise ValueError("a start payload has up to 64 characters of A-Z, a-z, 0-9, _ and -")
        if self.private.blocked:
            self.unblock()
        if not self.private.started:
            self.private.started = True
            self._publish()
        return self.send(f"/start {payload}" if payload else "/start")

    def block(self) -> None:
        """Block the bot, which is told by my_chat_member."""
        self._change("member", "kicked")
        self.private.blocked = True
        self._publish()

    def unblock(self) -> None:
        """Unblock the bot, which is told by my_chat_member."""
        self.private.blocked = False
        self._change("kicked", "member")
        self._publish()

    def _change(self, old: str, new: str) -> None:
        def status(name: str) -> Json:
            found: Json = {"user": self.bot.as_json(), "status": name}
            return found | {"until_date": 0} if name == "kicked" else found

        self.bot.updates.put(
            "my_chat_member",
            {
                "chat": self.room.chat(),
                "from": self.user.as_json(),
                "date": int(self.room.sandbox.clock.unix()),
                "old_chat_member": status(old),
                "new_chat_member": status(new),
            },
        )

    def _publish(self) -> None:
        self.room.sandbox.publish("state", self.room, blocked=self.blocked, started=self.started)
