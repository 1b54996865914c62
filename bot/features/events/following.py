"""An event has changed: everything that shows it, or waits for it, follows."""

from bot.context import Context
from bot.features.events import indexing, inviting, reminding
from storage.events import Event


def follow(ctx: Context, event: Event) -> None:
    """Invitations, cards, reminders and the search are as the event is now. Call it after any change of an event."""
    ctx.session.flush()
    inviting.refresh(ctx, event)
    reminding.plan(ctx, event)
    indexing.index(ctx, event)
