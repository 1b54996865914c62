"""How much one person may send at once: what is never slowed down, what is, and that nothing stays behind."""

from collections.abc import Sequence
from datetime import UTC, datetime, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from bot.throttle import CREDIT, MESSAGE, REMEMBERED, TOUCH, Throttle, may_begin, owed_after

START = datetime(2026, 10, 12, 8, 0, tzinfo=UTC)
SECOND = timedelta(seconds=1)
WHO = 7

Sent = tuple[datetime, timedelta]
"""When something was sent, and what it counts."""

sent = st.lists(
    st.tuples(
        st.floats(0, 120, allow_nan=False).map(lambda seconds: timedelta(seconds=seconds)),
        st.sampled_from((MESSAGE, TOUCH)),
    ),
    max_size=120,
).map(
    lambda gaps: [
        (START + sum((gap for gap, _ in gaps[: i + 1]), timedelta()), cost) for i, (_, cost) in enumerate(gaps)
    ]
)
hasty = st.lists(st.sampled_from((MESSAGE, TOUCH)), min_size=60, max_size=200).map(
    lambda costs: [(START, cost) for cost in costs]
)


def handled(throttle: Throttle, everything: Sequence[Sent]) -> list[datetime]:
    """When each is handled, in order, by an inbox that hands over again at the moment that it was told."""
    now, moments = START, []
    for update_id, (at, cost) in enumerate(everything):
        now = max(now, at)
        while (wait := throttle.throttled(WHO, update_id, cost, at, now)) is not None:
            assert wait.until > now, "it would be asked for ever"
            now = wait.until
        moments.append(now)
    return moments


def at_once(count: int, cost: timedelta) -> list[Sent]:
    return [(START, cost)] * count


def every(seconds: float, count: int, cost: timedelta) -> list[Sent]:
    return [(START + timedelta(seconds=seconds) * i, cost) for i in range(count)]


@pytest.mark.parametrize(
    "everything",
    [
        at_once(30, MESSAGE),  # a whole conversation passed on
        at_once(40, MESSAGE),
        every(0.75, 80, TOUCH),  # twenty calls registered in four taps each, three seconds a call
        every(2, 500, MESSAGE),
        [*at_once(30, MESSAGE), *every(1, 20, TOUCH)],
    ],
)
def test_what_people_do_is_handled_at_once(everything: list[Sent]) -> None:
    assert handled(Throttle(), everything) == [at for at, _ in everything]


def test_a_hundred_messages_at_once_are_handled_two_seconds_apart_from_the_fortieth_on() -> None:
    moments = handled(Throttle(), at_once(100, MESSAGE))
    assert moments[39] == START
    assert moments[40:] == [START + i * MESSAGE for i in range(1, 61)]


@given(sent | hasty)
def test_in_no_stretch_of_time_more_is_handled_than_the_credit_and_what_came_back(everything: list[Sent]) -> None:
    moments = handled(Throttle(), everything)
    for first, begin in enumerate(moments):
        done = timedelta()
        for i in range(first, len(moments)):
            done += everything[i][1]
            assert done <= CREDIT + (moments[i] - begin) + MESSAGE


@given(sent | hasty)
def test_everything_is_handled_in_its_order_and_no_later_than_it_must(everything: list[Sent]) -> None:
    moments = handled(Throttle(), everything)
    assert moments == sorted(moments)
    total = sum((cost for _, cost in everything), timedelta())
    assert all(
        moment - at <= max(total - CREDIT, timedelta()) for moment, (at, _) in zip(moments, everything, strict=True)
    )


@given(sent | hasty, st.integers(0, 3))
def test_what_is_handed_over_again_counts_once(everything: list[Sent], again: int) -> None:
    throttle, now = Throttle(), START
    expected = handled(Throttle(), everything)
    for update_id, (at, cost) in enumerate(everything):
        now = max(now, at, expected[update_id])
        for _ in range(again + 1):
            assert throttle.throttled(WHO, update_id, cost, at, now) is None


def test_what_is_handed_over_again_with_what_was_said_in_another_chat_counts_once() -> None:
    """Each chat has its own order: both are in one batch, which is undone for somebody else's failure."""
    throttle = Throttle()
    for first in range(0, 40, 2):
        for update_id in (first, first + 1, first, first + 1):
            assert throttle.throttled(WHO, update_id, MESSAGE, START, START) is None


@given(sent)
def test_what_waited_at_telegram_is_no_flood(everything: list[Sent]) -> None:
    """As it was sent with pauses: the bot was down, and finds all of it at the same time."""
    calm = [(at + i * MESSAGE, cost) for i, (at, cost) in enumerate(everything)]
    now = START + timedelta(days=1)
    throttle = Throttle()
    assert not any(throttle.throttled(WHO, i, cost, at, now) for i, (at, cost) in enumerate(calm))


@given(st.none() | st.integers(-200, 200).map(lambda s: START + s * SECOND), st.sampled_from((MESSAGE, TOUCH)))
def test_what_begins_when_it_may_leaves_no_more_than_the_credit_owed(owed: datetime | None, cost: timedelta) -> None:
    begin = may_begin(owed, START, cost)
    assert owed_after(owed, START, cost) - begin <= CREDIT


def test_one_flood_has_one_beginning_and_ends_when_the_credit_is_back() -> None:
    throttle = Throttle()
    for i in range(40):
        assert throttle.throttled(WHO, i, MESSAGE, START, START) is None
    first = throttle.throttled(WHO, 40, MESSAGE, START, START)
    assert first is not None
    assert throttle.throttled(WHO, 40, MESSAGE, START, first.until) is None
    second = throttle.throttled(WHO, 41, MESSAGE, START, first.until)
    assert second is not None
    assert (first.first, second.first) == (40, 40)
    later = START + timedelta(minutes=5)
    for i in range(50, 90):
        assert throttle.throttled(WHO, i, MESSAGE, later, later) is None
    another = throttle.throttled(WHO, 90, MESSAGE, later, later)
    assert another is not None
    assert another.first == 90


def test_others_are_not_slowed_down() -> None:
    throttle = Throttle()
    handled(throttle, at_once(100, MESSAGE))
    assert throttle.throttled(WHO + 1, 1, MESSAGE, START, START) is None


def test_who_owes_nothing_is_forgotten_and_who_does_is_not() -> None:
    throttle = Throttle()
    handled(throttle, at_once(100, MESSAGE))
    for other in range(100, 100 + 2 * REMEMBERED):
        throttle.throttled(other, 1, TOUCH, START, START + (other % 2) * timedelta(seconds=2))
    assert throttle.throttled(WHO, 1, MESSAGE, START, START) is not None
    assert len(throttle._accounts) <= 2 * REMEMBERED
