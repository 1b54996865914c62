"""Faults on purpose: what a network and an overloaded Telegram do to a request, on demand."""

from __future__ import annotations

import random
from collections.abc import Callable
from dataclasses import dataclass, field
from fnmatch import fnmatchcase
from typing import Literal

from bot.sandbox.errors import Json

When = Literal["before", "after"]
Kind = Literal["refuse", "cut", "delay", "answer"]


@dataclass
class Fault:
    """One thing that goes wrong.

    kind: "refuse" closes the connection before the request is read; "cut" breaks it before or after the request took
    effect; "delay" holds it up for `seconds` of real time before or after the effect; "answer" gives an error answer
    instead of, or (after) in spite of, the effect.
    method: a pattern such as "send*"; chat: only requests to this chat_id.
    times: how often it strikes (None: always); probability: how often it strikes among the matching requests, drawn
    from `seed`.
    code, description, retry_after, body: the answer; a `body` is sent as it is, as a proxy's HTML page would be.
    """

    kind: Kind
    method: str = "*"
    chat: int | None = None
    when: When = "before"
    times: int | None = 1
    probability: float = 1.0
    seed: int = 0
    seconds: float = 0.0
    code: int = 502
    description: str = "Bad Gateway"
    retry_after: int | None = None
    body: str | None = None
    struck: int = field(default=0, init=False)

    def __post_init__(self) -> None:
        if self.kind == "refuse" and self.when != "before":
            raise ValueError("a refused connection cannot follow an effect")
        self._dice = random.Random(self.seed)  # noqa: S311 - repeatable on purpose

    def strikes(self, method: str, chat: int | None) -> bool:
        """Whether it hits this request; counts if so."""
        if (self.chat is not None and chat != self.chat) or not fnmatchcase(method, self.method):
            return False
        if (self.times is not None and self.struck >= self.times) or self._dice.random() >= self.probability:
            return False
        self.struck += 1
        return True

    def answer(self) -> Json:
        """The body of an error answer."""
        body: Json = {"ok": False, "error_code": self.code, "description": self.description}
        if self.retry_after is not None:
            body["parameters"] = {"retry_after": self.retry_after}
        return body


def flood(retry_after: int, method: str = "*", chat: int | None = None, times: int | None = 1) -> Fault:
    """A 429 with `retry_after` in seconds."""
    description = f"Too Many Requests: retry after {retry_after}"
    return Fault("answer", method, chat, times=times, code=429, description=description, retry_after=retry_after)


@dataclass(frozen=True)
class Injected:
    """A fault that struck: did the request take effect nevertheless?"""

    fault: Fault
    method: str
    chat: int | None
    took_effect: bool
    at: float
    """Seconds since 1970 of the sandbox's clock."""


class Faults:
    """The faults that are switched on, in order, and the log of those that struck."""

    def __init__(self, changed: Callable[[], None]) -> None:
        self.active: list[Fault] = []
        self.log: list[Injected] = []
        self._changed = changed

    def add(self, *faults: Fault) -> None:
        """Switch faults on."""
        self.active.extend(faults)
        self._changed()

    def clear(self) -> None:
        """Switch all off; the log stays."""
        self.active.clear()
        self._changed()

    def refusing(self, method: str) -> Fault | None:
        """The fault that closes the connection before the request's body is read, so that no chat is known yet."""
        for fault in self.active:
            if fault.kind == "refuse" and fault.chat is None and fault.strikes(method, None):
                return fault
        return None

    def striking(self, method: str, chat: int | None) -> list[Fault]:
        """The faults that hit this request: any delays, and at most one of the others."""
        found: list[Fault] = []
        for fault in self.active:
            if fault.kind == "refuse" and fault.chat is None:
                continue  # has had its turn
            if fault.kind != "delay" and any(other.kind != "delay" for other in found):
                continue
            if fault.strikes(method, chat):
                found.append(fault)
        return found

    def record(self, injected: Injected) -> None:
        """Write one into the log."""
        self.log.append(injected)
        self._changed()
