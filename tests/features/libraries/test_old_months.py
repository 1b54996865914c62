"""The report of an old month is the same, cell by cell, whatever becomes of its libraries afterwards."""

from collections.abc import Callable
from datetime import UTC, date, datetime
from io import BytesIO
from typing import Any

import pytest
from python_calamine import CalamineWorkbook
from sqlalchemy import select
from sqlalchemy.orm import Session

from bot.errors import UserError
from bot.features.libraries import changing
from bot.features.libraries.changing import do_due_changes, undo_change
from storage.database import Database
from storage.directory import DirectoryChange, directory_on
from storage.libraries import Library, Municipality, libraries_on, library_named
from tests.features.reports.conftest import exported_from
from tests.features.reports.region import add_busy_month, add_libraries

NOW = datetime(2026, 11, 2, 9, tzinfo=UTC)
TODAY = date(2026, 11, 2)
WHO: dict[str, Any] = {"now": NOW, "today": TODAY, "by": None}
RENDA, LAIDI, KABILE = "Rendas pagasta bibliotēka", "Laidu pagasta bibliotēka", "Kabiles pagasta bibliotēka"
ALSUNGA = "Alsungas pagasta bibliotēka"
Cells = dict[str, list[list[Any]]]


@pytest.fixture
def region(database: Database) -> Database:
    """The demo's libraries with two busy months."""

    def fill(session: Session) -> None:
        add_libraries(session)
        add_busy_month(session, date(2026, 9, 1), date(2026, 9, 30), 80, seed=1)
        add_busy_month(session, date(2026, 10, 1), date(2026, 10, 31), 80, seed=2)

    database.submit(fill).result()
    return database


def workbook(database: Database, period: str) -> Cells:
    """Every cell of every sheet."""
    with database.read() as session:
        book = CalamineWorkbook.from_filelike(BytesIO(exported_from(session, period, now_local=NOW)))
    return {name: book.get_sheet_by_name(name).to_python(skip_empty_area=False) for name in book.sheet_names}


def records(database: Database, period: str) -> bytes:
    """The same month for programs."""
    with database.read() as session:
        return exported_from(session, period, "json", now_local=NOW)


def named(session: Session, name: str) -> Library:
    library = library_named(session, name)
    assert library is not None
    return library


def rename(session: Session) -> DirectoryChange:
    return changing.rename_library(session, named(session, RENDA), "Rendas Tautas bibliotēka", TODAY, **WHO)


def merge(session: Session) -> DirectoryChange:
    return changing.merge_library(session, named(session, LAIDI), named(session, RENDA), TODAY, **WHO)


def close(session: Session) -> DirectoryChange:
    return changing.close_library(session, named(session, KABILE), date(2026, 10, 31), **WHO)


def move(session: Session) -> DirectoryChange:
    library = named(session, ALSUNGA)
    return changing.move_library(session, library, TODAY, municipality="Saldus novads", kind="school", **WHO)


def rename_municipality(session: Session) -> DirectoryChange:
    municipality = session.scalars(select(Municipality)).one()
    return changing.rename_municipality(session, municipality, "Kurzemes novads", TODAY, **WHO)


def open_new(session: Session) -> DirectoryChange:
    municipality = session.scalars(select(Municipality)).one()
    return changing.open_library(session, "Jaunā bibliotēka", municipality, "public", TODAY, **WHO)


CHANGES = [rename, merge, close, move, rename_municipality, open_new]


@pytest.mark.parametrize("change", CHANGES)
def test_a_change_leaves_the_months_before_it_as_they_were(region: Database, change: Any) -> None:
    before = {period: (workbook(region, period), records(region, period)) for period in ("2026-09", "2026-10")}
    region.submit(change).result()
    for period, (cells, exported) in before.items():
        assert workbook(region, period) == cells
        assert records(region, period) == exported


def test_all_changes_together_and_taken_back(region: Database) -> None:
    months = ("2026-09", "2026-10", "2026-11")
    before = {period: workbook(region, period) for period in months}

    def change_all(session: Session) -> list[int]:
        return [one(session).id for one in (rename_municipality, move, merge, close, rename)]

    def undo_all(session: Session) -> None:
        for key in reversed(made):
            undo_change(session, session.get_one(DirectoryChange, key), NOW)

    made = region.submit(change_all).result()
    assert workbook(region, "2026-09") == before["2026-09"]
    assert workbook(region, "2026-10") == before["2026-10"]
    after = workbook(region, "2026-11")
    assert after != before["2026-11"]
    names = {row[0].strip() for row in after["Bibliotēkas"] if isinstance(row[0], str)}
    assert {"Kurzemes novads", "Rendas Tautas bibliotēka", LAIDI} <= names, "Laidi was there on the month's first day"
    assert not names & {RENDA, KABILE, "Kuldīgas novads"}

    region.submit(undo_all).result()
    for period, cells in before.items():
        assert workbook(region, period) == cells


