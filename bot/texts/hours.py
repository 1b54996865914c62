"""Hours and lengths as people type them: ``plkst. 10``, ``14.30``, ``pusdivos``, ``1pm``, ``2 stundas``.

Everything here is read from a text without diacritics and capitals.
"""

import re
from collections.abc import Iterator
from dataclasses import dataclass, replace

HOUR = 60
NOON, MIDNIGHT = 12 * HOUR, 24 * HOUR
EARLY, LATE = 6 * HOUR, 17 * HOUR
"""What begins in the evening may end in the small hours of the next day."""
FORENOON, AFTERNOON = "am", "pm"


@dataclass(frozen=True)
class Hour:
    """An hour that a text names."""

    options: tuple[int, ...]
    """Minutes since midnight that it can mean, the likeliest first: *3* is 15.00, or 3.00."""
    end: int
    """Where in the text it ends."""
    sure: bool
    """Whether it cannot be a mere number: it has minutes, or is called an hour."""
    like_a_day: bool = False
    """Whether it looks more like a day of a month: *5.06.*"""
    exact: bool = False
    """Whether it is on the clock of 24 hours for sure: *09.00*, *14.30*, *9 am*."""
    half: str | None = None
    """The half of the day, where that was said."""

    def in_half(self, half: str) -> "Hour | None":
        """The same with the half of the day that was said with it; nothing where that contradicts it."""
        least = min(self.options)
        if half == FORENOON:
            option = least if least < NOON + HOUR else None
        else:
            option = least if least >= NOON else least + NOON
        return None if option is None else replace(self, options=(option,), exact=True, sure=True, half=half)


@dataclass(frozen=True)
class Length:
    """How long something takes."""

    minutes: int
    end: int


_CALLED = r"(?:(?:plkst|pulkst|plks|pl|kl|pulksten)\b\.?:?\s*|(?:at|around)\s+|@\s*)"
_NUMERIC = re.compile(
    rf"(?P<called>{_CALLED})?(?P<hour>2[0-4]|[01]?\d)(?:[.:](?P<minute>[0-5]\d)|-(?P<dashed>00|2[5-9]|[345]\d)(?![.:]))?"
    r"(?::00)?(?!\d|[.:]\d)(?:\s?(?P<half>[ap])\.?m\b\.?|\s?(?P<h>h)\b)?"
)
_TOGETHER = re.compile(rf"{_CALLED}(?P<hour>2[0-3]|[01]?\d)\s?(?P<minute>[0-5]\d)(?!\d|[.:]\d)")
_IN_WORDS = ("vien", "div", "trij", "cetr", "piec", "ses", "septin", "aston", "devin", "desmit", "vienpadsmit")
_WORDS = (*_IN_WORDS, "divpadsmit")
_ANY_WORD = "|".join(sorted((*_WORDS, "tris"), key=len, reverse=True))
_WORD = re.compile(
    rf"(?:(?P<called>{_CALLED})?(?P<past>pus)?(?P<word>{_ANY_WORD})(?:os|iem)"
    rf"|(?P<called_so>{_CALLED})(?P<past_so>pus)?(?P<word_so>{_ANY_WORD})(?:i|s|is)?)\b"
)
_NOON = re.compile(r"(?:at\s+)?(?:noon|midday)\b")
_HALVES = (
    (FORENOON, re.compile(r"(?:no\s+rita|rita|(?:prieks|pirms)\s?pusdien[a-z]*|(?:in\s+the\s+)?morning)\b")),
    (AFTERNOON, re.compile(r"(?:pec\s?pusdien[a-z]*|vakar(?:a|puse)|(?:in\s+the\s+)?(?:afternoon|evening))\b")),
)
_BY_DAY = re.compile(r"diena\b")
_SAME_DAY_HALVES = {"sorit": FORENOON, "sovakar": AFTERNOON, "tonight": AFTERNOON}
_NUMBER = (
    r"(?:(?P<number>\d{1,2}(?:[.,]5)?)\s?"
    r"|(?P<word>pusotr[a-z]*|vien[aui]|div[a-z]{1,2}|tr[ij][a-z]{1,3}|a|an|one|two)\s+)"
)
_LENGTH = re.compile(
    rf"(?:(?:ilgums|ilgst|garums|for|length|lasts)\b:?\s*)?(?:{_NUMBER}?(?:stund[a-z]*|st\b\.?|h\b\.?|hours?\b|hrs?\b)"
    r"(?:\s*(?:un\s+|and\s+)?(?P<more>\d{1,2})\s?min[a-z]*\.?)?|(?P<minutes>\d{1,3})\s?min(?:ut[a-z]*)?\b\.?"
    r"|(?P<half>pusstund[a-z]*|half\s+an\s+hour))"
)
_HOURS = {"pus": 1.5, "vi": 1, "di": 2, "tr": 3, "a": 1, "an": 1, "on": 1, "tw": 2}


