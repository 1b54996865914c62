"""What people do, asked for by name: the page and tools outside the process use this over HTTP.

An act is a JSON object: "chat" (a room's key), "as" (a person's id; in a private chat it is clear), "do", and what the
act needs. Files travel as base64.
"""

from __future__ import annotations

import base64
from collections.abc import Callable
from typing import TYPE_CHECKING, Any, Final

from bot.sandbox.errors import Json
from bot.sandbox.groups import Group
from bot.sandbox.private import PrivateChat
from bot.sandbox.seat import Seat

if TYPE_CHECKING:
    from bot.sandbox.people import Bot, User
    from bot.sandbox.sandbox import Sandbox

Act = Callable[[Seat, Json], Any]


class Acts:
    """Finds the seat that an act means, and does the act."""

    def __init__(self, sandbox: Sandbox) -> None:
        self._sandbox = sandbox

    def seat(self, key: str, user_id: int | None) -> Seat:
        """The seat of a person in a room named by its key; LookupError if there is none."""
        kind, _, rest = key.partition(":")
        if kind == "private":
            bot_id, _, person = rest.partition(":")
            return self._sandbox.private(self._sandbox.users[int(person)], self._sandbox.bots_by_id[int(bot_id)])
        for group in self._sandbox.rooms.values():
            if group.key == key:
                return group.seat(self._sandbox.users[int(user_id or 0)])
        raise LookupError(f"no chat {key!r}")

    def do(self, act: Json) -> Any:
        """Do one act and return its result; LookupError, ValueError or RuntimeError say why it cannot be done."""
        name = str(act.get("do", ""))
        run = _ACTS.get(name)
        if run is None:
            raise LookupError(f"no act {name!r}; there are: {', '.join(sorted(_ACTS))}")
        return run(self.seat(str(act.get("chat", "")), act.get("as")), act)


def _message(seat: Seat, act: Json, key: str = "message_id") -> Json:
    found = seat.room.find(int(act[key]))
    if found is None:
        raise LookupError(f"message {act[key]} is gone")
    return found


def _reply(seat: Seat, act: Json) -> Json | None:
    return _message(seat, act, "reply_to") if act.get("reply_to") else None


def _data(act: Json) -> bytes | None:
    return base64.b64decode(act["data"]) if act.get("data") else None


def _private(seat: Seat) -> PrivateChat:
    if not isinstance(seat, PrivateChat):
        raise ValueError("this is done in private chats only")
    return seat


def _group(seat: Seat) -> Group:
    if not isinstance(seat.room, Group):
        raise ValueError("this is done in groups only")
    return seat.room


def _who(seat: Seat, act: Json) -> User | Bot:
    sandbox = seat.room.sandbox
    found = sandbox.users.get(int(act["who"])) or sandbox.bots_by_id.get(int(act["who"]))
    if found is None:
        raise LookupError(f"nobody has the id {act['who']}")
    return found


def _album(seat: Seat, act: Json) -> list[Json]:
    parts: list[bytes | tuple[str, bytes] | None] = [
        (str(item["name"]), base64.b64decode(item["data"])) if item.get("name") else _data(item)
        for item in act["items"]
    ]
    return seat.send_album(parts, caption=act.get("caption", ""), topic=act.get("topic"))


def _forward(seat: Seat, act: Json) -> Json:
    source = Acts(seat.room.sandbox).seat(act["from_chat"], seat.user.id)
    return seat.forward(_message(source, act), topic=act.get("topic"))


def _send(seat: Seat, act: Json) -> Json:
    return seat.send(act["text"], reply_to=_reply(seat, act), quote=act.get("quote"), topic=act.get("topic"))


def _photo(seat: Seat, act: Json) -> Json:
    caption = act.get("caption", "")
    return seat.send_photo(_data(act), caption=caption, reply_to=_reply(seat, act), topic=act.get("topic"))


def _document(seat: Seat, act: Json) -> Json:
    caption, mime = act.get("caption", ""), act.get("mime")
    data = _data(act) or b"\n"
    return seat.send_document(
        act["name"], data, caption=caption, mime=mime, reply_to=_reply(seat, act), topic=act.get("topic")
    )


_ACTS: Final[dict[str, Act]] = {
    "start": lambda seat, act: _private(seat).start(act.get("payload", "")),
    "block": lambda seat, _: _private(seat).block(),
    "unblock": lambda seat, _: _private(seat).unblock(),
    "send": _send,
    "photo": _photo,
    "document": _document,
    "voice": lambda seat, act: seat.send_voice(duration=int(act.get("duration", 3)), topic=act.get("topic")),
    "sticker": lambda seat, act: seat.send_sticker(act.get("emoji", "👍"), topic=act.get("topic")),
    "album": _album,
    "forward": _forward,
    "edit": lambda seat, act: seat.edit(_message(seat, act), act["text"]),
    "delete": lambda seat, act: seat.delete(_message(seat, act)),
    "press": lambda seat, act: seat.press(_message(seat, act), act["button"]),
    "key": lambda seat, act: seat.press_reply_key(act["label"], topic=act.get("topic")),
    "react": lambda seat, act: seat.react(_message(seat, act), act.get("emoji")),
    "rename": lambda seat, act: _group(seat).rename(act["title"], by=seat.user),
    "migrate": lambda seat, _: _group(seat).migrate(),
    "add": lambda seat, act: _group(seat).add(_who(seat, act), by=seat.user),
    "kick": lambda seat, act: _group(seat).kick(_who(seat, act), by=seat.user),
    "promote": lambda seat, act: _group(seat).promote(_who(seat, act), act.get("rights"), by=seat.user),
    "demote": lambda seat, act: _group(seat).demote(_who(seat, act), by=seat.user),
    "create_topic": lambda seat, act: _group(seat).create_topic(act["name"], by=seat.user).thread_id,
    "delete_topic": lambda seat, act: _group(seat).delete_topic(_group(seat).topic(act["topic"])),
    "close_topic": lambda seat, act: _group(seat).set_topic_closed(
        _group(seat).topic(act["topic"]), bool(act.get("closed", True)), by=seat.user
    ),
}
