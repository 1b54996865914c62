"""An event in one line: ``Seminārs Novadpētniecība bibliotēkā 12. martā plkst. 10-13 Kuldīgas Galvenajā bibliotēkā``.

What is unmistakable by itself is taken out first, in any order: a link, until when to register, how many places, the
length, who speaks. Then the time (``bot.texts.moments``). Of what is left

* the kind is the word that begins it, or the only kind that is named amid it (and then stays in the title);
* the place is a library in the locative, or in any form after the time; or what stands after the time and ends in the
  locative (*Kuldīgas kultūras namā*); or what follows *vieta:*;
* the rest, in its own words and order, is the title.

Nothing is guessed: a word that means several libraries gives all of them, and a time that can be read in several ways
is asked about by whoever asked for the reading. What could not be told apart stays in the title, which is shown.
"""

import re
from collections.abc import Callable, Sequence
from dataclasses import dataclass, replace
from datetime import date, datetime
from functools import cached_property, lru_cache

from bot.features.events.slot_rules import take_plan
from bot.naming.names import Names
from bot.naming.words import LIBRARY, Choice, Mention, Strength, Token, Vocabulary, library_word, tokens_of
from bot.texts.days import coming_day
from bot.texts.moments import Reading, find_span
from storage.events import CONSULTATION_DAY, OTHER_FORMS
from storage.latvian import fold, stem
from storage.slots import SlotPlan

LINK = re.compile(r"(?:https?://|www\.)[^\s<>«»„“”\"]+", re.IGNORECASE)
LONGEST_TITLE, LONGEST_PLACE = 200, 300

_NUMBER_OF = re.compile(
    r"[,;(]?\s*(?:(?:vietu\s+skaits|dalībnieku\s+skaits|piedalījās|ieradās|places|seats)\s*[:–-]?\s*(?P<after>\d{1,4})\b"
    r"|(?P<most>\b(?:līdz|lidz|ne\s+vair[āa]k\s+k[āa]|maks\w*\.?|up\s+to|max\.?)\s+)?"
    r"(?<![\d.:])(?P<before>\d{1,4})\s*(?P<what>viet(?:as|ām|am|u)\b|dalībniek\w*|dalibniek\w*|cilvēk\w*|cilvek\w*"
    r"|klātesoš\w*|klatesos\w*|places?\b|seats?\b|people\b|participants?\b))\)?",
    re.IGNORECASE,
)
_LASTING = r"[,;(]?\s*(?:\b(?:ilgums|ilgst|garums|length|lasts)\b\s*:?\s*)?"
_ACADEMIC = re.compile(
    _LASTING + r"(?<![\d.])(\d{1,2}(?:[.,]\d)?)\s*ak(?:ad\w*)?\.?\s*(?:h\b|st\w*\.?)\)?", re.IGNORECASE
)
_HOURS = re.compile(_LASTING + r"(?<![\d.])(\d{1,2}(?:[.,]\d)?)\s*(?:h\b|st\b\.?|stund\w*|hours?\b)\)?", re.IGNORECASE)
_MINUTES = re.compile(_LASTING + r"(?<![\d.])(\d{1,4})\s*(?:min\b\.?|minūt\w*|minut\w*)\)?", re.IGNORECASE)
_UNTIL = re.compile(
    r"[,;(]?\s*(?:lūdzu\s+|ludzu\s+)?(?:pieteik\w*|piesak\w*|reģistr\w*|registr\w*)\s+(?:\w+\s+)?(?:līdz|lidz|until|by)\s+"
    r"(?P<day>\d{4}-\d\d-\d\d|\d{1,2}\.\s?\d{1,2}\.?(?:\s?\d{4}\.?)?|\d{1,2}\.?\s+[^\W\d]+|[^\W\d]+dien\w*|rīt\w*|parīt\w*)"
    r"(?:\s*(?:plkst|pl|at)\b\.?\s*\d{1,2}(?:[.:]\d\d)?)?(?:\s*\(?(?:ieskaitot|inclusive)\b)?\)?",
    re.IGNORECASE,
)
_NAMED = r"[A-ZĀČĒĢĪĶĻŅŌŖŠŪŽ][\w.’'-]*(?:\s+(?!\w+(?:[āēīū]|[āēī]s)\b)[A-ZĀČĒĢĪĶĻŅŌŖŠŪŽ][\w.’'-]*){0,3}"
"""Somebody's name; what follows it in the locative is the place: *Vārds Uzvārds Rendā*."""
_LECTURER = re.compile(
    r"[,;(]?\s*(?i:lektor\w*|lekt\.|vada|vadīs|pasniedz\w*|lecturers?|speakers?)\s*[:–-]?\s*"
    rf"(?P<names>{_NAMED}(?:\s*(?:,|\bun\b|\band\b|&)\s*{_NAMED})*)\)?"
)
_PLACE = re.compile(r"[,;(]?\s*(?:norises\s+)?(?:vieta|place|kur)\s*:\s*(?P<place>[^,;\n)]+)\)?", re.IGNORECASE)
ONLINE = re.compile(r"[,;(]?\s*\b(?:tiešsaistē|tiessaiste|attālināti|attalinati|online)\b\)?", re.IGNORECASE)
_ON_SITE = re.compile(r"[,;(]?\s*\b(?:klātienē|klatiene)\b\)?", re.IGNORECASE)
_LEADING = re.compile(
    r"^(?:[\s,;:.–—-]+|(?:par\s+tēmu|par\s+temu|par(?=\s*[„“«])|notiks|notiek|ir|bija|tiks|at)\b\s*)+(?=\S)",
    re.IGNORECASE,
)
_TRAILING = re.compile(
    r"(?:[\s,;:–—(-]+|\s\.|\s+(?:notiks|notiek|norisināsies|būs|bija|notika|un|no|kas|pie|ar))+$", re.IGNORECASE
)
_QUOTED = re.compile(r"""^[„“"«'](?P<inner>[^„“”"«»]+)[”“"»'.]+$""")
_LOCATIVE = ("ā", "ē", "ī", "ū", "ās", "ēs", "īs", "os", "īm")
_LEAST_LOCATIVE = 4
"""Letters: *tā* and *kā* are no places."""
_TIME = "\ue000"
"""Stands in the text where the time was; nobody can type it."""
_SMALL = frozenset(("un", "vai", "pie", "ar", "no", "par"))


