"""The workbook of a month, read back by another program than the one that wrote it."""

import re
from collections.abc import Callable
from datetime import UTC, date, datetime, timedelta
from io import BytesIO
from xml.etree import ElementTree
from zipfile import ZipFile
from zoneinfo import ZoneInfo

import pytest
from sqlalchemy import select
from sqlalchemy.orm import Session

from storage.corrections import note_export, snapshot, trace
from storage.database import Database
from storage.vocabulary import TOPIC, VocabularyEntry
from tests.features.reports.conftest import NOW, Exported
from tests.features.reports.reading import Sheets
from tests.features.reports.region import add_busy_month, add_library, add_record

Read = Callable[..., Sheets]

RENDA, LAIDI, EDOLE = "Rendas pagasta bibliotēka", "Laidu pagasta bibliotēka", "Ēdoles pagasta bibliotēka"
OCTOBER = date(2026, 10, 12)


def test_the_summary_counts_what_was_registered(region: Database, sheets: Read) -> None:
    def month(session: Session) -> None:
        add_record(session, OCTOBER, RENDA, minutes=15)
        add_record(session, OCTOBER, RENDA, given_by="peer", duration_band="11_to_30")
        add_record(session, OCTOBER, LAIDI, minutes=30)
        add_record(session, OCTOBER, RENDA, EDOLE, LAIDI, participants=7)
        add_record(session, OCTOBER, RENDA, deleted_at=NOW)
        add_record(session, OCTOBER, RENDA, status="withdrawn")
        add_record(session, date(2026, 9, 30), RENDA)
        add_record(session, date(2026, 11, 1), RENDA)
        add_record(session, date(2025, 10, 1), RENDA, minutes=5)

    region.submit(month).result()
    read = sheets("2026-10")
    assert read.figures("Consultations in all") == [4, 5, 1, 3]
    assert read.figures("of them individual") == [3, 4, 1, 2]
    assert read.figures("of them group") == [1, 1, 0, 1]
    assert read.figures("Participants") == [10, 11, 1, 9]
    assert read.figures("Share of consultations given by peers") == [0.25, 0.2, 0, 25]
    assert read.figures("Libraries that received consultations") == [3, 3, 1, 2]
    assert read.figures("Libraries in all") == [25, 25, 25, 0]
    assert read.figures("Share of libraries that received consultations") == [0.12, 0.12, 0.04, pytest.approx(8)]
    assert read.figures("Recorded minutes") == [45, 45, 5, 40]
    assert read.figures("consultations with recorded minutes") == [2, 2, 1, 1]


def test_questions_that_are_no_consultations_are_counted_apart(region: Database, sheets: Read) -> None:
    def ask(session: Session, entered: datetime, happened_on: date | None = None, status: str = "open") -> None:
        add_record(session, happened_on, RENDA, status=status, origin="chat", channel="telegram", entered_at=entered)

    def month(session: Session) -> None:
        ask(session, datetime(2026, 9, 30, 20, 59, tzinfo=UTC))  # 23.59 in Riga, still September
        ask(session, datetime(2026, 9, 30, 21, 0, tzinfo=UTC))  # 0.00 in Riga, October
        ask(session, datetime(2026, 10, 31, 21, 59, tzinfo=UTC))  # 23.59 after the change to winter time
        ask(session, datetime(2026, 10, 31, 22, 0, tzinfo=UTC))  # November
        ask(session, datetime(2026, 10, 30, 9, 0, tzinfo=UTC), date(2026, 11, 2), "answered")
        ask(session, datetime(2026, 10, 5, 9, 0, tzinfo=UTC), OCTOBER, "answered")
        ask(session, datetime(2026, 10, 5, 9, 0, tzinfo=UTC), status="withdrawn")
        ask(session, datetime(2026, 10, 5, 9, 0, tzinfo=UTC), status="self_served")

    region.submit(month).result()
    read = sheets("2026-10")
    assert read.figures("Consultations in all")[0] == 1
    assert read.figures("Without an answer at the end of the period")[0] == 3
    assert read.figures("Withdrawn by the asker")[0] == 1
    assert read.figures("Solved by an earlier answer")[0] == 1


