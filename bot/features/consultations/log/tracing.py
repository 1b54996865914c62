"""Changes of records leave their trace, whoever makes them and wherever, and know the message they were typed in."""

from collections.abc import Iterator
from contextlib import contextmanager
from datetime import timedelta

from bot.context import Context
from storage.consultations import Consultation
from storage.corrections import Correction, snapshot, trace
from storage.numbers import forget_marks, mark_once, marked_value, unmark

EDITABLE = timedelta(days=2)
"""So long a message can be edited (https://telegram.org/faq#q-can-i-edit-messages)."""
_WORDING = "wording"


@contextmanager
def traced(ctx: Context, record: Consultation) -> Iterator[list[Correction]]:
    """What changes in the record meanwhile is written down, and is in the list afterwards."""
    before = snapshot(record)
    written: list[Correction] = []
    yield written
    by_id = ctx.member.id if ctx.member is not None else None
    written += trace(ctx.session, record, before, at=ctx.now, by_id=by_id)


def by_button(number: int, field: str) -> str:
    """The mark that a field was filled with buttons: a typed line that says nothing of it leaves it alone."""
    return f"by_button:{number}:{field}"


def remember_message(ctx: Context, message_id: int, change: Correction) -> None:
    """The change was typed in this message of the acting person, whose edits it is to follow."""
    name = _wording(ctx, message_id)
    unmark(ctx.session, name)
    mark_once(ctx.session, name, ctx.now, str(change.id))


def change_typed_in(ctx: Context, message_id: int) -> Correction | None:
    """The change of a record that was typed in this message of the acting person, if one was."""
    noted = marked_value(ctx.session, _wording(ctx, message_id)) if ctx.chat_id == ctx.user_id else None
    return ctx.session.get(Correction, int(noted)) if noted is not None else None


def forget_messages(ctx: Context) -> None:
    """What can no longer be edited is followed no more."""
    forget_marks(ctx.session, _WORDING, ctx.now - EDITABLE)


def _wording(ctx: Context, message_id: int) -> str:
    return f"{_WORDING}:{ctx.me.id}:{message_id}"
