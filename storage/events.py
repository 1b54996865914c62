"""Events: seminars and everything like them, who answered the invitation, who came.

An event stands on the region's clocks: its local time and zone are kept, and the moments in UTC beside them are
computed from these (``storage.local_time``), so that a changed rule of summer time changes nothing that people read.
"""

from collections.abc import Sequence
from datetime import date, datetime, timedelta
from typing import Any
from zoneinfo import ZoneInfo

from sqlalchemy import (
    JSON,
    Column,
    DateTime,
    ForeignKey,
    Index,
    String,
    Table,
    Text,
    and_,
    bindparam,
    func,
    or_,
    select,
)
from sqlalchemy.orm import Mapped, Session, mapped_column, relationship

from storage.base import Base, Id
from storage.libraries import Library
from storage.local_time import end_of, moment
from storage.members import Member
from storage.numbers import next_number
from storage.prepared import Prepared, held, insert_now

EVENT = "event"
"""What an event is called in deliveries, the audit log and the search index."""

DRAFT, PUBLISHED, CANCELLED, RECORDED = "draft", "published", "cancelled", "recorded"
"""Being made; announced; called off; entered afterwards, for the report alone."""
DROPPED = "dropped"
"""A draft or an entry that was thrown away, ``cancelled_at`` then; it can come back for a while."""
HELD = (PUBLISHED, RECORDED)
"""The states of events that count in a report."""

INVITED, GOING, WAITING, OFFERED, MAYBE, DECLINED = "invited", "going", "waiting", "offered", "maybe", "declined"
"""What became of an invitation: by name and not answered; has a place; waits for one; is kept one for a time, to be
confirmed; may come; does not."""
HOLDING = (GOING, OFFERED)
"""The states that take up a place."""
ON_SITE, ONLINE = "on_site", "online"
USUAL_LENGTH = timedelta(hours=2)
"""How long an event is taken to be of which nobody said so."""

VISIT, METHOD_DAY, CONSULTATION_DAY, CONTEST, TRIP = "visit", "method_day", "consultation_day", "contest", "trip"
OTHER_FORMS = (VISIT, METHOD_DAY, CONSULTATION_DAY, CONTEST, TRIP)
"""Keys of the kinds that the report counts as other forms of work (list ``event_kind``)."""

event_libraries = Table(
    "event_libraries",
    Base.metadata,
    Column("event_id", ForeignKey("events.id", ondelete="CASCADE"), primary_key=True),
    Column("library_id", ForeignKey("libraries.id"), primary_key=True, index=True),
)
"""The libraries that an event is about: the visited one, or who was there where nobody registered."""

registration_libraries = Table(
    "registration_libraries",
    Base.metadata,
    Column("registration_id", ForeignKey("registrations.id", ondelete="CASCADE"), primary_key=True),
    Column("library_id", ForeignKey("libraries.id"), primary_key=True, index=True),
)
"""The libraries that a person came from when they answered; those count, wherever they work later."""


