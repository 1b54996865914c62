"""What the fork server does once, so that no bot of a storm has to: everything imported, the word lists read."""

import tests.storm.runner  # noqa: F401
from bot.manifest import discover
from storage.latvian import warm_up

discover()
warm_up()
