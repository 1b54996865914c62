"""The benchmark runs, and counts what it says it counts. It asserts nothing about time."""

from pathlib import Path

from tests.benchmarks.measuring import ECHO, PLAUKTS, Task, measure_here
from tests.benchmarks.region import wish_for_help

UPDATES = 60


async def test_every_question_is_answered_once_and_makes_one_card(tmp_path: Path) -> None:
    result = await measure_here(Task(PLAUKTS, UPDATES, 5, f"sqlite:///{tmp_path / 'plaukts.db'}"))
    assert (result.answers, result.cards, len(result.latencies)) == (UPDATES, UPDATES, UPDATES)
    assert result.complaints == []
    assert result.left_over == 0


async def test_every_wish_for_help_is_answered_once(tmp_path: Path) -> None:
    result = await measure_here(Task(PLAUKTS, UPDATES, 5, f"sqlite:///{tmp_path / 'plaukts.db'}", said=wish_for_help))
    assert (result.answers, result.cards) == (UPDATES, 0)
    assert result.complaints == []
    assert result.left_over == 0


async def test_the_peer_answers_the_same_updates() -> None:
    result = await measure_here(Task(ECHO, UPDATES, 5))
    assert (result.answers, result.cards) == (UPDATES, 0)
    assert result.complaints == []
