"""E-mail addresses of people outside to which the reports go: of a head of the library, say, who has not joined.

Such a person is a member without a role, who may nothing and gets nothing else; the address is the whole of them.
"""

from datetime import datetime

from sqlalchemy import select
from sqlalchemy.orm import Session

from storage.mail_chats import EMAIL
from storage.mailing import BY_TELEGRAM
from storage.members import DECLINED, OUTSIDE, Address, Member, telegram_chat_of
from storage.report_readers import NOT_AT_ALL


def report_addresses(session: Session) -> list[Address]:
    """All of them, by address."""
    mine = select(Address).join(Member, Member.id == Address.member_id)
    mine = mine.where(Address.channel == EMAIL, Member.role.is_(None), Member.reports_by.in_((OUTSIDE, DECLINED)))
    return list(session.scalars(mine.order_by(Address.address)))


def gets_reports(address: Address) -> bool:
    """Whether letters may go there: confirmed, wanted, and nothing came back."""
    wanted = address.member.reports_by == OUTSIDE
    return wanted and address.confirmed_at is not None and address.unreachable_since is None


def is_known(session: Session, email: str) -> bool:
    """Whether it is somebody's address already."""
    return session.scalar(select(Address.id).where(Address.channel == EMAIL, Address.address == email)) is not None


def add_report_address(session: Session, email: str, language: str, now: datetime) -> Address:
    """A new address, which is nobody's and which nobody has confirmed yet."""
    person = Member(name=email, role=None, language=language, created_at=now)
    person.reports_by = OUTSIDE
    address = Address(member=person, channel=EMAIL, address=email)
    session.add(address)
    session.flush()
    return address


def end_reports(session: Session, address: Address) -> None:
    """Whoever reads there wants no more reports by letter; a member has them in Telegram then, if they are there."""
    person = address.member
    if person.reports_by == OUTSIDE:
        person.reports_by = DECLINED
    elif person.role is not None:
        person.reports_by = NOT_AT_ALL if telegram_chat_of(session, person.id) is None else BY_TELEGRAM
