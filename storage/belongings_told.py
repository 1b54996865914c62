"""Everything about one person, as plain values: what is theirs, and nothing that is somebody else's.

Of conversations and threads their own messages are told, and in threads that they began the answers, without names.
"""

from collections.abc import Callable
from datetime import date, datetime
from typing import Any

from sqlalchemy import Select, and_, or_, select
from sqlalchemy.orm import Session

from storage.announcements import Announcement, AnnouncementMessage, receipts
from storage.audit import audit
from storage.consultations import ANSWER, TYPED, Consultation, ConsultationMessage, consultation_libraries
from storage.corrections import Correction
from storage.digests import digests
from storage.events import Event, Registration, registration_libraries
from storage.libraries import Library
from storage.materials import EventMaterial
from storage.members import Address, Invite, JoinRequest, Member, member_libraries
from storage.moderation import Hiding, Mute
from storage.news import NewsMessage, NewsPost
from storage.outbox import SEND, deliveries
from storage.preferences import preferences
from storage.searches import Search
from storage.seen import seen

Told = dict[str, list[dict[str, Any]]]
"""Section → rows; a row is a column's name → a plain value."""

_c = deliveries.c
_MEMBER = tuple(column for column in Member.__table__.columns if column.name not in ("id", "erased_at"))

SECTIONS: dict[str, Callable[[int], Select[*tuple[Any, ...]]]] = {
    "member": lambda me: select(*_MEMBER).where(Member.id == me),
    "addresses": lambda me: select(
        Address.channel, Address.address, Address.confirmed_at, Address.unreachable_since
    ).where(Address.member_id == me),
    "libraries": lambda me: (
        select(Library.name.label("library"))
        .join(member_libraries, member_libraries.c.library_id == Library.id)
        .where(member_libraries.c.member_id == me)
        .order_by(Library.name)
    ),
    "preferences": lambda me: select(preferences.c.kind, preferences.c.subject, preferences.c.cadence).where(
        preferences.c.member_id == me
    ),
    "invitations": lambda me: select(
        Invite.role, Invite.created_at, Invite.expires_at, Invite.name, Invite.email
    ).where(Invite.member_id == me),
    "join_requests": lambda me: select(JoinRequest.asked_at, JoinRequest.decided_at, JoinRequest.approved).where(
        JoinRequest.member_id == me
    ),
    "consultations_asked": lambda me: (
        select(
            *(Consultation.number, Consultation.entered_at, Consultation.happened_on, Consultation.status),
            *(Consultation.topic, Consultation.second_topic, Consultation.channel, Consultation.minutes),
            *(Consultation.audience, Consultation.anonymous, Consultation.may_be_shown, Consultation.answered_at),
            *(Consultation.closed_at, Consultation.deleted_at, Consultation.id),
        )
        .where(Consultation.asker_id == me)
        .order_by(Consultation.id)
    ),
    "consultations_given": lambda me: (
        select(
            *(Consultation.number, Consultation.entered_at, Consultation.happened_on, Consultation.status),
            *(Consultation.topic, Consultation.second_topic, Consultation.channel, Consultation.minutes),
            *(Consultation.duration_band, Consultation.participants, Consultation.effort, Consultation.origin),
            *(Consultation.note, Consultation.deleted_at, Consultation.id),
        )
        .where(Consultation.responsible_id == me)
        .order_by(Consultation.id)
    ),
    "consultation_messages": lambda me: (
        select(
            Consultation.number,
            ConsultationMessage.part,
            ConsultationMessage.text,
            ConsultationMessage.attachments,
            ConsultationMessage.at,
            ConsultationMessage.edited_at,
        )
        .join(Consultation, Consultation.id == ConsultationMessage.consultation_id)
        .where(ConsultationMessage.author_id == me)
        .order_by(ConsultationMessage.id)
    ),
    "corrections": lambda me: (
        select(Consultation.number, Correction.at, Correction.field, Correction.before, Correction.after)
        .join(Consultation, Consultation.id == Correction.consultation_id)
        .where(Correction.by_id == me)
        .order_by(Correction.id)
    ),
    "registrations": lambda me: (
        select(
            *(Event.number, Event.title, Event.begins, Registration.state, Registration.at, Registration.mode),
            *(Registration.slot, Registration.question, Registration.attended, Registration.walk_in),
            *(Registration.representative, Registration.feedback_given, Registration.id),
        )
        .join(Event, Event.id == Registration.event_id)
        .where(Registration.member_id == me)
        .order_by(Event.begins)
    ),
    "events_organised": lambda me: select(Event.number, Event.title, Event.begins, Event.status).where(
        Event.organiser_id == me
    ),
    "event_materials": lambda me: (
        select(Event.number, EventMaterial.text, EventMaterial.attachments, EventMaterial.at)
        .join(Event, Event.id == EventMaterial.event_id)
        .where(EventMaterial.author_id == me)
    ),
    "news": lambda me: select(
        *(NewsPost.number, NewsPost.category, NewsPost.text, NewsPost.attachments, NewsPost.published_at),
        *(NewsPost.deadline, NewsPost.edited_at, NewsPost.withdrawn_at, NewsPost.hidden_at),
    ).where(NewsPost.author_id == me),
    "news_messages": lambda me: (
        select(NewsPost.number, NewsMessage.text, NewsMessage.attachments, NewsMessage.at, NewsMessage.edited_at)
        .join(NewsPost, NewsPost.id == NewsMessage.subject_id)
        .where(NewsMessage.author_id == me)
    ),
    "announcements": lambda me: select(
        *(Announcement.number, Announcement.text, Announcement.attachments, Announcement.created_at),
        *(Announcement.due_at, Announcement.withdrawn_at),
    ).where(Announcement.author_id == me),
    "announcement_messages": lambda me: (
        select(
            *(Announcement.number, AnnouncementMessage.text, AnnouncementMessage.attachments),
            *(AnnouncementMessage.at, AnnouncementMessage.edited_at),
        )
        .join(Announcement, Announcement.id == AnnouncementMessage.subject_id)
        .where(AnnouncementMessage.author_id == me)
    ),
    "receipts": lambda me: (
        select(Announcement.number, receipts.c.at)
        .join(receipts, receipts.c.announcement_id == Announcement.id)
        .where(receipts.c.member_id == me)
    ),
    "mutes": lambda me: select(Mute.at, Mute.until, Mute.reason, Mute.ended_at).where(Mute.member_id == me),
    "hidings": lambda me: select(
        Hiding.at, Hiding.object_kind, Hiding.object_id, Hiding.reason, Hiding.undone_at
    ).where(Hiding.author_id == me),
    "searches": lambda me: select(Search.at, Search.query, Search.kind, Search.topic, Search.year).where(
        Search.member_id == me
    ),
    "seen": lambda me: select(seen.c.object_kind, seen.c.object_id, seen.c.at).where(seen.c.member_id == me),
    "digests": lambda me: select(digests.c.at, digests.c.weekly_at).where(digests.c.member_id == me),
    "deliveries": lambda me: (
        select(_c.created_at, _c.sent_at, _c.channel, _c.kind, _c.object_kind, _c.object_id, _c.state)
        .where(_c.recipient_id == me, _c.op == SEND)
        .order_by(_c.id)
    ),
    "audit": lambda me: (
        select(audit.c.at, audit.c.action, audit.c.object_kind, audit.c.object_id)
        .where(or_(audit.c.actor_id == me, and_(audit.c.object_kind == "member", audit.c.object_id == me)))
        .order_by(audit.c.id)
    ),
}
"""In the order in which they are told. A test holds them against ``storage.belongings``."""


