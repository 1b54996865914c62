"""Files: their names, and that none is left half-written."""

from collections.abc import Iterator
from pathlib import Path

import pytest

from bot.features.reports import export as exporting
from bot.features.reports.export import export, export_to_file, file_name, whole_file
from bot.features.reports.report import Report, build_report
from bot.features.reports.rules import Period
from bot.texts import texts_for
from storage.database import Database
from storage.reports import Record
from tests.features.reports.conftest import NOW


@pytest.fixture
def report(region: Database) -> Iterator[Report]:
    with region.read() as session:
        yield build_report(session, Period.parse("2026-10"), region="Kuldīgas reģions", now_local=NOW)


def test_files_are_named_by_the_period() -> None:
    assert file_name(Period.parse("2026-10"), "xlsx") == "plaukts-2026-10.xlsx"
    assert file_name(Period.parse("2026-Q4"), "csv") == "plaukts-2026-Q4.csv"
    assert file_name(Period.parse("2026"), "json") == "plaukts-2026.json"


@pytest.mark.parametrize("chosen", ["xlsx", "csv", "json"])
def test_a_file_has_what_is_sent_in_chat(report: Report, tmp_path: Path, chosen: exporting.Format) -> None:
    path = tmp_path / file_name(report.period, chosen)
    path.write_text("last year's")
    export_to_file(report, chosen, texts_for("lv"), path)
    assert len(path.read_bytes()) == len(export(report, chosen, texts_for("lv")))
    assert [each.name for each in tmp_path.iterdir() if each.suffix == ".part"] == []


@pytest.mark.parametrize("chosen", ["xlsx", "csv", "json"])
def test_an_error_halfway_leaves_the_old_file_and_nothing_else(
    report: Report, tmp_path: Path, chosen: exporting.Format, monkeypatch: pytest.MonkeyPatch
) -> None:
    def fail(self: Report) -> Iterator[Record]:
        raise RuntimeError("the database went away")
        yield

    folder = tmp_path / "reports"
    folder.mkdir()
    path = folder / "report"
    path.write_text("the old one")
    monkeypatch.setattr(Report, "records", fail)
    with pytest.raises(RuntimeError, match="went away"):
        export_to_file(report, chosen, texts_for("lv"), path)
    assert path.read_text() == "the old one"
    assert list(folder.iterdir()) == [path]


def test_a_folder_that_is_not_there_is_an_error_and_not_made(tmp_path: Path) -> None:
    with pytest.raises(FileNotFoundError), whole_file(tmp_path / "nowhere" / "report.csv"):
        pass
    assert not (tmp_path / "nowhere").exists()
