"""Days as people type them: ``rīt``, ``12.03.``, ``no 1. janvāra``, ``2027. gada 12. marts``, ``nākamajā otrdienā``.

Latvian in any case of the word and without diacritics, and English; dateparser understands few of these. A day without
its year is the nearest one, or, where only a day to come can be meant, the next.
"""

import re
from calendar import monthrange
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from datetime import date, timedelta

from storage.latvian import fold

FARTHEST = timedelta(days=730)
"""A day to come that lies further ahead is a slip of the finger."""
RECENT = timedelta(days=62)
"""How long ago a day may be that somebody names without its year and means the past one."""

_MONTHS = ("jan", "feb", "mar", "apr", "mai", "jun", "jul", "aug", "sep", "okt", "nov", "dec")
_OTHERWISE = {"may": "mai", "maj": "mai", "oct": "okt"}
_ENDINGS = {
    **{"jan": "v[a-z]*|uary", "feb": "r[a-z]*", "mar": "t[a-z]*|ch", "apr": "il[a-z]*", "mai": "[js][a-z]*", "may": ""},
    **{
        "maj": "s|a|am|u",
        "jun": "[ei][a-z]*",
        "jul": "[iy][a-z]*",
        "aug": "us[a-z]*",
        "sep": "t[a-z]*",
        "okt": "o[a-z]*",
    },
    **{"oct": "ober", "nov": "em[a-z]*", "dec": "em[a-z]*"},
}
"""How the rest of a month's name begins: *5 novadi* is no day of November."""
_MONTH = rf"(?P<month>{'|'.join(f'{name}(?:{ending})?' for name, ending in _ENDINGS.items())})(?![a-z])\.?"
_ONE_MONTH = re.compile(_MONTH)
_YEAR = r"(?P<year>(?:19|20)\d\d)"
_WEEKDAYS = ("pir", "otr", "tre", "cet", "pie", "ses", "sve")
_ENGLISH_WEEKDAYS = ("mon", "tue", "wed", "thu", "fri", "sat", "sun")
_SHORT_WEEKDAYS = ("pr", "ot", "tr", "ce", "pk", "se", "sv")
_WEEKDAY = (
    r"(?P<weekday>(?:pirm|otr|tres|ceturt|piekt|sest|svet)d(?:ien[a-z]*|\b\.?)"
    r"|(?:mon|tue|wed|thu|fri|sat|sun)(?:s|nes|rs?|ur)?(?:days?)?\b\.?"
    rf"|(?:{'|'.join(_SHORT_WEEKDAYS)})\b\.?(?=,?\s?\d))"
)
_WORDS = {
    **dict.fromkeys(("sodien", "sodiena", "sodienas", "sorit", "sovakar", "today", "tonight", "now"), 0),
    **dict.fromkeys(("rit", "ritdien", "ritdiena", "ritdienas", "ritdienai", "ritdienu", "tomorrow"), 1),
    **dict.fromkeys(("parit", "paritdien", "paritdienas", "day after tomorrow", "the day after tomorrow"), 2),
    **dict.fromkeys(("vakar", "vakardienas", "yesterday"), -1),
    "aizvakar": -2,
}
_NUMBERS = {"": 1, "one": 1, "vienas": 1, "a": 1, "divam": 2, "two": 2, "trim": 3, "three": 3, "cetram": 4, "four": 4}
_COUNT = rf"(?P<count>\d{{1,3}}|{'|'.join(word for word in _NUMBERS if word)})"
_NEXT = ("nakamaja", "nakamo", "nakama", "next")
"""Before a day of the week: of the next week to some, to others the next one to come."""
_BESIDE = re.compile(r",?\s*\(?")
"""Between a day of the week and a number that name the same day."""
_SMALL = re.compile(r"(?:no|lidz|kops|ar|from|until|since|by|on)\s+")
_AFTER = re.compile(r"(?:lidz|until|till|by|deadline|termins)[\s:–-]+(?:pat\s+)?")
_END = r"[\s.,;!]*(?:(?:g\.|gad[a-z]*)[\s.,;!]*)?"
_NOTHING_MORE = re.compile(_END)
_TIME_OF_DAY = re.compile(
    _END + r"(?:\(?(?:ieskaitot|inclusive)\)?)?[\s.,]*(?:(?:plkst\.?|pl\.|at)\s*)?(?:\d{1,2}[.:]\d{2})?[\s.!]*"
)


