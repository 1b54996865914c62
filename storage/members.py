"""People and how to reach them: members, addresses, invites, requests to join."""

from collections.abc import Collection
from datetime import datetime
from functools import cache

from sqlalchemy import Column, ForeignKey, String, Table, UniqueConstraint, bindparam, or_, select, update
from sqlalchemy.orm import Mapped, Session, mapped_column, relationship, selectinload

from storage import mail_chats
from storage.base import Base, Id
from storage.libraries import Library
from storage.prepared import Prepared, held

TELEGRAM, EMAIL = mail_chats.TELEGRAM, mail_chats.EMAIL
"""Channels of addresses."""

REMOVED = "removed"
"""Begins the mark (``storage.numbers``) that says when somebody was removed, with the role that they had."""

OUTSIDE, DECLINED = "outside", "declined"
"""In the place of a way for reports: somebody outside gets them once the address is confirmed; wants none any more."""

WENT = "went"
"""Begins the mark that says the same of somebody who went by themselves: they can take it back."""

PERSONAL, SHEET = "personal", "sheet"
"""What an invite was made for by an import: one person; a library's printed sheet."""

member_libraries = Table(
    "member_libraries",
    Base.metadata,
    Column("member_id", ForeignKey("members.id", ondelete="CASCADE"), primary_key=True),
    Column("library_id", ForeignKey("libraries.id"), primary_key=True, index=True),
)


invite_libraries = Table(
    "invite_libraries",
    Base.metadata,
    Column("code", ForeignKey("invites.code", ondelete="CASCADE"), primary_key=True),
    Column("library_id", ForeignKey("libraries.id"), primary_key=True, index=True),
)


class Member(Base):
    """A person of the region. Without a role: somebody who asked to be let in and was not yet."""

    __tablename__ = "members"

    id: Mapped[int] = mapped_column(Id, primary_key=True, init=False)
    name: Mapped[str] = mapped_column(String(200))
    role: Mapped[str | None] = mapped_column(String(20), index=True)
    """``guest``, ``librarian``, ``methodologist``, ``admin`` or nothing."""
    language: Mapped[str] = mapped_column(String(8))
    created_at: Mapped[datetime]
    notice_version: Mapped[int | None] = mapped_column(default=None)
    notice_at: Mapped[datetime | None] = mapped_column(default=None)
    """When the privacy notice of that version was acknowledged."""
    quiet_from: Mapped[int] = mapped_column(default=20, server_default="20")
    """Hour on the region's clocks (0–23) from which only answers to oneself and what is urgent come …"""
    quiet_until: Mapped[int] = mapped_column(default=8, server_default="8")
    """… and until which; the same hour twice: always reachable."""
    digest_hour: Mapped[int] = mapped_column(default=9, server_default="9")
    """Hour on the region's clocks (0–23) at which the digest comes."""
    digest_weekday: Mapped[int] = mapped_column(default=0, server_default="0")
    """On which day what is wanted once a week is in the digest: Monday is 0."""
    in_profession_since: Mapped[int | None] = mapped_column(default=None)
    """The year of entering the profession, if one likes to say."""
    muted_until: Mapped[datetime | None] = mapped_column(default=None)
    """Until when the member may not write to colleagues (``storage.moderation`` has the rest of it)."""
    answers_by: Mapped[str | None] = mapped_column(String(10), default=None)
    """By what way answers to one's questions come, where one has chosen (``storage.mailing``); likewise …"""
    announcements_by: Mapped[str | None] = mapped_column(String(10), default=None)
    digests_by: Mapped[str | None] = mapped_column(String(10), default=None)
    invitations_by: Mapped[str | None] = mapped_column(String(10), default=None)
    reminders_by: Mapped[str | None] = mapped_column(String(10), default=None)
    reports_by: Mapped[str | None] = mapped_column(String(10), default=None)
    """By what way reports come by themselves, where that was chosen (``storage.report_readers``); or, of an
    outsider, what became of it."""
    erased_at: Mapped[datetime | None] = mapped_column(default=None)
    """When all that was known of the person was erased: what is left stands for somebody whom nobody can name."""

    libraries: Mapped[list[Library]] = relationship(
        secondary=member_libraries, order_by=Library.name, default_factory=list
    )

    @property
    def is_outsider(self) -> bool:
        """Whether this is but an address outside, to which reports go (``storage.report_addresses``)."""
        return self.role is None and self.reports_by in {OUTSIDE, DECLINED}


