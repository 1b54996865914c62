"""Whatever was registered: all sheets and files of a period say the same."""

import csv
import json
from collections import Counter
from collections.abc import Iterator
from contextlib import contextmanager
from datetime import date
from io import StringIO
from typing import Any

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from sqlalchemy import select
from sqlalchemy.orm import Session

from bot.features.reports.export import export
from bot.features.reports.report import build_report
from bot.features.reports.rules import Period
from bot.texts import texts_for
from storage.database import Database
from storage.libraries import Library
from tests.features.reports.conftest import NOW, exported_from
from tests.features.reports.reading import Sheets, read_sheets
from tests.features.reports.recalculating import recalculated
from tests.features.reports.region import add_library, add_record

LIBRARIES = ("Ēdoles pagasta bibliotēka", "Rendas pagasta bibliotēka", "Cita bibliotēka", "Vecā bibliotēka")

RECORDS = st.lists(
    st.fixed_dictionaries(
        {
            "happened_on": st.none() | st.dates(date(2026, 9, 28), date(2026, 11, 3)),
            "libraries": st.sets(st.sampled_from(LIBRARIES), max_size=3),
            "topic": st.sampled_from(["alise", "ict", "unheard_of", None]),
            "channel": st.sampled_from(["phone", "visit", None]),
            "participants": st.integers(1, 30),
            "second_topic": st.sampled_from(["alise", None, None]),
            "minutes": st.none() | st.integers(0, 300),
            "given_by": st.sampled_from(["methodologist", "peer", None]),
            "status": st.sampled_from(["open", "answered", "closed", "withdrawn", "self_served"]),
            "origin": st.sampled_from(["chat", "typed"]),
            "deleted_at": st.sampled_from([None, None, None, NOW]),
        }
    ),
    max_size=12,
)


@contextmanager
def undone(database: Database) -> Iterator[Session]:
    """A session that may write, and of which nothing remains."""
    with Session(database.writing_engine) as session:
        yield session
        session.rollback()


def add(session: Session, record: dict[str, Any]) -> None:
    values = dict(record)
    add_record(session, values.pop("happened_on"), *values.pop("libraries"), **values)


@settings(max_examples=16, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(records=RECORDS)
def test_all_sheets_and_files_agree(database: Database, records: list[dict[str, Any]]) -> None:
    with undone(database) as session:
        for name in LIBRARIES[:3]:
            add_library(session, name, "Kuldīgas novads" if "pagasta" in name else "Saldus novads")
        add_library(session, LIBRARIES[3], valid_to=date(2026, 1, 1))
        for record in records:
            add(session, record)
        workbook = exported_from(session, "2026-10")
        objects = json.loads(exported_from(session, "2026-10", "json"))["records"]
        lines = exported_from(session, "2026-10", "csv").decode("utf-8-sig")

    expected = [
        record
        for record in records
        if record["happened_on"] is not None
        and record["happened_on"].month == 10
        and record["deleted_at"] is None
        and record["status"] not in ("withdrawn", "self_served")
    ]
    for formula, stored, calculated in recalculated(workbook):
        assert stored == pytest.approx(calculated), formula
    read = read_sheets(workbook, "lv")
    data = read.records()
    texts = read.texts
    in_all = read.figures("Consultations in all")[0]
    headings, counts, totals = read.block("Consultations by main topic")
    assert len(expected) == in_all == totals[-1] == len(data) == len(objects)
    assert len(list(csv.reader(StringIO(lines, newline=""), delimiter=";"))) == 1 + in_all
    assert read.figures("of them individual")[0] + read.figures("of them group")[0] == in_all
    assert totals[-1] == sum(totals[:-1]) == sum(row[-1] for row in counts.values())

    by_topic = Counter(record[texts.plain("Topic")] or texts.plain("Not given") for record in data)
    assert {name: row[-1] for name, row in counts.items() if row[-1]} == by_topic
    by_channel = Counter(record[texts.plain("Channel")] or texts.plain("Not given") for record in data)
    assert {name: total for name, total in zip(headings[1:-1], totals[:-1], strict=True) if total} == by_channel

    months = read.month_rows()
    assert months["Oktobris"][:-2] == [total or 0 for total in _of_channels(read, headings, totals)]
    assert months["Oktobris"][-2] == in_all
    assert read.figures("Consultations in all")[1] == months["2026. gads līdz 31.10.2026."][-2]
    second = Counter(record[texts.plain("Second topic")] for record in data if record[texts.plain("Second topic")])
    assert {name: figure for name, figure in read.second_topics().items() if figure and name != "Kopā"} == second

    minutes = sum(record["minutes"] or 0 for record in expected)
    _, minutes_by_topic, minutes_in_all = read.block("Recorded minutes by main topic")
    assert minutes == minutes_in_all[-1] == sum(row[-1] for row in minutes_by_topic.values())
    assert minutes == read.figures("Recorded minutes")[0] == sum(found["minutes"] or 0 for found in objects)
    assert sum(record["participants"] for record in expected) == read.figures("Participants")[0]

    rows = read.library_rows()
    contacts = Counter(name for record in expected for name in record["libraries"])
    assert {name: row[-1] for name, row in rows.items() if name in LIBRARIES and row[-1]} == contacts
    subtotals = [row[-1] for name, row in rows.items() if name.endswith("novads")]
    assert read.row(read.libraries, "Total")[4] == contacts.total() == sum(subtotals)
    assert read.row(read.libraries, "Consultations received by libraries")[4] == contacts.total()
    assert read.figures("Libraries that received consultations")[0] == len(contacts)
    assert read.figures("Libraries in all")[0] == len(rows) - len(subtotals)


def _of_channels(read: Sheets, headings: list[Any], totals: list[Any]) -> list[Any]:
    """The totals by channel in the columns of the sheet of months, whose year may have more channels."""
    found = dict(zip(headings[1:-1], totals[:-1], strict=True))
    shown = read.months[read.heading_row(read.months, "Month")]
    return [found.get(name) for name in shown[1:-2]]


def test_what_is_registered_meanwhile_is_in_no_part_of_the_report(region: Database) -> None:
    library = "Rendas pagasta bibliotēka"
    day = date(2026, 10, 5)
    region.submit(lambda session: add_record(session, day, library) and None).result()
    with region.read() as session:
        report = build_report(session, Period.parse("2026-10"), region="Reģions", now_local=NOW)
        region.submit(lambda session: add_record(session, day, library) and None).result()
        read = read_sheets(export(report, "xlsx", texts_for("lv")), "lv")
    assert read.figures("Consultations in all")[0] == len(read.records()) == 1
    with region.read() as session:
        assert session.scalars(select(Library).where(Library.name == library)).one()
        report = build_report(session, Period.parse("2026-10"), region="Reģions", now_local=NOW)
        assert report.totals.records == 2
