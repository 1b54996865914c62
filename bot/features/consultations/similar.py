"""Answered questions that may be shown: kept in the search index, offered before a new one is asked, opened and read.

Who is helped by one has served themselves: that is recorded and counted apart, never as a consultation.
"""

from collections.abc import Sequence
from dataclasses import replace

from bot.access import Act
from bot.context import Context
from bot.errors import UserError
from bot.features.consultations import actions, board, colleagues_views, indexing, showing
from bot.features.consultations.actions import new_question
from bot.features.consultations.finding import found, found_mine, is_mine
from bot.texts import N_, texts_for
from bot.typed import Typed
from storage import outbox, search
from storage.consultations import (
    COLLEAGUES,
    OPEN,
    SELF_SERVED,
    Consultation,
    add_question,
    consultation_numbered,
    entry_name,
)
from storage.members import Member
from storage.outbox import About, delivery_numbered
from storage.seen import mark_seen
from storage.vocabulary import TOPIC

SIMILAR = 3
"""How many are offered."""


def similar_to(ctx: Context, text: str) -> list[int]:
    """Numbers of answered questions that may be shown and are close to the text, the closest first."""
    if not text.strip():
        return []
    return [hit.object_id for hit in search.similar(ctx.session, text, kind=search.QUESTION, limit=SIMILAR)]


def questions(ctx: Context, numbers: Sequence[int]) -> list[Consultation]:
    """Those of them that are still there and may still be shown, in the same order."""
    found_there = (consultation_numbered(ctx.session, number) for number in numbers)
    return [one for one in found_there if one is not None and indexing.is_shown(one)]


def open_question(ctx: Context, number: int) -> None:
    """Show a question with its answers, nobody named, to who may see it or anything that may be shown."""
    consultation = consultation_numbered(ctx.session, number)
    if consultation is None or not (consultation.may_be_shown and consultation.answered_at is not None):
        consultation = found(ctx, number)
    ctx.pressed_delivery = None
    mark_seen(ctx.session, ctx.me.id, "consultation", number, ctx.now)
    show_page(ctx, consultation)


def show_page(ctx: Context, consultation: Consultation, *, edit: int | None = None) -> None:
    """Question and answers with what can be done: as a new message, or in place of one that shows them."""
    topic = entry_name(ctx.session, TOPIC, consultation.topic, ctx.texts.language)
    text = colleagues_views.page(ctx.texts, consultation, topic)
    buttons = colleagues_views.page_buttons(
        ctx, consultation, mine=is_mine(ctx, consultation), sorts=ctx.may(Act.REGISTER)
    )
    if edit is not None:
        ctx.edit(edit, text, buttons)
    else:
        ctx.say(text, buttons, about=About("page", "consultation", consultation.number))


def served_at_once(ctx: Context, typed: Typed, settled_by: int | None, *, audience: str, anonymous: bool) -> None:
    """An earlier answer helped before the question was sent: nobody has to read it."""
    consultation = new_question(ctx, typed, audience=audience, anonymous=anonymous)
    consultation.status, consultation.closed_at, consultation.settled_by = SELF_SERVED, ctx.now, settled_by
    add_question(ctx.session, consultation, ctx.me)
    ctx.note("self_serve", "consultation", consultation.number)
    showing.confirm(ctx, consultation)


def served(ctx: Context, number: int) -> None:
    """An earlier answer helped after the question was sent in one step, and before somebody answered it."""
    consultation = found_mine(ctx, number)
    if consultation.status != OPEN or not consultation.similar:
        raise UserError(N_("The question has been answered or closed already."))
    consultation.status, consultation.closed_at = SELF_SERVED, ctx.now
    consultation.settled_by = consultation.similar[0] if len(consultation.similar) == 1 else None
    ctx.note("self_serve", "consultation", number)
    board.take_down(ctx, consultation)
    showing.refresh(ctx, consultation)


def ask_anyway(ctx: Context, number: int) -> None:
    """The earlier answer was not enough: the question goes to its readers."""
    consultation = found_mine(ctx, number)
    if consultation.status != SELF_SERVED:
        raise UserError(N_("Question No. {number} is open already."), number=number)
    if consultation.audience == COLLEAGUES:
        ctx.require(Act.EXCHANGE)
    consultation.status, consultation.closed_at, consultation.settled_by = OPEN, None, None
    consultation.entered_at, consultation.similar = ctx.now, []
    ctx.note("ask_anyway", "consultation", number)
    ctx.session.flush()
    if consultation.audience == COLLEAGUES:
        actions.publish(ctx, consultation)
    else:
        showing.show_cards(ctx, consultation)
    showing.refresh(ctx, consultation)


def refresh_pressed_page(ctx: Context, consultation: Consultation) -> None:
    """A button was pressed on a question's page: it shows how things stand now."""
    shown = delivery_numbered(ctx.session, ctx.pressed_delivery) if ctx.pressed_delivery is not None else None
    if shown is not None and shown[1].kind == "page":
        show_page(ctx, consultation, edit=shown[0])


def refresh_pages(ctx: Context, consultation: Consultation) -> None:
    """Whoever opened the question's page sees it as it is now."""
    for delivery, recipient_id in outbox.deliveries_about(
        ctx.session, About("page", "consultation", consultation.number)
    ):
        reader = ctx.session.get(Member, recipient_id) if recipient_id is not None else None
        if reader is not None:
            show_page(replace(ctx, member=reader, texts=texts_for(reader.language)), consultation, edit=delivery)
