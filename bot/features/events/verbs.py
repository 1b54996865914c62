"""Which buttons of events there are: a part that is not there shows none."""

import re
from functools import cache
from importlib import import_module


@cache
def is_handled(verb: str) -> bool:
    """Whether a button ``ev:verb:NUMBER`` does something."""
    buttons = import_module("bot.features.events.feature").feature.buttons
    return any(re.fullmatch(button.pattern, f"ev:{verb}:1") for button in buttons)
