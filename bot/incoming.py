"""Telegram's updates as the JSON that they are: of what kind, from whom, in which chat.

Read by plain look-ups: a unit of work needs a handful of a message's hundred fields, and to make objects of them all
(python-telegram-bot's) took a fifth of its time. What is malformed raises KeyError, TypeError or AttributeError.
"""

import json
from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

Json = Mapping[str, Any]

MESSAGE, EDITED, PRESSED, MEMBERSHIP = "message", "edited_message", "callback_query", "my_chat_member"
KINDS = (MESSAGE, EDITED, PRESSED, MEMBERSHIP)
"""The kinds of updates that are handled (https://core.telegram.org/bots/api#update)."""

PRIVATE = "private"
GONE = "kicked"
"""A bot's status in a private chat whose person has blocked it."""

_SERVICE = ("pinned_message", "new_chat_members", "left_chat_member")


@dataclass(frozen=True)
class Incoming:
    """One update that a person caused."""

    update_id: int
    kind: str
    content: Json
    """What is updated: the message, the pressed button, the membership."""
    user: Json
    chat: Json

    @property
    def message(self) -> Json | None:
        """What the person wrote or edited; nothing for a pressed button."""
        return self.content if self.kind in (MESSAGE, EDITED) else None

    @property
    def full_name(self) -> str:
        return f"{self.user['first_name']} {self.user.get('last_name') or ''}".strip()

    @property
    def private(self) -> bool:
        return bool(self.chat["type"] == PRIVATE)


def incoming(body: str) -> Incoming | None:
    """The update of a stored body; nothing where no person is behind it, or of a kind that we did not ask for."""
    update = json.loads(body)
    kind = next((kind for kind in KINDS if kind in update), None)
    if kind is None:
        return None
    content = update[kind]
    user = content.get("from")
    chat = (content.get("message") or {}).get("chat") if kind == PRESSED else content["chat"]
    if user is None or chat is None or user["is_bot"]:
        return None
    return Incoming(update["update_id"], kind, content, user, chat)


def is_service(message: Json) -> bool:
    """Whether Telegram tells of something that happened in the chat, and nobody wrote."""
    return any(message.get(name) for name in _SERVICE)