def hours_at(folded: str, at: int) -> Iterator[Hour]:
    """The hours whose name begins at this place."""
    if (match := _NUMERIC.match(folded, at)) and (found := _numeric(match, folded)):
        yield found
    if match := _TOGETHER.match(folded, at):
        yield _written(match["hour"], match["minute"], match.end(), sure=True)
    if match := _WORD.match(folded, at):
        word, past = match["word"] or match["word_so"], match["past"] or match["past_so"]
        minutes = (3 if word == "tris" else _WORDS.index(word) + 1) * HOUR - (30 if past else 0)
        minutes = minutes + NOON if minutes < HOUR else minutes  # half past twelve
        sure = bool(match["called"] or match["called_so"] or past)
        yield Hour(_options(minutes), match.end(), sure=sure)
    if match := _NOON.match(folded, at):
        yield Hour((NOON,), match.end(), sure=True, exact=True)


def half_at(folded: str, at: int, *, after_hour: bool) -> tuple[str, int] | None:
    """The half of the day that is named at this place, and where its name ends."""
    for half, pattern in _HALVES:
        if match := pattern.match(folded, at):
            return half, match.end()
    match = _BY_DAY.match(folded, at) if after_hour else None
    return (AFTERNOON, match.end()) if match else None


def half_of_day_word(word: str) -> str | None:
    """The half of the day that the name of a day says along: *šovakar*."""
    return _SAME_DAY_HALVES.get(word)


def length_at(folded: str, at: int) -> Length | None:
    """The length that is named at this place."""
    match = _LENGTH.match(folded, at)
    if match is None:
        return None
    if match["half"]:
        return Length(30, match.end())
    if match["minutes"]:
        minutes = int(match["minutes"])
    else:
        word = match["word"] or ""
        number = match["number"].replace(",", ".") if match["number"] else None
        hours = float(number) if number else _HOURS.get(word[:3], _HOURS.get(word[:2], 1))
        minutes = round(hours * HOUR) + int(match["more"] or 0)
    return Length(minutes, match.end()) if 0 < minutes <= MIDNIGHT else None


def pairs(begins: Hour, ends: Hour | None) -> list[tuple[int, int | None]]:
    """From when until when, in minutes since midnight of the first day; an end before its beginning makes no pair.

    *10–3* is 10.00–15.00, *1–3* two pairs, *18–1* ends on the next day, *22–24* a minute before it begins.
    """
    if ends is None:
        return [(begin, None) for begin in begins.options if begin < MIDNIGHT]
    options = sorted({*ends.options, *(one + NOON for one in ends.options if not ends.exact and one < NOON)})
    starts = begins.options
    if ends.half and not begins.exact:  # "1–3 pm": what is said of the end holds for the beginning too, where it can
        alike = [one % NOON + (NOON if ends.half == AFTERNOON else 0) for one in starts]
        starts = tuple(dict.fromkeys(one for one in alike if one < options[0])) or starts
    found: list[tuple[int, int | None]] = []
    for begin in starts:
        end = next((one for one in options if one > begin), None)
        if end is None and begin >= LATE and options[0] <= EARLY:
            end = options[0] + MIDNIGHT
        if end is not None:
            found.append((begin, end - (end == MIDNIGHT)))
    return found


def _numeric(match: re.Match[str], folded: str) -> Hour | None:
    if match["half"]:
        hour = int(match["hour"])
        if not 1 <= hour <= 12:
            return None
        minutes = hour % 12 * HOUR + int(match["minute"] or 0) + (NOON if match["half"] == "p" else 0)
        return Hour((minutes,), match.end(), sure=True, exact=True, half=match["half"] + "m")
    minute = match["minute"] or match["dashed"]
    sure = bool(match["called"] or minute or match["h"])
    found = _written(match["hour"], minute, match.end(), sure=sure)
    if found.options[0] > MIDNIGHT:
        return None
    dotted = match["minute"] and "." in match[0].removeprefix(match["called"] or "")
    after = folded[match.end() : match.end() + 1]
    return replace(found, like_a_day=bool(dotted and after == "." and not match["called"]))


def _written(hour: str, minute: str | None, end: int, *, sure: bool) -> Hour:
    minutes = int(hour) * HOUR + int(minute or 0)
    if hour.startswith("0") or minutes >= NOON:
        return Hour((minutes,), end, sure=sure, exact=True)
    return Hour(_options(minutes, bare=minute is None), end, sure=sure)


def _options(minutes: int, *, bare: bool = True) -> tuple[int, ...]:
    """Up to six o'clock, and at a bare seven, it may be either half of the day."""
    either = HOUR <= minutes < 7 * HOUR or (bare and minutes == 7 * HOUR)
    return (minutes + NOON, minutes) if either else (minutes,)
