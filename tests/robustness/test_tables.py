"""Tables that somebody made on purpose: each is refused in one sentence, soon, in little memory, or read as text."""

import io
import time
import tracemalloc
import zipfile
from collections.abc import Callable
from contextlib import suppress
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from bot.tables import MOST_BYTES, MOST_UNPACKED_BYTES, READING, TableError, read_table
from bot.texts import texts_for
from bot.xlsx import Workbook
from tests.examples import examples

SECONDS = 5
"""Of the processor, for a file of any kind."""
MOST_MEMORY = 4 * MOST_UNPACKED_BYTES

CELL = '<c r="{0}" t="s"><v>{1}</v></c>'
HEAD = '<?xml version="1.0" encoding="UTF-8" standalone="yes"?>'
MAIN = 'xmlns="http://schemas.openxmlformats.org/spreadsheetml/2006/main"'


def workbook(*rows: list[str], **parts: str | bytes) -> bytes:
    """A workbook with these cells; ``parts`` replace or add what the package has (``__`` stands for ``/``)."""
    made = io.BytesIO()
    with Workbook(made, {"in_memory": True, "strings_to_formulas": False}) as book:
        sheet = book.add_worksheet()
        for number, row in enumerate(rows or [["name", "municipality"], ["Renda", "Kuldīga"]]):
            sheet.write_row(number, 0, row)
    package = io.BytesIO()
    with zipfile.ZipFile(made) as source, zipfile.ZipFile(package, "w", zipfile.ZIP_DEFLATED) as target:
        kept = {name: source.read(name) for name in source.namelist()}
        for name, part in {**kept, **{key.replace("__", "/"): part for key, part in parts.items()}}.items():
            target.writestr(name, part)
    return package.getvalue()


def _strings(*texts: str, before: str = "") -> dict[str, str]:
    shared = "".join(f"<si><t>{text}</t></si>" for text in texts)
    return {"xl__sharedStrings.xml": f"{HEAD}{before}<sst {MAIN}>{shared}</sst>"}


def _cells(*rows: str) -> dict[str, str]:
    inner = "".join(f'<row r="{number}">{row}</row>' for number, row in enumerate(rows, start=1))
    return {"xl__worksheets__sheet1.xml": f"{HEAD}<worksheet {MAIN}><sheetData>{inner}</sheetData></worksheet>"}


def _copies() -> bytes:
    rows = ["".join(CELL.format(f"{column}{row}", 0) for column in "ABCDEFGHIJ") for row in range(1, 500)]
    return workbook(**_strings("x" * 3_000_000), **_cells(*rows))


def _hidden(number: str) -> bytes:
    return workbook(**_strings("x" * 1_000_000), **_cells(*[CELL.format(f"A{row}", number) for row in range(1, 500)]))


def _laughs() -> bytes:
    entities = "".join(f'<!ENTITY a{n} "{f"&a{n - 1};" * 10}">' for n in range(1, 12))
    declared = f'<!DOCTYPE x [<!ENTITY a0 "ha">{entities}]>'
    return workbook(**_strings("&a11;", before=declared))


def _external() -> bytes:
    return workbook(**_strings("&e;", before='<!DOCTYPE x [<!ENTITY e SYSTEM "file:///etc/passwd">]>'))


def _protected() -> bytes:
    """As [MS-OFFCRYPTO] has it: a wrapping of the old kind around what cannot be read."""
    return b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1" + bytes(600) + "EncryptedPackage".encode("utf-16-le") + bytes(600)


def _encrypted_entries() -> bytes:
    """Every entry says that it is encrypted."""
    return workbook().replace(b"PK\x01\x02\x14\x03\x14\x00\x00", b"PK\x01\x02\x14\x03\x14\x00\x01")


