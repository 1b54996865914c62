"""From what a clock on the wall shows to the moment it is."""

from datetime import UTC, datetime, timedelta
from zoneinfo import ZoneInfo


def moment(local: datetime, zone: ZoneInfo) -> datetime:
    """The moment at which the zone's clocks show this; where they show it twice (in autumn), the first time.

    What they skip (in spring) is read as by clocks that were not put forward: 3.30 becomes 4.30.
    """
    return local.replace(tzinfo=zone, fold=0).astimezone(UTC)


def exists(local: datetime, zone: ZoneInfo) -> bool:
    """Whether the zone's clocks ever show this."""
    return moment(local, zone).astimezone(zone).replace(tzinfo=None) == local


def twice(local: datetime, zone: ZoneInfo) -> bool:
    """Whether the zone's clocks show this twice, as when they are put back."""
    return exists(local, zone) and local.replace(tzinfo=zone, fold=1).astimezone(UTC) != moment(local, zone)


def end_of(local: datetime, zone: ZoneInfo) -> datetime:
    """The moment at which the day of ``local`` is over."""
    return moment(datetime(local.year, local.month, local.day) + timedelta(days=1), zone)  # noqa: DTZ001 - local