class Address(Base):
    """One way to reach a member: a channel and an address in it. A member has any number of them."""

    __tablename__ = "addresses"
    __table_args__ = (UniqueConstraint("channel", "address"),)

    id: Mapped[int] = mapped_column(Id, primary_key=True, init=False)
    member_id: Mapped[int] = mapped_column(ForeignKey("members.id", ondelete="CASCADE"), index=True, init=False)
    member: Mapped[Member] = relationship(lazy="joined", innerjoin=True)
    channel: Mapped[str] = mapped_column(String(20))
    address: Mapped[str] = mapped_column(String(320))
    unreachable_since: Mapped[datetime | None] = mapped_column(default=None)
    """Set when the channel said that nothing reaches this address (bot blocked, account deleted, no such mailbox)."""
    confirmed_at: Mapped[datetime | None] = mapped_column(default=None)
    """Since when it is known to be the member's own e-mail address; nothing is sent to one that is not."""


class Invite(Base):
    """A code that lets people in with a role.

    A personal one knows whom it invites, so that joining asks only for what is missing. Both are forgotten some time
    after it has expired.
    """

    __tablename__ = "invites"

    code: Mapped[str] = mapped_column(String(64), primary_key=True)
    role: Mapped[str] = mapped_column(String(20))
    uses_left: Mapped[int]
    expires_at: Mapped[datetime]
    created_at: Mapped[datetime]
    purpose: Mapped[str | None] = mapped_column(String(20), default=None)
    name: Mapped[str | None] = mapped_column(String(200), default=None)
    email: Mapped[str | None] = mapped_column(String(320), default=None, index=True)
    member_id: Mapped[int | None] = mapped_column(ForeignKey("members.id", ondelete="SET NULL"), default=None)
    """Who came by a personal one."""
    libraries: Mapped[list[Library]] = relationship(
        secondary=invite_libraries, order_by=Library.name, default_factory=list
    )
    """Those of whoever comes with it."""


class JoinRequest(Base):
    """Somebody without a code asks to be let in."""

    __tablename__ = "join_requests"
    __table_args__ = ({"sqlite_autoincrement": True},)  # an old card's button must not let in somebody else

    id: Mapped[int] = mapped_column(Id, primary_key=True, init=False)
    member_id: Mapped[int] = mapped_column(ForeignKey("members.id", ondelete="CASCADE"), index=True, init=False)
    member: Mapped[Member] = relationship(foreign_keys=[member_id], lazy="joined", innerjoin=True)
    asked_at: Mapped[datetime]
    decided_at: Mapped[datetime | None] = mapped_column(default=None)
    decided_by_id: Mapped[int | None] = mapped_column(ForeignKey("members.id"), default=None)
    approved: Mapped[bool | None] = mapped_column(default=None)


def good_invites(session: Session, now: datetime) -> list[Invite]:
    """Those that still let somebody in, what ends first before."""
    good = select(Invite).where(Invite.uses_left > 0, Invite.expires_at > now).options(selectinload(Invite.libraries))
    return list(session.scalars(good.order_by(Invite.expires_at, Invite.code)))


def open_request(session: Session, member: Member) -> JoinRequest | None:
    """The member's request that nobody has decided yet."""
    return session.scalar(
        select(JoinRequest).where(JoinRequest.member_id == member.id, JoinRequest.decided_at.is_(None))
    )


def member_by_telegram(session: Session, user_id: int) -> tuple[Member | None, bool]:
    """The member whose Telegram account this is, and whether it is held to be out of reach."""
    rows = _BY_TELEGRAM.all(session, {"user": str(user_id)})
    if not rows:
        return None, False
    values = dict(zip(_MEMBER, rows[0], strict=False))
    at = len(_MEMBER) + 1
    libraries = [held(session, Library, dict(zip(_LIBRARY, row[at:], strict=True))) for row in rows if row[at]]
    return held(session, Member, values, libraries=libraries), rows[0].unreachable_since is not None


