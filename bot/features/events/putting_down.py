"""Whoever is put down by somebody else: a colleague, who is told of it; a guest without Telegram."""

from collections.abc import Collection, Sequence
from dataclasses import dataclass

from markupsafe import Markup

from bot.access import GUEST, Act
from bot.context import Button as Shown
from bot.context import Context, Rows, button
from bot.dialogs.fields import TextField
from bot.dialogs.form import EARLIER_STEP, Data, Form, Prompt, pick, start
from bot.dialogs.people import MemberField
from bot.errors import UserError
from bot.features.events import (
    answering,
    cards,
    inviting,
    offering,
    offering_letters,
    organising,
    reminding,
    slot_words,
    slots,
    views,
)
from bot.features.events.slot_field import SlotField, slot_of
from bot.manifest import Button
from bot.texts import N_, bold, join_lines
from bot.texts.names import NO_NAME, tidy_name
from bot.typed import Typed
from bot.undoing import check_undo
from storage.audience import Audience
from storage.events import (
    EVENT,
    GOING,
    INVITED,
    MAYBE,
    ON_SITE,
    ONLINE,
    WAITING,
    Event,
    Registration,
    registration_of,
    registrations,
)
from storage.members import Member, members_with_role, telegram_chat_of
from storage.outbox import About
from storage.preferences import hold_until

YES, NO = "yes", "no"


# What both do ---------------------------------------------------------------------------------------------------------


def tell(ctx: Context, registration: Registration, sentence: str) -> None:
    """Somebody did something for a member: they read what and who, above their card, or in a letter.

    ``sentence`` is a msgid with ``{name}`` for who did it.
    """
    event, member = registration.event, registration.member
    if member is None or member.id == ctx.me.id:
        return
    offering_letters.stop(ctx, event, member)
    chat_id = telegram_chat_of(ctx.session, member.id)
    if chat_id is None:
        offering_letters.tell(ctx, registration, member, sentence, name=ctx.me.name)
        return
    with ctx.speaking_to(member) as speaking:
        above = speaking.texts.t(sentence, name=ctx.me.name)
        text, rows = cards.of_person(speaking, event, member, registration, above=above)
        speaking.tell(
            member,
            chat_id,
            text,
            rows,
            about=About(cards.CARD, EVENT, event.number),
            due_at=hold_until(member, ctx.now, ctx.region.zone),
        )


def remove(ctx: Context, registration: Registration) -> None:
    """Somebody is no longer put down, as if they had never been; whoever is next in line is kept the place."""
    event, member, waited = registration.event, registration.member, registration.state == WAITING
    registration.state, registration.mode, registration.offered_until = INVITED, None, None
    registration.slot = None
    registration.registered_by_id = None
    reminding.plan_one(ctx, registration)
    if member is None or member.id not in Audience.from_json(event.audience).member_ids:
        ctx.session.delete(registration)
    ctx.session.flush()
    offering.promote(ctx, event, moved_up=waited)
    if member is not None:
        offering_letters.stop(ctx, event, member)
        cards.refresh_member(ctx, event, member, registration_of(ctx.session, event, member.id))
    inviting.refresh_group(ctx, event)
    organising.refresh(ctx, event)


def found_registration(ctx: Context, event: Event, registration_id: int) -> Registration:
    """An answer to this event; raises UserError where there is none (any more)."""
    registration = ctx.session.get(Registration, registration_id)
    if registration is None or registration.event_id != event.id:
        raise UserError(N_("This person is no longer on the list."))
    return registration


def _known(ctx: Context, data: Data) -> str:
    event = answering.found(ctx, data["number"])
    return join_lines([bold(event.title), views.when(ctx.texts, event)])


@dataclass(frozen=True)
class _ChoiceField:
    """One of a few choices by button."""

    name: str
    question: str
    """Msgid of what is asked."""
    choices: Sequence[tuple[str, str]]
    """Key and label (msgid)."""

    def prompt(self, ctx: Context, _data: Data) -> Prompt:
        choices = [button(ctx.texts.plain(label), pick(key)) for key, label in self.choices]
        return Prompt(ctx.texts.t(self.question), [choices])

    def typed(self, _ctx: Context, _data: Data, _typed: Typed) -> bool:
        raise UserError(N_("A choice is needed here: press a button. What you wrote was not registered."))

    def pressed(self, _ctx: Context, data: Data, key: str) -> bool:
        if key not in dict(self.choices):
            raise UserError(EARLIER_STEP)
        data[self.name] = key
        return True


