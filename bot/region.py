"""What is the same for everyone in a region."""

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import date, datetime
from zoneinfo import ZoneInfo

from storage.retention import Keep


@dataclass(frozen=True)
class Region:
    """What is the same for everyone: the region's name, its zone, its language."""

    name: str
    zone: ZoneInfo
    language: str
    bot_username: str = ""
    operator: str = ""
    """Who runs this, as the privacy notice names it."""
    start_of_use: date | None = None
    """First day whose figures are complete."""
    academic_hour: int = 45
    """Its minutes, 40 or 45."""
    nudge_after_days: int = 2
    """Working days after which a question that nobody has answered is nudged."""

    mails: bool = False
    """Whether something can go by e-mail."""
    own_notice: Mapping[str, str] = field(default_factory=dict)
    """Language → the region's own privacy notice; empty where ours is good."""
    keep: Keep = field(default_factory=Keep)
    """How long what is kept."""

    def local(self, moment: datetime) -> datetime:
        """The moment on the region's clocks."""
        return moment.astimezone(self.zone)
