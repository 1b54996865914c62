"""How long a workbook of many records takes and what memory, beside pandas with openpyxl in the same run.

    uv run --group benchmarks python -m tests.benchmarks.reporting [--records 100000]

Each is measured in a process of its own: the time from the open database to the file on the disk, and by how much the
process's peak of memory grew meanwhile over what it took after its imports. Plaukts writes the whole workbook of ten
sheets; the peer reads the same tables and writes three of them (records, topics × channels, libraries), which is what
one would do with a script. Nothing here is asserted.
"""

import argparse
import json
import random
import subprocess
import sys
import tempfile
from collections.abc import Callable
from dataclasses import dataclass
from datetime import UTC, date, datetime, timedelta
from pathlib import Path
from time import perf_counter, process_time
from zoneinfo import ZoneInfo

from sqlalchemy import insert, select
from sqlalchemy.orm import Session

from bot.app import open_database
from bot.features.reports.export import export_to_file
from bot.features.reports.report import build_report
from bot.features.reports.rules import Period
from bot.texts import texts_for
from storage.consultations import CLOSED, TYPED, Consultation, consultation_libraries
from storage.libraries import Library
from storage.vocabulary import CHANNEL, TOPIC, entries_of
from tests.features.reports.region import add_libraries

PLAUKTS, PANDAS = "plaukts", "pandas"
YEAR = "2026"
PORTION = 5000


@dataclass(frozen=True)
class Written:
    """What a workbook took."""

    seconds: float
    worked: float
    """Seconds of the processor, which other processes do not lengthen."""
    mib: float
    """Growth of the peak of resident memory."""
    size: int
    """Of the file, bytes."""


def prepare(url: str, records: int) -> None:
    """A region with so many consultations in a year."""
    database = open_database(url)
    database.submit(lambda session: _fill(session, records)).result()
    database.stop()


def _fill(session: Session, records: int) -> None:
    add_libraries(session)
    chance = random.Random(7)  # noqa: S311
    topics = [entry.key for entry in entries_of(session, TOPIC)]
    channels = [entry.key for entry in entries_of(session, CHANNEL)]
    libraries = list(session.scalars(select(Library.id)))
    for start in range(1, records + 1, PORTION):
        numbers = range(start, min(start + PORTION, records + 1))
        rows = [_row(number, chance, topics, channels) for number in numbers]
        session.execute(insert(Consultation), rows)
        links = [
            {"consultation_id": row["id"], "library_id": library}
            for row in rows
            for library in chance.sample(libraries, k=3 if row["form"] == "group" else 1)
        ]
        session.execute(insert(consultation_libraries), links)


def _row(number: int, chance: random.Random, topics: list[str], channels: list[str]) -> dict[str, object]:
    day = date(2026, 1, 1) + timedelta(days=chance.randrange(365))
    group = chance.random() < 0.06
    return {
        "id": number,
        "number": number,
        "origin": TYPED,
        "status": CLOSED,
        "entered_at": datetime(day.year, day.month, day.day, 9, tzinfo=UTC),
        "happened_on": day,
        "given_by": "methodologist",
        "form": "group" if group else "individual",
        "participants": chance.randint(3, 12) if group else 1,
        "channel": chance.choice(channels),
        "topic": chance.choice(topics),
        "second_topic": chance.choice(topics) if chance.random() < 0.1 else None,
        "minutes": chance.choice([5, 10, 15, 20, 30, 45]) if chance.random() < 0.5 else None,
    }


def write_with_plaukts(url: str, path: Path) -> None:
    """The workbook of the year, as the command line makes it."""
    database = open_database(url)
    with database.read() as session:
        report = build_report(
            session,
            Period.parse(YEAR),
            region="Reģions",
            now_local=datetime(2027, 1, 4, 9, tzinfo=ZoneInfo("Europe/Riga")),
            start_of_use=date(2026, 1, 1),
        )
        export_to_file(report, "xlsx", texts_for("lv"), path)
    database.stop()


