"""How a bot presents itself: commands, name, descriptions, menu button.

Source: https://core.telegram.org/bots/api#setmycommands and the methods after it.
"""

from __future__ import annotations

import json
import re
from typing import TYPE_CHECKING, Final

from bot.sandbox.errors import Json, bad, unsupported
from bot.sandbox.methods.base import Call, method
from bot.sandbox.parameters import ARRAY, INT, OBJECT, STR, Table

if TYPE_CHECKING:
    from bot.sandbox.people import Bot

_COMMAND: Final = re.compile(r"[a-z0-9_]{1,32}")
_LANGUAGE: Final = re.compile(r"([a-z]{2})?")
_SCOPED: Final[Table] = {"scope": OBJECT, "language_code": STR}
_SCOPES: Final = {
    "default": frozenset[str](),
    "all_private_chats": frozenset[str](),
    "all_group_chats": frozenset[str](),
    "all_chat_administrators": frozenset[str](),
    "chat": frozenset({"chat_id"}),
    "chat_administrators": frozenset({"chat_id"}),
    "chat_member": frozenset({"chat_id", "user_id"}),
}


def _language(args: Json) -> str:
    language = str(args.get("language_code", ""))
    if not _LANGUAGE.fullmatch(language):
        raise bad("invalid language code specified")
    return language


def _scope(call: Call) -> tuple[str, str]:
    scope = dict(call.args.get("scope") or {"type": "default"})
    kind = scope.get("type")
    if kind not in _SCOPES:
        raise bad("can't parse BotCommandScope: unsupported type specified")
    if set(scope) - {"type"} != _SCOPES[kind]:
        raise bad(f"can't parse BotCommandScope: {kind} needs {sorted(_SCOPES[kind])} and nothing else")
    if "chat_id" in scope:
        scope["chat_id"] = call.known(scope["chat_id"]).id
    return json.dumps(scope, sort_keys=True), _language(call.args)


@method("setMyCommands", {"commands!": ARRAY, **_SCOPED})
def set_my_commands(call: Call) -> bool:
    """https://core.telegram.org/bots/api#setmycommands"""
    commands = call.args["commands"]
    if len(commands) > 100:
        raise bad("BOT_COMMANDS_TOO_MUCH")
    clean = []
    for item in commands:
        if not isinstance(item, dict) or not isinstance(item.get("command"), str):
            raise bad("can't parse BotCommand: Can't find field \"command\"")
        if set(item) - {"command", "description"}:
            raise unsupported(f"the fields {sorted(set(item) - {'command', 'description'})} of a BotCommand")
        name = item["command"].removeprefix("/")
        if not _COMMAND.fullmatch(name):
            raise bad("BOT_COMMAND_INVALID")
        if not 1 <= len(str(item.get("description", ""))) <= 256:
            raise bad("BOT_COMMAND_DESCRIPTION_INVALID")
        clean.append({"command": name, "description": item["description"]})
    call.bot.commands[_scope(call)] = clean
    call.sandbox.publish("state", None)
    return True


@method("getMyCommands", _SCOPED)
def get_my_commands(call: Call) -> list[Json]:
    """https://core.telegram.org/bots/api#getmycommands"""
    return call.bot.commands.get(_scope(call), [])


@method("deleteMyCommands", _SCOPED)
def delete_my_commands(call: Call) -> bool:
    """https://core.telegram.org/bots/api#deletemycommands"""
    call.bot.commands.pop(_scope(call), None)
    call.sandbox.publish("state", None)
    return True


def _texts(bot: Bot, field: str) -> dict[str, str]:
    return {"name": bot.names, "description": bot.descriptions, "short_description": bot.short_descriptions}[field]


def _declare(field: str, suffix: str, most: int) -> None:
    @method(f"setMy{suffix}", {field: STR, "language_code": STR})
    def set_text(call: Call) -> bool:
        text = str(call.args.get(field, ""))
        if len(text) > most:
            raise bad(f"{field.replace('_', ' ')} is too long")
        language = _language(call.args)
        if text:
            _texts(call.bot, field)[language] = text
        elif language or field != "name":
            _texts(call.bot, field).pop(language, None)
        else:
            raise bad("name must be non-empty")
        call.bot.rename()
        call.sandbox.publish("state", None)
        return True

    @method(f"getMy{suffix}", {"language_code": STR})
    def get_text(call: Call) -> Json:
        texts = _texts(call.bot, field)
        return {field: texts.get(_language(call.args)) or texts.get("", "")}

    set_text.__doc__ = f"https://core.telegram.org/bots/api#setmy{suffix.lower()}"
    get_text.__doc__ = f"https://core.telegram.org/bots/api#getmy{suffix.lower()}"


_declare("name", "Name", 64)
_declare("description", "Description", 512)
_declare("short_description", "ShortDescription", 120)


@method("setChatMenuButton", {"chat_id": INT, "menu_button": OBJECT})
def set_chat_menu_button(call: Call) -> bool:
    """https://core.telegram.org/bots/api#setchatmenubutton"""
    button = call.args.get("menu_button") or {"type": "default"}
    if button.get("type") not in {"default", "commands"}:
        if button.get("type") == "web_app":
            raise unsupported("menu buttons with web apps")
        raise bad("can't parse menu button: unsupported type specified")
    chat_id = call.args.get("chat_id")
    if chat_id is not None and not call.known(chat_id).is_private:
        raise bad("chat_id must be of a private chat")
    call.bot.menu_buttons[chat_id] = button
    call.sandbox.publish("state", None)
    return True


@method("getChatMenuButton", {"chat_id": INT})
def get_chat_menu_button(call: Call) -> Json:
    """https://core.telegram.org/bots/api#getchatmenubutton"""
    buttons = call.bot.menu_buttons
    return buttons.get(call.args.get("chat_id")) or buttons.get(None) or {"type": "default"}
