"""When a reminder goes: days by the clock on the wall, hours as they pass, and nobody is disturbed."""

from datetime import UTC, datetime, timedelta

import pytest
from hypothesis import example, given
from hypothesis import strategies as st

from bot.features.events.reminder_rules import (
    FIRST_LOOK,
    Planned,
    first_look,
    goes_at,
    nominal_time,
    offsets,
    start_of,
    tells_something,
)
from bot.features.preferences.rules import QUIET_FROM, QUIET_UNTIL
from storage.events import DECLINED, GOING, INVITED, MAYBE, OFFERED, WAITING
from storage.members import Member
from storage.preferences import is_quiet
from storage.reminders import DAY, DAYS, HOURS, subject
from tests.features.events.making import RIGA

WEEK, ONE_DAY, TWO_HOURS = 7 * 24 * 60, 24 * 60, 120


def local(text: str) -> datetime:
    """A moment on the clocks of Riga."""
    return datetime.fromisoformat(text).replace(tzinfo=RIGA)


def member(quiet_from: int = 20, quiet_until: int = 8) -> Member:
    return Member(
        name="Bibliotekāre, Renda",
        role="librarian",
        language="lv",
        created_at=local("2026-01-01 12:00"),
        quiet_from=quiet_from,
        quiet_until=quiet_until,
    )


@pytest.mark.parametrize(
    ("begins", "minutes", "expected"),
    [
        ("2026-11-12 10:00", WEEK, "2026-11-05 10:00"),
        ("2026-11-12 10:00", TWO_HOURS, "2026-11-12 08:00"),
        ("2026-10-25 10:00", ONE_DAY, "2026-10-24 10:00"),
        ("2026-10-25 10:00", WEEK, "2026-10-18 10:00"),
        ("2027-03-28 10:00", ONE_DAY, "2027-03-27 10:00"),
        ("2027-03-28 10:00", ONE_DAY + TWO_HOURS, "2027-03-27 08:00"),
        # Two hours that pass: at 4.00 in autumn the clocks go back to 3.00, at 3.00 in spring forward to 4.00.
        ("2026-10-25 04:30", TWO_HOURS, "2026-10-25 03:30"),
        ("2027-03-28 04:30", TWO_HOURS, "2027-03-28 01:30"),
        # A day before 3.30 in spring's night is when clocks that skip nothing show it.
        ("2027-03-29 03:30", ONE_DAY, "2027-03-28 04:30"),
    ],
)
def test_days_are_counted_on_the_wall_and_hours_as_they_pass(begins: str, minutes: int, expected: str) -> None:
    found = nominal_time(datetime.fromisoformat(begins), minutes, RIGA, whole_day=False)
    assert found == local(expected).astimezone(UTC)


def test_whole_days_count_from_nine() -> None:
    begins = datetime(2026, 11, 12)  # noqa: DTZ001 - local
    assert nominal_time(begins, ONE_DAY, RIGA, whole_day=True) == local("2026-11-11 09:00")
    assert start_of(begins, RIGA, whole_day=True) == local("2026-11-12 09:00")
    assert start_of(begins, RIGA, whole_day=False) == local("2026-11-12 00:00")


def test_who_is_reminded_of_what() -> None:
    every = [WEEK, ONE_DAY, TWO_HOURS]
    assert offsets(every, GOING) == sorted(every)
    assert offsets(every, MAYBE) == [ONE_DAY, WEEK]
    assert not any(offsets(every, state) for state in (INVITED, OFFERED, WAITING, DECLINED))
    assert [subject(one) for one in (WEEK, 2880, 2879, ONE_DAY, 1439, TWO_HOURS)] == [
        DAYS,
        DAYS,
        DAY,
        DAY,
        HOURS,
        HOURS,
    ]


def went(begins: str, minutes: int, who: Member, planned: str = "2026-01-01 12:00") -> datetime:
    """When the reminder goes if somebody looks whenever they should."""
    start = local(begins).astimezone(UTC)
    nominal = nominal_time(datetime.fromisoformat(begins), minutes, RIGA, whole_day=False)
    now = local(planned).astimezone(UTC)
    look_at = first_look(nominal, now, RIGA)
    for _ in range(6):
        now = max(now, look_at)
        look_at = goes_at(Planned(nominal, look_at, start), who, now, RIGA)
        if look_at <= now:
            return now.astimezone(RIGA)
    raise AssertionError(f"it waits for ever: {look_at}")


