"""A member is erased: what was theirs goes, what the region counts stays, and nobody can tell any more whose it was.

The row of ``members`` stays with its number alone, for closed months count different persons, and what somebody made
for the region (an event, an announcement) has to be somebody's. Copies in chats are the features' to change, before.
"""

from collections.abc import Collection
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Any

from sqlalchemy import and_, delete, null, or_, select, true, update
from sqlalchemy.orm import Session

from storage.announcements import Announcement, AnnouncementMessage
from storage.belongings import BELONGINGS, Fate
from storage.consultations import CLOSED, OPEN, TYPED, Consultation, ConsultationMessage
from storage.conversations import ConversationMessage
from storage.corrections import TEXTS, Correction
from storage.database import WIPE
from storage.erasing import blank_messages
from storage.erasing_copies import empty_inbox, forget_chats, forget_copies, rename
from storage.events import GOING, INVITED, OFFERED, WAITING, Event, Registration
from storage.mail_chats import TELEGRAM, mailbox
from storage.mailing import forget_ways
from storage.materials import EventMaterial
from storage.members import REMOVED, Address, Invite, Member
from storage.moderation import Hiding
from storage.news import NEWS, NewsMessage, NewsPost
from storage.numbers import mark_once, unmark
from storage.search import QUESTION, remove_entry
from storage.tables import metadata

LONG_AGO = timedelta(hours=1)
"""How long before it the person counts as removed: their places need not wait until it can be undone no more."""
NAMELESS = "—"
"""What a person is called whose name is not kept any longer, in any language."""


@dataclass(frozen=True)
class Written:
    """What a member wrote: the objects by which features show it."""

    questions: list[int]
    """Numbers of the questions that they asked in a chat."""
    messages: list[int]
    """Ids of the other messages in threads."""
    news: list[int]
    """Numbers."""
    talks: list[tuple[str, int]]
    """What they wrote to authors, and as authors, of which two read: its kind in deliveries, and its id."""


def written_by(session: Session, member_id: int) -> Written:
    """What others may have copies of."""
    messages = session.execute(
        select(ConsultationMessage.id, ConsultationMessage.part, Consultation.number)
        .join(Consultation, Consultation.id == ConsultationMessage.consultation_id)
        .where(
            Consultation.origin != TYPED,
            Consultation.deleted_at.is_(None),
            or_(ConsultationMessage.author_id == member_id, _asked_by(member_id)),
        )
        .order_by(ConsultationMessage.id)
    ).all()
    return Written(
        questions=[row.number for row in messages if row.part == "question"],
        messages=[row.id for row in messages if row.part != "question"],
        news=list(session.scalars(select(NewsPost.number).where(NewsPost.author_id == member_id))),
        talks=[
            (kind, key)
            for kind, table in (("news_message", NewsMessage), ("announcement_message", AnnouncementMessage))
            for key in session.scalars(select(table.id).where(_in_talk(table, member_id)))
        ],
    )


@dataclass(frozen=True)
class Begun:
    """What is to be looked for where it may have been copied."""

    name: str
    texts: list[str]
    objects: list[tuple[str, int]]
    """What is theirs, or has something of theirs in it: kind and id, as in deliveries."""


def begin_erasing(session: Session, member: Member, name: str, now: datetime) -> Begun:
    """Whatever shows the member from now on says this name; returns what they were called, and all that they wrote."""
    begun = Begun(member.name, _texts_of(session, member), _objects_of(session, member.id))
    _begin(session, member, name, now)
    return begun


def _begin(session: Session, member: Member, name: str, now: datetime) -> None:
    """Neither a library, which often is one person, nor what they wanted to ask is shown beside it.

    What nobody has answered waits for nobody any more; it counts as without an answer, as before.
    """
    unanswered = and_(Consultation.status == OPEN, Consultation.answered_at.is_(None), Consultation.origin != TYPED)
    session.execute(update(Consultation).where(Consultation.asker_id == member.id, unanswered).values(status=CLOSED))
    session.execute(update(Consultation).where(Consultation.referred_to == member.name).values(referred_to=name))
    session.execute(update(Registration).where(Registration.member_id == member.id).values(question=None))
    member.name, member.erased_at, member.libraries = name, now, []
    session.flush()


