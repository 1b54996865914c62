"""Requests to join in front of those who decide: a card for each of the first that wait, one for all the others.

Anybody who finds the bot can ask, from as many accounts as they have: what they can make of it is bounded here.
"""

from collections.abc import Sequence

from sqlalchemy import func, or_, select

from bot.access import STAFF
from bot.context import Context
from bot.errors import UserError
from bot.features.members import views
from bot.texts import N_
from storage import outbox
from storage.members import JoinRequest, Member, telegram_chats
from storage.numbers import mark_once, marked_value, unmark
from storage.outbox import About

CARDS = 10
"""Requests that have cards at the same time; others get theirs as these are decided."""
MOST = 200
"""Requests that can wait at the same time."""
CROWD = "crowd"
"""The card that stands for all others, in the outbox, and the mark that says which one it is and what it says."""

_waits = JoinRequest.decided_at.is_(None)


def waiting(ctx: Context) -> int:
    """How many have not been decided."""
    return ctx.session.scalar(select(func.count()).select_from(JoinRequest).where(_waits)) or 0


def undecided(ctx: Context, upto: int) -> Sequence[JoinRequest]:
    """Those up to this one, the first first."""
    mine = select(JoinRequest).where(_waits, JoinRequest.id <= upto).order_by(JoinRequest.id)
    return ctx.session.scalars(mine).unique().all()


def check_crowd(ctx: Context) -> None:
    """Raise UserError where so many wait that nobody else can ask."""
    if waiting(ctx) >= MOST:
        raise UserError(
            N_(
                "Very many people are asking to be let in just now, and nothing was sent. Please try again tomorrow, "
                "or ask your methodologist for an invite code."
            )
        )


def show(ctx: Context) -> None:
    """Whoever may let people in has the cards of the first that wait, once each, and is told how many others do.

    So has whoever became a methodologist later.
    """
    ctx.session.flush()
    first = ctx.session.scalars(select(JoinRequest).where(_waits).order_by(JoinRequest.id).limit(CARDS)).unique().all()
    staff = telegram_chats(ctx.session, *STAFF) if first else []
    for request in first:
        for recipient, chat_id in staff:
            with ctx.speaking_to(recipient) as speaking:
                speaking.tell(
                    recipient,
                    chat_id,
                    views.request_card(speaking.texts, request),
                    views.request_buttons(speaking.texts, request),
                    about=About("card", "join_request", request.id),
                    key=f"card:join_request:{request.id}:{recipient.id}",
                )


def show_crowd(ctx: Context) -> None:
    """The card for those that have none: one for each who decides, which follows until nobody waits beside."""
    others = max(0, waiting(ctx) - CARDS)
    number, told = _crowd(ctx)
    if others and not number:
        number = ctx.session.scalar(select(func.max(JoinRequest.id)).where(_waits)) or 0
    if not number:
        return
    about = About(CROWD, "join_request", number)
    if others != told:
        for delivery, recipient_id in outbox.deliveries_about(ctx.session, about):
            with ctx.speaking_to(ctx.session.get_one(Member, recipient_id)) as speaking:
                speaking.edit(delivery, *views.crowd(speaking.texts, others))
        unmark(ctx.session, CROWD)
        if others:
            mark_once(ctx.session, CROWD, ctx.now, f"{number}:{others}")
    for recipient, chat_id in telegram_chats(ctx.session, *STAFF) if others else ():
        with ctx.speaking_to(recipient) as speaking:
            card = views.crowd(speaking.texts, others)
            speaking.tell(recipient, chat_id, *card, about=about, key=f"{CROWD}:{number}:{recipient.id}")


def _crowd(ctx: Context) -> tuple[int, int]:
    """Which card stands for the others, and how many it says they are."""
    number, _, told = (marked_value(ctx.session, CROWD) or "0:0").partition(":")
    return int(number), int(told)


def look(ctx: Context) -> None:
    """Both, once a minute: however many ask meanwhile, nobody is told more often."""
    show(ctx)
    show_crowd(ctx)


def ask_to_decline(ctx: Context) -> None:
    """*Decline all*: how many these are is said first."""
    last = ctx.session.scalar(select(func.max(JoinRequest.id)).where(_waits))
    if last is None:
        raise UserError(N_("Nobody is asking to be let in."))
    ctx.say(*views.ask_to_decline(ctx.texts, waiting(ctx), last))


def follow_name(ctx: Context, member_id: int) -> None:
    """Whoever asked, or decided, is called something else; a request of somebody who was erased is none any more."""
    mine = select(JoinRequest).where(or_(JoinRequest.member_id == member_id, JoinRequest.decided_by_id == member_id))
    for request in ctx.session.scalars(mine).unique().all():
        show_decision(ctx, request)


def show_decision(ctx: Context, request: JoinRequest) -> None:
    """All cards of the request say what became of it, and who decided."""
    by = ctx.session.get(Member, request.decided_by_id) if request.decided_by_id is not None else None
    for delivery_id, recipient_id in outbox.deliveries_about(ctx.session, About("card", "join_request", request.id)):
        recipient = ctx.session.get_one(Member, recipient_id)
        with ctx.speaking_to(recipient) as speaking:
            speaking.edit(delivery_id, views.decided_card(speaking.texts, request, by.name if by else None))