@dataclass(frozen=True)
class Understood:
    """What a line says of an event; what it does not say is empty."""

    title: str = ""
    kind: str | None = None
    when: Reading | None = None
    place: str | None = None
    """As it was written."""
    room: bool = False
    """Whether the place is more than the library's name: a room of it."""
    libraries: tuple[int, ...] = ()
    """Which the place, or the visited library, can be: one is meant, several have to be asked about."""
    link: str | None = None
    online: bool = False
    """Whether it is said to be online, with or without a link."""
    number: int | None = None
    """How many places there are, or how many came."""
    came: bool = False
    """Whether the number says how many came, and not how many can."""
    lecturers: str | None = None
    minutes: int | None = None
    academic_hours: float | None = None
    register_until: date | None = None
    slots: SlotPlan | None = None
    """How a consultation day is divided into times."""
    without_slots: bool = False
    """Whether it is said to have none."""


class EventReader:
    """Reads lines; made for the libraries (keys are their ids, read when first needed) and the kinds that there are."""

    def __init__(self, libraries: Callable[[], Sequence[Choice]], kinds: Sequence[Choice]) -> None:
        self._libraries = libraries
        phrases = [
            (tuple(stem(token.raw) for token in tokens_of(name)), str(kind.key))
            for kind in kinds
            for name in (*kind.names, *kind.aliases)
        ]
        self._kinds = sorted((one for one in phrases if one[0]), key=lambda one: -len(one[0]))

    @cached_property
    def _names(self) -> Names:
        return _compiled(tuple(self._libraries()))

    def read(self, line: str, now: datetime) -> Understood:
        """What the line says; ``now`` is on the region's clocks, with its zone. Never fails."""
        text, plan, without = " ".join(line.replace(_TIME, " ").split()), None, False
        if self._kind(text)[0] == CONSULTATION_DAY:
            text, plan, without = take_plan(text)
        text, found = _plain_parts(text, now.date())
        found = replace(found, slots=plan, without_slots=without)
        when, rest = find_span(text, now)
        if when.spans:
            found = replace(found, when=when)
            alike = zip(text, rest, strict=False)
            at = next((place for place, (one, other) in enumerate(alike) if one != other), len(rest))
            if at < len(rest):
                at = rest.rfind(" ", 0, at) + 1
            text = f"{rest[:at].rstrip()} {_TIME} {rest[at:].lstrip()}".strip()
        text, (minutes, academic_hours) = _lengths(text)
        kind, _ = self._kind(text)
        text, found = self._place(text, replace(found, kind=kind, minutes=minutes, academic_hours=academic_hours))
        _, name_ends = self._kind(text)
        title = text[name_ends:] if name_ends and _is_apart(text, name_ends) else text
        return replace(found, title=_tidy(title.replace(_TIME, " ")))

    def names_kind_or_time(self, text: str, now: datetime) -> bool:
        """Whether a text may announce an event: its first line begins with a kind, or some line says when."""
        return any(self._kind_and_time(text, now))

    def names_kind_and_time(self, text: str, now: datetime) -> bool:
        """Whether its first line does both, as who makes an event in one line writes it."""
        return all(self._kind_and_time(text, now))

    def _kind_and_time(self, text: str, now: datetime) -> tuple[bool, bool]:
        first, *_ = text.strip().splitlines() or [""]
        reading, _ = find_span(" ".join(first.split())[:500], now)
        return self._kind(first)[1] > 0, bool(reading.spans)

    def _kind(self, text: str) -> tuple[str | None, int]:
        """The kind that the text names, and where its name ends if the text begins with it (else 0)."""
        tokens = tokens_of(text)
        for phrase, key in self._kinds:
            if len(tokens) >= len(phrase) and all(
                token.stem == wanted for token, wanted in zip(tokens, phrase, strict=False)
            ):
                return key, tokens[len(phrase) - 1].end
        named = set()
        taken: set[int] = set()
        for phrase, key in self._kinds:
            for at in range(len(tokens) - len(phrase) + 1):
                span = range(at, at + len(phrase))
                same = all(tokens[place].stem == wanted for place, wanted in zip(span, phrase, strict=True))
                if same and not taken & set(span) and key != "other":
                    named.add(key)
                    taken |= set(span)
        return (named.pop(), 0) if len(named) == 1 else (None, 0)

    def _place(self, text: str, found: Understood) -> tuple[str, Understood]:
        """Take the place out of the text."""
        if found.place is not None:
            said = tokens_of(found.place)
            whole = [
                one
                for one in self._mentions(found.place)
                if one.last == len(said) - 1 and (one.first == 0 or library_word(said[one.last].folded) is not None)
            ]
            return text, replace(found, libraries=_ids(whole[-1]) if whole else ())
        tokens, time = tokens_of(text), text.find(_TIME)
        about_library = found.kind in OTHER_FORMS
        for mention in reversed(self._mentions(text)):
            start, end = tokens[mention.first].start, tokens[mention.last].end
            behind = 0 <= time < start
            room = _room_after(text, tokens, mention.last) if behind or about_library else None
            if behind or about_library or _is_locative(tokens[mention.last]):
                end = end if room is None else tokens[room].end
                of_library = room is None or library_word(tokens[mention.last].folded) is not None
                ids = _ids(mention) if of_library else ()  # Kuldīgas kultūras namā
                place = " ".join(text[start:end].replace(_TIME, " ").split())
                taken = replace(found, place=place, room=room is not None and of_library, libraries=ids)
                return _without(text, start, end), taken
        before, _, behind_time = text.partition(_TIME)
        words = tokens_of(behind_time)
        if words and _is_locative(words[-1]) and _tidy(before):
            return before, replace(found, place=_tidy(behind_time)[:LONGEST_PLACE])
        return text, found

    def _mentions(self, text: str) -> list[Mention]:
        found = self._names.mentions(tokens_of(text), set())
        return [one for one in found if one.kind == LIBRARY and one.strength < Strength.BEGINNING]


