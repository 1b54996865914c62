"""How the directory changes: libraries renamed, merged, closed, opened, each from a day on; and how it was on a day.

A library's row says how things are now. Every change keeps what it replaced, so that the report of an old month names
what was there then. A change may be entered before its day (planned) or after it (the months since then follow).
"""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date, datetime
from typing import Any

from sqlalchemy import JSON, ForeignKey, Index, String, select, update
from sqlalchemy.orm import Mapped, Session, mapped_column

from storage.base import Base, Id
from storage.libraries import Library, Municipality

RENAMED, MERGED, CLOSED, OPENED, MOVED, CORRECTED = "renamed", "merged", "closed", "opened", "moved", "corrected"
"""Kinds of changes; ``moved``: another municipality or kind; ``corrected``: a mistake, old months follow."""
LIBRARY, MUNICIPALITY = "library", "municipality"
"""What a change is about."""


class DirectoryChange(Base):
    """One change of a library or municipality, planned, done or taken back."""

    __tablename__ = "directory_changes"
    __table_args__ = (Index("ix_directory_changes_object_kind_object_id", "object_kind", "object_id"),)

    id: Mapped[int] = mapped_column(Id, primary_key=True, init=False)
    object_kind: Mapped[str] = mapped_column(String(20))
    object_id: Mapped[int]
    kind: Mapped[str] = mapped_column(String(20))
    day: Mapped[date]
    """The first day on which it holds; of a library that closes, the first day without it."""
    after: Mapped[dict[str, Any]] = mapped_column(JSON)
    """What it changes: ``name``, ``municipality``, ``kind`` or ``into`` (id of the library that it goes into)."""
    made_at: Mapped[datetime]
    made_by_id: Mapped[int | None] = mapped_column(ForeignKey("members.id", ondelete="SET NULL"))
    """Empty for the command line."""
    before: Mapped[dict[str, Any]] = mapped_column(JSON, default_factory=dict)
    """How everything was that it changed; filled when it is done."""
    done_at: Mapped[datetime | None] = mapped_column(default=None)
    told_at: Mapped[datetime | None] = mapped_column(default=None)
    """When those whose libraries it changed were told, or it was seen that there is nobody to tell."""
    undone_at: Mapped[datetime | None] = mapped_column(default=None)


@dataclass(frozen=True, slots=True)
class AsItWas:
    """What a library was called and where it belonged on a day; ``kind`` is a key in the list ``library_kind``."""

    id: int
    name: str
    municipality: str
    kind: str


def changes_of(session: Session, object_kind: str, object_id: int) -> list[DirectoryChange]:
    """The changes of one library or municipality that hold or will, the earliest first."""
    return list(
        session.scalars(
            select(DirectoryChange)
            .where(
                DirectoryChange.object_kind == object_kind,
                DirectoryChange.object_id == object_id,
                DirectoryChange.undone_at.is_(None),
                DirectoryChange.kind != CORRECTED,
            )
            .order_by(DirectoryChange.day, DirectoryChange.id)
        )
    )


def due_changes(session: Session, today: date) -> list[DirectoryChange]:
    """Planned changes whose day has come, in the order of their days."""
    return list(
        session.scalars(
            select(DirectoryChange)
            .where(DirectoryChange.done_at.is_(None), DirectoryChange.undone_at.is_(None), DirectoryChange.day <= today)
            .order_by(DirectoryChange.day, DirectoryChange.id)
        )
    )


def untold_changes(session: Session, done_before: datetime) -> list[DirectoryChange]:
    """Changes that were done by that moment and of which nobody has been told."""
    return list(
        session.scalars(
            select(DirectoryChange)
            .where(
                DirectoryChange.done_at <= done_before,
                DirectoryChange.told_at.is_(None),
                DirectoryChange.undone_at.is_(None),
            )
            .order_by(DirectoryChange.id)
        )
    )


def planned_changes(session: Session) -> list[DirectoryChange]:
    """Those whose day has not come, in the order of their days."""
    return list(
        session.scalars(
            select(DirectoryChange)
            .where(DirectoryChange.done_at.is_(None), DirectoryChange.undone_at.is_(None))
            .order_by(DirectoryChange.day, DirectoryChange.id)
        )
    )


def directory_on(session: Session, day: date) -> dict[int, AsItWas]:
    """All libraries there are or ever were, by id, as they were called and where they belonged on a day."""
    replaced: dict[tuple[str, int], dict[str, Any]] = {}
    later = session.execute(
        select(DirectoryChange.object_kind, DirectoryChange.object_id, DirectoryChange.before)
        .where(
            DirectoryChange.done_at.is_not(None),
            DirectoryChange.undone_at.is_(None),
            DirectoryChange.day > day,
            DirectoryChange.kind.in_((RENAMED, MOVED)),
        )
        .order_by(DirectoryChange.day, DirectoryChange.id)
    )
    for object_kind, object_id, before in later:
        # Of the changes that came later, the first that touched a field tells how it was.
        replaced[object_kind, object_id] = dict(before) | replaced.get((object_kind, object_id), {})
    municipalities = {
        key: replaced.get((MUNICIPALITY, key), {}).get("name", name)
        for key, name in session.execute(select(Municipality.id, Municipality.name))
    }
    found: dict[int, AsItWas] = {}
    for key, name, municipality_id, kind in session.execute(
        select(Library.id, Library.name, Library.municipality_id, Library.kind)
    ):
        was: Mapping[str, Any] = replaced.get((LIBRARY, key), {})
        found[key] = AsItWas(
            key,
            was.get("name", name),
            municipalities[was.get("municipality_id", municipality_id)],
            was.get("kind", kind),
        )
    return found


def correct_everywhere(session: Session, object_kind: str, object_id: int, name: str, corrected: str) -> None:
    """A mistake in a name is mended also where a later change keeps that name for the old months."""
    for change in changes_of(session, object_kind, object_id):
        if change.before.get("name") == name:
            session.execute(
                update(DirectoryChange)
                .where(DirectoryChange.id == change.id)
                .values(before={**change.before, "name": corrected})
            )