class Event(Base):
    """One event, as it is planned now."""

    __tablename__ = "events"
    __table_args__ = (Index(None, "status", "starts_at"),)

    id: Mapped[int] = mapped_column(Id, primary_key=True, init=False)
    number: Mapped[int] = mapped_column(unique=True)
    """What people call it: *Nr. 42*, from the region's one series."""
    organiser_id: Mapped[int] = mapped_column(ForeignKey("members.id"), index=True)
    kind: Mapped[str] = mapped_column(String(40))
    """Key in the list ``event_kind``."""
    title: Mapped[str] = mapped_column(String(200))
    begins: Mapped[datetime] = mapped_column(DateTime())
    """On the clocks of ``zone``; midnight where only the day is known."""
    zone: Mapped[str] = mapped_column(String(64))
    """IANA name."""
    starts_at: Mapped[datetime]
    """``begins`` as a moment."""
    ends_at: Mapped[datetime]
    """``ends`` as a moment; without one, when the length is over; of whole days, the end of the last."""
    created_at: Mapped[datetime]
    status: Mapped[str] = mapped_column(String(10), default=DRAFT)
    ends: Mapped[datetime | None] = mapped_column(DateTime(), default=None)
    """On the same clocks; of whole days, the last one at midnight."""
    whole_day: Mapped[bool] = mapped_column(default=False)
    """Whether only days are known, and no hour."""
    text: Mapped[str] = mapped_column(Text, default="")
    """What it is about."""
    place: Mapped[str | None] = mapped_column(String(300), default=None)
    link: Mapped[str | None] = mapped_column(String(500), default=None)
    """Where to take part online; with a place as well, the event is hybrid."""
    lecturers: Mapped[str | None] = mapped_column(String(300), default=None)
    minutes: Mapped[int | None] = mapped_column(default=None)
    """How long it is, breaks left out."""
    academic_hours: Mapped[float | None] = mapped_column(default=None)
    """Where the methodologist said so; else from the minutes and the length of the region's academic hour."""
    places: Mapped[int | None] = mapped_column(default=None)
    """How many can be there on site (of an event that is online only, or has slots: at all); nothing for no limit."""
    slots: Mapped[dict[str, Any] | None] = mapped_column(JSON(none_as_null=True), default=None)
    """How its hours are divided into times that people choose (``storage.slots.SlotPlan``), if they are."""
    register_until: Mapped[date | None] = mapped_column(default=None)
    """The last day (local) on which one can register."""
    confirm_hours: Mapped[int] = mapped_column(default=24, server_default="24")
    """For how long a place that became free is kept for whoever is next in line."""
    audience: Mapped[dict[str, Any]] = mapped_column(JSON, default_factory=dict)
    """``storage.audience``: who is invited."""
    reminders: Mapped[list[int]] = mapped_column(JSON, default_factory=list)
    """Minutes before the beginning, the earliest first."""
    attachments: Mapped[list[dict[str, str]]] = mapped_column(JSON, default_factory=list)
    """What travels along with the invitation: ``{"kind": "photo" | "document" | …, "file_id": …}``."""
    version: Mapped[int] = mapped_column(default=0, server_default="0")
    """Grows whenever time or place change or it is called off: the calendar file's SEQUENCE; what people answered to
    an earlier one they are asked again."""
    published_at: Mapped[datetime | None] = mapped_column(default=None)
    cancelled_at: Mapped[datetime | None] = mapped_column(default=None)
    cancel_reason: Mapped[str | None] = mapped_column(String(500), default=None)
    attended_at: Mapped[datetime | None] = mapped_column(default=None)
    """When the organiser said that attendance is complete."""
    headcount: Mapped[int | None] = mapped_column(default=None)
    """How many came, where they were counted and not named; else those that registered and came."""
    representatives_invited: Mapped[int | None] = mapped_column(default=None)
    """Municipality representatives, where they were counted and not named."""
    representatives_present: Mapped[int | None] = mapped_column(default=None)

    organiser: Mapped[Member] = relationship(foreign_keys=[organiser_id], init=False, lazy="joined", innerjoin=True)
    libraries: Mapped[list[Library]] = relationship(
        secondary=event_libraries, order_by=Library.name, default_factory=list
    )

    @property
    def hybrid(self) -> bool:
        """Whether one can be there on site and online."""
        return self.place is not None and self.link is not None

    @property
    def only_online(self) -> bool:
        return self.place is None and self.link is not None

    @property
    def limits_all(self) -> bool:
        """Whether everybody needs one of its places, also who takes part online."""
        return self.only_online or self.slots is not None


