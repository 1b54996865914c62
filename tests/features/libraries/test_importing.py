"""Importing libraries: what is read, what is refused as a whole, and what a repeated import changes."""

import io
import zipfile
from pathlib import Path

import pytest
import xlsxwriter  # type: ignore[import-untyped]
from sqlalchemy import func, select
from sqlalchemy.orm import Session

from bot.features.libraries.importing import ImportPlan, apply_import, plan_import, read_libraries
from bot.tables import MOST_BYTES, TableError
from config import DEMO_LIBRARIES
from storage.database import Database
from storage.libraries import Library, Municipality

HEADER = "name,municipality,kind,role\n"
RENDA = "Rendas pagasta bibliotēka,Kuldīgas novads,publiskā,\n"


def written(folder: Path, content: str | bytes, name: str = "libraries.csv") -> Path:
    path = folder / name
    path.write_bytes(content if isinstance(content, bytes) else content.encode())
    return path


def workbook(folder: Path, rows: list[list[object]]) -> Path:
    path = folder / "libraries.xlsx"
    with xlsxwriter.Workbook(path, {"strings_to_formulas": False}) as book:
        sheet = book.add_worksheet()
        for at, row in enumerate(rows):
            sheet.write_row(at, 0, row)
    return path


def run_import(database: Database, path: Path) -> ImportPlan:
    rows = read_libraries(path)

    def job(session: Session) -> ImportPlan:
        plan = plan_import(session, rows)
        apply_import(session, plan)
        return plan

    return database.submit(job).result()


def refusal(path: Path) -> TableError:
    with pytest.raises(TableError) as caught:
        read_libraries(path)
    return caught.value


def count(database: Database) -> int:
    with database.read() as session:
        return session.scalar(select(func.count()).select_from(Library)) or 0


def test_the_demo_region_is_imported_once(database: Database) -> None:
    first = run_import(database, DEMO_LIBRARIES)
    assert (len(first.new), len(first.changed), len(first.unchanged)) == (25, 0, 0)
    again = run_import(database, DEMO_LIBRARIES)
    assert (len(again.new), len(again.changed), len(again.unchanged)) == (0, 0, 25)
    with database.read() as session:
        assert session.scalar(select(func.count()).select_from(Library)) == 25
        assert session.scalars(select(Municipality.name)).all() == ["Kuldīgas novads"]
        main = session.scalars(select(Library).where(Library.main)).one()
        assert main.name == "Kuldīgas Galvenā bibliotēka"
        kinds = dict(session.execute(select(Library.kind, func.count()).group_by(Library.kind)).all())
        assert kinds == {"public": 20, "school": 5}


def test_a_plan_alone_changes_nothing(database: Database) -> None:
    rows = read_libraries(DEMO_LIBRARIES)
    plan = database.submit(lambda session: plan_import(session, rows)).result()
    assert len(plan.new) == 25
    assert count(database) == 0


def test_what_differs_is_changed_and_nothing_is_deleted(database: Database, tmp_path: Path) -> None:
    run_import(database, DEMO_LIBRARIES)
    plan = run_import(database, written(tmp_path, HEADER + "Rendas pagasta bibliotēka,Saldus novads,cita,\n"))
    assert [(change.after.name, change.fields) for change in plan.changed] == [
        ("Rendas pagasta bibliotēka", ("municipality", "kind"))
    ]
    assert count(database) == 25
    with database.read() as session:
        renda = session.scalars(select(Library).where(Library.name == "Rendas pagasta bibliotēka")).one()
        assert (renda.kind, renda.municipality.name) == ("other", "Saldus novads")


def test_a_region_keeps_one_main_library(database: Database, tmp_path: Path) -> None:
    run_import(database, DEMO_LIBRARIES)
    plan = run_import(database, written(tmp_path, HEADER + RENDA.replace(",\n", ",galvenā\n")))
    assert [(change.before.name, change.fields) for change in plan.changed] == [
        ("Rendas pagasta bibliotēka", ("main",)),
        ("Kuldīgas Galvenā bibliotēka", ("main",)),
    ]
    with database.read() as session:
        assert session.scalars(select(Library.name).where(Library.main)).all() == ["Rendas pagasta bibliotēka"]


