"""Answers to an invitation: places, the waiting list, and what one is told of it."""

from datetime import datetime

from bot.access import GUEST, Act, may
from bot.context import Context, attachment_messages, button
from bot.dialogs.form import Form
from bot.errors import UserError
from bot.features.events import (
    calendar_file,
    cards,
    inviting,
    offering,
    organising,
    reminding,
    rules,
    slot_views,
    slots,
    views,
)
from bot.manifest import Button, Tick
from bot.texts import N_
from storage import outbox
from storage.event_files import ATTACHMENT
from storage.events import (
    CANCELLED,
    DECLINED,
    EVENT,
    GOING,
    MAYBE,
    OFFERED,
    ON_SITE,
    ONLINE,
    PUBLISHED,
    WAITING,
    Event,
    Registration,
    answer_counts,
    begin_answer,
    event_numbered,
    registration_of,
)
from storage.members import Member, telegram_chat_of
from storage.outbox import About
from storage.preferences import hold_until
from storage.registrations import in_line
from storage.seen import mark_seen

CALENDAR_FILE = "calendar_file"
"""Part of an event in the outbox: the file for a person's own calendar."""
WANTED: dict[str, tuple[str, str | None]] = {
    "go": (GOING, None),
    "site": (GOING, ON_SITE),
    "online": (GOING, ONLINE),
    "maybe": (MAYBE, None),
    "no": (DECLINED, None),
}
"""What the verb of a button wants: a state, and how to take part."""


def may_see(ctx: Context, event: Event) -> bool:
    """Whether the acting person may see it: staff all, librarians what was published, guests what is for them."""
    if ctx.may(Act.EVENTS):
        return True
    if not ctx.may(Act.ATTEND) or event.published_at is None:
        return False
    return ctx.may(Act.SEARCH) or inviting.is_invited(ctx, event, ctx.me)


def found(ctx: Context, number: int) -> Event:
    """The event of this number, if the acting person may see it; raises UserError and NotAllowedError."""
    event = event_numbered(ctx.session, number)
    in_group = not ctx.private and event is not None and event.published_at is not None
    if in_group and event is not None and not may_see(ctx, event):  # who reads its card knows that it is there
        raise UserError(N_("This event is for librarians; guests take part by invitation."))
    if event is None or not may_see(ctx, event):
        raise views.not_there(number)
    return event


def open_event(ctx: Context, number: int) -> None:
    """The card of an event for the acting person, in place of what was pressed or as a new message."""
    event = found(ctx, number)
    mark_seen(ctx.session, ctx.me.id, EVENT, event.number, ctx.now)
    cards.show_own(ctx, event)


def hindrance(
    ctx: Context, event: Event, held: str | None, state: str, *, version: int | None = None, by_staff: bool = False
) -> UserError | None:
    """Why this cannot be answered any more, as the sentence for it.

    ``held`` is the state until now, ``version`` what the pressed button was made for. Staff may put people down after
    the deadline.
    """
    late = cards.is_closed(event, ctx) and state == GOING and held not in cards.JOINED and not by_staff
    sentence = None
    if event.status != PUBLISHED:
        is_off = event.status == CANCELLED
        sentence = N_("Event No. {number} is cancelled.") if is_off else N_("Event No. {number} is not published.")
    elif ctx.now >= event.ends_at:
        sentence = N_("Event No. {number} is over.")
    elif ctx.now >= event.starts_at:
        sentence = N_("Event No. {number} has begun; answers can no longer be changed.")
    elif version is not None and version < event.version:
        sentence = N_("Event No. {number} has changed meanwhile. Look at its card and answer again.")
    elif late and event.register_until is not None:
        day = ctx.texts.date(event.register_until)
        return UserError(N_("Registration is over: the last day was {day}."), day=day)
    return UserError(sentence, number=event.number) if sentence is not None else None


