"""The records of a report, one a row: as CSV for Excel, as JSON for programs, and the same cells for the workbook.

CSV holds the consultations alone, as the sheet of records does; JSON also the events.

JSON, version 1, is described by ``records.schema.json`` beside this module (JSON Schema 2020-12). A key is never
renamed or left out; what is added later raises no version.

Values from the region's lists are their keys, which never change; ``vocabulary`` has their names. What is unknown is
null. Neither file names a person.
"""

import csv
import json
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from datetime import date
from functools import lru_cache
from io import TextIOWrapper
from pathlib import Path
from typing import Any, BinaryIO

from bot.features.reports.report import Report
from bot.tables import harmless
from bot.texts import N_, Texts
from bot.xlsx.rows import Cell
from storage.directory import AsItWas
from storage.event_figures import HeldEvent
from storage.reports import Record
from storage.vocabulary import CHANNEL, DURATION_BAND, GIVEN_BY, LIBRARY_KIND, TOPIC

FORM, STATUS, ORIGIN = "form", "status", "origin"
"""More of the region's lists, by the name of what they are the values of."""

SCHEMA, VERSION = "plaukts.records", 1
SCHEMA_FILE = Path(__file__).with_name("records.schema.json")


@dataclass(frozen=True, slots=True)
class Column:
    """One column of the records: its heading (a msgid), its width in characters, whether it holds numbers."""

    heading: str
    width: float
    number: bool = False


COLUMNS = (
    Column(N_("No."), 7, number=True),
    Column(N_("Date"), 11.5),
    Column(N_("Library"), 31),
    Column(N_("Municipality"), 16),
    Column(N_("Library kind"), 11),
    Column(N_("Given by"), 12),
    Column(N_("Form"), 12),
    Column(N_("Participants"), 11, number=True),
    Column(N_("Channel"), 12),
    Column(N_("Topic"), 24),
    Column(N_("Second topic"), 24),
    Column(N_("Minutes"), 9, number=True),
    Column(N_("Duration"), 11),
    Column(N_("Status"), 11),
    Column(N_("Origin"), 11),
)


def rows(report: Report, language: str) -> Iterator[tuple[Cell, ...]]:
    """The records, a cell for each of the columns, read as they are asked for."""

    def names(of: str) -> _Names:
        return _Names((entry.key, entry.name(language)) for entry in report.vocabulary.get(of, ()))

    kinds, bands = names(LIBRARY_KIND), names(DURATION_BAND)
    topics, channels = names(TOPIC), names(CHANNEL)
    givers, forms, statuses, origins = names(GIVEN_BY), names(FORM), names(STATUS), names(ORIGIN)

    @lru_cache(4096)  # the same few stand in thousands of records
    def of_libraries(libraries: tuple[AsItWas, ...]) -> tuple[str | None, str | None, str | None]:
        return (
            "; ".join(library.name for library in libraries) or None,
            _joined(library.municipality for library in libraries),
            _joined(kinds[library.kind] for library in libraries),
        )

    for record in report.records():
        yield (
            record.number,
            record.happened_on,
            *of_libraries(record.libraries),
            givers[record.given_by],
            forms[record.form],
            record.participants,
            channels[record.channel],
            topics[record.topic],
            topics[record.second_topic],
            record.minutes,
            bands[record.duration_band],
            statuses[record.status],
            origins[record.origin],
        )


class _Names(dict[str | None, str | None]):
    """What people read for the keys of a list; the key itself where the list does not know it."""

    def __missing__(self, key: str | None) -> str | None:
        return key


def _joined(values: Iterable[str | None]) -> str | None:
    """Different values, each once."""
    return "; ".join(dict.fromkeys(value for value in values if value)) or None


def write_csv(report: Report, texts: Texts, target: BinaryIO) -> None:
    """The records as Latvian Excel opens them by a double click: UTF-8 with a byte order mark, semicolons."""
    stream = TextIOWrapper(target, encoding="utf-8-sig", newline="", write_through=True)
    try:
        writer = csv.writer(stream, delimiter=";")
        writer.writerow(_harmless(texts.plain(column.heading)) for column in COLUMNS)
        for row in rows(report, texts.language):
            writer.writerow(map(_harmless, row))
        stream.flush()
    finally:
        stream.detach()  # the target stays open: it is the caller's


def write_json(report: Report, texts: Texts, target: BinaryIO) -> None:
    """The records for programs; the schema is at the top of this module."""
    period = report.period
    head = {
        "schema": SCHEMA,
        "version": VERSION,
        "region": report.region,
        "period": {
            "kind": period.kind,
            "key": period.key,
            "first": period.first.isoformat(),
            "last": period.last.isoformat(),
        },
        "exported_at": report.exported_at.isoformat(timespec="seconds"),
        "start_of_use": report.start_of_use.isoformat() if report.start_of_use else None,
        "language": texts.language,
        "academic_hour": report.academic_hour,
        "vocabulary": {
            name: {entry.key: entry.name(texts.language) for entry in entries}
            for name, entries in report.vocabulary.items()
        },
    }
    # A record a line: streamed however many there are, and readable by eye and by line-wise tools.
    target.write((_json(head)[:-1] + ', "records": [').encode())
    _write_lines(target, map(_as_object, report.records()))
    target.write(b'\n], "events": [')
    _write_lines(target, map(_event_as_object, report.events()))
    target.write(b"\n]}\n")


def _write_lines(target: BinaryIO, objects: Iterable[dict[str, Any]]) -> None:
    separator = "\n"
    for one in objects:
        target.write((separator + _json(one)).encode())
        separator = ",\n"


def _as_object(record: Record) -> dict[str, Any]:
    return {
        "number": record.number,
        "date": record.happened_on.isoformat(),
        "libraries": [
            {"name": library.name, "municipality": library.municipality, "kind": library.kind}
            for library in record.libraries
        ],
        "given_by": record.given_by,
        "form": record.form,
        "participants": record.participants,
        "channel": record.channel,
        "topic": record.topic,
        "second_topic": record.second_topic,
        "minutes": record.minutes,
        "duration_band": record.duration_band,
        "status": record.status,
        "origin": record.origin,
    }


def _event_as_object(event: HeldEvent) -> dict[str, Any]:
    return {
        "number": event.number,
        "kind": event.kind,
        "title": event.title,
        "first_day": event.first_day.isoformat(),
        "last_day": event.last_day.isoformat(),
        "form": event.form,
        "place": event.place,
        "participants": event.participants,
        "persons": event.persons,
        "libraries": event.libraries,
        "minutes": event.minutes,
        "academic_hours": event.academic_hours,
        "person_hours": event.person_hours,
        "representatives_invited": event.representatives_invited,
        "representatives_present": event.representatives_present,
    }


def _json(value: object) -> str:
    return json.dumps(value, ensure_ascii=False)


def _harmless(cell: Cell) -> str | int:
    if cell is None:
        return ""
    if isinstance(cell, date):
        return cell.isoformat()  # read as a date by Excel of every country, unlike 31.10.2026
    return harmless(cell) if isinstance(cell, str) else cell
