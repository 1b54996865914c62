"""What an answer of the Bot API, or its absence, means for a delivery. Judged by the facts of HTTP alone."""

from collections.abc import Mapping
from dataclasses import dataclass
from enum import StrEnum
from typing import Any

import aiohttp


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
    MIGRATED = "migrated"
    """The group has another id now: again, to that one."""


@dataclass(frozen=True)
class Verdict:
    """The outcome with what the answer told besides."""

    outcome: Outcome
    error: str | None = None
    message_id: int | None = None
    file_id: str | None = None
    retry_after: float | None = None
    """Seconds for which the whole token has to be silent (429)."""
    new_chat_id: int | None = None


_DONE = ("message is not modified", "message to delete not found")
"""Refusals that say: it is so already."""
_SILENCE = {429: 1.0, 401: 30.0}
"""Seconds for which everything waits: too many requests; a token that was taken back (a new one will send it)."""


def judge(status: int, answer: Mapping[str, Any]) -> Verdict:
    """What the server's answer means. Source: https://core.telegram.org/bots/api#making-requests"""
    if status == 200 and answer.get("ok"):
        return _sent(answer.get("result"))
    error = str(answer.get("description") or f"HTTP {status}")
    parameters: Mapping[str, Any] = answer.get("parameters") or {}
    if status < 400 or status >= 500:
        return Verdict(Outcome.UNKNOWN, error)
    if status in _SILENCE or "ok" not in answer:
        # Without "ok" it is a proxy's page and not Telegram's answer: the request was not passed on.
        silence = parameters.get("retry_after", _SILENCE.get(status))
        return Verdict(Outcome.NOT_SENT, error, retry_after=None if silence is None else float(silence))
    if status == 400 and "migrate_to_chat_id" in parameters:
        return Verdict(Outcome.MIGRATED, error, new_chat_id=int(parameters["migrate_to_chat_id"]))
    if status == 400 and any(phrase in error for phrase in _DONE):
        return Verdict(Outcome.SENT, error)
    return Verdict(Outcome.BLOCKED if status == 403 else Outcome.PERMANENT, error)


def judge_failure(failure: BaseException) -> Verdict:
    """What it means that no answer came: only a connection that was never made is certainly harmless."""
    error = type(failure).__name__
    if isinstance(failure, aiohttp.ClientConnectorError | aiohttp.ConnectionTimeoutError):
        return Verdict(Outcome.NOT_SENT, error)
    return Verdict(Outcome.UNKNOWN, error)


def _sent(result: Any) -> Verdict:
    first = result[0] if isinstance(result, list) and result else result
    if not isinstance(first, Mapping):
        return Verdict(Outcome.SENT)
    document = first.get("document") or {}
    return Verdict(Outcome.SENT, message_id=first.get("message_id"), file_id=document.get("file_id"))
