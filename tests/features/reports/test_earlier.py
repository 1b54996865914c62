"""Totals of earlier months: how they are read, and that all sheets show them where they belong."""

from collections.abc import Callable
from datetime import UTC, date, datetime
from pathlib import Path
from typing import Any

import pytest
from sqlalchemy.orm import Session

from bot.features.reports.earlier import EarlierPlan, apply_earlier, plan_earlier, read_earlier, read_month
from bot.features.reports.earlier_views import error_lines, plan_lines, result_line
from bot.features.reports.months import ranges
from bot.tables import TableError
from bot.texts import texts_for
from bot.xlsx import Workbook
from storage.database import Database
from storage.earlier_totals import earlier_months
from tests.command_line import Shell
from tests.features.reports.reading import Sheets
from tests.features.reports.recalculating import recalculated
from tests.features.reports.region import add_record

STARTED = date(2026, 9, 1)
NOW = datetime(2026, 9, 5, tzinfo=UTC)
RENDA = "Rendas pagasta bibliotēka"
EN, LV = texts_for("en"), texts_for("lv")

Read = Callable[..., Sheets]


@pytest.fixture
def table(tmp_path: Path) -> Callable[..., Path]:
    def write(*lines: str) -> Path:
        path = tmp_path / "totals.csv"
        path.write_text("\n".join(lines), encoding="utf-8")
        return path

    return write


def planned(database: Database, path: Path) -> EarlierPlan:
    with database.read() as session:
        return plan_earlier(session, read_earlier(path), file=path.name, started=STARTED)


def enter(database: Database, path: Path) -> list[str]:
    plan = planned(database, path)
    database.submit(lambda session: apply_earlier(session, plan, NOW)).result()
    return [*plan_lines(EN, plan), result_line(EN, plan, dry_run=False)]


def refusal(database: Database, path: Path) -> list[str]:
    with pytest.raises(TableError) as refused:
        planned(database, path)
    return list(error_lines(EN, refused.value))


@pytest.mark.parametrize(
    "text",
    [
        *("2025-10", "10.2025", "10/2025", "2025.10.", "2025-10-01T00:00:00", "2025. gada oktobris", "oktobris 2025"),
        *("October 2025", "2025. g. oktobrī", "Okt. 2025"),
    ],
)
def test_a_month_is_read_as_people_write_it(text: str) -> None:
    assert read_month(text) == date(2025, 10, 1)


@pytest.mark.parametrize("text", ["", "oktobris", "2025", "13.2025", "2025-00", "1025-10", "2025-10-2026", "15"])
def test_what_is_no_month_is_none(text: str) -> None:
    assert read_month(text) is None


def test_months_in_a_row_are_named_by_the_first_and_the_last() -> None:
    assert (
        ranges([date(2026, 1, 1), date(2025, 11, 1), date(2025, 12, 1), date(2026, 3, 1)]) == "2025-11–2026-01, 2026-03"
    )


def test_latvian_and_english_tables_say_the_same(region: Database, table: Callable[..., Path], tmp_path: Path) -> None:
    latvian = planned(region, table("Mēnesis;Kanāls;Temats;Skaits", "2025. gada oktobris;tālr;rekatalogizacija;1 200"))
    book = tmp_path / "totals.xlsx"
    with Workbook(str(book)) as workbook:
        sheet = workbook.add_worksheet()
        sheet.write_row(0, 0, ["month", "channel", "topic", "count"])
        sheet.write_datetime(1, 0, datetime(2025, 10, 1), workbook.add_format({"num_format": "yyyy-mm"}))  # noqa: DTZ001
        sheet.write_row(1, 1, ["By phone", "recataloguing", 1200])
    english = planned(region, book)
    assert latvian == english
    (found,) = latvian.months[date(2025, 10, 1)] or ()
    assert (found.channel, found.topic, found.count) == ("phone", "recataloguing", 1200)


def test_one_wrong_row_stops_all_and_every_wrong_row_is_named(region: Database, table: Callable[..., Path]) -> None:
    path = table(
        "month,channel,topic,count",
        "2025-10,phone,alise,3",
        "2025-10,phone,alise,4",
        "13.2025,phone,alise,4",
        "2025-11,pigeon,alise,4",
        "2025-11,phone,alchemy,4",
        "2025-11,phone,alise,many",
        "2025-11,phone,alise,",
        "2026-09,phone,alise,4",
        "2025-10,,,—",
        f"2025-11,phone,alise,{'9' * 5000}",
    )
    said = refusal(region, path)
    assert said[0] == "Nothing was imported from totals.csv. Errors found: 9."
    assert [line.split(":")[0] for line in said[1:]] == [f"Line {number}" for number in range(3, 12)]
    assert "“pigeon” is no channel of the region. There are: Klātienē" in said[3]
    assert "counts from 2026-09-01 on" in said[7]
    with region.read() as session:
        assert earlier_months(session) == {}


@pytest.mark.parametrize(
    ("lines", "sentence"),
    [
        (["month,chanel,count", "2025-10,phone,1"], "“chanel” is no column"),
        (["channel,count", "phone,1"], "has to hold the headers"),
        (["month,count,skaits", "2025-10,1,1"], "skaits is there twice"),
        (["month,count"], "There are no totals in totals.csv."),
    ],
)
def test_a_table_of_something_else_is_refused(
    region: Database, table: Callable[..., Path], lines: list[str], sentence: str
) -> None:
    assert sentence in refusal(region, table(*lines))[0]


