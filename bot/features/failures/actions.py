"""Telling of what failed, once, and trying it again when somebody says so."""

from datetime import timedelta

from bot.access import ADMIN, Act
from bot.context import Context
from bot.delivery.reasons import reason
from bot.errors import UserError
from bot.features.failures import views
from bot.texts import N_
from storage import failures
from storage.failures import PARKED, UNDELIVERED, Undelivered
from storage.members import Member, is_reachable, telegram_chat_of, telegram_chats
from storage.numbers import mark_once, marked_at, unmark
from storage.outbox import BLOCKED, About

TOLD_MARK = "parked updates told"
NOT_OFTENER = timedelta(minutes=10)
"""The administrators are told of the first parked update at once, and of later ones together, this long after."""


def tell_undelivered(ctx: Context) -> None:
    """Whoever caused a delivery that failed for good is told once."""
    for one in failures.tell_undelivered(ctx.session, ctx.now):
        causer = ctx.session.get(Member, one.causer_id) if one.causer_id is not None else None
        chat_id = telegram_chat_of(ctx.session, causer.id) if causer is not None else None
        if causer is not None and chat_id is not None and is_reachable(ctx.session, causer.id):
            _tell(ctx, causer, chat_id, one)


def _tell(ctx: Context, causer: Member, chat_id: int, one: Undelivered) -> None:
    with ctx.speaking_to(causer) as speaking:
        why = speaking.texts.plain(reason(one.state, one.error))
        describe = ctx.undelivered.get(one.about.object_kind or one.about.kind)
        sentence = (describe(speaking, one.about, why) if describe else None) or views.undelivered(speaking.texts, why)
        for_good = one.state != BLOCKED
        speaking.tell(
            causer,
            chat_id,
            views.with_prospect(speaking.texts, sentence, for_good=for_good),
            views.resend_button(speaking.texts, one.delivery_id) if for_good else (),
            about=About(UNDELIVERED, one.about.object_kind, one.about.object_id),
        )


def resend(ctx: Context) -> None:
    """*Send again*: for whoever caused it, and for those who answer questions."""
    delivery_id = int(ctx.match[0])
    causer = failures.causer_of_delivery(ctx.session, delivery_id)
    if not ctx.may(Act.ANSWER) and (ctx.member is None or causer != ctx.member.id):
        raise UserError(N_("Only whoever sent it, or a methodologist, can have it sent again."))
    count = failures.resend(ctx.session, delivery_id, ctx.now)
    if not count:
        raise UserError(N_("There is nothing left to send again: it is on its way, has arrived, or was taken back."))
    ctx.note("resend", "delivery", delivery_id, deliveries=count)
    ctx.toast = ctx.texts.plain("It is being sent again.")
    ctx.show(views.sent_again(ctx.texts))


def tell_parked(ctx: Context) -> None:
    """The administrators are told of updates that were put aside: once each, and seldom."""
    told_at = marked_at(ctx.session, TOLD_MARK)
    if told_at is not None and told_at > ctx.now - NOT_OFTENER:
        return
    parked = failures.untold_parked(ctx.session)
    administrators = telegram_chats(ctx.session, ADMIN) if parked else []
    if not administrators:
        return
    for administrator, chat_id in administrators:
        with ctx.speaking_to(administrator) as speaking:
            speaking.tell(
                administrator,
                chat_id,
                views.parked(speaking.texts, parked),
                views.unpark_button(speaking.texts),
                about=About(PARKED),
            )
    failures.mark_parked_told(ctx.session, [one.update_id for one in parked], ctx.now)
    unmark(ctx.session, TOLD_MARK)
    mark_once(ctx.session, TOLD_MARK, ctx.now)


def unpark(ctx: Context) -> None:
    """*Try again* under what the administrators are told."""
    count = failures.unpark(ctx.session, ctx.now)
    if not count:
        raise UserError(N_("Nothing is put aside any more."))
    ctx.note("unpark", updates=count)
    ctx.toast = ctx.texts.plain("Trying again.")
    ctx.show(views.tried_again(ctx.texts, count))
