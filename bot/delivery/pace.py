"""How fast we may speak: over all, to one chat, to one group. Choosing what goes next is one pure function."""

from collections import deque
from collections.abc import Collection, Iterable
from dataclasses import dataclass, field

from storage.carrying import Candidate


@dataclass(frozen=True)
class Limits:
    """A little below what Telegram is known to allow (https://core.telegram.org/bots/faq#my-bot-is-hitting-limits)."""

    per_second: float = 25
    per_chat_seconds: float = 1.0
    """Least seconds between two messages to the same chat."""
    per_group_minute: int = 18
    in_flight: int = 8


UNPACED = Limits(per_second=float("inf"), per_chat_seconds=0, per_group_minute=10**9)
"""For measuring what the machine can do."""


@dataclass
class Pace:
    """What was begun in the last minute, by the monotonic clock (seconds)."""

    limits: Limits
    halted_until: float = 0.0
    _begun: deque[float] = field(default_factory=deque)
    _by_chat: dict[int, deque[float]] = field(default_factory=dict)

    def room(self, now: float) -> int:
        """How many requests may begin now, not counting those in flight."""
        if now < self.halted_until:
            return 0
        while self._begun and self._begun[0] <= now - 1:
            self._begun.popleft()
        if self.limits.per_second == float("inf"):
            return self.limits.in_flight
        return max(0, int(self.limits.per_second) - len(self._begun))

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

    def begin(self, chat_id: int, now: float) -> None:
        """Count a request."""
        self._begun.append(now)
        if self.limits.per_chat_seconds:
            self._by_chat.setdefault(chat_id, deque()).append(now)

    def halt(self, seconds: float, now: float) -> None:
        """Be silent for the whole token (429)."""
        self.halted_until = max(self.halted_until, now + seconds)

    def next_room(self, now: float) -> float:
        """Seconds until something may change by itself."""
        if now < self.halted_until:
            return self.halted_until - now
        if self._begun and self.room(now) == 0:
            return max(0.0, self._begun[0] + 1 - now)
        rests = (self._rested_at(chat_id) - now for chat_id in self.resting(now))
        return max(0.001, min(rests, default=1.0))

    def _rested_at(self, chat_id: int) -> float:
        times = self._by_chat[chat_id]
        last, minute = times[-1] + self.limits.per_chat_seconds, self.limits.per_group_minute
        return max(last, times[-minute] + 60) if chat_id < 0 and len(times) >= minute else last


def choose(
    candidates: Iterable[Candidate], busy: Collection[int], waiting: Collection[tuple[int, int]], room: int
) -> list[int]:
    """Which deliveries go next: in the given order (lane, due, id), one a chat, at most ``room``.

    ``busy`` are chats with a request in flight or at rest; ``waiting`` are (chat, lane) pairs in which an earlier
    delivery is to be tried again first.
    """
    taken: list[int] = []
    chats = set(busy)
    for candidate in candidates:
        if len(taken) >= room:
            break
        if candidate.chat_id in chats:
            continue
        if (candidate.chat_id, candidate.lane) in waiting and candidate.tries == 0:
            continue
        chats.add(candidate.chat_id)
        taken.append(candidate.id)
    return taken
