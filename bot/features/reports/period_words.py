"""Periods as people name them: *oktobris*, *2026. gada oktobris*, *3. ceturksnis*, *pagājušais mēnesis*, *2026*."""

import re
from datetime import date, timedelta

from bot.features.reports.rules import ImpossiblePeriodError, Period, previous_month
from bot.texts.days import month_named
from storage.latvian import fold

_APART = re.compile(r"[\s.,;:/()–—-]+")
_UNIT = re.compile(
    r"(?:(?P<month>menes\w*|months?)|(?P<quarter>ceturksn\w*|cet|kvart\w*|quarter|q)|(?P<year>gad\w*|g|years?))"
)
_BEFORE = re.compile(r"(?:pagajus\w*|iepriekse\w*|last|previous)")
_RUNNING = re.compile(r"(?:s[aioeu]\w{0,2}|tekos\w*|this|current)")
_QUARTER = re.compile(r"(?:q(?P<after>[1-4])|(?P<before>[1-4])q)")
_NUMBERS = {
    **{"i": 1, "ii": 2, "iii": 3, "iv": 4, "first": 1, "second": 2, "third": 3, "fourth": 4},
    **{"1st": 1, "2nd": 2, "3rd": 3, "4th": 4},
}
_IN_WORDS = (("pirm", 1), ("otr", 2), ("tres", 3), ("ceturta", 4), ("ceturto", 4))
_FILLERS = frozenset(("par", "for", "of", "the", "in"))


def period_named(text: str, today: date) -> Period:
    """The period that is meant; raises ImpossiblePeriodError.

    A month or a quarter without its year is the latest that has begun.
    """
    words = [word for word in _APART.split(fold(text).strip()) if word and word not in _FILLERS]
    relative = _relative(words, today)
    if relative is not None:
        return relative
    years, quarters, months, numbers, unit = _sorted(words, text)
    if unit == "quarter" and not quarters:
        quarters, numbers = [number for number in numbers if number <= 4], [n for n in numbers if n > 4]
    elif unit != "quarter" and not quarters and not months:
        months, numbers = numbers, []
    if numbers or len(years) > 1 or len(quarters) + len(months) > 1 or (unit == "quarter" and not quarters):
        raise ImpossiblePeriodError(text)
    key = f"-{months[0]:02}" if months else f"-Q{quarters[0]}" if quarters else ""
    if years:
        return Period.parse(f"{years[0]}{key}")
    if not key:
        raise ImpossiblePeriodError(text)
    period = Period.parse(f"{today.year}{key}")
    return period if period.first <= today else period.a_year_earlier()


def _relative(words: list[str], today: date) -> Period | None:
    """*This month*, *last quarter*."""
    if len(words) != 2 or (unit := _UNIT.fullmatch(words[1])) is None:
        return None
    back = bool(_BEFORE.fullmatch(words[0]))
    if not back and not _RUNNING.fullmatch(words[0]):
        return None
    if unit["month"]:
        return previous_month(today) if back else Period.month(today.year, today.month)
    if unit["quarter"]:
        running = Period.quarter(today.year, (today.month + 2) // 3)
        before = running.first - timedelta(days=1)
        return Period.quarter(before.year, (before.month + 2) // 3) if back else running
    return Period.year(today.year - back)


def _sorted(words: list[str], text: str) -> tuple[list[int], list[int], list[int], list[int], str]:
    """Years, quarters, months, other small numbers, and the unit that was named last; every word has to be one."""
    years: list[int] = []
    quarters: list[int] = []
    months: list[int] = []
    numbers: list[int] = []
    unit = ""
    for word in words:
        if (found := _UNIT.fullmatch(word)) is not None:
            unit = found.lastgroup if unit != "quarter" and found.lastgroup else unit
        elif (quarter := _QUARTER.fullmatch(word)) is not None:
            quarters.append(int(quarter["after"] or quarter["before"]))
        elif (month := month_named(word)) is not None:
            months.append(month)
        elif (number := _number(word)) is not None:
            (years if number > 12 else numbers).append(number)
        else:
            raise ImpossiblePeriodError(text)
    return years, quarters, months, numbers, unit


def _number(word: str) -> int | None:
    if word.isascii() and word.isdigit() and len(word) in {1, 2, 4}:
        return int(word)
    in_words = next((number for beginning, number in _IN_WORDS if word.startswith(beginning)), None)
    return _NUMBERS.get(word, in_words)