_MODE = _ChoiceField("mode", N_("On site or online?"), ((ON_SITE, N_("On site")), (ONLINE, N_("Online"))))


def _begin(ctx: Context, form: Form) -> None:
    event = answering.found(ctx, int(ctx.match[0]))
    problem = answering.hindrance(ctx, event, None, GOING, by_staff=ctx.may(Act.EVENTS))
    if problem is not None:
        raise problem
    ctx.pressed_delivery = None
    known = {} if event.hybrid else {"mode": None}
    start(ctx, form, {"number": event.number, **known} | ({} if slots.slots_of(event) else {"slot": None}))


def _confirmation(ctx: Context, registration: Registration, said: Markup) -> tuple[Markup, Rows]:
    """What was done, with its way back."""
    event = registration.event
    texts = ctx.texts
    where = {ON_SITE: N_("On site"), ONLINE: N_("Online")}.get(registration.mode or "") if event.hybrid else None
    waiting = registration.state == WAITING
    lines = [
        said,
        views.head(texts, event, views.kind_name(ctx, event)),
        bold(event.title),
        texts.plain(where) if where else None,
        slot_words.at(texts, event, registration),
        texts.t("All places are taken, so this person is on the waiting list.") if waiting else None,
    ]
    undo = [button(texts.plain("Undo"), f"ev:unput:{event.number}:{registration.id}")]
    anyway = [seat_button(ctx, registration)] if may_seat(ctx, registration) else []
    another = [button(texts.plain("Another guest"), f"ev:guest:{event.number}")] if registration.member is None else []
    return join_lines(lines), [row for row in (anyway, undo, another) if row]


def may_seat(ctx: Context, registration: Registration) -> bool:
    """Whether the acting person may let somebody in who waits, though all places are taken."""
    event = registration.event
    return (
        ctx.may(Act.EVENTS)
        and registration.state == WAITING
        and cards.is_open(event, ctx)
        and not slots.slots_of(event)  # there is no time that could be given
    )


def seat_button(ctx: Context, registration: Registration) -> Shown:
    """It does so; that there are more then than places is the organiser's decision."""
    return button(ctx.texts.plain("Add anyway"), f"ev:seat:{registration.event.number}:{registration.id}")


def seat(ctx: Context, registration: Registration) -> None:
    """Somebody who waits takes part, whatever number of places there is; raises UserError where they do not wait."""
    event, member = registration.event, registration.member
    if problem := answering.hindrance(ctx, event, registration.state, GOING, by_staff=True):
        raise problem
    if slots.slots_of(event):
        raise UserError(slots.TAKEN)
    if registration.state != WAITING:
        raise UserError(N_("This person is not on the waiting list any more."))
    registration.state, registration.at, registration.version = GOING, ctx.now, event.version
    ctx.note("seat", EVENT, event.number)
    answering.follow(ctx, registration, left_line=True)
    if member is not None:
        answering.send_calendar_file(ctx, registration, member)
        tell(ctx, registration, N_("✅ {name} has given you a place."))


def _seat(ctx: Context) -> None:
    """*Add anyway* under that somebody was put down."""
    event = answering.found(ctx, int(ctx.match[0]))
    registration = found_registration(ctx, event, int(ctx.match[1]))
    seat(ctx, registration)
    said = ctx.texts.t("✅ <b>Given a place over the number: {name}</b>", name=_who(ctx, registration))
    ctx.show(*_confirmation(ctx, registration, said))


def _who(ctx: Context, registration: Registration) -> str:
    return guest_line(ctx, registration) if registration.member is None else registration.name


def _undo(ctx: Context) -> None:
    """*Undo* under that somebody was put down."""
    event = answering.found(ctx, int(ctx.match[0]))
    registration = found_registration(ctx, event, int(ctx.match[1]))
    if registration.state not in cards.JOINED:
        raise UserError(N_("This person has answered already."))
    if registration.registered_by_id != ctx.me.id:
        raise UserError(N_("Only whoever put this person down can take it back."))
    check_undo(registration.at, ctx.now)
    name = registration.name
    ctx.note("undo_put_down", EVENT, event.number)
    remove(ctx, registration)
    ctx.show(
        ctx.texts.t("✖ Taken back: {name} is not put down for event No. {number}.", name=name, number=event.number)
    )


# A colleague ----------------------------------------------------------------------------------------------------------


