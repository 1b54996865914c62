"""When a backup is due, and which are kept."""

from datetime import UTC, datetime, time, timedelta
from pathlib import Path
from zoneinfo import ZoneInfo

import pytest
from hypothesis import given
from hypothesis import strategies as st

from bot.backup.keys import Keys
from bot.backup.schedule import Plan, is_due, name_of, to_remove

RIGA = ZoneInfo("Europe/Riga")
PLAN = Plan(Path("/backups"), time(2, 30), "7d 4w", Keys("twelve signs or more"), RIGA)


def at(text: str) -> datetime:
    return datetime.fromisoformat(text).replace(tzinfo=RIGA).astimezone(UTC)


@pytest.mark.parametrize(
    ("now", "last", "failed", "due"),
    [
        ("2026-11-26T02:29", None, None, True),
        ("2026-11-26T02:29", "2026-11-25T02:30", None, False),
        ("2026-11-26T02:30", "2026-11-25T02:31", None, True),
        ("2026-11-26T02:31", "2026-11-26T02:30", None, False),
        ("2026-11-29T14:00", "2026-11-25T02:30", None, True),  # nothing ran for days
        ("2026-11-26T03:00", "2026-11-25T02:30", "2026-11-26T02:30", False),  # an hour after a failure again
        ("2026-11-26T03:30", "2026-11-25T02:30", "2026-11-26T02:30", True),
        ("2026-03-29T04:01", "2026-03-28T02:30", None, True),  # the night in which the clocks change
        ("2026-10-25T02:29", "2026-10-24T02:30", None, False),
    ],
)
def test_when_one_is_due(now: str, last: str | None, failed: str | None, due: bool) -> None:
    assert is_due(at(now), last and at(last), failed and at(failed), PLAN) is due  # type: ignore[arg-type]


def daily(days: int, keep: str) -> list[str]:
    """What is left after so many days, one a day, removed from each time."""
    there: list[str] = []
    for day in range(days):
        there.append(name_of(datetime(2026, 1, 1, 2, 30) + timedelta(days=day)))  # noqa: DTZ001 - a local time
        gone = to_remove(there, keep)
        there = [name for name in there if name not in gone]
    return [name[8:18] for name in there]


def test_what_is_kept_after_a_year() -> None:
    assert daily(365, "7d 4w") == [
        *("2026-12-13", "2026-12-20"),
        *(f"2026-12-{day}" for day in range(25, 32)),
    ]
    assert daily(365, "3d") == ["2026-12-29", "2026-12-30", "2026-12-31"]
    months = daily(365, "1d 1w 3m")
    assert months == ["2026-10-31", "2026-11-30", "2026-12-31"]


def test_of_a_day_the_last_one_and_nobody_elses_files() -> None:
    old, new = "plaukts-2026-11-26-023000.zip", "plaukts-2026-11-26-140000.zip"
    assert to_remove([old, new, "plaukts-2026.zip", "notes.txt", "plaukts-2026-11-25-023000.zip.copy"], "7d") == [old]


def test_those_ahead_of_a_migration_go_after_as_many_days() -> None:
    before = "plaukts-2026-11-20-090000-before-0032.zip"
    assert to_remove([before, "plaukts-2026-11-26-023000.zip"], "7d") == []
    assert to_remove([before, "plaukts-2026-11-27-023000.zip"], "7d") == [before]


@given(st.sets(st.datetimes(datetime(2026, 1, 1), datetime(2027, 1, 1)), min_size=1, max_size=40))  # noqa: DTZ001
def test_the_newest_is_never_removed(moments: set[datetime]) -> None:
    names = [name_of(moment) for moment in moments]
    assert max(names) not in to_remove(names, "1d")
