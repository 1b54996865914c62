"""For whom something is: members by role, library, municipality, experience, interest, registration, or by name."""

from collections.abc import Mapping
from dataclasses import dataclass, replace
from typing import Any

from sqlalchemy import ColumnElement, and_, false, func, not_, or_, select
from sqlalchemy.orm import Session

from storage.alphabet import latvian_order
from storage.announcements import ANNOUNCEMENT, COPY, Announcement, receipts
from storage.copies import copy_key, copy_keys
from storage.events import GOING, MAYBE, OFFERED, WAITING, Event, Registration
from storage.libraries import Library
from storage.mailing import is_reached
from storage.members import Member, member_libraries
from storage.outbox import SENDING, SENT, UNKNOWN, deliveries
from storage.preferences import ASKED, OFF, Wanting, wants_at_once

REGISTERED = (GOING, OFFERED, WAITING, MAYBE)
"""Answers to an invitation with which one is registered for the event."""
_d = deliveries.c


@dataclass(frozen=True)
class Audience:
    """Members who fulfil everything that is set; besides them those who are named. Set to nothing: nobody is left out.

    Within one thing any of its values is enough: two municipalities are both.
    """

    roles: tuple[str, ...] = ()
    library_kinds: tuple[str, ...] = ()
    municipality_ids: tuple[int, ...] = ()
    library_ids: tuple[int, ...] = ()
    years_from: int | None = None
    """Years in the profession at least …"""
    years_to: int | None = None
    """… and at most. Who has not said since when they are in it fulfils neither."""
    topics: tuple[str, ...] = ()
    """Keys of topics on which colleagues may ask them (``storage.preferences.ASKED``): these interest them."""
    event_numbers: tuple[int, ...] = ()
    """Events for which they are registered."""
    unconfirmed: int | None = None
    """An announcement that they got and have not said that they read it."""
    lettered: int | None = None
    """An announcement that they got by e-mail, or may have got."""
    member_ids: tuple[int, ...] = ()
    """Named ones, besides the others."""
    only_named: bool = False
    """Nobody but the named ones."""
    without: tuple[int, ...] = ()
    """Ids of members who are not meant, whatever else is set."""

    def to_json(self) -> dict[str, Any]:
        """What is kept; only what is set."""
        set_ones = {name: value for name, value in vars(self).items() if value not in ((), None, False)}
        return {name: list(value) if isinstance(value, tuple) else value for name, value in set_ones.items()}

    @classmethod
    def from_json(cls, data: Mapping[str, Any]) -> "Audience":
        values: dict[str, Any] = {name: tuple(it) if isinstance(it, list) else it for name, it in data.items()}
        return cls(**values)


def belongs(audience: Audience, year: int) -> ColumnElement[bool]:
    """The condition that a member (a row of ``Member`` in the statement) is meant; ``year`` is the present one."""
    if audience.without:
        return and_(belongs(replace(audience, without=()), year), Member.id.not_in(audience.without))
    named = Member.id.in_(audience.member_ids) if audience.member_ids else false()
    if audience.only_named:
        return named
    wanted: list[ColumnElement[bool]] = [Member.role.is_not(None)]
    if audience.roles:
        wanted.append(func.coalesce(Member.role, "").in_(audience.roles))
    of_library: list[ColumnElement[bool]] = []
    if audience.library_kinds:
        of_library.append(Library.kind.in_(audience.library_kinds))
    if audience.municipality_ids:
        of_library.append(Library.municipality_id.in_(audience.municipality_ids))
    if audience.library_ids:
        of_library.append(Library.id.in_(audience.library_ids))
    if of_library:
        at_one = select(member_libraries.c.library_id).join(Library, Library.id == member_libraries.c.library_id)
        wanted.append(at_one.where(member_libraries.c.member_id == Member.id, *of_library).correlate(Member).exists())
    if audience.years_from is not None:
        wanted.append(Member.in_profession_since <= year - audience.years_from)
    if audience.years_to is not None:
        wanted.append(Member.in_profession_since >= year - audience.years_to)
    if audience.topics:
        wanted.append(or_(*(wants_at_once(Wanting(ASKED, topic, OFF)) for topic in audience.topics)))
    if audience.event_numbers:
        answered = select(Registration.id).join(Event, Event.id == Registration.event_id)
        registered = answered.where(Event.number.in_(audience.event_numbers), Registration.state.in_(REGISTERED))
        wanted.append(registered.where(Registration.member_id == Member.id).correlate(Member).exists())
    return or_(named, and_(*wanted, *_got(audience)))