@lru_cache(maxsize=4)
def _compiled(libraries: tuple[Choice, ...]) -> Names:
    """A tenth of a second for 3,000 libraries, whose names change seldom."""
    return Names(Vocabulary(libraries=libraries))


def _plain_parts(text: str, today: date) -> tuple[str, Understood]:
    """What is unmistakable by itself, and the text without it."""
    found = Understood()
    if link := LINK.search(text):
        found = replace(found, link=link[0].rstrip(".,;)"))
        text = text.replace(found.link or "", " ", 1)
    if (until := _UNTIL.search(text)) and (day := coming_day(until["day"], today)):
        found = replace(found, register_until=day)
        text = _without(text, *until.span())
    if place := _PLACE.search(text):
        found = replace(found, place=_tidy(place["place"])[:LONGEST_PLACE])
        text = _without(text, *place.span())
    if number := _NUMBER_OF.search(text):
        what = fold(number["what"] or number[0])
        came = (
            what.lstrip(" ,;(").startswith(("cilvek", "klates", "piedalij", "ierad", "people")) and not number["most"]
        )
        found = replace(found, number=int(number["after"] or number["before"]), came=came)
        text = _without(text, *number.span())
    if speaker := _LECTURER.search(text):
        found = replace(found, lecturers=" ".join(speaker["names"].split()).rstrip(".,"))
        text = _without(text, *speaker.span())
    if online := ONLINE.search(text):
        found = replace(found, online=True)
        text = _without(text, *online.span())
    if on_site := _ON_SITE.search(text):  # a place says so, too
        text = _without(text, *on_site.span())
    return text, replace(found, online=found.online or found.link is not None)