def test_a_name_in_other_capitals_is_the_same_library(database: Database, tmp_path: Path) -> None:
    run_import(database, written(tmp_path, HEADER + RENDA))
    plan = run_import(database, written(tmp_path, HEADER + RENDA.replace("Rendas p", "RENDAS P")))
    assert [change.fields for change in plan.changed] == [("name",)]
    assert count(database) == 1


TABLES = {
    "utf-8": (HEADER + RENDA).encode(),
    "utf-8 with mark": (HEADER + RENDA).encode("utf-8-sig"),
    "baltic": (HEADER + RENDA).encode("cp1257"),
    "utf-16": (HEADER + RENDA).encode("utf-16"),
    "semicolons": (HEADER + RENDA).replace(",", ";").encode(),
    "tabs and carriage returns": (HEADER + RENDA).replace(",", "\t").replace("\n", "\r\n").encode(),
    "Latvian header in another order": (
        "Piezīmes;TIPS;Novads;Nosaukums;Loma\n;Publiskā;Kuldīgas novads;Rendas pagasta bibliotēka;\n"
    ).encode(),
    "header without diacritics, English kind": (
        "nosaukums,pasvaldiba,veids\nRendas pagasta bibliotēka,Kuldīgas novads,public\n"
    ).encode(),
    "quotes, spaces and empty lines": (
        '\nname,municipality,kind\n\n"Rendas  pagasta bibliotēka ","Kuldīgas\nnovads",publiska\n,,\n'
    ).encode(),
}


@pytest.mark.parametrize("content", TABLES.values(), ids=TABLES.keys())
def test_csv_is_read_as_it_comes(tmp_path: Path, content: bytes) -> None:
    (row,) = read_libraries(written(tmp_path, content))
    assert (row.name, row.municipality, row.kind, row.main) == (
        "Rendas pagasta bibliotēka",
        "Kuldīgas novads",
        "public",
        False,
    )


def test_a_workbook_is_read_as_text(tmp_path: Path) -> None:
    path = workbook(
        tmp_path,
        [
            ["Nosaukums", "Novads", "Veids", "Loma"],
            ['=HYPERLINK("x")', "Kuldīgas novads", "skolas", ""],
            ["@2. vidusskolas bibliotēka", 2026, "publiskā", "galvenā"],
        ],
    )
    rows = read_libraries(path)
    assert [(row.line, row.name, row.municipality, row.main) for row in rows] == [
        (2, '=HYPERLINK("x")', "Kuldīgas novads", False),
        (3, "@2. vidusskolas bibliotēka", "2026", True),
    ]


def test_all_wrong_rows_are_told_with_their_lines(tmp_path: Path, database: Database) -> None:
    path = written(
        tmp_path,
        HEADER + RENDA + ",Kuldīgas novads,publiskā,\nA,,privātā,\n\nrendas pagasta bibliotēka,K,skolas,\n"
        f"{'B' * 201},K,,galvenā\nC,K,cita,vadītāja\nD,K,cita,main\n",
    )
    error = refusal(path)
    assert error.key == "rows"
    assert error.values == {"file": "libraries.csv", "count": 8}
    assert [(problem.values["line"], problem.key) for problem in error.problems] == [
        (3, "name_missing"),
        (4, "municipality_missing"),
        (4, "unknown_kind"),
        (6, "duplicate_name"),
        (7, "name_too_long"),
        (7, "kind_missing"),
        (8, "unknown_role"),
        (9, "second_main"),
    ]
    assert count(database) == 0


def test_a_row_after_a_cell_with_line_breaks_keeps_its_number(tmp_path: Path) -> None:
    error = refusal(written(tmp_path, HEADER + '"Renda\n\nbibliotēka",K,cita,\n,K,cita,\n'))
    assert [problem.values["line"] for problem in error.problems] == [5]


