"""Times of a day: what they are computed from, how people write them, who keeps theirs."""

from datetime import datetime, time, timedelta
from itertools import pairwise

import pytest
from hypothesis import given
from hypothesis import strategies as st

from bot.features.events.slot_rules import (
    USUAL,
    free_slots,
    keeping,
    read_breaks,
    read_minutes,
    slots_between,
    take_plan,
)
from storage.slots import SlotPlan

DAY = datetime.fromisoformat("2026-11-12")
LUNCH = ((time(12), time(13)),)


def clocks(begins: str, ends: str, plan: SlotPlan) -> str:
    first, last = (datetime.combine(DAY, time.fromisoformat(one)) for one in (begins, ends))
    return " ".join(f"{one:%H:%M}" for one in slots_between(first, last, plan))


def test_times_follow_each_other_and_leave_breaks_free() -> None:
    assert clocks("10:00", "12:00", SlotPlan(30)) == "10:00 10:30 11:00 11:30"
    assert clocks("10:00", "14:30", SlotPlan(45, LUNCH)) == "10:00 10:45 13:00 13:45", "after a break from its end on"
    assert clocks("12:15", "14:00", SlotPlan(30, LUNCH)) == "13:00 13:30", "a day that begins in a break"
    two = (*LUNCH, (time(12, 30), time(13, 15)))
    assert clocks("11:30", "14:00", SlotPlan(30, two)) == "11:30 13:15"
    assert clocks("10:00", "10:20", SlotPlan(30)) == ""
    assert slots_between(DAY.replace(hour=20), DAY + timedelta(hours=26), SlotPlan(30)) == [], "one day alone"


@given(
    st.integers(0, 20 * 60),
    st.integers(1, 600),
    st.integers(5, 240),
    st.lists(st.tuples(st.integers(0, 1438), st.integers(1, 200)), max_size=3),
)
def test_every_time_is_whole_and_none_is_in_a_break(
    begin: int, length: int, minutes: int, pauses: list[tuple[int, int]]
) -> None:
    def at(minute: int) -> time:
        return time(*divmod(min(minute, 1439), 60))

    begins, ends = datetime.combine(DAY, at(begin)), datetime.combine(DAY, at(begin + length))
    breaks = tuple((at(first), at(first + long)) for first, long in pauses)
    found = slots_between(begins, ends, SlotPlan(minutes, breaks))
    spans = [(one.hour * 60 + one.minute, one.hour * 60 + one.minute + minutes) for one in found]
    assert all(begin <= first and last <= min(begin + length, 1439) for first, last in spans)
    assert all(last <= following for (_, last), (following, _) in pairwise(spans))
    for pause in breaks:
        first, last = (one.hour * 60 + one.minute for one in pause)
        assert not [span for span in spans if span[0] < last and first < span[1]]


@pytest.mark.parametrize(
    ("text", "breaks"),
    [
        ("12-13", "12:00–13:00"),
        ("no 12.00 līdz 12.30", "12:00–12:30"),
        ("15–15.15, 12:00-13:00", "12:00–13:00 15:00–15:15"),
        ("12-13 un 15-16", "12:00–13:00 15:00–16:00"),
        ("pusdienās", None),
        ("13-12", None),
        ("25-26", None),
        ("12-13 un 15", None),
        ("1112-1113", None),
    ],
)
def test_breaks_are_read_as_people_write_them(text: str, breaks: str | None) -> None:
    found = read_breaks(text)
    assert (found and " ".join(f"{first:%H:%M}–{last:%H:%M}" for first, last in found)) == breaks


@pytest.mark.parametrize(
    ("text", "minutes"),
    [("25", 25), ("40 min", 40), ("1 h", 60), ("2 stundas", 120), ("4", None), ("300", None), ("pusstunda", None)],
)
def test_a_length_is_read_as_people_write_it(text: str, minutes: int | None) -> None:
    assert read_minutes(text) == minutes


@pytest.mark.parametrize(
    ("line", "rest", "plan"),
    [
        ("pa 20 min", "", SlotPlan(20)),
        (
            "Konsultāciju diena 12. novembrī 10-16, ik pa 20 min, pārtraukums 12-13, 2 vienlaikus",
            "Konsultāciju diena 12. novembrī 10-16",
            SlotPlan(20, LUNCH, 2),
        ),
        ("Konsultāciju diena pusdienas 12.00–13.00 Rendā", "Konsultāciju diena Rendā", SlotPlan(30, LUNCH)),
        ("Konsultāciju diena 12. novembrī 10-16", "Konsultāciju diena 12. novembrī 10-16", None),
        (
            "Konsultāciju diena rīt 10-16, pārtraukums 12-13 un 15.00-15.15, Rendā",
            "Konsultāciju diena rīt 10-16 , Rendā",
            SlotPlan(USUAL, (*LUNCH, (time(15), time(15, 15)))),
        ),
    ],
)
def test_a_line_says_how_the_day_is_divided(line: str, rest: str, plan: SlotPlan | None) -> None:
    assert take_plan(line) == (rest, plan, False)


def test_a_line_says_that_there_are_no_times() -> None:
    assert take_plan("Konsultāciju diena rīt 10-16, bez laikiem") == ("Konsultāciju diena rīt 10-16", None, True)


def test_who_came_first_keeps_a_time_that_has_less_room() -> None:
    ten, eleven = DAY.replace(hour=10), DAY.replace(hour=11)
    held = [(1, ten), (2, ten), (3, eleven), (4, DAY.replace(hour=12))]
    assert keeping(held, [ten, eleven], 1) == {1, 3}
    assert keeping(held, [ten, eleven], 2) == {1, 2, 3}
    assert keeping(held, [], 0) == set()
    assert free_slots([ten, eleven], {ten: 2}, 2) == [eleven]


def test_a_plan_is_the_same_after_it_was_stored() -> None:
    plan = SlotPlan(25, (*LUNCH, (time(15, 30), time(15, 45))), 3)
    assert SlotPlan.from_json(plan.to_json()) == plan
