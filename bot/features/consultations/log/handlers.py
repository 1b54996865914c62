"""From the buttons of the log to what they do, and what the consultations' manifest takes from here."""

from bot.access import Act
from bot.context import Context
from bot.dialogs.form import leave_unsaid
from bot.features.consultations.log import changing, evening, forms, listing, pages, searching
from bot.features.consultations.log.card import found_entry, found_record, show_record
from bot.manifest import Button, Tick
from storage.dialogs import dialog_of
from storage.log import record_numbered


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
    record = record_numbered(ctx.session, _number(ctx))  # a deleted one has its trace, too
    pages.show_trace(ctx, record if record is not None else found_entry(ctx, _number(ctx)))


def delete(ctx: Context) -> None:
    """*Delete the record* on its page."""
    changing.delete(ctx, found_record(ctx, _number(ctx)).number)


def undo(ctx: Context) -> None:
    """*Undo* under what was corrected or deleted just now."""
    changing.undo(ctx, _number(ctx))


def day(ctx: Context) -> None:
    """*Today's consultations*, and the days beside it: in place of the first question, or of a card."""
    _leave_what_was_pressed(ctx)
    listing.show_day(ctx, listing.read_day(ctx, ctx.match[0]), int(ctx.match[1] or 0))


def open_below(ctx: Context) -> None:
    """A record's number under hits, which stay."""
    record = found_entry(ctx, _number(ctx))
    ctx.pressed_delivery = None
    show_record(ctx, record)


def look(ctx: Context) -> None:
    """*Search the consultations* under a list, and *Search for something else* under hits."""
    searching.ask(ctx)


def hits(ctx: Context) -> None:
    """A page of hits, or what is left of them by a filter."""
    searching.show(ctx, searching.State.read(ctx.match[0]), int(ctx.match[1] or 0))


def narrow(ctx: Context) -> None:
    """*Library*, *Topic* or *Month* under hits."""
    searching.show_filter(ctx, searching.State.read(ctx.match[0]), ctx.match[1], int(ctx.match[2] or 0))


def _leave_what_was_pressed(ctx: Context) -> None:
    """The list takes the place of the question under which its button stood."""
    dialog = dialog_of(ctx.session, ctx.chat_id, ctx.user_id)
    if dialog is not None and dialog.delivery_id == ctx.pressed_delivery:
        leave_unsaid(ctx)


def _number(ctx: Context) -> int:
    return int(ctx.match[0])


_STATE = r"([\d.-]{7,36})"
_NUMBER = r"(\d{1,9})"
BUTTONS = (
    Button(rf"lg:card:{_NUMBER}", card, Act.REGISTER),
    Button(rf"lg:edit:{_NUMBER}", edit, Act.REGISTER),
    Button(rf"lg:field:{_NUMBER}:([a-z_]{{1,20}})", field, Act.REGISTER),
    Button(rf"lg:trace:{_NUMBER}", trace, Act.REGISTER),
    Button(rf"lg:delete:{_NUMBER}", delete, Act.REGISTER),
    Button(rf"lg:undo:{_NUMBER}", undo, Act.REGISTER),
    Button(r"lg:day:(\d{4}-\d\d-\d\d)(?::(\d{1,4}))?", day, Act.REGISTER),
    Button(rf"lg:open:{_NUMBER}", open_below, Act.REGISTER),
    Button(r"lg:look", look, Act.REGISTER),
    Button(rf"lg:hits:{_STATE}(?::(\d{{1,4}}))?", hits, Act.REGISTER),
    Button(rf"lg:by:{_STATE}:([ltm])(?::(\d{{1,4}}))?", narrow, Act.REGISTER),
)
FORMS = (forms.CORRECT, searching.SEARCH)
TICKS = (
    Tick("forget corrected texts", 600, changing.forget_corrected_texts),
    Tick("evening line", 60, evening.look_in_the_evening),
)
