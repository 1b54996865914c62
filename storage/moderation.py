"""Moderation: who may not write to colleagues for a time, what is hidden, and the trace of both.

A member's ``muted_until`` says whether they are muted, since the member is loaded with every update anyway; who muted
them and why stands here. Nothing is deleted when it ends or is undone.
"""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import UTC, datetime
from typing import Any

from sqlalchemy import JSON, ForeignKey, Index, String, Text, and_, select
from sqlalchemy.orm import Mapped, Session, mapped_column, relationship

from storage.alphabet import latvian_order
from storage.base import Base, Id
from storage.members import Member

ENDLESS = datetime(9999, 1, 1, tzinfo=UTC)
"""``Member.muted_until`` of who is muted until somebody lifts it."""


class Mute(Base):
    """A member may not write to colleagues for a time."""

    __tablename__ = "mutes"

    id: Mapped[int] = mapped_column(Id, primary_key=True, init=False)
    member_id: Mapped[int] = mapped_column(ForeignKey("members.id", ondelete="CASCADE"), index=True)
    by_id: Mapped[int | None] = mapped_column(ForeignKey("members.id"))
    at: Mapped[datetime]
    until: Mapped[datetime | None]
    """Nothing: until it is lifted."""
    reason: Mapped[str] = mapped_column(Text)
    """As the member reads it."""
    ended_at: Mapped[datetime | None] = mapped_column(default=None)
    """When it was over: its time was, or somebody lifted it, or another one took its place."""
    lifted_by_id: Mapped[int | None] = mapped_column(ForeignKey("members.id"), default=None)

    member: Mapped[Member] = relationship(foreign_keys=[member_id], init=False, lazy="joined", innerjoin=True)
    by: Mapped[Member | None] = relationship(foreign_keys=[by_id], init=False)
    lifted_by: Mapped[Member | None] = relationship(foreign_keys=[lifted_by_id], init=False)


_in_force = Mute.ended_at.is_(None)
Index("ix_mutes_in_force", Mute.until, sqlite_where=_in_force, postgresql_where=_in_force)


class Hiding(Base):
    """Something that a member wrote was hidden from all, and can be shown again."""

    __tablename__ = "hidings"
    __table_args__ = (Index(None, "object_kind", "object_id"),)

    id: Mapped[int] = mapped_column(Id, primary_key=True, init=False)
    object_kind: Mapped[str] = mapped_column(String(40))
    object_id: Mapped[int]
    author_id: Mapped[int | None] = mapped_column(ForeignKey("members.id", ondelete="SET NULL"))
    by_id: Mapped[int | None] = mapped_column(ForeignKey("members.id"))
    at: Mapped[datetime]
    reason: Mapped[str] = mapped_column(Text)
    """As the author reads it."""
    kept: Mapped[dict[str, Any] | None] = mapped_column(JSON, default=None)
    """What was taken out of the object, so that no way of showing it can forget that it is hidden."""
    undone_at: Mapped[datetime | None] = mapped_column(default=None)
    undone_by_id: Mapped[int | None] = mapped_column(ForeignKey("members.id"), default=None)

    author: Mapped[Member | None] = relationship(foreign_keys=[author_id], init=False)
    by: Mapped[Member | None] = relationship(foreign_keys=[by_id], init=False)
    undone_by: Mapped[Member | None] = relationship(foreign_keys=[undone_by_id], init=False)


def mute_of(session: Session, member_id: int) -> Mute | None:
    """The mute that is in force for the member."""
    return session.scalar(select(Mute).where(Mute.member_id == member_id, _in_force).order_by(Mute.id.desc()).limit(1))


def mutes_in_force(session: Session) -> list[Mute]:
    """Who is muted, in the order of the names."""
    return sorted(session.scalars(select(Mute).where(_in_force)), key=lambda one: latvian_order(one.member.name))


def mutes_over(session: Session, now: datetime) -> list[Mute]:
    """Those whose time is over and that have not been ended."""
    return list(session.scalars(select(Mute).where(_in_force, Mute.until <= now).order_by(Mute.id)))


def hiding_of(session: Session, object_kind: str, object_id: int) -> Hiding | None:
    """What the object is hidden by, if it is."""
    of_object = and_(Hiding.object_kind == object_kind, Hiding.object_id == object_id)
    return session.scalar(
        select(Hiding).where(of_object, Hiding.undone_at.is_(None)).order_by(Hiding.id.desc()).limit(1)
    )


@dataclass(frozen=True)
class Journal:
    """One page of what was moderated, the newest first."""

    entries: Sequence[Mute | Hiding]
    more: bool


def journal(session: Session, page: int, size: int) -> Journal:
    """Mutes and hidings together."""
    most = (page + 1) * size + 1
    mutes = session.scalars(select(Mute).order_by(Mute.at.desc(), Mute.id.desc()).limit(most)).all()
    hidings = session.scalars(select(Hiding).order_by(Hiding.at.desc(), Hiding.id.desc()).limit(most)).all()
    both: list[Mute | Hiding] = sorted([*mutes, *hidings], key=lambda entry: (entry.at, entry.id), reverse=True)
    return Journal(both[page * size : (page + 1) * size], len(both) > (page + 1) * size)
