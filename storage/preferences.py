"""What each member wants to be told and how soon, and when they want to be left in peace.

A choice is made for a kind (news, say) and one of its subjects, or for all subjects of the kind at once; where none was
made, the kind's default counts.
"""

from collections.abc import Collection, Mapping
from datetime import UTC, datetime, time, timedelta
from typing import NamedTuple
from zoneinfo import ZoneInfo

from sqlalchemy import (
    Column,
    ColumnElement,
    ForeignKey,
    String,
    Table,
    and_,
    case,
    delete,
    func,
    insert,
    literal,
    or_,
    select,
)
from sqlalchemy.orm import Session

from storage.base import UtcDateTime, metadata
from storage.members import Member

AT_ONCE, DAILY, WEEKLY, OFF = "at_once", "daily", "weekly", "off"
CADENCES = (AT_ONCE, DAILY, WEEKLY, OFF)
"""How soon: by itself, in a digest, or not at all."""

ANY = ""
"""All subjects of a kind that nothing else was chosen for."""

ASKED = "asked"
"""The kind whose subjects are the topics on which colleagues may ask the member: at once for yes, off (as long as
nothing was chosen) for no."""

REMINDED = "reminded"
"""The kind whose subjects say how long before an event one is reminded of it (``storage.reminders.SUBJECTS``): at once
(as long as nothing was chosen) for yes, off for no."""

COUNTED = "counted"
"""The kind (of one subject, ``ANY``) of being told in the evening how many consultations one registered: at once (as
long as nothing was chosen) for yes, off for no."""

preferences = Table(
    "preferences",
    metadata,
    Column("member_id", ForeignKey("members.id", ondelete="CASCADE"), primary_key=True),
    Column("kind", String(40), primary_key=True),
    Column("subject", String(40), primary_key=True),
    Column("cadence", String(10), nullable=False),
)
_p = preferences.c


class Wanting(NamedTuple):
    """Whom something is for: members who want what is of this kind and subject at once."""

    kind: str
    subject: str
    default: str
    """The kind's cadence for those who have not chosen."""


Choices = Mapping[tuple[str, str], str]
"""(kind, subject) → cadence, as far as the member has chosen."""


def choices_of(session: Session, member_id: int) -> dict[tuple[str, str], str]:
    """All that the member has chosen."""
    rows = session.execute(select(_p.kind, _p.subject, _p.cadence).where(_p.member_id == member_id))
    return {(row.kind, row.subject): row.cadence for row in rows}


def chosen(choices: Choices, kind: str, subject: str, default: str) -> str:
    """The cadence for a subject, given a member's choices and the kind's default."""
    return choices.get((kind, subject)) or choices.get((kind, ANY)) or default


def choose(session: Session, member_id: int, kind: str, subject: str, cadence: str) -> None:
    """Remember a choice; one for all subjects (``ANY``) takes the place of those for single ones.

    Raises ValueError for a cadence that there is not.
    """
    if cadence not in CADENCES:
        raise ValueError(cadence)
    replaced = and_(_p.member_id == member_id, _p.kind == kind)
    session.execute(delete(preferences).where(replaced if subject == ANY else and_(replaced, _p.subject == subject)))
    session.execute(insert(preferences).values(member_id=member_id, kind=kind, subject=subject, cadence=cadence))


def turned_off(session: Session, member_ids: Collection[int], kind: str) -> set[tuple[int, str]]:
    """(member, subject) of what some of these members do not want to be told at all."""
    off = and_(_p.member_id.in_(member_ids), _p.kind == kind, _p.cadence == OFF)
    return {(row.member_id, row.subject) for row in session.execute(select(_p.member_id, _p.subject).where(off))}


def wanting_at_once(session: Session, member_ids: Collection[int], wanting: Wanting) -> set[int]:
    """Those of these members who want it at once."""
    return set(session.scalars(select(Member.id).where(Member.id.in_(member_ids), wants_at_once(wanting))))


def wants_at_once(wanting: Wanting) -> ColumnElement[bool]:
    """The condition that a member (a row of ``Member`` in the statement) wants it at once; two look-ups by the key."""

    def cadence(subject: str) -> ColumnElement[str | None]:
        here = and_(_p.member_id == Member.id, _p.kind == wanting.kind, _p.subject == subject)
        return select(_p.cadence).where(here).correlate(Member).scalar_subquery()

    return func.coalesce(cadence(wanting.subject), cadence(ANY), wanting.default) == AT_ONCE


# Quiet hours ---------------------------------------------------------------------------------------------------------


def is_quiet(member: Member, now: datetime, zone: ZoneInfo) -> bool:
    """Whether the member is to be left in peace now."""
    hour, begin, end = now.astimezone(zone).hour, member.quiet_from, member.quiet_until
    return begin <= hour < end if begin <= end else hour >= begin or hour < end


def hold_until(member: Member, now: datetime, zone: ZoneInfo) -> datetime:
    """When the member may be disturbed: now, or when their quiet hours end.

    Quiet hours are at most 22 a day: what is left of the day then outlasts the hour that is left out in spring.
    """
    return _next(member.quiet_until, now, zone) if is_quiet(member, now, zone) else now


def quiet_at(hour: int) -> ColumnElement[bool]:
    """``is_quiet`` of a member (a row of ``Member`` in the statement) at an hour on the region's clocks."""
    begin, end = Member.quiet_from, Member.quiet_until
    return or_(
        and_(begin < end, begin <= hour, end > hour),
        and_(begin > end, or_(begin <= hour, end > hour)),
    )


def held_until(now: datetime, zone: ZoneInfo, otherwise: datetime) -> ColumnElement[datetime]:
    """``hold_until`` of a member (a row of ``Member`` in the statement); ``otherwise`` for whom nothing is held."""
    ends = {hour: literal(_next(hour, now, zone), UtcDateTime) for hour in range(24)}
    quiet = quiet_at(now.astimezone(zone).hour)
    return case((quiet, case(ends, value=Member.quiet_until)), else_=literal(otherwise, UtcDateTime))


def _next(hour: int, now: datetime, zone: ZoneInfo) -> datetime:
    """When the region's clocks show this hour next; where they skip it, when they have skipped it."""
    local = now.astimezone(zone)
    day = local.date() if hour > local.hour else local.date() + timedelta(days=1)
    return datetime.combine(day, time(hour), zone).astimezone(UTC)
