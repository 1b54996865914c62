"""When a backup is due, and which are kept. Pure; the time is an argument."""

import re
from collections.abc import Iterable
from dataclasses import dataclass, field
from datetime import date, datetime, time, timedelta
from pathlib import Path
from zoneinfo import ZoneInfo

from bot.backup.keys import Keys

AGAIN_AFTER = timedelta(hours=1)
"""After a failure."""
TOO_OLD = timedelta(days=2)
"""A last good backup that is older is worth an alarm: one a day is made."""
_NAME = re.compile(r"plaukts-(\d{4}-\d{2}-\d{2})-\d{6}(-before-\w+)?\.zip")
_KEEP = re.compile(r"(\d+)d(?: (\d+)w)?(?: (\d+)m)?")


@dataclass(frozen=True)
class Plan:
    """How backups are made by themselves."""

    folder: Path
    at: time
    """On the region's clocks."""
    keep: str
    """As ``7d 4w 12m``."""
    keys: Keys = field(repr=False)
    zone: ZoneInfo


def is_due(now: datetime, last: datetime | None, failed: datetime | None, plan: Plan) -> bool:
    """Whether the time for a backup has come since the last good one, and an attempt is not too recent."""
    if failed is not None and now - failed < AGAIN_AFTER:
        return False
    local = now.astimezone(plan.zone)
    planned = datetime.combine(local.date(), plan.at, plan.zone)
    if planned > local:
        planned = datetime.combine(local.date() - timedelta(days=1), plan.at, plan.zone)
    return last is None or last < planned


def name_of(moment: datetime, before: str | None = None) -> str:
    """The file of a backup made at a local time; ``before``: ahead of a migration from that revision."""
    return f"plaukts-{moment:%Y-%m-%d-%H%M%S}{'' if before is None else f'-before-{before}'}.zip"


def to_remove(names: Iterable[str], keep: str) -> list[str]:
    """Those of the files that are backups of ours and are kept no longer.

    Of so many days that have any the last one is kept, of so many weeks and months too; those ahead of a migration for
    as many days.
    """
    found = _KEEP.fullmatch(keep)
    if found is None:
        raise ValueError(keep)
    days, weeks, months = (int(number or 0) for number in found.groups())
    ours = sorted(((name, match) for name in names if (match := _NAME.fullmatch(name))), reverse=True)
    kept: set[str] = set()
    regular = [(name, date.fromisoformat(match[1])) for name, match in ours if match[2] is None]
    for count, form in ((days, "%Y-%m-%d"), (weeks, "%G-%V"), (months, "%Y-%m")):
        last: dict[str, str] = {}
        for name, day in regular:
            last.setdefault(day.strftime(form), name)
        kept.update(list(last.values())[:count])
    if ours:
        newest = date.fromisoformat(ours[0][1][1])
        recent = [name for name, match in ours if match[2] and newest - date.fromisoformat(match[1]) < timedelta(days)]
        kept.update(recent)
    return [name for name, _ in ours if name not in kept]
