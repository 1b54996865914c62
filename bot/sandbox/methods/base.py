"""What every Bot API method of the sandbox is made of: its declaration and its call."""

from __future__ import annotations

from collections.abc import Awaitable, Callable
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any, Final

from bot.sandbox.entities import find_entities, parse_html, trim, units
from bot.sandbox.errors import Json, bad, unsupported
from bot.sandbox.groups import Group
from bot.sandbox.keyboards import check_markup
from bot.sandbox.parameters import ARRAY, BOOL, CHAT, INT, OBJECT, STR, Table, Upload
from bot.sandbox.private import PrivateRoom
from bot.sandbox.rooms import Room
from bot.sandbox.seat import quote_of

if TYPE_CHECKING:
    from bot.sandbox.people import Bot
    from bot.sandbox.sandbox import Sandbox

Run = Callable[["Call"], Any | Awaitable[Any]]

SENDING: Final[Table] = {
    "chat_id!": CHAT,
    "message_thread_id": INT,
    "disable_notification": BOOL,
    "protect_content": BOOL,
    "allow_paid_broadcast": BOOL,
    "message_effect_id": STR,
    "reply_parameters": OBJECT,
    "reply_markup": OBJECT,
}
"""What all methods that send a message have in common."""
CAPTION: Final[Table] = {
    "caption": STR,
    "parse_mode": STR,
    "caption_entities": ARRAY,
    "show_caption_above_media": BOOL,
}
TEXT_UNITS: Final = 4096
CAPTION_UNITS: Final = 1024
_PREVIEW: Final = {"is_disabled", "url", "prefer_small_media", "prefer_large_media", "show_above_text"}
_REPLY: Final = {
    *("message_id", "chat_id", "allow_sending_without_reply"),
    *("quote", "quote_parse_mode", "quote_entities", "quote_position"),
}


@dataclass(frozen=True)
class Method:
    """A method: its name, its parameters, and the function that does it."""

    name: str
    table: Table
    run: Run


METHODS: Final[dict[str, Method]] = {}
"""By name in lower case, since Telegram does not mind the case."""


def method(name: str, table: Table | None = None) -> Callable[[Run], Run]:
    """Declare a method; in `table` a name that ends with "!" is required."""

    def register(run: Run) -> Run:
        METHODS[name.lower()] = Method(name, table or {}, run)
        return run

    return register


class Call:
    """One request of a bot, with checked parameters."""

    def __init__(self, sandbox: Sandbox, bot: Bot, args: Json, uploads: dict[str, Upload]) -> None:
        self.sandbox = sandbox
        self.bot = bot
        self.args = args
        self.uploads = uploads

    def room(self) -> Room:
        """The chat that is meant, be it open to the bot or not; ApiError 400 if the bot never met it."""
        return self.known(self.args["chat_id"])

    def known(self, chat_id: int | str) -> Room:
        """A chat that the bot has met: a person is known to it from the first Start on."""
        room = self.sandbox.room_for(self.bot, chat_id)
        if isinstance(room, PrivateRoom) and not room.started:
            raise bad("chat not found")
        return room

    def open_room(self) -> Room:
        """The chat that is meant; ApiError 403 if the bot may not write there."""
        room = self.sandbox.room_for(self.bot, self.args["chat_id"])
        room.admit(self.bot)
        return room

    def group(self) -> Group:
        """The group that is meant; ApiError 400 if it is a private chat."""
        room = self.open_room()
        if not isinstance(room, Group):
            raise bad("method is available for supergroup and channel chats only")
        return room

    def message(self, room: Room, purpose: str) -> Json:
        """The message with message_id; ApiError 400 "message to <purpose> not found"."""
        found = room.find(self.args["message_id"])
        if found is None:
            raise bad(f"message {purpose} not found")
        return found

    def pace(self, room: Room, *, edit: bool = False, count: int = 1) -> None:
        """Count the message against the limits; ApiError 429 past them."""
        self.bot.pace.check(room.id, private=room.is_private, edit=edit, count=count)