def erase_member(
    session: Session, member: Member, begun: Begun, instead: str, now: datetime, *, besides_update: int | None = None
) -> None:
    """Take the person out of everything; their messages in threads say ``instead`` from now on.

    ``besides_update`` is the update that is being handled. Words are gone from SQLite's file after the commit
    (``storage.database``).
    """
    chats = _chats_of(session, member.id)
    _erase_consultations(session, member.id, instead)
    _erase_posts(session, member.id, now)
    _erase_registrations(session, member, now)
    _erase_invitations(session, member.id)
    empty_inbox(session, chats, besides_update)
    forget_chats(session, member.id, chats, now)
    forget_copies(session, begun.texts, begun.objects, now)
    rename(session, begun.name, member.name)
    _apply_fates(session, member.id, chats)
    _empty_row(session, member, now)
    session.info[WIPE] = True


def forget_member(session: Session, member: Member, now: datetime) -> None:
    """Somebody who left long ago: nothing tells any more who they were; what they wrote stays with the region."""
    chats, was = _chats_of(session, member.id), member.name
    _begin(session, member, NAMELESS, now)
    _erase_registrations(session, member, now)
    _erase_invitations(session, member.id)
    empty_inbox(session, chats, None)
    forget_chats(session, member.id, chats, now)
    rename(session, was, NAMELESS)
    _apply_fates(session, member.id, chats)
    _empty_row(session, member, now)
    session.info[WIPE] = True


def _asked_by(member_id: int) -> Any:
    """The question itself and what the asker added, also where an earlier version kept no author."""
    return and_(Consultation.asker_id == member_id, ConsultationMessage.part != "answer")


def _in_talk(table: type[ConversationMessage], member_id: int) -> Any:
    """What the member wrote, and what was written to them about what others made."""
    return or_(table.author_id == member_id, table.asker_id == member_id)


def _texts_of(session: Session, member: Member) -> list[str]:
    """Everything that they wrote, to be looked for."""
    mine = member.id
    queries = [
        select(ConsultationMessage.text).where(ConsultationMessage.author_id == mine),
        select(ConsultationMessage.text)
        .join(Consultation, Consultation.id == ConsultationMessage.consultation_id)
        .where(or_(Consultation.asker_id == mine, _typed_by(mine))),
        select(Consultation.note).where(or_(Consultation.asker_id == mine, _typed_by(mine))),
        select(NewsPost.text).where(NewsPost.author_id == mine),
        select(NewsMessage.text).where(_in_talk(NewsMessage, mine)),
        select(AnnouncementMessage.text).where(_in_talk(AnnouncementMessage, mine)),
        select(Registration.question).where(Registration.member_id == mine),
        select(Address.address).where(Address.member_id == mine),
    ]
    found = [text for query in queries for text in session.scalars(query) if text]
    hidden = session.scalars(select(Hiding.kept).where(Hiding.author_id == mine))
    return [*found, *(str(kept["text"]) for kept in hidden if kept and kept.get("text"))]


def _objects_of(session: Session, member_id: int) -> list[tuple[str, int]]:
    wrote = select(ConsultationMessage.consultation_id).where(ConsultationMessage.author_id == member_id)
    theirs = or_(
        Consultation.asker_id == member_id, Consultation.responsible_id == member_id, Consultation.id.in_(wrote)
    )
    written = written_by(session, member_id)
    return [
        *(("consultation", number) for number in session.scalars(select(Consultation.number).where(theirs))),
        *(("message", key) for key in written.messages),
        *((NEWS, number) for number in written.news),
        *written.talks,
    ]


def _typed_by(member_id: int) -> Any:
    return and_(Consultation.responsible_id == member_id, Consultation.origin == TYPED)


def _chats_of(session: Session, member_id: int) -> list[int]:
    """Their private chats, and the numbers by which the outbox knows their mailboxes."""
    rows = session.execute(select(Address.id, Address.channel, Address.address).where(Address.member_id == member_id))
    return [int(row.address) if row.channel == TELEGRAM else mailbox(row.id) for row in rows]


def _erase_consultations(session: Session, member_id: int, instead: str) -> None:
    theirs = or_(Consultation.asker_id == member_id, _typed_by(member_id))
    own = session.execute(select(Consultation.id, Consultation.number).where(theirs)).all()
    ids = [row.id for row in own]
    of_own = and_(ConsultationMessage.consultation_id.in_(ids), ConsultationMessage.part != "answer")
    of_typed = ConsultationMessage.consultation_id.in_(select(Consultation.id).where(_typed_by(member_id)))
    mine = or_(ConsultationMessage.author_id == member_id, of_own, of_typed)
    messages = list(session.scalars(select(ConsultationMessage.id).where(mine)))
    numbers = session.scalars(
        select(Consultation.number)
        .join(ConsultationMessage, ConsultationMessage.consultation_id == Consultation.id)
        .where(ConsultationMessage.id.in_(messages))
        .distinct()
    ).all()
    blank_messages(session, messages, instead)
    session.execute(update(Consultation).where(Consultation.id.in_(ids)).values(note=None, referred_to=None))
    of_texts = and_(
        Correction.field.in_(TEXTS), or_(Correction.by_id == member_id, Correction.consultation_id.in_(ids))
    )
    session.execute(update(Correction).where(of_texts).values(before=null(), after=null()))
    for number in {*numbers, *(row.number for row in own)}:
        remove_entry(session, QUESTION, number)
    _blank_hidings(session, member_id)


