"""Who goes next, and how fast: whatever wishes come in whatever order, Telegram's limits hold."""

from collections import defaultdict
from datetime import UTC, datetime, timedelta
from itertools import pairwise

from hypothesis import given, settings
from hypothesis import strategies as st

from bot.delivery.pace import UNPACED, Limits, Pace, choose
from storage.carrying import Candidate
from storage.outbox import SEND, Lane

NOW = datetime(2026, 10, 12, 8, tzinfo=UTC)
LANES = st.sampled_from(list(Lane))
CHATS = st.integers(-3, 3).filter(bool)
PAIRS = st.frozensets(st.tuples(CHATS, LANES), max_size=4)
WISHES = st.lists(st.tuples(CHATS, LANES, st.integers(0, 5), st.integers(0, 2)), max_size=30)


def in_order(wishes: list[tuple[int, Lane, int, int]]) -> list[Candidate]:
    """As the outbox gives them: by lane, due time, id."""
    found = [
        Candidate(number, lane, chat, NOW + timedelta(seconds=due), tries, SEND)
        for number, (chat, lane, due, tries) in enumerate(wishes)
    ]
    return sorted(found, key=lambda one: (one.lane, one.due_at, one.id))


@given(WISHES, st.frozensets(CHATS, max_size=3), PAIRS, st.integers(0, 8))
def test_choosing_keeps_to_its_bounds(
    wishes: list[tuple[int, Lane, int, int]], busy: frozenset[int], waiting: frozenset[tuple[int, int]], room: int
) -> None:
    candidates = in_order(wishes)
    by_id = {one.id: one for one in candidates}
    taken = [by_id[number] for number in choose(candidates, busy, waiting, room)]
    chats = [one.chat_id for one in taken]
    assert len(taken) <= room
    assert len(chats) == len(set(chats)), "one in flight per chat"
    assert not busy & set(chats)
    assert not [one for one in taken if not one.tries and (one.chat_id, one.lane) in waiting]
    for one in taken:
        overtaken = [
            other
            for other in candidates[: candidates.index(one)]
            if other.chat_id == one.chat_id and not ((other.chat_id, other.lane) in waiting and not other.tries)
        ]
        assert not overtaken, "first in, first out per chat and lane, urgent lanes first"


@given(WISHES, st.frozensets(CHATS, max_size=3), PAIRS, st.integers(1, 8))
def test_choosing_leaves_no_room_unused(
    wishes: list[tuple[int, Lane, int, int]], busy: frozenset[int], waiting: frozenset[tuple[int, int]], room: int
) -> None:
    candidates = in_order(wishes)
    taken = choose(candidates, busy, waiting, room)
    may_go = {one.chat_id for one in candidates if one.tries or (one.chat_id, one.lane) not in waiting} - busy
    assert len(taken) == min(room, len(may_go))


LIMITS = Limits(per_second=5, per_chat_seconds=1.0, per_group_minute=4, in_flight=8)
STEPS = st.lists(st.tuples(st.sampled_from([0.0, 0.05, 0.2, 0.5, 1.0, 7.0]), CHATS), max_size=150)


def drive(pace: Pace, steps: list[tuple[float, int]]) -> tuple[list[tuple[float, int]], float]:
    """What is begun when each step first lets time pass and then wants to write to a chat; and what time it is then."""
    now, begun = 100.0, []
    for pause, chat in steps:
        now += pause
        if pace.room(now) > 0 and chat not in pace.resting(now):
            pace.begin(chat, now)
            begun.append((now, chat))
    return begun, now


@settings(max_examples=200)
@given(STEPS)
def test_no_window_holds_more_than_the_limits(steps: list[tuple[float, int]]) -> None:
    begun, _ = drive(Pace(LIMITS), steps)
    by_chat: dict[int, list[float]] = defaultdict(list)
    for at, chat in begun:
        by_chat[chat].append(at)
        assert sum(1 for other, _ in begun if at - 1 < other <= at) <= LIMITS.per_second
    for chat, times in by_chat.items():
        gaps = [later - earlier for earlier, later in pairwise(times)]
        assert all(gap >= LIMITS.per_chat_seconds - 1e-9 for gap in gaps)
        if chat < 0:
            for at in times:
                assert sum(1 for other in times if at - 60 < other <= at) <= LIMITS.per_group_minute


@settings(max_examples=200)
@given(STEPS)
def test_the_pause_is_neither_too_long_nor_a_busy_loop(steps: list[tuple[float, int]]) -> None:
    """After the pause that is named something may begin that could not before, and not long before that."""
    pace = Pace(LIMITS)
    _, now = drive(pace, steps)
    resting, full = pace.resting(now), pace.room(now) == 0
    pause = pace.next_room(now)
    assert pause > 0
    if resting or full:
        later = now + pause + 1e-6
        assert pace.room(later) > 0 if full else pace.resting(later) != resting
    else:
        assert pause >= 0.5, "nothing is to be waited for"


def test_the_defaults_stay_below_what_telegram_allows() -> None:
    pace = Pace(Limits())
    for chat in range(1, 100):
        if pace.room(0.0):
            pace.begin(chat, 0.0)
    assert (pace.room(0.999), pace.room(1.0)) == (0, 25)
    group = Pace(Limits())
    begun, _ = drive(group, [(1.0, -7)] * 120)
    assert [at - 101 for at, _ in begun] == [*range(18), *range(60, 78)]


def test_a_halt_silences_everything_and_the_longest_counts() -> None:
    pace = Pace(UNPACED)
    pace.halt(7, 100.0)
    pace.halt(2, 101.0)
    assert (pace.room(106.9), pace.next_room(106.0)) == (0, 1.0)
    assert pace.room(107.0) == UNPACED.in_flight


def test_unpaced_is_bounded_by_what_may_be_in_flight_alone() -> None:
    pace = Pace(UNPACED)
    for _ in range(1000):
        pace.begin(1, 0.0)
    assert (pace.room(0.0), pace.resting(0.0)) == (UNPACED.in_flight, set())
