"""What can be said of a database's URL without opening it, and of its errors without its secrets."""

from pathlib import Path

from sqlalchemy import make_url
from sqlalchemy.exc import ArgumentError


def sqlite_file(url: str) -> Path | None:
    """The file of a SQLite database; nothing for another one, or one in memory."""
    try:
        parsed = make_url(url)
    except (ArgumentError, ValueError):
        return None  # opening it says what is wrong
    named = parsed.get_backend_name() == "sqlite" and parsed.database not in (None, "", ":memory:")
    return Path(str(parsed.database)) if named else None


def without_password(url: str) -> str:
    """The URL as it may be shown; a password may also stand in its options."""
    return make_url(url).set(query={}).render_as_string(hide_password=True)


def reason(error: Exception) -> str:
    """What the database says, in one line; of several attempts to reach it, the last one."""
    first, *more = str(getattr(error, "orig", None) or error).splitlines()
    return more[-1].strip(" -") if more and first.endswith(":") else first
