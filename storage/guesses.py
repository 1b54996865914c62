"""Codes that were typed and are none of ours: how many wrong ones by whom, so that guessing is slow and noticed.

Kept by Telegram's number of the account, for who guesses is no member as a rule; for a day after the last one.
"""

from dataclasses import dataclass
from datetime import datetime

from sqlalchemy import BigInteger, Column, Integer, String, Table, delete, func, insert, select, update
from sqlalchemy.orm import Session

from storage.base import UtcDateTime, metadata

INVITE, MAIL = "invite", "mail"
"""Kinds of codes: of an invitation; of the letter that confirms an e-mail address."""

code_guesses = Table(
    "code_guesses",
    metadata,
    Column("user_id", BigInteger, primary_key=True, autoincrement=False),
    Column("kind", String(10), primary_key=True),
    Column("wrong", Integer, nullable=False),
    Column("last_at", UtcDateTime, nullable=False, index=True),
)
_c = code_guesses.c


@dataclass(frozen=True)
class Guesses:
    """How many wrong codes of a kind came from an account, and when the last one did."""

    wrong: int
    last_at: datetime


def guesses_of(session: Session, user_id: int, kind: str) -> Guesses | None:
    """Those of one account; nothing where none was wrong."""
    row = session.execute(select(_c.wrong, _c.last_at).where(_c.user_id == user_id, _c.kind == kind)).one_or_none()
    return None if row is None else Guesses(row.wrong, row.last_at)


def count_guesses(session: Session, user_id: int, kind: str, codes: int, now: datetime) -> None:
    """So many codes from this account were wrong."""
    if not codes:
        return
    mine = (_c.user_id == user_id) & (_c.kind == kind)
    counted = session.execute(update(code_guesses).where(mine).values(wrong=_c.wrong + codes, last_at=now))
    if not counted.rowcount:  # type: ignore[attr-defined]
        session.execute(insert(code_guesses).values(user_id=user_id, kind=kind, wrong=codes, last_at=now))


def forgive_guesses(session: Session, user_id: int, kind: str) -> None:
    """The right code came, by which nobody can go on guessing: whoever mistyped it begins anew."""
    session.execute(delete(code_guesses).where(_c.user_id == user_id, _c.kind == kind))


def guessed_since(session: Session, since: datetime) -> tuple[int, int]:
    """How many wrong codes came from accounts that went on guessing since then, and from how many accounts."""
    found = select(func.coalesce(func.sum(_c.wrong), 0), func.count(_c.user_id.distinct())).where(_c.last_at >= since)
    wrong, accounts = session.execute(found).one()
    return int(wrong), int(accounts)


def forget_guesses(session: Session, before: datetime) -> None:
    """Who has not guessed since then is forgotten."""
    session.execute(delete(code_guesses).where(_c.last_at < before))
