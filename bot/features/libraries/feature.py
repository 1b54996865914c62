"""Libraries: the region's directory; it is filled from the command line."""

from bot.manifest import Feature

feature = Feature(name="libraries")
