"""At the door: who came, who came unannounced, the list to sign."""

from bot.dialogs.form import Form
from bot.manifest import Button, Tick

BUTTONS: tuple[Button, ...] = ()
FORMS: tuple[Form, ...] = ()
TICKS: tuple[Tick, ...] = ()
