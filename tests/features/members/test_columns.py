"""Tables of people as somebody keeps them: headers, columns, encodings, addresses."""

from pathlib import Path

import pytest
import xlsxwriter  # type: ignore[import-untyped]

from bot.features.members.columns import column_of, read_people, tidy_email
from bot.tables import TableError


@pytest.mark.parametrize(
    ("header", "column"),
    [
        ("Vārds, uzvārds", "name"),
        ("VardsUzvards", "name"),
        ("Vārds un uzvārds", "name"),
        ("Bibliotekāre", "name"),
        ("Bibliotekāra vārds", "name"),
        ("Darbinieks", "name"),
        ("Name", "name"),
        ("Full name", "name"),
        ("Vārds", "first_name"),
        ("First name", "first_name"),
        ("Uzvārds", "surname"),
        ("Last Name", "surname"),
        ("E-pasts", "email"),
        ("Epasta adrese", "email"),
        ("e-mail address", "email"),
        ("Bibliotekāra e-pasts", "email"),
        ("Bibliotēka", "library"),
        ("BIBLIOTEKAS NOSAUKUMS", "library"),
        ("Library name", "library"),
        ("Darbavieta", "library"),
        ("Iestāde", "library"),
        ("Tālrunis", "phone"),
        ("Talr.", "phone"),
        ("Tel. nr.", "phone"),
        ("Mobilais", "phone"),
        ("Phone", "phone"),
        ("Nr.p.k.", None),
        ("Piezīmes", None),
        ("", None),
    ],
)
def test_a_header_is_known_however_it_is_written(header: str, column: str | None) -> None:
    assert column_of(header) == column


@pytest.mark.parametrize(
    ("typed", "kept"),
    [
        ("Renda@Example.LV", "renda@example.lv"),
        (" renda@example.lv; ", "renda@example.lv"),
        ("mailto:renda@example.lv", "renda@example.lv"),
        ("Bibliotēka <renda@example.lv>", "renda@example.lv"),
        ("renda(at)example.lv", None),
        ("renda@", None),
        ("nav", None),
        ("a@example.lv, b@example.lv", None),
    ],
)
def test_an_address_is_tidied_or_refused(typed: str, kept: str | None) -> None:
    assert tidy_email(typed) == kept


MESSY = """Bibliotekāru saraksts, 2026

Nr.;Tālr.;DarbaVieta;Vārds;Uzvārds;Epasts
1;20000001;Rendas bibl.;Bibliotekāre;Renda;renda@example.lv
2;;Laidi;Bibliotekāre;Laidi;
;;;;;
Kopā: 2;;;;;
"""


@pytest.mark.parametrize("encoding", ["utf-8", "utf-8-sig", "cp1257", "utf-16"])
def test_titles_encodings_and_order_do_not_matter(tmp_path: Path, encoding: str) -> None:
    path = tmp_path / "saraksts.csv"
    path.write_bytes(MESSY.encode(encoding))
    people = read_people(path)
    assert [(one.line, one.name, one.email, one.library, one.phone) for one in people] == [
        (4, "Bibliotekāre Renda", "renda@example.lv", "Rendas bibl.", "20000001"),
        (5, "Bibliotekāre Laidi", "", "Laidi", ""),
    ]


def test_a_workbook_with_two_columns_of_libraries(tmp_path: Path) -> None:
    path = tmp_path / "people.xlsx"
    with xlsxwriter.Workbook(path) as book:
        sheet = book.add_worksheet()
        sheet.merge_range(0, 0, 0, 4, "Librarians of the region")
        sheet.write_row(2, 0, ["E-mail", "Library", "Second library", "Name", "Phone"])
        sheet.write_row(3, 0, ["renda@example.lv", "Renda", "Laidi", "Librarian, Renda", 20000001])
    (person,) = read_people(path)
    assert (person.name, person.library, person.phone) == ("Librarian, Renda", "Renda; Laidi", "20000001")


@pytest.mark.parametrize(
    ("content", "key"),
    [
        ("a,b,c\n1,2,3\n", "no_headers"),
        ("Bibliotēka,Tālrunis\nRenda,1\n", "no_headers"),
        ("Vārds,E-pasts\n", "empty"),
        ("Vārds,E-pasts,Bibliotēka\n,,Renda\n", "empty"),
    ],
)
def test_a_table_without_people_is_refused(tmp_path: Path, content: str, key: str) -> None:
    path = tmp_path / "people.csv"
    path.write_text(content, encoding="utf-8")
    with pytest.raises(TableError) as caught:
        read_people(path)
    assert caught.value.key == key
