"""Days that are still to come, as people type them, and a field that asks for one.

Read are ``12.03.2027``, ``12.03.``, ``12. martā``, ``2027. gada 12. marts``, ``March 12``, ``rīt``, ``piektdien``,
``nākamajā otrdienā``, ``pēc divām nedēļām``, ``mēneša beigās``, also without diacritics and in English. A day without
a year is the next one of its kind.
"""

import re
from calendar import monthrange
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from datetime import date, timedelta

from bot.context import Context, button
from bot.dialogs.form import Data, Prompt, pick
from bot.errors import UserError
from bot.texts import N_, join_lines
from bot.typed import Typed
from storage.latvian import fold

FARTHEST = timedelta(days=730)
"""A day that lies further ahead is a slip of the finger."""

_MONTHS = ("jan", "feb", "mar", "apr", "mai", "jun", "jul", "aug", "sep", "okt", "nov", "dec")
_ENGLISH = {"may": "mai", "oct": "okt"}
_MONTH = r"(?P<month>jan|feb|mar|apr|mai|may|jun|jul|aug|sep|okt|oct|nov|dec)[a-z]*\.?"
_WEEKDAYS = ("pirmdien", "otrdien", "tresdien", "ceturtdien", "piektdien", "sestdien", "svetdien")
_ENGLISH_WEEKDAYS = ("monday", "tuesday", "wednesday", "thursday", "friday", "saturday", "sunday")
_WEEKDAY = rf"(?P<weekday>{'|'.join((*_WEEKDAYS, *_ENGLISH_WEEKDAYS))})[a-z]*"
_NUMBERS = {"": 1, "one": 1, "vienas": 1, "a": 1, "divam": 2, "two": 2, "trim": 3, "three": 3, "cetram": 4, "four": 4}
_COUNT = rf"(?P<count>\d{{1,3}}|{'|'.join(word for word in _NUMBERS if word)})"
_AFTER = re.compile(r"(?:lidz|until|till|by|deadline|termins)[\s:–-]+(?:pat\s+)?")
_TAIL = re.compile(
    r"[\s.,;!]*(?:\(?(?:ieskaitot|inclusive)\)?)?[\s.,]*(?:(?:plkst\.?|pl\.|at)\s*)?(?:\d{1,2}[.:]\d{2})?[\s.!]*"
)


def day_in(text: str, today: date) -> date | None:
    """The day that the text names, if it names one and nothing else."""
    found = _read(fold(text.strip()).removeprefix("lidz ").removeprefix("until ").removeprefix("by "), today)
    return found[0] if found and _TAIL.fullmatch(found[1]) else None


def last_day_in(text: str, today: date) -> date | None:
    """The day up to which something is open, where a longer text says so (*līdz 4. decembrim*): the latest of them."""
    folded = fold(text)
    found = (_read(folded[match.end() : match.end() + 60], today) for match in _AFTER.finditer(folded))
    return max((day for day, _ in filter(None, found) if today <= day <= today + FARTHEST), default=None)


def _read(folded: str, today: date) -> tuple[date, str] | None:
    for pattern, read in _PATTERNS:
        if match := pattern.match(folded):
            day = read(match, today)
            return (day, folded[match.end() :]) if day is not None else None
    return None


def _numeric(match: re.Match[str], today: date) -> date | None:
    return _next(int(match["day"]), int(match["number"]), match["year"], today)


def _named(match: re.Match[str], today: date) -> date | None:
    name = _ENGLISH.get(match["month"], match["month"])
    return _next(int(match["day"]), _MONTHS.index(name) + 1, match["year"], today)


def _next(day: int, month: int, year: str | None, today: date) -> date | None:
    for candidate in (int(year),) if year else (today.year, today.year + 1):
        try:
            found = date(candidate, month, day)
        except ValueError:
            continue
        if year or found >= today:
            return found
    return None


def _on_weekday(match: re.Match[str], today: date) -> date:
    word = match["weekday"]
    number = (_WEEKDAYS if word in _WEEKDAYS else _ENGLISH_WEEKDAYS).index(word)
    if match["next"]:
        return today - timedelta(days=today.weekday()) + timedelta(days=7 + number)
    return today + timedelta(days=(number - today.weekday() - 1) % 7 + 1)


def _in_words(match: re.Match[str], today: date) -> date:
    days = {"sodien": 0, "today": 0, "parit": 2, "day after tomorrow": 2}
    return today + timedelta(days=days.get(match[0], 1))


