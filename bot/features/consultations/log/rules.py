"""Rules of the log, on plain values."""

USUAL = 18
"""The hour of the region's clocks at which the evening's line comes."""
EVENING = range(16, 20)
"""Hours in which it comes at all: quiet hours begin at 17 at the earliest, and usually at 20."""


def evening_hour(quiet_from: int, quiet_until: int) -> int:
    """The hour at which somebody is told what was registered that day: 18, or the last one before their quiet hours.

    ``quiet_from`` and ``quiet_until`` are hours; quiet hours go past midnight, and where both are the same there are
    none.
    """
    return quiet_from - 1 if quiet_from != quiet_until and quiet_from <= USUAL else USUAL
