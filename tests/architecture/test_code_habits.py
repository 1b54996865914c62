"""Habits that no linter knows: who waits, who commits, how long a file is, that nothing is left for later."""

import ast
import re
from collections.abc import Callable, Iterator
from pathlib import Path

import pytest

ROOT = Path(__file__).parents[2]
ROOMS = ("bot", "storage", "config", "tests")
MOST_LINES = 400

WRITER = ROOT / "storage" / "database.py"
"""The one place of the synchronous core that commits and that the event loop waits for."""

LEFT_FOR_LATER = re.compile(r"\b(TODO|FIXME|XXX|HACK)\b")
SKIPS = ("skip", "skipif", "importorskip", "xfail")
MAY_BE_MISSING = (
    "CHROMIUM is None",  # a browser belongs to the system, not to the project
    "OpenSSL: ",  # so does the command that makes certificates
    "PostgreSQL: ",  # so does a server where PyPI has none for this Python
    "PgBouncer: ",  # which is on no package index, but a package of the system's (CI installs it)
)
"""What a skip's condition or reason has to begin with: what the machine may lack, never what we have not made."""


def _files(*rooms: str) -> list[Path]:
    found = sorted(path for room in rooms for path in (ROOT / room).rglob("*.py"))
    assert found
    return found


def _core() -> list[Path]:
    return [path for path in _files("bot/features", "storage") if path != WRITER]


def _place(path: Path, line: int) -> str:
    return f"{path.relative_to(ROOT)}:{line}"


def _is_waiting(node: ast.AST) -> bool:
    return isinstance(node, ast.Await | ast.AsyncFunctionDef | ast.AsyncFor | ast.AsyncWith)


def _is_commit(node: ast.AST) -> bool:
    return isinstance(node, ast.Call) and isinstance(node.func, ast.Attribute) and node.func.attr == "commit"


def _nodes(path: Path, wanted: Callable[[ast.AST], bool]) -> Iterator[tuple[ast.AST, str]]:
    for node in ast.walk(ast.parse(path.read_text(encoding="utf-8"))):
        if wanted(node):
            yield node, _place(path, getattr(node, "lineno", 0))


def test_features_and_storage_never_wait() -> None:
    found = [place for path in _core() for _, place in _nodes(path, _is_waiting)]
    assert not found, f"only the shell waits (inbox, courier, clock); make a plain function of it: {found}"


def test_features_and_storage_never_commit() -> None:
    found = [place for path in _core() for _, place in _nodes(path, _is_commit)]
    assert not found, f"the unit of work commits, nobody inside it does: {found}"


def test_the_checks_above_find_what_they_look_for(tmp_path: Path) -> None:
    path = tmp_path / "bad.py"
    path.write_text("async def f(s):\n    await s\n    s.commit()\n")
    waiting = [node for node in ast.walk(ast.parse(path.read_text())) if _is_waiting(node)]
    commits = [node for node in ast.walk(ast.parse(path.read_text())) if _is_commit(node)]
    assert (len(waiting), len(commits)) == (2, 1)


def test_no_file_is_too_long() -> None:
    lengths = {path: len(path.read_text(encoding="utf-8").splitlines()) for path in _files(*ROOMS)}
    # The migrations are a record of what was, and nobody reads them from top to bottom.
    found = {
        str(path.relative_to(ROOT)): length
        for path, length in lengths.items()
        if length > MOST_LINES and path.parent.name != "versions"
    }
    assert not found, f"part these along what they are about, {MOST_LINES} lines are the most: {found}"


def test_nothing_is_left_for_later() -> None:
    found = [
        _place(path, number)
        for path in _files(*ROOMS)
        if path != Path(__file__)
        for number, line in enumerate(path.read_text(encoding="utf-8").splitlines(), start=1)
        if LEFT_FOR_LATER.search(line)
    ]
    assert not found, f"do it now, or write an issue: {found}"


@pytest.mark.parametrize("path", _files("tests"), ids=lambda path: str(path.relative_to(ROOT)))
def test_nothing_is_skipped_that_could_run(path: Path) -> None:
    source = path.read_text(encoding="utf-8")
    found = []
    for node, place in _nodes(path, _is_skip):
        said = ast.get_source_segment(source, node) or ""
        if not any(f"({quote}{reason}" in said for reason in MAY_BE_MISSING for quote in ("", '"', "'")):
            found.append(f"{place}: {said}")
    assert not found, f"a test runs or is deleted; only what the machine may lack is a reason to skip: {found}"


def _is_skip(node: ast.AST) -> bool:
    return isinstance(node, ast.Call) and isinstance(node.func, ast.Attribute) and node.func.attr in SKIPS


def test_matplotlib_is_imported_by_the_drawing_program_alone() -> None:
    """It takes a second and 100 MB: a process of its own, which nobody imports, starts for each picture."""
    program = "bot.features.reports.drawing"

    def is_import(node: ast.AST) -> bool:
        names = [alias.name for alias in node.names] if isinstance(node, ast.Import | ast.ImportFrom) else []
        module = (node.module or "") if isinstance(node, ast.ImportFrom) else ""
        whole = [module, *names, *(f"{module}.{name}" for name in names)]
        return any(name.split(".")[0] == "matplotlib" or name == program for name in whole)

    drawing = ROOT / (program.replace(".", "/") + ".py")
    assert list(_nodes(drawing, is_import))
    found = [place for path in _files("bot", "storage") if path != drawing for _, place in _nodes(path, is_import)]
    assert not found
