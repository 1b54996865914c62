"""Rules of joining: when a code is good."""

import re
import secrets
from datetime import datetime

from bot.access import ADMIN, GUEST, LIBRARIAN, Act, may

CODE_LETTERS = "ABCDEFGHJKLMNPQRSTUVWXYZ23456789"
"""Without the pairs that look alike (O 0, I 1)."""
CODE_LENGTH = 10
_CODE = re.compile(rf"\b[{CODE_LETTERS}]{{{CODE_LENGTH}}}\b")


def new_code() -> str:
    """An invite code: 50 bits by chance, of letters that Telegram's links can carry."""
    return "".join(secrets.choice(CODE_LETTERS) for _ in range(CODE_LENGTH))


def codes_in(text: str) -> list[str]:
    """The words of a text that could be invite codes; capitals do not matter."""
    return _CODE.findall(text.upper())


def is_code_good(uses_left: int, expires_at: datetime, now: datetime) -> bool:
    """Whether a code still lets somebody in."""
    return uses_left > 0 and now < expires_at


def may_move_account(actor: str | None, target: str | None) -> bool:
    """Whether somebody with the one role may let a member with the other go on with another account.

    A methodologist could otherwise become an administrator by it.
    """
    return actor == ADMIN or (may(actor, Act.LET_IN) and target in (GUEST, LIBRARIAN))
