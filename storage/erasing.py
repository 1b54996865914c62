"""Erasing what people wrote: of a consultation only what is counted is left."""

from collections.abc import Collection
from datetime import datetime

from sqlalchemy import delete, null, or_, select, update
from sqlalchemy.orm import Session

from storage.consultations import Consultation, ConsultationMessage
from storage.corrections import TEXTS, Correction
from storage.dialogs import dialogs
from storage.forgetting import forget_about
from storage.moderation import Hiding
from storage.search import QUESTION, remove_entry

CONSULTATION, MESSAGE = "consultation", "message"
"""What a consultation (by its number) and a message of its thread (by its id) are called in deliveries."""


def blank_consultations(session: Session, consultation_ids: Collection[int], now: datetime) -> int:
    """Leave of these consultations nothing but figures; returns how many had texts or files.

    Day, libraries, channel, topics, duration, participants and who belongs to it stay; every text and file of it goes:
    thread, note, where it was referred to, what moderation has kept, the trace of corrections, the search index, and
    the copies in the outbox. The inbox holds nothing of what was handled. Messages that stand in chats stay there; of
    the authors' own the number is forgotten, so that no later edit brings the words back.
    """
    numbers = dict(
        session.execute(select(Consultation.id, Consultation.number).where(Consultation.id.in_(consultation_ids))).all()
    )
    mine = ConsultationMessage.consultation_id.in_(numbers)
    had_words = or_(ConsultationMessage.text != "", ConsultationMessage.message_id.is_not(None))
    said = session.execute(
        select(ConsultationMessage.id, ConsultationMessage.consultation_id, had_words).where(mine)
    ).all()
    blank_messages(session, [row.id for row in said])
    of_texts = Correction.consultation_id.in_(numbers), Correction.field.in_(TEXTS)
    session.execute(update(Correction).where(*of_texts).values(before=null(), after=null()))
    has_more = or_(Consultation.note.is_not(None), Consultation.referred_to.is_not(None))
    noted = set(session.scalars(select(Consultation.id).where(Consultation.id.in_(numbers), has_more)))
    session.execute(update(Consultation).where(Consultation.id.in_(numbers)).values(note=None, referred_to=None))
    for number in numbers.values():
        remove_entry(session, QUESTION, number)
    objects = [(CONSULTATION, number) for number in numbers.values()] + [(MESSAGE, row.id) for row in said]
    _blank_hidden(session, objects)
    forget_about(session, objects, now)
    session.execute(delete(dialogs).where(dialogs.c.expires_at <= now))
    session.expire_all()
    return len(noted | {row.consultation_id for row in said if row[2]})


def blank_messages(session: Session, message_ids: Collection[int], instead: str = "") -> None:
    """Of messages of threads only who wrote them when is left, as which part; ``instead`` is what they say."""
    these = update(ConsultationMessage).where(ConsultationMessage.id.in_(message_ids))
    session.execute(these.values(text=instead, attachments=[], chat_id=None, message_id=None, album=None))


def _blank_hidden(session: Session, objects: Collection[tuple[str, int]]) -> None:
    for kind in (CONSULTATION, MESSAGE):
        keys = [key for of, key in objects if of == kind]
        for hiding in session.scalars(select(Hiding).where(Hiding.object_kind == kind, Hiding.object_id.in_(keys))):
            if hiding.kept is not None:
                hiding.kept = {**hiding.kept, "text": "", "attachments": []}