class Registration(Base):
    """One person and one event: what they answered, and whether they came.

    A member, or a guest without Telegram, who has a name here.
    """

    __tablename__ = "registrations"
    __table_args__ = (
        Index("uq_registrations_event_member", "event_id", "member_id", unique=True),
        Index(None, "event_id", "state"),
        {"sqlite_autoincrement": True},  # buttons name a registration by its id, and walk-ins may be deleted
    )

    id: Mapped[int] = mapped_column(Id, primary_key=True, init=False)
    event_id: Mapped[int] = mapped_column(ForeignKey("events.id", ondelete="CASCADE"))
    state: Mapped[str] = mapped_column(String(10))
    at: Mapped[datetime]
    """When the state was reached: of those who wait, the first comes first."""
    member_id: Mapped[int | None] = mapped_column(ForeignKey("members.id"), index=True, default=None)
    version: Mapped[int] = mapped_column(default=0)
    """The event's version that was answered to."""
    mode: Mapped[str | None] = mapped_column(String(10), default=None)
    """How a person who goes or waits takes part: ``on_site`` or ``online``."""
    guest_name: Mapped[str | None] = mapped_column(String(200), default=None)
    guest_of: Mapped[str | None] = mapped_column(String(200), default=None)
    """The institution that a guest comes from."""
    representative: Mapped[bool] = mapped_column(default=False)
    """Whether a municipality's representative or deputy: of members, those who were guests when they answered."""
    registered_by_id: Mapped[int | None] = mapped_column(ForeignKey("members.id"), default=None)
    """The member who put them down, if they did not do so themselves."""
    offered_until: Mapped[datetime | None] = mapped_column(default=None)
    """Until when a place that became free is kept for them."""
    attended: Mapped[bool | None] = mapped_column(default=None)
    """Whether they came; nothing until somebody says so."""
    walk_in: Mapped[bool] = mapped_column(default=False)
    """Came without having registered."""
    feedback_given: Mapped[bool] = mapped_column(default=False)
    """Whether they said what they thought of it; what they said is kept elsewhere, without them."""
    slot: Mapped[datetime | None] = mapped_column(DateTime(), default=None)
    """When the time begins that they have, or that is kept for them; on the clocks of the event's zone."""
    question: Mapped[str | None] = mapped_column(String(300), default=None)
    """What they want to ask about then; for those who organise it."""

    event: Mapped[Event] = relationship(init=False, lazy="joined", innerjoin=True)
    member: Mapped[Member | None] = relationship(foreign_keys=[member_id], init=False, lazy="joined")
    libraries: Mapped[list[Library]] = relationship(
        secondary=registration_libraries, order_by=Library.name, default_factory=list
    )

    @property
    def name(self) -> str:
        """Who it is."""
        return self.member.name if self.member is not None else self.guest_name or ""


def new_draft(
    session: Session,
    *,
    organiser_id: int,
    kind: str,
    title: str,
    begins: datetime,
    zone: ZoneInfo,
    now: datetime,
    ends: datetime | None = None,
    whole_day: bool = False,
    **more: Any,
) -> Event:
    """A draft with a number of the region's series, stored; ``more`` are other columns of ``Event``.

    ``begins`` and ``ends`` are on the zone's clocks, ``minutes`` among ``more`` its length.
    """
    event = Event(
        number=next_number(session),
        organiser_id=organiser_id,
        kind=kind,
        title=title,
        begins=begins,
        zone=zone.key,
        starts_at=now,
        ends_at=now,
        created_at=now,
        **more,
    )
    set_time(event, begins, ends, whole_day, zone)
    session.add(event)
    session.flush()
    return event


def set_time(event: Event, begins: datetime, ends: datetime | None, whole_day: bool, zone: ZoneInfo) -> None:
    """From when until when it is, on the zone's clocks, and the moments that this means.

    Without an end it is over after its length, where that is not known after two hours; of whole days with the last.
    Call it again when ``minutes`` change.
    """
    event.begins, event.ends, event.whole_day, event.zone = begins, ends, whole_day, zone.key
    event.starts_at = moment(begins, zone)
    if whole_day:
        event.ends_at = end_of(ends or begins, zone)
    elif ends is not None:
        event.ends_at = max(moment(ends, zone), event.starts_at)
    else:
        length = USUAL_LENGTH if event.minutes is None else timedelta(minutes=event.minutes)
        event.ends_at = event.starts_at + length


def event_numbered(session: Session, number: int) -> Event | None:
    """The event that people call by this number, whatever became of it."""
    return session.scalar(select(Event).where(Event.number == number))


