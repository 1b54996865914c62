"""The benchmark of reports runs, and measures what it says. It asserts nothing about time."""

from pathlib import Path

from tests.benchmarks import reporting
from tests.features.reports.reading import read_sheets


def test_a_year_of_records_is_written_and_measured(tmp_path: Path) -> None:
    url, path = f"sqlite:///{tmp_path / 'plaukts.db'}", tmp_path / "year.xlsx"
    reporting.prepare(url, 120)
    result = reporting.measure(reporting.PLAUKTS, url, path)
    assert result.seconds > 0
    assert result.mib > 0
    assert result.size == path.stat().st_size
    assert len(read_sheets(path.read_bytes(), "lv").records()) == 120
