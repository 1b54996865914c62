"""What goes to a member by Telegram, by e-mail or both: their choice for each kind of things."""

from collections.abc import Collection, Mapping
from typing import Any, NamedTuple

from sqlalchemy import BigInteger, ColumnElement, String, and_, case, cast, func, literal, or_, select
from sqlalchemy.orm import Session, aliased

from storage.mail_chats import EMAIL, FIRST_MAILBOX, TELEGRAM, mailbox
from storage.members import Address, Member

ANNOUNCEMENTS, ANSWERS, DIGESTS = "announcements", "answers", "digests"
INVITATIONS, REMINDERS = "invitations", "reminders"
KINDS = (ANSWERS, ANNOUNCEMENTS, DIGESTS, INVITATIONS, REMINDERS)
"""For each of these a member chooses the way."""
REPORTS = "reports"
"""What the region's reports are among letters; who gets them is chosen elsewhere (``storage.report_readers``)."""

BY_TELEGRAM, BY_EMAIL, BY_BOTH = "telegram", "email", "both"
WAYS = (BY_TELEGRAM, BY_EMAIL, BY_BOTH)
"""Where nothing was chosen: Telegram for those who are there, e-mail for others."""

_CHOSEN = {
    ANNOUNCEMENTS: Member.announcements_by,
    ANSWERS: Member.answers_by,
    DIGESTS: Member.digests_by,
    INVITATIONS: Member.invitations_by,
    REMINDERS: Member.reminders_by,
}


def forget_ways(member: Member) -> None:
    """As if nothing had been chosen."""
    for kind in KINDS:
        setattr(member, f"{kind}_by", None)
    member.reports_by = None


class Way(NamedTuple):
    """One way to a member: a chat or a mailbox, and whether it is not known to be out of reach."""

    chat_id: int
    reachable: bool


def way_of(member: Member, kind: str) -> str | None:
    """What the member has chosen for a kind, if anything."""
    found: str | None = getattr(member, f"{kind}_by")
    return found


def choose_way(member: Member, kind: str, way: str) -> None:
    """Remember a choice. Raises ValueError for a kind or a way that there is not."""
    if kind not in KINDS or way not in WAYS:
        raise ValueError(kind, way)
    setattr(member, f"{kind}_by", way)


def ways_to(session: Session, members: Collection[Member], kind: str) -> Mapping[int, list[Way]]:
    """Member → where what is of this kind goes: their private chat, their mailbox, or first the one and then the other.

    A mailbox counts once it is confirmed and while mails arrive there. Who wanted mails alone is written to in Telegram
    as long as none arrive.
    """
    chats, boxes = addresses_of(session, members)
    return {one.id: _chosen(way_of(one, kind), chats.get(one.id), boxes.get(one.id)) for one in members}


def addresses_of(session: Session, members: Collection[Member]) -> tuple[dict[int, Way], dict[int, Way]]:
    """Member → their private chat, and member → the mailbox that takes mails; of those who have one."""
    rows = session.execute(
        select(Address.member_id, Address.id, Address.channel, Address.address, Address.unreachable_since)
        .where(
            Address.member_id.in_([member.id for member in members]),
            or_(Address.channel == TELEGRAM, _takes_mail(Address)),
        )
        .order_by(Address.unreachable_since.is_not(None), Address.id)
    )
    chats: dict[int, Way] = {}
    boxes: dict[int, Way] = {}
    for row in rows:
        if row.channel == TELEGRAM:
            chats.setdefault(row.member_id, Way(int(row.address), row.unreachable_since is None))
        else:
            boxes.setdefault(row.member_id, Way(mailbox(row.id), reachable=True))
    return chats, boxes


def _chosen(way: str | None, chat: Way | None, box: Way | None) -> list[Way]:
    by_mail = box is not None and (way in (BY_EMAIL, BY_BOTH) or (way is None and chat is None))
    by_chat = chat is not None and not (way == BY_EMAIL and by_mail)
    return [one for one, goes in ((chat, by_chat), (box, by_mail)) if one is not None and goes]


def goes_to(kind: str | None) -> ColumnElement[bool]:
    """The condition that what is of this kind goes to an address (a row of ``Address``, joined with its ``Member``).

    Of addresses that can be reached, the same as ``ways_to``; of no kind, Telegram's.
    """
    in_telegram = and_(_channel(Address) == TELEGRAM, Address.unreachable_since.is_(None))
    if kind is None:
        return in_telegram
    way = func.coalesce(_CHOSEN[kind], "")
    other = aliased(Address)
    others = select(other.id).where(other.member_id == Member.id).correlate(Member)
    has_chat, has_box = others.where(other.channel == TELEGRAM).exists(), others.where(_takes_mail(other)).exists()
    return or_(
        and_(in_telegram, or_(way != BY_EMAIL, ~has_box)),
        and_(_takes_mail(Address), or_(way.in_((BY_EMAIL, BY_BOTH)), and_(way == "", ~has_chat))),
    )


def is_reached(kind: str | None) -> ColumnElement[bool]:
    """The condition that what is of this kind gets to a member (a row of ``Member`` in the statement) by some way."""
    return select(Address.id).where(Address.member_id == Member.id, goes_to(kind)).correlate(Member).exists()


def is_mailed(kind: str | None) -> ColumnElement[bool]:
    """The condition that what is of this kind goes to a member (a row of ``Member`` in the statement) by e-mail."""
    mailed = and_(Address.member_id == Member.id, _channel(Address) == EMAIL, goes_to(kind))
    return select(Address.id).where(mailed).correlate(Member).exists()


def number_of_chat() -> ColumnElement[int]:
    """The chat or mailbox of an address (a row of ``Address`` in the statement)."""
    in_telegram = Address.channel == TELEGRAM
    # The cast is of text that is a number in any row: a database may work it out where it is not needed.
    return case(
        (in_telegram, cast(case((in_telegram, Address.address), else_=literal("0", String)), BigInteger)),
        else_=literal(FIRST_MAILBOX, BigInteger) - Address.id,
    )


def _takes_mail(address: Any) -> ColumnElement[bool]:
    """Whether mails go there: confirmed, and nothing came back."""
    return and_(_channel(address) == EMAIL, address.confirmed_at.is_not(None), address.unreachable_since.is_(None))


def _channel(address: Any) -> ColumnElement[str]:
    """By the index on it every member's would be read; they are looked up by their member."""
    return func.coalesce(address.channel, "")
