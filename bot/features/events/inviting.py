"""Who is told of an event, and that what they were told shows it as it is now."""

from bot.context import Context
from storage.events import Event, Registration


def publish(ctx: Context, event: Event) -> None:
    """Announce a draft: invitations to its audience, the card in the group's thread."""


def refresh(ctx: Context, event: Event) -> None:
    """All invitations, cards of those who answered, the group's card and the organiser's show the event as it is."""


def refresh_group(ctx: Context, event: Event) -> None:
    """The group's card shows who comes and the places left."""


def refresh_one(ctx: Context, registration: Registration) -> None:
    """The cards of one person show what became of their answer."""
