"""Codes by which a member shows that an e-mail address is theirs: one at a time, for a while, with a few tries."""

from dataclasses import dataclass
from datetime import datetime

from sqlalchemy import Column, ForeignKey, Integer, String, Table, delete, insert, select, update
from sqlalchemy.orm import Session

from storage.base import Id, UtcDateTime, metadata
from storage.mail_chats import EMAIL, mailbox
from storage.members import Address, Member
from storage.outbox import BLOCKED, CANCELLED, PENDING, deliveries

CODE = "mail_code"
"""What the letter with a code is called in deliveries; it alone goes to an address that is not confirmed."""

mail_codes = Table(
    "mail_codes",
    metadata,
    Column("member_id", ForeignKey("members.id", ondelete="CASCADE"), primary_key=True),
    Column("address_id", Id, ForeignKey("addresses.id", ondelete="CASCADE"), nullable=False),
    Column("code", String(10), nullable=False),
    Column("expires_at", UtcDateTime, nullable=False),
    Column("tries_left", Integer, nullable=False),
)
mail_letters = Table(
    "mail_letters",
    metadata,
    Column("member_id", ForeignKey("members.id", ondelete="CASCADE"), primary_key=True),
    Column("since", UtcDateTime, nullable=False),
    Column("letters", Integer, nullable=False),
)
"""How many codes a member has had sent since when: letters to strangers must not be had by the dozen."""
_k, _l = mail_codes.c, mail_letters.c


@dataclass(frozen=True)
class MailCode:
    """What was sent to whom, and how long and how often it can be typed."""

    address_id: int
    code: str
    expires_at: datetime
    tries_left: int

    def good_at(self, now: datetime) -> bool:
        """Whether it can still be typed."""
        return self.tries_left > 0 and now < self.expires_at


def addresses_of(session: Session, member_id: int) -> tuple[Address | None, Address | None]:
    """The member's e-mail address that is in use, and the one that waits to be confirmed."""
    mine = select(Address).where(Address.member_id == member_id, Address.channel == EMAIL).order_by(Address.id)
    found = session.scalars(mine).all()
    used = next((one for one in found if one.confirmed_at is not None), None)
    return used, next((one for one in found if one.confirmed_at is None), None)


def is_of_another(session: Session, email: str, member_id: int) -> bool:
    """Whether it is the confirmed address of another member."""
    other = select(Address.id).where(
        Address.channel == EMAIL,
        Address.address == email,
        Address.member_id != member_id,
        Address.confirmed_at.is_not(None),
    )
    return session.scalar(other) is not None


def put_address(session: Session, member: Member, email: str) -> Address:
    """The address is to be the member's, once confirmed; one that nobody has confirmed goes over to them."""
    found = session.scalars(select(Address).where(Address.channel == EMAIL, Address.address == email)).first()
    if found is not None and found.member_id == member.id:
        return found
    if found is not None:
        remove_address(session, found)
    waiting = select(Address).where(
        Address.member_id == member.id, Address.channel == EMAIL, Address.confirmed_at.is_(None)
    )
    for one in session.scalars(waiting).all():
        remove_address(session, one)
    address = Address(member=member, channel=EMAIL, address=email)
    session.add(address)
    session.flush()
    return address


def confirm_address(session: Session, address: Address, now: datetime) -> None:
    """It is the member's own; another one that they had is not used any more, and what waits to go there goes here."""
    others = select(Address).where(
        Address.member_id == address.member_id, Address.channel == EMAIL, Address.id != address.id
    )
    for one in session.scalars(others).all():
        waiting = (deliveries.c.chat_id == mailbox(one.id)) & deliveries.c.state.in_((PENDING, BLOCKED))
        session.execute(update(deliveries).where(waiting).values(chat_id=mailbox(address.id)))
        remove_address(session, one)
    address.confirmed_at, address.unreachable_since = now, None
    session.execute(delete(mail_codes).where(_k.member_id == address.member_id))
    session.flush()


def remove_address(session: Session, address: Address) -> None:
    """Forget an address, and somebody outside of whom it was all; what waits to go there does not go."""
    waiting = (deliveries.c.chat_id == mailbox(address.id)) & deliveries.c.state.in_((PENDING, BLOCKED))
    session.execute(update(deliveries).where(waiting).values(state=CANCELLED, error="taken back"))
    session.execute(delete(mail_codes).where(_k.address_id == address.id))
    session.delete(address)
    if address.member.is_outsider:
        session.flush()
        session.delete(address.member)
    session.flush()


def keep_code(session: Session, member_id: int, code: MailCode) -> None:
    """The one code of the member that is good from now on."""
    session.execute(delete(mail_codes).where(_k.member_id == member_id))
    session.execute(insert(mail_codes).values(member_id=member_id, **vars(code)))


def code_of(session: Session, member_id: int) -> MailCode | None:
    """The member's code, good or not any more."""
    row = session.execute(
        select(_k.address_id, _k.code, _k.expires_at, _k.tries_left).where(_k.member_id == member_id)
    ).one_or_none()
    return None if row is None else MailCode(*row)


def count_try(session: Session, member_id: int) -> bool:
    """A wrong code was typed; tells whether another one may be."""
    tried = update(mail_codes).where(_k.member_id == member_id).values(tries_left=_k.tries_left - 1)
    return (session.scalar(tried.returning(_k.tries_left)) or 0) > 0


def letters_since(session: Session, member_id: int, day_began: datetime) -> int:
    """How many letters with a code the member has had sent on the day that began then."""
    count = session.scalar(select(_l.letters).where(_l.member_id == member_id, _l.since >= day_began))
    return count or 0


def count_letter(session: Session, member_id: int, now: datetime, day_began: datetime) -> None:
    """One more letter with a code; the first of a day begins that day."""
    of_day = (_l.member_id == member_id) & (_l.since >= day_began)
    counted = session.execute(update(mail_letters).where(of_day).values(letters=_l.letters + 1))
    if not counted.rowcount:  # type: ignore[attr-defined]
        session.execute(delete(mail_letters).where(_l.member_id == member_id))
        session.execute(insert(mail_letters).values(member_id=member_id, since=now, letters=1))
