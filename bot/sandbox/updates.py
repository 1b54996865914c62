"""The updates that wait for one bot, and the long poll that fetches them.

Source: https://core.telegram.org/bots/api#getting-updates
"""

from __future__ import annotations

import asyncio
import random
from collections import deque
from collections.abc import Callable
from typing import Final

from bot.sandbox.clock import Clock
from bot.sandbox.errors import TWO_POLLERS, ApiError, Json

KEPT_SECONDS: Final = 24 * 3600
ON_REQUEST: Final = frozenset({"chat_member", "message_reaction", "message_reaction_count"})
"""Kinds that a bot gets only if it names them in allowed_updates."""


class UpdateQueue:
    """Unconfirmed updates of one bot, oldest first, kept for 24 hours of the sandbox's clock.

    Ids grow by one. After `next_id_random` they go on anywhere, as after a week of silence.
    """

    def __init__(self, clock: Clock, changed: Callable[[], None]) -> None:
        self._clock = clock
        self._changed = changed
        self._waiting: deque[tuple[float, Json]] = deque()
        self._poll: asyncio.Future[None] | None = None
        self._next_id = 100_000_001
        self.allowed: frozenset[str] | None = None
        """The kinds last asked for; None means the default."""
        self.on_put: Callable[[], None] | None = None
        """Called after each new update; the webhook listens here."""

    @property
    def polled(self) -> bool:
        """Whether a long poll is waiting at this moment."""
        return self._poll is not None and not self._poll.done()

    @property
    def pending(self) -> list[Json]:
        """The updates that the bot has not confirmed."""
        self._expire()
        return [update for _, update in self._waiting]

    def wants(self, kind: str) -> bool:
        """Whether the bot is given updates of this kind."""
        return kind in self.allowed if self.allowed else kind not in ON_REQUEST

    def put(self, kind: str, content: Json) -> int | None:
        """Queue an update and return its id; None if the bot did not ask for this kind."""
        if not self.wants(kind):
            return None
        update_id = self._next_id
        self._next_id += 1
        self._waiting.append((self._clock.unix(), {"update_id": update_id, kind: content}))
        if self._poll is not None and not self._poll.done():
            self._poll.set_result(None)
        if self.on_put is not None:
            self.on_put()
        return update_id

    def repeat(self, update: Json) -> None:
        """Give an update out once more, unchanged, as happens when a confirmation was lost."""
        self._waiting.appendleft((self._clock.unix(), update))
        if self._poll is not None and not self._poll.done():
            self._poll.set_result(None)
        if self.on_put is not None:
            self.on_put()

    def next_id_random(self, seed: int | None = None) -> int:
        """Choose the next update_id anew, higher or lower than before, and return it."""
        self._next_id = random.Random(seed).randrange(1_000_000, 2_000_000_000)  # noqa: S311 - no secret
        return self._next_id

    def allow(self, kinds: list[str] | None) -> None:
        """Set the kinds of later updates: an empty list means the default, None leaves it as it was."""
        if kinds is not None:
            self.allowed = frozenset(kinds) or None

    def drop(self) -> None:
        """Forget everything that waits."""
        self._waiting.clear()

    def done(self, update_id: int) -> None:
        """Forget one update, which a webhook has taken."""
        for item in self._waiting:
            if item[1]["update_id"] == update_id:
                self._waiting.remove(item)
                return

    def _expire(self) -> None:
        oldest = self._clock.unix() - KEPT_SECONDS
        while self._waiting and self._waiting[0][0] < oldest:
            self._waiting.popleft()

    def _confirm(self, offset: int) -> None:
        if offset < 0:
            while len(self._waiting) > -offset:
                self._waiting.popleft()
        elif any(update["update_id"] == offset - 1 for _, update in self._waiting):
            while self._waiting.popleft()[1]["update_id"] != offset - 1:
                pass
        elif offset <= self._next_id + 10:  # one from before the ids began anew confirms nothing
            while self._waiting and self._waiting[0][1]["update_id"] < offset:
                self._waiting.popleft()

    async def get(self, offset: int, limit: int, timeout: float) -> list[Json]:
        """Confirm all below `offset` and return up to `limit` updates, waiting up to `timeout` real seconds for one.

        A newer call ends an older one that still waits with 409.
        """
        self.interrupt(TWO_POLLERS)
        self._expire()
        self._confirm(offset)
        if not self._waiting and timeout > 0:
            poll = self._poll = asyncio.get_running_loop().create_future()
            self._changed()
            timer = asyncio.get_running_loop().call_later(timeout, self.close)
            try:
                await poll
            finally:
                timer.cancel()
                if self._poll is poll:
                    self._poll = None
            self._expire()
        found: list[Json] = []
        for _, update in self._waiting:
            if len(found) == limit:
                break
            found.append(update)
        return found

    def interrupt(self, description: str) -> None:
        """End a waiting long poll with 409 and these words."""
        if self._poll is not None and not self._poll.done():
            self._poll.set_exception(ApiError(409, description))
        self._poll = None

    def close(self) -> None:
        """End a waiting long poll with what there is."""
        if self._poll is not None and not self._poll.done():
            self._poll.set_result(None)
