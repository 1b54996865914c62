"""Entering the totals of months before Plaukts was in use, from a table: month, channel, topic, count.

A table with one wrong row changes nothing. A month that is entered again gets what the table says in place of what it
had; one with a dash for its count has no totals afterwards.
"""

import re
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import date, datetime
from pathlib import Path

from sqlalchemy.orm import Session

from bot.features.reports.rules import EARLIEST_YEAR, Period
from bot.tables import Problem, Row, TableError, read_table
from bot.texts.days import read_day
from storage.earlier_totals import EarlierCount, earlier_months, replace_earlier
from storage.latvian import fold
from storage.reports import month_counts
from storage.vocabulary import CHANNEL, TOPIC, entries_of

MONTH, COUNT = "month", "count"
_HEADERS = {
    fold(header): column
    for column, headers in {
        MONTH: ("month", "mēnesis"),
        CHANNEL: ("channel", "kanāls", "saziņas kanāls"),
        TOPIC: ("topic", "main topic", "temats", "galvenais temats", "tēma"),
        COUNT: ("count", "number", "consultations", "skaits", "konsultācijas", "konsultāciju skaits"),
    }.items()
    for header in headers
}
_DIGITS_FIRST = re.compile(r"(?P<year>\d{4})[-/.](?P<month>\d{1,2})(?:[-/.]\d{1,2}(?:T[\d:.]*)?)?\.?")
_DIGITS_LAST = re.compile(r"(?P<month>\d{1,2})[-/.]\s?(?P<year>\d{4})\.?(?:\s?g(?:ads|\.)?)?")
_YEAR = re.compile(r"(?<!\d)\d{4}(?!\d)")
_WORD = re.compile(r"[^\W\d_]{3,}")
_NO_MONTH = ("gada", "gads")
_DASHES = ("—", "–", "-")
LARGEST = 100_000
"""Consultations in a row; more is a slip of the finger."""


@dataclass(frozen=True)
class EarlierPlan:
    """What an import would do, by month, the earliest first."""

    months: Mapping[date, tuple[EarlierCount, ...] | None]
    """``None``: the month is to have no totals any more."""
    before: Mapping[date, int]
    """How many consultations those of the months had that have totals already."""
    registered: Mapping[date, int]
    """How many consultations of these months are registered one by one; they are counted besides."""


def read_earlier(path: Path) -> list[Row]:
    """The rows of a CSV or XLSX file, its header first. Raises TableError."""
    return read_table(path)


def plan_earlier(session: Session, rows: Iterable[Row], *, file: str, started: date) -> EarlierPlan:
    """Check the rows against the region's lists; changes nothing.

    ``started`` is the day from which Plaukts itself counts. Raises TableError, with every wrong row in ``problems``.
    """
    header, *body = rows
    columns = _columns(header)
    reader = _Reader(session, columns, started)
    months: dict[date, list[EarlierCount] | None] = {}
    problems: list[Problem] = []
    lines: dict[tuple[date, str | None, str | None], int] = {}
    for row in body:
        found = reader.read(row)
        if isinstance(found, Problem):
            problems.append(found)
            continue
        month, channel, topic, count = found
        first = lines.setdefault((month, channel, topic), row.line)
        if first != row.line:
            problems.append(Problem("twice", {"line": row.line, "first": first}))
        elif (count is None and month in months) or (month in months and months[month] is None):
            problems.append(Problem("dash_beside_counts", {"line": row.line, "month": f"{month:%Y-%m}"}))
        elif count is None:
            months[month] = None
        else:
            of_month = months.setdefault(month, [])
            assert of_month is not None  # noqa: S101 - seen above
            of_month.append(EarlierCount(month, channel, topic, count))
    if problems:
        raise TableError("rows", {"file": file, "count": len(problems)}, problems)
    if not months:
        raise TableError("empty", {"file": file})
    there = earlier_months(session)
    registered: dict[date, int] = {}
    for counted in month_counts(session, min(months), _last_day(max(months))):
        registered[counted.month] = registered.get(counted.month, 0) + counted.records
    return EarlierPlan(
        months={
            month: tuple(counts) if counts is not None else None
            for month, counts in sorted(months.items(), key=lambda one: one[0])
        },
        before={month: there[month] for month in months if month in there},
        registered={month: registered[month] for month in months if month in registered},
    )


