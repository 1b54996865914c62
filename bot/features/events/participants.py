"""Who takes part, waits, may come or cannot: lists for staff, and what they can do for one person."""

from collections.abc import Sequence

from markupsafe import Markup

from bot.access import Act
from bot.context import Button as Shown
from bot.context import Context, button
from bot.dialogs.form import Form
from bot.errors import UserError
from bot.features.events import answering, cards, organising, putting_down, slot_words, views
from bot.features.events.putting_down import guest_line
from bot.manifest import Button
from bot.texts import N_, bold, cut, italic, join_lines
from bot.ways import reaches
from storage.alphabet import latvian_order
from storage.events import (
    DECLINED,
    EVENT,
    GOING,
    HOLDING,
    INVITED,
    MAYBE,
    OFFERED,
    ON_SITE,
    ONLINE,
    WAITING,
    Event,
    Registration,
    registrations,
)
from storage.mailing import INVITATIONS
from storage.members import Member
from storage.outbox import About

PEOPLE = "participants"
"""Part of an event in the outbox: who takes part, in place of the organiser's card."""
PAGE = 10
"""People on one page, each with a button."""
IN_A_ROW = 5
ORDER = (GOING, OFFERED, WAITING, MAYBE, DECLINED, INVITED)
HEADINGS = {
    GOING: N_("Taking part: {n}"),
    OFFERED: N_("A place is offered to: {n}"),
    WAITING: N_("On the waiting list: {n}"),
    MAYBE: N_("Maybe: {n}"),
    DECLINED: N_("Cannot come: {n}"),
    INVITED: N_("Invited by name and not answered: {n}"),
}


def _sorted(ctx: Context, event: Event) -> list[Registration]:
    """By state; those who wait in their order, the others by their times and the alphabet."""
    found = registrations(ctx.session, event)
    by_line = {one.id: at for at, one in enumerate(found)}

    def key(one: Registration) -> tuple[int, object]:
        order = by_line[one.id] if one.state == WAITING else (one.slot or event.begins, latvian_order(one.name), one.id)
        return ORDER.index(one.state), order

    return sorted(found, key=key)


