"""Days as people type them: ``rīt``, ``12.03.``, ``no 1. janvāra``, ``2027. gada 12. marts``, ``pirmdien``.

Latvian in any case of the word and without diacritics, and English; dateparser understands few of these. Only the day
is read: what else the text says makes it no day.
"""

import re
from collections.abc import Iterator
from datetime import date, timedelta

from storage.latvian import fold

_WORDS = {
    **dict.fromkeys(("sodien", "sodiena", "sodienas", "today", "now"), 0),
    **dict.fromkeys(("rit", "ritdien", "ritdienas", "tomorrow"), 1),
    **dict.fromkeys(("parit", "paritdien"), 2),
    **dict.fromkeys(("vakar", "vakardienas", "yesterday"), -1),
    "aizvakar": -2,
}
_MONTHS = {
    beginning: number
    for number, beginnings in enumerate(
        (
            *(("janv", "jan"), ("febr", "feb"), ("mart", "marc", "mar"), ("apri", "apr"), ("maij", "maja", "may")),
            *(("juni", "june", "jun"), ("juli", "july", "jul"), ("augu", "aug"), ("sept", "sep")),
            *(("okto", "octo", "okt", "oct"), ("nove", "nov"), ("dece", "dec")),
        ),
        start=1,
    )
    for beginning in beginnings
}
_WEEKDAYS = {
    beginning: number
    for number, beginnings in enumerate(
        (
            *(("pirmdien", "monday"), ("otrdien", "tuesday"), ("tresdien", "wednesday"), ("ceturtdien", "thursday")),
            *(("piektdien", "friday"), ("sestdien", "saturday"), ("svetdien", "sunday")),
        )
    )
    for beginning in beginnings
}
_SMALL = re.compile(r"^(?:no|lidz|kops|ar|from|until|since|on|the)\s+")
_ISO = re.compile(r"(?P<y>\d{4})-(?P<m>\d{1,2})-(?P<d>\d{1,2})(?:[ t]00:00(?::00)?)?")
_GADA = r"(?:\s?(?:g\.?|gad[a-z]*))?"
_NUMERIC = re.compile(rf"(?P<d>\d{{1,2}})\s?[./]\s?(?P<m>\d{{1,2}})(?:\s?[./]\s?(?P<y>\d{{4}})|\s?\.)?\.?{_GADA}")
_YEAR_FIRST = re.compile(r"(?P<y>\d{4})\.?\s?(?:g\.|gad[a-z]*)?\s?(?P<d>\d{1,2})\.?\s?(?P<name>[a-z]{3,})\.?")
_DAY_FIRST = re.compile(
    rf"(?P<d>\d{{1,2}})(?:\.|st|nd|rd|th)?\s?(?P<name>[a-z]{{3,}})\.?,?(?:\s?(?P<y>\d{{4}})\.?{_GADA})?"
)
_MONTH_FIRST = re.compile(r"(?P<name>[a-z]{3,})\s(?P<d>\d{1,2})(?:st|nd|rd|th)?,?(?:\s(?P<y>\d{4}))?")
_WEEKDAY = re.compile(r"(?:(?P<which>nakam|pagajus|next|last|this)[a-z]*\s)?(?P<name>[a-z]{6,})")


def read_day(text: str, today: date) -> date | None:
    """The day that a text names, nothing where it names none.

    Without a year it is the nearest such day, past or to come; a weekday is the next one, today included.
    """
    said = _SMALL.sub("", fold(" ".join(text.split())).strip(" ,;!"))
    if said in _WORDS:
        return today + timedelta(days=_WORDS[said])
    for pattern in (_ISO, _NUMERIC, _YEAR_FIRST, _DAY_FIRST, _MONTH_FIRST):
        match = pattern.fullmatch(said)
        if match is None:
            continue
        parts = match.groupdict()
        month = int(parts["m"]) if "m" in parts else _month(parts["name"])
        if month is not None:
            return _nearest(int(parts["d"]), month, int(parts["y"]) if parts["y"] else None, today)
    return _weekday(said, today)


def _month(name: str) -> int | None:
    return next((_MONTHS[name[:size]] for size in (4, 3) if name[:size] in _MONTHS), None)


def _nearest(day: int, month: int, year: int | None, today: date) -> date | None:
    candidates = list(_dates(day, month, (year,) if year else (today.year - 1, today.year, today.year + 1)))
    return min(candidates, key=lambda one: abs((one - today).days), default=None)


def _dates(day: int, month: int, years: tuple[int, ...]) -> Iterator[date]:
    for year in years:
        try:
            yield date(year, month, day)
        except ValueError:
            continue


def _weekday(said: str, today: date) -> date | None:
    match = _WEEKDAY.fullmatch(said)
    number = next((at for name, at in _WEEKDAYS.items() if match and match["name"].startswith(name)), None)
    if match is None or number is None:
        return None
    which = match["which"]
    if which in ("pagajus", "last"):
        return today - timedelta(days=(today.weekday() - number - 1) % 7 + 1)
    if which in ("nakam", "next"):
        monday = today + timedelta(days=7 - today.weekday())
        return monday + timedelta(days=number)
    return today + timedelta(days=(number - today.weekday()) % 7)
