"""Copying and forwarding.

Source: https://core.telegram.org/bots/api#forwardmessage and the methods after it.
"""

from __future__ import annotations

from typing import Final

from bot.sandbox.errors import Json, bad
from bot.sandbox.methods.base import CAPTION, SENDING, Call, caption_content, method, post, post_all
from bot.sandbox.parameters import ARRAY, BOOL, CHAT, INT, Table
from bot.sandbox.rooms import Room
from bot.sandbox.seat import copied, forward_origin

_FORWARDING: Final[Table] = {
    name: kind for name, kind in SENDING.items() if name not in {"reply_parameters", "reply_markup"}
}
_ONE: Final[Table] = {"from_chat_id!": CHAT, "message_id!": INT}
_MANY: Final[Table] = {"from_chat_id!": CHAT, "message_ids!": ARRAY}


def _source(call: Call) -> Room:
    return call.known(call.args["from_chat_id"])


def _content(message: Json, act: str) -> Json:
    content = copied(message)
    if not content or message.get("has_protected_content"):
        raise bad(f"the message can't be {act}")
    return content


@method("copyMessage", {**SENDING, **_ONE, **CAPTION})
def copy_message(call: Call) -> Json:
    """https://core.telegram.org/bots/api#copymessage"""
    call.open_room()
    content = _content(call.message(_source(call), "to copy"), "copied")
    if "caption" in call.args and "text" not in content:
        content.pop("caption", None)
        content.pop("caption_entities", None)
        content.update(caption_content(call.args))
    return {"message_id": post(call, content)["message_id"]}


@method("forwardMessage", {**_FORWARDING, **_ONE})
def forward_message(call: Call) -> Json:
    """https://core.telegram.org/bots/api#forwardmessage"""
    call.open_room()
    room = _source(call)
    message = call.message(room, "to forward")
    return post(call, {"forward_origin": forward_origin(message, room), **_content(message, "forwarded")})


def _many(call: Call, act: str) -> list[tuple[Room, Json]]:
    """The messages that can be copied or forwarded; others are skipped."""
    ids = call.args["message_ids"]
    if not 1 <= len(ids) <= 100:
        raise bad("too many message identifiers specified" if ids else "message identifiers are not specified")
    if any(not isinstance(i, int) for i in ids) or sorted(set(ids)) != ids:
        raise bad("message identifiers must be in a strictly increasing order")
    call.open_room()
    room = _source(call)
    found = [message for message_id in ids if (message := room.find(message_id)) is not None]
    usable = [(room, message) for message in found if copied(message) and not message.get("has_protected_content")]
    if not usable:
        raise bad(f"there are no messages to {act}")
    return usable


def _post(call: Call, pairs: list[tuple[Json, Json]]) -> list[Json]:
    """Send contents, each with the message it comes from; an album stays an album."""
    albums: dict[str, str] = {}
    contents = []
    for message, content in pairs:
        if group := message.get("media_group_id"):
            content = {"media_group_id": albums.setdefault(group, call.sandbox.new_number()), **content}  # noqa: PLW2901
        contents.append(content)
    return [{"message_id": sent["message_id"]} for sent in post_all(call, call.open_room(), contents)]


@method("copyMessages", {**_FORWARDING, **_MANY, "remove_caption": BOOL})
def copy_messages(call: Call) -> list[Json]:
    """https://core.telegram.org/bots/api#copymessages"""
    dropped = {"caption", "caption_entities"} if call.args.get("remove_caption") else set()
    found = [message for _, message in _many(call, "copy")]
    return _post(call, [(m, {k: v for k, v in copied(m).items() if k not in dropped}) for m in found])


@method("forwardMessages", {**_FORWARDING, **_MANY})
def forward_messages(call: Call) -> list[Json]:
    """https://core.telegram.org/bots/api#forwardmessages"""
    found = _many(call, "forward")
    return _post(call, [(m, {"forward_origin": forward_origin(m, room), **copied(m)}) for room, m in found])
