"""The benchmarks run, and measure what they say. They assert nothing about time."""

from pathlib import Path

from tests.benchmarks import announcing, enqueue, start
from tests.benchmarks.broadcast import measure_loop, measure_plaukts


async def test_a_broadcast_reaches_everyone_once_and_questions_are_answered(tmp_path: Path) -> None:
    measured = await measure_plaukts(20, f"sqlite:///{tmp_path / 'plaukts.db'}", 2)
    assert (len(measured.arrived), len(measured.quiet), len(measured.meanwhile)) == (20, 2, 2)
    assert measured.ratio() > 0


async def test_the_peer_reaches_the_same() -> None:
    assert len((await measure_loop(20)).arrived) == 20


async def test_an_announcement_is_stopped_gone_on_with_and_corrected(tmp_path: Path) -> None:
    found = await announcing.measure(60, f"sqlite:///{tmp_path / 'plaukts.db'}", 2)
    assert (found.copies, found.twice, found.edits) == (60, 0, 60)
    assert len(found.following) == 2


def test_everyone_is_put_in(tmp_path: Path) -> None:
    url = f"sqlite:///{tmp_path / 'plaukts.db'}"
    enqueue.prepare(url, 1500)
    result = enqueue.measure(url)
    assert result.deliveries == 1500
    assert result.longest_wait > 0


def test_everything_is_taken_back(tmp_path: Path) -> None:
    url = f"sqlite:///{tmp_path / 'plaukts.db'}"
    enqueue.prepare(url, 600)
    enqueue.arrive_and_withdraw(url)
    assert enqueue.measure_withdrawal(url).deliveries == 600


async def test_a_start_ends_with_an_answer(tmp_path: Path) -> None:
    """Also on a database that is there already."""
    assert len(await start.measure(tmp_path, 2, idle=0)) == 2
