"""After the event: materials to all who came, and what they thought of it."""

from bot.dialogs.form import Form
from bot.manifest import Button, Tick

BUTTONS: tuple[Button, ...] = ()
FORMS: tuple[Form, ...] = ()
TICKS: tuple[Tick, ...] = ()