def show_page(ctx: Context, event: Event, page: int) -> None:
    """A page of the list, in place of what was pressed."""
    people = _sorted(ctx, event)
    texts = ctx.texts
    page = min(page, max(0, len(people) - 1) // PAGE)
    shown = people[page * PAGE : (page + 1) * PAGE]
    head = texts.t("👥 <b>Participants</b> · No. {number}", number=event.number)
    lines: list[str | Markup | None] = [head, bold(event.title), views.when(texts, event)]
    if not people:
        lines += ["", texts.t("Nobody has answered yet.")]
    state = None
    for number, one in enumerate(shown, start=page * PAGE + 1):
        if one.state != state:
            state = one.state
            lines += ["", bold(texts.plain(HEADINGS[state], n=sum(other.state == state for other in people)))]
        lines.append(f"{number}. {_line(ctx, event, one)}")
        lines.append(_asks(ctx, one))
    numbered = [
        button(str(number), f"ev:person:{event.number}:{one.id}")
        for number, one in enumerate(shown, start=page * PAGE + 1)
    ]
    turning = [
        button("◀", f"ev:people:{event.number}:{page - 1}") if page else None,
        button("▶", f"ev:people:{event.number}:{page + 1}") if (page + 1) * PAGE < len(people) else None,
    ]
    rows: list[Sequence[Shown | None]] = [numbered[at : at + IN_A_ROW] for at in range(0, len(numbered), IN_A_ROW)]
    ctx.show(join_lines(lines), views.rows_of(*rows, turning, [_to_card(ctx, event)]), about=_about(event))


def _asks(ctx: Context, one: Registration) -> Markup | None:
    """What somebody who has a time wants to ask about."""
    if not one.question or one.state not in HOLDING or one.slot is None:
        return None
    return ctx.texts.t("💬 {question}", question=italic(cut(one.question, 200)))


def _about(event: Event) -> About:
    """What is read in the organiser's card's place stays, also when somebody answers meanwhile."""
    return About(PEOPLE, EVENT, event.number)


def _to_card(ctx: Context, event: Event) -> Shown:
    return button(ctx.texts.plain("◀ Back"), f"ev:org:{event.number}")


def _line(ctx: Context, event: Event, one: Registration) -> str:
    if one.member is None:
        who = guest_line(ctx, one)
    else:
        who = " · ".join([one.name, *(library.name for library in one.libraries)])
    if one.slot is not None and one.state in HOLDING:
        who = f"{ctx.texts.clock(one.slot)} · {who}"
    notes = [
        ctx.texts.plain("online") if event.hybrid and one.mode == ONLINE else None,
        ctx.texts.plain("not answered since the change") if views.is_asked_anew(event, one) and one.member else None,
    ]
    said = ", ".join(note for note in notes if note)
    return cut(who, 120) + (f" ({said})" if said else "")


# One person -----------------------------------------------------------------------------------------------------------


def show_person(ctx: Context, event: Event, one: Registration) -> None:
    """What is known of one person's taking part, and what staff can do about it."""
    texts, comes = ctx.texts, cards.is_open(event, ctx) and one.state in cards.JOINED
    line, until = cards.standing_of(ctx, one)
    registrar = ctx.session.get(Member, one.registered_by_id) if one.registered_by_id is not None else None
    heading = texts.plain(_STATES[one.state], time=until or "", n=line)
    lines = [
        views.head(texts, event, views.kind_name(ctx, event)),
        bold(_line(ctx, event, one)),
        heading,
        slot_words.at(texts, event, one),
        _asks(ctx, one),
        texts.t("Since: {time}", time=texts.short(ctx.region.local(one.at))),
        texts.t("Registered by: {name}", name=registrar.name) if registrar is not None else None,
    ]
    other = {ON_SITE: N_("Change to online"), ONLINE: N_("Change to on site")}.get(one.mode or "")
    can_change = comes and event.hybrid and one.state == GOING and other is not None
    seats = putting_down.may_seat(ctx, one)
    rows = views.rows_of(
        [button(texts.plain("Add anyway"), f"ev:letin:{event.number}:{one.id}") if seats else None],
        [
            button(texts.plain("Confirm for this person"), f"ev:takes:{event.number}:{one.id}")
            if comes and one.state == OFFERED
            else None
        ],
        [
            button(texts.plain("Take off the list"), f"ev:off:{event.number}:{one.id}") if comes else None,
            button(texts.plain(other), f"ev:mode:{event.number}:{one.id}") if can_change and other else None,
        ],
        [button(texts.plain("◀ Back"), f"ev:people:{event.number}")],
    )
    ctx.show(join_lines(lines), rows, about=_about(event))


_STATES = {
    GOING: N_("Takes part."),
    OFFERED: N_("A place is kept until {time}."),
    WAITING: N_("On the waiting list, in place {n}."),
    MAYBE: N_("May come."),
    DECLINED: N_("Cannot come."),
    INVITED: N_("Has not answered."),
}


def _found(ctx: Context) -> tuple[Event, Registration]:
    event = organising.found(ctx, int(ctx.match[0]))
    return event, putting_down.found_registration(ctx, event, int(ctx.match[1]))


def _joined(ctx: Context) -> tuple[Event, Registration]:
    """The same, of somebody who has or waits for a place of an event that has not begun."""
    event, one = _found(ctx)
    if problem := answering.hindrance(ctx, event, one.state, DECLINED):
        raise problem
    if one.state not in cards.JOINED:
        raise UserError(N_("This person is no longer on the list."))
    return event, one


def _people(ctx: Context) -> None:
    """*👥 Participants*, ◀ and ▶."""
    show_page(ctx, organising.found(ctx, int(ctx.match[0])), int(ctx.match[1] or 0))


def _person(ctx: Context) -> None:
    """A number in the list."""
    show_person(ctx, *_found(ctx))


def _ask_to_take_off(ctx: Context) -> None:
    """*Take off the list*: it is asked first, for the place may be the next one's at once."""
    event, one = _joined(ctx)
    texts = ctx.texts
    is_told = one.member is not None and reaches(ctx, one.member, INVITATIONS)
    lines = [
        texts.t("Take {name} off the list of event No. {number}?", name=one.name, number=event.number),
        texts.t("This person will be told.") if is_told else None,
    ]
    rows = [
        [
            button(texts.plain("Yes, take off"), f"ev:offsure:{event.number}:{one.id}"),
            button(texts.plain("◀ Back"), f"ev:person:{event.number}:{one.id}"),
        ]
    ]
    ctx.show(join_lines(lines), rows, about=_about(event))


def _take_off(ctx: Context) -> None:
    """It is meant. A member can answer again; a guest is gone."""
    event, one = _joined(ctx)
    ctx.note("take_off", EVENT, event.number)
    if one.member is None:
        putting_down.remove(ctx, one)
    else:
        waited = one.state == WAITING
        one.state, one.mode, one.slot, one.offered_until, one.at = INVITED, None, None, None, ctx.now
        one.registered_by_id = None
        answering.follow(ctx, one, left_line=waited)
        putting_down.tell(ctx, one, N_("ℹ️ {name} has taken you off the list of this event."))
    ctx.toast = ctx.texts.plain("Taken off the list.")
    show_page(ctx, event, 0)


def _change_mode(ctx: Context) -> None:
    """*Change to online*, *Change to on site*."""
    event, one = _joined(ctx)
    if not event.hybrid or one.state != GOING:
        raise UserError(N_("This person is no longer on the list."))
    other = ONLINE if one.mode == ON_SITE else ON_SITE
    ctx.note("change_mode", EVENT, event.number)
    answering.settle(ctx, one, GOING, other)
    answering.follow(ctx, one)
    putting_down.tell(ctx, one, N_("ℹ️ {name} has changed how you take part."))
    show_person(ctx, event, one)


def _let_in(ctx: Context) -> None:
    """*Add anyway*, of somebody who waits."""
    event, one = _found(ctx)
    putting_down.seat(ctx, one)
    show_person(ctx, event, one)


def _confirm_for(ctx: Context) -> None:
    """*Confirm for this person*: the place that is kept for them is theirs; pressed again it is shown that it is."""
    event, one = _found(ctx)
    if one.state != GOING:
        if problem := answering.hindrance(ctx, event, one.state, GOING, by_staff=True):
            raise problem
        if one.state != OFFERED or one.member is None:
            raise UserError(N_("No place is kept for this person any more."))
        ctx.note("confirm_for", EVENT, event.number)
        answering.settle(ctx, one, GOING, one.mode)
        answering.follow(ctx, one)
        answering.send_calendar_file(ctx, one, one.member)
        putting_down.tell(ctx, one, N_("✅ {name} has given you a place."))
    show_person(ctx, event, one)


_NUMBER = r"(\d{1,9})"
BUTTONS: tuple[Button, ...] = (
    Button(rf"ev:people:{_NUMBER}(?::(\d{{1,4}}))?", _people, Act.EVENTS),
    Button(rf"ev:person:{_NUMBER}:{_NUMBER}", _person, Act.EVENTS),
    Button(rf"ev:off:{_NUMBER}:{_NUMBER}", _ask_to_take_off, Act.EVENTS),
    Button(rf"ev:offsure:{_NUMBER}:{_NUMBER}", _take_off, Act.EVENTS),
    Button(rf"ev:mode:{_NUMBER}:{_NUMBER}", _change_mode, Act.EVENTS),
    Button(rf"ev:letin:{_NUMBER}:{_NUMBER}", _let_in, Act.EVENTS),
    Button(rf"ev:takes:{_NUMBER}:{_NUMBER}", _confirm_for, Act.EVENTS),
    *putting_down.BUTTONS,
)
FORMS: tuple[Form, ...] = putting_down.FORMS
TICKS = ()