REFUSED = {
    "empty": (b"", "empty"),
    "header alone": (HEADER.encode(), "empty"),
    "binary": (bytes(range(256)) * 10, "not_a_table"),
    "old Excel": (b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1" + bytes(600), "old_excel"),
    "broken package": (b"PK\x03\x04" + bytes(600), "not_a_table"),
    "no kind": (b"name,municipality\nA,B\n", "missing_column"),
    "name twice": (b"name,nosaukums,municipality,kind\nA,A,B,cita\n", "column_twice"),
    "unclosed quote": (HEADER.encode() + b'"Renda,K,cita,\n', "broken_csv"),
    "huge": (HEADER.encode() + b"x" * MOST_BYTES, "too_large"),
    "many rows": (HEADER.encode() + b"A,B,cita,\n" * 10_002, "too_many_rows"),
    "many columns": (HEADER.encode() + b"," * 100 + b"x\n", "too_many_columns"),
    "huge cell": (HEADER.encode() + b"A" * 200_000 + b",K,cita,\n", "broken_csv"),
}


@pytest.mark.parametrize(("content", "key"), REFUSED.values(), ids=REFUSED.keys())
def test_a_broken_file_is_refused(tmp_path: Path, content: bytes, key: str) -> None:
    assert refusal(written(tmp_path, content)).key == key


def test_no_file_and_a_folder_are_refused(tmp_path: Path) -> None:
    assert refusal(tmp_path / "none.csv").key == "not_found"
    assert refusal(tmp_path).key == "unreadable"


def repacked(path: Path, replaced: dict[str, bytes]) -> bytes:
    result = io.BytesIO()
    with zipfile.ZipFile(path) as source, zipfile.ZipFile(result, "w", zipfile.ZIP_DEFLATED) as target:
        for name in source.namelist():
            target.writestr(name, replaced.get(name, source.read(name)))
    return result.getvalue()


def test_a_workbook_that_unpacks_to_too_much_is_refused_unopened(tmp_path: Path) -> None:
    path = workbook(tmp_path, [["name", "municipality", "kind"], ["A", "B", "cita"]])
    bomb = repacked(path, {"xl/sharedStrings.xml": bytes(50 * 1024 * 1024)})
    assert len(bomb) < MOST_BYTES
    assert refusal(written(tmp_path, bomb, "bomb.xlsx")).key == "too_large_unpacked"


def test_a_package_that_lies_about_its_size_is_refused(tmp_path: Path) -> None:
    path = workbook(tmp_path, [["name", "municipality", "kind"], ["A", "B", "cita"]])
    bomb = bytearray(repacked(path, {"xl/sharedStrings.xml": bytes(50 * 1024 * 1024)}))
    size = (50 * 1024 * 1024).to_bytes(4, "little")
    assert bomb.count(size) == 2
    assert refusal(written(tmp_path, bytes(bomb).replace(size, (1000).to_bytes(4, "little")), "lie.xlsx")).key == (
        "not_a_table"
    )


@pytest.mark.parametrize(("place", "key"), [("A1048576", "too_many_rows"), ("XFD2", "too_many_columns")])
def test_a_sheet_with_two_cells_far_apart_is_refused(tmp_path: Path, place: str, key: str) -> None:
    path = workbook(tmp_path, [["name", "municipality", "kind"], ["A", "B", "cita"]])
    with zipfile.ZipFile(path) as package:
        sheet = package.read("xl/worksheets/sheet1.xml").replace(b'r="C2"', f'r="{place}"'.encode())
    assert refusal(written(tmp_path, repacked(path, {"xl/worksheets/sheet1.xml": sheet}), "far.xlsx")).key == key


def test_a_document_that_is_no_workbook_is_refused(tmp_path: Path) -> None:
    package = io.BytesIO()
    with zipfile.ZipFile(package, "w") as target:
        target.writestr("word/document.xml", "<w/>")
    assert refusal(written(tmp_path, package.getvalue(), "text.docx")).key == "not_a_table"
