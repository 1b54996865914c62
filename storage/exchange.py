"""What librarians gave each other in a period: questions to colleagues and their answers, as plain values."""

from dataclasses import dataclass
from datetime import datetime
from statistics import median

from sqlalchemy import ColumnElement, and_, func, select
from sqlalchemy.orm import Session

from storage.consultations import (
    ANSWER,
    CHAT,
    COLLEAGUES,
    PEER,
    SELF_SERVED,
    WITHDRAWN,
    Consultation,
    ConsultationMessage,
)


@dataclass(frozen=True, slots=True)
class Exchange:
    """Questions asked of colleagues in a period; what was answered after its end is not answered yet."""

    questions: int
    answered: int
    hours_to_answer: float | None
    """Median of the time from a question to its first answer, in hours by the clock; nothing without answers."""
    libraries: int
    """Libraries whose people answered a colleague's question in the period, methodologists apart."""

    @property
    def share_answered(self) -> float | None:
        """0–1; nothing where nothing was asked."""
        return self.answered / self.questions if self.questions else None


def exchange(session: Session, from_moment: datetime, to_moment: datetime) -> Exchange:
    """Figures of the time from one moment to another (aware, the latter excluded)."""
    asked = session.execute(
        select(Consultation.entered_at, Consultation.answered_at).where(
            _asked_of_colleagues(),
            Consultation.entered_at >= from_moment,
            Consultation.entered_at < to_moment,
        )
    ).all()
    waits = [
        (answered - entered).total_seconds() / 3600
        for entered, answered in asked
        if answered is not None and answered < to_moment
    ]
    libraries = session.scalar(
        select(func.count(ConsultationMessage.library_id.distinct()))
        .join(Consultation, Consultation.id == ConsultationMessage.consultation_id)
        .where(
            _asked_of_colleagues(),
            ConsultationMessage.part == ANSWER,
            ConsultationMessage.given_by == PEER,
            ConsultationMessage.at >= from_moment,
            ConsultationMessage.at < to_moment,
        )
    )
    return Exchange(
        questions=len(asked),
        answered=len(waits),
        hours_to_answer=round(median(waits), 1) if waits else None,
        libraries=int(libraries or 0),
    )


def _asked_of_colleagues() -> ColumnElement[bool]:
    return and_(
        Consultation.audience == COLLEAGUES,
        Consultation.origin == CHAT,
        Consultation.deleted_at.is_(None),
        Consultation.status.not_in((WITHDRAWN, SELF_SERVED)),
    )
