"""A member goes on with another Telegram account: the personal code for it, what both accounts say, and the move."""

from datetime import datetime

from sqlalchemy import BigInteger, ForeignKey, Index, String, delete, or_, select
from sqlalchemy.orm import Mapped, Session, mapped_column, relationship

from storage.base import Base, Id
from storage.dialogs import dialogs
from storage.members import TELEGRAM, Address, Member
from storage.redirecting import leave_chat

MOVED, OBJECTED, REPLACED = "moved", "objected", "replaced"
"""Outcome: the account was exchanged; somebody said no; another code took this one's place."""


class AccountMove(Base):
    """A code by which one member can go on with another Telegram account, once and for a short time."""

    __tablename__ = "account_moves"
    __table_args__ = ({"sqlite_autoincrement": True},)  # an old button must not lead to another one's move

    id: Mapped[int] = mapped_column(Id, primary_key=True, init=False)
    code: Mapped[str] = mapped_column(String(64), unique=True)
    member_id: Mapped[int] = mapped_column(ForeignKey("members.id", ondelete="CASCADE"), index=True)
    made_at: Mapped[datetime]
    expires_at: Mapped[datetime]
    """Until when the code can be used."""
    made_by_id: Mapped[int | None] = mapped_column(ForeignKey("members.id", ondelete="SET NULL"))
    """Whoever of the staff made it; nobody where the command line did."""
    user_id: Mapped[int | None] = mapped_column(BigInteger, default=None)
    """The new account's number in Telegram, once its owner has said that it is theirs."""
    language: Mapped[str | None] = mapped_column(String(8), default=None)
    """In which the new account is spoken to until it is the member's."""
    due_at: Mapped[datetime | None] = mapped_column(default=None)
    """When it takes place unless the old account objects."""
    settled_at: Mapped[datetime | None] = mapped_column(default=None)
    outcome: Mapped[str | None] = mapped_column(String(10), default=None)

    member: Mapped[Member] = relationship(foreign_keys=[member_id], init=False, lazy="joined", innerjoin=True)
    made_by: Mapped[Member | None] = relationship(foreign_keys=[made_by_id], init=False)


_open = AccountMove.settled_at.is_(None)
Index("ix_account_moves_open", AccountMove.due_at, sqlite_where=_open, postgresql_where=_open)


def move_by_code(session: Session, code: str) -> AccountMove | None:
    """The one of this code, good or not any more."""
    return session.scalar(select(AccountMove).where(AccountMove.code == code.strip().upper()))


def open_moves_of(session: Session, member_id: int) -> list[AccountMove]:
    """The member's that are not settled, the oldest first."""
    mine = select(AccountMove).where(AccountMove.member_id == member_id, _open)
    return list(session.scalars(mine.order_by(AccountMove.id)))


def usable_moves(session: Session, now: datetime) -> list[AccountMove]:
    """All that can still take place: the code is good, or whoever came by it waits for the account of before."""
    good = or_(AccountMove.expires_at > now, AccountMove.due_at.is_not(None))
    return list(session.scalars(select(AccountMove).where(_open, good).order_by(AccountMove.id)))


def due_moves(session: Session, now: datetime, limit: int = 20) -> list[AccountMove]:
    """Those to which nobody has objected in time."""
    due = select(AccountMove).where(_open, AccountMove.due_at <= now)
    return list(session.scalars(due.order_by(AccountMove.due_at, AccountMove.id).limit(limit)))


def move_account(session: Session, member: Member, user_id: int, now: datetime) -> int | None:
    """The member is reached by this account from now on; returns the chat that they had, if any.

    Everything of theirs stays, for it is the member's and no account's. Whoever had the account without being a member
    has it no more.
    """
    taken = Address.channel == TELEGRAM, Address.address == str(user_id)
    other = session.scalars(select(Address).where(*taken)).unique().one_or_none()
    if other is not None and other.member_id != member.id:
        session.delete(other)
        session.flush()
    mine = select(Address).where(Address.member_id == member.id, Address.channel == TELEGRAM).order_by(Address.id)
    address = session.scalars(mine).unique().first()
    if address is None:
        session.add(Address(member=member, channel=TELEGRAM, address=str(user_id)))
        session.flush()
        return None
    old = int(address.address)
    address.address, address.unreachable_since = str(user_id), None
    session.flush()
    session.execute(delete(dialogs).where(dialogs.c.chat_id.in_((old, user_id))))
    leave_chat(session, old, user_id, now)
    return old
