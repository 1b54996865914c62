"""What a bot may learn about chats and do in them: members, pins, reactions, leaving."""

from __future__ import annotations

from typing import Final

from bot.sandbox.errors import Json, bad, unsupported
from bot.sandbox.groups import Group, Member
from bot.sandbox.methods.base import Call, method
from bot.sandbox.parameters import ARRAY, BOOL, CHAT, INT, Table
from bot.sandbox.people import Bot

_CHAT: Final[Table] = {"chat_id!": CHAT}
_EMOJI: Final = frozenset(
    [
        "👍",
        "👎",
        "❤",
        "🔥",
        "🥰",
        "👏",
        "😁",
        "🤔",
        "🎉",
        "🙏",
        "👌",
        "💯",
        "🤝",
        "✍",
        "👀",
        "😢",
        "🤩",
        "⚡",
        "🏆",
        "🆒",
    ]
)
"""Some of the emoji that Telegram allows as reactions."""


@method("getChat", _CHAT)
def get_chat(call: Call) -> Json:
    """https://core.telegram.org/bots/api#getchat"""
    room = call.room()
    found: Json = {**room.chat(), "accent_color_id": 0, "max_reaction_count": 11}
    found["accepted_gift_types"] = dict.fromkeys(
        ("unlimited_gifts", "limited_gifts", "unique_gifts", "premium_subscription", "gifts_from_channels"), True
    )
    if room.pinned and (pinned := room.find(room.pinned[-1])):
        found["pinned_message"] = pinned
    if isinstance(room, Group):
        room.admit(call.bot)
        found["permissions"] = {"can_send_messages": True, "can_pin_messages": False}
    return found


@method("getChatMember", {**_CHAT, "user_id!": INT})
def get_chat_member(call: Call) -> Json:
    """https://core.telegram.org/bots/api#getchatmember"""
    room = call.open_room()
    user_id = call.args["user_id"]
    who = call.sandbox.users.get(user_id) or call.sandbox.bots_by_id.get(user_id)
    if who is None:
        raise bad("user not found")
    if isinstance(room, Group):
        return (room.members.get(user_id) or Member(who, "left")).as_json()
    if user_id not in {room.id, call.bot.id}:
        raise bad("member not found")
    return Member(who, "member").as_json()


@method("getChatAdministrators", {**_CHAT, "return_bots": BOOL})
def get_chat_administrators(call: Call) -> list[Json]:
    """https://core.telegram.org/bots/api#getchatadministrators"""
    room = call.open_room()
    if not isinstance(room, Group):
        raise bad("there are no administrators in the private chat")
    found = [member for member in room.present if room.is_admin(member.who.id)]
    others = call.args.get("return_bots", False)
    return [m.as_json() for m in found if others or m.who is call.bot or not isinstance(m.who, Bot)]


@method("getChatMemberCount", _CHAT)
def get_chat_member_count(call: Call) -> int:
    """https://core.telegram.org/bots/api#getchatmembercount"""
    room = call.open_room()
    return len(room.present) if isinstance(room, Group) else 2


def _check_pin_rights(call: Call) -> None:
    room = call.open_room()
    if isinstance(room, Group) and not room.may(call.bot, "can_pin_messages"):
        raise bad("not enough rights to manage pinned messages in the chat")


@method("pinChatMessage", {**_CHAT, "message_id!": INT, "disable_notification": BOOL})
def pin_chat_message(call: Call) -> bool:
    """https://core.telegram.org/bots/api#pinchatmessage"""
    room = call.open_room()
    message = call.message(room, "to pin")
    _check_pin_rights(call)
    if message["message_id"] not in room.pinned:
        room.pinned.append(message["message_id"])
        inner = {key: value for key, value in message.items() if key != "reply_to_message"}
        thread = {k: message[k] for k in ("message_thread_id", "is_topic_message") if message.get("is_topic_message")}
        room.post(call.bot.user, {"pinned_message": inner}, None, thread)
    return True


@method("unpinChatMessage", {**_CHAT, "message_id": INT})
def unpin_chat_message(call: Call) -> bool:
    """https://core.telegram.org/bots/api#unpinchatmessage; without message_id the newest pin."""
    room = call.open_room()
    _check_pin_rights(call)
    message_id = call.args.get("message_id", room.pinned[-1] if room.pinned else None)
    if message_id is None or (message_id not in room.pinned and room.find(message_id) is None):
        raise bad("message to unpin not found")
    if message_id in room.pinned:
        room.pinned.remove(message_id)
    call.sandbox.publish("state", room)
    return True


@method("unpinAllChatMessages", _CHAT)
def unpin_all_chat_messages(call: Call) -> bool:
    """https://core.telegram.org/bots/api#unpinallchatmessages"""
    room = call.open_room()
    _check_pin_rights(call)
    room.pinned.clear()
    call.sandbox.publish("state", room)
    return True


@method("leaveChat", _CHAT)
def leave_chat(call: Call) -> bool:
    """https://core.telegram.org/bots/api#leavechat"""
    room = call.open_room()
    if not isinstance(room, Group):
        raise bad("chat member status can't be changed in private chats")
    room.leave(call.bot)
    return True


@method("setMessageReaction", {**_CHAT, "message_id!": INT, "reaction": ARRAY, "is_big": BOOL})
def set_message_reaction(call: Call) -> bool:
    """https://core.telegram.org/bots/api#setmessagereaction; bots set one emoji, an empty list takes it away."""
    room = call.open_room()
    message = call.message(room, "to react")
    wanted = call.args.get("reaction", [])
    if len(wanted) > 1:
        raise bad("REACTIONS_TOO_MANY")
    emoji = None
    if wanted:
        if wanted[0].get("type") != "emoji":
            raise unsupported("reactions other than emoji")
        emoji = wanted[0].get("emoji", "")
        if emoji.rstrip("\ufe0f") not in _EMOJI:
            raise bad("REACTION_INVALID")
    call.sandbox.reactions.set(room, message, call.bot.user, emoji)
    return True
