"""Reminders of events: whom to remind when, and putting them out.

What is to come is planned as rows (``storage.reminders``) whenever an answer or an event changes; a tick reads those
that are due and no others. Whether somebody is to be left in peace is decided not when it is planned but on the evening
before and again when it is to go, for people change their quiet hours. Deciding, putting into the outbox and noting
that it is done are one transaction: a tick that is cut off has done nothing, and the next does it.
"""

from collections.abc import Collection, Iterable, Mapping, Sequence
from datetime import datetime, time
from zoneinfo import ZoneInfo

from bot.access import Act, may
from bot.context import Context
from bot.dialogs.form import Form
from bot.features.events import reminder_rules as rules
from bot.features.events import reminder_views
from bot.manifest import Button, Tick
from bot.texts import LANGUAGES
from bot.ways import reachable_chats_of
from storage import reminders
from storage.consultations import entry_names
from storage.events import EVENT, PUBLISHED, Event, Registration, registrations
from storage.local_time import moment
from storage.mailing import REMINDERS
from storage.members import Member
from storage.outbox import About, Lane
from storage.preferences import REMINDED, turned_off
from storage.reminders import ENQUEUED, LATE, NEWER, OVERTAKEN, REMINDER, UNREACHABLE, UNWANTED, Due
from storage.vocabulary import EVENT_KIND

Kinds = Mapping[str, Mapping[str, str]]
"""Language → key → what that kind of events is called."""
PORTION = 20
"""About how many are looked at in one transaction, so that nobody's answer waits for long."""


# Planning ------------------------------------------------------------------------------------------------------------


def plan(ctx: Context, event: Event) -> None:
    """Whom to remind of this event and when, anew: it was published, moved, called off, or its offsets changed."""
    ctx.session.flush()
    answers = registrations(ctx.session, event)
    _plan(ctx, event, answers)
    _stop(ctx, event, answers, reminders.not_arrived(ctx.session, event.number))


def plan_one(ctx: Context, registration: Registration) -> None:
    """The same for one person, whose answer has changed."""
    if registration.member_id is None:
        return
    ctx.session.flush()
    event = registration.event
    _plan(ctx, event, [registration])
    _stop(ctx, event, [registration], reminders.not_arrived(ctx.session, event.number, registration.member_id))


def _plan(ctx: Context, event: Event, answers: Sequence[Registration]) -> None:
    """What is still ahead is planned, what is so no longer is planned no more; what was due already stays due."""
    zone = ZoneInfo(event.zone)
    wanted = {
        (answer.id, minutes): rules.nominal_time(answer.slot or event.begins, minutes, zone, whole_day=event.whole_day)
        for answer in answers
        for minutes in _offsets(event, answer)
    }
    known = reminders.known(ctx.session, [answer.id for answer in answers], event.version)
    overtaken = {
        one.id
        for one in known
        if not one.is_done
        and (one.version != event.version or wanted.get((one.registration_id, one.minutes_before)) != one.nominal_at)
    }
    there = {(one.registration_id, one.minutes_before) for one in known if one.id not in overtaken}
    answered_at = {answer.id: answer.at for answer in answers}
    reminders.drop(ctx.session, overtaken)
    reminders.add(
        ctx.session,
        [
            {
                "registration_id": answer,
                "version": event.version,
                "minutes_before": minutes,
                "nominal_at": nominal,
                "look_at": rules.first_look(nominal, ctx.now, ctx.region.zone),
            }
            for (answer, minutes), nominal in wanted.items()
            if (answer, minutes) not in there
            and nominal > ctx.now
            and rules.tells_something(nominal, minutes, answered_at[answer])
        ],
    )


def _offsets(event: Event, answer: Registration) -> list[int]:
    if event.status != PUBLISHED or answer.member_id is None:
        return []
    return rules.offsets(event.reminders, answer.state)


def _stop(ctx: Context, event: Event, answers: Sequence[Registration], waiting: Iterable[tuple[int, str]]) -> None:
    """What has not arrived and is true no longer does not arrive."""
    true = {
        reminders.key(event.number, event.version, minutes, answer.member_id)
        for answer in answers
        if answer.member_id is not None
        for minutes in _offsets(event, answer)
    }
    for delivery, key in waiting:
        if key.removesuffix(":mail") not in true:
            ctx.take_back(delivery)


