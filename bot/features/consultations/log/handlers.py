"""From the buttons of the log to what they do, and what the consultations' manifest takes from here."""

from bot.context import Context
from bot.dialogs.form import leave_unsaid
from bot.features.consultations.log import changing, forms, listing, pages
from bot.features.consultations.log.card import found_entry, found_record, show_record
from bot.manifest import Button, Tick


def card(ctx: Context) -> None:
    """*Back* on a record's page, and its number in a list."""
    show_record(ctx, found_entry(ctx, _number(ctx)))


def edit(ctx: Context) -> None:
    """*Add or correct* on a card."""
    pages.show(ctx, found_entry(ctx, _number(ctx)))


def field(ctx: Context) -> None:
    """One of the fields on a record's page."""
    forms.ask(ctx, _number(ctx), ctx.match[1])


def trace(ctx: Context) -> None:
    """*Corrections* on a record's page."""
    pages.show_trace(ctx, found_entry(ctx, _number(ctx)))


def delete(ctx: Context) -> None:
    """*Delete the record* on its page."""
    changing.delete(ctx, found_record(ctx, _number(ctx)).number)


def undo(ctx: Context) -> None:
    """*Undo* under what was corrected or deleted just now."""
    changing.undo(ctx, _number(ctx))


def day(ctx: Context) -> None:
    """*Today's consultations*, and the days beside it: in place of the first question, or of a card."""
    if ctx.dialog is not None and ctx.dialog.delivery_id == ctx.pressed_delivery:
        leave_unsaid(ctx)
    listing.show_day(ctx, listing.read_day(ctx, ctx.match[0]), int(ctx.match[1] or 0))


def _number(ctx: Context) -> int:
    return int(ctx.match[0])


_NUMBER = r"(\d{1,9})"
BUTTONS = (
    Button(rf"lg:card:{_NUMBER}", card),
    Button(rf"lg:edit:{_NUMBER}", edit),
    Button(rf"lg:field:{_NUMBER}:([a-z_]{{1,20}})", field),
    Button(rf"lg:trace:{_NUMBER}", trace),
    Button(rf"lg:delete:{_NUMBER}", delete),
    Button(rf"lg:undo:{_NUMBER}", undo),
    Button(r"lg:day:(\d{4}-\d\d-\d\d)(?::(\d{1,4}))?", day),
)
FORMS = (forms.CORRECT,)
TICKS = (Tick("forget corrected texts", 600, changing.forget_corrected_texts),)
