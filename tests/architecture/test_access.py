"""Who may what is asked in one place: the router asks for the right that a manifest's entry says it needs."""

import ast
from collections.abc import Iterator
from pathlib import Path

import pytest

from bot.access import Act
from bot.manifest import Feature, Listener, discover

ROOT = Path(__file__).parents[2]
FEATURES = discover()
OPEN_TO_ALL = {"/start", "/palidziba", "/atcelt", "/privatums", "/manidati", "/dzest", "form join"}
OPEN_TO_ALL |= {"pv", "pv:data", r"pv:read:(\d{1,10})", "pv:erase", r"pv:erase:yes:(\d{1,9})", "pv:erase:no"}
OPEN_TO_ALL |= {r"m:account:here:([A-Z2-9]{10})", "m:stay"}
"""What who has not been let in may do as well: learn what this is and what it keeps, join, and stay after all."""
SEVERAL_KINDS = {
    "announcements.actions._change",
    "consultations.log.changing.follow_edit",
    "consultations.registering.follow_line_edit",
    "news.actions._change",
    "news.actions.publish",
    "news.talks.ask",
}
"""Reached from a listener that looks at several kinds of messages, of which each takes a right of its own."""


def _entries() -> Iterator[tuple[str, Act | None]]:
    for feature in FEATURES:
        yield from ((f"/{one.name}", one.act) for one in feature.commands)
        yield from ((one.pattern, one.act) for one in feature.buttons)
        yield from ((f"form {one.name}", one.act) for one in feature.forms)
        yield from ((f"offer {one.name}", one.act) for one in feature.offers)
        yield from ((f"setting {one.name}", one.act) for one in feature.settings)
        yield from ((f"link {one.pattern}", one.act) for one in feature.links)
        yield from ((f"subscription {one.kind}", one.act) for one in feature.subscriptions)
        yield from ((f"{feature.name} listens", one.act) for one in _listeners(feature))


def _listeners(feature: Feature) -> Iterator[Listener[*tuple[object, ...]]]:
    for several in (feature.lines, feature.replied, feature.edited, feature.late_parts, feature.posted):
        yield from several


def test_everything_says_which_right_it_needs() -> None:
    entries = list(_entries())
    assert len(entries) > 300
    assert {name for name, act in entries if act is None} == OPEN_TO_ALL
    assert all(act is None or isinstance(act, Act) for _, act in entries)


def test_every_right_is_needed_for_something() -> None:
    assert {act for _, act in _entries() if act is not None} == set(Act)


def test_no_right_is_asked_for_twice() -> None:
    """What an entry needs it says in the manifest; an action asks only for what depends on the thing at hand."""
    found = {
        f"{'.'.join(path.relative_to(ROOT / 'bot/features').with_suffix('').parts)}.{name}"
        for path in sorted((ROOT / "bot/features").rglob("*.py"))
        for name in _asking(path.read_text(encoding="utf-8"))
    }
    said_twice = sorted(found - SEVERAL_KINDS)
    assert not said_twice, f"say it in the feature's manifest (Button, Form, Link …), and not again: {said_twice}"
    assert found == SEVERAL_KINDS


def _asking(source: str) -> Iterator[str]:
    """Functions that ask for one and the same right whatever happens, as a statement of their own."""
    for function in ast.walk(ast.parse(source)):
        if isinstance(function, ast.FunctionDef):
            for statement in function.body:
                said = ast.unparse(statement)
                if said.startswith("ctx.require(Act.") and said.removeprefix("ctx.require(Act.")[:-1].isidentifier():
                    yield function.name


@pytest.mark.parametrize(
    ("body", "found"),
    [
        ("ctx.require(Act.ASK)", 1),
        ("if mine:\n        ctx.require(Act.ASK)", 0),
        ("ctx.require(Act.ASK if mine else Act.ANSWER)", 0),
        ("ctx.require(answering(one))", 0),
    ],
)
def test_the_check_above_finds_what_it_looks_for(body: str, found: int) -> None:
    assert len(list(_asking(f"def f(ctx):\n    {body}\n"))) == found
