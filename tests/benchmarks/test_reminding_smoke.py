"""The benchmark of reminders runs, and measures what it says. It asserts nothing about time."""

from pathlib import Path

from tests.benchmarks.reminding import measure


def test_what_is_due_is_put_out_before_and_after_most_is_done(tmp_path: Path) -> None:
    measured = measure(f"sqlite:///{tmp_path / 'plaukts.db'}", events=40, members=6)
    assert measured.planned == 40 * 6 * 3
    assert 0 < measured.done < measured.planned
    assert min(measured.idle, measured.full, measured.idle_later, measured.full_later) > 0
