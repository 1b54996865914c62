"""The README's tables, made from what they describe. ``uv run just readme`` writes them anew."""

import ast
import inspect
import re
from collections.abc import Callable, Iterator
from enum import StrEnum
from itertools import pairwise
from pathlib import Path
from typing import Any, get_type_hints

import typer
from pydantic import SecretStr

from bot.__main__ import app
from bot.access import LIBRARIAN, RIGHTS, ROLES, Act, may
from bot.manifest import Command, discover
from bot.menu import in_menu
from bot.texts import texts_for
from config.settings import Settings

README = Path(__file__).parents[2] / "README.md"


def settings() -> Iterator[str]:
    """Every variable, what it is without being set, what it means."""
    yield "| Variable | Default | Meaning |"
    yield "|---|---|---|"
    # How long things are kept comes last: it seldom has to be set.
    for name, field in sorted(Settings.model_fields.items(), key=lambda item: item[0].startswith("keep_")):
        yield f"| `PLAUKTS_{name.upper()}` | {_default(field.default)} | {field.description} |"


def _default(value: Any) -> str:
    plain = value.get_secret_value() if isinstance(value, SecretStr) else value
    return f"`{str(plain).rstrip('/')}`" if plain not in (None, "") else "–"


def chat_commands() -> list[Command]:
    """All commands, in the order of menu and help."""
    commands = [command for feature in discover() for command in feature.commands]
    return sorted(commands, key=lambda command: (command.position, command.name))


def commands() -> Iterator[str]:
    """Every command of the chat with its other names, its place in the menu, what it does, for whom it is."""
    latvian, english = texts_for("lv"), texts_for("en")
    yield "| Command | Also | In the menu | What it does | For |"
    yield "|---|---|---|---|---|"
    for command in chat_commands():
        also = " ".join(f"`/{alias}`" for alias in command.aliases)
        has_key = [role for role in ROLES if command.act and role in RIGHTS[command.act] and in_menu(command, role)]
        label = ""
        if command.label is not None and (command.act is None or has_key):
            label = f"{command.sign} {latvian.plain(command.label)} / {english.plain(command.label)}"
            label += f" ({', '.join(has_key)})" if command.elsewhere is not None else ""
        yield f"| `/{command.name}` | {also} | {label} | {english.plain(command.about)} | {_who(command)} |"


def _who(command: Command) -> str:
    if command.act is None:
        return "everyone, also before joining"
    roles = [role for role in ROLES if role in RIGHTS[command.act]]
    return "every member" if len(roles) == len(ROLES) else ", ".join(roles)


def rights() -> Iterator[str]:
    """Every right, who has it, and the commands that need it."""
    yield "| What | " + " | ".join([*ROLES, "muted librarian"]) + " | Commands |"
    yield "|---|" + "---|" * (len(ROLES) + 2)
    for act, meaning in _meanings():
        who = [may(role, act) for role in ROLES] + [may(LIBRARIAN, act, muted=True)]
        called = " ".join(f"`/{command.name}`" for command in chat_commands() if command.act is act)
        yield f"| {meaning} | " + " | ".join("yes" if one else "–" for one in who) + f" | {called} |"


def _meanings() -> Iterator[tuple[Act, str]]:
    """Each right, and what the code says of it."""
    (found,) = ast.parse(inspect.getsource(Act)).body
    assert isinstance(found, ast.ClassDef)
    for name, said in pairwise(found.body):
        if isinstance(name, ast.Assign) and isinstance(said, ast.Expr) and isinstance(said.value, ast.Constant):
            yield Act[ast.unparse(name.targets[0])], str(said.value.value).rstrip(".")


def command_line() -> Iterator[str]:
    """Every command of the terminal with its options."""
    yield "| Command | What it does |"
    yield "|---|---|"
    for path, command in terminal_commands():
        if getattr(command, "commands", None) is not None:  # what can be run without naming a command
            yield from (f"| `{path} {one.opts[0]}` | {one.help} |" for one in command.params if one.name != "help")
            continue
        words = [path, *(_option(command, parameter) for parameter in command.params if parameter.name != "help")]
        shown = " ".join(words).replace("|", "\\|")  # a bar would end the cell
        yield f"| `{shown}` | {(command.help or '').splitlines()[0]} |"


def terminal_commands() -> Iterator[tuple[str, Any]]:
    """``plaukts`` and everything under it that can be run."""
    return _under("plaukts", typer.main.get_command(app))


def _under(path: str, command: Any) -> Iterator[tuple[str, Any]]:
    inner = getattr(command, "commands", None)
    if inner is None or command.params:
        yield path, command
    for name, one in (inner or {}).items():
        yield from _under(f"{path} {name}", one)


def _option(command: Any, parameter: Any) -> str:
    if parameter.param_type_name == "argument":
        return str(parameter.name).upper()
    kind = get_type_hints(command.callback)[parameter.name]
    if kind is bool:
        value = ""
    elif isinstance(kind, type) and issubclass(kind, StrEnum):
        value = " " + "|".join(kind)
    else:
        value = f" {parameter.name.upper()}"
    flag = parameter.opts[0] + value
    return flag if parameter.required else f"[{flag}]"


PARTS: dict[str, Callable[[], Iterator[str]]] = {
    "settings": settings,
    "commands": commands,
    "rights": rights,
    "command-line": command_line,
}


def regenerated(text: str) -> str:
    """The README with its tables as they have to be; raises LookupError where one has lost its markers."""
    for name, part in PARTS.items():
        between = re.compile(rf"(<!-- {name} -->\n).*?(<!-- /{name} -->)", re.DOTALL)
        table = "\n".join(part()).replace("\\", "\\\\")
        text, found = between.subn(rf"\g<1>\n{table}\n\n\g<2>", text)
        if found != 1:
            raise LookupError(f"<!-- {name} --> … <!-- /{name} -->")
    return text


if __name__ == "__main__":
    README.write_text(regenerated(README.read_text(encoding="utf-8")), encoding="utf-8")