def _blank_hidings(session: Session, member_id: int) -> None:
    for hiding in session.scalars(select(Hiding).where(Hiding.author_id == member_id)):
        hiding.reason = ""
        if hiding.kept is not None:
            hiding.kept = {**hiding.kept, "text": "", "attachments": []}


def _erase_posts(session: Session, member_id: int, now: datetime) -> None:
    """News and conversations lose their words; they count on."""
    nothing: dict[str, Any] = {"text": "", "attachments": [], "chat_id": None, "message_id": None, "album": None}
    posts = select(NewsPost).where(NewsPost.author_id == member_id)
    for post in session.scalars(posts).unique():
        remove_entry(session, NEWS, post.number)
        post.hidden_at = post.hidden_at or now
    session.flush()
    session.execute(update(NewsPost).where(NewsPost.author_id == member_id).values(nothing))
    for table in (NewsMessage, AnnouncementMessage):
        session.execute(update(table).where(_in_talk(table, member_id)).values(nothing))
    place = {"chat_id": None, "message_id": None, "album": None}
    for made in (Announcement, EventMaterial):
        session.execute(update(made).where(made.author_id == member_id).values(place))
    drafts = and_(Announcement.author_id == member_id, Announcement.ordered_at.is_(None))
    emptied = {"text": "", "html": "", "attachments": [], "discarded_at": now}
    session.execute(update(Announcement).where(drafts).values(emptied))


def _erase_registrations(session: Session, member: Member, now: datetime) -> None:
    """Who came is counted as before, and so is who was invited for a municipality; all else is on no list any more.

    A place in an event to come goes to the next in line first, as that of anybody who is no member any more.
    """
    mine = Registration.member_id == member.id
    over = Registration.event_id.in_(select(Event.id).where(Event.ends_at <= now))
    counted = or_(Registration.attended.is_(True), and_(over, Registration.representative.is_(True)))
    in_line = and_(~over, Registration.state.in_((GOING, OFFERED, WAITING)))
    session.execute(delete(Registration).where(mine, or_(counted, in_line).is_not(true())))
    session.execute(update(Registration).where(mine).values(question=None, registered_by_id=None))
    session.execute(update(Registration).where(mine, ~over).values(representative=False))
    unmark(session, f"{REMOVED}:{member.id}")
    mark_once(session, f"{REMOVED}:{member.id}", now - LONG_AGO, "")


def forget_given_up(session: Session) -> None:
    """Answers of erased members whose places have been passed on."""
    erased = select(Member.id).where(Member.erased_at.is_not(None))
    passed_on = and_(Registration.state == INVITED, Registration.attended.is_(None), ~Registration.representative)
    gone = delete(Registration).where(Registration.member_id.in_(erased), passed_on)
    session.execute(gone.execution_options(synchronize_session=False))


def _erase_invitations(session: Session, member_id: int) -> None:
    emails = select(Address.address).where(Address.member_id == member_id, Address.channel != TELEGRAM)
    theirs = or_(Invite.member_id == member_id, Invite.email.in_(emails))
    session.execute(
        update(Invite)
        .where(theirs)
        .values(name=None, email=None, uses_left=0)
        .execution_options(synchronize_session=False)
    )


def _apply_fates(session: Session, member_id: int, chats: Collection[int]) -> None:
    """What ``storage.belongings`` says of every other column."""
    for table in reversed(metadata.sorted_tables):
        for column in table.columns:
            one = BELONGINGS.get(f"{table.name}.{column.name}")
            if one is None or one.fate not in (Fate.GOES, Fate.UNLINKED):
                continue
            mine = column.in_(chats) if column.name in ("user_id", "chat_id") else column == member_id
            if one.fate is Fate.GOES:
                session.execute(delete(table).where(mine))
            else:
                session.execute(update(table).where(mine).values({column.name: None}))


def _empty_row(session: Session, member: Member, now: datetime) -> None:
    session.expire_all()
    forget_ways(member)
    member.role, member.erased_at = None, now
    member.notice_version = member.notice_at = member.muted_until = member.in_profession_since = None
    member.created_at = now
    member.quiet_from, member.quiet_until, member.digest_hour, member.digest_weekday = 20, 8, 9, 0
    session.flush()
