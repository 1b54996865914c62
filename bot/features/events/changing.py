"""Moving an event, changing its place, calling it off: who is told what, and that everything follows."""

from bot.access import Act
from bot.context import Context
from bot.dialogs.form import Form
from bot.errors import UserError
from bot.features.events import changing_acts as acts
from bot.features.events import changing_forms as forms
from bot.features.events import changing_shown, changing_telling
from bot.manifest import Button, Tick
from bot.texts import N_
from storage.events import CANCELLED


def move(ctx: Context) -> None:
    """*Move*: another time, another place, or both."""
    event = acts.found(ctx, int(ctx.match[0]))
    ctx.pressed_delivery = None
    forms.change(ctx, event)


def cancel(ctx: Context) -> None:
    """*Call off*."""
    event = acts.found(ctx, int(ctx.match[0]))
    if event.status == CANCELLED:
        raise UserError(N_("Event No. {number} is cancelled."), number=event.number)
    ctx.pressed_delivery = None
    forms.cancel(ctx, event)


def restore(ctx: Context) -> None:
    """*Restore*: it takes place after all, as it was planned."""
    event = acts.found(ctx, int(ctx.match[0]))
    if event.status != CANCELLED:
        raise UserError(N_("Event No. {number} is not cancelled."), number=event.number)
    ctx.pressed_delivery = None
    forms.restore(ctx, event)


def undo(ctx: Context) -> None:
    """*Undo* under a change: at once as long as nobody was told, else it is asked whether it is meant."""
    event, change = acts.undoable(ctx, int(ctx.match[0]), int(ctx.match[1]))
    if acts.nobody_told(ctx, change):
        acts.undo(ctx, event, change)
        changing_shown.undone(ctx, event, told=False)
    else:
        changing_shown.ask_whether_to_undo(ctx, event, change)


def undo_surely(ctx: Context) -> None:
    """It is meant."""
    event, change = acts.undoable(ctx, int(ctx.match[0]), int(ctx.match[1]))
    told = not acts.nobody_told(ctx, change)
    acts.undo(ctx, event, change)
    changing_shown.undone(ctx, event, told=told)


_NUMBER = r"(\d{1,9})"
BUTTONS: tuple[Button, ...] = (
    Button(rf"ev:move:{_NUMBER}", move, Act.EVENTS),
    Button(rf"ev:cancel:{_NUMBER}", cancel, Act.EVENTS),
    Button(rf"ev:restore:{_NUMBER}", restore, Act.EVENTS),
    Button(rf"ev:revert:{_NUMBER}:(\d{{1,6}})", undo, Act.EVENTS),
    Button(rf"ev:reverted:{_NUMBER}:(\d{{1,6}})", undo_surely, Act.EVENTS),
)
FORMS: tuple[Form, ...] = (forms.CHANGE, forms.CORRECT, forms.CANCEL)
TICKS: tuple[Tick, ...] = (
    Tick("tell of changes of events", 2, changing_telling.tell),
    Tick("see whom changes have not reached", 60, changing_telling.look),
)
