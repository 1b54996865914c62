"""Rules of the preferences: which hours can be chosen, what a year of entering the profession is."""

import re
from datetime import date

QUIET_FROM, QUIET_UNTIL = range(17, 24), range(5, 12)
"""Hours at which quiet hours can begin and end: six hours a day are left, so that what is held has its time."""
DEFAULT_QUIET = (20, 8)
DIGEST_HOURS = range(6, 22)
LONGEST_CAREER = 70
_NUMBER = re.compile(r"\D*(\d{1,4})\D*")


def is_quiet_hour(hour: int, quiet_from: int, quiet_until: int) -> bool:
    """Whether an hour lies in quiet hours, which go past midnight unless they are none."""
    return quiet_from != quiet_until and (hour >= quiet_from or hour < quiet_until)


def digest_hours(quiet_from: int, quiet_until: int) -> list[int]:
    """The hours at which a digest can come."""
    return [hour for hour in DIGEST_HOURS if not is_quiet_hour(hour, quiet_from, quiet_until)]


def digest_hour(hour: int, quiet_from: int, quiet_until: int) -> int:
    """The hour of the digest when quiet hours change: as it is, or just before or after them."""
    if not is_quiet_hour(hour, quiet_from, quiet_until):
        return hour
    return quiet_until if hour < quiet_until else quiet_from - 1


def year_entered(text: str, today: date) -> int | None:
    """The year in which somebody entered the profession, from that year or from the number of years since.

    Nothing where the text says neither: *2004*, *kopš 2004. gada* and *22 gadi* do.
    """
    found = _NUMBER.fullmatch(text.strip())
    if found is None:
        return None
    number = int(found[1])
    year = number if number > LONGEST_CAREER else today.year - number
    return year if today.year - LONGEST_CAREER <= year <= today.year else None