def test_before_the_start_of_use_stands_a_dash_and_never_zero(region: Database, sheets: Read) -> None:
    region.submit(lambda session: add_record(session, OCTOBER, RENDA) and None).result()
    assert sheets("2026-10", start_of_use=date(2026, 9, 1)).figures("Consultations in all") == [1, 1, "—", "—"]
    assert sheets("2026-10", start_of_use=date(2025, 10, 2)).figures("Participants") == [1, 1, "—", "—"]
    assert sheets("2026-10", start_of_use=date(2025, 10, 1)).figures("Participants") == [1, 1, 0, 1]
    assert sheets("2026-10", start_of_use=None).figures("Consultations in all") == [1, 1, "—", "—"]
    assert sheets("2026-08", start_of_use=date(2026, 9, 1)).figures("Consultations in all") == ["—", "—", "—", "—"]


@pytest.mark.parametrize("language", ["lv", "en"])
def test_a_month_without_records_gives_a_complete_workbook(region: Database, sheets: Read, language: str) -> None:
    read = sheets("2026-10", language)
    assert read.figures("Consultations in all") == [0, 0, 0, 0]
    said = [row[0] for row in read.summary]
    assert read.texts.plain("Share of consultations given by peers") not in said
    assert read.texts.plain("Solved by an earlier answer") not in said
    assert read.texts.plain("No consultation was registered in this period.") in said
    assert len(read.library_rows()) == 26
    assert {row[-1] for row in read.library_rows().values()} == {0}
    assert {figure for row in read.libraries_at_events().values() for figure in row} == {0}
    assert read.texts.plain("No event took place in this period.") in [cell for row in read.events for cell in row]
    assert read.event_rows() == []
    assert {figure for row in read.kinds().values() for figure in row if isinstance(figure, float)} == {0}
    _, topics, totals = read.block("Consultations by main topic")
    assert len(topics) == 16
    assert totals == [0] * 7
    assert read.records() == []
    assert len(read.methodology) > 10


def test_every_topic_and_channel_is_listed(region: Database, sheets: Read) -> None:
    def month(session: Session) -> None:
        add_record(session, OCTOBER, RENDA, topic="alise", channel="phone", minutes=20)
        add_record(session, OCTOBER, RENDA, topic="alise", channel="phone")
        add_record(session, OCTOBER, LAIDI, topic="alise", channel="visit", minutes=60, second_topic="ict")

    region.submit(month).result()
    read = sheets("2026-10")
    headings, counts, totals = read.block("Consultations by main topic")
    assert headings[1:-1] == ["Klātienē", "Vizītē", "Pa tālruni", "E-pastā", "Tiešsaistē", "Telegram"]
    assert list(counts)[:2] == ["BIS ALISE", "Rekataloģizācija"]
    assert counts["BIS ALISE"] == [0, 1, 2, 0, 0, 0, 3]
    assert counts["IKT un telpas"] == [0] * 7
    assert totals == [0, 1, 2, 0, 0, 0, 3]
    _, minutes, totals = read.block("Recorded minutes by main topic")
    assert minutes["BIS ALISE"] == [0, 60, 20, 0, 0, 0, 80]
    assert totals == [0, 60, 20, 0, 0, 0, 80]
    assert sheets("2026-10", "en").block("Consultations by main topic")[1]["ICT and premises"] == [0] * 7


