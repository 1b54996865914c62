"""Who goes next, and how fast: whatever wishes come in whatever order, Telegram's limits hold."""

from collections.abc import Mapping
from datetime import UTC, datetime, timedelta
from itertools import count
from random import Random

from hypothesis import given, settings
from hypothesis import strategies as st

from bot.delivery.pace import FALL, PATIENCE, UNHURRIED, UNPACED, Limits, Pace, Room, choose
from storage.carrying import Candidate
from storage.outbox import SEND, Lane
from tests.delivery.simulation import Simulation, Wish, assert_in_order, assert_within_limits

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


ROOMS = st.builds(lambda places, unhurried: Room(places, min(places, unhurried)), st.integers(0, 8), st.integers(0, 8))
OVERTAKEN = st.dictionaries(st.integers(0, 30), st.integers(0, 25), max_size=10)


@given(WISHES, st.frozensets(CHATS, max_size=3), PAIRS, ROOMS, OVERTAKEN)
def test_choosing_keeps_to_its_bounds(
    wishes: list[tuple[int, Lane, int, int]],
    busy: frozenset[int],
    waiting: frozenset[tuple[int, int]],
    room: Room,
    overtaken: dict[int, int],
) -> None:
    candidates = in_order(wishes)
    by_id = {one.id: one for one in candidates}
    taken = [by_id[number] for number in choose(candidates, busy, waiting, room, overtaken).ids]
    chats = [one.chat_id for one in taken]
    assert len(taken) <= room.places
    assert len([one for one in taken if one.lane >= UNHURRIED]) <= room.unhurried
    assert len(chats) == len(set(chats)), "one in flight per chat"
    assert not busy & set(chats)
    assert not [one for one in taken if not one.tries and (one.chat_id, one.lane) in waiting]
    for one in taken:
        earlier = candidates[: candidates.index(one)]
        passed_over = [
            other
            for other in earlier
            if other.chat_id == one.chat_id
            and not ((other.chat_id, other.lane) in waiting and not other.tries)
            and not (other.lane >= UNHURRIED and not room.unhurried)
        ]
        assert not [other for other in passed_over if other.lane == one.lane], "first in, first out"
        urgent_before = len([other for other in taken[: taken.index(one)] if other.lane < one.lane])
        if overtaken.get(one.id, 0) + urgent_before < PATIENCE[one.lane] or not PATIENCE[one.lane]:
            assert not passed_over or one.lane >= UNHURRIED, "urgent lanes first, unless it was overtaken too often"


@given(WISHES, st.frozensets(CHATS, max_size=3), PAIRS, st.integers(1, 8))
def test_choosing_leaves_no_room_unused(
    wishes: list[tuple[int, Lane, int, int]], busy: frozenset[int], waiting: frozenset[tuple[int, int]], places: int
) -> None:
    candidates = in_order(wishes)
    taken = choose(candidates, busy, waiting, Room(places, places)).ids
    may_go = {one.chat_id for one in candidates if one.tries or (one.chat_id, one.lane) not in waiting} - busy
    assert len(taken) == min(places, len(may_go))


ROUNDS = st.lists(
    st.tuples(st.lists(LANES, max_size=10), st.integers(1, 8), st.integers(0, 8), st.booleans()),
    min_size=40,
    max_size=60,
)


@settings(max_examples=60, deadline=None)
@given(st.sampled_from([Lane.ANSWER, Lane.REMINDER, Lane.BROADCAST]), ROUNDS)
def test_nobody_starves_however_many_more_urgent_ones_keep_coming(
    lane: Lane, rounds: list[tuple[list[Lane], int, int, bool]]
) -> None:
    """The first of a lane lets a bounded number of more urgent ones pass while it could go, whatever comes each round.

    What is overdue in a more urgent lane goes before it, which is one in a while: hence the few more.
    """
    watched = Candidate(0, lane, 1, NOW, 0, SEND)
    overtaken: Mapping[int, int] = {}
    waiting, numbers, passed = [watched], count(1), 0
    for arrivals, places, at_most, is_busy in rounds:
        unhurried = min(places, at_most)
        for one in (*arrivals, Lane.INTERACTIVE):  # there is always something more urgent
            number = next(numbers)
            waiting.append(Candidate(number, one, 1000 + number, NOW + timedelta(seconds=number), 0, SEND))
        busy = {1} if is_busy else set()
        candidates = sorted(waiting, key=lambda one: (one.lane, one.due_at, one.id))
        choice = choose(candidates, busy, (), Room(places, unhurried), overtaken)
        overtaken = choice.overtaken
        if 0 in choice.ids:
            return
        lanes = {one.id: one.lane for one in waiting}
        for chosen in choice.ids:
            passed += not is_busy and (lane < UNHURRIED or unhurried > 0) and lanes[chosen] < lane
            unhurried -= lanes[chosen] >= UNHURRIED
        waiting = [one for one in waiting if one.id not in choice.ids]
        assert passed <= PATIENCE[lane] + 3


