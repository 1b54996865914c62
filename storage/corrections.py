"""What was changed in a record after it was saved: a trace that only grows, and what came after its month's export.

A month counts as exported from the first report that was made of it, or of a quarter or year around it, after its last
day. Its records may still be corrected; what a reader of that report then has differently is told apart as late.
"""

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from datetime import date, datetime, timedelta
from typing import Any

from sqlalchemy import JSON, Column, Date, ForeignKey, String, Table, and_, or_, select, update
from sqlalchemy.orm import Mapped, Session, mapped_column, relationship

from storage.base import Base, Id, UtcDateTime, metadata
from storage.consultations import ANSWER, QUESTION, TYPED, Consultation
from storage.members import Member
from storage.upsert import insert_new

LIBRARIES, CHANNEL, TOPIC, SECOND_TOPIC, DAY = "libraries", "channel", "topic", "second_topic", "day"
DURATION, PARTICIPANTS, GIVEN_BY, EFFORT = "duration", "participants", "given_by", "effort"
NOTE, QUESTION_TEXT, ANSWER_TEXT = "note", "question", "answer"
"""Fields of a record. A duration is a number of minutes or the key of a band, libraries are their ids."""
ADDED, DELETED = "added", "deleted"
"""A record that was entered, or taken out, as a whole."""

TEXTS = (NOTE, QUESTION_TEXT, ANSWER_TEXT)
"""Fields that hold what people wrote: the trace keeps it only as long as the change can be undone."""
REPORTED = (LIBRARIES, CHANNEL, TOPIC, SECOND_TOPIC, DAY, DURATION, PARTICIPANTS, GIVEN_BY, DELETED)
"""Fields that a report shows."""

exported_months = Table(
    "exported_months",
    metadata,
    Column("month", Date, primary_key=True),  # its first day
    Column("at", UtcDateTime, nullable=False),
)


class Correction(Base):
    """One field of one record was changed."""

    __tablename__ = "corrections"

    id: Mapped[int] = mapped_column(Id, primary_key=True, init=False)
    consultation_id: Mapped[int] = mapped_column(ForeignKey("consultations.id", ondelete="CASCADE"), index=True)
    at: Mapped[datetime]
    by_id: Mapped[int | None] = mapped_column(ForeignKey("members.id"))
    field: Mapped[str] = mapped_column(String(40))
    before: Mapped[Any] = mapped_column(JSON(none_as_null=True), nullable=True)
    after: Mapped[Any] = mapped_column(JSON(none_as_null=True), nullable=True)
    day_before: Mapped[date | None]
    """The day on which the record counted before the change, and after it."""
    day_after: Mapped[date | None]

    by: Mapped[Member | None] = relationship(init=False)
    consultation: Mapped[Consultation] = relationship(init=False)


@dataclass(frozen=True, slots=True)
class LateCorrection:
    """What of an exported month is not any more as that report has it."""

    number: int
    """The record's."""
    day: date | None
    """On which it counts now."""
    field: str
    """A field's name, ``ADDED`` or ``DELETED``."""
    at: datetime
    """When it was changed (last)."""


Snapshot = Mapping[str, Any]
"""Field → value, as plain JSON."""


def snapshot(record: Consultation) -> Snapshot:
    """What stands in a record now, to be compared with what stands in it later (``trace``)."""
    typed_in = record.origin == TYPED
    said = {
        part: next((one.text or None for one in record.messages if one.part == part), None)
        for part in (QUESTION, ANSWER)
    }
    return {
        LIBRARIES: sorted(library.id for library in record.libraries),
        CHANNEL: record.channel,
        TOPIC: record.topic,
        SECOND_TOPIC: record.second_topic,
        DAY: record.happened_on.isoformat() if record.happened_on else None,
        DURATION: record.minutes if record.minutes is not None else record.duration_band,
        PARTICIPANTS: record.participants,
        GIVEN_BY: record.given_by,
        EFFORT: record.effort,
        NOTE: record.note,
        # In a chat these are the authors' own, who may edit them.
        QUESTION_TEXT: said[QUESTION] if typed_in else None,
        ANSWER_TEXT: said[ANSWER] if typed_in else None,
        DELETED: record.deleted_at is not None,
    }


