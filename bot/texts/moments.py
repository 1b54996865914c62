"""When something takes place, as people type it: ``12. martā plkst. 10``, ``rīt no 10 līdz 13``, ``12.–14. martā``.

A text is taken apart in every way that its words allow; the ways that make a whole are its readings. One reading is an
answer, several are a question. dateparser cannot carry this: it knows ``rīt 10:00`` and ``12.03.2027 10:00``, but no
Latvian case, no span, and it answers with one guess where there are two readings.
"""

import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from datetime import date, datetime, time, timedelta
from typing import Any
from zoneinfo import ZoneInfo

from bot.texts.days import FARTHEST, NamedDay
from bot.texts.hours import MIDNIGHT, Hour, Length, half_of_day_word, pairs
from bot.texts.phrases import Days, Way, Word, form_of, lined_up, ways, weekdays_beside, without_weekdays
from storage import local_time

PAST, NO_HOUR, NO_DAY, SKIPPED, TWICE, FAR, SEVERAL = "past", "no_hour", "no_day", "skipped", "twice", "far", "several"
BACKWARDS = "backwards"

LONGEST = timedelta(days=335)
"""What takes longer is no event, but a slip of the finger."""
MOST_READINGS = 4
_MOST_LETTERS = 400


@dataclass(frozen=True, order=True)
class Span:
    """From when until when, on the region's clocks (naive)."""

    begins: datetime
    """Midnight where only the day was said."""
    ends: datetime | None = None
    """Of whole days, the last one at midnight; the same where one whole day is meant for sure."""
    whole_day: bool = False
    """Whether no hour was said."""

    def to_json(self) -> dict[str, Any]:
        """What a form keeps."""
        ends = self.ends.isoformat() if self.ends else None
        return {"begins": self.begins.isoformat(), "ends": ends, "whole_day": self.whole_day}

    @classmethod
    def from_json(cls, data: dict[str, Any]) -> "Span":
        ends = datetime.fromisoformat(data["ends"]) if data["ends"] else None
        return cls(datetime.fromisoformat(data["begins"]), ends, data["whole_day"])


@dataclass(frozen=True)
class Reading:
    """What a text can mean, and why to ask before believing it."""

    spans: tuple[Span, ...] = ()
    """One where it is clear, several to choose from, none where it could not be read; what is to come stands first."""
    doubt: str | None = None
    """
    - ``several``: it has several readings;
    - ``past``: one of the readings, or the only one, has begun already;
    - ``no_hour``: only a day was said, or of several days no hour of their end (that is at midnight then);
    - ``no_day``: only an hour was said; the spans are the next two days that have it;
    - ``skipped``: the clocks are put forward over it; the span is what they show then;
    - ``twice``: the clocks show it twice, as they are put back; the first time is meant (``storage.local_time``);
    - ``far``: more than ``bot.texts.days.FARTHEST`` ahead;
    - ``backwards``: it would end before it begins; there are no spans.
    """

    @property
    def clear(self) -> bool:
        """Whether there is nothing to ask."""
        return len(self.spans) == 1 and self.doubt is None


def read_span(text: str, now: datetime) -> Reading:
    """What a whole text says; ``now`` is on the region's clocks, with its zone."""
    folded = lined_up(text[:_MOST_LETTERS])[1]
    found = [way for way, end in ways(folded, 0, whole=True) if end == len(folded)]
    return _read(found, now)


def find_span(text: str, now: datetime) -> tuple[Reading, str]:
    """What a longer line says of when, and the rest of the line. The longest place that names a day counts."""
    plain, folded = lined_up(text[:_MOST_LETTERS])
    best: tuple[tuple[int, bool, int], int, int] | None = None
    readings: dict[tuple[int, int], list[Way]] = {}
    for start in (match.start() for match in re.finditer(r"(?<![\w.:-])\w", folded)):
        for way, end in ways(folded, start, whole=False):
            form = form_of(way)
            if form is None or not _days_exist(way, now.date()):
                continue
            readings.setdefault((start, end), []).append(way)
            rank = (_names_a_day(way, form), "t" in form, end - start)
            if best is None or rank > best[0]:
                best = (rank, start, end)
    _, start, end = best or (None, 0, 0)
    reading = _read(readings.get((start, end), ()), now)
    if reading == Reading():
        return reading, text
    before, after = plain[:start].rstrip(" ,;–—-("), plain[end:].lstrip(" .–—)") + text[_MOST_LETTERS:]
    if before.endswith("\n"):
        return reading, f"{before}{after.lstrip()}"
    gap = "" if after[:1] in {",", ";", "\n"} else " "
    return reading, f"{before}{gap}{after}".strip(" ,;")


