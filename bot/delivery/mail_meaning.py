"""What it means for a delivery that a mail server said no, or nothing. Judged by how far it got, and by the numbers."""

import re
from collections.abc import Callable
from dataclasses import dataclass
from enum import IntEnum

from bot.delivery.meaning import Outcome, Verdict

SMTP = "smtp"
"""Begins the error of a mail that was not taken; the server's words, which quote addresses, are not kept."""
_ENHANCED = re.compile(r"\s*([245]\.\d{1,3}\.\d{1,3})\b")


class Stage(IntEnum):
    """How far a mail got."""

    CONNECTION = 1
    ENCRYPTION = 2
    LOGIN = 3
    SENDER = 4
    RECIPIENT = 5
    DATA = 6
    """It was on its way, or all of it was there."""


class Stop(Exception):  # noqa: N818 - what it says is where it ended
    """A mail was not taken, or it is not known whether it was."""

    def __init__(self, stage: Stage, code: int | None, detail: str = "") -> None:
        super().__init__(stage, code, detail)
        self.stage = stage
        self.code = code
        """The reply's; nothing where none came."""
        self.detail = detail
        """The enhanced status code (RFC 3463), or what happened to the connection."""

    @property
    def is_refused(self) -> bool:
        """For good (RFC 5321, section 4.2.1): the same mail would be refused again."""
        return self.code is not None and self.code >= 500

    @property
    def error(self) -> str:
        """What is kept."""
        parts = (SMTP, self.stage.name.lower(), str(self.code or ""), self.detail)
        return " ".join(part for part in parts if part)


@dataclass(frozen=True)
class Line:
    """One line of the table: to which endings it applies, and what they mean."""

    name: str
    applies: Callable[[Stop], bool]
    outcome: Outcome
    silence: float | None = None
    """Seconds for which no mail is tried."""


TABLE = (
    Line("may have been taken", lambda stop: stop.stage is Stage.DATA and stop.code is None, Outcome.UNKNOWN),
    Line("login refused", lambda stop: stop.stage is Stage.LOGIN, Outcome.NOT_SENT, 60),  # the setting will be mended
    Line("no server", lambda stop: stop.stage < Stage.SENDER, Outcome.NOT_SENT, 10),
    Line("closing", lambda stop: stop.code == 421, Outcome.NOT_SENT, 10),
    Line("connection lost", lambda stop: stop.code is None, Outcome.NOT_SENT),
    Line("again later", lambda stop: not stop.is_refused, Outcome.NOT_SENT),  # greylisting, a full disk, too many
    Line("sender refused", lambda stop: stop.stage is Stage.SENDER, Outcome.PERMANENT),
    # 5.1: of the address; 5.2.1: the mailbox takes nothing any more (RFC 3463). Without such a code a refusal at the
    # recipient's turn is of the recipient; with another one (5.7: of us, 5.2.2: the mailbox is full) it is not.
    Line("no such mailbox", lambda stop: stop.detail.startswith("5.1.") or stop.detail == "5.2.1", Outcome.BLOCKED),
    Line("recipient refused", lambda stop: stop.stage is Stage.RECIPIENT and not stop.detail, Outcome.BLOCKED),
    Line("refused", lambda _: True, Outcome.PERMANENT),
)
"""The first line that applies counts. Source: RFC 5321, section 4.2.2 and 4.5.4.1, and RFC 3463"""


def line_for(stop: Stop) -> Line:
    """The line of the table that an ending falls under."""
    return next(line for line in TABLE if line.applies(stop))


def judge(stop: Stop) -> Verdict:
    """What the ending means."""
    line = line_for(stop)
    return Verdict(line.outcome, stop.error, retry_after=line.silence)


def enhanced(words: str) -> str:
    """The enhanced status code with which a reply's words begin, nothing where there is none."""
    found = _ENHANCED.match(words)
    return found[1] if found else ""
