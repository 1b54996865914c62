"""Tables as people have them: CSV from anywhere, XLSX from a spreadsheet program; every cell becomes plain text.

The file is somebody else's: its size is bounded before it is opened, and so is what it unpacks to.
"""

import csv
import io
import re
import zipfile
import zlib
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass, field
from datetime import date, datetime
from itertools import zip_longest
from pathlib import Path

from python_calamine import CalamineError, CalamineWorkbook

from bot.texts import N_
from bot.texts.clean import clean

MOST_BYTES = 5 * 1024 * 1024
MOST_UNPACKED_BYTES = 40 * 1024 * 1024
MOST_ROWS = 10_000
MOST_COLUMNS = 100
FIRST_LINES = 20
"""Of a CSV file, that tell how its cells are parted."""

_DELIMITERS = (",", ";", "\t")
_ZIP, _OLD_EXCEL = b"PK\x03\x04", b"\xd0\xcf\x11\xe0"
_ENCRYPTED = "EncryptedPackage".encode("utf-16-le")
"""What a workbook with a password has in the wrapping of an old one ([MS-OFFCRYPTO], 2.3.4.4)."""
_PLACE = re.compile(rb"""\sr\s*=\s*["']([A-Za-z]{0,8})(\d{1,12})["']""")
"""Where a cell or row says that it stands: two cells far apart would make the reader allot all between them."""
_UNREADABLE = re.compile(rb"""\sr\s*=\s*["'][^"'<>]{0,20}&|\A\xff\xfe|\A\xfe\xff|\A<\x00|\A\x00<""")
"""What hides a place from us and not from the reader: spreadsheet programs write neither entities there nor UTF-16."""
_TEXT = re.compile(rb"<(?:[^<>\s:/]+:)?si[\s/>]")
"""Where one of the texts begins that cells name by their numbers."""
_NUMBER = re.compile(rb"<(?:[^<>\s:/]+:)?v(?:\s[^<>]*)?>\s*(\d{1,9})\s*<")
_HIDDEN = re.compile(rb"<!|<(?:[^<>\s:/]+:)?v(?:\s[^<>]*)?>\s*\d*&#")
"""Declarations of entities, comments and the like, and what hides a number: no spreadsheet program writes them."""

READING = {
    "not_found": N_("The file {file} was not found."),
    "unreadable": N_("The file {file} cannot be read: it is no file, or there is no permission to read it."),
    "too_large": N_("The file {file} is larger than {limit} MB. Divide it or leave out what does not belong to it."),
    "too_large_unpacked": N_("The workbook {file} unpacks to more than {limit} MB. Save the list as a new workbook."),
    "old_excel": N_("{file} is a workbook of an old kind (XLS). Save it as XLSX or CSV."),
    "encrypted": N_("{file} is protected by a password. Save it without one."),
    "not_a_table": N_("{file} is neither a CSV file nor an XLSX workbook."),
    "broken_csv": N_(
        "The table {file} is broken from line {line} on: a quotation mark is not closed, or a cell is too long."
    ),
    "too_many_rows": N_("{file} has more than {limit} rows."),
    "too_many_columns": N_("{file} has more than {limit} columns."),
}
"""Why a table cannot be read (msgids), by the keys of TableError."""

_STARTS_A_FORMULA = ("=", "+", "-", "@", "\t", "\r", "\n", "\0", "＝", "＋", "－", "＠")
"""OWASP, "CSV Injection", and ASVS 5.0, 1.2.10: with these a spreadsheet takes a text for a formula."""


def harmless(text: str) -> str:
    """The text as a CSV's cell that no spreadsheet program takes for a formula."""
    return f"'{text}" if text.startswith(_STARTS_A_FORMULA) else text


@dataclass(frozen=True)
class Row:
    """One row that is not empty; ``line`` is its number in the file, counted from 1."""

    line: int
    cells: tuple[str, ...]


@dataclass(frozen=True)
class Problem:
    """What is wrong with one row: ``key`` names the sentence, ``values`` (always with ``line``) fill it."""

    key: str
    values: Mapping[str, object] = field(default_factory=dict)


class TableError(Exception):
    """A table that cannot be used: ``key`` names the sentence, ``values`` fill it.

    Where rows are wrong, the key is ``rows`` and ``problems`` has all of them in the order of their lines.
    """

    def __init__(self, key: str, values: Mapping[str, object] | None = None, problems: Iterable[Problem] = ()) -> None:
        self.key = key
        self.values = dict(values or {})
        self.problems = tuple(problems)
        super().__init__(f"{key} {self.values}")


def read_table(path: Path) -> list[Row]:
    """The rows of a CSV file or of an XLSX file's first sheet, the header among them; empty rows are left out.

    CSV may be UTF-8, UTF-16 with its mark, or Windows-1257 (Baltic), with commas, semicolons or tabs.
    Raises TableError.
    """
    content = _content(path)
    if content.startswith(_OLD_EXCEL):
        raise TableError("encrypted" if _ENCRYPTED in content else "old_excel", {"file": path.name})
    numbered = _xlsx_rows(content, path.name) if content.startswith(_ZIP) else _csv_rows(content, path.name)
    rows: list[Row] = []
    for line, cells in numbered:
        cleaned = tuple(_clean(cell) for cell in cells)
        if not any(cleaned):
            continue
        if len(rows) > MOST_ROWS:
            raise TableError("too_many_rows", {"file": path.name, "limit": MOST_ROWS})
        if len(cleaned) > MOST_COLUMNS:
            raise TableError("too_many_columns", {"file": path.name, "limit": MOST_COLUMNS})
        rows.append(Row(line, cleaned))
    if not rows:
        raise TableError("empty", {"file": path.name})
    return rows


