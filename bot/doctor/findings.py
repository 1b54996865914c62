"""What an examination finds, a line each."""

import re
import textwrap
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from datetime import timedelta
from enum import StrEnum

_HELD = "\N{NO-BREAK SPACE}"


class Sign(StrEnum):
    """How it is. The signs are one column wide in every terminal."""

    GOOD = "✓"
    WARNING = "!"
    """Worth knowing; nothing fails because of it."""
    WRONG = "✗"


@dataclass(frozen=True)
class Finding:
    """One thing that was looked at."""

    sign: Sign
    what: str
    says: str
    remedy: str = ""
    """What to do about it."""


def lines(findings: Sequence[Finding], width: int | None) -> Iterator[str]:
    """A line each; folded under itself to so many columns, or (for a file or another program) not at all."""
    longest = max((len(one.what) for one in findings), default=0)
    for one in findings:
        text = f"{one.says} → {one.remedy}" if one.remedy else one.says
        begin = f"{one.sign} {one.what:{longest}}  "
        if width is None:
            yield begin + text
        else:
            # A command to be copied stays in one line.
            held = re.sub(r"`[^`]+`", lambda command: command[0].replace(" ", _HELD), text)
            yield textwrap.fill(
                held,
                width=max(width, len(begin) + 20),
                initial_indent=begin,
                subsequent_indent=" " * len(begin),
                break_long_words=False,
                break_on_hyphens=False,
            ).replace(_HELD, " ")


def age(span: timedelta) -> str:
    """How long, in the largest unit that fits: ``45 s``, ``3 min``, ``2 h``, ``5 d`` (signs of the SI)."""
    seconds = max(0, int(span.total_seconds()))
    for unit, size in (("d", 86400), ("h", 3600), ("min", 60)):
        if seconds >= size:
            return f"{seconds // size} {unit}"
    return f"{seconds} s"
