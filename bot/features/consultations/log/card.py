"""A record's card: what stands in the chat after it was saved, and when it is opened again."""

from bot.context import Context
from bot.errors import UserError
from bot.features.consultations import record_views
from bot.texts import N_
from storage import outbox
from storage.consultations import CHAT, TYPED, Consultation, consultation_numbered, names_of_lists
from storage.corrections import exported_at
from storage.log import record_numbered
from storage.members import Member
from storage.numbers import marked
from storage.outbox import About


def found_record(ctx: Context, number: int) -> Consultation:
    """A typed-in record of this number; raises UserError."""
    record = found_entry(ctx, number)
    if record.origin != TYPED:
        raise UserError(N_("Consultation No. {number} was taken back or does not exist."), number=number)
    return record


def found_entry(ctx: Context, number: int) -> Consultation:
    """A record of the log, typed in or a question of the chat that was answered; raises UserError."""
    record = consultation_numbered(ctx.session, number)
    if record is None or (record.origin == CHAT and record.happened_on is None):
        raise UserError(N_("Consultation No. {number} was taken back or does not exist."), number=number)
    return record


def is_late(ctx: Context, record: Consultation) -> bool:
    """Whether the report of the month in which it counts has been made already."""
    day = record.happened_on
    if day is None or day >= ctx.today.replace(day=1):
        return False
    return exported_at(ctx.session, day) is not None


def show_record(ctx: Context, record: Consultation, *, edit: int | None = None) -> None:
    """The card, in place of what was pressed or of an earlier one."""
    day = record.happened_on  # its values keep the names under which they were given
    names = names_of_lists(ctx.session, record_views.LISTS, ctx.texts.language, day)
    text = record_views.record(ctx.texts, record, names, ctx.today, late=is_late(ctx, record))
    repeatable = record.origin == TYPED and not marked(ctx.session, f"again:{record.number}")
    buttons = record_views.record_buttons(ctx.texts, record, ctx.now, ctx.today, repeatable=repeatable)
    if edit is not None:
        ctx.edit(edit, text, buttons)
    else:
        ctx.show(text, buttons, about=About("record", "consultation", record.number), reply=True)


def refresh(ctx: Context, number: int, *, besides: int | None = None) -> None:
    """The saved cards show how the record stands now; not the delivery that shows something else of it."""
    record = record_numbered(ctx.session, number)
    if record is None:
        return
    for delivery, reader_id in outbox.deliveries_about(ctx.session, About("record", "consultation", number)):
        reader = ctx.session.get(Member, reader_id) if reader_id is not None else None
        if delivery != besides and reader is not None:
            with ctx.speaking_to(reader) as speaking:
                show_record(speaking, record, edit=delivery)
