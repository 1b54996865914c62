"""The organiser's card: how an event stands, and everything that can be done with it."""

from bot.context import Context
from storage.events import Event


def show(ctx: Context, event: Event) -> None:
    """The card, in place of what was pressed or as a new message."""
