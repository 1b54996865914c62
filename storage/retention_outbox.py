"""What was sent, once its period is over: first the words, then who got it; what is still needed stays.

Needed is what has not gone, what somebody refers to, the newest row (so that no number is given twice), and what is
about a question without an answer, a request without a decision, an event to come, or an announcement whose copies
can still be corrected: their rows also keep it from being said a second time.
"""

from datetime import datetime
from typing import Any

from sqlalchemy import JSON, Select, String, and_, case, cast, delete, exists, func, literal, or_, select, update
from sqlalchemy.orm import Session

from storage.announcement_progress import progress
from storage.announcements import ANNOUNCEMENT, Announcement, confirmations, receipts
from storage.broadcasts import broadcasts
from storage.consultations import OPEN, Consultation
from storage.dialogs import dialogs
from storage.events import EVENT, Event
from storage.files import files
from storage.groups import Group, GroupThread
from storage.guests import GroupGuest
from storage.members import JoinRequest
from storage.news import NEWS
from storage.outbox import (
    BLOCKED,
    CANCELLED,
    FAILED,
    HELD,
    PENDING,
    SENDING,
    SENT,
    UNKNOWN,
    contents,
    deliveries,
)
from storage.retention import Kind, Rows, deleting, found_by
from storage.revisions import revisions

NEVER_MADE = 1_000
"""Tries of a file whose bytes are not kept any more: nobody makes it anew."""

_d, _b, _f, _s = deliveries.c, broadcasts.c, files.c, contents.c
_other, _newest = deliveries.alias("other"), deliveries.alias("newest")
_UNSETTLED = (PENDING, SENDING, HELD)
_NOTHING = literal({}, JSON)


def _is_said(payload: Any) -> Any:
    return cast(payload, String) != "{}"


# The words -----------------------------------------------------------------------------------------------------------

_given_up = and_(_d.state.in_((FAILED, BLOCKED, UNKNOWN)), _d.content_id.is_(None))
_gone = or_(_d.state.in_((SENT, CANCELLED)), _given_up)
_follows_files = _d.object_kind.in_((ANNOUNCEMENT, NEWS))
"""Of what is told to many it has to be known which files it has, so that one can be exchanged."""
_words = and_(_is_said(_d.payload), _gone, ~func.coalesce(_follows_files, False))


def _empty(session: Session, rows: Rows, _now: datetime) -> None:
    """What did not arrive could not be said again without its words."""
    mine = _d.id.in_([row[0] for row in rows])
    state = case((_given_up, CANCELLED), else_=_d.state)
    session.execute(update(deliveries).where(mine).values(payload=_NOTHING, state=state))


# Who got it ----------------------------------------------------------------------------------------------------------


def _rows(before: datetime) -> Select[*tuple[Any, ...]]:
    follower = exists().where(_other.c.target_id == _d.id, _other.c.state.in_(_UNSETTLED))
    referred = [
        select(column).where(column.is_not(None))
        for column in (
            dialogs.c.delivery_id,
            GroupGuest.delivery_id,
            Group.card_id,
            Group.welcome_id,
            Group.invitation_id,
            GroupThread.making_id,
        )
    ]
    waits = exists().where(Consultation.number == _d.object_id, Consultation.status == OPEN)
    asks = exists().where(JoinRequest.id == _d.object_id, JoinRequest.decided_at.is_(None))
    to_come = exists().where(Event.number == _d.object_id, Event.ends_at >= before)
    current = exists().where(Announcement.number == _d.object_id, Announcement.forgotten_at.is_(None))
    kind = func.coalesce(_d.object_kind, "")
    needed = or_(
        follower,
        and_(kind == "consultation", waits),
        and_(kind == "join_request", asks),
        and_(kind == EVENT, to_come),
        and_(kind == ANNOUNCEMENT, current),
    )
    return select(_d.id, _d.created_at.label("at")).where(
        _d.created_at < before,
        _d.state.not_in(_UNSETTLED),
        _d.id < select(func.max(_newest.c.id)).scalar_subquery(),
        *(_d.id.not_in(one) for one in referred),
        ~needed,
    )


def _delete(session: Session, rows: Rows, _now: datetime) -> None:
    gone = [row[0] for row in rows]
    session.execute(update(deliveries).where(_d.target_id.in_(gone)).values(target_id=None))
    session.execute(delete(deliveries).where(_d.id.in_(gone)))


