"""Moving an event, calling it off, letting it take place after all, and taking such a change back."""

from dataclasses import replace
from datetime import datetime
from zoneinfo import ZoneInfo

from sqlalchemy import and_, select, update

from bot.context import Context
from bot.errors import UserError
from bot.features.events import changing_rules as rules
from bot.features.events import changing_telling, following, inviting, slots, views
from bot.features.events.changing_preview import Wanted
from bot.features.events.rules import kept_until
from bot.texts import N_
from bot.undoing import may_undo
from storage import uninviting
from storage.event_changes import Besides, EventChange, Plan, change_of, plan_of, supersede
from storage.events import (
    CANCELLED,
    DROPPED,
    EVENT,
    INVITED,
    OFFERED,
    OTHER_FORMS,
    PUBLISHED,
    RECORDED,
    Event,
    Registration,
    event_numbered,
    set_time,
)
from storage.libraries import Library

CHANGED_MEANWHILE = N_("Event No. {number} has been changed meanwhile; your change was not saved. Please begin again.")
NOTHING_DIFFERENT = N_("Nothing would be different. Nothing was changed.")


def found(ctx: Context, number: int) -> Event:
    """The event of this number, for who may change it; raises UserError."""
    event = event_numbered(ctx.session, number)
    if event is None or event.status == DROPPED:
        raise views.not_there(number)
    if event.published_at is None and event.status not in (RECORDED, CANCELLED):
        raise UserError(N_("Event No. {number} is still a draft: to change it, press “Edit”."), number=number)
    return event


def found_in_version(ctx: Context, number: int, version: int) -> Event:
    """The same, if it is still as it was when the change was begun; raises UserError."""
    event = found(ctx, number)
    if event.version != version:
        raise UserError(CHANGED_MEANWHILE, number=number)
    return event


def wanted(ctx: Context, event: Event, plan: Plan, *, reason: str | None = None, library: int | None = None) -> Wanted:
    """The change to this plan, with what has to follow it; ``library``: which one its place is.

    Raises UserError for a change that makes no sense.
    """
    before = plan_of(event)
    if not rules.differences(before, plan):
        raise UserError(NOTHING_DIFFERENT)
    if event.status == RECORDED and rules.starts_at(plan, ZoneInfo(event.zone)) > ctx.now:
        raise UserError(N_("This event was entered afterwards; for one that is still to come make a copy of it."))
    until = rules.moved_deadline(event.register_until, before.begins.date(), plan.begins.date(), ctx.today)
    libraries = [library] if library is not None and event.kind in OTHER_FORMS else None
    change = Wanted(plan, until, rules.moved_minutes(event.minutes, before, plan), reason, libraries)
    if (
        tells_from(ctx, event, change) is not None
        and not plan.cancelled
        and rules.is_over(plan, ZoneInfo(event.zone), ctx.now)
    ):
        raise UserError(N_("This time has passed already. Choose another one."))
    return change


def tells_from(ctx: Context, event: Event, change: Wanted) -> datetime | None:
    """When people begin to be told of it; nothing if nobody is."""
    moved = change.plan.begins != event.begins
    starts = rules.starts_at(change.plan, ZoneInfo(event.zone))
    if rules.is_correction(event.status, event.ends_at, starts if moved else None, ctx.now):
        return None
    return rules.due_at(event.starts_at, starts, ctx.now)


def apply(ctx: Context, event: Event, change: Wanted) -> EventChange | None:
    """Let the event be as wanted: everything follows at once, people are told soon.

    Returns what will be told; nothing where it only puts right what is written of something that is over.
    """
    before, besides, were = plan_of(event), _besides(event), slots.before(event)
    due_at = tells_from(ctx, event, change)
    _set(ctx, event, change)
    lost = slots.follow(ctx.session, event, were)
    _note(ctx, event, before)
    if due_at is None:
        following.follow(ctx, event)
        return None
    modes = _set_modes(ctx, event, change.plan)
    told = _record(ctx, event, before, replace(besides, modes=modes, slots=lost), due_at)
    following.follow(ctx, event)
    changing_telling.begin(ctx, told)
    return told


def _set(ctx: Context, event: Event, change: Wanted) -> None:
    plan = change.plan
    event.minutes = change.minutes
    set_time(event, plan.begins, plan.ends, plan.whole_day, ZoneInfo(event.zone))
    event.place, event.link, event.register_until = plan.place, plan.link, change.register_until
    if change.libraries is not None:
        event.libraries = list(ctx.session.scalars(select(Library).where(Library.id.in_(change.libraries))))
    if plan.cancelled and event.status != CANCELLED:
        event.status, event.cancelled_at, event.cancel_reason = CANCELLED, ctx.now, change.reason
    elif not plan.cancelled and event.status == CANCELLED:
        event.status = RECORDED if event.published_at is None else PUBLISHED
        event.cancelled_at, event.cancel_reason = None, None
        _keep_offers(ctx, event)
    _hold_unsent(ctx, event)


