"""Who takes part: persons and bots."""

from __future__ import annotations

from typing import TYPE_CHECKING, overload

from bot.sandbox.errors import Json
from bot.sandbox.limits import Pace
from bot.sandbox.updates import UpdateQueue

if TYPE_CHECKING:
    from bot.sandbox.groups import Group
    from bot.sandbox.private import PrivateChat
    from bot.sandbox.sandbox import Sandbox
    from bot.sandbox.seat import Seat


class User:
    """A person with a Telegram account. `hides_forwards`: forwarded messages name no account, only a name."""

    def __init__(
        self,
        sandbox: Sandbox,
        user_id: int,
        *,
        first_name: str,
        last_name: str | None,
        username: str | None,
        language_code: str | None,
    ) -> None:
        self._sandbox = sandbox
        self.id = user_id
        self.first_name = first_name
        self.last_name = last_name
        self.username = username
        self.language_code = language_code
        self.deactivated = False
        self.hides_forwards = False

    @property
    def full_name(self) -> str:
        """First and last name."""
        return f"{self.first_name} {self.last_name}" if self.last_name else self.first_name

    def as_json(self) -> Json:
        """The Bot API's User."""
        found: Json = {"id": self.id, "is_bot": False, "first_name": self.first_name}
        for key in ("last_name", "username", "language_code"):
            if value := getattr(self, key):
                found[key] = value
        return found

    @overload
    def chat_with(self, other: Bot) -> PrivateChat: ...
    @overload
    def chat_with(self, other: Group) -> Seat: ...
    def chat_with(self, other: Bot | Group) -> PrivateChat | Seat:
        """This person's side of the chat with a bot or in a group."""
        return self._sandbox.private(self, other) if isinstance(other, Bot) else other.seat(self)

    def deactivate(self) -> None:
        """Delete the account: bots get 403 from now on."""
        self.deactivated = True
        self._sandbox.changed()


class Bot:
    """A bot as its makers set it up; the setMy… methods change it."""

    def __init__(self, sandbox: Sandbox, token: str, username: str, name: str, *, sees_all: bool) -> None:
        self._sandbox = sandbox
        self.token = token
        self.id = int(token.partition(":")[0])
        self.username = username
        self.names: dict[str, str] = {"": name}
        self.descriptions: dict[str, str] = {}
        self.short_descriptions: dict[str, str] = {}
        self.commands: dict[tuple[str, str], list[Json]] = {}
        """By scope, as a JSON text with sorted keys, and language."""
        self.menu_buttons: dict[int | None, Json] = {}
        self.sees_all = sees_all
        """Privacy mode is off: the bot gets every message of its groups."""
        self.updates = UpdateQueue(sandbox.clock, sandbox.changed)
        self.pace = Pace(sandbox.limits)
        self.webhook: Json = {}
        self.user: Json = {"id": self.id, "is_bot": True, "first_name": name, "username": username}

    @property
    def name(self) -> str:
        """The name that people see."""
        return self.names[""]

    def as_json(self) -> Json:
        """The Bot API's User."""
        return self.user

    def rename(self) -> None:
        """Take over a changed name."""
        self.user = {**self.user, "first_name": self.name}

    def as_me(self) -> Json:
        """What getMe returns."""
        return {
            **self.user,
            "can_join_groups": True,
            "can_read_all_group_messages": self.sees_all,
            "supports_inline_queries": False,
            "can_connect_to_business": False,
            "has_main_web_app": False,
        }
