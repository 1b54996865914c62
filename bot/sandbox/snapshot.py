"""What the page needs to draw everything anew."""

from __future__ import annotations

from typing import TYPE_CHECKING, Final

from bot.sandbox.errors import Json
from bot.sandbox.people import Bot
from bot.sandbox.private import PrivateChat

if TYPE_CHECKING:
    from bot.sandbox.groups import Group
    from bot.sandbox.rooms import Room
    from bot.sandbox.sandbox import Sandbox

_SHOWN: Final = 300
"""Messages of a room that the page shows; older ones stay in the sandbox."""


def snapshot(sandbox: Sandbox) -> Json:
    """Title, time, phones and group, as the page draws them."""
    page = sandbox.page
    return {
        "title": page.title,
        "now": sandbox.clock.now().isoformat(),
        "frozen": sandbox.clock.frozen,
        "links": [{"label": label, "url": url} for label, url in page.links],
        "phones": [_phone(chat) for chat in page.phones],
        "group": _group(page.group) if page.group else None,
        "aside": [_phone(chat) for chat in page.aside],
        "faults": fault_state(sandbox),
        "complaints": sandbox.complaints[-20:],
    }


def fault_state(sandbox: Sandbox) -> Json:
    """The faults that are on, and the newest of those that struck."""
    return {
        "active": [
            {"kind": f.kind, "method": f.method, "chat": f.chat, "when": f.when, "times": f.times, "struck": f.struck}
            for f in sandbox.faults.active
        ],
        "log": [
            {"kind": i.fault.kind, "method": i.method, "chat": i.chat, "took_effect": i.took_effect}
            for i in sandbox.faults.log[-50:]
        ],
    }


def _room(room: Room) -> Json:
    messages = room.messages[-_SHOWN:]
    reactions = {
        str(m["message_id"]): list(found.values())
        for m in messages
        if (found := room.sandbox.reactions.on(room.key, m["message_id"]))
    }
    return {
        "key": room.key,
        "messages": messages,
        "keyboard": room.keyboard,
        "force_reply": room.force_reply,
        "pinned": room.pinned,
        "reactions": reactions,
    }


def _bot(bot: Bot, language: str) -> Json:
    return {
        "id": bot.id,
        "name": bot.names.get(language) or bot.name,
        "username": bot.username,
        "description": bot.descriptions.get(language) or bot.descriptions.get("", ""),
    }


def _phone(chat: PrivateChat) -> Json:
    language = chat.user.language_code or ""
    return {
        **_room(chat.room),
        "user": {"id": chat.user.id, "name": chat.user.full_name, "language": language},
        "bot": _bot(chat.bot, language),
        "started": chat.started,
        "blocked": chat.blocked,
        "commands": chat.commands,
    }


def _group(group: Group) -> Json:
    people = [member for member in group.present if not isinstance(member.who, Bot)]
    bots = [member.who for member in group.present if isinstance(member.who, Bot)]
    return {
        **_room(group),
        "title": group.title,
        "forum": group.forum,
        "supergroup": group.supergroup,
        "topics": [
            {"id": t.thread_id, "name": t.name, "closed": t.closed, "color": t.icon_color}
            for t in group.topics.values()
        ],
        "members": [
            {
                "id": member.who.id,
                "name": member.who.full_name,
                "commands": [
                    {**command, "bot": bot.username}
                    for bot in bots
                    for command in group.sandbox.commands_for(bot, group, member.who)
                ],
            }
            for member in people
            if not isinstance(member.who, Bot)
        ],
        "bots": [_bot(bot, "") for bot in bots],
    }
