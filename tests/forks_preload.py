"""What the fork server does once, so that no forked bot has to: everything imported, the word lists read."""

import tests.command_line
import tests.journeys.killing  # noqa: F401
from bot.manifest import discover
from storage.latvian import warm_up

discover()
warm_up()
