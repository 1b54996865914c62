"""Questions that nobody has answered yet, and the members who like to be asked by colleagues."""

from collections.abc import Sequence

from sqlalchemy import select
from sqlalchemy.orm import Session

from storage.consultations import CHAT, OPEN, Consultation
from storage.members import TELEGRAM, Address, Member
from storage.preferences import ANY, ASKED, OFF, Wanting, wants_at_once


def unanswered(session: Session) -> list[Consultation]:
    """Questions that wait for their first answer, the oldest first."""
    return list(
        session.scalars(
            select(Consultation)
            .where(
                Consultation.status == OPEN,
                Consultation.origin == CHAT,
                Consultation.answered_at.is_(None),
                Consultation.deleted_at.is_(None),
            )
            .order_by(Consultation.entered_at, Consultation.id)
        )
    )


def willing(session: Session, topic: str | None, roles: Sequence[str]) -> list[tuple[Member, int]]:
    """Reachable members with one of the roles who let colleagues ask them on the topic, and their private chats.

    Without a topic: who may be asked on everything.
    """
    rows = session.execute(
        select(Member, Address.address)
        .join(Address, Address.member_id == Member.id)
        .where(
            Member.role.in_(roles),
            Address.channel == TELEGRAM,
            Address.unreachable_since.is_(None),
            wants_at_once(Wanting(ASKED, topic or ANY, OFF)),
        )
        .order_by(Member.id)
    )
    return [(member, int(address)) for member, address in rows]