# Putting out ---------------------------------------------------------------------------------------------------------


def remind(ctx: Context) -> None:
    """Decide about those that are due: each goes, waits for a better hour, or is not needed."""
    due = reminders.due(ctx.session, ctx.now, PORTION)
    if not due:
        return
    members = {_member(one).id: _member(one) for one in due}
    chats = reachable_chats_of(ctx, members.values(), REMINDERS)
    off = turned_off(ctx.session, members, REMINDED)
    later, done, going = list[tuple[int, datetime]](), list[tuple[int, str]](), dict[int, Due]()
    for one in due:  # of an answer's the earlier first
        if outcome := _overtaken(ctx, one):
            done.append((one.id, outcome))
        elif (then := _goes_at(ctx, one)) > ctx.now:
            later.append((one.id, then))
        elif outcome := _in_vain(one, chats, off):
            done.append((one.id, outcome))
        else:
            if one.registration.id in going:
                done.append((going[one.registration.id].id, NEWER))
            going[one.registration.id] = one
    kinds = _kinds(ctx) if going else {}
    for one in going.values():
        _put_out(ctx, one, chats, kinds)
        done.append((one.id, ENQUEUED))
    reminders.look_again(ctx.session, later)
    reminders.finish(ctx.session, done, ctx.now)


def _overtaken(ctx: Context, one: Due) -> str | None:
    """Why it is of no use any more, if so."""
    event = one.registration.event
    if one.version != event.version or one.minutes_before not in _offsets(event, one.registration):
        return OVERTAKEN
    return LATE if ctx.now >= _start(one.registration) else None


def _goes_at(ctx: Context, one: Due) -> datetime:
    planned = rules.Planned(one.nominal_at, one.look_at, _start(one.registration))
    return rules.goes_at(planned, _member(one), ctx.now, ctx.region.zone)


def _in_vain(one: Due, chats: Collection[int], off: Collection[tuple[int, str]]) -> str | None:
    """Why it does not go now that it should, if so."""
    member = _member(one)
    if not may(member.role, Act.ATTEND) or member.id not in chats:
        return UNREACHABLE
    return UNWANTED if (member.id, reminders.subject(one.minutes_before)) in off else None


def _put_out(ctx: Context, one: Due, chats: Mapping[int, Sequence[int]], kinds: Kinds) -> None:
    member, event = _member(one), one.registration.event
    with ctx.speaking_to(member) as speaking:
        for chat_id in chats[member.id]:
            speaking.tell(
                member,
                chat_id,
                *reminder_views.reminder(speaking, one.registration, kinds[speaking.texts.language]),
                about=About(REMINDER, EVENT, event.number),
                lane=Lane.REMINDER,
                key=reminders.key(event.number, one.version, one.minutes_before, member.id),
                expires_at=_start(one.registration),
            )
    ctx.acts.append(f"remind {event.number} {member.id}")


def say_the_day_anew(ctx: Context) -> None:
    """What could not go until the day was over says *today* of what was *tomorrow*."""
    midnight = moment(datetime.combine(ctx.today, time()), ctx.region.zone)
    waiting = reminders.waiting_since(ctx.session, midnight, PORTION)
    if not waiting:
        return
    kinds = _kinds(ctx)
    for delivery, answer in waiting:
        if answer.member is not None:
            with ctx.speaking_to(answer.member) as speaking:
                speaking.edit(delivery, *reminder_views.reminder(speaking, answer, kinds[speaking.texts.language]))
    reminders.is_due_now(ctx.session, [delivery for delivery, _ in waiting], ctx.now)


def _kinds(ctx: Context) -> Kinds:
    return {language: entry_names(ctx.session, EVENT_KIND, language) for language in LANGUAGES}


def _member(one: Due) -> Member:
    assert one.registration.member is not None  # noqa: S101 - nobody else is planned for
    return one.registration.member


def _start(answer: Registration) -> datetime:
    """When it begins for this person."""
    event = answer.event
    return rules.start_of(answer.slot or event.begins, ZoneInfo(event.zone), whole_day=event.whole_day)


BUTTONS: tuple[Button, ...] = ()
FORMS: tuple[Form, ...] = ()
TICKS = (Tick("remind of events", 1, remind), Tick("say the day of reminders anew", 300, say_the_day_anew))
