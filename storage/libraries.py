"""The region's directory: municipalities and their libraries, as they are today."""

from collections.abc import Sequence
from datetime import date
from typing import Any

from sqlalchemy import JSON, ForeignKey, Select, String, func, or_, select
from sqlalchemy.orm import Mapped, Session, mapped_column, relationship

from storage.alphabet import latvian_order
from storage.base import Base, Id
from storage.vocabulary import forget_when_changed


class Municipality(Base):
    """A novads or valstspilsēta of the region."""

    __tablename__ = "municipalities"

    id: Mapped[int] = mapped_column(Id, primary_key=True, init=False)
    name: Mapped[str] = mapped_column(String(200), unique=True)


class Library(Base):
    """A library of the region, from ``valid_from`` to ``valid_to`` (inclusive; open where empty).

    How it was called and where it belonged on an earlier day is told by ``storage.directory``.
    """

    __tablename__ = "libraries"

    id: Mapped[int] = mapped_column(Id, primary_key=True, init=False)
    name: Mapped[str] = mapped_column(String(200), unique=True)
    municipality_id: Mapped[int] = mapped_column(ForeignKey("municipalities.id"), index=True, init=False)
    municipality: Mapped[Municipality] = relationship(lazy="joined", innerjoin=True)
    kind: Mapped[str] = mapped_column(String(40))
    """Key in the vocabulary's list ``library_kind``."""
    main: Mapped[bool] = mapped_column(default=False)
    """The regional main library, where the methodologists work."""
    aliases: Mapped[list[str]] = mapped_column(JSON, default_factory=list)
    former_names: Mapped[list[str]] = mapped_column(JSON, default_factory=list)
    """Whole names by which people still know it: its own earlier ones, and those of libraries that went into it."""
    valid_from: Mapped[date | None] = mapped_column(default=None)
    valid_to: Mapped[date | None] = mapped_column(default=None)

    def exists_on(self, day: date) -> bool:
        """Whether there is, or was, this library on that day."""
        return (self.valid_from is None or self.valid_from <= day) and (self.valid_to is None or day <= self.valid_to)


forget_when_changed(Library)


def existing(first: date, last: date) -> Select[Any]:
    """Libraries that existed on some day from ``first`` to ``last``, unordered."""
    return select(Library).where(
        or_(Library.valid_from.is_(None), Library.valid_from <= last),
        or_(Library.valid_to.is_(None), Library.valid_to >= first),
    )


def libraries_on(session: Session, day: date) -> list[Library]:
    """The libraries that exist on a day, in Latvian order of their names."""
    return sorted(session.scalars(existing(day, day)), key=lambda library: latvian_order(library.name))


def names_of(libraries: Sequence[Library]) -> list[tuple[str, ...]]:
    """For each library the whole names that mean it, its present one first.

    A former name is left out where a library among these bears it itself: before the day of a merger, or when a new
    library took an old name.
    """
    borne = {library.name.casefold() for library in libraries}
    return [
        (library.name, *(name for name in library.former_names if name.casefold() not in borne))
        for library in libraries
    ]


def library_names(session: Session) -> dict[int, str]:
    """Id → name of every library that there is or was."""
    return dict(session.execute(select(Library.id, Library.name)).all())


def library_named(session: Session, name: str) -> Library | None:
    """The library that bears or bore this name, whether it still exists or not; capitals do not matter."""
    exact = session.scalar(select(Library).where(Library.name == name))
    if exact is not None:
        return exact
    # SQLite's lower() knows only ASCII, so that the comparison is made here.
    wanted = name.casefold()
    found = session.execute(select(Library.id, Library.name)).all()
    key = next((key for key, other in found if other.casefold() == wanted), None)
    return session.get(Library, key) if key is not None else None


def municipalities(session: Session) -> list[tuple[Municipality, int]]:
    """All municipalities in Latvian order, and how many libraries each has or had."""
    rows = session.execute(
        select(Municipality, func.count(Library.id))
        .outerjoin(Library, Library.municipality_id == Municipality.id)
        .group_by(Municipality.id)
    )
    return sorted(((one, int(count)) for one, count in rows), key=lambda row: latvian_order(row[0].name))


def municipality_named(session: Session, name: str) -> Municipality:
    """The municipality of that name, made if there was none."""
    found = session.scalar(select(Municipality).where(Municipality.name == name))
    if found is None:
        found = Municipality(name=name)
        session.add(found)
    return found
