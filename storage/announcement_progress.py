"""How far an announcement has got: whom it has reached, whom it cannot reach, who has not said that they read it."""

from collections import Counter
from collections.abc import Mapping, Sequence
from dataclasses import asdict, dataclass, fields
from datetime import datetime, timedelta
from typing import Any

from sqlalchemy import ColumnElement, Select, and_, case, func, or_, select
from sqlalchemy.orm import Session

from storage.announcements import ANNOUNCEMENT, COPY, Announcement, receipts
from storage.audience import Audience, belongs, count, includes
from storage.copies import copy_keys
from storage.halting import is_spreading
from storage.mailing import is_mailed, is_reached
from storage.members import EMAIL, TELEGRAM, Address, Member
from storage.outbox import BLOCKED, CANCELLED, FAILED, HELD, PENDING, SEND, SENDING, SENT, UNKNOWN, deliveries

_c = deliveries.c
_RECENT = timedelta(seconds=30)
"""How far back the present speed is looked for."""


@dataclass(frozen=True)
class Progress:
    """Recipients, each counted once."""

    people: int
    """Whom it is for."""
    delivered: int
    waiting: int
    """To whom it goes as soon as it can, those who are not put in yet included."""
    quiet: int
    """To whom it goes when their quiet hours end."""
    held: int
    """To whom it does not go while it is stopped."""
    unreachable: int
    """Who cannot be reached, or whose copy was refused."""
    unknown: int
    """Of whom nobody knows whether it arrived."""
    letters: int = 0
    """To whom it goes by e-mail, be it besides Telegram …"""
    letters_taken: int = 0
    """… and of these letters, those that the mail server has taken."""

    @property
    def finished(self) -> bool:
        """Whether nothing is on its way."""
        return not (self.waiting or self.quiet or self.held)

    @classmethod
    def from_json(cls, kept: Mapping[str, Any]) -> "Progress":
        """What was kept of it; figures that were not count as none."""
        return cls(**{one.name: kept.get(one.name, 0) for one in fields(cls)})

    def to_json(self) -> dict[str, Any]:
        return asdict(self)


def recipients(session: Session, announcement: Announcement, year: int) -> int:
    """How many people it is for: its author is not among them."""
    audience = Audience.from_json(announcement.audience)
    return count(session, audience, year) - includes(session, audience, announcement.author, year)


def by_mail(session: Session, announcement: Announcement, year: int) -> int:
    """How many of the people it is for get it by e-mail, be it besides Telegram."""
    return _count(session, announcement, year, is_mailed(announcement.mail_kind))


def out_of_reach(session: Session, announcement: Announcement, year: int) -> int:
    """How many of the people it is for cannot be reached by any way."""
    return _count(session, announcement, year, ~is_reached(announcement.mail_kind))


def lettered(session: Session, announcement: Announcement) -> int:
    """How many of those who have it by e-mail, or may have, can be written to there."""
    if not announcement.mailed:
        return 0
    again = and_(belongs(Audience(lettered=announcement.number), 0), is_mailed(announcement.mail_kind))
    return session.scalar(select(func.count(Member.id)).where(again)) or 0


def _count(session: Session, announcement: Announcement, year: int, which: ColumnElement[bool]) -> int:
    meant = belongs(Audience.from_json(announcement.audience), year)
    query = select(func.count(Member.id)).where(meant, Member.id != announcement.author_id, which)
    return session.scalar(query) or 0


def progress(session: Session, announcement: Announcement, now: datetime, year: int) -> Progress:
    """Counted on the copies of this moment. Of who gets it by both ways what is still on its way counts, else the best.

    ``waiting``, say, are then all for whom something goes yet, and ``unreachable`` those whom neither way reaches.
    """
    stands = case({state: rank for rank, state in enumerate(_RANKS)}, value=_state_at(now), else_=len(_RANKS))
    letter = case((_c.channel == EMAIL, stands), else_=None)
    person = select(func.min(stands).label("stands"), func.min(letter).label("letter")).where(_copies(announcement))
    each = person.group_by(_c.recipient_id).subquery()
    rows = session.execute(select(each.c.stands, each.c.letter, func.count()).group_by(each.c.stands, each.c.letter))
    states: Counter[str] = Counter()
    letters: Counter[str] = Counter()
    for rank, of_letter, copies in rows:
        states[_named(rank)] += copies
        if of_letter is not None:
            letters[_named(of_letter)] += copies
    people = recipients(session, announcement, year)
    rest = max(0, people - states.total())  # without a copy
    spreading = is_spreading(session, ANNOUNCEMENT, announcement.number)
    away = min(rest, _away(session, announcement, year)) if rest else 0
    to_come = rest - away if spreading else 0
    return Progress(
        people=max(people, states.total()),
        delivered=states[SENT],
        waiting=states[PENDING] + (0 if announcement.stopped_at else to_come),
        quiet=states[_QUIET],
        held=states[HELD] + (to_come if announcement.stopped_at else 0),
        unreachable=states[FAILED] + away,
        unknown=states[UNKNOWN],
        letters=letters.total() - letters[CANCELLED],
        letters_taken=letters[SENT],
    )


_QUIET = "quiet"
_RANKS = (PENDING, _QUIET, HELD, SENT, UNKNOWN, FAILED)
"""How it stands with one of several copies to the same person: the first counts."""


def _named(rank: int) -> str:
    return _RANKS[rank] if rank < len(_RANKS) else CANCELLED