_MEMBER = [column.key for column in Member.__table__.columns]
_LIBRARY = [column.key for column in Library.__table__.columns]
_BY_TELEGRAM = Prepared(
    select(*Member.__table__.columns, Address.unreachable_since, *Library.__table__.columns)
    .select_from(Address)
    .join(Member, Address.member_id == Member.id)
    .outerjoin(member_libraries, member_libraries.c.member_id == Member.id)
    .outerjoin(Library, Library.id == member_libraries.c.library_id)
    .where(Address.channel == TELEGRAM, Address.address == bindparam("user"))
    .order_by(Library.name)
)


def telegram_chats(session: Session, *roles: str) -> list[tuple[Member, int]]:
    """The reachable members with one of the roles and their private chats, in the order of joining."""
    rows = _chats(roles).all(session, {})
    return [(held(session, Member, dict(zip(_MEMBER, row, strict=False))), int(row.address)) for row in rows]


@cache
def _chats(roles: tuple[str, ...]) -> Prepared:
    return Prepared(
        select(*Member.__table__.columns, Address.address)
        .join(Address, Address.member_id == Member.id)
        .where(
            or_(*(Member.role == role for role in roles)),
            Address.channel == TELEGRAM,
            Address.unreachable_since.is_(None),
        )
        .order_by(Member.id)
    )


def telegram_chats_after(session: Session, member_id: int, most: int) -> list[tuple[Member, int]]:
    """The same for all roles, of the next ``most`` such members after this one."""
    there = (Address.channel == TELEGRAM, Address.unreachable_since.is_(None))
    following = select(Member.id).join(Address).where(*there, Member.role.is_not(None), Member.id > member_id)
    some = following.distinct().order_by(Member.id).limit(most)
    found = select(Member, Address.address).join(Address).where(*there, Member.id.in_(some)).order_by(Member.id)
    return [(member, int(address)) for member, address in session.execute(found).unique()]


def is_last_admin(session: Session, member_id: int) -> bool:
    """Whether the region would be without an administrator if this member were none any more.

    Ask right before taking the role away, by whatever way: the administrators are held until the transaction ends, so
    that of two who remove each other at the same time the second one is found to be the last.
    """
    # In the same order for everybody, so that nobody waits for one who waits for them.
    admins = select(Member.id).where(Member.role == "admin").order_by(Member.id).with_for_update()
    return list(session.scalars(admins)) == [member_id]


def members_with_role(session: Session, role: str) -> list[int]:
    """Ids of the members with this role."""
    return list(session.scalars(select(Member.id).where(Member.role == role)))


def telegram_chat_of(session: Session, member_id: int) -> int | None:
    """A member's private chat, if they have one, reachable or not."""
    address = _CHATS_OF.first(session, {"member": member_id})
    return int(address.address) if address is not None else None


def reachable_chats(session: Session, member_ids: Collection[int]) -> dict[int, int]:
    """Of each of these members that can be reached, the private chat."""
    rows = session.execute(
        select(Address.member_id, Address.address)
        .where(Address.member_id.in_(member_ids), Address.channel == TELEGRAM, Address.unreachable_since.is_(None))
        .order_by(Address.id.desc())
    )
    return {row.member_id: int(row.address) for row in rows}


def is_reachable(session: Session, member_id: int) -> bool:
    """Whether some address of the member in Telegram, where we deliver, is not known to be out of reach."""
    return any(one.unreachable_since is None for one in _CHATS_OF.all(session, {"member": member_id}))


_CHATS_OF = Prepared(
    select(Address.address, Address.unreachable_since)
    .where(Address.member_id == bindparam("member"), Address.channel == TELEGRAM)
    .order_by(Address.id)
)


def set_reachable(session: Session, channel: str, address: str, unreachable_since: datetime | None) -> None:
    """Remember since when an address cannot be reached, or (with ``None``) that it can again."""
    session.execute(
        update(Address)
        .where(Address.channel == channel, Address.address == address)
        .values(unreachable_since=unreachable_since)
    )


def set_chat_reachable(session: Session, chat_id: int, unreachable_since: datetime | None) -> None:
    """The same of a chat by its number, be it a mailbox."""
    if not mail_chats.is_mailbox(chat_id):
        set_reachable(session, TELEGRAM, str(chat_id), unreachable_since)
        return
    mine = Address.id == mail_chats.address_in(chat_id)
    session.execute(update(Address).where(mine).values(unreachable_since=unreachable_since))
