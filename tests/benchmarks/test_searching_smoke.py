"""The benchmark of searching runs, and measures what it says. It asserts nothing about time."""

from pathlib import Path

from tests.benchmarks import searching


def test_everything_is_indexed_asked_and_measured(tmp_path: Path) -> None:
    made = list(searching.entries(120))
    assert len({entry.object_id for entry in made}) == len(made) == 120
    result = searching.measure(f"sqlite:///{tmp_path / 'plaukts.db'}", 120)
    assert result.entries == 120
    assert min(result.taken) > 0
    assert len(result.taken) == len(result.worked) > len(result.scanned) > 0
    assert result.size > 0
    assert result.texts > 0
