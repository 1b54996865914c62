"""What the search finds of events."""

from bot.context import Context
from storage.events import Event


def index(ctx: Context, event: Event) -> None:
    """The search finds the event as it is now, or no more."""