def test_a_year_that_is_under_way_names_libraries_as_they_are_at_its_end(region: Database) -> None:
    region.submit(rename).result()
    with region.read() as session:
        renda = named(session, RENDA.replace("pagasta", "Tautas")).id
        assert directory_on(session, date(2026, 11, 1))[renda].name == RENDA
        assert directory_on(session, TODAY)[renda].name == "Rendas Tautas bibliotēka"
        assert directory_on(session, date(2026, 12, 31))[renda].name == "Rendas Tautas bibliotēka"


def test_a_library_renamed_twice_has_the_name_of_each_time(region: Database) -> None:
    def job(session: Session) -> int:
        library = named(session, RENDA)
        changing.rename_library(session, library, "Otrā bibliotēka", date(2026, 10, 1), **WHO)
        changing.rename_library(session, library, "Trešā bibliotēka", TODAY, **WHO)
        return library.id

    key = region.submit(job).result()
    with region.read() as session:
        days = (date(2026, 9, 30), date(2026, 10, 1), date(2026, 11, 1), TODAY)
        assert [directory_on(session, day)[key].name for day in days] == [
            RENDA,
            "Otrā bibliotēka",
            "Otrā bibliotēka",
            "Trešā bibliotēka",
        ]


def test_what_is_planned_happens_on_its_day(region: Database) -> None:
    day = date(2027, 1, 1)

    def plan(session: Session) -> None:
        changing.rename_library(session, named(session, RENDA), "Rendas Tautas bibliotēka", day, **WHO)
        changing.merge_library(session, named(session, LAIDI), named(session, KABILE), day, **WHO)

    def names(on: date) -> set[str]:
        with region.read() as session:
            return {library.name for library in libraries_on(session, on)}

    region.submit(plan).result()
    assert {RENDA, LAIDI} <= names(date(2026, 12, 31))
    late = datetime(2027, 1, 3, 9, tzinfo=UTC)
    done = region.submit(lambda session: len(do_due_changes(session, date(2027, 1, 3), late))).result()
    assert done == 2, "also where nobody looked on the day itself"
    assert LAIDI in names(date(2026, 12, 31))
    assert LAIDI not in names(day)
    assert "Rendas Tautas bibliotēka" in names(day)


def test_what_is_planned_and_fits_no_more_holds_up_nothing_else(region: Database) -> None:
    """A name that somebody else has by then, a library that is gone before another one goes into it."""
    day = date(2027, 1, 1)

    def plan(session: Session) -> list[int]:
        into_a_closed_one = changing.merge_library(session, named(session, LAIDI), named(session, KABILE), day, **WHO)
        changing.close_library(session, named(session, KABILE), date(2026, 12, 1), **WHO)
        taken = changing.rename_library(session, named(session, RENDA), "Novada bibliotēka", day, **WHO)
        with pytest.raises(UserError, match="planned for another one"):
            changing.rename_library(session, named(session, ALSUNGA), "novada bibliotēka", day, **WHO)
        alsunga = named(session, ALSUNGA)
        alsunga.name = "Novada bibliotēka"  # as an import may say
        return [into_a_closed_one.id, taken.id]

    planned = region.submit(plan).result()
    done = region.submit(lambda session: do_due_changes(session, date(2027, 1, 3), NOW)).result()
    assert {change.id for change in done if change.undone_at} == set(planned)
    with region.read() as session:
        existing = {library.name for library in libraries_on(session, day)}
    assert {RENDA, LAIDI, "Novada bibliotēka"} <= existing
    assert KABILE not in existing
    assert region.submit(lambda session: do_due_changes(session, date(2027, 1, 4), NOW)).result() == []


def test_changes_follow_each_other(region: Database) -> None:
    def refused(session: Session) -> list[str]:
        sentences = []
        changing.rename_library(session, named(session, RENDA), "Otrā bibliotēka", date(2026, 10, 20), **WHO)
        changing.close_library(session, named(session, LAIDI), date(2026, 12, 31), **WHO)
        second, laidi = named(session, "Otrā bibliotēka"), named(session, LAIDI)
        attempts: list[Callable[[], object]] = [
            lambda: changing.rename_library(session, second, "Trešā bibliotēka", date(2026, 10, 1), **WHO),
            lambda: changing.rename_library(session, second, KABILE.upper(), TODAY, **WHO),
            lambda: changing.rename_library(session, laidi, "Trešā bibliotēka", TODAY, **WHO),
            lambda: changing.merge_library(session, second, second, TODAY, **WHO),
        ]
        for attempt in attempts:
            try:
                attempt()
            except UserError as error:
                sentences.append(error.msgid.split(" ")[0])
            else:
                sentences.append("done")
        return sentences

    assert region.submit(refused).result() == ["Something", "There", "A", "A"]
