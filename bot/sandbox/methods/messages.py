"""Text messages: sending, editing, deleting, answering pressed buttons."""

from __future__ import annotations

from typing import Final

from bot.sandbox.errors import NOT_MODIFIED, Json, bad
from bot.sandbox.groups import Group
from bot.sandbox.keyboards import check_markup
from bot.sandbox.methods.base import (
    CAPTION,
    SENDING,
    Call,
    caption_content,
    method,
    post,
    text_content,
)
from bot.sandbox.parameters import ARRAY, BOOL, CHAT, INT, OBJECT, STR, Table
from bot.sandbox.rooms import Room

EDITING: Final[Table] = {"chat_id!": CHAT, "message_id!": INT, "reply_markup": OBJECT}
_TEXT: Final[Table] = {"text!": STR, "parse_mode": STR, "entities": ARRAY, "link_preview_options": OBJECT}
_DELETABLE_SECONDS: Final = 48 * 3600
_ACTIONS: Final = frozenset(
    {
        *("typing", "upload_photo", "record_video", "upload_video", "record_voice", "upload_voice"),
        *("upload_document", "choose_sticker", "find_location", "record_video_note", "upload_video_note"),
    }
)


@method("sendMessage", {**SENDING, **_TEXT})
def send_message(call: Call) -> Json:
    """https://core.telegram.org/bots/api#sendmessage"""
    return post(call, text_content(call))


def edit(call: Call, change: Json, replaced: tuple[str, ...]) -> Json:
    """Put `change` in the place of the fields `replaced`, set the keyboard anew, and return the message."""
    room = call.open_room()
    old = editable(call, room)
    _, markup = check_markup(call.args["reply_markup"], inline_only=True) if call.args.get("reply_markup") else ("", {})
    new = {key: value for key, value in old.items() if key not in {*replaced, "reply_markup", "edit_date"}}
    new.update(change)
    if markup.get("inline_keyboard"):
        new["reply_markup"] = markup
    if new == {key: value for key, value in old.items() if key != "edit_date"}:
        raise bad(NOT_MODIFIED)
    call.pace(room, edit=True)
    if replaced or "edit_date" in old:  # a changed keyboard alone leaves no mark
        new["edit_date"] = int(call.sandbox.clock.unix()) if replaced else old["edit_date"]
    return room.replace(new)


def editable(call: Call, room: Room, refusal: str = "message can't be edited") -> Json:
    """The message with message_id; ApiError 400 if it is not there, or (``refusal``) this bot cannot edit it."""
    old = call.message(room, "to edit")
    if old["from"]["id"] != call.bot.id or old["message_id"] in room.fixed or "forward_origin" in old:
        raise bad(refusal)
    return old


@method("editMessageText", {**EDITING, **_TEXT})
def edit_message_text(call: Call) -> Json:
    """https://core.telegram.org/bots/api#editmessagetext"""
    content = text_content(call)
    if "text" not in editable(call, call.open_room()):
        raise bad("there is no text in the message to edit")
    return edit(call, content, ("text", "entities", "link_preview_options"))


@method("editMessageCaption", {**EDITING, **CAPTION})
def edit_message_caption(call: Call) -> Json:
    """https://core.telegram.org/bots/api#editmessagecaption"""
    if "text" in editable(call, call.open_room()):
        raise bad("there is no caption in the message to edit")
    return edit(call, caption_content(call.args), ("caption", "caption_entities", "show_caption_above_media"))


@method("editMessageReplyMarkup", EDITING)
def edit_message_reply_markup(call: Call) -> Json:
    """https://core.telegram.org/bots/api#editmessagereplymarkup"""
    return edit(call, {}, ())


def _check_deletable(call: Call, room: Room, message: Json) -> None:
    if isinstance(room, Group):
        if room.may(call.bot, "can_delete_messages"):
            return
        if message["from"]["id"] != call.bot.id:
            raise bad("message can't be deleted")
    if call.sandbox.clock.unix() - message["date"] > _DELETABLE_SECONDS:
        raise bad("message can't be deleted for everyone")


@method("deleteMessage", {"chat_id!": CHAT, "message_id!": INT})
def delete_message(call: Call) -> bool:
    """https://core.telegram.org/bots/api#deletemessage"""
    room = call.open_room()
    message = call.message(room, "to delete")
    _check_deletable(call, room, message)
    room.remove(message["message_id"])
    return True


@method("deleteMessages", {"chat_id!": CHAT, "message_ids!": ARRAY})
def delete_messages(call: Call) -> bool:
    """https://core.telegram.org/bots/api#deletemessages; messages that are gone are skipped."""
    room = call.open_room()
    ids = call.args["message_ids"]
    if not ids:
        raise bad("message identifiers are not specified")
    if len(ids) > 100:
        raise bad("too many message identifiers specified")
    found = [message for message_id in ids if (message := room.find(message_id)) is not None]
    for message in found:
        _check_deletable(call, room, message)
    for message in found:
        room.remove(message["message_id"])
    return True


@method(
    "answerCallbackQuery",
    {"callback_query_id!": STR, "text": STR, "show_alert": BOOL, "url": STR, "cache_time": INT},
)
def answer_callback_query(call: Call) -> bool:
    """https://core.telegram.org/bots/api#answercallbackquery"""
    text = call.args.get("text", "")
    if len(text) > 200:
        raise bad("MESSAGE_TOO_LONG")
    answer: Json = {"text": text, "show_alert": call.args.get("show_alert", False)}
    if url := call.args.get("url"):
        answer["url"] = url
    call.sandbox.queries.answer(call.bot, call.args["callback_query_id"], answer)
    return True


@method("sendChatAction", {"chat_id!": CHAT, "message_thread_id": INT, "action!": STR})
def send_chat_action(call: Call) -> bool:
    """https://core.telegram.org/bots/api#sendchataction; shown for five seconds."""
    room = call.open_room()
    if call.args["action"] not in _ACTIONS:
        raise bad("wrong parameter action in request")
    thread_id = call.args.get("message_thread_id")
    room.thread_of(None, thread_id)
    call.sandbox.publish("action", room, action=call.args["action"], bot=call.bot.name, thread=thread_id)
    return True
