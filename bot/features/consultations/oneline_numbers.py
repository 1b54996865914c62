"""Minutes, days and numbers of participants as methodologists type them.

Minutes: ``15min``, ``15 minūtes``, ``15'``, ``15m``, ``1h``, ``1,5 h``, ``1.30 h`` (two digits after a point or colon
are minutes), ``1h 20min``, ``2 stundas``, ``pusstunda``, ``pusotra stunda``, ``stunda``. A span (``10-15 min``) says no
number of minutes and is left alone, as is a bare number.
"""

import re
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from datetime import date, timedelta

from storage.latvian import fold

MINUTES, DAY, PARTICIPANTS = "minutes", "day", "participants"

_MOST_MINUTES = 8 * 60
"""One consultation's longest believable length: what is longer is a time of day or belongs to the question."""

_MOST_PARTICIPANTS = 500
_DAYS_BACK = 180
"""A day of the month without a year lies this far back at most; otherwise it is left in the text."""


@dataclass(frozen=True)
class Number:
    """A quantity found at ``start``–``end`` of the line."""

    kind: str
    start: int
    end: int
    value: int | date
    weak: bool = False
    """Believed only beside other parts: *stunda* is a lesson as well."""


_MIN = r"(?:min(?:ūt[a-zāēīū]*|ut[a-z]*)?\b\.?|m\b|['’′])"
_HOURS = r"(?:h\b|st\b\.?|stund[a-zāēīū]*)"
_COUNTED = {
    "pieca": 5,
    "piecas": 5,
    "desmit": 10,
    "piecpadsmit": 15,
    "divdesmit": 20,
    "divdesmit piecas": 25,
    "trīsdesmit": 30,
    "četrdesmit": 40,
    "četrdesmit piecas": 45,
}
_FREE = r"(?<!\w)(?<!\d[.,:])(?<!\d[-–])"
_RANGE = re.compile(r"\d+\s*(?:-|–|līdz|lidz)\s*\d+\s*(?:min|h\b|st\b|stund|')", re.IGNORECASE)

_MONTHS = ("janv", "febr", "mart", "apri", "maij", "juni", "juli", "augu", "sept", "okto", "nove", "dece")
_WEEKDAYS = ("pirmdien", "otrdien", "tresdien", "ceturtdien", "piektdien", "sestdien", "svetdien")


def numbers_in(line: str, today: date) -> list[Number]:
    """The quantities of the line, none overlapping, in their order."""
    spans = [match.span() for match in _RANGE.finditer(line)]
    found: list[Number] = []
    for pattern, kind, read in _PATTERNS:
        for match in pattern.finditer(line):
            start, end = match.span()
            if any(start < other_end and other_start < end for other_start, other_end in spans):
                continue
            value = read(match, today)
            if value is None:
                continue
            spans.append((start, end))
            weak = kind == MINUTES and fold(match[0]) in ("stunda", "stundu", "stundas")
            found.append(Number(kind, start, end, value, weak))
    return sorted(found, key=lambda number: number.start)


def _hours_and_minutes(match: re.Match[str], _today: date) -> int | None:
    return _believable(int(match["h"]) * 60 + int(match["m"]))


def _hours(match: re.Match[str], _today: date) -> int | None:
    whole, sign, part = int(match["h"]), match["sign"], match["part"]
    if not part:
        return _believable(whole * 60)
    if len(part) == 2 and sign in ".:":
        return _believable(whole * 60 + int(part)) if int(part) < 60 else None
    if sign == ":":
        return None
    return _believable(whole * 60 + round(60 * int(part) / 10 ** len(part)))


def _minutes(match: re.Match[str], _today: date) -> int | None:
    return _believable(int(match["m"]))


def _minutes_in_words(match: re.Match[str], _today: date) -> int | None:
    return {fold(words): value for words, value in _COUNTED.items()}[re.sub(r"\s+", " ", fold(match["m"]))]


def _hour_in_words(match: re.Match[str], _today: date) -> int | None:
    word = fold(match[0])
    for beginning, minutes in (("pusotr", 90), ("puss", 30), ("pus", 30), ("ceturtd", 15), ("div", 120), ("stund", 60)):
        if word.startswith(beginning):
            return minutes
    return None


