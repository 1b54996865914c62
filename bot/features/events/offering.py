"""Places that became free: whoever is first in line is kept one for a time, and then the next."""

from datetime import datetime

from bot.context import Context
from bot.features.events import cards, offering_letters, organising, reminding, rules, slot_words, slots, views
from bot.texts import N_, join_lines
from bot.undoing import UNDO_TIME
from storage.events import (
    EVENT,
    GOING,
    INVITED,
    OFFERED,
    PUBLISHED,
    WAITING,
    Event,
    Registration,
    answer_counts,
    registrations,
)
from storage.members import Member, telegram_chat_of
from storage.outbox import About
from storage.preferences import hold_until
from storage.registrations import in_line, lapsed_offers, of_the_removed

LAPSED = N_(
    "⌛ The place that was kept for you was not confirmed in time, so it has gone to the next in line. "
    "That is all right: if you would still like to come, answer again."
)


def promote(ctx: Context, event: Event, *, moved_up: bool = False) -> None:
    """Each free place is kept for somebody in line, in their order; a guest without Telegram has it at once.

    ``moved_up``: somebody has left the line, so that others have moved up in any case.
    """
    ctx.session.flush()
    if event.status != PUBLISHED or ctx.now >= event.starts_at:
        return
    line = in_line(ctx.session, event)
    if not line:
        return
    left = rules.places_left(event.places, answer_counts(ctx.session, event), limits_all=event.limits_all)
    due = rules.offers_due(left, len(line))
    for registration in line[:due]:
        if slots.slots_of(event):
            slots.give_earliest(ctx.session, registration)
        if registration.member is None:
            _seat_guest(ctx, event, registration)
        else:
            _offer(ctx, event, registration, registration.member)
    if due or moved_up:
        cards.refresh_all(ctx, event, states=(WAITING,))


def _offer(ctx: Context, event: Event, registration: Registration, member: Member) -> None:
    told = rules.told_at(ctx.now, hold_until(member, ctx.now, ctx.region.zone), event.starts_at)
    registration.state, registration.at = OFFERED, ctx.now
    registration.offered_until = rules.kept_until(told, event.confirm_hours, event.starts_at)
    ctx.note("offer_place", EVENT, event.number)
    cards.refresh_one(ctx, registration)
    chat_id = telegram_chat_of(ctx.session, member.id)
    if chat_id is None:
        offering_letters.offer(ctx, event, registration, member, told)
        return
    with ctx.speaking_to(member) as speaking:
        text, rows = cards.of_person(speaking, event, member, registration)
        speaking.tell(member, chat_id, text, rows, about=About(cards.PLACE, EVENT, event.number), due_at=told)


def _seat_guest(ctx: Context, event: Event, registration: Registration) -> None:
    registration.state, registration.at = GOING, ctx.now
    ctx.note("offer_place", EVENT, event.number)
    registrar = ctx.session.get(Member, registration.registered_by_id) if registration.registered_by_id else None
    chat_id = telegram_chat_of(ctx.session, registrar.id) if registrar is not None else None
    if registrar is None or chat_id is None:
        return
    with ctx.speaking_to(registrar) as speaking:
        text = join_lines(
            [
                speaking.texts.t(
                    "✅ A place has become free for the guest {name}: event No. {number} “{title}”. Please tell them.",
                    name=registration.name,
                    number=event.number,
                    title=event.title,
                ),
                slot_words.at(speaking.texts, event, registration),
            ]
        )
        due_at = hold_until(registrar, ctx.now, ctx.region.zone)
        speaking.tell(registrar, chat_id, text, about=About("guest_place", EVENT, event.number), due_at=due_at)


def fit_to(ctx: Context, event: Event) -> None:
    """The event is otherwise now: nothing is kept past its beginning, and all take part in a way that there is.

    Online there is room for everybody as soon as one can also be on site.
    """
    only = None if event.hybrid else rules.mode_of(None, hybrid=False, only_online=event.only_online)
    for registration in registrations(ctx.session, event, *cards.JOINED):
        if registration.offered_until is not None and registration.offered_until > event.starts_at:
            registration.offered_until = event.starts_at
        registration.mode = only or registration.mode
        waits = registration.state in (WAITING, OFFERED)
        if waits and not rules.takes_place(registration.mode, limits_all=event.limits_all):
            registration.state, registration.at, registration.offered_until = GOING, ctx.now, None


def pass_on(ctx: Context) -> None:
    """A tick: places that were kept long enough go to the next in line; whoever did not take them is told so.

    So do the places of people who are no longer members, once that cannot be taken back; these are told nothing.
    """
    events: dict[int, Event] = {}
    for registration in of_the_removed(ctx.session, ctx.now - UNDO_TIME, ctx.now):
        _give_up(ctx, registration)
        events[registration.event_id] = registration.event
    for registration in lapsed_offers(ctx.session, ctx.now):
        event = registration.event
        _give_up(ctx, registration)
        cards.refresh_one(ctx, registration)
        if ctx.now < event.starts_at and registration.member is not None and registration.member.role is not None:
            _tell_lapsed(ctx, event, registration, registration.member)
        events[event.id] = event
    for event in events.values():
        promote(ctx, event, moved_up=True)
        cards.refresh_group(ctx, event)
        organising.refresh(ctx, event)


def _give_up(ctx: Context, registration: Registration) -> None:
    registration.state, registration.mode, registration.slot = INVITED, None, None
    registration.at, registration.offered_until = ctx.now, None
    ctx.note("lapse_place", EVENT, registration.event.number)
    reminding.plan_one(ctx, registration)


def _tell_lapsed(ctx: Context, event: Event, registration: Registration, member: Member) -> None:
    chat_id = telegram_chat_of(ctx.session, member.id)
    if chat_id is None:
        offering_letters.tell(ctx, registration, member, LAPSED)
        return
    due_at: datetime = hold_until(member, ctx.now, ctx.region.zone)
    with ctx.speaking_to(member) as speaking:
        facts = views.facts(speaking.texts, event, views.kind_name(speaking, event))
        lines = [speaking.texts.t(LAPSED), "", facts]
        rows = views.rows_of(*views.answers(speaking.texts, event, registration))
        about = About(cards.CARD, EVENT, event.number)
        speaking.tell(member, chat_id, join_lines(lines), rows, about=about, due_at=due_at)
