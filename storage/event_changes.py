"""What became otherwise about an event: how it was planned before, and who has been told of it so far.

A change has its effect at once; that it is told comes a little later and a portion at a time. How far that has got is
written down with each portion. Who is told only of the last of several changes reads what the plan was when they last
heard of it: for each version of an event its plan is known.
"""

from collections.abc import Collection, Mapping, Sequence
from dataclasses import asdict, dataclass, field
from datetime import date, datetime
from typing import Any

from sqlalchemy import JSON, BigInteger, ForeignKey, Index, UniqueConstraint, and_, func, select, update
from sqlalchemy.orm import Mapped, Session, mapped_column, relationship

from storage.base import Base, Id
from storage.copies import BY_MAIL
from storage.events import CANCELLED, EVENT, INVITED, Event, Registration
from storage.members import TELEGRAM, Address, Member
from storage.outbox import BLOCKED, FAILED, SEND, deliveries
from storage.outbox import CANCELLED as STOPPED

CHANGE, INVITATION, INVITED_CHANGE = "change", "invitation", "invited_change"
"""Parts of an event in deliveries: somebody is told that it is moved, elsewhere, called off, or on after all; members'
copies of its announcement; somebody who has not answered is told, and still invited."""


@dataclass(frozen=True)
class Plan:
    """When and where an event is, and whether it is at all."""

    begins: datetime
    """On the clocks of the event's zone, as ``ends``."""
    ends: datetime | None = None
    whole_day: bool = False
    place: str | None = None
    link: str | None = None
    cancelled: bool = False

    @property
    def hybrid(self) -> bool:
        """Whether one can be there on site and online."""
        return self.place is not None and self.link is not None

    def to_json(self) -> dict[str, Any]:
        return {**asdict(self), "begins": self.begins.isoformat(), "ends": self.ends and self.ends.isoformat()}

    @classmethod
    def from_json(cls, data: Mapping[str, Any]) -> "Plan":
        ends = datetime.fromisoformat(data["ends"]) if data["ends"] else None
        return cls(**{**data, "begins": datetime.fromisoformat(data["begins"]), "ends": ends})


def plan_of(event: Event) -> Plan:
    """How it is planned now."""
    cancelled = event.status == CANCELLED
    return Plan(event.begins, event.ends, event.whole_day, event.place, event.link, cancelled)


class EventChange(Base):
    """One change that people are told of: the one that made the event be of this version."""

    __tablename__ = "event_changes"
    __table_args__ = (UniqueConstraint("event_id", "version"),)

    id: Mapped[int] = mapped_column(Id, primary_key=True, init=False)
    event_id: Mapped[int] = mapped_column(ForeignKey("events.id", ondelete="CASCADE"))
    version: Mapped[int]
    actor_id: Mapped[int] = mapped_column(ForeignKey("members.id"))
    at: Mapped[datetime]
    due_at: Mapped[datetime]
    """From when on it is told."""
    plan_before: Mapped[dict[str, Any]] = mapped_column(JSON)
    """``Plan`` of the version before."""
    besides: Mapped[dict[str, Any]] = mapped_column(JSON, default_factory=dict)
    """What else was otherwise before, for taking the change back (``Besides``)."""
    update_id: Mapped[int | None] = mapped_column(BigInteger, default=None)
    undoes: Mapped[bool] = mapped_column(default=False)
    """Whether it takes the change before it back: what people answered before that counts again."""
    reached_id: Mapped[int] = mapped_column(Id, default=0)
    """Registrations up to this one have been looked at."""
    letters_reached_id: Mapped[int] = mapped_column(Id, default=0, server_default="0")
    """Then members up to this one who were invited by letter and have not answered."""
    done_at: Mapped[datetime | None] = mapped_column(default=None)
    """When all had been, or a later change was there to be told instead."""
    look_at: Mapped[datetime | None] = mapped_column(default=None)
    """When it is to be looked at whom it has not reached."""

    event: Mapped[Event] = relationship(init=False, lazy="joined", innerjoin=True)
    actor: Mapped[Member] = relationship(init=False, lazy="joined", innerjoin=True)


_open = EventChange.done_at.is_(None)
Index("ix_event_changes_open", EventChange.due_at, sqlite_where=_open, postgresql_where=_open)
_to_look_at = EventChange.look_at.is_not(None)
Index("ix_event_changes_to_look_at", EventChange.look_at, sqlite_where=_to_look_at, postgresql_where=_to_look_at)


@dataclass(frozen=True)
class Besides:
    """What a change set along with the plan: it is set back if the change is taken back."""

    minutes: int | None
    register_until: date | None
    cancelled_at: datetime | None
    cancel_reason: str | None
    modes: Mapping[int, str]
    """Registration → how that person was to take part, where there was only one way left."""
    libraries: Sequence[int] = ()
    """The libraries that it was about."""
    slots: Mapping[int, datetime] = field(default_factory=dict)
    """Registration → the time that this person had, where there is none like it any more."""

    def to_json(self) -> dict[str, Any]:
        return {
            "minutes": self.minutes,
            "register_until": self.register_until and self.register_until.isoformat(),
            "cancelled_at": self.cancelled_at and self.cancelled_at.isoformat(),
            "cancel_reason": self.cancel_reason,
            "modes": {str(registration): mode for registration, mode in self.modes.items()},
            "libraries": list(self.libraries),
            "slots": {str(registration): slot.isoformat() for registration, slot in self.slots.items()},
        }

    @classmethod
    def from_json(cls, data: Mapping[str, Any]) -> "Besides":
        return cls(
            minutes=data["minutes"],
            register_until=date.fromisoformat(data["register_until"]) if data["register_until"] else None,
            cancelled_at=datetime.fromisoformat(data["cancelled_at"]) if data["cancelled_at"] else None,
            cancel_reason=data["cancel_reason"],
            modes={int(registration): mode for registration, mode in data["modes"].items()},
            libraries=data["libraries"],
            slots={int(one): datetime.fromisoformat(slot) for one, slot in data.get("slots", {}).items()},
        )