CHAT_WISHES = st.tuples(st.sampled_from([0.0, 0.0, 0.01, 0.2, 1.0, 7.0]), st.integers(-3, 40).filter(bool), LANES)
WAYS = st.lists(st.tuples(st.floats(0.001, 0.3), st.floats(0.001, 0.3)), min_size=1, max_size=7)
SLOW = Limits(per_second=5, most_per_second=7, per_group_minute=4)


def wished(steps: list[tuple[float, int, Lane]]) -> list[Wish]:
    """The wishes that come one after the other, after these pauses."""
    found: list[Wish] = []
    for pause, chat, lane in steps:
        found.append(Wish((found[-1].at if found else 0.0) + pause, chat, lane))
    return found


def crowd(seed: int) -> list[tuple[float, int, Lane]]:
    """Two hundred wishes that come far faster than they can go."""
    dice = Random(seed)  # noqa: S311 - repeatable on purpose
    return [
        (dice.choice([0.0, 0.0, 0.02]), dice.choice([-1, -2, *range(1, 60)]), dice.choice(list(Lane)))
        for _ in range(200)
    ]


@settings(max_examples=60, deadline=None)
@given(st.lists(CHAT_WISHES, max_size=120) | st.builds(crowd, st.integers()), WAYS, st.sampled_from([Limits(), SLOW]))
def test_no_window_holds_more_than_the_limits_and_everything_goes_in_its_order(
    steps: list[tuple[float, int, Lane]], ways: list[tuple[float, float]], limits: Limits
) -> None:
    simulation = Simulation(wished(steps), ways, limits).run()
    assert sorted(one.id for one in simulation.gone) == list(range(len(steps))), "each once"
    assert_within_limits(simulation)
    assert_in_order(simulation.gone)


@settings(max_examples=50, deadline=None)
@given(st.lists(CHAT_WISHES, max_size=80), WAYS, st.integers(2, 6))
def test_a_telegram_that_bears_less_gets_less_and_in_the_end_everything(
    steps: list[tuple[float, int, Lane]], ways: list[tuple[float, float]], bears: int
) -> None:
    simulation = Simulation(wished(steps), ways, bears=bears).run()
    assert sorted(one.id for one in simulation.gone if one.taken) == list(range(len(steps)))
    assert_within_limits(simulation)
    for one in simulation.gone:
        if not one.taken:
            silent = [other for other in simulation.gone if one.ended < other.began < one.ended + 1 - 1e-9]
            assert not silent, "a refusal silences the whole token"


def test_a_group_gets_eighteen_a_minute() -> None:
    simulation = Simulation([Wish(0, -7, Lane.ANSWER) for _ in range(40)], [(0.0, 0.001)]).run()
    assert_within_limits(simulation)
    assert [round(one.began) for one in simulation.gone] == [*range(18), *range(60, 78), *range(120, 124)]


def everyone(at: float, count: int, lane: Lane, first_chat: int = 1000) -> list[Wish]:
    return [Wish(at, first_chat + number, lane) for number in range(count)]


def test_a_long_broadcast_uses_the_pace_and_ends_at_its_top_without_a_refusal() -> None:
    """3,000 recipients against 30 a second: within five per cent of what is possible."""
    simulation = Simulation(everyone(0, 3000, Lane.BROADCAST), [(0.004, 0.004), (0.03, 0.01)], bears=30).run()
    assert simulation.pace.refusals == 0
    assert simulation.pace.per_second == Limits().most_per_second
    assert max(one.ended for one in simulation.gone) < 1.05 * 3000 / 30


def test_an_urgent_one_waits_for_one_turn_of_a_broadcast_at_most() -> None:
    urgent = [Wish(2 + number * 0.731, 1 + number, Lane.INTERACTIVE) for number in range(25)]
    simulation = Simulation([*everyone(0, 900, Lane.BROADCAST), *urgent], [(0.05, 0.05)]).run()
    assert max(simulation.waited(Lane.INTERACTIVE)) < 2 / Limits().per_second


def test_a_telegram_that_hangs_with_a_broadcast_has_places_for_urgent_ones() -> None:
    urgent = [Wish(5, 1, Lane.INTERACTIVE), Wish(5.1, 2, Lane.ANSWER)]
    simulation = Simulation([*everyone(0, 100, Lane.BROADCAST), *urgent], [(10, 10)]).run()
    assert simulation.waited(Lane.INTERACTIVE) == simulation.waited(Lane.ANSWER) == [0.0]