def read_day(text: str, today: date) -> date | None:
    """The day that a text names, if it names one and nothing else.

    Without a year it is the nearest such day, past or to come; a weekday is the next one, today included.
    """
    found = _read(_said(text), _Around(today))
    return found[0] if found and _NOTHING_MORE.fullmatch(found[1]) else None


def coming_day(text: str, today: date) -> date | None:
    """The day that a text names, perhaps with a time of the day, as one that is still to come."""
    found = _read(_said(text), _Around(today, to_come=True))
    return found[0] if found and _TIME_OF_DAY.fullmatch(found[1]) else None


def month_named(word: str) -> int | None:
    """The month (1–12) that one word names, in any case of it or abbreviated; nothing if it names none."""
    found = _ONE_MONTH.fullmatch(fold(word))
    return _month_number(found["month"]) if found else None


def last_day_in(text: str, today: date) -> date | None:
    """The day up to which something is open, where a longer text says so (*līdz 4. decembrim*): the latest of them."""
    folded, around = fold(text), _Around(today, to_come=True)
    found = (_read(folded[match.end() : match.end() + 60], around) for match in _AFTER.finditer(folded))
    return max((day for day, _ in filter(None, found) if today <= day <= today + FARTHEST), default=None)


@dataclass(frozen=True)
class NamedDay:
    """A day that a text names, which the days around it decide where its year or week was not said."""

    match: re.Match[str]
    reader: "Callable[[re.Match[str], _Around], date | None]"

    @property
    def end(self) -> int:
        """Where in the text its name ends."""
        return self.match.end()

    @property
    def is_weekday(self) -> bool:
        """Whether it is named by the day of the week alone."""
        return self.reader is _on_weekday

    @property
    def weekday(self) -> int:
        """Which day of the week it is named by; Monday is 0."""
        return _weekday_number(self.match["weekday"])

    @property
    def has_number(self) -> bool:
        """Whether it is named by its number in the month."""
        return "day" in self.match.groupdict()

    @property
    def may_be_none(self) -> bool:
        """Whether it may be a mere number: *5.1*."""
        return self.reader is _numeric and self.match["year"] is None and not self.match[0].endswith((".", "/"))

    @property
    def month_first(self) -> bool:
        """Whether its month stands first: *March 12*."""
        return self.reader is _named and self.match.start("month") < self.match.start("day")

    def days(self, today: date) -> tuple[date, ...]:
        """What it can mean, what is to come first: *24.11.* two days later is that day, or the one of the next year.

        The past year's is left out where it is more than ``RECENT`` ago.
        """
        coming = self.reader(self.match, _Around(today, to_come=True))
        nearest = self.reader(self.match, _Around(today))
        if self.reader is _numeric and "/" in self.match[0] and self.match["day"] != self.match["number"]:
            swapped = int(self.match["number"]), int(self.match["day"]), self.match["year"]
            return tuple(day for day in (coming, _dated(*swapped, _Around(today, to_come=True))) if day)
        found = [coming, nearest if coming is None or (nearest and nearest >= today - RECENT) else None]
        if self.is_weekday and nearest and (self.match["which"] or "").rstrip() in _NEXT:
            found.append(nearest - timedelta(days=7) if nearest - timedelta(days=7) > today else None)
        return tuple(dict.fromkeys(day for day in found if day is not None))

    def past(self, today: date) -> date | None:
        """The last such day up to today, which somebody means who notes what happened; nothing where it is to come."""
        which = (self.match["which"] or "") if self.is_weekday else ""
        if self.is_weekday and not which.startswith(("pagajus", "last", "nakam", "next")):
            return today - timedelta(days=(today.weekday() - self.weekday) % 7)
        day = self.reader(self.match, _Around(today))
        if day is not None and self.has_number and not self.match["year"] and day > today + RECENT:
            day = self.reader(self.match, _Around(day - timedelta(days=365)))  # in October March has been long ago
        return day if day is not None and day <= today else None

    def after(self, day: date) -> date | None:
        """The first one from another day on, that was named with it."""
        return self.reader(self.match, _Around(day, to_come=True))


