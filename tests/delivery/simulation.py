"""Pace and choice at work on a model: of the outbox, of the time, and of a Telegram that counts what arrives."""

import heapq
from bisect import insort
from collections import defaultdict, deque
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import UTC, datetime, timedelta
from itertools import cycle, islice, pairwise, takewhile

from bot.delivery.courier import LOOK_AGAIN, LOOK_AT
from bot.delivery.pace import UNHURRIED, Limits, Pace, choose
from storage.carrying import Candidate
from storage.outbox import SEND, Lane

START = datetime(2026, 10, 12, 8, tzinfo=UTC)
LONGEST_WAY = 60.0
"""Seconds within which everything that began has arrived."""


@dataclass(frozen=True)
class Wish:
    """Somebody wants this to go, from that second on."""

    at: float
    chat: int
    lane: Lane


@dataclass(frozen=True)
class Gone:
    """A request: when it began, when Telegram counted it, when it was over, and whether Telegram took it."""

    id: int
    wish: Wish
    began: float
    arrived: float
    ended: float
    taken: bool


@dataclass
class Simulation:
    """What the courier does, without its network and its database.

    ``latencies`` follow each other in a circle: seconds on the way there and back. ``bears``: how many requests in any
    second Telegram takes before it asks for a second of silence.
    """

    wishes: Sequence[Wish]
    latencies: Sequence[tuple[float, float]] = ((0.02, 0.02),)
    limits: Limits = field(default_factory=Limits)
    bears: float = float("inf")
    gone: list[Gone] = field(default_factory=list)
    pace: Pace = field(init=False)
    rates: list[float] = field(default_factory=list)
    _pending: dict[Lane, list[tuple[float, int]]] = field(default_factory=lambda: {lane: [] for lane in Lane})
    """Lane → when what is due, in order."""

    def run(self, until: float = 10_000) -> "Simulation":
        """Until all is gone, or that second."""
        self.pace = Pace(self.limits)
        coming = deque(sorted(range(len(self.wishes)), key=lambda number: self.wishes[number].at))
        on_the_way: list[tuple[float, int]] = []
        ways = cycle(self.latencies)
        overtaken: Mapping[int, int] = {}
        now = 0.0
        while now < until and (coming or any(self._pending.values()) or on_the_way):
            while coming and self.wishes[coming[0]].at <= now:
                number = coming.popleft()
                self._put(number, self.wishes[number].at)
            while on_the_way and on_the_way[0][0] <= now:
                self._end(self.gone[heapq.heappop(on_the_way)[1]], now)
            room = self.pace.room(now)
            busy = self.pace.resting(now) | {self.gone[number].wish.chat for _, number in on_the_way}
            choice = choose(self._candidates(now, busy, unhurried=room.unhurried > 0), busy, (), room, overtaken)
            overtaken = choice.overtaken
            for chosen in choice.ids:
                there, back = next(ways)
                self._begin(chosen, now, there, back)
                heapq.heappush(on_the_way, (now + there + back, len(self.gone) - 1))
            moments = [now + min(LOOK_AGAIN, self.pace.next_room(now))]
            moments += [self.wishes[coming[0]].at] if coming else []
            moments += [at for at, _ in on_the_way[:1]]
            now = max(now + 1e-6, min(moments))
            self.rates.append(self.pace.per_second)
        return self

    def _candidates(self, now: float, busy: set[int], *, unhurried: bool) -> Iterator[Candidate]:
        """As storage.carrying gives them."""
        for lane in Lane:
            if lane < UNHURRIED or unhurried:
                due = takewhile(lambda one: one[0] <= now, self._pending[lane])
                free = (one for one in due if self.wishes[one[1]].chat not in busy)
                yield from (self._candidate(number, at) for at, number in islice(free, LOOK_AT))

    def _put(self, number: int, at: float) -> None:
        insort(self._pending[self.wishes[number].lane], (at, number))

    def _candidate(self, number: int, at: float) -> Candidate:
        wish = self.wishes[number]
        return Candidate(number, wish.lane, wish.chat, START + timedelta(seconds=at), 0, SEND)

    def _begin(self, number: int, now: float, there: float, back: float) -> None:
        arrived = now + there
        taken = self.in_window(arrived) < self.bears
        wish = self.wishes[number]
        self.gone.append(Gone(number, wish, now, arrived, arrived + back, taken))
        lane = self._pending[wish.lane]
        del lane[next(index for index, one in enumerate(lane) if one[1] == number)]
        self.pace.begin(wish.lane, now)

    def _end(self, one: Gone, now: float) -> None:
        self.pace.end(one.wish.chat, one.wish.lane, now)
        if one.taken:
            self.pace.went_well(now)
        else:
            self.pace.refuse(1, now)
            self._put(one.id, now + 1)

    def in_window(self, at: float, seconds: float = 1.0, chat: int | None = None) -> int:
        """How many Telegram counted in the time up to then, over all or for one chat."""
        return sum(
            1
            for one in takewhile(lambda one: one.began > at - seconds - LONGEST_WAY, reversed(self.gone))
            if at - seconds < one.arrived <= at and chat in (None, one.wish.chat) and one.taken
        )

    def arrivals(self) -> dict[int, list[float]]:
        """Chat → when Telegram counted something for it, in order."""
        found: dict[int, list[float]] = defaultdict(list)
        for one in self.gone:
            found[one.wish.chat].append(one.arrived)
        return {chat: sorted(times) for chat, times in found.items()}

    def waited(self, lane: Lane) -> list[float]:
        """Seconds from each wish of the lane to its beginning."""
        return [one.began - one.wish.at for one in self.gone if one.wish.lane == lane and one.taken]


def assert_within_limits(simulation: Simulation) -> None:
    """Nothing was ever over a limit, however the window is laid."""
    limits, gone = simulation.limits, simulation.gone
    most = int(max(limits.per_second, *simulation.rates, 0)) + 1
    for one in gone:
        assert simulation.in_window(one.arrived) <= most
        flying = [other for other in gone if other.began <= one.began < other.ended]
        assert len(flying) <= limits.in_flight
        unhurried = [other for other in flying if other.wish.lane >= UNHURRIED]
        assert len(unhurried) <= limits.in_flight - limits.kept_for_urgent
        assert sum(1 for other in flying if other.wish.chat == one.wish.chat) == 1
    for chat, times in simulation.arrivals().items():
        assert all(later - earlier >= limits.per_chat_seconds - 1e-9 for earlier, later in pairwise(times))
        if chat < 0:
            for at in times:
                assert sum(1 for other in times if at - 60 < other <= at) <= limits.per_group_minute


def assert_in_order(gone: Iterable[Gone]) -> None:
    """In a chat and lane who came first went first."""
    last: dict[tuple[int, Lane], tuple[float, int]] = {}
    for one in sorted(gone, key=lambda one: one.began):
        key = (one.wish.chat, one.wish.lane)
        assert last.get(key, (-1.0, -1)) < (one.wish.at, one.id)
        last[key] = (one.wish.at, one.id)
