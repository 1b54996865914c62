"""What was noted of what people did, once its period is over: audit, updates, dialogs, codes, requests, moderation."""

from datetime import datetime, timedelta
from typing import Any

from sqlalchemy import Select, String, and_, cast, delete, exists, func, literal, or_, select, update
from sqlalchemy.orm import Session

from storage.account_moves import AccountMove
from storage.audit import audit, forget_audit
from storage.corrections import REPORTED, Correction
from storage.dialogs import dialogs
from storage.inbox import IS_PARKED, inbox
from storage.mail_codes import mail_codes, mail_letters, remove_address
from storage.members import REMOVED, Address, Invite, JoinRequest, Member
from storage.moderation import Hiding, Mute
from storage.numbers import marks, of_kind
from storage.retention import Kind, Rows, deleting, found_by
from storage.searches import Search
from storage.seen import seen


def _corrections(before: datetime) -> Select[*tuple[Any, ...]]:
    """Of what a report shows only who changed it goes."""
    left = or_(Correction.field.not_in(REPORTED), Correction.by_id.is_not(None))
    return select(Correction.id, Correction.at.label("at")).where(Correction.at < before, left)


def _forget_corrections(session: Session, rows: Rows, _now: datetime) -> None:
    mine = Correction.id.in_([row[0] for row in rows])
    session.execute(delete(Correction).where(mine, Correction.field.not_in(REPORTED)))
    session.execute(update(Correction).where(mine).values(by_id=None))


def _forget_audit(session: Session, rows: Rows, _now: datetime) -> None:
    """The log is shortened up to a moment: with the last line of the portion go all that are as old."""
    forget_audit(session, rows[-1].at + timedelta(microseconds=1))


def _forget_codes(session: Session, rows: Rows, _now: datetime) -> None:
    """With its code goes the address that nobody has confirmed by it."""
    of_codes = Address.id.in_([row.address_id for row in rows])
    for address in session.scalars(select(Address).where(of_codes, Address.confirmed_at.is_(None))).unique().all():
        remove_address(session, address)
    session.execute(delete(mail_codes).where(mail_codes.c.member_id.in_([row.member_id for row in rows])))


def _forget_requests(session: Session, rows: Rows, _now: datetime) -> None:
    """Whoever never was a member is forgotten altogether: declined, or not even looked at in all that time."""
    mine = JoinRequest.id.in_([row[0] for row in rows])
    was_member = exists().where(marks.c.name == literal(f"{REMOVED}:") + cast(Member.id, String))
    never = and_(Member.role.is_(None), Member.erased_at.is_(None), ~was_member)
    declined = select(JoinRequest.member_id).join(Member, Member.id == JoinRequest.member_id)
    strangers = list(session.scalars(declined.where(mine, JoinRequest.approved.is_not(True), never)))
    session.execute(delete(JoinRequest).where(mine))
    asks_again = select(JoinRequest.member_id)
    session.execute(delete(Member).where(Member.id.in_(strangers), Member.id.not_in(asks_again)))


_of_a_day = or_(of_kind("morning"), of_kind("evening"))
"""Marks of single days."""

TRACES = (
    Kind(
        "corrections",
        "corrections_months",
        ("corrections",),
        _corrections,
        _forget_corrections,
        walk=(Correction.id, Correction.at),
        resumes=True,
    ),
    Kind("mutes", "moderation_months", ("mutes",), found_by(Mute.ended_at, Mute.id), deleting(Mute, Mute.id)),
    Kind("hidings", "moderation_months", ("hidings",), found_by(Hiding.at, Hiding.id), deleting(Hiding, Hiding.id)),
    Kind("audit", "audit_months", ("audit",), found_by(audit.c.at, audit.c.id), _forget_audit),
    Kind(
        "inbox",
        "inbox_days",
        ("inbox",),
        found_by(inbox.c.done_at, inbox.c.update_id),
        deleting(inbox, inbox.c.update_id),
    ),
    Kind(
        "parked",
        "parked_days",
        ("inbox",),
        found_by(inbox.c.parked_at, inbox.c.update_id, where=IS_PARKED),
        deleting(inbox, inbox.c.update_id),
    ),
    Kind(
        "dialogs",
        "dialogs_days",
        ("dialogs",),
        found_by(dialogs.c.expires_at, dialogs.c.chat_id, dialogs.c.user_id),
        deleting(dialogs, dialogs.c.chat_id, dialogs.c.user_id),
    ),
    Kind("searches", "searches_days", ("searches",), found_by(Search.at, Search.id), deleting(Search, Search.id)),
    Kind(
        "seen",
        "seen_days",
        ("seen",),
        found_by(seen.c.at, seen.c.member_id, seen.c.object_kind, seen.c.object_id),
        deleting(seen, seen.c.member_id, seen.c.object_kind, seen.c.object_id),
    ),
    Kind(
        "invitations",
        "invitations_days",
        ("invites", "invite_libraries"),
        found_by(Invite.expires_at, Invite.code),
        deleting(Invite, Invite.code),
    ),
    Kind(
        "account_codes",
        "invitations_days",
        ("account_moves",),
        found_by(AccountMove.expires_at, AccountMove.id),
        deleting(AccountMove, AccountMove.id),
    ),
    Kind(
        "mail_codes",
        "invitations_days",
        ("mail_codes",),
        found_by(mail_codes.c.expires_at, mail_codes.c.member_id, mail_codes.c.address_id),
        _forget_codes,
    ),
    Kind(
        "mail_letters",
        "invitations_days",
        ("mail_letters",),
        found_by(mail_letters.c.since, mail_letters.c.member_id),
        deleting(mail_letters, mail_letters.c.member_id),
    ),
    Kind(
        "requests",
        "requests_months",
        ("join_requests",),
        found_by(func.coalesce(JoinRequest.decided_at, JoinRequest.asked_at), JoinRequest.id),
        _forget_requests,
    ),
    Kind(
        "day_marks",
        "inbox_days",
        ("marks",),
        found_by(marks.c.at, marks.c.name, where=_of_a_day),
        deleting(marks, marks.c.name),
    ),
)
"""What was noted of what people did."""
