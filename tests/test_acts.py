"""Every action that is noted has a sentence, and nothing is written into the log but by adding to it."""

import ast
import re
from collections.abc import Iterator
from pathlib import Path

from bot.acts import PARTS, PHRASES, key_of
from bot.features.audit.lines import BY_HAND, chosen, own_kinds
from bot.guessing import GUESSING
from storage import directory, list_changes

ROOT = Path(__file__).parents[1]
CODE = [path for room in ("bot", "storage") for path in (ROOT / room).rglob("*.py") if "sandbox" not in path.parts]
CONSTANTS = {"EVENT": "event", "NEWS": "news", "ANNOUNCEMENT": "announcement", "QUESTION": "restoring"}
COMPUTED = {
    "action": [],  # in libraries: one of the next two
    "GUESSING": [GUESSING],
    "acts[what]": ["cancel", "restore", "move", "relocate"],
    "f'library_{change.kind}'": [f"library_{kind}" for kind in ("renamed", "merged", "closed", "opened", "moved")]
    + [f"library_{directory.CORRECTED}"],
    "f'list_{kind}'": [
        *(f"list_{kind}" for kind in (list_changes.ADDED, list_changes.RENAMED, list_changes.CORRECTED)),
        *(f"list_{kind}" for kind in (list_changes.WORDS, list_changes.RETIRED, list_changes.BROUGHT_BACK)),
    ],
}
"""What is no literal in the code → what it can be."""


def _noted() -> Iterator[tuple[str, str | None, str]]:
    """Action, kind of object, place."""
    for path in CODE:
        for node in ast.walk(ast.parse(path.read_text(encoding="utf-8"))):
            if not isinstance(node, ast.Call):
                continue
            called = ast.unparse(node.func)
            action: ast.expr | None
            kind: ast.expr | None
            named = {one.arg: one.value for one in node.keywords}
            if called in ("ctx.note", "speaking.note") and node.args:
                action, kind = node.args[0], node.args[1] if len(node.args) > 1 else None
            elif called == "note_act" or (called == "record_act" and path.name != "context.py"):
                action, kind = named.get("action", node.args[1] if len(node.args) > 1 else None), None
            elif called == "partial" and ast.unparse(node.args[0]) == "note_act":
                action, kind = named["action"], None
            else:
                continue
            for one in _values(action):
                yield one, _kind(kind), f"{path.relative_to(ROOT)}:{node.lineno}"


def _values(node: ast.expr | None) -> list[str]:
    if isinstance(node, ast.Constant):
        return [str(node.value)]
    if isinstance(node, ast.IfExp):
        return [*_values(node.body), *_values(node.orelse)]
    return COMPUTED.get(ast.unparse(node), []) if node is not None else []


def _kind(node: ast.expr | None) -> str | None:
    if isinstance(node, ast.Constant):
        return str(node.value)
    return CONSTANTS.get(ast.unparse(node)) if node is not None else None


def test_every_action_has_a_sentence() -> None:
    noted = list(_noted())
    assert len(noted) > 120
    missing = [f"{action} ({place})" for action, kind, place in noted if key_of(action, kind) is None]
    assert not missing, f"say in bot/acts.py what it is called: {missing}"


def test_no_sentence_is_left_of_what_is_noted_no_more() -> None:
    noted = {key_of(action, kind) for action, kind, _ in _noted()}
    # Conversations note the same for whatever they are about.
    assert set(PHRASES) - noted <= {"say", "edit", "unsay", "news:edit"}
    assert {action for action, _, _ in _noted()} >= BY_HAND


def test_a_part_asks_for_what_is_its_own() -> None:
    assert ("consultation", "answer") in (chosen("consultations") or ())
    assert ("event", "answer") in (chosen("events") or ())
    assert (None, "edit") in (chosen("announcements") or ())
    assert set(own_kinds("edit")) == {"consultation", "event", "announcement", "news"}
    assert chosen(None) is None
    assert sum(len(part.phrases) for part in PARTS.values()) == len(PHRASES)


def test_the_code_adds_to_the_log_and_does_nothing_else_to_it() -> None:
    changing = re.compile(r"\b(?:update|delete)\(audit\b|(?:UPDATE|DELETE FROM|TRUNCATE)\s+audit\b", re.IGNORECASE)
    found = {path.name for path in CODE if changing.search(path.read_text(encoding="utf-8"))}
    assert found == {"audit.py"}
    source = (ROOT / "storage/audit.py").read_text(encoding="utf-8")
    assert len(changing.findall(source)) == 1, "only forget_audit deletes"
