"""Menu, ``/`` list and help, made from the commands of the features' manifests."""

from collections.abc import Iterable, Sequence
from typing import Any

from markupsafe import Markup

from bot.access import LIBRARIAN, may
from bot.context import Rows, button
from bot.manifest import SETTING, Command, Setting, split_command
from bot.texts import LANGUAGES, Texts, join_lines, texts_for
from storage.latvian import fold

BUTTONS_A_ROW = 2


class CommandMenu:
    """What a role sees of the commands, and how to find one by what was typed."""

    def __init__(self, commands: Iterable[Command], settings: Iterable[Setting] = ()) -> None:
        self._settings = sorted(settings, key=lambda setting: (setting.position, setting.name))
        self.all = sorted(commands, key=lambda command: (command.position, command.name))
        self._by_name = {fold(name): command for command in self.all for name in (command.name, *command.aliases)}
        self._by_label = {
            fold(words): command
            for command in self.all
            if command.label is not None
            for texts in map(texts_for, LANGUAGES)
            for words in (_label(command, texts), texts.plain(command.label))
        }

    def find(self, text: str, bot_username: str) -> tuple[Command | None, str] | None:
        """The command that a text calls and what follows it; ``(None, "")`` for one we do not know.

        Returns nothing for a text that is no command. Capital letters and diacritics do not matter, nor does it
        whether a menu button was pressed or its words were typed, with the sign or without.
        """
        called = split_command(text)
        if called is None:
            command = self._by_label.get(fold(text.strip()))
            return None if command is None else (command, "")
        name, _, addressee = called[0].partition("@")
        if addressee and addressee.lower() != bot_username.lower():
            return None
        found = self._by_name.get(fold(name))
        return (found, called[1]) if found else (None, "")

    def named(self, name: str) -> Command | None:
        """The command of this name."""
        return self._by_name.get(fold(name))

    def keyboard(self, role: str | None, texts: Texts) -> dict[str, Any]:
        """The permanent keyboard of a role."""
        labels = [{"text": _label(command, texts)} for command in self._seen_by(role) if in_menu(command, role)]
        if not labels:
            return {"remove_keyboard": True}
        rows = [labels[i : i + BUTTONS_A_ROW] for i in range(0, len(labels), BUTTONS_A_ROW)]
        return {"keyboard": rows, "resize_keyboard": True, "is_persistent": True}

    def commands(self, role: str | None, texts: Texts) -> list[dict[str, str]]:
        """The ``/`` list of a role, as setMyCommands takes it."""
        return [{"command": one.name, "description": texts.plain(one.about)} for one in self._seen_by(role)]

    def group_commands(self, texts: Texts) -> list[dict[str, str]]:
        """The ``/`` list of the region's group: what a librarian can say there."""
        there = [one for one in self._seen_by(LIBRARIAN) if one.in_group]
        return [{"command": one.name, "description": texts.plain(one.about)} for one in there]

    def help(self, role: str | None, texts: Texts) -> Markup:
        """What a role can do, a line each."""
        return join_lines(f"{one.sign or '·'} /{one.name} – {texts.plain(one.about)}" for one in self._seen_by(role))

    def settings(self, role: str | None, texts: Texts) -> Rows:
        """Buttons of what a role can set, under each other."""
        return [
            [button(texts.plain(one.label), f"{SETTING}:{one.name}")] for one in self._settings if may(role, one.act)
        ]

    def _seen_by(self, role: str | None) -> Sequence[Command]:
        return [command for command in self.all if command.act is None or may(role, command.act)]


def in_menu(command: Command, role: str | None) -> bool:
    """Whether a role that may call a command has a key for it."""
    return command.label is not None and not (command.elsewhere is not None and may(role, command.elsewhere))


def _label(command: Command, texts: Texts) -> str:
    return f"{command.sign} {texts.plain(command.label or '')}"