def change_of(session: Session, event: Event, version: int) -> EventChange | None:
    """The change that brought the event to this version."""
    return session.scalar(select(EventChange).where(EventChange.event_id == event.id, EventChange.version == version))


def supersede(session: Session, event: Event, now: datetime) -> None:
    """Earlier changes are told to nobody any more: a later one is."""
    earlier = and_(EventChange.event_id == event.id, EventChange.done_at.is_(None))
    session.execute(update(EventChange).where(earlier).values(done_at=now))
    looked = and_(EventChange.event_id == event.id, EventChange.look_at.is_not(None))
    session.execute(update(EventChange).where(looked).values(look_at=None))


def change_to_tell(session: Session, now: datetime) -> EventChange | None:
    """The change that has waited longest to be told."""
    due = select(EventChange).where(EventChange.done_at.is_(None), EventChange.due_at <= now)
    return session.scalars(due.order_by(EventChange.due_at, EventChange.id).limit(1)).first()


def change_to_look_at(session: Session, now: datetime) -> EventChange | None:
    """A change that has been told long enough ago to see whom that has not reached."""
    due = select(EventChange).where(EventChange.look_at <= now, EventChange.done_at.is_not(None))
    return session.scalars(due.order_by(EventChange.look_at, EventChange.id).limit(1)).first()


def plans(session: Session, event: Event) -> dict[int, Plan]:
    """Version → how the event was planned then; of versions that nobody was told of the next that is known."""
    query = select(EventChange.version, EventChange.plan_before).where(EventChange.event_id == event.id)
    found = {version - 1: Plan.from_json(before) for version, before in session.execute(query)}
    found[event.version] = plan_of(event)
    return found


def portion(session: Session, change: EventChange, size: int) -> Sequence[Registration]:
    """The next answers to the event, in the order of their ids."""
    rest = select(Registration).where(Registration.event_id == change.event_id, Registration.id > change.reached_id)
    return session.scalars(rest.order_by(Registration.id).limit(size)).unique().all()


def key_of(event: Event, version: int, member_id: int, *, file: bool = False) -> str:
    """The key of the delivery by which a member is told of a change, or of the calendar file that follows it."""
    return f"{CHANGE}:{EVENT}:{event.number}:{version}:{member_id}{':file' if file else ''}"


@dataclass(frozen=True)
class Told:
    """A delivery that told somebody of a change, or is to."""

    delivery_id: int
    version: int
    state: str
    file: bool
    """Whether it is the calendar file that follows the message."""
    by_mail: bool
    stands: bool
    """Whether it still says so: who answers in it is shown the event's card in its place."""


def told_before(
    session: Session, event: Event, versions: Collection[int], member_ids: Collection[int]
) -> dict[int, list[Told]]:
    """Member → by what they were told of earlier changes, the earliest first; what was stopped is left out."""
    if not versions or not member_ids:
        return {}
    keys = {
        key_of(event, version, one, file=file) + way: (one, version, file, way == BY_MAIL)
        for one in member_ids
        for version in versions
        for file, way in ((False, ""), (True, ""), (False, BY_MAIL))
    }
    c = deliveries.c
    query = select(c.id, c.dedupe_key, c.state, c.kind).where(c.dedupe_key.in_(keys), c.state != STOPPED)
    found: dict[int, list[Told]] = {}
    for row in session.execute(query.order_by(c.id)):
        member_id, version, file, by_mail = keys[row.dedupe_key]
        found.setdefault(member_id, []).append(Told(row.id, version, row.state, file, by_mail, row.kind == CHANGE))
    return found


def unreached(session: Session, event: Event, version: int) -> list[tuple[int, int]]:
    """Whom it could not be told: (delivery, member), as far as is known by now."""
    c = deliveries.c
    sad = select(c.id, c.recipient_id).where(
        c.object_kind == EVENT,
        c.object_id == event.number,
        c.kind == CHANGE,
        c.state.in_((FAILED, BLOCKED)),
        c.dedupe_key.startswith(f"{CHANGE}:{EVENT}:{event.number}:{version}:", autoescape=True),
    )
    return [(row.id, row.recipient_id) for row in session.execute(sad.order_by(c.id)) if row.recipient_id is not None]


@dataclass(frozen=True)
class Chat:
    """A member's private chat, and since when nothing reaches them there."""

    id: int
    unreachable_since: datetime | None


def chats_of(session: Session, member_ids: Collection[int]) -> dict[int, Chat]:
    """Member → their private chat, reachable or not; who has none is left out."""
    query = (
        select(Address.member_id, Address.address, Address.unreachable_since)
        .where(Address.member_id.in_(member_ids), Address.channel == TELEGRAM)
        .order_by(Address.unreachable_since.is_(None), Address.id.desc())  # the last one stays: reachable, the first
    )
    return {row.member_id: Chat(int(row.address), row.unreachable_since) for row in session.execute(query)}


def silent(session: Session, event: Event) -> int:
    """How many were invited and have not answered."""
    c = deliveries.c
    invited = and_(c.object_kind == EVENT, c.object_id == event.number, c.kind == INVITATION, c.op == SEND)
    answered = select(Registration.member_id).where(
        Registration.event_id == event.id, Registration.state != INVITED, Registration.member_id.is_not(None)
    )
    query = select(func.count(c.recipient_id.distinct())).where(
        invited, c.state != STOPPED, c.recipient_id.not_in(answered)
    )
    return session.scalar(query) or 0
