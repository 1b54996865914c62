"""When somebody is reminded of noting who came, and when one can say what one thought of an event."""

from datetime import UTC, datetime, timedelta
from zoneinfo import ZoneInfo

import pytest

from bot.features.events.attending_rules import is_at_work, is_to_mark, may_answer, may_mark

RIGA = ZoneInfo("Europe/Riga")
NOON = datetime(2026, 10, 12, 12, tzinfo=UTC)


def local(text: str) -> datetime:
    return datetime.fromisoformat(text).replace(tzinfo=RIGA)


@pytest.mark.parametrize(
    ("ended", "now", "due"),
    [
        ("2026-10-12 13:00", "2026-10-12 17:00", False),
        ("2026-10-12 13:00", "2026-10-13 08:59", False),
        ("2026-10-12 13:00", "2026-10-13 09:00", True),
        ("2026-10-12 23:30", "2026-10-13 09:00", True),
        ("2026-10-12 13:00", "2026-10-13 18:00", False),  # not in the evening
        ("2026-10-12 13:00", "2026-10-14 10:00", True),  # missed, so later
        ("2026-10-16 13:00", "2026-10-17 10:00", False),  # a Saturday
        ("2026-10-16 13:00", "2026-10-19 09:00", True),
        ("2026-11-17 13:00", "2026-11-18 10:00", False),  # the Republic's day
        ("2026-11-17 13:00", "2026-11-19 09:00", True),
        ("2026-10-24 13:00", "2026-10-26 09:00", True),  # clocks went back in between
    ],
)
def test_it_is_reminded_on_the_next_working_morning(ended: str, now: str, due: bool) -> None:
    assert is_to_mark(local(ended), local(now)) is due


def test_work_is_from_nine_to_six_on_working_days() -> None:
    assert [is_at_work(local(f"2026-10-12 {hour}")) for hour in ("08:59", "09:00", "17:59", "18:00")] == [
        False,
        True,
        True,
        False,
    ]


def test_people_are_marked_from_an_hour_before_the_beginning_on_without_end() -> None:
    assert not may_mark(NOON, NOON - timedelta(minutes=61))
    assert may_mark(NOON, NOON - timedelta(minutes=60))
    assert may_mark(NOON, NOON + timedelta(days=400))


def test_one_can_answer_for_a_month() -> None:
    assert [may_answer(NOON, NOON + timedelta(days=days)) for days in (-1, 0, 30, 31)] == [False, True, True, False]