def test_a_retired_topic_is_listed_only_where_it_was_used(region: Database, sheets: Read) -> None:
    in_october = datetime(OCTOBER.year, OCTOBER.month, OCTOBER.day, 9, tzinfo=UTC)
    after_midnight = datetime(2026, 11, 1, 0, 30, tzinfo=ZoneInfo("Europe/Riga"))
    retired = {"copyright": in_october, "projects": in_october, "ict": after_midnight}

    def month(session: Session) -> None:
        for key, at in retired.items():
            entry = session.scalars(
                select(VocabularyEntry).where(VocabularyEntry.list_name == TOPIC, VocabularyEntry.key == key)
            ).one()
            entry.retired_at = at
        add_record(session, OCTOBER, RENDA, topic="copyright")
        add_record(session, OCTOBER, RENDA, topic=None, channel=None)

    region.submit(month).result()
    read = sheets("2026-10")
    headings, counts, totals = read.block("Consultations by main topic")
    assert counts["Autortiesības"][-1] == 1
    assert "Projekti" not in counts
    assert counts["IKT un telpas"][-1] == 0, "on the month's last day it was in use yet"
    not_given = read.texts.plain("Not given")
    assert counts[not_given][-1] == 1
    assert not_given in headings
    assert totals[-1] == 2
    later = sheets("2026-11").block("Consultations by main topic")[1]
    assert later.keys().isdisjoint({not_given, "Autortiesības", "Projekti", "IKT un telpas"})


def test_libraries_are_those_of_the_period_in_latvian_order(region: Database, sheets: Read) -> None:
    def month(session: Session) -> None:
        add_library(session, "Ezeres pagasta bibliotēka", "Saldus novads")
        add_library(session, "Zvārdes pagasta bibliotēka", "Saldus novads", valid_to=date(2026, 9, 30))
        add_library(session, "Šķēdes pagasta bibliotēka", "Saldus novads", valid_to=date(2026, 10, 1))
        add_library(session, "Jaunlutriņu pagasta bibliotēka", "Saldus novads", valid_from=date(2026, 11, 1))
        add_library(session, "Ēdas bibliotēka", "Saldus novads", valid_from=date(2026, 10, 31))
        add_record(session, OCTOBER, EDOLE)

    region.submit(month).result()
    read = sheets("2026-10")
    rows = read.library_rows()
    names = list(rows)
    assert names[:5] == [
        "Kuldīgas novads",
        "Alsungas pagasta bibliotēka",
        "Alsungas pamatskolas bibliotēka",
        EDOLE,
        "Ēdoles pamatskolas bibliotēka",
    ]
    assert names[26:] == ["Saldus novads", "Ēdas bibliotēka", "Ezeres pagasta bibliotēka", "Šķēdes pagasta bibliotēka"]
    assert rows[EDOLE] == ["publiskā", 1, 0, 1]
    assert rows["Alsungas pamatskolas bibliotēka"] == ["skolas", 0, 0, 0]
    assert rows["Kuldīgas novads"] == ["", 1, 0, 1]
    assert rows["Saldus novads"] == ["", 0, 0, 0]
    assert read.figures("Libraries in all")[0] == 28


def test_a_record_of_a_closed_library_is_not_lost(region: Database, sheets: Read) -> None:
    def month(session: Session) -> None:
        add_library(session, "Zvārdes pagasta bibliotēka", "Saldus novads", valid_to=date(2026, 9, 30))
        add_record(session, OCTOBER, "Zvārdes pagasta bibliotēka")

    region.submit(month).result()
    read = sheets("2026-10")
    assert read.library_rows()["Zvārdes pagasta bibliotēka"][-1] == 1
    assert read.figures("Libraries that received consultations")[0] == 1


def test_a_group_consultation_is_one_record_and_three_contacts(region: Database, sheets: Read) -> None:
    def month(session: Session) -> None:
        add_record(session, OCTOBER, RENDA, EDOLE, LAIDI, participants=9)
        add_record(session, OCTOBER, RENDA)
        add_record(session, OCTOBER)

    region.submit(month).result()
    read = sheets("2026-10")
    rows = read.library_rows()
    assert [rows[name] for name in (EDOLE, LAIDI, RENDA)] == [
        ["publiskā", 0, 1, 1],
        ["publiskā", 0, 1, 1],
        ["publiskā", 1, 1, 2],
    ]
    reconciliation = [read.row(read.libraries, label)[4] for label in RECONCILIATION]
    assert reconciliation == [3, -1, 2, 4]
    assert read.row(read.libraries, "Total")[2:5] == [1, 3, 4]
    group = read.records()[0]
    assert group[read.texts.plain("Library")] == f"{EDOLE}; {LAIDI}; {RENDA}"
    assert group[read.texts.plain("Municipality")] == "Kuldīgas novads"
    assert group[read.texts.plain("Participants")] == 9