def judged(span: Span, now: datetime) -> Reading:
    """What is doubtful in a span that somebody chose."""
    return _doubted((span,), now)


def _read(found: Sequence[Way], now: datetime) -> Reading:
    """What the ways mean together."""
    today, this = now.date(), now.replace(tzinfo=None)
    formed = [(form, way) for way in found if (form := form_of(way)) and _days_exist(way, today)]
    named = [(form, way) for form, way in formed if "d" in form or "r" in form]
    if not named:
        return _without_day([way for _, way in formed], this)
    surest = min(_far_fetched(way) for _, way in named)
    chosen = [(form, way) for form, way in named if _far_fetched(way) == surest]
    spans = [span for form, way in chosen for span in _spans(form, way, this)]
    if not spans:
        contradicting = all("t" in form and not _halved(way) for form, way in chosen)
        return Reading((), None if contradicting else BACKWARDS)
    spans.sort(key=lambda one: (is_past(one, this), one.begins.date()))
    return _doubted(tuple(dict.fromkeys(spans))[:MOST_READINGS], now)


def _names_a_day(way: Way, form: str) -> int:
    """How surely: not at all, perhaps, for sure."""
    if "d" not in form and "r" not in form:
        return 0
    return 1 if "t" not in form and all(isinstance(one, NamedDay) and one.may_be_none for one in way) else 2


def _far_fetched(way: Way) -> int:
    return sum(isinstance(one, Hour) and one.like_a_day for one in way)


def _days_exist(way: Way, today: date) -> bool:
    return all(one.days(today) for one in way if isinstance(one, NamedDay))


def _without_day(found: Sequence[Way], this: datetime) -> Reading:
    hours = [pair for way in found for pair in _hours(way)]
    if not hours:
        return Reading((), BACKWARDS if found else None)
    spans = (_at(this.date() + timedelta(days=day), None, pair) for day in range(3) for pair in hours)
    coming = [one for one in dict.fromkeys(spans) if not is_past(one, this)]
    return Reading(tuple(coming[: min(2 * len(hours), MOST_READINGS)]), NO_DAY)


def _spans(form: str, way: Way, this: datetime) -> list[Span]:
    """What one way means."""
    today = this.date()
    days = list(_days_of(way, today))
    if "dt-dt" in form or "td-td" in form:
        hours = _halved(way)
        both = [(begin, end) for begin in hours[0].options for end in hours[1].options] if hours else []
        spans = [Span(_on(one, begin), _on(other, end)) for one, other in days if other for begin, end in both]
    elif "t" in form:
        spans = [_at(first, last, pair) for first, last in days for pair in _hours(way)]
    else:
        whole = any(isinstance(one, Word) and one.sign == "a" for one in way)
        spans = [_whole_days(first, last or (first if whole else None)) for first, last in days]
    spans = [one for one in spans if one.ends is None or one.ends > one.begins or one.whole_day]
    if any(isinstance(one, NamedDay) and one.is_weekday for one in way):  # nobody calls this morning *on Wednesday*
        spans = [one for one in spans if not is_past(one, this)] or spans
    return spans


def _halved(way: Way) -> list[Hour]:
    """The way's hours, each with the half of the day that was said with it; none where one contradicts it."""
    found: list[Hour | None] = []
    ahead = next((half for one in way if isinstance(one, NamedDay) and (half := half_of_day_word(one.match[0]))), "")
    for before, one, after in zip((None, *way), way, (*way[1:], None), strict=False):
        if isinstance(one, Word) and one.half and not isinstance(before, Hour):
            ahead = one.half
        if isinstance(one, Hour):
            half = after.half if isinstance(after, Word) and after.half else ahead
            found.append(one.in_half(half) if half and not one.half else one)
    return [one for one in found if one is not None] if all(found) else []


