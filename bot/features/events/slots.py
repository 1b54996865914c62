"""Times of a consultation day: which there are, who gets which, and who keeps theirs when the day is otherwise."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta

from sqlalchemy.orm import Session

from bot.errors import UserError
from bot.features.events import rules, slot_rules
from bot.texts import N_
from storage.event_changes import Plan
from storage.events import (
    GOING,
    HOLDING,
    OFFERED,
    USUAL_LENGTH,
    WAITING,
    Event,
    Registration,
    answer_counts,
    registrations,
)
from storage.slots import SlotPlan, taken_slots

TAKEN = N_("Somebody has just taken this time. Please choose another one.")
CHOOSE = N_("Please choose a time.")


def plan_of(event: Event) -> SlotPlan | None:
    """How its hours are divided; nothing where they are not, or no hours are known."""
    return SlotPlan.from_json(event.slots) if event.slots is not None and not event.whole_day else None


def slots_of(event: Event) -> list[datetime]:
    """When its times begin, on its own clocks; none where people do not choose one."""
    return _slots_on(event, event.begins, event.ends, event.minutes)


def _slots_on(event: Event, begins: datetime, ends: datetime | None, minutes: int | None) -> list[datetime]:
    plan = plan_of(event)
    return [] if plan is None else slot_rules.slots_between(begins, _ends(begins, ends, minutes), plan)


def _ends(begins: datetime, ends: datetime | None, minutes: int | None) -> datetime:
    return ends or begins + (USUAL_LENGTH if minutes is None else timedelta(minutes=minutes))


def end_of(event: Event, slot: datetime) -> datetime:
    """When a time is over."""
    plan = plan_of(event)
    return slot + timedelta(minutes=plan.minutes if plan is not None else slot_rules.USUAL)


def count_places(event: Event) -> None:
    """Where there are times, they are its places. Call it when time or times of an event have changed."""
    if event.slots is not None:
        plan, slots = plan_of(event), slots_of(event)
        event.places = len(slots) * plan.at_once if plan is not None and slots else None


def free_for(session: Session, event: Event, registration_id: int | None = None) -> list[datetime]:
    """The times that somebody can have; the one that they have is among them."""
    plan = plan_of(event)
    if plan is None:
        return []
    return slot_rules.free_slots(slots_of(event), taken_slots(session, event, but=registration_id), plan.at_once)


def open_to(session: Session, event: Event, registration: Registration | None = None) -> list[datetime]:
    """The times that somebody can choose now: where others wait for one, those who have none yet can choose none."""
    left = rules.places_left(event.places, answer_counts(session, event), limits_all=event.limits_all)
    if not left and (registration is None or registration.state not in HOLDING):
        return []
    return free_for(session, event, registration.id if registration is not None else None)


def has_to_choose(event: Event, registration: Registration | None) -> bool:
    """Whether somebody who wants to take part has to say when first."""
    if not slots_of(event):
        return False
    return registration is None or registration.slot is None or registration.state not in HOLDING


def seat(session: Session, registration: Registration, state: str, wanted: datetime | None) -> str:
    """Give somebody who shall have this state a time: the wanted one, or the one that they have; returns the state.

    Who has a place, but finds none of the times free, waits for one. Raises UserError where the wanted one is not free,
    or none is wanted.
    """
    event = registration.event
    if not slots_of(event):
        registration.slot = None
        return state
    free = free_for(session, event, registration.id)
    if wanted is not None and (state != GOING or wanted not in free):
        raise UserError(TAKEN)
    keeps = registration.slot if registration.slot in free and registration.state in HOLDING else None
    slot = wanted or keeps
    if state == GOING and slot is None and free:
        raise UserError(CHOOSE)
    registration.slot = slot if state == GOING else None
    return GOING if registration.slot is not None else WAITING


def give_earliest(session: Session, registration: Registration) -> None:
    """Keep somebody whose turn it is the first time that is free."""
    session.flush()
    free = free_for(session, registration.event, registration.id)
    registration.slot = free[0] if free else None


# The day is otherwise -------------------------------------------------------------------------------------------------


@dataclass(frozen=True)
class Before:
    """When an event began, and whether it had times."""

    begins: datetime
    slots: bool


def before(event: Event) -> Before:
    """How it is now, to be remembered before it changes."""
    return Before(event.begins, bool(slots_of(event)))


def would_lose(session: Session, event: Event, when: Plan, minutes: int | None) -> int:
    """How many would have their time no more, were the event at this time, and so long."""
    if when.cancelled or event.slots is None:
        return 0
    slots = [] if when.whole_day else _slots_on(event, when.begins, when.ends, minutes)
    held, _, kept = _moved(session, event, when.begins - event.begins, slots)
    return len(held) - len(kept)


def losing_by(session: Session, event: Event, plan: SlotPlan | None) -> int:
    """How many who have a time would have it no more, were the event's hours divided so."""
    held = {one.id: one.slot for one in registrations(session, event, *HOLDING) if one.slot is not None}
    if plan is None:
        return len(held)
    slots = slot_rules.slots_between(event.begins, _ends(event.begins, event.ends, event.minutes), plan)
    return len(held) - len(slot_rules.keeping(list(held.items()), slots, plan.at_once))


def _moved(
    session: Session, event: Event, by: timedelta, slots: Sequence[datetime]
) -> tuple[dict[int, datetime], dict[int, datetime], set[int]]:
    """Registration → its time; the same moved; who then has one of these times."""
    plan = plan_of(event)
    held = {one.id: one.slot for one in registrations(session, event, *HOLDING) if one.slot is not None}
    moved = {one: slot + by for one, slot in held.items()}
    return held, moved, slot_rules.keeping(list(moved.items()), slots, plan.at_once if plan is not None else 0)


def follow(session: Session, event: Event, was: Before) -> dict[int, datetime]:
    """The event has other hours or times: those who have one move along with it as far as there is still such a time.

    Returns the others: registration → the time that they had.
    """
    count_places(event)
    session.flush()
    slots = slots_of(event)
    held, moved, kept = _moved(session, event, event.begins - was.begins, slots)
    for registration in registrations(session, event, *HOLDING):
        registration.slot = moved[registration.id] if registration.id in kept else None
    session.flush()
    if slots:
        _offer_others(session, event)
    return {one: slot for one, slot in held.items() if one not in kept}


def _offer_others(session: Session, event: Event) -> None:
    """To whom a time was offered that is not there any more another one is, or they wait on."""
    for registration in registrations(session, event, OFFERED):
        if registration.slot is None:
            give_earliest(session, registration)
        if registration.slot is None:
            registration.state, registration.offered_until = WAITING, None
    session.flush()


def give_back(session: Session, event: Event, lost: Mapping[int, datetime]) -> None:
    """Who lost their time by a change that is taken back has it again, unless somebody else has it by now."""
    for registration in registrations(session, event, GOING):
        slot = lost.get(registration.id)
        if registration.slot is None and slot in free_for(session, event, registration.id):
            registration.slot = slot
            session.flush()
