"""Moving an event, changing it, calling it off: who is told what, and that everything follows."""

from bot.dialogs.form import Form
from bot.manifest import Button, Tick

BUTTONS: tuple[Button, ...] = ()
FORMS: tuple[Form, ...] = ()
TICKS: tuple[Tick, ...] = ()