def _hours(way: Way) -> list[tuple[int, int | None]]:
    """From when until when, in minutes since midnight of the first and of the last day."""
    hours = _halved(way)
    if not hours:
        return []
    length = next((one.minutes for one in way if isinstance(one, Length)), None)
    found = pairs(hours[0], hours[1] if len(hours) > 1 else None)
    if length:
        found = [(begin, begin + length - (begin + length == MIDNIGHT)) for begin, _ in found]
    return found


def _on(day: date, minutes: int = 0) -> datetime:
    return datetime.combine(day, time()) + timedelta(minutes=minutes)


def _whole_days(first: date, last: date | None) -> Span:
    return Span(_on(first), _on(last) if last else None, whole_day=True)


def _at(first: date, last: date | None, pair: tuple[int, int | None]) -> Span:
    begin, end = pair
    if end is None:
        return Span(_on(first, begin), _on(last) if last else None)
    return Span(_on(first, begin), _on(last or first, end))


def _days_of(way: Way, today: date) -> Iterator[tuple[date, date | None]]:
    """The first day, and the last one where there are several, in every reading; weekdays beside them must agree."""
    named = [one for one in without_weekdays(way) if isinstance(one, NamedDay | Days)]
    weekdays = [weekdays_beside(way, one) for one in named]
    first = named[0]
    if isinstance(first, Days):
        yield from ((one, other) for one, other in first.both(today))
    elif len(named) > 1 and isinstance(named[1], NamedDay):
        for one, other in _first_and_last(first, named[1], today):
            if weekdays[0] <= {one.weekday()} and weekdays[1] <= {other.weekday()}:
                yield one, other
    else:
        days = first.days(today)
        agreeing = [day for day in days if weekdays[0] <= {day.weekday()}]
        for day in agreeing or days:
            yield day, None
            if not agreeing:  # one of the two is a slip: the date, or the weekday of that week
                yield from ((day + timedelta(days=number - day.weekday()), None) for number in weekdays[0])


def _first_and_last(first: NamedDay, last: NamedDay, today: date) -> list[tuple[date, date]]:
    """Both days as near to each other as they can be: where one lacks its year, it is the other's."""
    year = timedelta(days=364)
    found = [
        (begin, end) for end in last.days(today) for begin in (*first.days(today), first.after(end - year)) if begin
    ]
    found += [(begin, end) for begin in first.days(today) for end in (last.after(begin),) if end]
    found = [(begin, end) for begin, end in dict.fromkeys(found) if begin <= end <= begin + LONGEST]
    shortest = min((end - begin for begin, end in found), default=None)
    return [(begin, end) for begin, end in found if end - begin == shortest]


def _doubted(spans: tuple[Span, ...], now: datetime) -> Reading:
    """The readings, with what is doubtful in them."""
    this = now.replace(tzinfo=None)
    if any(is_past(one, this) for one in spans):
        return Reading(spans, PAST)
    if len(spans) > 1:
        return Reading(spans, SEVERAL)
    span = spans[0]
    if span.begins > this + FARTHEST:
        return Reading(spans, FAR)
    if span.whole_day:
        return Reading(spans, None if span.ends else NO_HOUR)
    return _by_the_clocks(span, now) or Reading(spans, NO_HOUR if _ends_at_midnight(span) else None)


def _by_the_clocks(span: Span, now: datetime) -> Reading | None:
    """The doubt that putting the clocks forward or back brings."""
    zone = now.tzinfo
    if not isinstance(zone, ZoneInfo):
        return None
    moments = [one for one in (span.begins, span.ends) if one]
    if not all(local_time.exists(one, zone) for one in moments):
        shown = [local_time.moment(one, zone).astimezone(zone).replace(tzinfo=None) for one in moments]
        return Reading((Span(shown[0], shown[1] if span.ends else None),), SKIPPED)
    return Reading((span,), TWICE) if any(local_time.twice(one, zone) for one in moments) else None


def _ends_at_midnight(span: Span) -> bool:
    """Whether of its last day no hour is known."""
    return span.ends is not None and span.ends.time() == time() and span.ends.date() > span.begins.date()


def is_past(span: Span, now: datetime) -> bool:
    """Whether it has begun already, or its first day is over, where only days were said."""
    this = now.replace(tzinfo=None)
    return span.begins.date() < this.date() if span.whole_day else span.begins < this
