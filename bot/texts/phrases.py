"""Phrases that say when, taken apart: days, hours, lengths and the small words between them, in every way.

``rīt no 10 līdz 13`` is day, from, hour, until, hour; what looks like a day and like an hour is tried as both.
"""

import re
import unicodedata
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date

from bot.texts.days import NamedDay, days_at
from bot.texts.hours import Hour, Length, half_at, hours_at, length_at
from storage.latvian import fold

_MOST_NAMES = 6
"""Days and hours in one phrase; more are no phrase."""


@dataclass(frozen=True)
class Days:
    """Days in one name: *12.–14. martā*."""

    day: NamedDay
    """The one that names the month."""
    end: int
    first: int | None = None
    last: int | None = None
    year: int | None = None

    def both(self, today: date) -> list[tuple[date, date]]:
        """The first and the last day, in every year that can be meant."""
        found = []
        for day in self.day.days(today):
            try:
                named = day.replace(year=self.year or day.year)
                first, last = named.replace(day=self.first or named.day), named.replace(day=self.last or named.day)
            except ValueError:
                continue
            if first < last:
                found.append((first, last))
        return list(dict.fromkeys(found))


@dataclass(frozen=True)
class Word:
    """A word of the grammar: ``-`` until, ``f`` from, ``a`` all day, ``p`` a half of the day."""

    sign: str
    end: int
    half: str = ""


Name = NamedDay | Days | Hour | Length | Word
Way = tuple[Name, ...]

_BETWEEN = re.compile(
    r"(?:[\s,;()|!?]|\.(?!\d)|(?:g|gads|gada|gada\.)\b\.?(?=[\s,]|$)|(?:ieskaitot|inclusive|on)\b|(?:plkst|pl)\b\.?(?=\s*(?:no|from)\b)"
    r"|(?:datums|laiks|kad|sakums|sakas|sakot|when|date|time|start|starts|starting)\b:?)*"
)
_FROM = re.compile(r"(?:no|from|sakot\s+no|starting\s+from)\b")
_UNTIL = re.compile(r"(?:[-–—−‒]+|(?:lidz|to|till|until)\b(?:\s+pat\b)?)")
_ALL_DAY = re.compile(
    r"(?:(?:visu|cauru|pilnu)\s+dienu|(?:visa|pilna)\s+diena|visas?\s+dienas?|(?:all|(?:the\s+)?whole)\s+day)\b"
)
_YEAR_FIRST = r"(?:(?P<year>20\d\d)\.?\s*(?:gad[a-z]*\s+|g\.\s*)?)?"
_AND = r"\s*(?:[-–—−‒]|(?:lidz|to|till|until)\b|(?P<and>un|and|&)(?!\w))\s*"
_DAYS = re.compile(rf"{_YEAR_FIRST}(?P<first>\d{{1,2}})\.?(?:st|nd|rd|th)?{_AND}(?=\d)")
_NEXT_DAYS = re.compile(r"\s*[-–—]\s*(?P<last>\d{1,2})(?:st|nd|rd|th)?(?!\d|[.:]\d)(?:,?\s+(?P<year>20\d\d)\b)?")
_NUMBERED = re.compile(r"(?<![\d:.])\d{1,2}(?:\.|st|nd|rd|th)?\s*(?:of\s+)?$")
_UNITS = re.compile(
    r"\s*(?:\.\s*\w|%|€|(?:viet|cilv|dalib|person|min|stund|st\b|akad|h\b|eir|eur|gad|gram|bibl|nov|dien|nedel|menes|seat|place"
    r"|people|hour|year|libr|day|week|klas|kart|grup|reiz)[a-z]*)"
)
"""What follows a number that is no hour."""


def lined_up(text: str) -> tuple[str, str]:
    """The text in one form of its letters, and the same without diacritics and capitals, letter under letter."""
    plain = unicodedata.normalize("NFC", text).strip()
    folded = "".join(one if len(one := fold(letter)) == 1 else letter for letter in plain)
    return plain, re.sub(r"(?<=\d)t(?=\d)", " ", folded)  # 2027-03-12T10:00


