"""What was moderated before: a mute that has ended, one that lasts, both in the journal."""

from datetime import datetime, timedelta

from sqlalchemy import select
from sqlalchemy.orm import Session

from bot.access import LIBRARIAN
from storage.libraries import Library
from storage.members import Member
from storage.moderation import Mute

NAME, LIBRARY = "Bibliotekāre, Alsunga", "Alsungas pagasta bibliotēka"


def seed_moderation(session: Session, methodologist: Member, now: datetime) -> None:
    """A librarian without a phone on the page, so that nobody who plays is muted."""
    libraries = list(session.scalars(select(Library).where(Library.name == LIBRARY)))
    member = Member(name=NAME, role=LIBRARIAN, language="lv", created_at=now, libraries=libraries)
    session.add(member)
    session.flush()
    begun = now - timedelta(days=9)
    hour, week = timedelta(hours=1), timedelta(weeks=1)
    earlier = Mute(
        member_id=member.id,
        by_id=methodologist.id,
        at=begun,
        until=begun + hour,
        reason="Konsultāciju sadaļā izcēlās strīds; lūgums to turpināt sarunā, nevis rakstiski.",
        ended_at=begun + hour,
    )
    present = Mute(
        member_id=member.id,
        by_id=methodologist.id,
        at=now - timedelta(hours=3),
        until=now - timedelta(hours=3) + week,
        reason="Jaunumu sadaļā atkārtoti ievietota tirgotāja reklāma.",
    )
    member.muted_until = present.until
    session.add_all([earlier, present])
