"""When something takes place, as people type it."""

from dataclasses import dataclass
from datetime import datetime


@dataclass(frozen=True, order=True)
class Span:
    """From when until when, on the region's clocks (naive)."""

    begins: datetime
    """Midnight where only the day was said."""
    ends: datetime | None = None
    """Of whole days, the last one at midnight."""
    whole_day: bool = False
    """Whether no hour was said."""