def answer(
    ctx: Context,
    event: Event,
    member: Member,
    state: str,
    mode: str | None = None,
    *,
    slot: datetime | None = None,
    by: Member | None = None,
) -> Registration:
    """What this member wants from now on: ``GOING`` (``mode``: on site or online), ``MAYBE`` or ``DECLINED``.

    Where all places are taken they wait for one. A place that they give up is kept for the next in line. ``slot``: the
    time that they choose, where there are times. ``by`` is who answers for them. Raises UserError where it is too late,
    or the time is not free.
    """
    ctx.session.flush()
    registration = registration_of(ctx.session, event, member.id)
    held = registration.state if registration is not None else None
    by_staff = by is not None and may(by.role, Act.EVENTS)
    if problem := hindrance(ctx, event, held, state, by_staff=by_staff):
        raise problem
    if registration is None:
        registration = begin_answer(ctx.session, event, member, ctx.now)
    settle(ctx, registration, state, mode, slot)
    registration.libraries = list(member.libraries)
    registration.representative = member.role == GUEST
    if registration.state != held:
        registration.registered_by_id = by.id if by is not None and by.id != member.id else None
    ctx.note("answer", EVENT, event.number, state=registration.state)
    if registration.state == GOING:
        send_calendar_file(ctx, registration, member)
    mark_seen(ctx.session, member.id, EVENT, event.number, ctx.now)
    follow(ctx, registration, left_line=held == WAITING != registration.state)
    return registration


def send_calendar_file(ctx: Context, registration: Registration, member: Member) -> None:
    """Along with the first yes, once."""
    event = registration.event
    chat_id = telegram_chat_of(ctx.session, member.id)
    key = f"{CALENDAR_FILE}:{event.number}:{member.id}"
    if chat_id is None or outbox.is_enqueued(ctx.session, key):
        return
    oneself = ctx.member is not None and ctx.member.id == member.id
    with ctx.speaking_to(member) as speaking:
        speaking.tell(
            member,
            chat_id,
            speaking.texts.t("🗓 To put event No. {number} into your calendar, open this file.", number=event.number),
            about=About(CALENDAR_FILE, EVENT, event.number),
            key=key,
            document=calendar_file.order(speaking, event, registration),
            due_at=None if oneself else hold_until(member, ctx.now, ctx.region.zone),
            silent=True,
        )


def settle(
    ctx: Context, registration: Registration, state: str, mode: str | None, slot: datetime | None = None
) -> None:
    """Give a place (and a time), queue, or take it back, as the rules have it; raises UserError for a taken time."""
    event, held, last = registration.event, (registration.state, registration.mode), None
    if state == GOING:
        mode = rules.mode_of(mode or registration.mode, hybrid=event.hybrid, only_online=event.only_online)
        left = rules.places_left(event.places, answer_counts(ctx.session, event), limits_all=event.limits_all)
        line = [one for one in in_line(ctx.session, event) if one.id != registration.id]
        state = rules.outcome(mode, held, limits_all=event.limits_all, left=left, in_line=len(line))
        state = slots.seat(ctx.session, registration, state, slot)
        last = line[-1].at if line else None
    else:
        mode, registration.slot = None, None
    if state != held[0]:
        registration.at = rules.queued_at(ctx.now, last) if state == WAITING else ctx.now
    registration.state, registration.mode, registration.version = state, mode, event.version
    registration.offered_until = None
    ctx.session.flush()


def follow(ctx: Context, registration: Registration, *, left_line: bool = False) -> None:
    """An answer has changed: whoever is next in line, reminders and cards follow.

    ``left_line``: they were waiting for a place, and are not any more.
    """
    event = registration.event
    offering.promote(ctx, event, moved_up=left_line)
    ctx.session.flush()
    reminding.plan_one(ctx, registration)
    inviting.refresh_one(ctx, registration)
    inviting.refresh_group(ctx, event)
    organising.refresh(ctx, event)


# Buttons ------------------------------------------------------------------------------------------------------------


def _pressed_answer(ctx: Context) -> None:
    """*Piedalīšos*, *Klātienē*, *Varbūt* … in private and in the group."""
    verb, number, version = ctx.match
    event = found(ctx, int(number))
    _answer(ctx, event, *WANTED[verb], verb=verb, version=int(version) if version else None)


def _answer(
    ctx: Context, event: Event, state: str, mode: str | None, *, verb: str, version: int | None, sure: bool = False
) -> None:
    registration = registration_of(ctx.session, event, ctx.me.id)
    held = registration.state if registration is not None else None
    if problem := hindrance(ctx, event, held, state, version=version):
        refuse(ctx, event, problem)
        return
    if state == GOING and slots.has_to_choose(event, registration):
        slot_views.show(ctx, event, registration, mode)
        return
    if not sure and _loses_place(ctx, event, registration, state, mode):
        _ask_whether_sure(ctx, event, verb)
        return
    confirmed = not ctx.private and cards.has_own(ctx, event)
    registration = answer(ctx, event, ctx.me, state, mode)
    line, until = cards.standing_of(ctx, registration)
    ctx.toast = views.toast(ctx.texts, event, registration, line, until)
    if not confirmed:
        cards.show_own(ctx, event)


