"""How fast a bot may speak, and how large things may be.

Telegram's true pace is undocumented; these are the numbers of https://core.telegram.org/bots/faq. Real time counts.
"""

from __future__ import annotations

import math
import time
from collections import deque
from dataclasses import dataclass

from bot.sandbox.errors import too_many


@dataclass(frozen=True)
class Limits:
    """Messages a bot may send before it is answered with 429; `None` switches one of them off.

    per_second counts all chats together; private_per_second one private chat, where `private_burst` messages may
    follow each other at once; group_per_minute one group. Edits count for the whole and for a group. Sizes in bytes.
    """

    per_second: int | None = 30
    private_per_second: float | None = 1.0
    private_burst: int = 5
    group_per_minute: int | None = 20
    upload_bytes: int = 50 * 1024 * 1024
    download_bytes: int = 20 * 1024 * 1024
    photo_bytes: int = 10 * 1024 * 1024

    @classmethod
    def off(cls) -> Limits:
        """No limit of pace, for throughput measurements; the sizes stay."""
        return cls(per_second=None, private_per_second=None, group_per_minute=None)


class Pace:
    """Counts one bot's messages against the limits."""

    def __init__(self, limits: Limits) -> None:
        self.limits = limits
        self._all: deque[float] = deque()
        self._groups: dict[int, deque[float]] = {}
        self._private: dict[int, float] = {}

    def check(self, chat_id: int, *, private: bool, edit: bool = False, count: int = 1) -> None:
        """Count `count` messages to a chat, or raise 429 with the seconds to wait and count nothing."""
        limits = self.limits
        now = time.monotonic()
        if limits.per_second is not None:
            _forget(self._all, now - 1)
            if len(self._all) + count > limits.per_second:
                raise too_many(1)
        if private and not edit and limits.private_per_second is not None:
            # the bucket is kept as the moment at which it will be full again
            step = 1 / limits.private_per_second
            full_at = max(self._private.get(chat_id, 0.0), now) + step * count
            if full_at - now > step * max(limits.private_burst, count):
                raise too_many(max(1, math.ceil(full_at - now - step * limits.private_burst)))
            self._private[chat_id] = full_at
        elif not private and limits.group_per_minute is not None:
            sent = self._groups.setdefault(chat_id, deque())
            _forget(sent, now - 60)
            if len(sent) + count > limits.group_per_minute:
                raise too_many(max(1, math.ceil(sent[0] + 60 - now)) if sent else 60)
            sent.extend([now] * count)
        if limits.per_second is not None:
            self._all.extend([now] * count)


def _forget(sent: deque[float], before: float) -> None:
    while sent and sent[0] <= before:
        sent.popleft()
