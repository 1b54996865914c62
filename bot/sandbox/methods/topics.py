"""Topics of forums.

Source: https://core.telegram.org/bots/api#createforumtopic and the methods after it.
"""

from __future__ import annotations

from typing import Final

from bot.sandbox.errors import Json, bad
from bot.sandbox.groups import COLOURS, Group, Topic
from bot.sandbox.methods.base import Call, method
from bot.sandbox.parameters import CHAT, INT, STR, Table

_TOPIC: Final[Table] = {"chat_id!": CHAT, "message_thread_id!": INT}
_NAME_UNITS: Final = 128


def _forum(call: Call, right: str, act: str) -> Group:
    group = call.group()
    if not group.forum:
        raise bad("the chat is not a forum")
    if not group.may(call.bot, right):
        raise bad(f"not enough rights to {act}")
    return group


def _topic(call: Call, right: str = "can_manage_topics", act: str = "manage topics") -> tuple[Group, Topic]:
    group = _forum(call, right, act)
    topic = group.topics.get(call.args["message_thread_id"])
    if topic is None:
        raise bad("TOPIC_ID_INVALID")
    return group, topic


def _name(call: Call) -> str:
    name = str(call.args["name"]).strip()
    if not name:
        raise bad("topic name is empty")
    if len(name) > _NAME_UNITS:
        raise bad("TOPIC_TITLE_INVALID")
    return name


@method("createForumTopic", {"chat_id!": CHAT, "name!": STR, "icon_color": INT})
def create_forum_topic(call: Call) -> Json:
    """https://core.telegram.org/bots/api#createforumtopic"""
    group = _forum(call, "can_manage_topics", "create a topic")
    colour = call.args.get("icon_color", COLOURS[0])
    if colour not in COLOURS:
        raise bad("invalid icon color specified")
    topic = group.create_topic(_name(call), by=call.bot, icon_color=colour)
    return {"message_thread_id": topic.thread_id, "name": topic.name, "icon_color": topic.icon_color}


@method("editForumTopic", {**_TOPIC, "name": STR})
def edit_forum_topic(call: Call) -> bool:
    """https://core.telegram.org/bots/api#editforumtopic"""
    group, topic = _topic(call)
    if call.args.get("name", topic.name) == topic.name:
        raise bad("TOPIC_NOT_MODIFIED")
    group.rename_topic(topic, _name(call), by=call.bot)
    return True


def _set_closed(call: Call, closed: bool) -> bool:
    group, topic = _topic(call)
    if topic.closed == closed:
        raise bad("TOPIC_NOT_MODIFIED")
    group.set_topic_closed(topic, closed, by=call.bot)
    return True


@method("closeForumTopic", _TOPIC)
def close_forum_topic(call: Call) -> bool:
    """https://core.telegram.org/bots/api#closeforumtopic"""
    return _set_closed(call, True)


@method("reopenForumTopic", _TOPIC)
def reopen_forum_topic(call: Call) -> bool:
    """https://core.telegram.org/bots/api#reopenforumtopic"""
    return _set_closed(call, False)


@method("deleteForumTopic", _TOPIC)
def delete_forum_topic(call: Call) -> bool:
    """https://core.telegram.org/bots/api#deleteforumtopic"""
    group, topic = _topic(call, "can_delete_messages", "delete a topic")
    group.delete_topic(topic)
    return True