def _got(audience: Audience) -> list[ColumnElement[bool]]:
    """What of announcements they have."""
    wanted = []
    if audience.unconfirmed is not None:
        wanted += _unconfirmed(audience.unconfirmed)
    if audience.lettered is not None:
        _, letter = copy_keys(COPY, ANNOUNCEMENT, audience.lettered)
        gone = select(_d.id).where(_d.dedupe_key == letter, _d.state.in_((SENDING, SENT, UNKNOWN)))
        wanted.append(gone.correlate(Member).exists())
    return wanted


def _unconfirmed(number: int) -> list[ColumnElement[bool]]:
    copy = and_(_d.dedupe_key == copy_key(COPY, ANNOUNCEMENT, number), _d.state == SENT)
    said = select(receipts.c.at).join(Announcement, Announcement.id == receipts.c.announcement_id)
    mine = said.where(Announcement.number == number, receipts.c.member_id == Member.id)
    return [select(_d.id).where(copy).correlate(Member).exists(), ~mine.correlate(Member).exists()]


def count(session: Session, audience: Audience, year: int) -> int:
    """How many members are meant."""
    return session.scalar(select(func.count()).select_from(Member).where(belongs(audience, year))) or 0


def includes(session: Session, audience: Audience, member: Member, year: int) -> bool:
    """Whether this member is meant."""
    return session.scalar(select(Member.id).where(Member.id == member.id, belongs(audience, year))) is not None


@dataclass(frozen=True)
class Size:
    """How many are meant, and who will not hear of it."""

    people: int
    unreachable: int
    """Of these, whom nothing reaches now."""
    unsaid: int
    """Who is left out only because they have not said since when they are in the profession."""


def size(
    session: Session, audience: Audience, year: int, mail_kind: str | None = None, *, besides: int | None = None
) -> Size:
    """Counted on the members of this moment; what is of the ``mail_kind`` goes by e-mail, too.

    ``besides``: the member to whom it does not go in any case.
    """
    meant = _without(besides, belongs(audience, year))
    people = session.scalar(select(func.count()).select_from(Member).where(meant)) or 0
    away = select(func.count()).select_from(Member).where(meant, ~is_reached(mail_kind))
    unsaid = 0
    if (audience.years_from, audience.years_to) != (None, None) and not audience.only_named:
        of_any = belongs(replace(audience, years_from=None, years_to=None, member_ids=()), year)
        named = Member.id.in_(audience.member_ids)
        silent = select(func.count()).select_from(Member)
        silent = silent.where(_without(besides, of_any), Member.in_profession_since.is_(None), ~named)
        unsaid = session.scalar(silent) or 0
    return Size(people, session.scalar(away) or 0, unsaid)


def _without(member_id: int | None, meant: ColumnElement[bool]) -> ColumnElement[bool]:
    return meant if member_id is None else and_(meant, Member.id != member_id)


def people(
    session: Session, audience: Audience, year: int, first: int, most: int, *, besides: int | None = None
) -> list[Member]:
    """Whom it means, in Latvian order of their names: ``most`` of them from the ``first`` (0) on."""
    rows = session.execute(select(Member.id, Member.name).where(_without(besides, belongs(audience, year))))
    ordered = sorted(rows, key=lambda row: (latvian_order(row.name), row.id))[first : first + most]
    found = {one.id: one for one in session.scalars(select(Member).where(Member.id.in_([row.id for row in ordered])))}
    return [found[row.id] for row in ordered]


def newly_meant(session: Session, before: Audience, after: Audience, year: int) -> list[int]:
    """Ids of the members whom ``after`` means and ``before`` did not."""
    changed = belongs(after, year), not_(func.coalesce(belongs(before, year), false()))
    return list(session.scalars(select(Member.id).where(*changed).order_by(Member.id)))
