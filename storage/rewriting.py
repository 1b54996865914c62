"""What becomes of a delivery's parameters when it is to show something else, or goes elsewhere: plain values."""

from collections.abc import Mapping
from typing import Any

THREAD = "message_thread_id"
"""The parameter that names a thread of a group."""
NEW_THREAD = 0
"""Stands for the thread that the delivery's target makes; Telegram gives no thread this number."""

CAPTIONED = ("sendPhoto", "sendVideo", "sendAnimation", "sendDocument", "sendAudio", "sendVoice")
"""Methods whose message has its text in a caption (https://core.telegram.org/bots/api#sendphoto)."""
FILED = ("photo", "video", "document", "audio", "animation")
"""Parameters whose file can be another one later (https://core.telegram.org/bots/api#editmessagemedia)."""
PART = "part"
"""The parameter that says which message of an album gets another file, where it is not the first."""
_SHOWN = ("text", "caption", "parse_mode", "link_preview_options", "reply_markup")


EDITABLE = ("sendMessage", *CAPTIONED)
"""Methods whose message can be edited."""


def as_caption(shown: Mapping[str, Any]) -> dict[str, Any]:
    """What a text message shows, as the caption of a photo or a file."""
    kept = {name: value for name, value in shown.items() if name not in ("text", "link_preview_options")}
    return {**kept, "caption": shown["text"]} if "text" in shown else kept


def fitted(method: str, payload: Mapping[str, Any]) -> tuple[str, dict[str, Any]]:
    """The method and the parameters by which a message that was sent with ``method`` comes to show this."""
    shown = {name: value for name, value in payload.items() if name in _SHOWN}
    return ("editMessageCaption", as_caption(shown)) if method in CAPTIONED else ("editMessageText", shown)


def rewritten(old: Mapping[str, Any], payload: Mapping[str, Any]) -> dict[str, Any]:
    """The values of a delivery that has not arrived and is to show something else than it shares with others.

    Where it goes, and the photo or file that travels along, stay as they are.
    """
    kept = {name: value for name, value in old.items() if name not in _SHOWN}
    return {"payload": {**kept, **payload}, "content_id": None}


def exchanged(payload: Mapping[str, Any], old_id: str, kind: str, file_id: str) -> tuple[dict[str, Any], int] | None:
    """These parameters with another file in place of ``old_id``, and which message of the album it is in.

    Nothing where they have no such file.
    """
    for part, item in enumerate(payload.get("media", ())):
        if item["media"] == old_id:
            media = list(payload["media"])
            media[part] = {**item, "type": kind, "media": file_id}
            return {**payload, "media": media}, part
    named = next((name for name in FILED if payload.get(name) == old_id), None)
    if named is None:
        return None
    return {kind: file_id, **{name: value for name, value in payload.items() if name != named}}, 0


def sent_by(method: str, payload: Mapping[str, Any]) -> str:
    """The method that sends this: the file may be of another kind by now than when it was put in."""
    if method not in CAPTIONED:
        return method
    return next((f"send{name.capitalize()}" for name in FILED if name in payload), method)
