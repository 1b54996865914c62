"""The sandbox's own time: real time plus an offset that only grows, or a time that stands still."""

from __future__ import annotations

import time
from collections.abc import Callable
from datetime import UTC, datetime, timedelta


class Clock:
    """Tells what time it is in the sandbox.

    `start` is the time at the moment of creation (now, unless given; aware). A frozen clock moves by hand only.
    Message dates, the retention of updates and the age of callback queries follow it; pace and long polls follow
    real time.
    """

    def __init__(self, start: datetime | None = None, *, frozen: bool = False) -> None:
        if start is not None and start.tzinfo is None:
            raise ValueError("a time without a zone cannot be placed: give an aware datetime")
        self._frozen_at: float | None = None
        self._offset = 0.0 if start is None else start.timestamp() - time.time()
        self._listeners: list[Callable[[datetime], None]] = []
        if frozen:
            self.freeze()

    @property
    def frozen(self) -> bool:
        """Whether time stands still between moves."""
        return self._frozen_at is not None

    def unix(self) -> float:
        """Seconds since 1970, as `now`."""
        return time.time() + self._offset if self._frozen_at is None else self._frozen_at

    def now(self) -> datetime:
        """The sandbox's time, aware, in UTC."""
        return datetime.fromtimestamp(self.unix(), UTC)

    def freeze(self) -> None:
        """Let time stand still."""
        self._frozen_at = self.unix()

    def thaw(self) -> None:
        """Let time run on from where it stands."""
        if self._frozen_at is not None:
            self._offset = self._frozen_at - time.time()
            self._frozen_at = None

    def move(self, by: timedelta) -> datetime:
        """Move forward and tell the listeners; return the new time. ValueError if it would go back."""
        if by < timedelta(0):
            raise ValueError("the clock moves forward only")
        if self._frozen_at is None:
            self._offset += by.total_seconds()
        else:
            self._frozen_at += by.total_seconds()
        now = self.now()
        for listener in tuple(self._listeners):
            listener(now)
        return now

    def move_to(self, when: datetime) -> datetime:
        """Move forward to an aware time. ValueError if that lies in the past."""
        if when.tzinfo is None:
            raise ValueError("a time without a zone cannot be placed: give an aware datetime")
        return self.move(timedelta(seconds=when.timestamp() - self.unix()))

    def subscribe(self, listener: Callable[[datetime], None]) -> Callable[[], None]:
        """Call `listener` with the new time after every move; the returned function ends that."""
        self._listeners.append(listener)

        def stop() -> None:
            if listener in self._listeners:
                self._listeners.remove(listener)

        return stop
