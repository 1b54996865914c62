"""Importing the region's libraries from a table: read and check everything, compare, then change what differs.

A table with one wrong row changes nothing. Libraries are known by name; those that the table does not have stay. What
a row says with a day (``no``, ``līdz``) holds from then on, and the reports of earlier months stay as they were; what
it says without one is a correction.
"""

import re
from collections.abc import Iterable
from dataclasses import dataclass, field, replace
from datetime import date, datetime, timedelta
from pathlib import Path
from typing import Any

from sqlalchemy import select
from sqlalchemy.orm import Session

from bot.features.libraries import changing
from bot.features.libraries.rules import LONGEST_NAME
from bot.tables import Problem, Row, TableError, read_table
from bot.texts.days import read_day
from storage.directory import CLOSED, MERGED, MOVED, RENAMED, planned_changes
from storage.latvian import fold
from storage.libraries import Library, Municipality, library_named, municipality_named

_NAME, _MUNICIPALITY, _KIND, _ROLE = "name", "municipality", "kind", "role"
_FROM, _TO, _FORMER, _INTO = "from", "to", "former", "into"
_HEADERS = {
    fold(header): column
    for column, headers in {
        _NAME: ("name", "library", "nosaukums", "bibliotēka", "bibliotēkas nosaukums"),
        _MUNICIPALITY: ("municipality", "novads", "pašvaldība", "novads vai valstspilsēta"),
        _KIND: ("kind", "type", "veids", "tips", "bibliotēkas veids"),
        _ROLE: ("role", "loma"),
        _FROM: ("from", "valid from", "no", "spēkā no", "no datuma"),
        _TO: ("to", "until", "valid to", "līdz", "slēgta", "pēdējā diena"),
        _FORMER: ("former name", "previous name", "iepriekšējais nosaukums", "agrākais nosaukums"),
        _INTO: ("merged into", "merged with", "apvienota ar", "pievienota"),
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
_ORDER = (RENAMED, MOVED, MERGED, CLOSED)
"""In which dated changes are made: a library may go into one that has just been renamed."""
_YEAR = re.compile(r"\d{4}")
_MAIN = frozenset(fold(word) for word in ("galvenā", "galvenā bibliotēka", "reģiona galvenā", "main"))


@dataclass(frozen=True)
class LibraryRow:
    """One library as the table has it; ``line`` is where it stands in the file."""

    line: int
    name: str
    municipality: str
    kind: str
    main: bool = False
    since: date | None = field(default=None, compare=False)
    """From which day on what the row says holds."""
    until: date | None = field(default=None, compare=False)
    """The library's last day."""
    former: str = field(default="", compare=False)
    """How it was called before."""
    into: str = field(default="", compare=False)
    """The library that it goes into after its last day."""


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
class DatedChange:
    """One change of a library from a day on; ``name`` is the library as it is called before, ``kind`` as stored."""

    kind: str
    name: str
    row: LibraryRow
    day: date
    """The first day on which it holds."""


@dataclass(frozen=True)
class ImportPlan:
    """What an import would do, in the order of the table."""

    new: tuple[LibraryRow, ...]
    changed: tuple[LibraryChange, ...]
    unchanged: tuple[LibraryRow, ...]
    dated: tuple[DatedChange, ...] = ()
    """What holds from a day on: names, municipalities and kinds, mergers, ends."""


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


def plan_import(session: Session, rows: Iterable[LibraryRow], today: date | None = None) -> ImportPlan:
    """Compare the rows with the directory; changes nothing.

    A region has one main library: where the table names another one, the present one loses the role. ``today`` is the
    day from which something holds that is said without a day (a new name, a merger). Raises TableError for rows that do
    not fit the directory.
    """
    rows = list(rows)
    known = _Directory(session, rows)
    new: list[LibraryRow] = []
    changed: list[LibraryChange] = []
    unchanged: list[LibraryRow] = []
    dated: list[DatedChange] = []
    problems: list[Problem] = []
    met: set[int] = set()
    for row in rows:
        library = known.meant(row)
        problems += known.problems(row, library)
        if library is None:
            new.append(row)
            continue
        met.add(library.id)
        of_row = known.dated(row, library, today or date.max)
        before = _as_row(library, row.line)
        after = row
        if any(change.kind == RENAMED for change in of_row):
            after = replace(after, name=library.name)
        if any(change.kind == MOVED for change in of_row):
            after = replace(after, municipality=before.municipality, kind=before.kind)
        dated += of_row
        if before != after:
            changed.append(LibraryChange(library.id, before, after))
        elif not of_row:
            unchanged.append(row)
    if problems:
        raise TableError("rows_of_directory", {"count": len(problems)}, problems)
    if any(row.main for row in rows):
        for library in known.libraries:
            if library.main and library.id not in met:
                before = _as_row(library, line=0)
                changed.append(LibraryChange(library.id, before, replace(before, main=False)))
    dated.sort(key=lambda change: (_ORDER.index(change.kind), change.row.line))
    return ImportPlan(tuple(new), tuple(changed), tuple(unchanged), tuple(dated))


class _Directory:
    """The libraries that there are, and what a row means among them."""

    def __init__(self, session: Session, rows: Iterable[LibraryRow]) -> None:
        self.libraries = list(session.scalars(select(Library).order_by(Library.name)))
        self._exact = {library.name: library for library in self.libraries}
        self._loose = {library.name.casefold(): library for library in self.libraries}
        self._planned = {(change.object_id, change.kind, change.day) for change in planned_changes(session)}
        self._in_table = {row.name.casefold() for row in rows}

    def named(self, name: str) -> Library | None:
        """The library of this name; capitals do not matter."""
        return self._exact.get(name) or self._loose.get(name.casefold())

    def meant(self, row: LibraryRow) -> Library | None:
        """The library of the row's name, or the one that gets it."""
        return self.named(row.name) or (self.named(row.former) if row.former else None)

    def problems(self, row: LibraryRow, library: Library | None) -> Iterable[Problem]:
        """What of the row does not fit the directory."""
        former = self.named(row.former) if row.former else None
        if library is not None and former is not None and former.id != library.id and former.valid_to is None:
            yield Problem("both_names", {"line": row.line, "name": row.name, "former": row.former})
        if row.into:
            if row.into.casefold() == row.name.casefold():
                yield Problem("into_itself", {"line": row.line, "name": row.name})
            elif self.named(row.into) is None and row.into.casefold() not in self._in_table:
                yield Problem("unknown_into", {"line": row.line, "name": row.into})
        if (row.into or row.until) and (row.main or (library is not None and library.main)):
            yield Problem("main_ends", {"line": row.line, "name": row.name})

    def dated(self, row: LibraryRow, library: Library, today: date) -> list[DatedChange]:
        """What the row changes of the library from a day on, and is not so already."""
        found = []
        if row.former and library.name.casefold() != row.name.casefold():
            found.append(DatedChange(RENAMED, library.name, row, row.since or today))
        differs = (library.municipality.name, library.kind) != (row.municipality, row.kind)
        if row.since is not None and differs:
            found.append(DatedChange(MOVED, row.name, row, row.since))
        if library.valid_to is None and (row.into or row.until):
            day = row.until + timedelta(days=1) if row.until is not None else today
            found.append(DatedChange(MERGED if row.into else CLOSED, row.name, row, day))
        return [change for change in found if (library.id, change.kind, change.day) not in self._planned]


def apply_import(session: Session, plan: ImportPlan, *, now: datetime | None = None, today: date | None = None) -> None:
    """Do what the plan says, in the caller's transaction; what is dated needs the time, and the day by local clocks.

    Raises LookupError if a planned library is gone, and UserError for a change that its earlier ones do not allow.
    """
    municipalities: dict[str, Municipality] = {}

    def municipality(name: str) -> Municipality:
        if name not in municipalities:
            municipalities[name] = municipality_named(session, name)
        return municipalities[name]

    for row in plan.new:
        library = Library(name=row.name, kind=row.kind, main=row.main, municipality=municipality(row.municipality))
        library.valid_from, library.valid_to = row.since, row.until
        library.former_names = [row.former] if row.former else []
        session.add(library)
    for change in plan.changed:
        found = session.get(Library, change.library_id)
        if found is None:
            raise LookupError(change.before.name)
        found.name = change.after.name
        found.kind = change.after.kind
        found.main = change.after.main
        found.municipality = municipality(change.after.municipality)
    session.flush()
    if now is None or today is None:
        return
    for dated in plan.dated:
        _apply_dated(session, dated, {"now": now, "today": today, "by": None})


def _apply_dated(session: Session, change: DatedChange, who: dict[str, Any]) -> None:
    library = library_named(session, change.name)
    if library is None:
        raise LookupError(change.name)
    row = change.row
    if change.kind == RENAMED:
        changing.rename_library(session, library, row.name, change.day, **who)
    elif change.kind == MOVED:
        changing.move_library(session, library, change.day, municipality=row.municipality, kind=row.kind, **who)
    elif change.kind == CLOSED:
        changing.close_library(session, library, change.day - timedelta(days=1), **who)
    else:
        into = library_named(session, row.into)
        if into is None:
            raise LookupError(row.into)
        changing.merge_library(session, library, into, change.day, **who)


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
    since, until = _day(row, cell(_FROM), problems), _day(row, cell(_TO), problems)
    if since is not None and until is not None and until < since:
        problems.append(Problem("days_backwards", {"line": row.line}))
    found = LibraryRow(row.line, cell(_NAME), cell(_MUNICIPALITY), kind or "", main)
    return replace(found, since=since, until=until, former=cell(_FORMER), into=cell(_INTO)), problems


def _day(row: Row, cell: str, problems: list[Problem]) -> date | None:
    """The day in a cell; one without its year is none, for a table is read again years later."""
    day = read_day(cell, date.min.replace(year=2000)) if _YEAR.search(cell) else None
    if cell and day is None:
        problems.append(Problem("malformed_day", _value(row, cell)))
    return day


def _value(row: Row, value: str) -> dict[str, object]:
    return {"line": row.line, "value": value[:60]} if value else {"line": row.line}


def _as_row(library: Library, line: int) -> LibraryRow:
    return LibraryRow(line, library.name, library.municipality.name, library.kind, library.main)