@pytest.mark.parametrize(
    ("begins", "minutes", "quiet", "expected"),
    [
        ("2026-11-12 10:00", TWO_HOURS, (20, 8), "2026-11-12 08:00"),
        ("2026-11-12 09:30", TWO_HOURS, (20, 8), "2026-11-11 18:00"),
        ("2026-11-12 09:30", TWO_HOURS, (0, 0), "2026-11-12 07:30"),
        ("2026-11-12 09:30", TWO_HOURS, (22, 7), "2026-11-12 07:30"),
        ("2026-11-12 22:30", ONE_DAY, (20, 8), "2026-11-11 18:00"),
        ("2026-11-12 22:30", TWO_HOURS, (20, 8), "2026-11-12 18:00"),
        ("2026-11-12 09:30", TWO_HOURS, (18, 8), "2026-11-11 17:00"),
        ("2026-11-12 09:30", TWO_HOURS, (17, 11), "2026-11-11 16:00"),
        # Both nights of the clock change.
        ("2026-10-25 09:00", TWO_HOURS, (20, 8), "2026-10-24 18:00"),
        ("2026-10-26 07:00", ONE_DAY, (20, 8), "2026-10-24 18:00"),
        ("2027-03-28 09:00", TWO_HOURS, (20, 8), "2027-03-27 18:00"),
        ("2027-03-29 07:00", ONE_DAY, (20, 8), "2027-03-27 18:00"),
        # The same hour of the clock is an hour later or earlier by the sun: what passes is what counts.
        ("2026-10-25 10:00", TWO_HOURS, (20, 8), "2026-10-25 08:00"),
        ("2027-03-28 10:00", TWO_HOURS, (20, 8), "2027-03-28 08:00"),
        ("2027-03-28 09:59", TWO_HOURS, (20, 8), "2027-03-27 18:00"),
    ],
)
def test_what_would_disturb_goes_the_evening_before(
    begins: str, minutes: int, quiet: tuple[int, int], expected: str
) -> None:
    assert went(begins, minutes, member(*quiet)) == local(expected)


@pytest.mark.parametrize(
    ("begins", "planned", "expected"),
    [
        ("2026-11-12 09:30", "2026-11-11 17:30", "2026-11-11 18:00"),
        ("2026-11-12 09:30", "2026-11-11 18:30", "2026-11-12 08:00"),  # the evening is over: when nobody is disturbed
        ("2026-11-12 07:30", "2026-11-11 18:30", "2026-11-12 05:30"),  # and where that would be too late, in time
        ("2026-11-12 10:30", "2026-11-12 08:10", "2026-11-12 08:30"),
    ],
)
def test_who_registered_late(begins: str, planned: str, expected: str) -> None:
    assert went(begins, TWO_HOURS, member(), planned) == local(expected)


@pytest.mark.parametrize(
    ("now", "expected"),
    [
        ("2026-11-11 19:00", "2026-11-11 19:00"),  # later than 18.00, but nobody sleeps
        ("2026-11-11 21:00", "2026-11-12 07:30"),
        ("2026-11-12 07:40", "2026-11-12 08:00"),
        ("2026-11-12 09:00", "2026-11-12 09:00"),
    ],
)
def test_what_was_missed_goes_as_soon_as_nobody_is_disturbed(now: str, expected: str) -> None:
    planned = Planned(local("2026-11-12 07:30"), local("2026-11-11 16:00"), local("2026-11-12 09:30"))
    assert max(local(now), goes_at(planned, member(), local(now), RIGA)) == local(expected)


QUIETS = st.one_of(st.just((0, 0)), st.tuples(st.sampled_from(QUIET_FROM), st.sampled_from(QUIET_UNTIL)))
BEGINNINGS = st.one_of(
    st.datetimes(datetime(2026, 9, 1), datetime(2027, 6, 1)),  # noqa: DTZ001 - local
    st.datetimes(datetime(2026, 10, 24), datetime(2026, 10, 27)),  # noqa: DTZ001
    st.datetimes(datetime(2027, 3, 27), datetime(2027, 3, 30)),  # noqa: DTZ001
)


@example(begins=datetime(2026, 10, 26, 17), minutes=ONE_DAY, quiet=(17, 5))  # noqa: DTZ001 - a day of 25 hours
@given(
    begins=BEGINNINGS,
    minutes=st.one_of(st.sampled_from([TWO_HOURS, ONE_DAY, WEEK]), st.integers(5, 20000)),
    quiet=QUIETS,
)
def test_in_time_it_disturbs_nobody_and_is_never_far_from_its_time(
    begins: datetime, minutes: int, quiet: tuple[int, int]
) -> None:
    begins = begins.replace(second=0, microsecond=0)
    nominal = nominal_time(begins, minutes, RIGA, whole_day=False)
    found = went(begins.isoformat(" "), minutes, member(*quiet))
    assert not is_quiet(member(*quiet), found, RIGA)
    if is_quiet(member(*quiet), nominal, RIGA):
        assert 16 <= found.hour <= 18
        planned, sent = (one.astimezone(RIGA).replace(tzinfo=None) for one in (nominal, found))
        assert timedelta(0) <= planned - sent < timedelta(hours=26)  # of 17.59, at 16.00 the day before
    else:
        assert found.astimezone(UTC) == nominal  # in its own zone the doubled hour equals none of another


def test_everybody_can_be_reached_at_the_first_look() -> None:
    assert min(QUIET_FROM) > FIRST_LOOK >= max(QUIET_UNTIL)


@pytest.mark.parametrize(
    ("minutes", "answered", "expected"),
    [
        (WEEK, "2026-11-04 09:59", True),
        (WEEK, "2026-11-05 09:02", False),
        (ONE_DAY, "2026-11-11 04:00", True),
        (ONE_DAY, "2026-11-11 09:00", False),
        (TWO_HOURS, "2026-11-12 07:30", True),
        (TWO_HOURS, "2026-11-12 07:45", False),
    ],
)
def test_who_answered_only_just_is_not_reminded(minutes: int, answered: str, expected: bool) -> None:
    nominal = nominal_time(datetime(2026, 11, 12, 10), minutes, RIGA, whole_day=False)  # noqa: DTZ001 - local
    assert tells_something(nominal, minutes, local(answered)) is expected
