"""Importing the region's libraries from a table: read and check everything, compare, then change what differs.

A table with one wrong row changes nothing. Libraries are known by name; those that the table does not have stay.
"""

from collections.abc import Iterable
from dataclasses import dataclass, replace
from pathlib import Path

from sqlalchemy import select
from sqlalchemy.orm import Session

from bot.tables import Problem, Row, TableError, read_table
from storage.latvian import fold
from storage.libraries import Library, Municipality, municipality_named

LONGEST_NAME = 200
"""Characters; the columns' width in the database."""

_NAME, _MUNICIPALITY, _KIND, _ROLE = "name", "municipality", "kind", "role"
_HEADERS = {
    fold(header): column
    for column, headers in {
        _NAME: ("name", "library", "nosaukums", "bibliotēka", "bibliotēkas nosaukums"),
        _MUNICIPALITY: ("municipality", "novads", "pašvaldība", "novads vai valstspilsēta"),
        _KIND: ("kind", "type", "veids", "tips", "bibliotēkas veids"),
        _ROLE: ("role", "loma"),
    }.items()
    for header in headers
}
_KINDS = {
    fold(word): kind
    for kind, words in {
        "public": ("public", "publiskā", "publiska"),
        "school": ("school", "skolas", "skola"),
        "other": ("other", "cita", "cits"),
    }.items()
    for word in words
}
"""What people write → key in the vocabulary's list ``library_kind``."""
_MAIN = frozenset(fold(word) for word in ("galvenā", "galvenā bibliotēka", "reģiona galvenā", "main"))


@dataclass(frozen=True)
class LibraryRow:
    """One library as the table has it; ``line`` is where it stands in the file."""

    line: int
    name: str
    municipality: str
    kind: str
    main: bool = False


@dataclass(frozen=True)
class LibraryChange:
    """What the import changes of a library that is there: ``after`` differs from ``before`` in at least one field."""

    library_id: int
    before: LibraryRow
    after: LibraryRow

    @property
    def fields(self) -> tuple[str, ...]:
        """Names of the fields that differ, of ``name``, ``municipality``, ``kind``, ``main``."""
        names = (_NAME, _MUNICIPALITY, _KIND, "main")
        return tuple(name for name in names if getattr(self.before, name) != getattr(self.after, name))


@dataclass(frozen=True)
class ImportPlan:
    """What an import would do, in the order of the table."""

    new: tuple[LibraryRow, ...]
    changed: tuple[LibraryChange, ...]
    unchanged: tuple[LibraryRow, ...]


def read_libraries(path: Path) -> list[LibraryRow]:
    """The libraries of a CSV or XLSX file. Raises TableError, with every wrong row in its ``problems``."""
    header, *rows = read_table(path)
    columns = _columns(header)
    libraries: list[LibraryRow] = []
    problems: list[Problem] = []
    lines_of_names: dict[str, int] = {}
    main_line: int | None = None
    for row in rows:
        library, found = _library(row, columns)
        first = lines_of_names.setdefault(library.name.casefold(), row.line)
        if library.name and first != row.line:
            found.append(Problem("duplicate_name", {"line": row.line, "name": library.name, "first": first}))
        if library.main and main_line is not None:
            found.append(Problem("second_main", {"line": row.line, "name": library.name, "first": main_line}))
        main_line = row.line if library.main and main_line is None else main_line
        problems += found
        libraries.append(library)
    if problems:
        raise TableError("rows", {"file": path.name, "count": len(problems)}, problems)
    if not libraries:
        raise TableError("empty", {"file": path.name})
    return libraries


def plan_import(session: Session, rows: Iterable[LibraryRow]) -> ImportPlan:
    """Compare the rows with the directory; changes nothing.

    A region has one main library: where the table names another one, the present one loses the role.
    """
    libraries = list(session.scalars(select(Library).order_by(Library.name)))
    exact = {library.name: library for library in libraries}
    loose = {library.name.casefold(): library for library in libraries}
    new: list[LibraryRow] = []
    changed: list[LibraryChange] = []
    unchanged: list[LibraryRow] = []
    known: set[int] = set()
    main_named = False
    for row in rows:
        main_named = main_named or row.main
        library = exact.get(row.name) or loose.get(row.name.casefold())
        if library is None:
            new.append(row)
            continue
        known.add(library.id)
        before = _as_row(library, row.line)
        if before == row:
            unchanged.append(row)
        else:
            changed.append(LibraryChange(library.id, before, row))
    for library in libraries:
        if main_named and library.main and library.id not in known:
            before = _as_row(library, line=0)
            changed.append(LibraryChange(library.id, before, replace(before, main=False)))
    return ImportPlan(tuple(new), tuple(changed), tuple(unchanged))


def apply_import(session: Session, plan: ImportPlan) -> None:
    """Do what the plan says, in the caller's transaction. Raises LookupError if a planned library is gone."""
    municipalities: dict[str, Municipality] = {}

    def municipality(name: str) -> Municipality:
        if name not in municipalities:
            municipalities[name] = municipality_named(session, name)
        return municipalities[name]

    for row in plan.new:
        session.add(Library(name=row.name, kind=row.kind, main=row.main, municipality=municipality(row.municipality)))
    for change in plan.changed:
        library = session.get(Library, change.library_id)
        if library is None:
            raise LookupError(change.before.name)
        library.name = change.after.name
        library.kind = change.after.kind
        library.main = change.after.main
        library.municipality = municipality(change.after.municipality)
    session.flush()


def _columns(header: Row) -> dict[str, int]:
    """Column → its place. Raises TableError for a column that is missing or there twice."""
    columns: dict[str, int] = {}
    for place, cell in enumerate(header.cells):
        column = _HEADERS.get(fold(cell))
        if column is None:
            continue
        if column in columns:
            raise TableError("column_twice", {"line": header.line, "column": cell})
        columns[column] = place
    missing = [column for column in (_NAME, _MUNICIPALITY, _KIND) if column not in columns]
    if missing:
        raise TableError("missing_column", {"line": header.line, "columns": ", ".join(missing)})
    return columns


def _library(row: Row, columns: dict[str, int]) -> tuple[LibraryRow, list[Problem]]:
    def cell(column: str) -> str:
        place = columns.get(column)
        return row.cells[place] if place is not None and place < len(row.cells) else ""

    problems = []
    for column in (_NAME, _MUNICIPALITY):
        if not cell(column):
            problems.append(Problem(f"{column}_missing", {"line": row.line}))
        elif len(cell(column)) > LONGEST_NAME:
            problems.append(Problem(f"{column}_too_long", {"line": row.line, "limit": LONGEST_NAME}))
    kind = _KINDS.get(fold(cell(_KIND)))
    if kind is None:
        problems.append(Problem("unknown_kind" if cell(_KIND) else "kind_missing", _value(row, cell(_KIND))))
    role = cell(_ROLE)
    if role and fold(role) not in _MAIN:
        problems.append(Problem("unknown_role", _value(row, role)))
    main = fold(role) in _MAIN
    return LibraryRow(row.line, cell(_NAME), cell(_MUNICIPALITY), kind or "", main), problems


def _value(row: Row, value: str) -> dict[str, object]:
    return {"line": row.line, "value": value[:60]} if value else {"line": row.line}


def _as_row(library: Library, line: int) -> LibraryRow:
    return LibraryRow(line, library.name, library.municipality.name, library.kind, library.main)