def _announced(before: datetime) -> Select[*tuple[Any, ...]]:
    """Sent, and for nobody who joins later: its copies are corrected no more."""
    one = Announcement
    over = and_(one.due_at < before, or_(one.finished_at.is_not(None), one.withdrawn_at.is_not(None)))
    past = or_(one.valid_until.is_(None), one.valid_until < before.date())
    thrown_away = one.discarded_at < before
    return select(one.id, one.created_at.label("at")).where(
        one.forgotten_at.is_(None), or_(and_(over, past), thrown_away)
    )


def _forget_recipients(session: Session, rows: Rows, now: datetime) -> None:
    """How many they were is kept."""
    for one in (
        session.scalars(select(Announcement).where(Announcement.id.in_([row[0] for row in rows]))).unique().all()
    ):
        if one.ordered_at is not None:
            stands = one.shown or progress(session, one, now, now.year).to_json()
            one.shown = {**stands, "read": confirmations(session, one)}
        one.forgotten_at = now
        session.execute(delete(receipts).where(receipts.c.announcement_id == one.id))
    session.flush()


# What they shared ----------------------------------------------------------------------------------------------------


def _shared(before: datetime) -> Select[*tuple[Any, ...]]:
    """Said in broadcasts that are all that old, and nobody's delivery is left of it."""
    about = and_(_b.object_kind == _s.object_kind, _b.object_id == _s.object_id)
    said = select(func.max(_b.created_at)).where(about).correlate(contents).scalar_subquery()
    current = exists().where(about, or_(_b.done_at.is_(None), _b.created_at >= before))
    sent = exists().where(_d.object_kind == _s.object_kind, _d.object_id == _s.object_id)
    return select(_s.id, said.label("at")).where(_is_said(_s.payload), ~current, ~sent, said.is_not(None))


def _empty_shared(session: Session, rows: Rows, _now: datetime) -> None:
    session.execute(update(contents).where(_s.id.in_([row[0] for row in rows])).values(payload=_NOTHING))


def _forget_audience(session: Session, rows: Rows, _now: datetime) -> None:
    mine = _b.id.in_([row[0] for row in rows])
    session.execute(update(broadcasts).where(mine).values(audience=None, mail_file_id=None))


_mailed = exists().where(_b.mail_file_id == _f.id)
_carried = exists().where(_d.file_id == _f.id)
_to_go = exists().where(_d.file_id == _f.id, _d.state.not_in((SENT, CANCELLED)))


def _empty_files(session: Session, rows: Rows, _now: datetime) -> None:
    mine = _f.id.in_([row[0] for row in rows])
    session.execute(update(files).where(mine).values(bytes=None, tries=NEVER_MADE))


_by_order = (_f.id, _f.ordered_at)

OUTBOX = (
    Kind(
        "payloads",
        "payloads_days",
        ("deliveries",),
        found_by(_d.created_at, _d.id, where=_words),
        _empty,
        walk=(_d.id, _d.created_at),
        resumes=True,
    ),
    Kind(
        "recipients",
        "deliveries_months",
        ("announcements", "receipts"),
        _announced,
        _forget_recipients,
        walk=(Announcement.id, Announcement.created_at),
        most=5,
    ),
    Kind("deliveries", "deliveries_months", ("deliveries",), _rows, _delete, walk=(_d.id, _d.created_at), most=50),
    Kind(
        "audiences",
        "deliveries_months",
        ("broadcasts",),
        found_by(_b.done_at, _b.id, where=or_(_b.audience.is_not(None), _b.mail_file_id.is_not(None))),
        _forget_audience,
        walk=(_b.id, _b.created_at),
        resumes=True,
    ),
    Kind("shared", "deliveries_months", ("contents",), _shared, _empty_shared, walk=(_s.id, None)),
    Kind(
        "revisions",
        "deliveries_months",
        ("revisions",),
        found_by(revisions.c.done_at, revisions.c.id),
        deleting(revisions, revisions.c.id),
    ),
    Kind(
        "file_bytes",
        "payloads_days",
        ("files",),
        found_by(_f.ordered_at, _f.id, where=and_(_f.bytes.is_not(None), ~_to_go, ~_mailed)),
        _empty_files,
        walk=_by_order,
        resumes=True,
        most=50,
    ),
    Kind(
        "files",
        "payloads_days",
        ("files",),
        found_by(_f.ordered_at, _f.id, where=and_(~_carried, ~_mailed)),
        deleting(files, _f.id),
        walk=_by_order,
        resumes=True,
    ),
)
"""What was sent, to whom, and what travelled along."""