RECONCILIATION = (
    "Consultations in all",
    "consultations without a library",
    "further libraries of group consultations",
    "Consultations received by libraries",
)


def test_records_have_dates_and_numbers_and_no_names_of_people(region: Database, sheets: Read) -> None:
    def month(session: Session) -> None:
        add_record(session, OCTOBER, RENDA, number=90_042, minutes=15, topic="alise", second_topic="ict")
        add_record(session, date(2026, 10, 1), LAIDI, number=90_043, duration_band="over_60", given_by="peer")

    region.submit(month).result()
    read = sheets("2026-10", "en")
    later, earlier = (list(record.values()) for record in reversed(read.records()))
    assert earlier[:3] == [90_043, date(2026, 10, 1), LAIDI]
    assert earlier[5:10] == ["peer", "individual", 1, "By phone", "Collection and stocktaking"]
    assert earlier[10:] == ["", "", "over 60 min", "closed", "typed in"]
    assert later[:5] == [90_042, OCTOBER, RENDA, "Kuldīgas novads", "public"]
    assert later[8:13] == ["By phone", "Library system ALISE", "ICT and premises", 15, ""]


DANGEROUS = ['=HYPERLINK("http://example.com";"x")', "+1", "-1", "@SUM(A1)", "\t=1", "\r=1", "https://example.com/"]


@pytest.mark.parametrize("name", DANGEROUS)
def test_what_people_typed_never_becomes_a_formula_or_a_link(region: Database, exported: Exported, name: str) -> None:
    def month(session: Session) -> None:
        add_library(session, name, f"{name} novads", kind=name[:40])
        add_record(session, OCTOBER, name, topic=name[:40], channel=name[:40])

    region.submit(month).result()
    content = ZipFile(BytesIO(exported("2026-10", region=f"{name} & reģions")))
    cells = "".join(content.read(part).decode() for part in content.namelist() if "worksheets/sheet" in part)
    assert "<hyperlink" not in cells
    formulas = {formula.partition("</f>")[0] for formula in cells.split("<f>")[1:]}
    assert {formula for formula in formulas if not OUR_FORMULAS.fullmatch(formula)} == set()


OUR_FORMULAS = re.compile(r"(SUM|SUBTOTAL)\((9,)?[A-Z]\d+:[A-Z]\d+\)|[A-Z]\d+[-+*][A-Z]\d+|100\*\([A-Z]\d+-[A-Z]\d+\)")


def test_a_name_that_looks_like_a_formula_is_shown_as_it_is(region: Database, sheets: Read) -> None:
    def month(session: Session) -> None:
        for name in ("=1+1", "+1", "-1", "@A1", "0042"):
            add_record(session, OCTOBER, add_library(session, name).name)

    region.submit(month).result()
    read = sheets("2026-10")
    shown = {record[read.texts.plain("Library")] for record in read.records()}
    assert shown == {"=1+1", "+1", "-1", "@A1", "0042"}
    assert shown < set(read.library_rows())


def test_an_ampersand_in_the_regions_name_is_printed_as_one(region: Database, exported: Exported) -> None:
    content = ZipFile(BytesIO(exported("2026-10", region="Kuldīga & Saldus")))
    assert "Kuldīga &amp;&amp; Saldus" in content.read("xl/worksheets/sheet1.xml").decode()


def test_the_pages_are_ready_to_print(region: Database, exported: Exported) -> None:
    region.submit(lambda session: add_busy_month(session, date(2026, 10, 1), date(2026, 10, 31), 40)).result()
    content = ZipFile(BytesIO(exported("2026-10")))
    for number in range(1, 11):
        sheet = content.read(f"xl/worksheets/sheet{number}.xml").decode()
        assert 'paperSize="9"' in sheet
        assert number == 8 or 'fitToHeight="0"' in sheet, "only the pictures stand on one page"
        assert "&amp;P" in sheet
        assert number in (8, 10) or 'state="frozen"' in sheet
    assert content.read("xl/workbook.xml").decode().count("_xlnm.Print_Titles") == 8
    for number, title, name in (
        (1, "pa tematiem", "Rekataloģizācija"),
        (2, "kanāliem", "Vizītē"),
        (3, "2026", "Marts"),
    ):
        chart = content.read(f"xl/charts/chart{number}.xml").decode()
        assert title in chart
        assert name in chart, "a viewer that does not calculate draws from the copy in the chart"