def test_importing_again_replaces_the_month_and_a_dash_takes_it_away(
    region: Database, table: Callable[..., Path]
) -> None:
    region.submit(lambda session: add_record(session, date(2025, 10, 5), RENDA) and None).result()
    said = enter(region, table("month,topic,count", "2025-10,alise,3", "2025-10,ict,4", "2025-11,,5"))
    assert said == [
        "2025-10: 7 consultations, besides 1 registered one by one",
        "2025-11: 5 consultations",
        "Imported. Months: 2, consultations: 12.",
    ]
    said = enter(region, table("month,count", "2025-10,2", "2025-11,-"))
    assert said[0] == "2025-10: 2 consultations, instead of 7, besides 1 registered one by one"
    assert said[1] == "2025-11: no totals any more"
    with region.read() as session:
        assert earlier_months(session) == {date(2025, 10, 1): 2}


@pytest.fixture
def entered(region: Database, table: Callable[..., Path]) -> Database:
    """A region that began in September 2026 and knows its consultations since October 2025 as totals."""
    lines = ["month,channel,topic,count", "2025-10,phone,alise,20", "2025-10,email,ict,10", "2026-02,phone,alise,5"]
    enter(region, table(*lines, *(f"2026-0{month},phone,,0" for month in (1, 3, 4, 5, 6, 7, 8))))

    def fill(session: Session) -> None:
        add_record(session, date(2026, 9, 5), RENDA)
        add_record(session, date(2026, 10, 5), RENDA, channel="visit", minutes=10)

    region.submit(fill).result()
    return region


def test_entered_totals_stand_in_comparisons_and_months(entered: Database, sheets: Read) -> None:
    read = sheets("2026-10", start_of_use=STARTED)
    assert read.figures("Consultations in all") == [1, 7, 30, -29]
    assert read.figures("of them known only as monthly totals") == ["—", 5, 30, "—"]
    assert read.figures("of them individual") == [1, 2, "—", "—"]
    assert read.exchanged("Questions to colleagues") == [0, 0, "—", "—"]
    months = read.month_rows()
    assert months["Oktobris"] == [0, 1, 0, 0, 0, 0, 1, 30]
    assert months["Februāris"] == [0, 0, 5, 0, 0, 0, 5, "—"]
    assert months["Novembris"] == [""] * 8
    assert months["1. ceturksnis"][-2:] == [5, "—"]
    assert months["2026. gads līdz 31.10.2026."] == [0, 1, 6, 0, 0, 0, 7, 30]
    said = " ".join(str(cell) for row in read.methodology for cell in row)
    assert "35 konsultācijas; ievadīts par: 2025-10, 2026-01–2026-08" in said


def test_a_period_that_they_cover_has_them_by_topic_and_channel(
    entered: Database, sheets: Read, exported: Callable[..., bytes]
) -> None:
    read = sheets("2026", start_of_use=STARTED)
    headings, counts, totals = read.block("Consultations by main topic")
    assert counts["BIS ALISE"][headings.index("Pa tālruni") - 1] == 5
    assert totals[-1] == read.figures("Consultations in all")[0] == read.month_rows()["2026. gads"][-2] == 7
    assert len(read.records()) == 2
    assert read.row(read.libraries, "known only as monthly totals")[4] == -5
    assert read.row(read.libraries, "Consultations received by libraries")[4] == 2
    for formula, stored, calculated in recalculated(exported("2026", start_of_use=STARTED)):
        assert stored == pytest.approx(calculated), formula
    october = sheets("2025-10", start_of_use=STARTED)
    assert october.figures("Consultations in all")[:2] == [30, 30]
    assert october.figures("Participants") == ["—"] * 4


def test_before_the_start_of_use_a_month_without_totals_is_a_dash(region: Database, sheets: Read) -> None:
    read = sheets("2026-10", start_of_use=STARTED)
    months: dict[str, list[Any]] = read.month_rows()
    assert months["Augusts"] == ["—"] * 8
    assert months["Septembris"] == [0] * 7 + ["—"]
    assert "Gada skaitļi nav pilnīgi: tajos nav visu mēnešu pirms 01.09.2026." in [row[0] for row in read.summary]


@pytest.mark.parametrize("database_kind", ["sqlite"])  # the command line is the same with every database
def test_the_command_line_enters_them(region: Database, tmp_path: Path, table: Callable[..., Path]) -> None:
    shell = Shell(tmp_path, {"PLAUKTS_LANGUAGE": "en", "PLAUKTS_DATABASE_URL": region.url})
    wrong = shell.run("import", "totals", str(table("month,channel,count", "2025-10,phone,12", "2025-11,phone,ten")))
    assert (wrong.status, wrong.out) == (1, "")
    assert wrong.err.splitlines() == [
        "Nothing was imported from totals.csv. Errors found: 1.",
        "Line 3: “ten” is no count; write a whole number from 0 to 100000.",
    ]
    table("month,channel,count", "2025-10,phone,12", "2025-11,phone,10")
    for option in ((), ("--dry-run",)):
        done = shell.run("import", "totals", "totals.csv", *option)
        assert (done.status, done.err) == (0, "")
    assert done.lines == [
        "2025-10: 12 consultations, instead of 12",
        "2025-11: 10 consultations, instead of 10",
        "Dry run, nothing was changed. Months: 2, consultations: 22.",
    ]