def write_with_pandas(url: str, path: Path) -> None:
    """Three of its sheets."""
    import pandas  # noqa: PLC0415 - only this process needs it

    database = open_database(url)
    with database.read() as session:
        connection = session.connection()
        records = pandas.read_sql(
            "SELECT id, number, happened_on, given_by, form, participants, channel, topic, second_topic, minutes, "
            "duration_band, status, origin FROM consultations WHERE happened_on BETWEEN '2026-01-01' AND '2026-12-31' "
            "AND deleted_at IS NULL AND status NOT IN ('withdrawn', 'self_served') ORDER BY happened_on, number",
            connection,
        )
        links = pandas.read_sql(
            "SELECT consultation_id AS id, libraries.name AS library, municipalities.name AS municipality, "
            "libraries.kind AS kind FROM consultation_libraries JOIN libraries ON libraries.id = library_id "
            "JOIN municipalities ON municipalities.id = municipality_id",
            connection,
        )
        names = pandas.read_sql("SELECT list_name, key, lv FROM vocabulary", connection)
    database.stop()
    for column, name in (("topic", TOPIC), ("second_topic", TOPIC), ("channel", CHANNEL), ("form", "form")):
        of_list = names[names.list_name == name].set_index("key").lv
        records[column] = records[column].map(of_list)
    joined = links.groupby("id").agg("; ".join)
    data = records.join(joined, on="id").drop(columns="id")
    topics = pandas.pivot_table(
        records, index="topic", columns="channel", values="number", aggfunc="count", fill_value=0, margins=True
    )
    contacts = pandas.crosstab(links.merge(records, on="id").library, records.form, margins=True)
    with pandas.ExcelWriter(path, engine="openpyxl") as writer:
        topics.to_excel(writer, sheet_name="Temati × kanāli")
        contacts.to_excel(writer, sheet_name="Bibliotēkas")
        data.to_excel(writer, sheet_name="Dati", index=False)


WRITERS: dict[str, Callable[[str, Path], None]] = {PLAUKTS: write_with_plaukts, PANDAS: write_with_pandas}


def measure(who: str, url: str, path: Path) -> Written:
    """Write a workbook in a process of its own."""
    command = [sys.executable, "-m", "tests.benchmarks.reporting", "--writer", who, "--url", url, "--file", str(path)]
    said = subprocess.run(command, check=True, capture_output=True, text=True)
    return Written(**json.loads(said.stdout.splitlines()[-1]))


def _write(who: str, url: str, path: Path) -> None:
    if who == PANDAS:
        import openpyxl  # noqa: F401, PLC0415 - its memory is not the workbook's
        import pandas  # noqa: F401, PLC0415
    Path("/proc/self/clear_refs").write_text("5", encoding="ascii")  # the peak begins anew
    before = _peak()
    began, worked = perf_counter(), process_time()
    WRITERS[who](url, path)
    seconds, worked = perf_counter() - began, process_time() - worked
    mib = (_peak() - before) / 1024
    sys.stdout.write(json.dumps({"seconds": seconds, "worked": worked, "mib": mib, "size": path.stat().st_size}) + "\n")


def _peak() -> int:
    """KiB; getrusage would tell also of the process that started this one."""
    status = Path("/proc/self/status").read_text(encoding="ascii")
    return int(status.split("VmHWM:")[1].split()[0])


def main() -> None:
    """Measure both, and say how they compare."""
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0] if __doc__ else None)
    parser.add_argument("--records", type=int, default=100_000)
    parser.add_argument("--writer", choices=sorted(WRITERS), help=argparse.SUPPRESS)
    parser.add_argument("--url", help=argparse.SUPPRESS)
    parser.add_argument("--file", type=Path, help=argparse.SUPPRESS)
    given = parser.parse_args()
    if given.writer:
        _write(given.writer, given.url, given.file)
        return
    with tempfile.TemporaryDirectory() as folder:
        url = f"sqlite:///{folder}/plaukts.db"
        prepare(url, given.records)
        found = {who: measure(who, url, Path(folder) / f"{who}.xlsx") for who in (PLAUKTS, PANDAS)}
    for who, one in found.items():
        sys.stdout.write(
            f"{who}: {one.seconds:.1f} s ({one.worked:.1f} s of the processor), {one.mib:.0f} MiB more memory, "
            f"a file of {one.size / 2**20:.1f} MiB\n"
        )
    ours, theirs = found[PLAUKTS], found[PANDAS]
    sys.stdout.write(
        f"{given.records} records: {theirs.worked / ours.worked:.1f} times as fast, "
        f"1/{theirs.mib / ours.mib:.1f} of the memory\n"
    )


if __name__ == "__main__":
    main()
