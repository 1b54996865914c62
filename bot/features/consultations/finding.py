"""Questions by their number, for who may do with them what they are about to."""

from bot.access import Act
from bot.context import Context
from bot.dialogs.form import EARLIER_STEP
from bot.errors import UserError
from bot.texts import N_
from storage.consultations import CHAT, COLLEAGUES, SELF_SERVED, WITHDRAWN, Consultation, consultation_numbered


def found(ctx: Context, number: int) -> Consultation:
    """The question of this number, if the acting person may see it; raises UserError."""
    consultation = consultation_numbered(ctx.session, number)
    if consultation is None or consultation.origin != CHAT or not may_see(ctx, consultation):
        raise UserError(N_("There is no question No. {number} that you could see."), number=number)
    return consultation


def may_see(ctx: Context, consultation: Consultation) -> bool:
    """One's own question, any for who answers, and for members what was asked of colleagues and not taken back."""
    if is_mine(ctx, consultation) or ctx.may(Act.ANSWER):
        return True
    gone = consultation.status in (WITHDRAWN, SELF_SERVED)
    return consultation.audience == COLLEAGUES and ctx.may(Act.SEARCH) and not gone


def is_mine(ctx: Context, consultation: Consultation) -> bool:
    """Whether the acting person asked it."""
    return ctx.member is not None and consultation.asker_id == ctx.member.id


def found_to_steer(ctx: Context, number: int) -> Consultation:
    """A question that the acting person may close, open again, or sort: their own, or any for who answers."""
    consultation = found(ctx, number)
    if not is_mine(ctx, consultation):
        ctx.require(Act.ANSWER)
    return consultation


def found_mine(ctx: Context, number: int) -> Consultation:
    """The acting person's own question; raises UserError."""
    consultation = found(ctx, number)
    if not is_mine(ctx, consultation):
        raise UserError(N_("Only the asker can do this."))
    return consultation


def found_to_answer(ctx: Context, number: int) -> Consultation:
    """A question that the acting person may answer."""
    consultation = found(ctx, number)
    ctx.require(answering(consultation))
    if is_mine(ctx, consultation):
        raise UserError(N_("This is your own question."))
    return consultation


def found_to_place(ctx: Context, number: int) -> Consultation:
    """A question of which the acting person may say where it came from: of an anonymous one nobody may."""
    consultation = found(ctx, number)
    if consultation.anonymous:
        raise UserError(EARLIER_STEP)
    return consultation


def answering(consultation: Consultation) -> Act:
    """The right that answering it needs."""
    return Act.EXCHANGE if consultation.audience == COLLEAGUES else Act.ANSWER
