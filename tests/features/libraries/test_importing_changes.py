"""Importing what becomes of libraries: other names, mergers, ends, each from a day on."""

from datetime import UTC, date, datetime
from pathlib import Path

import pytest
from sqlalchemy.orm import Session

from bot.features.libraries.importing import ImportPlan, apply_import, plan_import, read_libraries
from bot.tables import TableError
from config import DEMO_LIBRARIES
from storage.database import Database
from storage.directory import directory_on
from storage.libraries import Library, libraries_on, library_named

HEADER = "nosaukums;novads;veids;no;līdz;iepriekšējais nosaukums;apvienota ar\n"
NOW, TODAY = datetime(2026, 11, 25, 9, tzinfo=UTC), date(2026, 11, 25)
RENDA, LAIDI, KABILE = "Rendas pagasta bibliotēka", "Laidu pagasta bibliotēka", "Kabiles pagasta bibliotēka"
CHANGES = (
    HEADER
    + f"Rendas Tautas bibliotēka;Kuldīgas novads;publiskā;01.11.2026;;{RENDA};\n"
    + f"{LAIDI};Kuldīgas novads;publiskā;;31.10.2026;;Rendas Tautas bibliotēka\n"
    + f"{KABILE};Kuldīgas novads;publiskā;;2026. gada 31. decembris;;\n"
    + "Alsungas pagasta bibliotēka;Saldus novads;publiskā;1.11.2026.;;;\n"
    + "Mežābeles bibliotēka;Kuldīgas novads;publiskā;1. septembris, 2026;;Ābeles bibliotēka;\n"
)


@pytest.fixture
def region(database: Database) -> Database:
    """The demo's libraries."""
    rows = read_libraries(DEMO_LIBRARIES)
    database.submit(lambda session: apply_import(session, plan_import(session, rows))).result()
    return database


def run_import(database: Database, folder: Path, table: str) -> ImportPlan:
    path = folder / "libraries.csv"
    path.write_text(table, encoding="utf-8")
    rows = read_libraries(path)

    def job(session: Session) -> ImportPlan:
        plan = plan_import(session, rows, TODAY)
        apply_import(session, plan, now=NOW, today=TODAY)
        return plan

    return database.submit(job).result()


def test_names_mergers_and_ends_hold_from_their_day(region: Database, tmp_path: Path) -> None:
    plan = run_import(region, tmp_path, CHANGES)
    assert [(change.kind, change.day) for change in plan.dated] == [
        ("renamed", date(2026, 11, 1)),
        ("moved", date(2026, 11, 1)),
        ("merged", date(2026, 11, 1)),
        ("closed", date(2027, 1, 1)),
    ]
    with region.read() as session:
        before, after = ({one.name: one for one in libraries_on(session, day)} for day in (date(2026, 10, 31), TODAY))
        assert LAIDI in before
        assert LAIDI not in after
        assert KABILE in after, "until the year's end"
        renda = after["Rendas Tautas bibliotēka"]
        assert set(renda.former_names) == {RENDA, LAIDI}
        assert after["Mežābeles bibliotēka"].valid_from == date(2026, 9, 1)
        then, now = directory_on(session, date(2026, 10, 31)), directory_on(session, date(2026, 11, 1))
        assert (then[renda.id].name, now[renda.id].name) == (RENDA, "Rendas Tautas bibliotēka")
        alsunga = after["Alsungas pagasta bibliotēka"].id
        assert (then[alsunga].municipality, now[alsunga].municipality) == ("Kuldīgas novads", "Saldus novads")


def test_the_same_table_again_changes_nothing(region: Database, tmp_path: Path) -> None:
    run_import(region, tmp_path, CHANGES)
    again = run_import(region, tmp_path, CHANGES)
    assert (len(again.new), len(again.changed), len(again.dated), len(again.unchanged)) == (0, 0, 0, 5)


@pytest.mark.parametrize(
    ("row", "problem"),
    [
        (f"Jaunā;Kuldīgas novads;publiskā;;;;{RENDA}ss", "unknown_into"),
        (f"{RENDA};Kuldīgas novads;publiskā;;;;{RENDA}", "into_itself"),
        (f"{RENDA};Kuldīgas novads;publiskā;;;{LAIDI};", "both_names"),
        ("Kuldīgas Galvenā bibliotēka;Kuldīgas novads;publiskā;;31.12.2026;;", "main_ends"),
    ],
)
def test_what_does_not_fit_the_directory_stops_the_import(
    region: Database, tmp_path: Path, row: str, problem: str
) -> None:
    with pytest.raises(TableError) as caught:
        run_import(region, tmp_path, HEADER + row + "\n")
    assert [one.key for one in caught.value.problems] == [problem]


@pytest.mark.parametrize(
    ("cells", "problem"),
    [("drīz;", "malformed_day"), ("1. maijs;", "malformed_day"), ("01.02.2027;31.01.2027", "days_backwards")],
)
def test_days_need_their_year_and_their_order(tmp_path: Path, cells: str, problem: str) -> None:
    path = tmp_path / "libraries.csv"
    path.write_text(f"{HEADER}{RENDA};Kuldīgas novads;publiskā;{cells};;\n", encoding="utf-8")
    with pytest.raises(TableError) as caught:
        read_libraries(path)
    assert [one.key for one in caught.value.problems] == [problem]


def test_a_correction_without_a_day_holds_for_all_time(region: Database, tmp_path: Path) -> None:
    run_import(region, tmp_path, HEADER + f"{RENDA};Saldus novads;publiskā;;;;\n")
    with region.read() as session:
        renda = library_named(session, RENDA)
        assert isinstance(renda, Library)
        assert directory_on(session, date(2020, 1, 1))[renda.id].municipality == "Saldus novads"
