"""The variant for publication: no small figure is shown, and none that is hidden can be computed."""

from collections.abc import Hashable
from datetime import UTC, date, datetime
from io import BytesIO
from itertools import product
from random import Random
from typing import Any
from zipfile import ZipFile

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from sqlalchemy.orm import Session

from bot.features.reports.disclosure import hidden_figures
from bot.features.reports.rules import Period
from bot.texts import texts_for
from storage.database import Database
from storage.earlier_totals import EarlierCount, replace_earlier
from storage.events import OTHER_FORMS
from storage.vocabulary import CHANNEL, EVENT_KIND, TOPIC, entries_of
from tests.features.reports.conftest import Exported, exported_from
from tests.features.reports.held import add_event, add_member
from tests.features.reports.intervals import intervals
from tests.features.reports.published import HIDDEN, Workbook, knowledge
from tests.features.reports.reading import named_sheets
from tests.features.reports.region import add_busy_month, add_library, add_record
from tests.features.reports.test_agreement import undone

RENDA = "Rendas pagasta bibliotēka"
LV = texts_for("lv")
Figure = tuple[object, object]


def table(figures: list[list[int]]) -> tuple[dict[Figure, int], list[dict[Figure, int]]]:
    """A table with the sums of its rows and columns, and of all."""
    rows, columns = range(len(figures)), range(len(figures[0]))
    values: dict[Figure, int] = {(row, column): figures[row][column] for row, column in product(rows, columns)}
    sums: list[dict[Figure, int]] = []

    def total(name: Figure, parts: list[Figure]) -> None:
        values[name] = sum(values[part] for part in parts)
        sums.append({name: 1, **dict.fromkeys(parts, -1)})

    for row in rows:
        total((row, "*"), [(row, column) for column in columns])
    for column in columns:
        total(("*", column), [(row, column) for row in rows])
    total(("*", "*"), [(row, "*") for row in rows])
    total(("*", "*"), [("*", column) for column in columns])
    return values, sums


@settings(max_examples=25, deadline=None)
@given(st.lists(st.lists(st.sampled_from([0, 0, 1, 2, 3, 4, 9, 40]), min_size=3, max_size=3), min_size=2, max_size=5))
def test_no_hidden_figure_of_a_table_can_be_computed(figures: list[list[int]]) -> None:
    values, sums = table(figures)
    hidden = hidden_figures(values, sums)
    assert {name for name, value in values.items() if value < 3} <= hidden
    known = [
        (
            {name: sign for name, sign in one.items() if name in hidden},
            -sum(sign * values[name] for name, sign in one.items() if name not in hidden),
        )
        for one in sums
    ]
    for name, (least, greatest) in intervals(hidden, [one for one in known if one[0]]).items():
        assert greatest - least > 0.99, (name, values, hidden)


def test_where_nothing_is_small_nothing_is_hidden() -> None:
    assert hidden_figures(*table([[3, 4], [9, 3]])) == frozenset()


def test_a_second_figure_is_hidden_in_the_row_and_the_column_of_a_small_one() -> None:
    hidden = hidden_figures(*table([[1, 8, 9], [5, 7, 9], [9, 9, 9]]))
    assert hidden == {(0, 0), (0, 1), (1, 0), (1, 1)}


def fill(session: Session, seed: int, records: int) -> None:
    """A small region, with short lists, so that not all is hidden: records, events and totals of earlier months."""
    chance = Random(seed)  # noqa: S311
    for of_list, kept in ((TOPIC, 4), (CHANNEL, 3)):
        for entry in entries_of(session, of_list)[kept:]:
            session.delete(entry)
    for entry in entries_of(session, EVENT_KIND):
        if entry.key not in {"seminar", "course", *OTHER_FORMS}:
            session.delete(entry)
    for number in range(7):
        add_library(session, f"{number}. bibliotēka", "Kuldīgas novads" if number < 4 else "Saldus novads")
    add_library(session, RENDA)
    add_member(session, "Bibliotekāre, Renda", RENDA)
    for month in range(8, 12):
        period = Period.month(2026, month)
        add_busy_month(session, period.first, period.last, chance.randint(0, records), seed=seed + month)
        for _ in range(chance.randint(0, 6)):
            kind = chance.choice(["seminar", "visit", "method_day", "course"])
            about = [RENDA] if kind == "visit" else []
            members = ["Bibliotekāre, Renda"] if chance.random() < 0.5 else []
            day = date(2026, month, chance.randint(1, 28))
            add_event(session, day, *members, about=about, kind=kind, headcount=chance.choice([None, 2, 5, 20]))
    months = {
        date(year, month, 1): [EarlierCount(date(year, month, 1), "phone", "alise", chance.randint(0, 9))]
        for year, month in ((2025, 10), (2025, 11), (2026, 1), (2026, 3))
    }
    replace_earlier(session, months, datetime(2026, 1, 1, tzinfo=UTC))


