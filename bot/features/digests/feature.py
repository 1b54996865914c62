"""Digests: what is new and was not seen, in one message at the hour that each member has chosen."""

from bot.features.digests import actions
from bot.manifest import Feature, Tick

feature = Feature(
    name="digests",
    ticks=(Tick("digests", 1, actions.make_due),),
)
