"""Which days are worked on in Latvia."""

from datetime import date
from functools import cache

import holidays


def is_working_day(day: date) -> bool:
    """Whether offices in Latvia work on that day.

    Public holidays and days moved by the Cabinet of Ministers (a Friday off, a Saturday worked instead) are those that
    the library ``holidays`` knows; it takes them from the law "Par svētku, atceres un atzīmējamām dienām".
    """
    return bool(_of_year(day.year).is_working_day(day))


@cache
def _of_year(year: int) -> holidays.HolidayBase:
    return holidays.country_holidays("LV", years=year)