def _state_at(now: datetime) -> ColumnElement[str]:
    """The state of a copy as people are told of it."""
    waits = and_(_c.state == PENDING, _c.due_at > now)
    return case((waits, _QUIET), (_c.state == SENDING, PENDING), (_c.state == BLOCKED, FAILED), else_=_c.state)


def _copies(announcement: Announcement) -> ColumnElement[bool]:
    of = and_(_c.object_kind == ANNOUNCEMENT, _c.object_id == announcement.number, _c.kind == COPY)
    return and_(of, _c.op == SEND)


def _without_copy(announcement: Announcement, year: int, *columns: Any) -> Select[Any]:
    """Members for whom it is and who have no copy, in whatever state."""
    mine = _mine(announcement)
    meant = belongs(Audience.from_json(announcement.audience), year)
    query = select(*columns).where(meant, Member.id != announcement.author_id)
    return query.where(~select(_c.id).where(mine).correlate(Member).exists())


def _mine(announcement: Announcement) -> ColumnElement[bool]:
    """A delivery that is the copy of a member (a row of ``Member`` in the statement), by whatever way."""
    return _c.dedupe_key.in_(copy_keys(COPY, ANNOUNCEMENT, announcement.number))


def _away(session: Session, announcement: Announcement, year: int) -> int:
    lost = _without_copy(announcement, year, func.count(Member.id)).where(~is_reached(announcement.mail_kind))
    return session.scalar(lost) or 0


def newcomers(session: Session, announcement: Announcement, year: int) -> bool:
    """Whether there is somebody whom it is for, who can be reached, and who has no copy of it."""
    new = _without_copy(announcement, year, Member.id).where(is_reached(announcement.mail_kind))
    return session.execute(new.limit(1)).first() is not None


def speed(session: Session, announcement: Announcement, now: datetime) -> float:
    """Copies that arrived a second, of late."""
    arrived = and_(_copies(announcement), _c.state == SENT, _c.sent_at > now - _RECENT)
    copies, first = session.execute(select(func.count(), func.min(_c.sent_at)).where(arrived)).one()
    seconds = (now - first).total_seconds() if first is not None else 0
    return copies / seconds if seconds >= 1 else 0


@dataclass(frozen=True)
class Unreached:
    """Somebody who has no copy, and what is known of why."""

    member: Member
    state: str | None
    """Of their delivery; nothing where none was put in."""
    error: str
    channel: str | None
    """Of their delivery."""
    has_telegram: bool
    has_mail: bool
    """Whether letters would go to them, but for what they have chosen or what the mail server says."""


def unreached(session: Session, announcement: Announcement, year: int, first: int, most: int) -> list[Unreached]:
    """Who did not get it, or may not have: ``most`` of them from the ``first`` (0) on, in the order of joining."""
    other = deliveries.alias("other")
    keys = copy_keys(COPY, ANNOUNCEMENT, announcement.number)
    # Nothing else arrived or is on its way; of two that failed, the one of which it may have arrived, or the first.
    better = or_(
        other.c.state.not_in((BLOCKED, FAILED, UNKNOWN, CANCELLED)),
        and_(other.c.state == UNKNOWN, _c.state != UNKNOWN),
        and_(other.c.id < _c.id, or_(other.c.state == UNKNOWN, _c.state != UNKNOWN)),
    )
    has_better = select(other.c.id).where(other.c.dedupe_key.in_(keys), better).correlate(Member, deliveries).exists()
    bad = and_(_c.state.in_((BLOCKED, FAILED, UNKNOWN)), ~has_better)
    meant = belongs(Audience.from_json(announcement.audience), year)
    address = select(Address.id).where(Address.member_id == Member.id)
    has_telegram = address.where(Address.channel == TELEGRAM).exists()
    has_mail = address.where(Address.channel == EMAIL, Address.confirmed_at.is_not(None)).exists()
    lost = and_(_c.id.is_(None), meant, ~is_reached(announcement.mail_kind))
    rows = session.execute(
        select(Member, _c.state, func.coalesce(_c.error, ""), _c.channel, has_telegram, has_mail)
        .outerjoin(deliveries, _mine(announcement))
        .where(Member.id != announcement.author_id, or_(bad, lost))
        .order_by(Member.id)
        .offset(first)
        .limit(most)
    )
    return [Unreached(*row) for row in rows]


def unconfirmed(session: Session, announcement: Announcement, first: int, most: int) -> Sequence[Member]:
    """Who has it in Telegram and has not said that they read it: ``most`` of them from the ``first`` (0) on."""
    query = select(Member).where(_not_confirmed(announcement)).order_by(Member.id)
    return session.scalars(query.offset(first).limit(most)).unique().all()


def count_unconfirmed(session: Session, announcement: Announcement) -> int:
    """How many have it in Telegram and have not said that they read it."""
    return session.scalar(select(func.count()).select_from(Member).where(_not_confirmed(announcement))) or 0


def _not_confirmed(announcement: Announcement) -> ColumnElement[bool]:
    has_it = select(_c.recipient_id).where(_copies(announcement), _c.state == SENT, _c.channel == TELEGRAM)
    said = select(receipts.c.member_id).where(receipts.c.announcement_id == announcement.id)
    return and_(Member.role.is_not(None), Member.id.in_(has_it), Member.id.not_in(said))


def is_recipient(session: Session, announcement: Announcement, member_id: int) -> bool:
    """Whether a copy of it was put in for the member."""
    mine = and_(Member.id == member_id, _mine(announcement))
    return session.execute(select(_c.id).join(Member, mine)).first() is not None
