"""How fast we may speak: over all, to one chat, to one group. Choosing what goes next is one pure function.

Nobody but Telegram knows its limits, so the pace is felt out: it rises while all goes well, and falls when we are told
that there were too many requests (additive increase, multiplicative decrease, as in RFC 5681). The time is always an
argument: seconds of the monotonic clock.
"""

from collections import deque
from collections.abc import Collection, Iterable, Mapping
from dataclasses import dataclass, field
from math import inf

from storage.carrying import Candidate
from storage.outbox import Lane

RISE = 0.02
"""Requests a second by which the pace rises with each that went well: from 25 to 29 within eight seconds of work."""
RISE_NEAR_REFUSAL = 0.001
"""The same near the pace that was refused last: a limit that lies lower than usual is met once in 1,000 messages."""
FALL = 0.8
"""What is left of the pace after a refusal: enough below for the limit to be met no second time at once."""
NEAR = 0.95
"""From this part of the refused pace on we go carefully."""
PRESSED = 0.8
"""How full a second has to be for it to prove that Telegram bears the pace: what goes well on an idle day does not."""
CATCH_UP = 0.05
"""Seconds for which unhurried deliveries make up for a turn that came late. With more of it they go in bunches, and an
urgent one has to wait for a bunch."""
PATIENCE: Mapping[int, int] = {Lane.INTERACTIVE: 0, Lane.ANSWER: 4, Lane.REMINDER: 9, Lane.BROADCAST: 19}
"""How many more urgent deliveries the first of a lane lets pass: a fifth, a tenth and a twentieth of the pace are its
lane's share at the least. Together about a third, so that the urgent ones have the greater part in any case."""
UNHURRIED = Lane.REMINDER
"""This lane and those after it are spread evenly, and leave places for others."""
REMEMBERED = 1000
"""Deliveries of which we know how often they were overtaken."""


@dataclass(frozen=True)
class Limits:
    """A little below what Telegram is known to allow (https://core.telegram.org/bots/faq#my-bot-is-hitting-limits)."""

    per_second: float = 25
    """Where the pace begins."""
    most_per_second: float = 29
    least_per_second: float = 1
    per_chat_seconds: float = 1.0
    """Least seconds between two messages to the same chat."""
    per_group_minute: int = 18
    in_flight: int = 8
    kept_for_urgent: int = 2
    """Places in flight that reminders and broadcasts leave free, be Telegram ever so slow."""


UNPACED = Limits(per_second=inf, most_per_second=inf, per_chat_seconds=0, per_group_minute=10**9)
"""For measuring what the machine can do."""


@dataclass(frozen=True)
class Room:
    """How many requests may begin now."""

    places: int
    unhurried: int
    """How many of them may be reminders or broadcasts."""


