"""People in the region's group who have not joined Plaukts: only as long as it takes to invite them once."""

from collections.abc import Sequence
from datetime import datetime

from sqlalchemy import BigInteger, ForeignKey, String, cast, delete, or_, select, update
from sqlalchemy.orm import Mapped, Session, mapped_column

from storage.base import Base
from storage.members import TELEGRAM, Address, Member
from storage.outbox import BLOCKED, CANCELLED, FAILED, deliveries
from storage.upsert import insert_new


class GroupGuest(Base):
    """Somebody in the region's group who has not joined Plaukts."""

    __tablename__ = "group_guests"

    user_id: Mapped[int] = mapped_column(BigInteger, primary_key=True, autoincrement=False)
    """Their number in Telegram; nothing else is kept of them."""
    seen_at: Mapped[datetime]
    delivery_id: Mapped[int | None] = mapped_column(ForeignKey("deliveries.id"), default=None)
    """The private invitation, where the bot could write to them."""
    invited_at: Mapped[datetime | None] = mapped_column(default=None)
    """When they were invited together with others."""


def note_guest(session: Session, user_id: int, now: datetime) -> bool:
    """Somebody who has not joined is in the group; tells whether they were not seen before."""
    return insert_new(session, GroupGuest.__table__, user_id=user_id, seen_at=now)  # type: ignore[arg-type]


def set_invitation(session: Session, user_id: int, delivery_id: int) -> None:
    """They were written to."""
    session.execute(update(GroupGuest).where(GroupGuest.user_id == user_id).values(delivery_id=delivery_id))


def forget_guest(session: Session, user_id: int) -> None:
    """They are not in the group any more."""
    session.execute(delete(GroupGuest).where(GroupGuest.user_id == user_id))


def forget_joined(session: Session) -> None:
    """Whoever has joined meanwhile is a member, and no guest."""
    joined = (
        select(Address.id)
        .join(Member, Member.id == Address.member_id)
        .where(
            Address.channel == TELEGRAM,
            Address.address == cast(GroupGuest.user_id, String),
            Member.role.is_not(None),
        )
    )
    session.execute(delete(GroupGuest).where(joined.exists()).execution_options(synchronize_session=False))


def unreached_guests(session: Session) -> Sequence[GroupGuest]:
    """Those whom the bot cannot write to, the earliest first."""
    never = or_(GroupGuest.delivery_id.is_(None), deliveries.c.state.in_((BLOCKED, FAILED, CANCELLED)))
    query = select(GroupGuest).outerjoin(deliveries, deliveries.c.id == GroupGuest.delivery_id).where(never)
    return session.scalars(query.order_by(GroupGuest.seen_at, GroupGuest.user_id)).all()