def apply_earlier(session: Session, plan: EarlierPlan, now: datetime) -> None:
    """Do what the plan says, in the caller's transaction."""
    replace_earlier(session, {month: counts or () for month, counts in plan.months.items()}, now)


class _Reader:
    """Reads rows in the words of the region's lists, retired values among them."""

    def __init__(self, session: Session, columns: Mapping[str, int], started: date) -> None:
        self._columns = columns
        self._started = started
        self._keys: dict[str, dict[str, str]] = {}
        self._names: dict[str, str] = {}
        for name in (CHANNEL, TOPIC):
            entries = entries_of(session, name, retired=True)
            self._names[name] = ", ".join(entry.lv for entry in entries if entry.retired_at is None)
            words = {fold(alias): entry.key for entry in entries for alias in entry.aliases}
            # A name proper goes before another value's alias.
            words |= {fold(word): entry.key for entry in entries for _, *names in entry.former for word in names}
            words |= {fold(word): entry.key for entry in entries for word in (entry.key, entry.en, entry.lv)}
            self._keys[name] = words

    def read(self, row: Row) -> tuple[date, str | None, str | None, int | None] | Problem:
        """Month, channel, topic and count (nothing for a dash) of a row, or what is wrong with it."""
        month = read_month(self._cell(row, MONTH))
        if month is None:
            return self._problem("malformed_month" if self._cell(row, MONTH) else "month_missing", row, MONTH)
        if month >= self._started:
            return Problem("counted_month", {"line": row.line, "month": f"{month:%Y-%m}", "day": self._started})
        keys: list[str | None] = []
        for name in (CHANNEL, TOPIC):
            word = self._cell(row, name)
            key = self._keys[name].get(fold(word))
            if word and key is None:
                known = {"names": self._names[name]}
                return self._problem(f"unknown_{name}", row, name, known)
            keys.append(key)
        count = self._cell(row, COUNT)
        channel, topic = keys
        if count in _DASHES and channel is None and topic is None:
            return month, None, None, None
        digits = re.sub(r"(?<=\d)\s(?=\d{3})", "", count)
        if not re.fullmatch(r"[0-9]{1,9}", digits) or int(digits) > LARGEST:
            return self._problem("malformed_count" if count else "count_missing", row, COUNT, {"limit": LARGEST})
        return month, channel, topic, int(digits)

    def _cell(self, row: Row, column: str) -> str:
        place = self._columns.get(column)
        return row.cells[place] if place is not None and place < len(row.cells) else ""

    def _problem(self, key: str, row: Row, column: str, more: Mapping[str, object] | None = None) -> Problem:
        return Problem(key, {"line": row.line, "value": self._cell(row, column)[:60], **(more or {})})


def read_month(text: str) -> date | None:
    """The first day of the month that a cell names: ``2025-10``, ``10.2025``, ``2025. gada oktobris``, a date."""
    if found := _DIGITS_FIRST.fullmatch(text) or _DIGITS_LAST.fullmatch(text):
        year, month = int(found["year"]), int(found["month"])
        return date(year, month, 1) if year >= EARLIEST_YEAR and 1 <= month <= 12 else None
    years = _YEAR.findall(text)
    words = [word for word in _WORD.findall(text) if fold(word) not in _NO_MONTH]
    if len(years) != 1 or len(words) != 1 or int(years[0]) < EARLIEST_YEAR:
        return None
    return read_day(f"{years[0]}. gada 1. {words[0]}", date(int(years[0]), 1, 1))


def _columns(header: Row) -> dict[str, int]:
    columns: dict[str, int] = {}
    for place, cell in enumerate(header.cells):
        if not cell:
            continue
        column = _HEADERS.get(fold(cell))
        if column is None:
            raise TableError("unknown_column", {"line": header.line, "column": cell[:60]})
        if column in columns:
            raise TableError("column_twice", {"line": header.line, "column": cell})
        columns[column] = place
    missing = [column for column in (MONTH, COUNT) if column not in columns]
    if missing:
        raise TableError("missing_column", {"line": header.line})
    return columns


def _last_day(month: date) -> date:
    return Period.month(month.year, month.month).last
