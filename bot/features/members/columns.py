"""A table of people as somebody keeps it: where its headers are, which column is which, what a row says.

Headers may be Latvian or English, without diacritics, run together (*VārdsUzvārds*), in any order, below title rows.
"""

import re
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from email.utils import parseaddr
from pathlib import Path

from email_validator import EmailNotValidError, validate_email

from bot.tables import Row, TableError, read_table
from storage.latvian import fold

NAME, FIRST_NAME, SURNAME, EMAIL, LIBRARY, PHONE = "name", "first_name", "surname", "email", "library", "phone"
BY_LETTER = "by_letter"

_NO = ("", "ne", "no", "n", "0", "-", "–")
"""What a cell says that asks whether, where the answer is no; anything else is yes."""
_FIRST_ROWS = 20
"""Among these the headers are looked for."""

_PATTERNS = (
    (BY_LETTER, re.compile(r"beztelegram|withouttelegram|notelegram")),
    (EMAIL, re.compile(r"e?mail|epast|elektroniskapast")),
    (PHONE, re.compile(r"talr|phone|mobil|^tel|^mob")),
    (NAME, re.compile(r"vards?un?uzvard|uzvards?un?vard|vardsuzvard|uzvardsvard|bibliotekar|librarian|fullname")),
    (LIBRARY, re.compile(r"bibliot|library|darbaviet|darbavieta|iestad|workplace|filial")),
    (SURNAME, re.compile(r"^uzvard|surname|lastname|familyname")),
    (FIRST_NAME, re.compile(r"^vards?$|firstname|givenname|forename")),
    (NAME, re.compile(r"name|^vard|darbiniek|persona|dalibniek|member")),
)
"""By which letters a header is known; the first that fits decides."""


@dataclass(frozen=True)
class PersonRow:
    """One person as the table has them, cells tidied; ``line`` is where they stand in the file."""

    line: int
    name: str
    email: str
    library: str
    phone: str
    by_letter: bool = False
    """Whether they are to be a member by e-mail alone, without Telegram."""


def read_people(path: Path) -> list[PersonRow]:
    """The people of a CSV or XLSX file. Raises TableError (``no_headers``, ``empty`` and what keeps it unread)."""
    rows = read_table(path)
    at, columns = _header(rows, path.name)
    found = [_person(row, columns) for row in rows[at + 1 :]]
    people = [person for person in found if person.name or person.email]
    if not people:
        raise TableError("empty", {"file": path.name})
    return people


def tidy_email(text: str) -> str | None:
    """The one address in a cell, in small letters, or nothing where there is none or it is malformed."""
    if text.count("@") > 1:
        return None
    address = parseaddr(text.removeprefix("mailto:").strip(" ,;."))[1] or text
    try:
        return validate_email(address.strip(" ,;.<>"), check_deliverability=False).normalized.lower()
    except EmailNotValidError:
        return None


def column_of(header: str) -> str | None:
    """Which column a header names."""
    letters = "".join(letter for letter in fold(header) if letter.isalpha())
    return next((column for column, pattern in _PATTERNS if pattern.search(letters)), None)


def _header(rows: Sequence[Row], file: str) -> tuple[int, dict[str, list[int]]]:
    """The row that names most columns, at least two, a person's among them; column → its places."""
    best: tuple[int, dict[str, list[int]]] = (0, {})
    for at, row in enumerate(rows[:_FIRST_ROWS]):
        columns: dict[str, list[int]] = {}
        for place, cell in enumerate(row.cells):
            column = column_of(cell) if len(cell) <= 60 and "@" not in cell else None
            if column is not None:
                columns.setdefault(column, []).append(place)
        if len(columns) > len(best[1]):
            best = at, columns
    if len(best[1]) < 2 or not {NAME, SURNAME, EMAIL} & best[1].keys():
        raise TableError("no_headers", {"file": file})
    return best


def _person(row: Row, columns: dict[str, list[int]]) -> PersonRow:
    def cells(column: str) -> list[str]:
        return [row.cells[place] for place in columns.get(column, ()) if place < len(row.cells) and row.cells[place]]

    name = " ".join(_first(cells(column)) for column in (FIRST_NAME, SURNAME)).strip() or _first(cells(NAME))
    return PersonRow(
        row.line,
        " ".join(name.split()).strip(" ,;"),
        _first(cells(EMAIL)),
        "; ".join(cells(LIBRARY)),
        _first(cells(PHONE)),
        by_letter=fold(_first(cells(BY_LETTER))) not in _NO,
    )


def _first(cells: Iterable[str]) -> str:
    return next(iter(cells), "")
