"""Correcting a record, taking it out of the log, and taking either back."""

from typing import Any

from bot.access import Act
from bot.context import Context
from bot.dialogs.form import EARLIER_STEP, Data
from bot.errors import UserError
from bot.features.consultations import showing
from bot.features.consultations.log import fields, pages
from bot.features.consultations.log.card import found_entry, found_record, refresh
from bot.features.consultations.log.tracing import (
    by_button,
    change_typed_in,
    forget_messages,
    remember_message,
    traced,
)
from bot.features.consultations.log.values import FIELDS, VALUE
from bot.texts import N_
from bot.typed import Typed
from bot.undoing import UNDO_TIME, check_undo
from storage.consultations import CHAT, Consultation
from storage.corrections import (
    DELETED,
    LIBRARIES,
    PARTICIPANTS,
    Correction,
    corrections_of,
    forget_texts,
    snapshot,
)
from storage.numbers import mark_once, marked_value, unmark

CHANGED_SINCE = N_("This was taken back or changed again already.")


def correct(ctx: Context, number: int, field: str, value: Any, *, message_id: int | None = None) -> None:
    """Let another value stand in a field; the page of the record then says what was there before.

    ``message_id``: of the message in which a text was typed, which follows it when it is edited.
    """
    record = found_entry(ctx, number)
    if field not in fields.fields_of(record):
        raise UserError(EARLIER_STEP)
    pages.show(ctx, record, change=_change(ctx, record, field, value, message_id))


def follow_edit(ctx: Context, typed: Typed) -> bool:
    """A message was edited in which a text of a record had been typed; tells whether it was one.

    The text follows, unless the field was changed since. So does the page, where it is still open.
    """
    change = change_typed_in(ctx, typed.message_id)
    if change is None:
        return False
    ctx.require(Act.REGISTER)
    record, field, data = change.consultation, change.field, Data()
    of_field = [one for one in corrections_of(ctx.session, record) if one.field == field]
    if record.deleted_at is not None or of_field[-1] is not change:
        return True
    FIELDS[field].typed(ctx, data, typed)
    if followed := _change(ctx, record, field, data[VALUE], typed.message_id):
        pages.refresh(ctx, record, change=followed)
    return True


def _change(ctx: Context, record: Consultation, field: str, value: Any, message_id: int | None) -> Correction | None:
    with traced(ctx, record) as written:
        fields.put(ctx, record, field, value)
    if not written:
        return None
    mark_once(ctx.session, by_button(record.number, field), ctx.now)
    if message_id is not None:
        remember_message(ctx, message_id, written[0])
    ctx.note("correct", "consultation", record.number, field=field)
    _follow(ctx, record)
    return written[0]


def delete(ctx: Context, number: int) -> None:
    """Take a typed-in record out of the log: it counts nowhere."""
    record = found_record(ctx, number)
    with traced(ctx, record) as written:
        record.deleted_at = ctx.now
    ctx.note("delete", "consultation", number)
    refresh(ctx, number, besides=ctx.pressed_delivery)
    offer_again(ctx, number)
    pages.show_deleted(ctx, record, written[0])


def offer_again(ctx: Context, number: int) -> None:
    """The record that this one was made like can be repeated again."""
    first = marked_value(ctx.session, f"like:{number}")
    if first is not None:
        unmark(ctx.session, f"again:{first}")
        refresh(ctx, int(first))


def undo(ctx: Context, correction_id: int) -> None:
    """Take a correction or a deletion back within ten minutes, unless the field was changed again."""
    change = ctx.session.get(Correction, correction_id)
    if change is None or change.by_id != ctx.me.id:
        raise UserError(EARLIER_STEP)
    check_undo(change.at, ctx.now)
    record = change.consultation
    if change.before == change.after or snapshot(record)[change.field] != change.after:
        raise UserError(CHANGED_SINCE)
    if change.field != DELETED:
        found_entry(ctx, record.number)
    with traced(ctx, record) as written:
        if change.field == DELETED:
            record.deleted_at = None
        else:
            fields.put(ctx, record, change.field, change.before)
            if (with_it := _participants_with(ctx, change)) is not None:
                fields.put(ctx, record, with_it.field, with_it.before)
    ctx.note("undo_correction", "consultation", record.number, field=change.field)
    _follow(ctx, record)
    pages.show(ctx, record, change=next(iter(written), None), undone=True)


def _participants_with(ctx: Context, change: Correction) -> Correction | None:
    """The number of participants that grew with the libraries, in the same step."""
    if change.field != LIBRARIES:
        return None
    next_one = ctx.session.get(Correction, change.id + 1)
    if next_one is None or (next_one.consultation_id, next_one.at) != (change.consultation_id, change.at):
        return None
    grew = next_one.field == PARTICIPANTS and next_one.after == len(change.after)
    return next_one if grew and change.consultation.participants == next_one.after else None


def _follow(ctx: Context, record: Consultation) -> None:
    """Whatever shows the record shows it as it is now."""
    if record.origin == CHAT:
        showing.refresh(ctx, record)
    refresh(ctx, record.number, besides=ctx.pressed_delivery)


def forget_corrected_texts(ctx: Context) -> None:
    """What can no longer be taken back is not kept any longer where people wrote it, nor what is followed no more."""
    forget_texts(ctx.session, ctx.now - UNDO_TIME)
    forget_messages(ctx)