def _lengths(text: str) -> tuple[str, tuple[int | None, float | None]]:
    """Minutes and academic hours, and the text without them; they stand anywhere once the time is out."""
    minutes: int | None = None
    academic: float | None = None
    if found := _ACADEMIC.search(text):
        academic, text = float(found[1].replace(",", ".")), _without(text, *found.span())
    if found := _HOURS.search(text):
        minutes, text = round(float(found[1].replace(",", ".")) * 60), _without(text, *found.span())
    if found := _MINUTES.search(text):
        minutes, text = (minutes or 0) + int(found[1]), _without(text, *found.span())
    return text, (minutes or None, academic or None)


def read_length(text: str) -> tuple[int | None, float | None] | None:
    """Minutes and academic hours of a typed length: ``180``, ``3 h``, ``1,5 h 15 min``, ``4 akad. st.``."""
    if text.strip().isdecimal() and len(text.strip()) <= 4:
        return (int(text), None) if int(text) else None
    rest, (minutes, academic) = _lengths(text)
    if (minutes is None and academic is None) or re.search(r"\w", rest):
        return None
    return minutes, academic


def _ids(mention: Mention) -> tuple[int, ...]:
    return tuple(sorted(int(key) for key in mention.keys))


def _is_locative(token: Token) -> bool:
    return len(token.raw) >= _LEAST_LOCATIVE and token.raw.casefold().endswith(_LOCATIVE)


def _room_after(text: str, tokens: Sequence[Token], last: int) -> int | None:
    """The token with which a room of the library ends: *Rendas bibliotēkas lasītavā*, *… 2. stāva zālē*."""
    for at in range(last + 1, min(len(tokens), last + 5)):
        between = text[tokens[at - 1].end : tokens[at].start]
        if between.strip(" .") or tokens[at].raw[:1].isupper() or tokens[at].folded in _SMALL:
            return None
        if _is_locative(tokens[at]):
            return at
    return None


def _is_apart(text: str, at: int) -> bool:
    """Whether what follows the kind's name is a title of its own, and not the rest of a phrase: *Seminārs skolām*."""
    rest = text[at:].lstrip()
    return not rest or not rest[0].islower() or rest[:4].casefold() == "par "


def _without(text: str, start: int, end: int) -> str:
    return f"{text[:start].rstrip()} {text[end:].lstrip()}".strip() if text[:start].strip() else text[end:].lstrip()


def _tidy(text: str) -> str:
    """The text without the signs and small words that its neighbours left behind."""
    while True:
        tidied = _TRAILING.sub("", _LEADING.sub("", text.strip())).strip()
        if quoted := _QUOTED.match(tidied):
            tidied = quoted["inner"].strip()
        if tidied == text:
            break
        text = tidied
    text = " ".join(text.split())
    if not re.search(r"\w", text):
        return ""
    return (text[:1].upper() + text[1:])[:LONGEST_TITLE]