def _believable(minutes: int) -> int | None:
    return minutes if 0 < minutes <= _MOST_MINUTES else None


def _count(match: re.Match[str], _today: date) -> int | None:
    count = int(match["n"])
    return count if 0 < count <= _MOST_PARTICIPANTS else None


def _numeric_day(match: re.Match[str], today: date) -> date | None:
    return _past_day(int(match["d"]), int(match["mo"]), match["y"], today)


def _named_day(match: re.Match[str], today: date) -> date | None:
    month = fold(match["mo"])[:4].ljust(4)
    number = next((at for at, name in enumerate(_MONTHS, 1) if name[:3] == month[:3]), None)
    return _past_day(int(match["d"]), number, match["y"], today) if number else None


def _past_day(day: int, month: int, year: str | None, today: date) -> date | None:
    for candidate in (int(year),) if year else (today.year, today.year - 1):
        try:
            found = date(candidate, month, day)
        except ValueError:
            continue
        if found <= today and (year or (today - found).days <= _DAYS_BACK):
            return found
    return None


def _day_in_words(match: re.Match[str], today: date) -> date | None:
    word = fold(match[0])
    if word in _WEEKDAYS:
        return today - timedelta(days=(today.weekday() - _WEEKDAYS.index(word)) % 7)
    return today - timedelta(days={"sodien": 0, "vakar": 1, "aizvakar": 2}[word])


def _compile() -> Iterator[tuple[re.Pattern[str], str, Callable[[re.Match[str], date], int | date | None]]]:
    counted = "|".join(
        sorted({form for words in _COUNTED for form in (words, fold(words))}, key=len, reverse=True)
    ).replace(" ", r"\s+")
    for pattern, kind, read in (
        (r"(?P<d>\d{1,2})\.\s?(?P<mo>\d{1,2})\.(?:\s?(?P<y>20\d\d)\b\.?|(?!\d))", DAY, _numeric_day),
        (
            r"(?:(?P<y>20\d\d)\.\s?(?:gada\s|g\.\s?)?)?(?P<d>\d{1,2})\.\s?"
            r"(?P<mo>janv|febr|mart|apr|maij|j[uū]n|j[uū]l|aug|sept|okt|nov|dec)[a-zāēīūļņš]*\b\.?",
            DAY,
            _named_day,
        ),
        (
            r"(?:šodien|sodien|aizvakar|vakar|pirmdien|otrdien|tre[šs]dien|ceturtdien|piektdien|sestdien|sv[ēe]tdien)\b",
            DAY,
            _day_in_words,
        ),
        (rf"(?P<h>\d{{1,2}})\s?{_HOURS}\s*(?:un\s+)?(?P<m>\d{{1,2}})\s?{_MIN}", MINUTES, _hours_and_minutes),
        (rf"(?P<h>\d{{1,2}})(?:(?P<sign>[.,:])(?P<part>\d{{1,2}}))?\s?{_HOURS}", MINUTES, _hours),
        (r"(?P<m>\d{1,3})\s?(?:min(?:ūt[a-zāēīū]*|ut[a-z]*)?\b\.?|['’′])", MINUTES, _minutes),
        (r"(?P<m>\d{1,3})m\b", MINUTES, _minutes),
        (rf"(?P<m>{counted})\s+min[a-zūāē]*\b\.?", MINUTES, _minutes_in_words),
        (
            r"(?:pusstund|pusotr[ua]s?\s+stund|ceturtdaļstund|ceturtdalstund|divas\s+stund)[a-zāēīū]*\b",
            MINUTES,
            _hour_in_words,
        ),
        (r"stund[aau]s?\b(?!\s+(?:plān|plan))", MINUTES, _hour_in_words),
        (r"(?P<n>\d{1,3})\s?(?:dal[īi]bn[a-zāēīū]*|cilv[a-zāēīū]*)\b\.?", PARTICIPANTS, _count),
        (r"(?:grup[aāu]|gr\.)\s*[(:]?\s*(?P<n>\d{1,3})\b(?!\s?(?:min|h\b|st|\.|'))\)?", PARTICIPANTS, _count),
    ):
        yield re.compile(_FREE + pattern, re.IGNORECASE), kind, read


_PATTERNS = tuple(_compile())
