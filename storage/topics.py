"""What earlier records of each topic say, for a new question's topic to be told from."""

from datetime import date

from sqlalchemy import or_, select
from sqlalchemy.orm import Session

from storage.consultations import QUESTION, TYPED, Consultation, ConsultationMessage
from storage.corrections import TOPIC, Correction

RECENT_RECORDS = 1000
"""Read at most, the newest: what people ask about changes, and reading them takes time."""


def questions_by_topic(session: Session, before: date, limit: int = RECENT_RECORDS) -> list[tuple[str, str, int]]:
    """Topic, question and weight of consultations that counted before a day.

    What was typed in has the topic that a methodologist chose; of what was asked in chat those count that were
    answered, for who answers sees the topic. One that somebody corrected weighs twice.
    """
    rows = session.execute(
        select(Consultation.id, Consultation.topic, ConsultationMessage.text)
        .join(ConsultationMessage, ConsultationMessage.consultation_id == Consultation.id)
        .where(
            Consultation.topic.is_not(None),
            Consultation.deleted_at.is_(None),
            Consultation.happened_on < before,
            or_(Consultation.origin == TYPED, Consultation.answered_at.is_not(None)),
            ConsultationMessage.part == QUESTION,
            ConsultationMessage.hidden_at.is_(None),
            ConsultationMessage.text != "",
        )
        .order_by(Consultation.id.desc())
        .limit(limit)
    ).all()
    corrected = set(
        session.scalars(
            select(Correction.consultation_id).where(
                Correction.field == TOPIC, Correction.consultation_id.in_([key for key, _, _ in rows])
            )
        )
        if rows
        else ()
    )
    return [(str(topic), text, 2 if key in corrected else 1) for key, topic, text in rows]
