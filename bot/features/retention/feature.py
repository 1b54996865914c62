"""Retention: what is over its period goes at night, a little at a time; the administrators are told once a month."""

from bot.features.retention import actions
from bot.manifest import Feature, Tick

feature = Feature(name="retention", ticks=(Tick("retention", 1, actions.keep_periods),))