def _hold_unsent(ctx: Context, event: Event) -> None:
    """Of what is called off nobody hears who has not had the invitation yet; it goes if it takes place after all."""
    invitation = inviting.invitation_parts(ctx, event)
    if event.status == CANCELLED:
        uninviting.call_off(ctx.session, invitation, ctx.now)
    else:
        uninviting.call_on(ctx.session, invitation, ctx.now, ctx.region.zone)
    uninviting.expire_at(ctx.session, invitation, event.ends_at)


def _keep_offers(ctx: Context, event: Event) -> None:
    """It takes place after all: places that were kept for people meanwhile are kept for as long as at first."""
    until = kept_until(ctx.now, event.confirm_hours, event.starts_at)
    offered = and_(Registration.event_id == event.id, Registration.state == OFFERED)
    ctx.session.execute(update(Registration).where(offered).values(offered_until=until))


def _besides(event: Event) -> Besides:
    libraries = [library.id for library in event.libraries]
    return Besides(event.minutes, event.register_until, event.cancelled_at, event.cancel_reason, {}, libraries)


def _set_modes(ctx: Context, event: Event, plan: Plan) -> dict[int, str]:
    """Where there is one way left to take part, that is how people do; returns how those of another one did."""
    mode = None if plan.cancelled else rules.only_mode(plan.place, plan.link)
    if mode is None:
        return {}
    others = and_(Registration.event_id == event.id, Registration.mode.is_not(None), Registration.mode != mode)
    rows = ctx.session.execute(select(Registration.id, Registration.mode).where(others)).all()
    ctx.session.execute(update(Registration).where(others).values(mode=mode))
    return {registration: was for registration, was in rows if was is not None}


def _record(
    ctx: Context, event: Event, before: Plan, besides: Besides, due_at: datetime, *, undoes: bool = False
) -> EventChange:
    event.version += 1
    supersede(ctx.session, event, ctx.now)
    told = EventChange(
        event_id=event.id,
        version=event.version,
        actor_id=ctx.me.id,
        at=ctx.now,
        due_at=due_at,
        plan_before=before.to_json(),
        besides=besides.to_json(),
        update_id=ctx.update_id,
        undoes=undoes,
    )
    ctx.session.add(told)
    # Whoever changes it knows how it is from now on.
    own = and_(Registration.event_id == event.id, Registration.member_id == ctx.me.id, Registration.state != INVITED)
    ctx.session.execute(update(Registration).where(own).values(version=event.version))
    ctx.session.flush()
    return told


def _note(ctx: Context, event: Event, before: Plan) -> None:
    different = rules.differences(before, plan_of(event))
    acts = {rules.CALLED_OFF: "cancel", rules.ON_AGAIN: "restore", rules.TIME: "move", rules.PLACE: "relocate"}
    for what in sorted(different):
        ctx.note(acts[what], EVENT, event.number)


# Taking back ----------------------------------------------------------------------------------------------------------


def undoable(ctx: Context, number: int, version: int) -> tuple[Event, EventChange]:
    """The last change of an event, as long as it can be taken back; raises UserError."""
    event = found(ctx, number)
    change = change_of(ctx.session, event, version)
    if change is None or event.version != version:
        raise UserError(N_("Event No. {number} has been changed again since; this cannot be undone."), number=number)
    if not may_undo(change.at, ctx.now):
        raise UserError(
            N_("This can be undone for ten minutes only. Change event No. {number} anew instead."), number=number
        )
    return event, change


def nobody_told(ctx: Context, change: EventChange) -> bool:
    """Whether a change can be taken back without a trace."""
    return change.done_at is None and change.reached_id == 0 and change.due_at > ctx.now


def undo(ctx: Context, event: Event, change: EventChange) -> EventChange:
    """The event is again as it was before; who was told hears of it, and answers to that plan count again."""
    before, besides_before, earlier = plan_of(event), _besides(event), change.version - 1
    were = slots.before(event)
    back = Besides.from_json(change.besides)
    plan = Plan.from_json(change.plan_before)
    _set(ctx, event, Wanted(plan, back.register_until, back.minutes, back.cancel_reason, back.libraries))
    event.cancelled_at = back.cancelled_at
    besides_before = replace(besides_before, slots=slots.follow(ctx.session, event, were))
    slots.give_back(ctx.session, event, back.slots)
    ctx.note("undo", EVENT, event.number)
    of_plan = and_(Registration.event_id == event.id, Registration.version == earlier)
    for registration, mode in back.modes.items():
        ctx.session.execute(update(Registration).where(of_plan, Registration.id == registration).values(mode=mode))
    _set_modes(ctx, event, plan)
    told = _record(ctx, event, before, besides_before, ctx.now, undoes=True)
    ctx.session.execute(update(Registration).where(of_plan).values(version=event.version))
    following.follow(ctx, event)
    changing_telling.begin(ctx, told)
    return told
