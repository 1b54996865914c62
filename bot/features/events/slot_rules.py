"""How a day is divided into times, and who keeps theirs when it is otherwise; on plain values."""

import re
from collections.abc import Mapping, Sequence
from datetime import datetime, time, timedelta

from storage.slots import Break, SlotPlan

LENGTHS = (15, 20, 30, 45, 60)
"""Minutes that are offered."""
USUAL = 30
SHORTEST, LONGEST = 5, 240
"""Minutes that a time can be long."""
MOST = 48
"""More times than this are no day on which somebody is consulted, and more buttons than anybody reads."""
MOST_AT_ONCE = 9

_SPAN = re.compile(
    r"(?<![\d.:])(\d{1,2})(?:[.:](\d\d))?\s*(?:[-–—]|līdz|lidz|until|to)\s*(\d{1,2})(?:[.:](\d\d))?(?![\d.:]*\d)",
    re.IGNORECASE,
)


def slots_between(begins: datetime, ends: datetime, plan: SlotPlan) -> list[datetime]:
    """When the times begin: one after the other, each whole, none reaching into a break; on one day alone."""
    found: list[datetime] = []
    length, at = timedelta(minutes=plan.minutes), begins
    if ends.date() != begins.date():
        return found
    breaks = sorted((datetime.combine(begins, first), datetime.combine(begins, last)) for first, last in plan.breaks)
    while at + length <= ends and len(found) < MOST:
        in_the_way = next((last for first, last in breaks if first < at + length and at < last), None)
        if in_the_way is not None:
            at = in_the_way
            continue
        found.append(at)
        at += length
    return found


def free_slots(slots: Sequence[datetime], taken: Mapping[datetime, int], at_once: int) -> list[datetime]:
    """Those that somebody can still have."""
    return [one for one in slots if taken.get(one, 0) < at_once]


def keeping(held: Sequence[tuple[int, datetime]], slots: Sequence[datetime], at_once: int) -> set[int]:
    """Of (person, their time) those who keep it: there is still such a time, and room for them, the first first."""
    room = dict.fromkeys(slots, at_once)
    kept = set()
    for person, slot in held:
        if room.get(slot, 0) > 0:
            room[slot] -= 1
            kept.add(person)
    return kept


def read_minutes(text: str) -> int | None:
    """How long a time is, as people type it: ``25``, ``25 min``, ``1 h``; nothing for what cannot be."""
    said = re.fullmatch(r"\s*(\d{1,3})\s*(min\w*\.?|h|st\w*\.?|hours?)?\s*", text, re.IGNORECASE)
    if said is None:
        return None
    is_hours = said[2] is not None and not said[2].lower().startswith("min")
    minutes = int(said[1]) * (60 if is_hours else 1)
    return minutes if SHORTEST <= minutes <= LONGEST else None


def read_breaks(text: str) -> tuple[Break, ...] | None:
    """Breaks as people type them: ``12-13``, ``12.00–12.30 un 15–15.15``; nothing where that says none."""
    found = []
    for first, first_minutes, last, last_minutes in _SPAN.findall(text):
        clocks = (int(first), int(first_minutes or 0)), (int(last), int(last_minutes or 0))
        if any(hour > 23 or minute > 59 for hour, minute in clocks) or clocks[0] >= clocks[1]:
            return None
        found.append((time(*clocks[0]), time(*clocks[1])))
    if not found or re.search(r"\d", _SPAN.sub(" ", text)):
        return None
    return tuple(sorted(found))


_LENGTH = re.compile(
    r"[,;(]?\s*(?:\b(?:laik\w+|ik)\s+)?\b(?:pa|ik\s+pa|ik|every|each)\s+(\d{1,3})\s*min\w*\.?(?:\s+laik\w+)?\)?",
    re.IGNORECASE,
)
_HOURS = r"\d{1,2}(?:[.:]\d\d)?\s*(?:[-–—]|līdz|lidz|to)\s*\d{1,2}(?:[.:]\d\d)?(?![\d.:]*\d)"
_BREAK = re.compile(
    r"[,;(]?\s*\b(?:ar\s+)?(?:pusdienu\s+)?(?:pārtrauk\w+|partrauk\w+|pusdien\w+|breaks?|lunch)\s*:?\s*(?:no\s+|plkst\.?\s*)*"
    rf"({_HOURS}(?:\s*(?:\bun\b|\band\b|&)\s*{_HOURS})*)\)?",
    re.IGNORECASE,
)
_AT_ONCE = re.compile(
    r"[,;(]?\s*(?:\bpa\s+)?\b(\d)\s+(?:cilvēk\w+\s+)?(?:vienlaikus|reizē|at\s+once)\b\)?", re.IGNORECASE
)
_WITHOUT = re.compile(r"[,;(]?\s*\b(?:bez\s+laik\w+|without\s+times)\b\)?", re.IGNORECASE)


def take_plan(text: str) -> tuple[str, SlotPlan | None, bool]:
    """What a line about a consultation day says of its times (``pa 20 min, pārtraukums 12–13, 2 vienlaikus``).

    Returns the line without it, the plan with what is usual where the line does not say (nothing where it says nothing
    at all), and whether it says that there are to be no times.
    """
    if found := _WITHOUT.search(text):
        return _cut(text, *found.span()), None, True
    minutes, breaks, at_once = None, list[Break](), None
    while found := _BREAK.search(text):
        breaks += read_breaks(found[1]) or ()
        text = _cut(text, *found.span())
    if found := _AT_ONCE.search(text):
        at_once, text = int(found[1]) or None, _cut(text, *found.span())
    if found := _LENGTH.search(text):
        minutes, text = read_minutes(found[1]), _cut(text, *found.span())
    if minutes is None and not breaks and at_once is None:
        return text, None, False
    return text, SlotPlan(minutes or USUAL, tuple(sorted(breaks)), at_once or 1), False


def _cut(text: str, start: int, end: int) -> str:
    return f"{text[:start].rstrip()} {text[end:].lstrip()}".strip()