@dataclass
class Pace:
    """What is in flight, and what ended in the last minute.

    A request counts from its beginning until so long after its end: Telegram counts it at some moment in between, so
    that no delay on the way can make too many of them arrive together.
    """

    limits: Limits
    halted_until: float = -inf
    refusals: int = 0
    """How often we were told that there were too many requests."""
    per_second: float = field(init=False)
    in_flight: int = 0
    _unhurried_in_flight: int = 0
    _unhurried_from: float = -inf
    """When the next reminder or broadcast is due by the even spacing."""
    _refused_at: float = inf
    """The pace that was refused last."""
    _ended: deque[float] = field(default_factory=deque)
    _by_chat: dict[int, deque[float]] = field(default_factory=dict)

    def __post_init__(self) -> None:
        self.per_second = self.limits.per_second

    def room(self, now: float) -> Room:
        """How many requests may begin now."""
        places = min(self._free(now), self.limits.in_flight - self.in_flight)
        if now < self.halted_until or places <= 0:
            return Room(0, 0)
        kept = self.limits.in_flight - self.limits.kept_for_urgent - self._unhurried_in_flight
        return Room(places, max(0, min(places, kept, self._turns(now))))

    def _free(self, now: float) -> int:
        """Places in this second; evenly spaced requests fill both ends of it, hence the one more."""
        if self.per_second == inf:
            return self.limits.in_flight
        while self._ended and self._ended[0] <= now - 1:
            self._ended.popleft()
        return int(self.per_second) + 1 - len(self._ended) - self.in_flight

    def _turns(self, now: float) -> int:
        if self.per_second == inf:
            return self.limits.in_flight
        since = min(now - self._unhurried_from, CATCH_UP)
        return 0 if since < 0 else int(since * self.per_second) + 1

    def resting(self, now: float) -> set[int]:
        """Chats that may not be written to yet."""
        found = set()
        for chat_id, times in list(self._by_chat.items()):
            while times and times[0] <= now - (60 if chat_id < 0 else self.limits.per_chat_seconds):
                times.popleft()
            if not times:
                del self._by_chat[chat_id]
            elif times[-1] > now - self.limits.per_chat_seconds or len(times) >= self.limits.per_group_minute:
                found.add(chat_id)
        return found

    def begin(self, lane: int, now: float) -> None:
        """A request begins, or is certain to."""
        self.in_flight += 1
        if lane >= UNHURRIED:
            self._unhurried_in_flight += 1
            self._unhurried_from = max(self._unhurried_from, now - CATCH_UP) + 1 / self.per_second

    def end(self, chat_id: int, lane: int, now: float) -> None:
        """It is over, however it ended."""
        self.in_flight -= 1
        if lane >= UNHURRIED:
            self._unhurried_in_flight -= 1
        self._ended.append(now)
        if self.limits.per_chat_seconds:
            self._by_chat.setdefault(chat_id, deque()).append(now)

    def went_well(self, now: float) -> None:
        """Telegram took a request: if there were many of late, it may bear more of them."""
        if self.per_second != inf and int(self.per_second) + 1 - self._free(now) >= PRESSED * self.per_second:
            rise = RISE if self.per_second < NEAR * self._refused_at else RISE_NEAR_REFUSAL
            self.per_second = min(self.limits.most_per_second, self.per_second + rise)

    def refuse(self, seconds: float, now: float) -> None:
        """There were too many requests (429): be silent, and slower afterwards; once for those of the same moment."""
        self.refusals += 1
        if now >= self.halted_until and self.per_second != inf:
            self._refused_at = self.per_second
            self.per_second = max(self.limits.least_per_second, self.per_second * FALL)
        self.halt(seconds, now)

    def halt(self, seconds: float, now: float) -> None:
        """Be silent for the whole token."""
        self.halted_until = max(self.halted_until, now + seconds)

    def next_room(self, now: float) -> float:
        """Seconds until something may change by itself."""
        if now < self.halted_until:
            return self.halted_until - now
        moments = [self._rested_at(chat_id) for chat_id in self.resting(now)]
        if self._free(now) <= 0 and self._ended:
            moments.append(self._ended[0] + 1)
        if self._unhurried_from > now:
            moments.append(self._unhurried_from)
        return max(0.001, min(moments, default=now + 1.0) - now)

    def _rested_at(self, chat_id: int) -> float:
        times = self._by_chat[chat_id]
        last, minute = times[-1] + self.limits.per_chat_seconds, self.limits.per_group_minute
        return max(last, times[-minute] + 60) if chat_id < 0 and len(times) >= minute else last


@dataclass(frozen=True)
class Choice:
    """The deliveries that go next, and how often those that wait were overtaken."""

    ids: list[int]
    overtaken: Mapping[int, int] = field(default_factory=dict)
    """Delivery → how many more urgent ones went while it was the first of its lane and could have gone."""


def choose(
    candidates: Iterable[Candidate],
    busy: Collection[int],
    waiting: Collection[tuple[int, int]],
    room: Room,
    overtaken: Mapping[int, int] | None = None,
) -> Choice:
    """Which deliveries go next: urgent lanes first, in a lane in the given order (due, id), one a chat.

    ``busy`` are chats with a request in flight or at rest; ``waiting`` are (chat, lane) pairs in which an earlier
    delivery is to be tried again first. What has been overtaken too often goes before what is more urgent.
    """
    lanes: dict[int, list[Candidate]] = {}
    for one in candidates:
        if one.chat_id not in busy and (one.tries or (one.chat_id, one.lane) not in waiting):
            lanes.setdefault(one.lane, []).append(one)
    counts = dict(overtaken or {})
    unhurried = room.unhurried
    taken: list[Candidate] = []
    while len(taken) < room.places:
        chats = {one.chat_id for one in taken}
        firsts = [
            first
            for lane in sorted(lanes)
            if (lane < UNHURRIED or unhurried)
            and (first := next((one for one in lanes[lane] if one.chat_id not in chats), None))
        ]
        if not firsts:
            break
        chosen = next((one for one in firsts if counts.get(one.id, 0) >= PATIENCE[one.lane] > 0), firsts[0])
        for first in firsts:
            if first.lane > chosen.lane:
                counts[first.id] = counts.pop(first.id, 0) + 1  # to the end: the oldest are forgotten first
        counts.pop(chosen.id, None)
        unhurried -= chosen.lane >= UNHURRIED
        taken.append(chosen)
    for forgotten in list(counts)[: max(0, len(counts) - REMEMBERED)]:
        del counts[forgotten]
    return Choice([one.id for one in taken], counts)
