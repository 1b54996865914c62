"""The region's directory: municipalities and their libraries."""

from datetime import date
from typing import Any

from sqlalchemy import JSON, ForeignKey, Select, String, or_, select
from sqlalchemy.orm import Mapped, Session, mapped_column, relationship

from storage.alphabet import latvian_order
from storage.base import Base, Id


class Municipality(Base):
    """A novads or valstspilsēta of the region."""

    __tablename__ = "municipalities"

    id: Mapped[int] = mapped_column(Id, primary_key=True, init=False)
    name: Mapped[str] = mapped_column(String(200), unique=True)


class Library(Base):
    """A library of the region, from ``valid_from`` to ``valid_to`` (inclusive; open where empty)."""

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
    valid_from: Mapped[date | None] = mapped_column(default=None)
    valid_to: Mapped[date | None] = mapped_column(default=None)


def existing(first: date, last: date) -> Select[Any]:
    """Libraries that existed on some day from ``first`` to ``last``, unordered."""
    return select(Library).where(
        or_(Library.valid_from.is_(None), Library.valid_from <= last),
        or_(Library.valid_to.is_(None), Library.valid_to >= first),
    )


def libraries_on(session: Session, day: date) -> list[Library]:
    """The libraries that exist on a day, in Latvian order of their names."""
    return sorted(session.scalars(existing(day, day)), key=lambda library: latvian_order(library.name))


def municipality_named(session: Session, name: str) -> Municipality:
    """The municipality of that name, made if there was none."""
    found = session.scalar(select(Municipality).where(Municipality.name == name))
    if found is None:
        found = Municipality(name=name)
        session.add(found)
    return found
