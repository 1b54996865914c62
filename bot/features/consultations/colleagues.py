"""What the members do with a question together: mark what helped, hand over, let be shown, take a card back."""

from bot.access import Act
from bot.context import Context
from bot.dialogs.form import EARLIER_STEP
from bot.errors import UserError
from bot.features.consultations import board, colleagues_views, digesting, indexing, showing
from bot.features.consultations.actions import publish
from bot.features.consultations.board_views import is_of_group
from bot.features.consultations.finding import found, found_mine, found_to_steer, is_mine
from bot.texts import N_
from storage.consultations import (
    ANSWER,
    CLOSED,
    COLLEAGUES,
    DECLINED,
    GOING_ON,
    METHODOLOGISTS,
    PROPOSED,
    WITHDRAWN,
    Consultation,
    ConsultationMessage,
    consultation_numbered,
)
from storage.members import telegram_chat_of
from storage.outbox import About

OPENLY, ANONYMOUSLY, NOT = "openly", "anon", "not"
"""What an asker says to handing the question over."""


def mark_helped(ctx: Context, message_id: int) -> Consultation:
    """This is the answer that helped. When the asker says so, the question is settled."""
    message = ctx.session.get(ConsultationMessage, message_id)
    if message is None or message.part != ANSWER:
        raise UserError(N_("This answer was taken back."))
    consultation = found_to_steer(ctx, message.consultation.number)
    if consultation.status == WITHDRAWN:
        raise UserError(EARLIER_STEP)
    if not message.helped:  # a second tap does nothing twice
        for other in consultation.messages:
            other.helped = other is message
        ctx.note("mark_helped", "consultation", consultation.number, message=message.id)
    if is_mine(ctx, consultation) and consultation.status in GOING_ON:
        consultation.status, consultation.closed_at = CLOSED, ctx.now
        ctx.note("close", "consultation", consultation.number)
        digesting.follow(ctx, consultation)
    showing.refresh(ctx, consultation)
    showing.refresh_relays(ctx, consultation)
    return consultation


def take_for_no_question(ctx: Context, number: int) -> None:
    """The card that the bot put under a message of the group goes; the record counts nowhere."""
    consultation = consultation_numbered(ctx.session, number)
    if consultation is None or not is_of_group(consultation):
        raise UserError(EARLIER_STEP)
    if not is_mine(ctx, consultation):
        if not ctx.may(Act.ANSWER):
            raise UserError(N_("Only the author or a methodologist can take this card back."))
    elif consultation.answered_at is not None and not ctx.may(Act.ANSWER):
        raise UserError(N_("The question has been answered already; a methodologist can take the card back."))
    consultation.deleted_at = ctx.now
    ctx.note("no_question", "consultation", number)
    board.take_down(ctx, consultation)
    digesting.follow(ctx, consultation)
    showing.refresh(ctx, consultation)


def propose_handover(ctx: Context, number: int) -> None:
    """A methodologist would like colleagues to read a private question: its asker is asked."""
    consultation = found(ctx, number)
    asker = consultation.asker
    chat_id = telegram_chat_of(ctx.session, asker.id) if asker else None
    if consultation.audience != METHODOLOGISTS or consultation.status not in GOING_ON or not board.is_there(ctx):
        raise UserError(EARLIER_STEP)
    if asker is None or chat_id is None:
        raise UserError(N_("The asker cannot be asked, so the question stays with the methodologists."))
    if consultation.handover == PROPOSED:
        raise UserError(N_("The asker has been asked already. The card will show the answer."))
    consultation.handover = PROPOSED
    ctx.note("propose_handover", "consultation", number)
    with ctx.speaking_to(asker) as speaking:
        speaking.tell(
            asker,
            chat_id,
            colleagues_views.handover_proposed(speaking.texts, consultation),
            colleagues_views.handover_buttons(speaking.texts, number),
            about=About("handover", "consultation", number),
            reply_message=showing.question_in(consultation, chat_id),
        )
    showing.refresh(ctx, consultation)


def decide_handover(ctx: Context, number: int, how: str) -> None:
    """The asker agrees, openly or anonymously, or does not."""
    consultation = found_mine(ctx, number)
    if consultation.handover != PROPOSED or consultation.status not in GOING_ON:
        raise UserError(EARLIER_STEP)
    if how == NOT:
        consultation.handover = DECLINED
        ctx.note("decline_handover", "consultation", number)
    else:
        ctx.require(Act.EXCHANGE)  # from here on colleagues read it
        consultation.handover = None
        consultation.similar = []  # somebody reads it now: it is answered or withdrawn, and no longer serves itself
        consultation.audience, consultation.anonymous = COLLEAGUES, how == ANONYMOUSLY
        consultation.may_be_shown = True
        ctx.note("hand_over", "consultation", number, anonymous=consultation.anonymous)
        publish(ctx, consultation)
    ctx.show(colleagues_views.handover_decided(ctx.texts, consultation))
    showing.refresh(ctx, consultation)


def let_be_shown(ctx: Context, number: int, *, shown: bool) -> None:
    """The asker lets question and answer be found by colleagues, without names, or not any more."""
    consultation = found_mine(ctx, number)
    if consultation.answered_at is None:
        raise UserError(N_("There is no answer yet that could help others."))
    consultation.may_be_shown = shown
    indexing.follow(ctx, consultation)
    ctx.note("let_be_shown" if shown else "stop_showing", "consultation", number)
    showing.refresh(ctx, consultation)
    showing.refresh_relays(ctx, consultation)
