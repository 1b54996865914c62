"""The calendar in chat and as a file."""

from bot.dialogs.form import Form
from bot.manifest import Button, Tick

BUTTONS: tuple[Button, ...] = ()
FORMS: tuple[Form, ...] = ()
TICKS: tuple[Tick, ...] = ()