def found_out(session: Session, *keys: str) -> dict[Hashable, tuple[float, float]]:
    """The hidden cells that who has the workbooks of these periods can compute, each with between what it lies."""
    more: dict[str, Any] = {"start_of_use": date(2026, 8, 1), "now_local": datetime(2027, 1, 4, tzinfo=UTC)}
    books = [Workbook(key, exported_from(session, key, "public", **more), LV) for key in keys]
    cells = [cell for book in books for cell in book.cells()]
    assert all(cell.says == HIDDEN or cell.says >= 3 for cell in cells)
    found = intervals([cell.place for cell in cells if cell.says == HIDDEN], knowledge(cells))
    return {place: limits for place, limits in found.items() if limits[1] - limits[0] < 0.99}


@pytest.mark.parametrize("database_kind", ["sqlite"])  # wherever the figures come from
@pytest.mark.parametrize("keys", [("2026-Q3", "2026-10", "2026-11"), ("2026",)], ids=" ".join)
@settings(max_examples=2, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(seed=st.integers(0, 999), records=st.sampled_from([3, 30, 100]))
def test_nothing_small_can_be_found_out_from_all_workbooks_together(
    database: Database, keys: tuple[str, ...], seed: int, records: int
) -> None:
    with undone(database) as session:
        fill(session, seed, records)
        assert not found_out(session, *keys)


@pytest.mark.parametrize("database_kind", ["sqlite"])
def test_from_workbooks_that_overlap_small_figures_can_be_found_out(database: Database) -> None:
    """Why it is said with each that this must not be."""
    with undone(database) as session:
        fill(session, seed=2, records=30)
        assert found_out(session, "2026-08", "2026-09", "2026-Q3")


@pytest.mark.parametrize("database_kind", ["sqlite"])
@pytest.mark.parametrize(("records", "shown"), [((4, 4, 4, 1, 1), "…"), ((4, 4, 4, 1, 0), 4), ((5, 5, 5, 5, 5), 5)])
def test_how_many_libraries_were_served_does_not_tell_of_each(
    database: Database, records: tuple[int, ...], shown: object
) -> None:
    """Where all were, of two that had two together each had one."""
    with undone(database) as session:
        for place, number in enumerate(records):
            name = add_library(session, f"{place}. bibliotēka").name
            for _ in range(number):
                add_record(session, date(2026, 10, 5), name)
        summary = named_sheets(exported_from(session, "2026-10", "public"))[LV.plain("Summary")]
    assert next(row for row in summary if row[0] == LV.plain("Libraries that received consultations"))[1] == shown


def test_what_is_small_and_nothing_at_all_look_the_same(region: Database, exported: Exported) -> None:
    def retire(session: Session) -> None:
        for entry in (*entries_of(session, CHANNEL), *entries_of(session, EVENT_KIND)):
            if entry.key in {"email", "trip"}:
                entry.retired_at = datetime(2026, 9, 1, tzinfo=UTC)

    def add_a_few(session: Session) -> None:
        add_record(session, date(2026, 10, 5), RENDA, channel="email", topic=None, minutes=5, given_by="peer")
        add_record(session, date(2026, 10, 5), RENDA, channel=None, second_topic="ict")
        add_event(session, date(2026, 10, 14), about=[RENDA], kind="trip", headcount=2)

    region.submit(retire).result()
    nothing = named_sheets(exported("2026-10", "public"))
    region.submit(add_a_few).result()
    assert named_sheets(exported("2026-10", "public")) == nothing


def test_records_events_and_formulas_are_left_out(region: Database, exported: Exported) -> None:
    region.submit(lambda session: add_busy_month(session, date(2026, 10, 1), date(2026, 10, 31), 60)).result()
    content = exported("2026-10", "public")
    sheets = named_sheets(content)
    assert LV.plain("Data") not in sheets
    assert LV.plain("Events") not in sheets
    assert any("publicēšanai" in str(row[1]) for row in sheets[LV.plain("Methodology")])
    package = ZipFile(BytesIO(content))
    for part in package.namelist():
        text = package.read(part).decode()
        if "worksheets/sheet" in part:
            assert "<f>" not in text, "a sum over hidden cells would come out smaller"
        if "charts/chart" in part:
            drawn = [int(found.split("</c:v>")[0]) for found in text.split("<c:val>")[1].split("<c:v>")[1:]]
            assert all(figure >= 3 for figure in drawn)
