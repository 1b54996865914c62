"""The records as CSV for Excel and as JSON for programs."""

import csv
import json
from datetime import date
from io import StringIO
from typing import Any

import pytest
from jsonschema import Draft202012Validator, FormatChecker
from sqlalchemy.orm import Session

from bot.features.reports.records import SCHEMA_FILE
from storage.database import Database
from tests.features.reports.conftest import Exported
from tests.features.reports.held import add_event, add_member
from tests.features.reports.region import add_busy_month, add_library, add_record

RENDA, LAIDI, EDOLE = "Rendas pagasta bibliotēka", "Laidu pagasta bibliotēka", "Ēdoles pagasta bibliotēka"
OCTOBER = date(2026, 10, 12)


def rows_of(content: bytes) -> list[list[str]]:
    return list(csv.reader(StringIO(content.decode("utf-8-sig"), newline=""), delimiter=";"))


def test_csv_opens_in_latvian_excel(region: Database, exported: Exported) -> None:
    def month(session: Session) -> None:
        add_record(session, OCTOBER, RENDA, LAIDI, EDOLE, number=90_001, minutes=15, participants=4, topic="alise")

    region.submit(month).result()
    content = exported("2026-10", "csv")
    assert content.startswith(b"\xef\xbb\xbf")
    assert content.count(b"\r\n") == 2
    headings, record = rows_of(content)
    assert len(headings) == len(record) == 15
    assert record[:6] == [
        "90001",
        "2026-10-12",
        f"{EDOLE}; {LAIDI}; {RENDA}",
        "Kuldīgas novads",
        "publiskā",
        "metodiķis",
    ]
    assert record[6:] == ["grupas", "4", "Pa tālruni", "BIS ALISE", "", "15", "", "slēgts", "ievadīts"]


@pytest.mark.parametrize("sign", ["=", "+", "-", "@", "\t", "\r", "\n", "＝"])
def test_csv_gives_excel_no_formula_to_run(region: Database, exported: Exported, sign: str) -> None:
    name = f"{sign}cmd|'/c calc'!A1;\"x\""

    def month(session: Session) -> None:
        add_library(session, name)
        add_record(session, OCTOBER, name)

    region.submit(month).result()
    record = rows_of(exported("2026-10", "csv"))[1]
    assert record[2] == f"'{name}"
    assert len(record) == 15


def test_csv_of_an_empty_month_has_its_headings(exported: Exported) -> None:
    (headings,) = rows_of(exported("2026-10", "csv", "en"))
    assert headings[:3] == ["No.", "Date", "Library"]


def test_json_has_the_documented_keys(region: Database, exported: Exported) -> None:
    def month(session: Session) -> None:
        add_record(session, OCTOBER, RENDA, EDOLE, number=90_001, second_topic="ict")
        add_record(session, date(2026, 10, 13), number=90_002, minutes=20, topic=None)

    region.submit(month).result()
    found = json.loads(exported("2026-10", "json"))
    records = found.pop("records")
    vocabulary = found.pop("vocabulary")
    assert found.pop("events") == []
    assert found == {
        "schema": "plaukts.records",
        "version": 1,
        "region": "Kuldīgas reģions",
        "period": {"kind": "month", "key": "2026-10", "first": "2026-10-01", "last": "2026-10-31"},
        "exported_at": "2026-11-02T08:15:00+02:00",
        "start_of_use": "2025-01-01",
        "language": "lv",
        "academic_hour": 45,
    }
    assert records[0] == {
        "number": 90_001,
        "date": "2026-10-12",
        "libraries": [
            {"name": EDOLE, "municipality": "Kuldīgas novads", "kind": "public"},
            {"name": RENDA, "municipality": "Kuldīgas novads", "kind": "public"},
        ],
        "given_by": "methodologist",
        "form": "group",
        "participants": 2,
        "channel": "phone",
        "topic": "stock",
        "second_topic": "ict",
        "minutes": None,
        "duration_band": None,
        "status": "closed",
        "origin": "typed",
    }
    assert (records[1]["libraries"], records[1]["topic"], records[1]["minutes"]) == ([], None, 20)
    assert vocabulary["topic"]["stock"] == "Krājums un inventarizācija"
    assert vocabulary["channel"]["phone"] == "Pa tālruni"


def closed(schema: Any) -> Any:
    """The schema without room for keys that it does not name."""
    if isinstance(schema, list):
        return [closed(one) for one in schema]
    if not isinstance(schema, dict):
        return schema
    more = {"additionalProperties": False} if "properties" in schema and "required" in schema else {}
    return {**more, **{key: closed(value) for key, value in schema.items()}}


@pytest.mark.parametrize("period", ["2026-10", "2026-Q4", "2025"])
def test_json_is_what_its_schema_says_and_nothing_else(region: Database, exported: Exported, period: str) -> None:
    def month(session: Session) -> None:
        add_busy_month(session, date(2026, 10, 1), date(2026, 10, 31), 30)
        add_record(session, OCTOBER, given_by=None, channel=None, topic=None)
        add_member(session, "Bibliotekāre, Renda", RENDA)
        add_event(session, OCTOBER, "Bibliotekāre, Renda", link="https://example.com")
        add_event(session, OCTOBER, kind="visit", about=[LAIDI])

    region.submit(month).result()
    schema = json.loads(SCHEMA_FILE.read_text(encoding="utf-8"))
    Draft202012Validator.check_schema(schema)
    validator = Draft202012Validator(closed(schema), format_checker=FormatChecker())
    found = json.loads(exported(period, "json"))
    assert [f"{error.json_path}: {error.message}" for error in validator.iter_errors(found)] == []
    assert set(found) == set(schema["required"])
    found["records"] = [{"number": "42"}]
    assert list(validator.iter_errors(found))


def test_json_of_an_empty_month_has_no_records(exported: Exported) -> None:
    found = json.loads(exported("2026-Q4", "json", "en"))
    assert (found["records"], found["events"]) == ([], [])


def test_no_file_names_a_person(region: Database, exported: Exported) -> None:
    def month(session: Session) -> None:
        add_record(session, OCTOBER, RENDA, note="Zvanīja NN, tālr. 00000000")

    region.submit(month).result()
    for chosen in ("csv", "json"):
        assert "00000000" not in exported("2026-10", chosen).decode()
