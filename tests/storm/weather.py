"""The weather of a storm: every fault that the local Telegram knows, drawn from one seed."""

import random
from collections import Counter
from collections.abc import Iterable
from typing import Any

from bot.sandbox import Fault, Injected
from bot.sandbox.faults import Kind
from tests.storm.runner import REQUEST_SECONDS

LONG = REQUEST_SECONDS + 0.6
"""Seconds by which the bot has given a request up."""
SHORT = 0.25
PAGE = "<html><title>Forbidden</title>A proxy on the way does not let this pass</html>"


def faults(dice: random.Random) -> list[Fault]:
    """All of them, each striking now and then.

    An answer of unknown fate is tried five times; together these leave a request's fate unknown in about one of twenty
    cases, so that five times in a row is no matter of luck any more but of a mistake of ours.

    A change is not held up for longer than its sender waits: one that takes effect after the next one did, which
    nobody can prevent, would be the last word.
    """

    def often(share: float, kind: Kind, method: str = "*", **what: Any) -> Fault:
        return Fault(kind, method, times=None, probability=share, seed=dice.getrandbits(32), **what)

    return [
        often(0.015, "refuse"),
        often(0.008, "cut", when="before"),
        often(0.010, "cut", when="after"),
        often(0.005, "answer", code=502),
        often(0.008, "answer", code=502, when="after"),
        often(0.003, "answer", code=500, description="Internal Server Error", when="after"),
        often(0.003, "answer", code=504, body=PAGE),
        often(0.006, "answer", code=403, body=PAGE),
        often(0.006, "answer", code=429, description="Too Many Requests: retry after 1", retry_after=1),
        often(0.004, "delay", "send*", when="before", seconds=LONG),
        often(0.006, "delay", when="after", seconds=LONG),
        often(0.020, "delay", when="before", seconds=SHORT),
        often(0.020, "delay", when="after", seconds=SHORT),
    ]


def may_double(struck: Iterable[Injected]) -> Counter[int]:
    """Chat → how many of the faults that struck it may have left a message there without the bot's knowing it."""
    return Counter(one.chat for one in struck if one.chat is not None and _may_double(one))


def _may_double(struck: Injected) -> bool:
    if not struck.method.startswith("send"):
        return False  # to change or to delete twice is to do it once
    return struck.fault.seconds >= REQUEST_SECONDS if struck.fault.kind == "delay" else struck.took_effect
