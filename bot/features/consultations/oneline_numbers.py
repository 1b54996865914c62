"""Minutes, days and numbers of participants as methodologists type them.

Minutes: ``15min``, ``15 minūtes``, ``15'``, ``15m``, ``1h``, ``1,5 h``, ``1.30 h`` (two digits after a point or colon
are minutes), ``1h 20min``, ``2 stundas``, ``pusstunda``, ``pusotra stunda``, ``stunda``, ``divdesmit piecas minūtes``.
What is said as an estimate (``~1h``, ``apmēram 20 min``, ``15-20 min``, ``ilgāk par stundu``, ``īsi``) is a band of the
list and no number of minutes, for only what was measured is summed; a span over two bands is left alone.

Days are those of ``bot.texts.days``, as past ones.
"""

import re
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from datetime import date

from bot.texts.days import past_days_at
from storage.latvian import fold

MINUTES, BAND, DAY, PARTICIPANTS = "minutes", "band", "day", "participants"
UP_TO_10, TO_30, TO_60, OVER_60 = "up_to_10", "11_to_30", "31_to_60", "over_60"
"""Keys in the list ``duration_band``."""

_MOST_MINUTES = 8 * 60
"""One consultation's longest believable length: what is longer is a time of day or belongs to the question."""

_MOST_PARTICIPANTS = 500


@dataclass(frozen=True)
class Number:
    """A quantity, or what counts like one, found at ``start``–``end`` of the line."""

    kind: str
    start: int
    end: int
    value: int | date | str
    weak: bool = False
    """Believed only beside other parts: *stunda* is a lesson as well."""
    bare: bool = False
    """Without a word for what it counts."""


_UNITS = {
    "viena": 1, "vienu": 1, "divas": 2, "tris": 3, "cetras": 4, "piecas": 5, "pieca": 5,
    "sesas": 6, "septinas": 7, "astonas": 8, "devinas": 9,
}  # fmt: skip
_TENS = {
    "desmit": 10, "divpadsmit": 12, "piecpadsmit": 15, "divdesmit": 20, "trisdesmit": 30, "cetrdesmit": 40,
    "piecdesmit": 50,
}  # fmt: skip
_COUNTED = {
    **_UNITS,
    **_TENS,
    **{f"{ten} {unit}": _TENS[ten] + _UNITS[unit] for ten in _TENS if ten.endswith("sdesmit") for unit in _UNITS},
    **{
        f"{ten} {unit}": _TENS[ten] + _UNITS[unit]
        for ten in ("divdesmit", "cetrdesmit", "piecdesmit")
        for unit in _UNITS
    },
}
_IN_WORDS = "|".join(sorted(_COUNTED, key=len, reverse=True)).replace(" ", r"\s+")
_MIN = r"(?:min(?:ut[a-z]*)?\b\.?|m\b|['’′])"
_HOURS = r"(?:h(?![a-z])|st(?![a-z])\.?|stund[a-z]*)"
_FREE = r"(?<!\w)(?<!\d[.,:/])(?<!\d[-–])"
_SPAN = re.compile(rf"(?P<low>\d{{1,3}})\s*(?:-|–|lidz)\s*(?P<high>\d{{1,3}})\s*(?:(?P<min>{_MIN})|{_HOURS})")
_ABOUT = re.compile(r"(?:[~≈]|(?<!\w)(?:apmeram|aptuveni|apm|ap|ca|kad[aus]s?|gandriz)\b\.?)\s*$")
_AT_MOST = re.compile(
    r"(?:<|(?<!\w)(?:lidz|mazak\s+(?:par|ka|neka)|isak\s+(?:par|ka|neka)|ne\s+vairak\s+(?:par|ka)))\s*$"
)
_OVER = re.compile(r"(?:>|(?<!\w)(?:virs|pari|(?:vairak|ilgak)(?:\s+(?:par|ka|neka))?))\s*$")


def band_of(minutes: int) -> str:
    """The band that holds this length."""
    return UP_TO_10 if minutes <= 10 else TO_30 if minutes <= 30 else TO_60 if minutes <= 60 else OVER_60


def numbers_in(line: str, today: date) -> list[Number]:
    """The quantities of the line, none overlapping, in their order."""
    folded = fold(line)
    if len(folded) != len(line):  # letters that fold to several: places would shift
        folded = "".join(letter if len(letter) == 1 else "?" for letter in map(fold, line))
    spans: list[tuple[int, int]] = []
    found: list[Number] = []
    for number in (*_spans(folded), *_days(folded, today), *_quantities(folded)):
        if any(number.start < end and start < number.end for start, end in spans):
            continue
        spans.append((number.start, number.end))
        if number.value:
            found.append(number)
    return sorted(found, key=lambda number: number.start)


def is_day_alone(line: str, today: date) -> bool:
    """Whether a line names a day that has come and says nothing else, as a heading does: *Trešdien, 7. oktobrī:*."""
    said = line.strip()
    found = numbers_in(said, today)
    if [one.kind for one in found] != [DAY] or found[0].start:
        return False
    return re.fullmatch(r"\W*(?:g|gad[a-z]*)?\W*", fold(said[found[0].end :])) is not None


