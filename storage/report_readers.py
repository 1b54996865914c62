"""Who gets the reports by themselves, and by what way: methodologists in Telegram, unless somebody chose otherwise."""

from collections.abc import Sequence

from sqlalchemy import select
from sqlalchemy.orm import Session

from storage.mailing import BY_BOTH, BY_EMAIL, BY_TELEGRAM, Way, addresses_of
from storage.members import Member

NOT_AT_ALL = "none"
WAYS = (BY_TELEGRAM, BY_EMAIL, BY_BOTH, NOT_AT_ALL)


class Reader:
    """A member who may get reports, with their ways."""

    def __init__(self, member: Member, chat: Way | None, box: Way | None, *, usual: bool) -> None:
        """``usual``: whether they get reports as long as nothing was chosen."""
        self.member = member
        self.possible = (*((BY_TELEGRAM,) if chat else ()), *((BY_EMAIL,) if box else ()))
        """The ways that there are."""
        if chat and box:
            self.possible = (*self.possible, BY_BOTH)
        chosen = member.reports_by or (BY_TELEGRAM if usual else NOT_AT_ALL)
        by_mail = box is not None and (chosen in {BY_EMAIL, BY_BOTH} or (chosen == BY_TELEGRAM and chat is None))
        by_chat = chat is not None and (chosen in {BY_TELEGRAM, BY_BOTH} or (chosen == BY_EMAIL and not by_mail))
        self.way = BY_BOTH if by_chat and by_mail else BY_TELEGRAM if by_chat else BY_EMAIL if by_mail else NOT_AT_ALL
        """The way that holds. Who wanted letters alone is written to in Telegram while none arrive."""
        self.chat = chat.chat_id if by_chat and chat is not None and chat.reachable else None
        self.box = box.chat_id if by_mail and box is not None else None


def readers(session: Session, roles: Sequence[str], usually: str, *, mails: bool) -> list[Reader]:
    """The members with these roles, in the order of joining; those of the role ``usually`` get reports unasked.

    ``mails``: whether something can go by e-mail.
    """
    members = list(session.scalars(select(Member).where(Member.role.in_(roles)).order_by(Member.id)))
    chats, boxes = addresses_of(session, members)
    return [
        Reader(one, chats.get(one.id), boxes.get(one.id) if mails else None, usual=one.role == usually)
        for one in members
    ]