def days_at(folded: str, at: int) -> Iterator[NamedDay]:
    """The days whose name begins at this place of a text without diacritics and capitals, in every reading.

    *At the end of the month* names none here: an event has to be on a certain one.
    """
    for pattern, reader in _PATTERNS:
        if reader is not _at_the_end and (match := pattern.match(folded, at)):
            yield NamedDay(match, reader)


@dataclass(frozen=True)
class PastDay:
    """A day that somebody names who notes what happened, as ``NamedDay.past`` reads it."""

    day: date | None
    """Nothing where it is to come, or where the day of the week is not that of the number beside it."""
    end: int
    """Where in the text its name ends."""
    may_be_none: bool
    """Whether it may be a mere number."""


def past_days_at(folded: str, at: int, today: date) -> Iterator[PastDay]:
    """The same as past ones: *trešdien, 7. oktobrī* and *7.10. (trešdiena)* are one name each."""
    for named in days_at(folded, at):
        beside = _BESIDE.match(folded, named.end)
        others = days_at(folded, beside.end()) if beside else ()
        other = next((one for one in others if one.has_number != named.has_number), None)
        if beside is None or other is None:
            yield PastDay(named.past(today), named.end, named.may_be_none)
            continue
        number, word = (named, other) if named.has_number else (other, named)
        day = number.past(today)
        is_that = day and (day.weekday() == word.weekday if word.is_weekday else day == word.past(today))
        closed = "(" in beside[0] and folded.startswith(")", other.end)
        yield PastDay(day if is_that else None, other.end + closed, may_be_none=False)


@dataclass(frozen=True)
class _Around:
    """What a day is read beside."""

    today: date
    to_come: bool = False
    """Whether only a day from today on can be meant."""


def _said(text: str) -> str:
    said = fold(" ".join(text.split())).strip(" ,;!")
    small = _SMALL.match(said)
    return said[small.end() :] if small else said


def _read(folded: str, around: _Around) -> tuple[date, str] | None:
    """The day with which the text begins, and what follows it."""
    for pattern, read in _PATTERNS:
        if match := pattern.match(folded):
            day = read(match, around)
            return (day, folded[match.end() :]) if day is not None else None
    return None


def _numeric(match: re.Match[str], around: _Around) -> date | None:
    return _dated(int(match["day"]), int(match["number"]), match["year"], around)


def _named(match: re.Match[str], around: _Around) -> date | None:
    return _dated(int(match["day"]), _month_number(match["month"]), match["year"], around)


def _month_number(name: str) -> int:
    short = name[:3]
    return _MONTHS.index(_OTHERWISE.get(short, short)) + 1


def _dated(day: int, month: int, year: str | None, around: _Around) -> date | None:
    today = around.today
    years = (int(year) + (2000 if len(year) == 2 else 0),) if year else (today.year - 1, today.year, today.year + 1)
    found = [one for one in _dates(day, month, years) if year or one >= today or not around.to_come]
    return min(found, key=lambda one: abs((one - today).days), default=None)


def _dates(day: int, month: int, years: tuple[int, ...]) -> Iterator[date]:
    for year in years:
        try:
            yield date(year, month, day)
        except ValueError:
            continue


