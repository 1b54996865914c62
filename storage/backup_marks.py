"""What became of the backups that are made by themselves: the last good one, and a failure since."""

import json
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime

from sqlalchemy.orm import Session

from storage.numbers import mark_once, marked_at, marked_value, unmark

_MADE, _FAILED, _TOLD = "backup: made", "backup: failed", "backup: failure told"


@dataclass(frozen=True)
class Made:
    """The last good backup."""

    at: datetime
    file: str
    size: int
    """Bytes."""


@dataclass(frozen=True)
class Failed:
    """That the last attempt failed: with which of ``bot.backup.errors.Trouble``."""

    at: datetime
    trouble: str
    values: Mapping[str, str]


def last_made(session: Session) -> Made | None:
    """The last good one."""
    at, value = marked_at(session, _MADE), marked_value(session, _MADE)
    return None if at is None or value is None else Made(at, *json.loads(value))


def failure(session: Session) -> Failed | None:
    """The last attempt, if it failed."""
    at, value = marked_at(session, _FAILED), marked_value(session, _FAILED)
    return None if at is None or value is None else Failed(at, *json.loads(value))


def note_made(session: Session, made: Made) -> None:
    """One more is good: what failed before is over."""
    for mark in (_MADE, _FAILED, _TOLD):
        unmark(session, mark)
    mark_once(session, _MADE, made.at, json.dumps([made.file, made.size]))


def note_failed(session: Session, failed: Failed) -> None:
    """An attempt failed."""
    unmark(session, _FAILED)
    mark_once(session, _FAILED, failed.at, json.dumps([failed.trouble, dict(failed.values)]))


def mark_failure_told(session: Session, now: datetime) -> bool:
    """Whether the administrators have not been told of the failures since the last good one; they are from now on."""
    return mark_once(session, _TOLD, now)
