"""How far each member has been told by digests: who is due for the next one, and what it has to reach back to."""

from dataclasses import dataclass
from datetime import UTC, datetime, time, timedelta
from zoneinfo import ZoneInfo

from sqlalchemy import Column, ForeignKey, Table, case, func, literal, not_, select, update
from sqlalchemy.orm import Session

from storage.base import UtcDateTime, metadata
from storage.mail_chats import is_mailbox
from storage.mailing import goes_to, number_of_chat
from storage.members import Address, Member
from storage.preferences import quiet_at
from storage.upsert import insert_new

digests = Table(
    "digests",
    metadata,
    Column("member_id", ForeignKey("members.id", ondelete="CASCADE"), primary_key=True),
    # When the last one was made, or there was nothing for it.
    Column("at", UtcDateTime, nullable=False),
    # The same, of what is wanted once a week.
    Column("weekly_at", UtcDateTime, nullable=False),
)
_d = digests.c


WAYS_OF_ONE = 3
"""Addresses that a member has at the most: of a mailbox and a chat, and one to spare for a second account."""


@dataclass(frozen=True)
class Due:
    """A member whose digest is due."""

    member: Member
    chats: list[int]
    """Private chat, mailbox, or both."""
    occurrence: datetime
    """The moment for which it is, on the region's clocks."""
    weekly: bool
    """Whether it is the one with what is wanted once a week."""
    since: datetime
    """The last weekly one: what came after it and was not seen since belongs into this one."""


def last_at(hour: int, now: datetime, zone: ZoneInfo, weekday: int | None = None) -> datetime:
    """When the region's clocks last showed this hour, on this day of the week if one is given (Monday is 0)."""
    local = now.astimezone(zone)
    day = local.date() if hour <= local.hour else local.date() - timedelta(days=1)
    if weekday is not None:
        day -= timedelta(days=(day.weekday() - weekday) % 7)
    return datetime.combine(day, time(hour), zone).astimezone(UTC)


def due_digests(session: Session, now: datetime, zone: ZoneInfo, most: int, mail_kind: str | None = None) -> list[Due]:
    """Members whose hour has come since their last digest, and for whom it is not quiet now; by their id.

    Who joined after the hour waits for the next one, and who cannot be reached until they can. With a ``mail_kind``
    (``storage.mailing``) they are reached by e-mail where they want that.
    """
    last = {hour: literal(last_at(hour, now, zone), UtcDateTime) for hour in range(24)}
    at = func.coalesce(_d.at, Member.created_at)
    query = (
        select(
            Member,
            number_of_chat().label("chat"),
            at.label("at"),
            func.coalesce(_d.weekly_at, Member.created_at).label("weekly"),
        )
        .join(Address, Address.member_id == Member.id)
        .outerjoin(digests, _d.member_id == Member.id)
        .where(
            Member.role.is_not(None),
            goes_to(mail_kind),
            at < case(last, value=Member.digest_hour),
            not_(quiet_at(now.astimezone(zone).hour)),
        )
        .order_by(Member.id, Address.id)
        .limit(WAYS_OF_ONE * most)
    )
    found: dict[int, Due] = {}
    for row in session.execute(query):
        member: Member = row.Member
        weekly = row.weekly < last_at(member.digest_hour, now, zone, member.digest_weekday)
        occurrence = last_at(member.digest_hour, now, zone).astimezone(zone)
        due = found.setdefault(member.id, Due(member, [], occurrence, weekly, row.weekly))
        if is_mailbox(row.chat) not in [is_mailbox(chat) for chat in due.chats]:
            due.chats.append(row.chat)
    return list(found.values())[:most]  # of a later one perhaps not every way is among the rows


def set_told(session: Session, due: Due, now: datetime) -> None:
    """The member's digest was made, or there was nothing for it."""
    values = {"at": now, "weekly_at": now if due.weekly else due.since}
    changed = session.execute(update(digests).where(_d.member_id == due.member.id).values(**values))
    if not changed.rowcount:  # type: ignore[attr-defined]
        insert_new(session, digests, member_id=due.member.id, **values)
