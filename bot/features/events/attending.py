"""At the door: who came, who came unannounced, only how many; that it is complete. Its buttons."""

from dataclasses import replace
from typing import Any

from bot.access import Act
from bot.context import Context
from bot.dialogs.form import Form, leave_unsaid, start
from bot.errors import UserError
from bot.features.events import attending_forms, organising, signing, slot_record_list
from bot.features.events.attending_desk import desk_of, finish, found, mark, search, show, show_at
from bot.manifest import Button, Listener, Tick
from bot.texts import N_
from bot.undoing import check_undo
from storage import attendance
from storage.events import EVENT, GOING, Event, Registration


def _event(ctx: Context) -> Event:
    return found(ctx, int(ctx.match[0]))


def _open(ctx: Context) -> None:
    """*Who came*, *Show all*: the list from its beginning."""
    event = _event(ctx)
    desk = desk_of(ctx, event)
    leave_unsaid(ctx)
    show_at(ctx, event, replace(desk, page=0, letters=""))


def _turn(ctx: Context) -> None:
    """◀ and ▶."""
    event = _event(ctx)
    show_at(ctx, event, replace(desk_of(ctx, event), page=int(ctx.match[1])))


def _came(ctx: Context) -> None:
    """A name."""
    registration = ctx.session.get(Registration, int(ctx.match[0]))
    if registration is None:
        raise UserError(N_("This person is no longer on the list."))
    event = found(ctx, registration.event.number)
    came = ctx.match[1] == "1"
    if bool(registration.attended) != came:
        mark(ctx, event, [registration], came=came)
    show(ctx, event)


def _all_came(ctx: Context) -> None:
    """*All came*: everybody who has a place."""
    event = _event(ctx)
    desk = desk_of(ctx, event)
    expected = [one for one in attendance.at_door(ctx.session, event) if one.state == GOING and not one.walk_in]
    unmarked = [one for one in expected if not one.attended]
    if unmarked:
        mark(ctx, event, unmarked, came=True)
        desk = replace(desk, marked=tuple(one.id for one in unmarked), marked_at=ctx.now.isoformat())
    show_at(ctx, event, desk)


def _undo_all(ctx: Context) -> None:
    """*Undo* after it."""
    event = _event(ctx)
    desk = desk_of(ctx, event)
    if not desk.may_undo(ctx.now):
        raise UserError(N_("The time for taking it back is over (10 minutes)."))
    people = [one for one in attendance.at_door(ctx.session, event) if one.id in desk.marked and one.attended]
    mark(ctx, event, people, came=False)
    show_at(ctx, event, replace(desk, marked=(), marked_at=None))


def _walk_in(ctx: Context) -> None:
    """*Add somebody*."""
    event = _event(ctx)
    letters = desk_of(ctx, event).letters
    _fill_in(ctx, event, attending_forms.WALK_IN, _letters=letters)


def _heads(ctx: Context) -> None:
    """*Only the number*."""
    _fill_in(ctx, _event(ctx), attending_forms.HEADS)


def _fill_in(ctx: Context, event: Event, form: Form, **known: Any) -> None:
    """Below the list, which goes when the form is filled in."""
    card, ctx.pressed_delivery = ctx.pressed_delivery, None
    start(ctx, form, {"event": event.number, "card": card, **known})


def _set_heads(ctx: Context) -> None:
    """*Count by names*, and *Undo* after a number was typed: what was so before."""
    event = _event(ctx)
    heads, finished = ctx.match[1], ctx.match[2] == "1"
    event.headcount = None if heads == "x" else int(heads)
    if not finished:
        event.attended_at = None
    ctx.note("count_heads", EVENT, event.number, heads=event.headcount)
    organising.refresh(ctx, event)
    show(ctx, event)


def _done(ctx: Context) -> None:
    """*Done*."""
    event = _event(ctx)
    first = event.attended_at is None
    event.attended_at = event.attended_at or ctx.now
    finish(ctx, event, f"ev:undone:{event.number}" if first else None)


def _undone(ctx: Context) -> None:
    """*Undo* after it."""
    event = _event(ctx)
    check_undo(event.attended_at, ctx.now)
    event.attended_at = None
    ctx.note("reopen_attendance", EVENT, event.number)
    organising.refresh(ctx, event)
    show(ctx, event)


_NUMBER = r"(\d{1,9})"
BUTTONS: tuple[Button, ...] = (
    Button(rf"ev:door:{_NUMBER}", _open, Act.EVENTS),
    Button(rf"ev:door:{_NUMBER}:(\d{{1,3}})", _turn, Act.EVENTS),
    Button(rf"ev:came:{_NUMBER}:([01])", _came, Act.EVENTS),
    Button(rf"ev:all:{_NUMBER}", _all_came, Act.EVENTS),
    Button(rf"ev:unall:{_NUMBER}", _undo_all, Act.EVENTS),
    Button(rf"ev:walkin:{_NUMBER}", _walk_in, Act.EVENTS),
    Button(rf"ev:heads:{_NUMBER}", _heads, Act.EVENTS),
    Button(rf"ev:unheads:{_NUMBER}:(x|\d{{1,4}}):([01])", _set_heads, Act.EVENTS),
    Button(rf"ev:done:{_NUMBER}", _done, Act.EVENTS),
    Button(rf"ev:undone:{_NUMBER}", _undone, Act.EVENTS),
    *signing.BUTTONS,
    *slot_record_list.BUTTONS,
)
FORMS = attending_forms.FORMS
TICKS: tuple[Tick, ...] = ()
LINES = (Listener(Act.EVENTS, search),)
BUILDERS = signing.BUILDERS
