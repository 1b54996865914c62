"""An event was published too early: within ten minutes, and as long as nobody has answered, it is a draft again."""

from bot.access import Act
from bot.context import Context
from bot.errors import UserError
from bot.features.events import cards, drafts, following, organising
from bot.manifest import Button
from bot.texts import N_
from storage import outbox
from storage.event_files import ATTACHMENT
from storage.events import DRAFT, EVENT, INVITED, Event, registrations
from storage.outbox import About
from storage.revisions import broadcast_kinds, unsay

UNSAID, TAKEN_DOWN = "unsaid", "taken_down"
"""Parts of an event in the outbox: invitations, and what stood in the group, before it was published anew."""


def unpublish(ctx: Context, event: Event) -> None:
    """Invitations that have not gone do not go, and those that have are deleted; so is the group's card.

    Raises UserError where people have answered, who are to hear of it, or where it is too late.
    """
    if not organising.is_just_published(event, ctx.now):
        raise UserError(N_("This can be undone for ten minutes only. You can cancel the event instead."))
    answers = registrations(ctx.session, event)
    if any(one.state != INVITED for one in answers):
        raise UserError(N_("People have answered already. Cancel the event instead, so that they hear of it."))
    for one in answers:
        ctx.session.delete(one)
    event.status, event.published_at = DRAFT, None
    ctx.note("unpublish", EVENT, event.number)
    said = [About(kind, EVENT, event.number) for kind in broadcast_kinds(ctx.session, EVENT, event.number)]
    unsay(ctx.session, said, About(UNSAID, EVENT, event.number), ctx.now, update_id=ctx.update_id)
    for kind in (cards.IN_THREAD, ATTACHMENT):
        for delivery, _ in outbox.deliveries_about(ctx.session, About(kind, EVENT, event.number)):
            ctx.take_back(delivery)
            outbox.set_about(ctx.session, delivery, About(TAKEN_DOWN, EVENT, event.number))
    following.follow(ctx, event)


def _unpublish(ctx: Context) -> None:
    """*Undo* on the organiser's card."""
    event = organising.found(ctx, int(ctx.match[0]))
    unpublish(ctx, event)
    drafts.show(
        ctx,
        event,
        above=ctx.texts.t("↩️ Undone: nobody is invited. Event No. {number} is a draft again.", number=event.number),
    )


BUTTONS: tuple[Button, ...] = (Button(r"ev:unpublish:(\d{1,9})", _unpublish, Act.EVENTS),)
