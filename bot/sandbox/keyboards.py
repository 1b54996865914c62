"""Checks of reply_markup.

Source: https://core.telegram.org/bots/api#inlinekeyboardmarkup and the types after it.
"""

from __future__ import annotations

from typing import Final
from urllib.parse import urlsplit

from bot.sandbox.errors import Json, bad, unsupported

_ACTIONS: Final = ("url", "callback_data", "copy_text", "switch_inline_query", "switch_inline_query_current_chat")
_BUTTON: Final = frozenset({"text", "style", "icon_custom_emoji_id", *_ACTIONS})
_KEY: Final = frozenset({"text", "style", "icon_custom_emoji_id", "request_contact", "request_location"})
_STYLES: Final = frozenset({"primary", "success", "danger"})
_MARKUP: Final = {
    "inline_keyboard": frozenset({"inline_keyboard"}),
    "keyboard": frozenset(
        {"keyboard", "is_persistent", "resize_keyboard", "one_time_keyboard", "input_field_placeholder", "selective"}
    ),
    "remove_keyboard": frozenset({"remove_keyboard", "selective"}),
    "force_reply": frozenset({"force_reply", "input_field_placeholder", "selective"}),
}


def check_markup(markup: Json, *, inline_only: bool = False) -> tuple[str, Json]:
    """The kind of a reply_markup ("inline_keyboard", "keyboard", "remove_keyboard", "force_reply") and its clean form.

    ApiError 400 if Telegram would refuse it.
    """
    kind = next((kind for kind in _MARKUP if kind in markup), None)
    if kind is None:
        if markup == {}:
            return "inline_keyboard", {}
        raise bad("can't parse reply markup JSON object: object expected as reply markup")
    if inline_only and kind != "inline_keyboard":
        raise bad("can't parse inline keyboard markup JSON object: inline keyboard expected")
    if strange := set(markup) - _MARKUP[kind]:
        raise unsupported(f"the field {min(strange)!r} of a reply_markup with {kind}")
    if len(markup.get("input_field_placeholder", "")) > 64:
        raise bad("input field placeholder is too long")
    if kind == "inline_keyboard":
        return kind, {"inline_keyboard": _rows(markup[kind], _inline_button)}
    if kind == "keyboard":
        rows = _rows(markup[kind], _key)
        if not rows:
            raise bad("reply keyboard must be non-empty")
        return kind, {**markup, "keyboard": rows}
    if markup[kind] is not True:
        raise bad(f"can't parse reply markup: field {kind} must be True")
    return kind, markup


def _rows(rows: object, check: object) -> list[list[Json]]:
    if not isinstance(rows, list) or not all(isinstance(row, list) for row in rows):
        raise bad("can't parse reply keyboard markup JSON object: an array of arrays of buttons expected")
    assert callable(check)  # noqa: S101 - for the type checker
    clean = [[check(button) for button in row] for row in rows if row]
    if sum(map(len, clean)) > 100:
        raise bad("REPLY_MARKUP_TOO_LONG")
    return clean


def _text(button: Json, kind: str) -> None:
    text = button.get("text")
    if not isinstance(text, str):
        raise bad(f"can't parse {kind} button: Can't find field \"text\"")
    if not text.strip():
        raise bad(f"can't parse {kind} button: Button text must be non-empty")
    if button.get("style", "primary") not in _STYLES:
        raise bad(f"can't parse {kind} button: Button style is invalid")


def _inline_button(button: Json) -> Json:
    if not isinstance(button, dict):
        raise bad("can't parse inline keyboard button: Inline keyboard button must be an Object")
    _text(button, "inline keyboard")
    if strange := set(button) - _BUTTON:
        raise unsupported(f"the field {min(strange)!r} of an inline keyboard button")
    actions = [name for name in _ACTIONS if name in button]
    if not actions:
        raise bad("can't parse inline keyboard button: Text buttons are unallowed in the inline keyboard")
    if len(actions) > 1:
        raise bad("can't parse inline keyboard button: Exactly one of the optional fields must be used")
    if "callback_data" in button and not 1 <= len(str(button["callback_data"]).encode()) <= 64:
        raise bad("BUTTON_DATA_INVALID")
    if "url" in button:
        parts = urlsplit(str(button["url"]))
        if parts.scheme not in {"", "http", "https", "tg"} or not (parts.netloc or "." in parts.path):
            raise bad(f"inline keyboard button URL '{button['url']}' is invalid: Wrong HTTP URL")
    return button


def _key(button: object) -> Json:
    if isinstance(button, str):
        button = {"text": button}
    if not isinstance(button, dict):
        raise bad("can't parse keyboard button: KeyboardButton must be an Object")
    _text(button, "keyboard")
    if strange := set(button) - _KEY:
        raise unsupported(f"the field {min(strange)!r} of a keyboard button")
    return button
