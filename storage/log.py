"""The log of consultations as the methodologists look into it: a record, and the records of a day."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, datetime

from sqlalchemy import ColumnElement, and_, exists, func, or_, select
from sqlalchemy.orm import Session, selectinload

from storage.consultations import ANSWER, SELF_SERVED, TYPED, WITHDRAWN, Consultation, ConsultationMessage


@dataclass(frozen=True)
class Day:
    """A day on the region's clocks, and the moments with which it begins and ends."""

    day: date
    begins: datetime
    ends: datetime


@dataclass(frozen=True)
class Records:
    """One page of records."""

    records: Sequence[Consultation] = ()
    page: int = 0
    """Its number, beginning with 0; the last one where a later one was asked for."""
    pages: int = 1
    total: int = 0


def record_numbered(session: Session, number: int) -> Consultation | None:
    """The consultation that people call by this number, also one that was taken out."""
    return session.scalar(select(Consultation).where(Consultation.number == number))


def counted() -> ColumnElement[bool]:
    """The condition that a consultation is one: it took place and was not taken back."""
    return and_(
        Consultation.happened_on.is_not(None),
        Consultation.deleted_at.is_(None),
        Consultation.status.not_in((WITHDRAWN, SELF_SERVED)),
    )


def given_on(session: Session, member_id: int, day: Day, page: int = 0, size: int = 10) -> Records:
    """What a member gave on a day, or typed in on it, in the order of the numbers."""
    return _page(session, _given_on(member_id, day), page, size)


def count_given_on(session: Session, member_id: int, day: Day) -> int:
    """How many those are."""
    return session.scalar(select(func.count()).select_from(Consultation).where(_given_on(member_id, day))) or 0


def _given_on(member_id: int, day: Day) -> ColumnElement[bool]:
    m = ConsultationMessage
    answered = exists().where(m.consultation_id == Consultation.id, m.part == ANSWER, m.author_id == member_id)
    typed_in = and_(
        Consultation.origin == TYPED, Consultation.entered_at >= day.begins, Consultation.entered_at < day.ends
    )
    return and_(
        counted(),
        or_(Consultation.happened_on == day.day, typed_in),
        or_(Consultation.responsible_id == member_id, answered),
    )


def _page(session: Session, condition: ColumnElement[bool], page: int, size: int) -> Records:
    total = session.scalar(select(func.count()).select_from(Consultation).where(condition)) or 0
    pages = max(1, -(-total // size))
    page = min(page, pages - 1)
    found = session.scalars(
        select(Consultation)
        .where(condition)
        .options(selectinload(Consultation.libraries))
        .order_by(Consultation.number)
        .offset(page * size)
        .limit(size)
    )
    return Records(list(found), page, pages, total)