def concerning(session: Session, member_id: int) -> Sequence[Event]:
    """The events that a member made or has answered to."""
    answered = select(Registration.event_id).where(Registration.member_id == member_id)
    mine = or_(Event.organiser_id == member_id, Event.id.in_(answered))
    return session.scalars(select(Event).where(mine, Event.status != DROPPED).order_by(Event.id)).unique().all()


def begun_or_over(session: Session, since: datetime, now: datetime) -> Sequence[Event]:
    """The published events that have begun, or come to their end, after ``since``; none that lasts over two months."""
    of_late = (Event.status == PUBLISHED, Event.starts_at > since - timedelta(days=62), Event.starts_at <= now)
    turned = or_(Event.starts_at > since, and_(Event.ends_at > since, Event.ends_at <= now))
    return session.scalars(select(Event).where(*of_late, turned)).unique().all()


def about_to_begin(session: Session, now: datetime, until: datetime) -> Sequence[Event]:
    """The published events that begin between these moments."""
    soon = (Event.status == PUBLISHED, Event.starts_at > now, Event.starts_at <= until)
    return session.scalars(select(Event).where(*soon).order_by(Event.starts_at, Event.id)).unique().all()


def registration_of(session: Session, event: Event, member_id: int) -> Registration | None:
    """What a member answered."""
    row = _OF_MEMBER.first(session, {"event": event.id, "member": member_id})
    return held(session, Registration, row._asdict(), event=event) if row is not None else None


_OF_MEMBER = Prepared(
    select(Registration.__table__).where(
        Registration.event_id == bindparam("event"), Registration.member_id == bindparam("member")
    )
)


def begin_answer(session: Session, event: Event, member: Member, now: datetime) -> Registration:
    """The row of a member's answer, who has none yet; what they answer is put in afterwards."""
    begun = Registration(event_id=event.id, state=INVITED, at=now, member_id=member.id)
    insert_now(session, begun, event=event, member=member, libraries=[])
    session.add(begun)
    return begun


def registrations(session: Session, event: Event, *states: str) -> Sequence[Registration]:
    """The answers to an event, those in one of the states if any are given, the earliest first."""
    query = select(Registration).where(Registration.event_id == event.id)
    if states:
        query = query.where(Registration.state.in_(states))
    return session.scalars(query.order_by(Registration.at, Registration.id)).unique().all()


def answer_counts(session: Session, event: Event) -> dict[tuple[str, str | None], int]:
    """(state, mode) → how many; what nobody answered is left out."""
    query = select(Registration.state, Registration.mode, func.count()).where(Registration.event_id == event.id)
    rows = session.execute(query.group_by(Registration.state, Registration.mode))
    return {(row[0], row[1]): int(row[2]) for row in rows}


def recent_places(session: Session, organiser_id: int, most: int) -> list[str]:
    """Where this member's events took place, the latest first."""
    latest = func.max(Event.id)
    query = select(Event.place).where(Event.organiser_id == organiser_id, Event.place.is_not(None))
    return [
        place for place in session.scalars(query.group_by(Event.place).order_by(latest.desc()).limit(most)) if place
    ]


def drafts(session: Session) -> list[Event]:
    """What is being made, the latest first."""
    return list(session.scalars(select(Event).where(Event.status == DRAFT).order_by(Event.id.desc())))


def latest_published(session: Session, first: int, most: int) -> list[Event]:
    """Events that people could register for, the latest first: ``most`` of them from the ``first`` (0) on."""
    published = select(Event).where(Event.status == PUBLISHED)
    return list(session.scalars(published.order_by(Event.starts_at.desc(), Event.id).offset(first).limit(most)))


def forget_dropped(session: Session, before: datetime) -> int:
    """Drafts that were thrown away before that moment are deleted; returns how many."""
    gone = session.scalars(select(Event).where(Event.status == DROPPED, Event.cancelled_at < before)).all()
    for event in gone:
        session.delete(event)
    return len(gone)
