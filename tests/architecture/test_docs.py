"""What the documents say is what the code does."""

import re
import shlex
import tomllib
from collections.abc import Iterator
from importlib.metadata import version
from pathlib import Path
from typing import Any

import pytest
import typer
from packaging.requirements import Requirement
from packaging.utils import canonicalize_name

from bot.__main__ import app
from config.secret_files import is_secret
from config.settings import Settings
from tests.architecture.readme import README, chat_commands, regenerated, terminal_commands

ROOT = README.parent
TEXT = README.read_text(encoding="utf-8")
DOCUMENTS = sorted(ROOT.glob("*.md"))
PROJECT = tomllib.loads((ROOT / "pyproject.toml").read_text(encoding="utf-8"))
LOCK = (ROOT / "requirements.lock").read_text(encoding="utf-8")
CODE = "\n".join(
    path.read_text(encoding="utf-8") for room in ("bot", "storage", "config") for path in (ROOT / room).rglob("*.py")
)


def test_the_readmes_tables_are_those_of_the_code() -> None:
    assert regenerated(TEXT) == TEXT, "run `uv run just readme`"


def test_a_table_that_is_behind_would_be_found() -> None:
    for name in ("PLAUKTS_REGION", f"/{chat_commands()[0].name}", "--dry-run"):
        changed = TEXT.replace(name, "changed")
        assert changed != TEXT
        assert regenerated(changed) != changed, name


def test_everything_that_can_be_set_or_run_is_there() -> None:
    for name in Settings.model_fields:
        assert f"`PLAUKTS_{name.upper()}`" in TEXT
    for path, command in terminal_commands():
        assert f"`{path}" in TEXT
        for parameter in command.params:
            assert parameter.opts[0] in TEXT or parameter.name.upper() in TEXT
    for chat_command in chat_commands():
        for name in (chat_command.name, *chat_command.aliases):
            assert f"`/{name}`" in TEXT


def _blocks(text: str) -> Iterator[str]:
    for language, block in re.findall(r"^ *```(\w*)\n(.*?)^ *```", text, re.DOTALL | re.MULTILINE):
        if language in ("", "sh", "bash", "console"):
            yield block


def _shown_commands() -> list[str]:
    lines = [line for block in _blocks(TEXT) for line in block.splitlines()]
    inline = re.findall(r"`(plaukts [^`\n|\[]+ --[^`\n|\[]+)`", TEXT)  # without options it is but the command's name
    parts = [part.strip() for line in [*lines, *inline] for part in line.partition("#")[0].split("&&")]
    return [part.removeprefix("uv run ") for part in parts if part.removeprefix("uv run ").startswith("plaukts ")]


@pytest.mark.parametrize("shown", _shown_commands())
def test_commands_that_are_shown_can_be_typed(shown: str) -> None:
    command: Any = typer.main.get_command(app)
    arguments = shlex.split(shown)[1:]
    path = "plaukts"
    while getattr(command, "commands", None) and arguments and not arguments[0].startswith("-"):
        name, *arguments = arguments
        path = f"{path} {name}"
        command = command.commands[name]
    if arguments != ["--version"]:
        command.make_context(path, arguments)


def test_some_commands_are_shown() -> None:
    assert {"plaukts demo", "plaukts run"} <= set(_shown_commands())


@pytest.mark.parametrize("document", DOCUMENTS, ids=lambda path: path.name)
def test_links_lead_somewhere(document: Path) -> None:
    text = document.read_text(encoding="utf-8")
    anchors = {_anchor(title) for title in re.findall(r"^#+ (.+)$", text, re.MULTILINE)}
    targets = [target.strip() for target in re.findall(r"\]\(([^)\s]+)[^)]*\)", text)]
    targets += re.findall(r'(?:src|href)="([^"]+)"', text)
    dead = [
        target
        for target in targets
        if not re.match(r"https?://|mailto:", target)
        and (target[1:] not in anchors if target.startswith("#") else not (ROOT / target.partition("#")[0]).exists())
    ]
    assert not dead, dead


def _anchor(title: str) -> str:
    return re.sub(r"[^\w\- ]", "", title.lower()).replace(" ", "-")


def test_paths_that_are_named_exist() -> None:
    named = re.findall(r"`((?:bot|storage|config|tests|\.ci)/[\w./-]*)`", TEXT)
    assert named
    missing = [path for path in named if not (ROOT / path).exists()]
    assert not missing, missing


def test_the_glossarys_names_are_those_of_the_code() -> None:
    glossary = TEXT.partition("\n## Glossary\n")[2].partition("\n## ")[0]
    rows = [line.split("|")[1:-1] for line in glossary.splitlines() if line.startswith("|")][2:]
    names = [name for row in rows for name in re.findall(r"`(\w+)`", row[1])]
    assert len(rows) > 10
    assert all(re.search(r"`\w+`", row[1]) for row in rows), "each has a name in the code"
    missing = [name for name in names if not re.search(rf"\b{name}\b", CODE)]
    assert not missing, missing


def test_the_changelog_knows_this_version() -> None:
    changes = (ROOT / "CHANGELOG.md").read_text(encoding="utf-8")
    assert re.search(rf"^## \[?{re.escape(PROJECT['project']['version'])}\]?", changes, re.MULTILINE)
    assert version("plaukts") == PROJECT["project"]["version"]


def _pins() -> list[tuple[str, str]]:
    """Names and versions; of one that has dropped an old Python, a version for each."""
    return re.findall(r"^([\w.-]+)==([\w.]+)", LOCK, re.MULTILINE)


def _locked() -> dict[str, str]:
    return {canonicalize_name(name): found for name, found in _pins()}


@pytest.mark.parametrize("dependency", PROJECT["project"]["dependencies"])
def test_locked_versions_are_within_the_projects_bounds(dependency: str) -> None:
    requirement = Requirement(dependency)
    assert requirement.specifier.contains(_locked()[canonicalize_name(requirement.name)]), "run `uv run just lock`"


def test_the_lock_has_hashes_and_no_addresses() -> None:
    entries = re.split(r"\n(?=\w)", re.sub(r"^\s*#.*\n", "", LOCK, flags=re.MULTILINE).strip())
    assert len(entries) == len(_pins())
    assert all("--hash=sha256:" in entry for entry in entries)
    assert "://" not in LOCK
    assert not re.search(r"index-url|find-links|trusted-host", LOCK)


def test_what_is_deployed_names_what_there_is() -> None:
    """Settings of the unit and the image, figures of the alerts."""
    secrets = {f"PLAUKTS_{name.upper()}_FILE" for name, field in Settings.model_fields.items() if is_secret(field)}
    known = {f"PLAUKTS_{name.upper()}" for name in Settings.model_fields} | secrets
    for path in (ROOT / "deploy" / "plaukts.service", ROOT / "Dockerfile"):
        text = path.read_text(encoding="utf-8").replace("PLAUKTS_TELEGRAM_TOKEN=…", "")
        assert set(re.findall(r"PLAUKTS_[A-Z_]+", text)) <= known, path.name
    alerts = (ROOT / "deploy" / "alerts.yml").read_text(encoding="utf-8")
    figures = set(re.findall(r"\bplaukts_[a-z_]+", alerts))
    assert figures
    assert figures <= set(re.findall(r"`(plaukts_[a-z_]+)", TEXT))
