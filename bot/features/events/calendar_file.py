"""The event as a calendar file (.ics): one that a later one replaces, and that a cancellation removes."""

from bot.context import Context
from storage.events import Event


def order(ctx: Context, event: Event) -> int:
    """Have the file made, in the language of ``ctx``; returns its id for ``Context.say`` and ``tell``."""
    raise NotImplementedError
