"""Reminders of events: whom to remind when, and putting them out."""

from bot.context import Context
from bot.dialogs.form import Form
from bot.manifest import Button, Tick
from storage.events import Event, Registration

BUTTONS: tuple[Button, ...] = ()
FORMS: tuple[Form, ...] = ()
TICKS: tuple[Tick, ...] = ()


def plan(ctx: Context, event: Event) -> None:
    """Whom to remind of this event and when, anew: it was published, moved, called off, or its offsets changed."""


def plan_one(ctx: Context, registration: Registration) -> None:
    """The same for one person, whose answer has changed."""