def refuse(ctx: Context, event: Event, problem: UserError) -> None:
    """It cannot be answered: said over the chat, and the card that was pressed shows how things are."""
    ctx.toast = ctx.texts.plain(problem.msgid, **problem.values)
    if ctx.private:
        cards.show_own(ctx, event)
    else:
        inviting.refresh_group(ctx, event)


def _loses_place(ctx: Context, event: Event, registration: Registration | None, state: str, mode: str | None) -> bool:
    """Whether somebody gives up a place that is the next one's at once."""
    if registration is None or registration.state != GOING or event.places is None:
        return False
    held = (registration.state, registration.mode)
    keeps = state == GOING and rules.takes_place(
        rules.mode_of(mode or registration.mode, hybrid=event.hybrid, only_online=event.only_online),
        limits_all=event.limits_all,
    )
    if keeps or not rules.holds_place(held, limits_all=event.limits_all):
        return False
    return bool(in_line(ctx.session, event))


def _ask_whether_sure(ctx: Context, event: Event, verb: str) -> None:
    text = views.short(ctx.texts, event, views.kind_name(ctx, event)) + ctx.texts.t(
        "\n\nOthers are waiting for a place: yours will be offered to the next in line at once. Give it up?"
    )
    rows = [
        [
            button(ctx.texts.plain("Yes, give it up"), f"ev:leave:{event.number}:{verb}"),
            button(ctx.texts.plain("◀ Back"), f"ev:open:{event.number}"),
        ]
    ]
    about = About(cards.CARD, EVENT, event.number)
    if ctx.private:
        ctx.show(text, rows, about=about)
    else:
        ctx.say(text, rows, about=about)
        ctx.toast = ctx.texts.plain("Others are waiting for a place. A question for you is in your chat with Plaukts.")


def _leave(ctx: Context) -> None:
    """*Yes, give it up*."""
    number, verb = ctx.match
    event = found(ctx, int(number))
    _answer(ctx, event, *WANTED[verb], verb=verb, version=None, sure=True)


def _confirm(ctx: Context) -> None:
    """*Confirm*: the place that was kept is taken."""
    event = found(ctx, int(ctx.match[0]))
    registration = registration_of(ctx.session, event, ctx.me.id)
    held = registration.state if registration is not None else None
    if problem := hindrance(ctx, event, held, GOING):
        refuse(ctx, event, problem)
    elif registration is None or held not in (OFFERED, GOING):
        refuse(ctx, event, UserError(N_("This place is no longer kept for you. You can answer anew.")))
    else:
        _answer(ctx, event, GOING, registration.mode, verb="go", version=None)


def _open(ctx: Context) -> None:
    """A number in a list, *◀ Back*, *As a participant sees it*: in place of a card of the same event, else below."""
    number = int(ctx.match[0])
    pressed = outbox.delivery_numbered(ctx.session, ctx.pressed_delivery) if ctx.pressed_delivery is not None else None
    if pressed is None or (pressed[1].object_kind, pressed[1].object_id) != (EVENT, number):
        ctx.pressed_delivery = None
    open_event(ctx, number)


def _send_files(ctx: Context) -> None:
    """*📎 Files*: what came with the invitation."""
    event = found(ctx, int(ctx.match[0]))
    for method, payload in attachment_messages(event.attachments):
        ctx.say_as_is(method, payload, about=About(ATTACHMENT, EVENT, event.number))


_NUMBER = r"(\d{1,9})"
BUTTONS: tuple[Button, ...] = (
    Button(rf"ev:(go|site|online|maybe|no):{_NUMBER}(?::(\d{{1,4}}))?", _pressed_answer, Act.ATTEND, in_group=True),
    Button(rf"ev:leave:{_NUMBER}:(maybe|online|no)", _leave, Act.ATTEND),
    Button(rf"ev:confirm:{_NUMBER}", _confirm, Act.ATTEND),
    Button(rf"ev:open:{_NUMBER}", _open, Act.ATTEND),
    Button(rf"ev:files:{_NUMBER}", _send_files, Act.ATTEND),
    *organising.BUTTONS,
)
FORMS: tuple[Form, ...] = ()
TICKS: tuple[Tick, ...] = (
    Tick("pass on places that were not taken", 60, offering.pass_on),
    Tick("let cards of events follow the clock", 60, inviting.follow_clock),
    Tick("show a new group the events to come", 60, inviting.catch_up_in_group),
)
