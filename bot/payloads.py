"""The Bot API's parameters of what is said: texts with buttons, photos and files with captions."""

import re
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from html import unescape
from typing import Any

from markupsafe import Markup

from bot.texts import length
from bot.texts.html import CAPTION_LIMIT
from storage.rewriting import CAPTIONED, as_caption


@dataclass(frozen=True, slots=True)
class Button:
    """A button under a message, which sends us its data."""

    text: str
    callback_data: str


@dataclass(frozen=True, slots=True)
class Link:
    """A button under a message, which opens an address."""

    text: str
    url: str


class Photo(int):
    """The id of a generated file (``storage.files``) that is shown as a picture, and not as a document."""


Rows = Sequence[Sequence[Button | Link]]


def button(text: str, data: str) -> Button:
    """A button that sends us ``data`` (at most 50 bytes: the courier adds the delivery's id)."""
    return Button(str(text), data)


def link(text: str, url: str) -> Link:
    """A button that opens an address: of Telegram's own (``Context.deep_link``) or of the web."""
    return Link(str(text), url)


def message(text: Markup, buttons: Rows = ()) -> dict[str, Any]:
    """The Bot API parameters of a text message, without the chat."""
    payload: dict[str, Any] = {"text": str(text), "parse_mode": "HTML", "link_preview_options": {"is_disabled": True}}
    if buttons:
        payload["reply_markup"] = {"inline_keyboard": [[_inline(one) for one in row] for row in buttons]}
    return payload


def reply_to(message_id: int) -> dict[str, Any]:
    """Reply parameters that do not fail when the person has deleted the message."""
    return {"message_id": message_id, "allow_sending_without_reply": True}


def _inline(one: Button | Link) -> dict[str, str]:
    if isinstance(one, Link):
        return {"text": one.text, "url": one.url}
    return {"text": one.text, "callback_data": one.callback_data}


def fits_caption(text: Markup) -> bool:
    """Whether Telegram takes the text as a caption, whose length it counts after parsing."""
    return length(unescape(_TAG.sub("", text))) <= CAPTION_LIMIT


def is_captioned(attachments: Sequence[Mapping[str, str]], *, fits: bool) -> bool:
    """Whether the text goes as the caption of what comes with it; otherwise the files follow the text.

    ``fits``: the text is short enough for a caption.
    """
    return fits and len(attachments) == 1 and _sending(attachments[0]) in CAPTIONED


def _sending(attachment: Mapping[str, str]) -> str:
    return f"send{attachment['kind'].capitalize()}"


def with_attachments(
    text: Markup, buttons: Rows, attachments: Sequence[dict[str, str]]
) -> tuple[str, dict[str, Any], Sequence[dict[str, str]]]:
    """The method and parameters of a text with what travels along, and the attachments that do not fit into it.

    One photo or file carries the text as its caption, if that is short enough; several are sent after it, for an album
    can have no buttons.
    """
    payload = message(text, buttons)
    if is_captioned(attachments, fits=fits_caption(text)):
        only = attachments[0]
        return _sending(only), {only["kind"]: only["file_id"], **as_caption(payload)}, ()
    return "sendMessage", payload, attachments


_TAG = re.compile(r"<[^>]*>")
_ALBUM_KINDS = ({"photo", "video"}, {"document"}, {"audio"})


def attachment_messages(attachments: Sequence[dict[str, str]]) -> Iterator[tuple[str, dict[str, Any]]]:
    """The Bot API calls that pass attachments on: albums stay albums where Telegram allows them to."""
    kinds = {item["kind"] for item in attachments}
    if 2 <= len(attachments) <= 10 and any(kinds <= allowed for allowed in _ALBUM_KINDS):
        media = [{"type": item["kind"], "media": item["file_id"]} for item in attachments]
        yield "sendMediaGroup", {"media": media}
        return
    for item in attachments:
        method = "sendVideoNote" if item["kind"] == "video_note" else _sending(item)
        yield method, {item["kind"]: item["file_id"]}