def trace(
    session: Session, record: Consultation, before: Snapshot, *, at: datetime, by_id: int | None
) -> list[Correction]:
    """Write down what is different from ``before``; nothing is written where nothing is."""
    session.flush()
    after = snapshot(record)
    written = [
        Correction(
            consultation_id=record.id,
            at=at,
            by_id=by_id,
            field=field,
            before=before[field],
            after=after[field],
            day_before=_day(before[DAY]),
            day_after=_day(after[DAY]),
        )
        for field in after
        if before[field] != after[field]
    ]
    session.add_all(written)
    session.flush()
    return written


def corrections_of(session: Session, record: Consultation) -> list[Correction]:
    """A record's trace, the oldest change first."""
    of_record = select(Correction).where(Correction.consultation_id == record.id)
    return list(session.scalars(of_record.order_by(Correction.id)))


def forget_texts(session: Session, changed_before: datetime) -> None:
    """Of what people wrote the trace keeps only that it was changed."""
    old = and_(Correction.field.in_(TEXTS), Correction.at < changed_before)
    something = or_(Correction.before.is_not(None), Correction.after.is_not(None))
    session.execute(update(Correction).where(old, something).values(before=None, after=None))


# Late corrections -----------------------------------------------------------------------------------------------------


def note_export(session: Session, first: date, last: date, at: datetime, today: date) -> None:
    """A report from ``first`` to ``last`` is made: its months that are over by ``today`` are exported from now on."""
    for month in _months(first, last):
        if _next_month(month) <= today:
            insert_new(session, exported_months, month=month, at=at)


def exported_at(session: Session, day: date) -> datetime | None:
    """When the month of a day was first exported after it had ended, if it was."""
    return session.scalar(select(exported_months.c.at).where(exported_months.c.month == day.replace(day=1)))


def late_corrections(session: Session, first: date, last: date) -> list[LateCorrection]:
    """What was changed, added or taken out in the months from ``first`` to ``last`` after their export, oldest first.

    Of several changes of one field the last one is told; one that was put right again is none. Fields that no report
    shows are left out.
    """
    months = exported_months.c
    exported = {
        row.month: row.at
        for row in session.execute(select(months.month, months.at).where(months.month.between(first, last)))
    }
    if not exported:
        return []
    found = [*_changed(session, exported, first, last), *_added(session, exported, first, last)]
    return sorted(found, key=lambda one: (one.at, one.number, one.field))


def _changed(session: Session, exported: Mapping[date, datetime], first: date, last: date) -> Iterator[LateCorrection]:
    in_period = or_(Correction.day_before.between(first, last), Correction.day_after.between(first, last))
    rows = session.execute(
        select(Correction, Consultation)
        .join(Consultation, Consultation.id == Correction.consultation_id)
        .where(in_period, Correction.at > min(exported.values()), Correction.field.in_(REPORTED))
        .order_by(Correction.id)
    )
    changes: dict[tuple[int, str], tuple[Any, Correction, Consultation]] = {}
    for change, record in rows:
        moments = [exported.get(day.replace(day=1)) for day in (change.day_before, change.day_after) if day]
        if any(at is not None and record.entered_at <= at < change.at for at in moments):
            was, _, _ = changes.get((record.id, change.field), (change.before, None, None))
            changes[record.id, change.field] = (was, change, record)
    for was, change, record in changes.values():
        if was != change.after:
            yield LateCorrection(record.number, record.happened_on, change.field, change.at)


def _added(session: Session, exported: Mapping[date, datetime], first: date, last: date) -> Iterator[LateCorrection]:
    rows = session.scalars(
        select(Consultation).where(
            Consultation.origin == TYPED,
            Consultation.deleted_at.is_(None),
            Consultation.happened_on.between(first, last),
            Consultation.entered_at > min(exported.values()),
        )
    )
    for record in rows:
        at = exported.get(record.happened_on.replace(day=1)) if record.happened_on else None
        if at is not None and record.entered_at > at:
            yield LateCorrection(record.number, record.happened_on, ADDED, record.entered_at)


def _months(first: date, last: date) -> Iterator[date]:
    month = first.replace(day=1)
    while month <= last:
        yield month
        month = _next_month(month)


def _next_month(month: date) -> date:
    return (month + timedelta(days=31)).replace(day=1)


def _day(iso: str | None) -> date | None:
    return date.fromisoformat(iso) if iso else None