def _content(path: Path) -> bytes:
    try:
        with path.open("rb") as source:
            content = source.read(MOST_BYTES + 1)
    except FileNotFoundError as error:
        raise TableError("not_found", {"file": str(path)}) from error
    except OSError as error:
        raise TableError("unreadable", {"file": str(path)}) from error
    if len(content) > MOST_BYTES:
        raise TableError("too_large", {"file": path.name, "limit": MOST_BYTES // (1024 * 1024)})
    return content


def _csv_rows(content: bytes, name: str) -> Iterator[tuple[int, list[str]]]:
    text = _decoded(content, name)
    reader = csv.reader(io.StringIO(text, newline=""), delimiter=_delimiter(text), strict=True)
    line = 1
    try:
        for cells in reader:
            yield line, cells
            line = reader.line_num + 1  # a cell may hold line breaks: a row's number is where it begins
    except csv.Error as error:
        raise TableError("broken_csv", {"file": name, "line": line}) from error


def _decoded(content: bytes, name: str) -> str:
    marked = content.startswith((b"\xff\xfe", b"\xfe\xff"))
    for encoding in ("utf-16",) if marked else ("utf-8-sig", "cp1257"):
        try:
            text = content.decode(encoding)
        except UnicodeDecodeError:
            continue
        if "\x00" not in text:
            return text
    raise TableError("not_a_table", {"file": name})


def _delimiter(text: str) -> str:
    """The sign that parts the cells of the first lines, a title or two among them; the quoted ones do not count."""
    lines = [line for line in text.splitlines() if line.strip()][:FIRST_LINES]
    unquoted = re.sub(r'"[^"]*"', "", "\n".join(lines))
    return max(_DELIMITERS, key=unquoted.count)


def _xlsx_rows(content: bytes, name: str) -> Iterator[tuple[int, list[str]]]:
    _check_package(content, name)
    try:
        workbook = CalamineWorkbook.from_filelike(io.BytesIO(content))
        rows = workbook.get_sheet_by_index(0).to_python(skip_empty_area=False)
    except (CalamineError, OSError, IndexError, ValueError) as error:
        raise TableError("not_a_table", {"file": name}) from error
    for line, cells in enumerate(rows, start=1):
        yield line, [_as_text(cell) for cell in cells]


def _check_package(content: bytes, name: str) -> None:
    """Unpack everything once within the limit: a package may lie about its size, and a sheet about its extent."""
    try:
        with zipfile.ZipFile(io.BytesIO(content)) as package:
            entries = package.infolist()
            if sum(entry.file_size for entry in entries) > MOST_UNPACKED_BYTES:
                raise TableError("too_large_unpacked", {"file": name, "limit": MOST_UNPACKED_BYTES // (1024 * 1024)})
            texts, numbers = list[int](), list[int]()
            for entry in entries:
                unpacked = package.read(entry)  # fails where the stated size is not the real one
                is_sheet = b"sheetData" in unpacked  # any name may be a sheet's, and themes have numbers in r as well
                lengths = [len(part) for part in _TEXT.split(unpacked)[1:]]
                if _UNREADABLE.search(unpacked) or ((is_sheet or lengths) and _HIDDEN.search(unpacked)):
                    raise TableError("not_a_table", {"file": name})
                if is_sheet:
                    _check_extent(unpacked, name)
                    numbers += map(int, _NUMBER.findall(unpacked))
                texts = [max(pair) for pair in zip_longest(texts, lengths, fillvalue=0)]
            # Thousands of cells may name one text of megabytes, and each would get a copy of it.
            if sum(texts[number] for number in numbers if number < len(texts)) > MOST_UNPACKED_BYTES:
                raise TableError("too_large_unpacked", {"file": name, "limit": MOST_UNPACKED_BYTES // (1024 * 1024)})
    except (zipfile.BadZipFile, zlib.error, NotImplementedError, RuntimeError, EOFError, ValueError) as error:
        raise TableError("not_a_table", {"file": name}) from error


def _check_extent(xml: bytes, name: str) -> None:
    for column, row in set(_PLACE.findall(xml)):
        if int(row) > MOST_ROWS + 1:
            raise TableError("too_many_rows", {"file": name, "limit": MOST_ROWS})
        number = 0
        for letter in column.upper():
            number = number * 26 + letter - ord("A") + 1
        if number > MOST_COLUMNS:
            raise TableError("too_many_columns", {"file": name, "limit": MOST_COLUMNS})


def _as_text(cell: object) -> str:
    if isinstance(cell, float) and cell.is_integer():
        return str(int(cell))
    if isinstance(cell, (datetime, date)):
        return cell.isoformat()
    return str(cell)


def _clean(cell: str) -> str:
    """One line, as everything that people typed is kept."""
    return " ".join(clean(cell).split())
