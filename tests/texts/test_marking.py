"""What a person is to read is marked for translation where it is written: nothing else finds it."""

import ast
import re
from collections.abc import Iterator
from pathlib import Path

from tests.texts.catalogues import BOT, KEYWORDS

SHOWN = ("features", "dialogs", "delivery", "doctor", "router.py", "menu.py", "access.py", "inbox.py", "clock.py")
"""Where texts for people are written."""
SENTENCE = re.compile(r"(?=.*[a-z])(\W*\s)?[A-ZĀČĒĢĪĶĻŅŠŪŽ][\wāčēģīķļņšūž]*[ ,.!?:…].*", re.DOTALL)
WORD = re.compile(r"(\W*\s)?[A-ZĀČĒĢĪĶĻŅŠŪŽ][a-zāčēģīķļņšūž]+")
"""One word is a text only where a name says so: ``label="Report"``."""
NAMES_OF_TEXTS = {"about", "label", "title", "question", "heading", "hint"}
LOG = "log"


def _files() -> list[Path]:
    found = [path for one in SHOWN for path in ([BOT / one] if one.endswith(".py") else (BOT / one).rglob("*.py"))]
    assert len(found) > 20
    return found


def _called(node: ast.Call) -> str:
    return node.func.attr if isinstance(node.func, ast.Attribute) else getattr(node.func, "id", "")


def _unmarked(node: ast.AST) -> Iterator[tuple[int, str]]:
    """Sentences that are neither documentation, nor marked, nor an error's inner text, nor for the log."""
    if isinstance(node, ast.Expr) and isinstance(node.value, ast.Constant):
        return
    if isinstance(node, ast.Call):
        inner_text = _called(node).endswith("Error") and _called(node) != "UserError"
        for_log = isinstance(node.func, ast.Attribute) and getattr(node.func.value, "id", "") == LOG
        if inner_text or for_log:
            return
        marked = KEYWORDS.get(_called(node), ())
        parts = [part for place, part in enumerate(node.args, start=1) if place not in marked]
        for part in (node.func, *parts, *node.keywords):
            yield from _unmarked(part)
        return
    if isinstance(node, ast.keyword) and node.arg in NAMES_OF_TEXTS and isinstance(node.value, ast.Constant):
        yield from [(node.value.lineno, text) for text in [str(node.value.value)] if WORD.fullmatch(text)]
    if isinstance(node, ast.Constant) and isinstance(node.value, str):
        if SENTENCE.fullmatch(node.value):
            yield node.lineno, node.value
        return
    for part in ast.iter_child_nodes(node):
        yield from _unmarked(part)


def _assembled(node: ast.AST) -> Iterator[tuple[int, str]]:
    """Marked texts that no catalogue can hold, for they are put together when they are shown."""
    for call in ast.walk(node):
        if isinstance(call, ast.Call):
            for part in call.args[: len(KEYWORDS.get(_called(call), ()))]:
                if isinstance(part, ast.JoinedStr | ast.BinOp):
                    yield part.lineno, ast.unparse(part)


def test_every_sentence_is_marked() -> None:
    found = [
        f"{path.relative_to(BOT.parent)}:{line}: {text!r}"
        for path in _files()
        for line, text in _unmarked(ast.parse(path.read_text(encoding="utf-8")))
    ]
    assert not found, "say it by texts.t or texts.plain, or mark it with N_:\n" + "\n".join(found)


def test_no_sentence_is_put_together() -> None:
    found = [
        f"{path.relative_to(BOT.parent)}:{line}: {text}"
        for path in BOT.rglob("*.py")
        if "sandbox" not in path.parts
        for line, text in _assembled(ast.parse(path.read_text(encoding="utf-8")))
    ]
    assert not found, "one whole sentence with braces can be translated, its parts cannot:\n" + "\n".join(found)


BAD = """
ctx.say("Not marked.")
raise UserError("Nor is this")
Command(label="Report")
texts.t(f"All {n}")
"""
GOOD = """
"A sentence of documentation."
ctx.t("Marked {a}.", a="x")
log.info("Said so in the log")
raise ValueError("Bad value")
Command(label=N_("Report"))
"""


def test_an_unmarked_sentence_would_be_found() -> None:
    assert [line for line, _ in _unmarked(ast.parse(BAD))] == [2, 3, 4]
    assert [line for line, _ in _assembled(ast.parse(BAD))] == [5]
    assert not list(_unmarked(ast.parse(GOOD)))
    assert not list(_assembled(ast.parse(GOOD)))