def _from_now(match: re.Match[str], today: date) -> date:
    count = _NUMBERS.get(match["count"] or "") or int(match["count"])
    unit = match["unit"]
    return today + timedelta(days=count * (7 if unit.startswith(("ned", "week")) else 1))


def _month_end(match: re.Match[str], today: date) -> date:
    if match["whole"] in ("gada", "year"):
        return date(today.year, 12, 31)
    return today.replace(day=monthrange(today.year, today.month)[1])


def _compile() -> Iterator[tuple[re.Pattern[str], Callable[[re.Match[str], date], date | None]]]:
    for pattern, read in (
        (r"(?P<year>20\d\d)-(?P<number>\d{1,2})-(?P<day>\d{1,2})(?!\d)", _numeric),
        (r"(?P<day>\d{1,2})[./]\s?(?P<number>\d{1,2})(?:[./]\s?(?P<year>20\d\d)\b|[./](?!\d)|(?![\d.:]))", _numeric),
        (rf"(?P<year>20\d\d)\.?\s*(?:gada\s+|g\.\s*)?(?P<day>\d{{1,2}})\.?\s*{_MONTH}", _named),
        (rf"(?P<day>\d{{1,2}})\.?\s*{_MONTH}(?:,?\s+(?P<year>20\d\d)\b)?", _named),
        (rf"{_MONTH}\s+(?P<day>\d{{1,2}})(?:st|nd|rd|th)?\b(?:,?\s+(?P<year>20\d\d)\b)?", _named),
        (r"(?:sodien|today|parit|rit(?:dien\w*)?|day after tomorrow|tomorrow)\b", _in_words),
        (rf"(?P<next>nakam\w*\s+|next\s+)?{_WEEKDAY}\b", _on_weekday),
        (rf"(?:pec|in)\s+(?:{_COUNT}\s+)?(?P<unit>nedel\w*|weeks?|dien\w*|days?)\b", _from_now),
        (r"(?P<whole>menesa|gada)\s+beig\w*", _month_end),
        (r"(?:the\s+)?end\s+of\s+(?:the\s+)?(?P<whole>month|year)\b", _month_end),
    ):
        yield re.compile(pattern), read


_PATTERNS = tuple(_compile())


@dataclass(frozen=True)
class DayField:
    """Type a day that is still to come, or press a near one. Keeps it in ISO form under its name."""

    name: str
    question: Callable[[Context, Data], str]
    """What is asked, as HTML in the person's language."""
    proposed: Callable[[Context, Data], date | None] = lambda _ctx, _data: None
    """A day that is offered first (one that a text names)."""

    def prompt(self, ctx: Context, data: Data) -> Prompt:
        hint = ctx.texts.t("Type a date, for example “15 January” or “next Friday”, or press a button.")
        rows = [[button(ctx.texts.near_date(day), pick(day.isoformat()))] for day in self._offered(ctx, data)]
        return Prompt(join_lines([self.question(ctx, data), hint]), rows)

    def typed(self, ctx: Context, data: Data, typed: Typed) -> bool:
        day = day_in(typed.text, ctx.today)
        if day is None:
            raise UserError(N_("This date could not be read. Write it like “15.01.” or “15 January”."))
        self._take(ctx, data, day)
        return True

    def pressed(self, ctx: Context, data: Data, key: str) -> bool:
        try:
            day = date.fromisoformat(key)
        except ValueError:
            raise UserError(N_("This date could not be read. Write it like “15.01.” or “15 January”.")) from None
        self._take(ctx, data, day)
        return True

    def _take(self, ctx: Context, data: Data, day: date) -> None:
        if day < ctx.today:
            raise UserError(N_("This day has passed already: {day}. Write a later one."), day=ctx.texts.date(day))
        if day > ctx.today + FARTHEST:
            raise UserError(N_("This day is too far ahead: {day}. Write an earlier one."), day=ctx.texts.date(day))
        data[self.name] = day.isoformat()

    def _offered(self, ctx: Context, data: Data) -> list[date]:
        today = ctx.today
        friday = today + timedelta(days=(4 - today.weekday() - 1) % 7 + 1)
        end = today.replace(day=monthrange(today.year, today.month)[1])
        near = [friday, friday + timedelta(days=7), *([end] if end > today else [])]
        first = self.proposed(ctx, data)
        return list(dict.fromkeys([*([first] if first else []), *sorted(near)]))[:4]