def ways(folded: str, start: int, *, whole: bool) -> Iterator[tuple[Way, int]]:
    """Every way to take the text apart from here, and where it ends; with ``whole`` only what reaches the end."""
    todo: list[tuple[Way, int]] = [((), start)]
    while todo:
        way, at = todo.pop()
        if way:
            yield way, (_past_filler(folded, at) if whole else at)
        next_at = _past_filler(folded, at) if way or whole else at
        if sum(not isinstance(one, Word) for one in way) < _MOST_NAMES and len(way) < 2 * _MOST_NAMES:
            todo += [(((*way, name)), name.end) for name in _names(folded, next_at, way, whole=whole)]


def _past_filler(folded: str, at: int) -> int:
    match = _BETWEEN.match(folded, at)
    return match.end() if match else at


def _names(folded: str, at: int, way: Way, *, whole: bool) -> Iterator[Name]:
    """What can be named at this place, after what was named before it."""
    yield from _words(folded, at, after_hour=bool(way) and isinstance(way[-1], Hour))
    if at and folded[at - 1].isalnum():
        return
    yield from _days(folded, at)
    for hour in hours_at(folded, at):
        if whole or hour.sure or not _UNITS.match(folded, hour.end):
            yield hour
    if length := length_at(folded, at):
        yield length


def _words(folded: str, at: int, *, after_hour: bool) -> Iterator[Word]:
    for sign, pattern in (("f", _FROM), ("-", _UNTIL), ("a", _ALL_DAY)):
        if match := pattern.match(folded, at):
            yield Word(sign, match.end())
    if half := half_at(folded, at, after_hour=after_hour):
        yield Word("p", half[1], half[0])


def _days(folded: str, at: int) -> Iterator[NamedDay | Days]:
    after_number = _NUMBERED.search(folded[:at]) is not None
    for day in days_at(folded, at):
        if day.month_first and after_number:  # "1. decembrī 10" is ten o'clock
            continue
        yield day
        if match := _NEXT_DAYS.match(folded, day.end) if day.month_first else None:
            yield Days(day, match.end(), last=int(match["last"]), year=_year(match))
    if match := _DAYS.match(folded, at):
        for day in days_at(folded, match.end()):
            if day.has_number and (not match["and"] or int(day.match["day"]) == int(match["first"]) + 1):
                yield Days(day, day.end, first=int(match["first"]), year=_year(match))


def _year(match: re.Match[str]) -> int | None:
    return int(match["year"]) if match["year"] else None


_SIGNS: dict[type[Name], str] = {Days: "r", Hour: "t", Length: "l"}
_HOURS = "f?t(?:-t)?"
_DAY = "(?:[dr]|d-d)"
_FORMS = re.compile(rf"f?{_DAY}(?:{_HOURS})?|{_HOURS}f?{_DAY}|f?dt-dt|f?td-td|{_HOURS}")
"""What makes a whole: d a day, r several in one name, t an hour, f *from*, - *until*."""


def form_of(way: Way) -> str | None:
    """The way's form, without what may stand anywhere in it; nothing where it makes no whole."""
    form = "".join(one.sign if isinstance(one, Word) else _SIGNS.get(type(one), "d") for one in without_weekdays(way))
    if form.count("l") > 1 or form.count("a") > 1 or ("a" in form and "t" in form):
        return None
    if "l" in form and ("t" not in form or "t-t" in form or form.count("t") > 1):
        return None
    form = re.sub("[alp]", "", form)
    return form if _FORMS.fullmatch(form) else None


def without_weekdays(way: Way) -> Way:
    """The way without the weekdays that stand beside a day named otherwise."""
    return tuple(
        one
        for at, one in enumerate(way)
        if not (_is_weekday(one) and any(_is_date(other) for other in _neighbours(way, at)))
    )


def weekdays_beside(way: Way, day: Name) -> set[int]:
    """The weekdays that stand beside a day named otherwise; Monday is 0."""
    if _is_weekday(day):
        return set()
    return {one.weekday for one in _neighbours(way, way.index(day)) if isinstance(one, NamedDay) and one.is_weekday}


def _neighbours(way: Way, at: int) -> tuple[Name, ...]:
    return (*way[max(0, at - 1) : at], *way[at + 1 : at + 2])


def _is_weekday(one: Name) -> bool:
    return isinstance(one, NamedDay) and one.is_weekday


def _is_date(one: Name) -> bool:
    return isinstance(one, Days) or (isinstance(one, NamedDay) and not one.is_weekday)
