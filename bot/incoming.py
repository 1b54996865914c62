"""Telegram's updates as the JSON that they are: of what kind, from whom, in which chat.

Read by plain look-ups: a unit of work needs a handful of a message's hundred fields, and to make objects of them all
(python-telegram-bot's) took a fifth of its time. When it comes, what is malformed is stored all the same; when it is
handled, it raises KeyError, TypeError or AttributeError.
"""

import json
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import UTC, datetime
from typing import Any, TypeGuard

from storage.answers import ANSWERED
from storage.inbox import LONGEST_KEY, RawUpdate
from storage.outbox import About

Json = Mapping[str, Any]

MESSAGE, EDITED, PRESSED, MEMBERSHIP = "message", "edited_message", "callback_query", "my_chat_member"
OTHERS_MEMBERSHIP = "chat_member"
KINDS = (MESSAGE, EDITED, PRESSED, MEMBERSHIP, OTHERS_MEMBERSHIP)
"""The kinds of updates that are handled (https://core.telegram.org/bots/api#update)."""

PRIVATE, GROUPS = "private", ("group", "supergroup")
"""Types of chats; there are channels besides, in which nobody talks with us."""
GONE = "kicked"
"""A bot's status in a private chat whose person has blocked it."""

LARGEST_ID = 2**63
"""Of numbers that a database holds."""

_SERVICE = (
    *(
        "pinned_message",
        "new_chat_members",
        "left_chat_member",
        "new_chat_title",
        "new_chat_photo",
        "delete_chat_photo",
    ),
    *("group_chat_created", "supergroup_chat_created", "migrate_to_chat_id", "migrate_from_chat_id"),
    *("forum_topic_created", "forum_topic_edited", "forum_topic_closed", "forum_topic_reopened"),
    *("general_forum_topic_hidden", "general_forum_topic_unhidden", "message_auto_delete_timer_changed"),
    *("video_chat_scheduled", "video_chat_started", "video_chat_ended", "video_chat_participants_invited"),
    *("chat_background_set", "boost_added", "users_shared", "chat_shared", "write_access_allowed"),
)
"""Fields of messages that nobody wrote (https://core.telegram.org/bots/api#message)."""


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
    def sent_at(self) -> datetime | None:
        """When the person wrote or edited; for a pressed button Telegram does not say."""
        message = self.message
        return datetime.fromtimestamp(message.get("edit_date") or message["date"], UTC) if message is not None else None

    @property
    def full_name(self) -> str:
        return f"{self.user['first_name']} {self.user.get('last_name') or ''}".strip()

    @property
    def private(self) -> bool:
        return bool(self.chat["type"] == PRIVATE)

    @property
    def by_person(self) -> bool:
        """Whether a person wrote it under their own name, and no bot, channel or hidden administrator."""
        return not self.user["is_bot"] and "sender_chat" not in self.content

    @property
    def thread(self) -> int | None:
        """Telegram's number of the group's thread in which it was said; "General" has none."""
        message = self.content.get("message") or {} if self.kind == PRESSED else self.content
        return message["message_thread_id"] if message.get("is_topic_message") else None


@dataclass(frozen=True)
class Answer:
    """What Telegram answered to a question of ours."""

    delivery_id: int
    about: About
    """What the question was about."""
    result: Any
    error: str | None
    """Why it was refused; nothing where it was not."""


def incoming(body: str) -> Incoming | None:
    """The update of a stored body; nothing where no person is behind it, or of a kind that we did not ask for."""
    update = json.loads(body)
    kind = next((kind for kind in KINDS if kind in update), None)
    if kind is None:
        return None
    content = update[kind]
    user = content.get("from")
    chat = (content.get("message") or {}).get("chat") if kind == PRESSED else content["chat"]
    if user is None or chat is None or chat["type"] not in (PRIVATE, *GROUPS):
        return None
    if user["is_bot"] and chat["type"] == PRIVATE:
        return None
    _check(kind, content, user, chat)
    return Incoming(update["update_id"], kind, content, user, chat)


def _check(kind: str, content: Json, user: Json, chat: Json) -> None:
    """What is looked up by before and after the unit of work, where nothing would put a malformed update aside."""
    numbers = (user["id"], chat["id"], *((content["message_id"],) if kind in (MESSAGE, EDITED) else ()))
    if any(type(number) is not int for number in numbers) or (kind == PRESSED and type(content["id"]) is not str):
        raise TypeError("not what Telegram sends")


def is_service(message: Json) -> bool:
    """Whether Telegram tells of something that happened in the chat, and nobody wrote."""
    return any(name in message for name in _SERVICE)


def answer_of(body: str) -> tuple[int, Any, str | None]:
    """The delivery that asked, what it was answered, and why it was refused."""
    answered = json.loads(body)[ANSWERED]
    return answered["delivery"], answered["result"], answered["error"]


def raw_update(update: Mapping[str, Any]) -> RawUpdate:
    """The update as it came, with its chat and album; what we do not know has none and is kept all the same."""
    body = json.dumps(update)  # escaped: not every string that JSON can hold is one that a database can
    content = next((value for key, value in update.items() if key != "update_id" and isinstance(value, dict)), {})
    message = content if "chat" in content else _part(content, "message")
    chat_id = (_part(message, "chat") or _part(content, "from")).get("id")
    if not isinstance(chat_id, int):
        chat_id = None
    album = content.get("media_group_id") if "message" in update else None  # an edit of a part is no part
    return RawUpdate(int(update["update_id"]), body, chat_id, f"{chat_id}:{album}"[:LONGEST_KEY] if album else None)


def has_number(update: object) -> TypeGuard[Mapping[str, Any]]:
    """Whether it can be told from others, stored and confirmed (those below 0 are our own)."""
    number = update.get("update_id") if isinstance(update, dict) else None
    return type(number) is int and 0 <= number < LARGEST_ID


def _part(content: Mapping[str, Any], name: str) -> Mapping[str, Any]:
    part = content.get(name)
    return part if isinstance(part, dict) else {}
