"""The region's one series of numbers (*Nr. 42*), and marks of what was done once."""

from datetime import datetime

from sqlalchemy import Column, ColumnElement, Integer, String, Table, Text, bindparam, delete, select, update
from sqlalchemy.orm import Session

from storage.base import UtcDateTime, bytewise, metadata
from storage.prepared import Prepared
from storage.upsert import insert_new

counters = Table(
    "counters",
    metadata,
    Column("name", String(40), primary_key=True),
    Column("value", Integer, nullable=False),
)
marks = Table(
    "marks",
    metadata,
    Column("name", bytewise(100), primary_key=True),
    Column("at", UtcDateTime, nullable=False),
    Column("value", Text),
)


_STEP = Prepared(
    update(counters).where(counters.c.name == "number").values(value=counters.c.value + 1).returning(counters.c.value)
)


_MARK = Prepared(select(marks.c.at, marks.c.value).where(marks.c.name == bindparam("name")))


def next_number(session: Session) -> int:
    """The next number of the region's series, beginning with 1."""
    value = _STEP.scalar(session, {})
    if value is None:
        insert_new(session, counters, name="number", value=1)
        return 1
    return int(value)


def mark_once(session: Session, name: str, at: datetime, value: str | None = None) -> bool:
    """Set a mark; tells whether it was not set before."""
    return insert_new(session, marks, name=name, at=at, value=value)


def unmark(session: Session, name: str) -> None:
    """Take a mark away: what was done was undone."""
    session.execute(delete(marks).where(marks.c.name == name))


def of_kind(kind: str) -> ColumnElement[bool]:
    """Is true of the marks whose names begin with the kind and a colon."""
    return (marks.c.name >= f"{kind}:") & (marks.c.name < f"{kind};")


def forget_marks(session: Session, kind: str, before: datetime) -> None:
    """Take away the marks of a kind that were set earlier."""
    session.execute(delete(marks).where(of_kind(kind), marks.c.at < before))


def marked(session: Session, name: str) -> bool:
    """Whether the mark is set."""
    return _MARK.first(session, {"name": name}) is not None


def marked_value(session: Session, name: str) -> str | None:
    """What was noted with the mark."""
    mark = _MARK.first(session, {"name": name})
    value: str | None = None if mark is None else mark.value
    return value


def marked_at(session: Session, name: str) -> datetime | None:
    """When the mark was set."""
    mark = _MARK.first(session, {"name": name})
    at: datetime | None = None if mark is None else mark.at
    return at