def test_a_steady_stream_of_urgent_ones_lets_each_lane_have_its_share() -> None:
    """Twice as many as can go, for a minute: the others do not wait for its end."""
    stream = [Wish(number / 60, 1 + number % 200, Lane.INTERACTIVE) for number in range(3600)]
    others = [
        *everyone(1, 60, Lane.ANSWER),
        *everyone(1, 40, Lane.REMINDER, 2000),
        *everyone(1, 20, Lane.BROADCAST, 3000),
    ]
    simulation = Simulation([*stream, *others]).run(until=60)
    assert [len(simulation.waited(lane)) for lane in (Lane.ANSWER, Lane.REMINDER, Lane.BROADCAST)] == [60, 40, 20]
    assert max(simulation.waited(Lane.ANSWER)) < 20
    assert max(simulation.waited(Lane.REMINDER)) < 25
    assert max(simulation.waited(Lane.BROADCAST)) < 30
    urgent = sum(1 for one in simulation.gone if one.wish.lane == Lane.INTERACTIVE)
    assert urgent > 0.6 * len(simulation.gone)


def test_a_chat_that_is_always_spoken_to_gets_its_broadcast_while_others_get_theirs() -> None:
    stream = [Wish(number / 2, 1, Lane.INTERACTIVE) for number in range(240)]
    others = [Wish(number / 10, 1000 + number, Lane.BROADCAST) for number in range(1200)]
    simulation = Simulation([*stream, Wish(1, 1, Lane.BROADCAST), *others]).run(until=120)
    (began,) = [one.began for one in simulation.gone if one.wish.lane == Lane.BROADCAST and one.wish.chat == 1]
    assert began < 30


def test_the_pace_rises_with_use_alone_and_falls_with_a_refusal() -> None:
    pace = Pace(Limits())
    for second in range(1000):
        pace.begin(Lane.ANSWER, second)
        pace.end(1, Lane.ANSWER, second + 0.1)
        pace.went_well(second + 0.1)
    assert pace.per_second == 25, "a message now and then proves nothing"
    pace.refuse(3, 2000.0)
    pace.refuse(3, 2000.5)
    assert pace.per_second == 25 * FALL, "those of the same moment count once"
    assert pace.refusals == 2
    assert (pace.room(2003.4), pace.next_room(2001.0)) == (Room(0, 0), 2.5)
    assert pace.room(2003.5).places == 8


def test_a_lower_limit_is_found_and_seldom_met() -> None:
    simulation = Simulation(everyone(0, 6000, Lane.BROADCAST), [(0.005, 0.005)], bears=20).run()
    later = [one for one in simulation.gone if one.began > 60]
    assert sum(not one.taken for one in later) <= 2 * len(later) / 1000
    assert len(later) / (max(one.ended for one in later) - 60) > 0.85 * 20


STEPS = st.lists(st.tuples(st.sampled_from([0.0, 0.05, 0.2, 0.5, 1.0, 7.0]), CHATS, LANES), max_size=100)


@settings(max_examples=200)
@given(STEPS)
def test_the_pause_is_neither_too_long_nor_a_busy_loop(steps: list[tuple[float, int, Lane]]) -> None:
    """After the pause that is named something may begin that could not before, and not long before that."""
    pace, now = Pace(SLOW), 100.0
    for pause, chat, lane in steps:
        now += pause
        room = pace.room(now)
        if (room.unhurried if lane >= UNHURRIED else room.places) and chat not in pace.resting(now):
            pace.begin(lane, now)
            pace.end(chat, lane, now)
    resting, room = pace.resting(now), pace.room(now)
    pause = pace.next_room(now)
    assert pause > 0
    if resting or not room.unhurried:
        later = now + pause + 1e-6
        assert pace.room(later) != room or pace.resting(later) != resting
    else:
        assert pause >= 0.5, "nothing is to be waited for"


def test_a_halt_silences_everything_and_the_longest_counts() -> None:
    pace = Pace(UNPACED)
    pace.halt(7, 100.0)
    pace.halt(2, 101.0)
    assert (pace.room(106.9), pace.next_room(106.0)) == (Room(0, 0), 1.0)
    assert pace.room(107.0).places == UNPACED.in_flight


def test_unpaced_is_bounded_by_what_may_be_in_flight_alone() -> None:
    pace = Pace(UNPACED)
    for _ in range(1000):
        pace.begin(Lane.ANSWER, 0.0)
        pace.end(1, Lane.ANSWER, 0.0)
    assert (pace.room(0.0).places, pace.resting(0.0)) == (UNPACED.in_flight, set())
