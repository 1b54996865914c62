"""E-mail addresses: what is one, how long a code is good by which it is confirmed."""

import secrets
from datetime import timedelta

from email_validator import EmailNotValidError, validate_email

CODE_GOOD = timedelta(hours=4)
"""Letters to a server that does not know us yet come late."""
MOST_TRIES = 5
"""Of a million codes."""
MOST_LETTERS = 5
"""Codes that a member can have sent a day, for the address may be a stranger's."""
_DIGITS = 6


def new_code() -> str:
    """Six digits by chance."""
    return f"{secrets.randbelow(10**_DIGITS):0{_DIGITS}}"


def code_in(text: str) -> str:
    """The digits that were typed, whatever stands between them."""
    return "".join(letter for letter in text if letter.isascii() and letter.isdigit())


def read_address(text: str) -> str | None:
    """The address that was typed, in small letters; nothing where it is none.

    Its domain is written as mail servers take it; what stands before the @ has to be ASCII, which every server takes.
    """
    try:
        found = validate_email(text.strip().strip("<>").removeprefix("mailto:"), check_deliverability=False)
    except EmailNotValidError:
        return None
    return found.ascii_email.lower() if found.ascii_email else None