def test_quarter_and_year_have_the_same_layout(region: Database, sheets: Read) -> None:
    def year(session: Session) -> None:
        add_record(session, date(2026, 2, 3), RENDA)
        add_record(session, OCTOBER, RENDA)
        add_record(session, date(2026, 12, 31), RENDA)

    region.submit(year).result()
    assert sheets("2026-Q4").figures("Consultations in all") == [2, 3, 0, 2]
    assert sheets("2026").figures("Consultations in all") == [3, 0, 3]


def test_what_was_corrected_after_the_first_report_is_listed(region: Database, sheets: Read) -> None:
    november = datetime(2026, 11, 2, 9, tzinfo=UTC)

    def month(session: Session) -> None:
        record = add_record(session, OCTOBER, RENDA, number=90_042, topic="alise")
        note_export(session, OCTOBER, OCTOBER, november, november.date())
        before = snapshot(record)
        record.topic, record.note = "ict", "Nav pārskatā"
        trace(session, record, before, at=november + timedelta(hours=1), by_id=None)
        add_record(session, OCTOBER, LAIDI, number=90_043, entered_at=november + timedelta(days=1))

    assert "Nothing was changed after" in str(sheets("2026-10", "en").methodology[-1])
    region.submit(month).result()
    assert [row[:2] for row in sheets("2026-10").methodology[-2:]] == [
        ["02.11.2026.", "Nr. 90042 (12.10.2026.): Temats"],
        ["03.11.2026.", "Nr. 90043 (12.10.2026.): Ievadīts vēlāk"],
    ]


def test_a_month_that_is_not_over_says_so(region: Database, sheets: Read) -> None:
    def remarks(**values: object) -> str:
        return "\n".join(str(row[0]) for row in sheets("2026-10", "en", **values).summary)

    assert "figures as of 2026-10-31" in remarks(now_local=NOW.replace(month=10, day=31))
    assert "not over" not in remarks()


def test_styles_have_names_and_cells_follow_them(region: Database, exported: Exported) -> None:
    region.submit(lambda session: add_record(session, OCTOBER, RENDA) and None).result()
    main = {"x": "http://schemas.openxmlformats.org/spreadsheetml/2006/main"}
    with ZipFile(BytesIO(exported("2026-10"))) as archive:
        styles = ElementTree.fromstring(archive.read("xl/styles.xml"))  # noqa: S314 - our own file
        records = ElementTree.fromstring(archive.read("xl/worksheets/sheet9.xml"))  # noqa: S314
    names = {style.attrib["xfId"]: style.attrib["name"] for style in styles.iterfind("x:cellStyles/x:cellStyle", main)}
    of_styles, of_cells = (styles.findall(f"x:{part}/x:xf", main) for part in ("cellStyleXfs", "cellXfs"))
    assert sorted(names, key=int) == [str(place) for place in range(len(of_styles))]
    for of_cell in of_cells:  # the cell looks like its style, and adds nothing of its own
        of_style = of_styles[int(of_cell.attrib["xfId"])]
        if names[of_cell.attrib["xfId"]] != "Normal":
            assert {key: of_cell.get(key) for key in ("fontId", "fillId", "borderId", "numFmtId")}.items() <= (
                of_style.attrib.items()
            )
            assert not [key for key in of_cell.attrib if key.startswith("apply")]
    shown = {
        cell.attrib["r"]: names[of_cells[int(cell.attrib["s"])].attrib["xfId"]]
        for cell in records.iterfind("x:sheetData/x:row/x:c", main)
    }
    assert shown["A1"] == "Plaukts: virsraksts"
    assert shown["C4"] == "Plaukts: kolonnas virsraksts"
    assert (shown["A5"], shown["B5"]) == ("Plaukts: skaitlis sarakstā", "Plaukts: datums")