def _taken(ctx: Context, data: Data) -> Collection[int]:
    """Whom one cannot register: oneself, who comes already, and, unless one is staff, guests and who has answered."""
    event = answering.found(ctx, data["number"])
    settled = (*cards.JOINED,) if ctx.may(Act.EVENTS) else None
    answered = {
        one.member_id
        for one in registrations(ctx.session, event)
        if one.member_id is not None and (one.state in settled if settled else one.state != INVITED)
    }
    guests = () if settled else members_with_role(ctx.session, GUEST)
    return {ctx.me.id, *answered, *guests}


def _ask_whom(ctx: Context, _data: Data) -> str:
    return ctx.texts.t("Whom do you register? This person is told that it was you, and can decline.")


def _register(ctx: Context, data: Data) -> None:
    event = answering.found(ctx, data["number"])
    member = ctx.session.get(Member, data["member"])
    if member is None or member.id in _taken(ctx, data):
        raise UserError(N_("This person has answered already."))
    registration = answering.answer(ctx, event, member, GOING, data["mode"], slot=slot_of(data), by=ctx.me)
    tell(ctx, registration, N_("👋 {name} has registered you. If you cannot come, please say so here."))
    ctx.show(*_confirmation(ctx, registration, ctx.texts.t("✅ <b>Registered: {name}</b>", name=member.name)))


COLLEAGUE = Form(
    "event_colleague",
    (MemberField("member", _ask_whom, without=_taken), _MODE, SlotField()),
    _register,
    act=Act.EXCHANGE,
    title=N_("Register a colleague"),
    left=N_("Cancelled. Nobody was registered."),
    known=_known,
)


# A guest --------------------------------------------------------------------------------------------------------------


def _ask_name(ctx: Context, _data: Data) -> str:
    return join_lines(
        [
            ctx.texts.t("Name and surname of the guest:"),
            ctx.texts.t("For people who do not use Plaukts: they are counted, but get no messages from it."),
        ]
    )


def _ask_institution(ctx: Context, _data: Data) -> str:
    return ctx.texts.t("From which institution?")


def _put_down(ctx: Context, data: Data) -> None:
    event = answering.found(ctx, data["number"])
    if problem := answering.hindrance(ctx, event, None, GOING, by_staff=True):
        raise problem
    registration = Registration(
        event_id=event.id,
        state=MAYBE,
        at=ctx.now,
        guest_name=data["name"],
        guest_of=data.get("institution"),
        representative=data["representative"] == YES,
        registered_by_id=ctx.me.id,
    )
    ctx.session.add(registration)
    ctx.session.flush()
    answering.settle(ctx, registration, GOING, data["mode"], slot_of(data))
    ctx.note("put_down_guest", EVENT, event.number)
    inviting.refresh_group(ctx, event)
    organising.refresh(ctx, event)
    who = ctx.texts.t("✅ <b>Guest registered: {name}</b>", name=guest_line(ctx, registration))
    ctx.show(*_confirmation(ctx, registration, who))


def guest_line(ctx: Context, registration: Registration) -> str:
    """A guest's name, where from, and whether a municipality's representative."""
    says = ctx.texts.plain("municipality representative") if registration.representative else None
    return " · ".join(part for part in (registration.name, registration.guest_of, says) if part)


GUEST_FORM = Form(
    "event_guest",
    (
        TextField("name", _ask_name, tidy_name, NO_NAME),
        TextField("institution", _ask_institution, tidy_name, NO_NAME),
        _ChoiceField(
            "representative",
            N_("Is the guest a municipality's representative or deputy?"),
            ((YES, N_("Yes")), (NO, N_("No"))),
        ),
        _MODE,
        SlotField(),
    ),
    _put_down,
    act=Act.EVENTS,
    title=N_("Register a guest"),
    left=N_("Cancelled. Nobody was registered."),
    known=_known,
    optional=frozenset({"institution"}),
)

_NUMBER = r"(\d{1,9})"
BUTTONS: tuple[Button, ...] = (
    Button(rf"ev:colleague:{_NUMBER}", lambda ctx: _begin(ctx, COLLEAGUE), Act.EXCHANGE),
    Button(rf"ev:guest:{_NUMBER}", lambda ctx: _begin(ctx, GUEST_FORM), Act.EVENTS),
    Button(rf"ev:unput:{_NUMBER}:{_NUMBER}", _undo, Act.ATTEND),
    Button(rf"ev:seat:{_NUMBER}:{_NUMBER}", _seat, Act.EVENTS),
)
FORMS: tuple[Form, ...] = (COLLEAGUE, GUEST_FORM)
