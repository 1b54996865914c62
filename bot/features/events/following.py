"""An event has changed: everything that shows it, or waits for it, follows."""

from bot.context import Context
from bot.features.events import calendar_file_copies, indexing, inviting, reminding
from storage.events import Event


def follow(ctx: Context, event: Event) -> None:
    """Invitations, cards, reminders, calendar files and the search are as the event is now.

    Call it after any change of an event.
    """
    ctx.session.flush()
    inviting.refresh(ctx, event)
    reminding.plan(ctx, event)
    indexing.index(ctx, event)
    calendar_file_copies.refresh(ctx, event)
