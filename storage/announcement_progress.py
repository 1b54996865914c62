"""How far an announcement has got: whom it has reached, whom it cannot reach, who has not said that they read it."""

from collections import Counter
from collections.abc import Sequence
from dataclasses import asdict, dataclass
from datetime import datetime, timedelta
from typing import Any

from sqlalchemy import ColumnElement, Select, and_, func, or_, select
from sqlalchemy.orm import Session

from storage.announcements import ANNOUNCEMENT, COPY, Announcement, receipts
from storage.audience import Audience, belongs, count, includes
from storage.copies import copy_key
from storage.halting import is_spreading
from storage.members import TELEGRAM, Address, Member
from storage.outbox import BLOCKED, FAILED, HELD, PENDING, SEND, SENDING, SENT, UNKNOWN, deliveries

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
    """Who cannot be reached in Telegram, or whose copy was refused."""
    unknown: int
    """Of whom nobody knows whether it arrived."""

    @property
    def finished(self) -> bool:
        """Whether nothing is on its way."""
        return not (self.waiting or self.quiet or self.held)

    def to_json(self) -> dict[str, Any]:
        return asdict(self)


def recipients(session: Session, announcement: Announcement, year: int) -> int:
    """How many people it is for: its author is not among them."""
    audience = Audience.from_json(announcement.audience)
    return count(session, audience, year) - includes(session, audience, announcement.author, year)


def progress(session: Session, announcement: Announcement, now: datetime, year: int) -> Progress:
    """Counted on the copies of this moment."""
    later = _c.due_at > now
    rows = session.execute(
        select(_c.state, later, func.count()).where(_copies(announcement)).group_by(_c.state, later)
    ).all()
    states: Counter[str] = Counter()
    quiet = 0
    for state, is_later, copies in rows:
        states[state] += copies
        quiet += copies if state == PENDING and is_later else 0
    people = recipients(session, announcement, year)
    rest = max(0, people - states.total())  # without a copy
    spreading = is_spreading(session, ANNOUNCEMENT, announcement.number)
    out_of_reach = min(rest, _out_of_reach(session, announcement, year))
    to_come = rest - out_of_reach if spreading else 0
    return Progress(
        people=max(people, states.total()),
        delivered=states[SENT],
        waiting=states[PENDING] - quiet + states[SENDING] + (0 if announcement.stopped_at else to_come),
        quiet=quiet,
        held=states[HELD] + (to_come if announcement.stopped_at else 0),
        unreachable=states[BLOCKED] + states[FAILED] + out_of_reach,
        unknown=states[UNKNOWN],
    )


def _copies(announcement: Announcement) -> ColumnElement[bool]:
    of = and_(_c.object_kind == ANNOUNCEMENT, _c.object_id == announcement.number, _c.kind == COPY)
    return and_(of, _c.op == SEND)


def _without_copy(announcement: Announcement, year: int, *columns: Any) -> Select[Any]:
    """Members for whom it is and who have no copy, in whatever state."""
    mine = _c.dedupe_key == copy_key(COPY, ANNOUNCEMENT, announcement.number)
    meant = belongs(Audience.from_json(announcement.audience), year)
    query = select(*columns).where(meant, Member.id != announcement.author_id)
    return query.where(~select(_c.id).where(mine).correlate(Member).exists())


_reachable = (
    select(Address.id)
    .where(Address.member_id == Member.id, Address.channel == TELEGRAM, Address.unreachable_since.is_(None))
    .correlate(Member)
    .exists()
)


def _out_of_reach(session: Session, announcement: Announcement, year: int) -> int:
    return session.scalar(_without_copy(announcement, year, func.count(Member.id)).where(~_reachable)) or 0


def newcomers(session: Session, announcement: Announcement, year: int) -> bool:
    """Whether there is somebody whom it is for, who can be reached, and who has no copy of it."""
    return session.execute(_without_copy(announcement, year, Member.id).where(_reachable).limit(1)).first() is not None


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
    has_telegram: bool


def unreached(session: Session, announcement: Announcement, year: int, first: int, most: int) -> list[Unreached]:
    """Who did not get it, or may not have: ``most`` of them from the ``first`` (0) on, in the order of joining."""
    mine = _c.dedupe_key == copy_key(COPY, ANNOUNCEMENT, announcement.number)
    bad = _c.state.in_((BLOCKED, FAILED, UNKNOWN))
    meant = belongs(Audience.from_json(announcement.audience), year)
    has_telegram = select(Address.id).where(Address.member_id == Member.id, Address.channel == TELEGRAM).exists()
    rows = session.execute(
        select(Member, _c.state, _c.error, has_telegram)
        .outerjoin(deliveries, mine)
        .where(Member.id != announcement.author_id, or_(bad, and_(_c.id.is_(None), meant, ~_reachable)))
        .order_by(Member.id)
        .offset(first)
        .limit(most)
    )
    return [Unreached(member, state, error or "", telegram) for member, state, error, telegram in rows]


def unconfirmed(session: Session, announcement: Announcement, first: int, most: int) -> Sequence[Member]:
    """Who has it and has not said that they read it: ``most`` of them from the ``first`` (0) on."""
    query = select(Member).where(_not_confirmed(announcement)).order_by(Member.id)
    return session.scalars(query.offset(first).limit(most)).unique().all()


def count_unconfirmed(session: Session, announcement: Announcement) -> int:
    """How many have it and have not said that they read it."""
    return session.scalar(select(func.count()).select_from(Member).where(_not_confirmed(announcement))) or 0


def _not_confirmed(announcement: Announcement) -> ColumnElement[bool]:
    has_it = select(_c.recipient_id).where(_copies(announcement), _c.state == SENT)
    said = select(receipts.c.member_id).where(receipts.c.announcement_id == announcement.id)
    return and_(Member.role.is_not(None), Member.id.in_(has_it), Member.id.not_in(said))


def is_recipient(session: Session, announcement: Announcement, member_id: int) -> bool:
    """Whether a copy of it was put in for the member."""
    mine = and_(Member.id == member_id, _c.dedupe_key == copy_key(COPY, ANNOUNCEMENT, announcement.number))
    return session.execute(select(_c.id).join(Member, mine)).first() is not None