def _weekday_number(word: str) -> int:
    short = word[:3].rstrip(".")
    return next(names.index(short) for names in (_WEEKDAYS, _ENGLISH_WEEKDAYS, _SHORT_WEEKDAYS) if short in names)


def _on_weekday(match: re.Match[str], around: _Around) -> date | None:
    which, today = match["which"] or "", around.today
    number = _weekday_number(match["weekday"])
    if which.startswith(("pagajus", "last")):
        return None if around.to_come else today - timedelta(days=(today.weekday() - number - 1) % 7 + 1)
    if which.startswith(("nakam", "next")):
        return today + timedelta(days=7 - today.weekday() + number)
    if which.startswith(("sis", "this week")):
        return today + timedelta(days=number - today.weekday())
    ahead = (number - today.weekday()) % 7
    return today + timedelta(days=ahead or (7 if around.to_come else 0))


def _in_words(match: re.Match[str], around: _Around) -> date | None:
    days = _WORDS[match[0]]
    return None if around.to_come and days < 0 else around.today + timedelta(days=days)


def _from_now(match: re.Match[str], around: _Around) -> date:
    count = _NUMBERS.get(match["count"] or "") or int(match["count"])
    return around.today + timedelta(days=count * (7 if match["unit"].startswith(("ned", "week")) else 1))


def _at_the_end(match: re.Match[str], around: _Around) -> date:
    today = around.today
    if match["whole"] in ("gada", "year"):
        return date(today.year, 12, 31)
    return today.replace(day=monthrange(today.year, today.month)[1])


def _compile() -> Iterator[tuple[re.Pattern[str], Callable[[re.Match[str], _Around], date | None]]]:
    words = "|".join(sorted(_WORDS, key=len, reverse=True))
    for pattern, read in (
        (r"(?P<day>\d{1,2})\.(?P<number>\d{1,2})\.(?P<year>\d\d)(?!\d|[.:]\d)", _numeric),
        (rf"{_YEAR}-(?P<number>\d{{1,2}})-(?P<day>\d{{1,2}})(?!\d)(?:[ t]00:00(?::00)?)?", _numeric),
        (
            rf"(?P<day>\d{{1,2}})\s?[./]\s?(?P<number>\d{{1,2}})(?:\s?[./]\s?{_YEAR}\b|\s?[./](?!\d)|(?![\d.:]))",
            _numeric,
        ),
        (rf"{_YEAR}\.?\s*(?:gad[a-z]*\s+|g\.\s*)?(?P<day>\d{{1,2}})\.?\s*{_MONTH}", _named),
        (rf"(?:the\s+)?(?P<day>\d{{1,2}})(?:\.|(?:st|nd|rd|th)(?:\s+of)?)?\s*{_MONTH}(?:,?\s*{_YEAR}\b)?", _named),
        (rf"{_MONTH}\s+(?P<day>\d{{1,2}})(?:st|nd|rd|th)?\b(?:,?\s+{_YEAR}\b)?", _named),
        (rf"(?:{words})\b", _in_words),
        (
            rf"(?P<which>(?:nakam[a-z]*\s+(?:nedel[a-z]*\s+)?|sis\s+nedel[a-z]*\s+|pagajus[a-z]*\s+|(?:next|last|this)\s+"
            rf"(?:week'?s?\s+(?:on\s+)?)?|so\s*|saja\s+))?{_WEEKDAY}",
            _on_weekday,
        ),
        (rf"(?:pec|in)\s+(?:{_COUNT}\s+)?(?P<unit>nedel\w*|weeks?|dien\w*|days?)\b", _from_now),
        (r"(?P<whole>menesa|gada)\s+beig\w*", _at_the_end),
        (r"(?:the\s+)?end\s+of\s+(?:the\s+)?(?P<whole>month|year)\b", _at_the_end),
    ):
        yield re.compile(pattern), read


_PATTERNS = tuple(_compile())
