"""What an answer of the Bot API, or its absence, means for a delivery. Judged by the facts of HTTP alone."""

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from enum import StrEnum
from typing import Any

import aiohttp

from bot.delivery.api import StandingByError
from bot.logs import place
from storage.rewriting import THREAD

OWN_MISTAKE = "mistake: "
"""Begins the error of a delivery that Plaukts itself could not prepare."""


class Outcome(StrEnum):
    """What became of one attempt."""

    SENT = "sent"
    NOT_SENT = "not_sent"
    """Certainly not: again later."""
    UNKNOWN = "unknown"
    """It may have arrived."""
    PERMANENT = "permanent"
    """It will never go like this."""
    BLOCKED = "blocked"
    """The recipient cannot be reached until they say otherwise."""
    BROKEN = "broken"
    """Plaukts itself could not prepare it: nothing was sent, and it will hardly go better a few times later."""
    MIGRATED = "migrated"
    """The group has another id now: again, to that one."""
    THREAD_GONE = "thread_gone"
    """Somebody deleted the group's thread: again, when there is another one."""


@dataclass(frozen=True)
class Verdict:
    """The outcome with what the answer told besides."""

    outcome: Outcome
    error: str | None = None
    message_id: int | None = None
    file_id: str | None = None
    retry_after: float | None = None
    """Seconds for which the whole token has to be silent."""
    too_many: bool = False
    """Whether that is because of too many requests (429)."""
    new_chat_id: int | None = None
    result: Any = None
    """What Telegram gave back."""


@dataclass(frozen=True)
class Answer:
    """What the server said."""

    status: int
    body: Mapping[str, Any]

    @property
    def is_telegrams(self) -> bool:
        """Without "ok" it is a proxy's page and not Telegram's answer."""
        return "ok" in self.body

    @property
    def error(self) -> str:
        return str(self.body.get("description") or f"HTTP {self.status}")

    @property
    def parameters(self) -> Mapping[str, Any]:
        return self.body.get("parameters") or {}

    def says(self, *phrases: str) -> bool:
        """Whether the request was refused for one of these reasons."""
        return self.status == 400 and any(phrase in self.error for phrase in phrases)


@dataclass(frozen=True)
class Line:
    """One line of the table: to which answers it applies, and what these mean."""

    name: str
    applies: Callable[[Answer], bool]
    outcome: Outcome


TABLE = (
    Line("done", lambda answer: answer.status == 200 and bool(answer.body.get("ok")), Outcome.SENT),
    Line("unclear", lambda answer: not 400 <= answer.status < 500, Outcome.UNKNOWN),
    Line("too many requests", lambda answer: answer.status == 429, Outcome.NOT_SENT),
    Line("token taken back", lambda answer: answer.status == 401, Outcome.NOT_SENT),  # a new one will send it
    Line("not passed on by a proxy", lambda answer: not answer.is_telegrams, Outcome.NOT_SENT),
    Line("out of reach", lambda answer: answer.status == 403, Outcome.BLOCKED),
    Line("group moved", lambda answer: "migrate_to_chat_id" in answer.parameters, Outcome.MIGRATED),
    Line("thread gone", lambda answer: answer.says("message thread not found", "TOPIC_DELETED"), Outcome.THREAD_GONE),
    Line(
        "so already",
        lambda answer: answer.says("message is not modified", "message to delete not found"),
        Outcome.SENT,
    ),
    Line("refused", lambda _: True, Outcome.PERMANENT),
)
"""The first line that applies counts. Source: https://core.telegram.org/bots/api#making-requests"""

_SILENCE = {"too many requests": 1.0, "token taken back": 30.0}
"""Seconds for which everything waits, where the answer does not say so itself."""


def line_for(status: int, answer: Mapping[str, Any]) -> Line:
    """The line of the table that an answer falls under."""
    return next(line for line in TABLE if line.applies(Answer(status, answer)))


def judge(status: int, answer: Mapping[str, Any]) -> Verdict:
    """What the server's answer means."""
    line, said = line_for(status, answer), Answer(status, answer)
    if line.name == "done":
        return _sent(answer.get("result"))
    silence = said.parameters.get("retry_after") if line.outcome is Outcome.NOT_SENT else None
    silence = silence or _SILENCE.get(line.name)
    moved = line.outcome is Outcome.MIGRATED
    return Verdict(
        line.outcome,
        said.error,
        retry_after=None if silence is None else float(silence),
        too_many=line.name == "too many requests",
        new_chat_id=int(said.parameters["migrate_to_chat_id"]) if moved else None,
    )


def judge_failure(failure: BaseException) -> Verdict:
    """What it means that no answer came: only a connection that was never made is certainly harmless."""
    error = type(failure).__name__
    if isinstance(failure, aiohttp.ClientConnectorError | aiohttp.ConnectionTimeoutError | StandingByError):
        return Verdict(Outcome.NOT_SENT, error)
    return Verdict(Outcome.UNKNOWN, error)


def broken(error: Exception) -> Verdict:
    """What it means that Plaukts made a mistake before anything was sent."""
    return Verdict(Outcome.BROKEN, f"{OWN_MISTAKE}{type(error).__name__} at {place(error)}")


def _sent(result: Any) -> Verdict:
    first = result[0] if isinstance(result, list) and result else result
    if not isinstance(first, Mapping):
        return Verdict(Outcome.SENT, result=result)
    sizes = first.get("photo") or [{}]  # of a photo several, the largest last
    document = first.get("document") or sizes[-1]
    # A thread's number is that of the service message with which it begins.
    message_id = first.get("message_id") or first.get(THREAD)
    return Verdict(Outcome.SENT, message_id=message_id, file_id=document.get("file_id"), result=result)