def formatted(
    text: str, parse_mode: str | None, given: list[Json] | None, *, most: int = TEXT_UNITS
) -> tuple[str, list[Json]]:
    """Text and entities as Telegram keeps them; ApiError 400 for broken markup or more than `most` units."""
    if parse_mode and given:
        given = None  # parse_mode wins, as with Telegram
    entities = given or []
    if parse_mode:
        if parse_mode.lower() != "html":
            if parse_mode.lower() in {"markdown", "markdownv2"}:
                raise unsupported(f"parse_mode {parse_mode}")
            raise bad("unsupported parse_mode")
        text, entities = parse_html(text)
    elif entities:
        length = units(text)
        for entity in entities:
            if not (entity["offset"] >= 0 and 0 < entity["length"] <= length - entity["offset"]):
                raise bad("entity is out of the text")
    text, entities = trim(text, entities)
    if units(text) > most:
        raise bad("message is too long" if most == TEXT_UNITS else "message caption is too long")
    return text, find_entities(text, entities)


def text_content(call: Call) -> Json:
    """The fields of a text message."""
    args = call.args
    text, entities = formatted(args["text"], args.get("parse_mode"), args.get("entities"))
    if not text:
        raise bad("message text is empty")
    content: Json = {"text": text}
    if entities:
        content["entities"] = entities
    if preview := args.get("link_preview_options"):
        if strange := set(preview) - _PREVIEW:
            raise unsupported(f"the field {min(strange)!r} of link_preview_options")
        content["link_preview_options"] = preview
    return content


def caption_content(args: Json) -> Json:
    """The fields of a caption, none if there is none."""
    if not args.get("caption"):
        return {}
    text, entities = formatted(
        args["caption"], args.get("parse_mode"), args.get("caption_entities"), most=CAPTION_UNITS
    )
    content: Json = {"caption": text} if text else {}
    if entities:
        content["caption_entities"] = entities
    if args.get("show_caption_above_media"):
        content["show_caption_above_media"] = True
    return content


def reply_fields(call: Call, room: Room) -> Json:
    """reply_to_message and quote; ApiError 400 if the message is gone, unless the bot allows for that."""
    wanted = call.args.get("reply_parameters")
    if not wanted:
        return {}
    if strange := set(wanted) - _REPLY:
        raise unsupported(f"the field {min(strange)!r} of reply_parameters")
    if wanted.get("chat_id", room.id) != room.id:
        raise unsupported("replies to another chat")
    message_id = wanted.get("message_id")
    if not isinstance(message_id, int):
        raise bad("can't parse reply parameters JSON object")
    target = room.find(message_id)
    if target is None:
        if wanted.get("allow_sending_without_reply"):
            return {}
        raise bad("message to be replied not found")
    quote = None
    if wanted.get("quote"):
        text, _ = formatted(wanted["quote"], wanted.get("quote_parse_mode"), wanted.get("quote_entities"))
        quote = quote_of(target, text)
        if quote is None:
            raise bad("QUOTE_TEXT_INVALID")
    return room.reply_to(target, quote)


def post(call: Call, content: Json) -> Json:
    """Send one message with the parameters that all sending methods share, and return it."""
    room = call.open_room()
    return post_all(call, room, [content])[0]


def post_all(call: Call, room: Room, contents: list[Json]) -> list[Json]:
    """Send messages in a row: all or, if something is refused, none."""
    args = call.args
    reply = reply_fields(call, room)
    thread_id = args.get("message_thread_id")
    answered = reply.get("reply_to_message", {})
    if thread_id is None and answered.get("is_topic_message"):
        thread_id = answered["message_thread_id"]
    thread = room.thread_of(call.bot, thread_id)
    if isinstance(room, Group):
        thread = room.complete(thread, reply)
    kind, markup = check_markup(args["reply_markup"]) if args.get("reply_markup") else ("", {})
    call.pace(room, count=len(contents))
    extra: Json = {}
    if markup.get("inline_keyboard"):
        extra["reply_markup"] = markup
    if args.get("protect_content"):
        extra["has_protected_content"] = True
    if args.get("message_effect_id"):
        extra["effect_id"] = args["message_effect_id"]
    sent = [room.post(call.bot.user, {**content, **extra}, reply, thread) for content in contents]
    if kind not in {"", "inline_keyboard"}:
        room.fixed.update(message["message_id"] for message in sent)
        room.show_keyboard(kind, markup)
    return sent