def _spans(folded: str) -> Iterator[Number]:
    """*15-20 min*: a band, if both ends lie in it; else nothing, and neither end is a number of minutes."""
    for match in _SPAN.finditer(folded):
        low, high = (int(match[name]) * (1 if match["min"] else 60) for name in ("low", "high"))
        same = low < high and band_of(low) == band_of(high)
        yield Number(BAND, match.start(), match.end(), band_of(low) if same else "")


def _days(folded: str, today: date) -> Iterator[Number]:
    for match in _BEGINNINGS.finditer(folded):
        at = match.start()
        for named in past_days_at(folded, at, today):
            if named.may_be_none and (at or _LENGTH.match(folded, named.end)):
                continue  # *lauks 5.2*, *1.5 h*
            yield Number(DAY, at, named.end, named.day or "")
            break


def _quantities(folded: str) -> Iterator[Number]:
    for pattern, kind, read in _PATTERNS:
        for match in pattern.finditer(folded):
            value = read(match)
            if value is None:
                continue
            start, end = match.span()
            weak = kind == BAND or (kind == MINUTES and match[0] in ("stunda", "stundu", "stundas"))
            if kind == MINUTES and isinstance(value, int):
                yield _estimated(folded, start, end, value) or Number(kind, start, end, value, weak)
            else:
                yield Number(kind, start, end, value, weak)


def _estimated(folded: str, start: int, end: int, minutes: int) -> Number | None:
    """A length that is said to be about, at most or over so much."""
    before = folded[:start]
    if about := _ABOUT.search(before) or _AT_MOST.search(before):
        return Number(BAND, about.start(), end, band_of(minutes))
    if over := _OVER.search(before):
        return Number(BAND, over.start(), end, OVER_60 if minutes >= 60 else "")
    return None


def _hours_and_minutes(match: re.Match[str]) -> int | None:
    return _believable(_count_in(match["h"]) * 60 + _count_in(match["m"]))


def _hour_and_minutes(match: re.Match[str]) -> int | None:
    return _believable(60 + _count_in(match["m"]))


def _hours(match: re.Match[str]) -> int | None:
    if match["words"]:
        return _believable(_count_in(match["words"]) * 60)
    whole, sign, part = int(match["h"]), match["sign"], match["part"]
    if not part:
        return _believable(whole * 60)
    if len(part) == 2 and sign in ".:":
        return _believable(whole * 60 + int(part)) if int(part) < 60 else None
    if sign == ":":
        return None
    return _believable(whole * 60 + round(60 * int(part) / 10 ** len(part)))


def _minutes(match: re.Match[str]) -> int | None:
    return _believable(_count_in(match["m"]))


def _hour_in_words(match: re.Match[str]) -> int:
    beginnings = (("pusotr", 90), ("pus", 30), ("1/2", 30), ("½", 30), ("ceturtd", 15), ("stund", 60))
    return next(minutes for beginning, minutes in beginnings if match[0].startswith(beginning))


def _count_in(digits_or_words: str) -> int:
    if digits_or_words.isdigit():
        return int(digits_or_words)
    return _COUNTED[" ".join(digits_or_words.split())]


def _believable(minutes: int) -> int | None:
    return minutes if 0 < minutes <= _MOST_MINUTES else None


def _count(match: re.Match[str]) -> int | None:
    count = _count_in(match["n"])
    return count if 0 < count <= _MOST_PARTICIPANTS else None


def _compile() -> Iterator[tuple[re.Pattern[str], str, Callable[[re.Match[str]], int | str | None]]]:
    number = rf"\d{{1,3}}|(?:{_IN_WORDS})(?=\s)"
    for pattern, kind, read in (
        (rf"(?P<h>\d{{1,2}})\s?{_HOURS}\s*(?:un\s+)?(?P<m>\d{{1,2}})\s?{_MIN}", MINUTES, _hours_and_minutes),
        (rf"stund[aus]\s+(?:un\s+)?(?P<m>{number})\s?{_MIN}", MINUTES, _hour_and_minutes),
        (rf"(?:1/2|½)\s?{_HOURS}", MINUTES, _hour_in_words),
        (
            rf"(?:(?P<h>\d{{1,2}})(?:(?P<sign>[.,:])(?P<part>\d{{1,2}}))?\s?|(?P<words>divas|tris|cetras)\s+){_HOURS}",
            MINUTES,
            _hours,
        ),
        (rf"(?P<m>{number})\s?{_MIN}", MINUTES, _minutes),
        (r"(?:pusstund|pusotr[ua]s?\s+stund|ceturtdalstund)[a-z]*\b", MINUTES, _hour_in_words),
        (r"stund[aau]s?\b(?!\s+plan)", MINUTES, _hour_in_words),
        (r"(?:isi|atri|isuma)\b", BAND, lambda _match: UP_TO_10),
        (
            rf"(?:kopa\s+)?(?P<n>{number})\s?(?:dalibn[a-z]*|cilv[a-z]*|pers(?:on[a-z]*)?|bibliotekar[a-z]*)\b\.?",
            PARTICIPANTS,
            _count,
        ),
        (r"(?:grup[au]|gr\.)\s*[(:]?\s*(?P<n>\d{1,3})\b(?!\s?(?:min|h\b|st|\.|'))\)?", PARTICIPANTS, _count),
    ):
        yield re.compile(_FREE + pattern), kind, read


_PATTERNS = tuple(_compile())
_BEGINNINGS = re.compile(_FREE + r"\w")
_LENGTH = re.compile(rf"\s?(?:{_MIN}|{_HOURS})")
