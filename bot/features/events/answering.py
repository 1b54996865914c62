"""Answers to an invitation, and whoever puts others down: places, the waiting list."""

from bot.dialogs.form import Form
from bot.manifest import Button, Tick

BUTTONS: tuple[Button, ...] = ()
FORMS: tuple[Form, ...] = ()
TICKS: tuple[Tick, ...] = ()