MADE: dict[str, tuple[Callable[[], bytes], str]] = {
    "thousands of copies of one text": (_copies, "too_large_unpacked"),
    "the same with hidden numbers": (lambda: _hidden("&#48;"), "not_a_table"),
    "the same with comments": (lambda: _hidden("<!-- -->0"), "not_a_table"),
    "the same, each as a number should be": (lambda: _hidden("0"), "too_large_unpacked"),
    "a billion laughs": (_laughs, "not_a_table"),
    "an outer entity": (_external, "not_a_table"),
    "a password": (_protected, "encrypted"),
    "entries that are encrypted": (_encrypted_entries, "not_a_table"),
    "one line of far too much": (lambda: b"name;" + b"x" * 100 * 1024 * 1024, "too_large"),
    "one cell of too much": (lambda: b'name;"' + b"x" * (MOST_BYTES - 10), "broken_csv"),
    "nothing": (lambda: b"", "empty"),
    "nothing but marks": (lambda: b"\xef\xbb\xbf\r\n;;;\r\n", "empty"),
    "a picture": (lambda: b"\x89PNG\r\n\x1a\n" + bytes(100), "not_a_table"),
    "an empty package": (lambda: b"PK\x05\x06" + bytes(18), "not_a_table"),
}


@pytest.mark.parametrize(("made", "key"), MADE.values(), ids=MADE)
def test_what_was_made_on_purpose_is_refused(made: Callable[[], bytes], key: str, tmp_path: Path) -> None:
    path = tmp_path / "saraksts.xlsx"
    path.write_bytes(made())
    begun = time.process_time()
    tracemalloc.start()
    try:
        with pytest.raises(TableError) as caught:
            read_table(path)
        _, peak = tracemalloc.get_traced_memory()
    finally:
        tracemalloc.stop()
    assert caught.value.key == key
    assert time.process_time() - begun < SECONDS
    assert peak < MOST_MEMORY
    for language in ("lv", "en"):
        if key in READING:
            sentence = texts_for(language).plain(READING[key], **caught.value.values)
            assert sentence.endswith(".")
            assert "{" not in sentence


def test_macros_and_outer_links_are_not_looked_at(tmp_path: Path) -> None:
    """Only cells are read, and of a formula what it last gave."""
    path = tmp_path / "saraksts.xlsm"
    outer = '<externalLink><externalBook r:id="rId1"/></externalLink>'
    formula = '<c r="A1" t="str"><f>WEBSERVICE("http://example.lv")</f><v>Renda</v></c>'
    path.write_bytes(
        workbook(**_cells(formula), xl__vbaProject=b"\xd0\xcf\x11\xe0", xl__externalLinks__externalLink1=outer)
    )
    assert [row.cells for row in read_table(path)] == [("Renda",)]


@examples(30)
@given(st.binary(max_size=300), st.sampled_from([b"", b"PK\x03\x04", b"\xff\xfe", b"\xef\xbb\xbf", b'"', b"a;b\n"]))
def test_any_bytes_are_a_table_or_refused(content: bytes, begins: bytes) -> None:
    cells = "".join(_read_or_refused(begins + content))
    assert "\0" not in cells
    assert "\n" not in cells


WHOLE = workbook()


@examples(30)
@given(st.integers(0, len(WHOLE) - 1), st.binary(min_size=1, max_size=8))
def test_a_damaged_workbook_is_a_table_or_refused(at: int, damage: bytes) -> None:
    _read_or_refused(WHOLE[:at] + damage + WHOLE[at + len(damage) :])


class _Bytes(type(Path())):  # type: ignore[misc]
    """A path whose content is in memory."""

    content = b""

    def open(self, *_: object, **__: object) -> io.BytesIO:
        return io.BytesIO(self.content)


def _read_or_refused(content: bytes) -> list[str]:
    """The cells, none where it was refused; whatever else is raised fails the test."""
    with suppress(TableError):
        return [cell for row in read_table(_somewhere(content)) for cell in row.cells]
    return []


def _somewhere(content: bytes) -> Path:
    path = _Bytes("saraksts")
    path.content = content
    return path