def told_of(session: Session, member_id: int) -> Told:
    """All that is stored about the member."""
    found = {name: [_plain(row) for row in session.execute(of(member_id))] for name, of in SECTIONS.items()}
    for row in found["consultations_asked"]:
        row["libraries"] = _library_names(session, consultation_libraries, "consultation_id", row["id"])
        row["messages"] = _thread(session, row.pop("id"), member_id)
    for row in found["consultations_given"]:
        key, is_typed = row.pop("id"), row["origin"] == TYPED
        row["libraries"] = _library_names(session, consultation_libraries, "consultation_id", key)
        row["messages"] = _thread(session, key, member_id) if is_typed else []
        row["note"] = row["note"] if is_typed else None  # else somebody may have written it about the asker
    for row in found["registrations"]:
        row["libraries"] = _library_names(session, registration_libraries, "registration_id", row.pop("id"))
    return found


def _thread(session: Session, consultation_id: int, member_id: int) -> list[dict[str, Any]]:
    """What was asked and answered; who else wrote is told by their part alone."""
    m = ConsultationMessage
    rows = session.execute(
        select(m.part, m.text, m.attachments, m.at, m.author_id)
        .where(m.consultation_id == consultation_id)
        .order_by(m.id)
    )
    found = []
    for row in rows:
        plain = _plain(row)
        mine = plain.pop("author_id") == member_id or plain["part"] != ANSWER
        found.append({**plain, "by": "me" if mine else "others"})
    return found


def _library_names(session: Session, table: Any, column: str, key: int) -> list[str]:
    names = select(Library.name).join(table, table.c.library_id == Library.id).where(table.c[column] == key)
    return list(session.scalars(names.order_by(Library.name)))


def _plain(row: Any) -> dict[str, Any]:
    """As JSON knows it; moments are in UTC, of files what they are called or of which kind they are."""
    values: dict[str, Any] = {}
    for name, value in row._mapping.items():
        if name == "attachments":
            values["files"] = [one.get("name") or one.get("kind") for one in value or ()]
        else:
            values[name] = value.isoformat() if isinstance(value, datetime | date) else value
    return values
