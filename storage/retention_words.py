"""What people wrote, once its period is over: consultations keep their figures, talks go, an event what was asked."""

from datetime import datetime
from typing import Any

from sqlalchemy import ColumnElement, Select, and_, delete, exists, or_, select, update
from sqlalchemy.orm import Session

from storage.announcements import Announcement, AnnouncementMessage
from storage.consultations import OPEN, Consultation, ConsultationMessage
from storage.erasing import blank_consultations
from storage.events import Event, Registration
from storage.feedback import event_remarks
from storage.news import NewsMessage, NewsPost
from storage.reminders import reminders
from storage.retention import Kind, Over, Rows, Take, deleting, found_by

_c, _m, _r = Consultation, ConsultationMessage, Registration
_said = exists().where(_m.consultation_id == _c.id, or_(_m.text != "", _m.message_id.is_not(None)))
_has_words = or_(_c.note.is_not(None), _c.referred_to.is_not(None), _said)


def _texts(before: datetime) -> Select[*tuple[Any, ...]]:
    """Whose last word is that old. A question that nobody has answered waits, however long."""
    settled = and_(
        _c.status != OPEN,
        _c.entered_at < before,
        or_(_c.answered_at.is_(None), _c.answered_at < before),
        or_(_c.closed_at.is_(None), _c.closed_at < before),
        ~exists().where(_m.consultation_id == _c.id, _m.at >= before),
    )
    return select(_c.id, _c.entered_at.label("at")).where(settled, _has_words)


def _blank(session: Session, rows: Rows, now: datetime) -> None:
    blank_consultations(session, [row[0] for row in rows], now)


def _of_event(*more: ColumnElement[bool]) -> Over:
    return found_by(Event.ends_at, Event.id, where=and_(*more))


def _forget_wishes(session: Session, rows: Rows, _now: datetime) -> None:
    mine = _r.event_id.in_([row[0] for row in rows])
    session.execute(update(_r).where(mine, _r.question.is_not(None)).values(question=None))


def _forget_remarks(session: Session, rows: Rows, _now: datetime) -> None:
    session.execute(delete(event_remarks).where(event_remarks.c.event_id.in_([row[0] for row in rows])))


def _forget_reminders(session: Session, rows: Rows, _now: datetime) -> None:
    mine = select(_r.id).where(_r.event_id.in_([row[0] for row in rows]))
    session.execute(delete(reminders).where(reminders.c.registration_id.in_(mine)))


_wished = exists().where(_r.event_id == Event.id, _r.question.is_not(None))
_remarked = exists().where(event_remarks.c.event_id == Event.id)
_reminded = exists().where(_r.event_id == Event.id, reminders.c.registration_id == _r.id)


def _emptying(table: Any, **more: Any) -> Take:
    """Words and files of something that all could read, and that was taken back."""

    def take(session: Session, rows: Rows, _now: datetime) -> None:
        gone = {"text": "", "attachments": [], "chat_id": None, "message_id": None, "album": None, **more}
        session.execute(update(table).where(table.id.in_([row[0] for row in rows])).values(gone))

    return take


def _withdrawn_announcements(before: datetime) -> Select[*tuple[Any, ...]]:
    one = Announcement
    gone = or_(one.withdrawn_at < before, one.discarded_at < before)
    has_words = or_(one.text != "", one.message_id.is_not(None))
    return select(one.id, one.created_at.label("at")).where(gone, has_words)


CONSULTATIONS, MESSAGES = "consultations", "consultation_messages"
_by_entry = (_c.id, _c.entered_at)

WORDS = (
    Kind("texts", "texts_months", (CONSULTATIONS, MESSAGES), _texts, _blank, walk=_by_entry, resumes=True, most=20),
    Kind(
        "undone",
        "payloads_days",
        (CONSULTATIONS, MESSAGES),
        found_by(_c.deleted_at, _c.id, where=_has_words),
        _blank,
        walk=_by_entry,
        resumes=True,
        most=20,
    ),
    Kind(
        "news_talks",
        "talks_months",
        ("news_messages",),
        found_by(NewsMessage.at, NewsMessage.id),
        deleting(NewsMessage, NewsMessage.id),
        walk=(NewsMessage.id, NewsMessage.at),
    ),
    Kind(
        "announcement_talks",
        "talks_months",
        ("announcement_messages",),
        found_by(AnnouncementMessage.at, AnnouncementMessage.id),
        deleting(AnnouncementMessage, AnnouncementMessage.id),
        walk=(AnnouncementMessage.id, AnnouncementMessage.at),
    ),
    Kind(
        "withdrawn_news",
        "payloads_days",
        ("news_posts",),
        found_by(NewsPost.withdrawn_at, NewsPost.id, where=or_(NewsPost.text != "", NewsPost.message_id.is_not(None))),
        _emptying(NewsPost),
        walk=(NewsPost.id, None),
    ),
    Kind(
        "withdrawn_announcements",
        "payloads_days",
        ("announcements",),
        _withdrawn_announcements,
        _emptying(Announcement, html="", link_label=None, link_url=None),
        walk=(Announcement.id, None),
    ),
    Kind(
        "wishes",
        "wishes_months",
        ("registrations",),
        _of_event(_wished),
        _forget_wishes,
        walk=(Event.id, None),
        most=20,
    ),
    Kind(
        "feedback",
        "feedback_months",
        ("event_remarks",),
        _of_event(_remarked),
        _forget_remarks,
        walk=(Event.id, None),
        most=20,
    ),
    Kind(
        "reminders",
        "wishes_months",
        ("reminders",),
        _of_event(_reminded),
        _forget_reminders,
        walk=(Event.id, None),
        most=2,
    ),
)
"""What people wrote, and what Plaukts reminded them of."""
