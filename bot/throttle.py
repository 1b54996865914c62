"""Throttling: what one person sends beyond their credit is not lost, but handled later, bit by bit.

A token bucket for each person, kept as one moment (the generic cell rate algorithm, ITU-T I.371): how far what was
handled for them reaches. A message counts two seconds, a press or an edit one, and up to 80 seconds may be owed: forty
messages at once (a whole conversation passed on), then thirty a minute, or a press every second. Twenty calls
registered in four taps each, one right after the other, stay below it. An album is one message.

It is counted from the time at which a message was sent, so that what waited at Telegram while the bot was down is no
flood. It is counted in memory, for it stands before every unit of work: what was decided (that something waits, and
until when) is written into the inbox; what a restart forgets is only how much somebody sent in the last minute.
"""

from collections import deque
from dataclasses import dataclass, field
from datetime import datetime, timedelta

CREDIT = timedelta(seconds=80)
"""How much may be owed."""
MESSAGE, TOUCH = timedelta(seconds=2), timedelta(seconds=1)
"""What a message counts, and what a pressed button or an edit does."""
REMEMBERED = 10_000
"""People after whom those who owe nothing any more are forgotten."""
COUNTED = 20
"""Updates of a person that are known when they are done again: of each of their chats, one can be under way."""


def may_begin(owed_until: datetime | None, sent_at: datetime, cost: timedelta, credit: timedelta = CREDIT) -> datetime:
    """From when on something may be handled that was sent then."""
    return sent_at if owed_until is None else max(sent_at, owed_until + cost - credit)


def owed_after(owed_until: datetime | None, sent_at: datetime, cost: timedelta) -> datetime:
    """How far what was handled for the person reaches with this."""
    return max(owed_until or sent_at, sent_at) + cost


@dataclass(frozen=True)
class Throttled:
    """Something is to wait, since its sender sends very much."""

    user_id: int
    until: datetime
    first: int
    """The update with which this flood began: who sends it is told once."""


@dataclass
class _Account:
    owed_until: datetime | None = None
    counted: deque[int] = field(default_factory=lambda: deque(maxlen=COUNTED))
    """The updates that were counted last."""
    flood: int | None = None


class Throttle:
    """What everybody owes. Counts an update once, however often its unit of work is done again."""

    def __init__(self, credit: timedelta | None = CREDIT) -> None:
        """Without a credit nobody is slowed down (programs that play people are faster than these)."""
        self._credit = credit
        self._accounts: dict[int, _Account] = {}

    def throttled(
        self, user_id: int, update_id: int, cost: timedelta, sent_at: datetime, now: datetime
    ) -> Throttled | None:
        """Whether it has to wait; what need not is counted."""
        if self._credit is None:
            return None
        account = self._account(user_id, now)
        if update_id in account.counted:
            return None
        sent_at, owed = min(sent_at, now), account.owed_until
        if owed is None or owed <= now:
            account.flood = None
        begin = may_begin(owed, sent_at, cost, self._credit)
        if begin > now:
            account.flood = update_id if account.flood is None else account.flood
            return Throttled(user_id, begin, account.flood)
        account.counted.append(update_id)
        account.owed_until = owed_after(owed, sent_at, cost)
        return None

    def _account(self, user_id: int, now: datetime) -> _Account:
        found = self._accounts.get(user_id)
        if found is None:
            if len(self._accounts) >= REMEMBERED:
                kept = {key: one for key, one in self._accounts.items() if one.owed_until and one.owed_until > now}
                self._accounts = kept
            found = self._accounts[user_id] = _Account()
        return found
