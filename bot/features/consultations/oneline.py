"""The one-line way to register a consultation: ``Renda tālr rekataloģizācija 15min kā labot ierakstu``.

Library, channel, topic, minutes, day and participants are recognised in any order; what is left is the question, in
its own words and order. Recognised parts that stand side by side form a *cluster*; small words (*par*, *no*) and
punctuation do not part them. What counts is decided by where a cluster stands:

1. the cluster that begins the line, if it has at least two kinds of parts;
2. then the cluster that ends the line or has three kinds, if it has at least two; and one that begins the line;
3. then words amid the running text: a topic, or a library in its plain form; a channel or quantity only where it ends
   the line and is written as in the list.

For the topic and the channel the first of these places that names one decides, so that a topic word in the question
takes nothing from one that stands among the parts. Within a place the clearer beats the less clear: an abbreviation
or expression, the word as listed, another form of it, its beginning, a typing error. Where equally clear words name
different entries, all of them are candidates; nothing is guessed. For the library, different ones in the first and
second place are candidates together.

Several libraries, or two topics, are meant together where a sign or *un* joins them (*Laidi, Rumba*; *gdpr + autort*).
A bare number that ends the line is minutes. What follows ``//`` is a note.

What identified a part is taken out of the text, except where it may be a word of the sentence: a topic in another form
at the edge of the running text, and everything amid it.
"""

from collections.abc import Iterable
from dataclasses import dataclass, replace
from datetime import date
from functools import cache
from itertools import pairwise
from typing import cast

from bot.features.consultations.oneline_asides import EFFORT, GIVEN_BY, asides_in, without_note
from bot.features.consultations.oneline_clusters import (
    AMID,
    FIRST,
    SECOND,
    Cluster,
    ClusteredLine,
    Part,
    part_of,
)
from bot.features.consultations.oneline_numbers import BAND, DAY, MINUTES, PARTICIPANTS, Number, numbers_in
from bot.naming.names import Names
from bot.naming.words import (
    CHANNEL,
    LIBRARY,
    TOPIC,
    Choice,
    Key,
    Mention,
    Strength,
    Token,
    Vocabulary,
    tokens_of,
    word_set,
)
from storage.latvian import stem

__all__ = ["Choice", "Key", "OneLine", "Recogniser", "Vocabulary", "is_record_line"]

_ADDRESSING = word_set(
    "vai ka kur kad kapec ko kas kam kads kada kadi kadas cik kurs kura ludzu sveiki labdien labrit "
    "paldies es mes man mums"
)
"""First words of what is said to somebody, rather than noted."""

_STATING = word_set("ir bija bus nav var varetu nevar vajag jabut tiek tika atrodas strada grib velas")
"""Verbs by which the words before them are a sentence's subject, rather than a note's parts."""

_LASTING = word_set("pec ik lidz pirms katras vairak ilgak kops")
"""Before a number of minutes: the number belongs to the sentence."""


_FEWEST, _MOST = 5, 240
"""Between these a bare number at the end of a line is minutes."""


@cache
def _numbered() -> frozenset[str]:
    """Stems of words after which a number is that of something: *lauks 15*."""
    words = (
        "lauks tabula punkts rinda aile nr numurs klase kl lapa lpp pants pielikums forma versija gads telpa sadaļa "
        "nodaļa kods isbn windows word excel solis uz līdz no pēc par ar"
    )
    return frozenset(stem(word) for word in word_set(words))


@dataclass(frozen=True)
class OneLine:
    """What a line says.

    Of ``library``, ``channel`` and ``topic``: one candidate = understood, several = ask which, none = not said.
    """

    line: str
    text: str
    """The question in the line's own words; may be empty."""
    library: tuple[Key, ...] = ()
    channel: tuple[Key, ...] = ()
    topic: tuple[Key, ...] = ()
    minutes: int | None = None
    band: str | None = None
    """Key of a band of durations, where the line estimates; then no minutes are known."""
    participants: int | None = None
    second_topic: Key | None = None
    together: bool = False
    """Whether all the libraries were consulted, and are no candidates."""
    given_by: str | None = None
    """Key in the list ``given_by``, where the line names somebody else than a methodologist."""
    effort: int | None = None
    """READ scale, 1–6."""
    note: str = ""
    day: date | None = None
    """Only where the line says so, and it is no part of the question (*vakar pazuda ieraksts*); never in the future."""
    sure_libraries: tuple[Key, ...] = ()
    """Of several candidates those that a word of the line means alone."""
    guessed: frozenset[str] = frozenset()
    """Names of the fields above that were understood in spite of a typing error or from a word's beginning."""
    stated: frozenset[str] = frozenset()
    """Names of the fields that stand among the parts, and not in the running text."""

    @property
    def is_complete(self) -> bool:
        """Whether library, channel and topic are understood, so that nothing has to be asked."""
        one_library = len(self.library) == 1 or self.together
        return one_library and len(self.channel) == len(self.topic) == 1


def is_record_line(line: OneLine) -> bool:
    """Whether an uncommanded line is meant to be registered: it states a library and a channel or topic as parts.

    A sentence or question that merely mentions them (*Vai Rendas bibliotēka var pasūtīt grāmatas pa tālruni?*) is not.
    """
    if not line.library or not (line.channel or line.topic) or LIBRARY not in line.stated:
        return False
    says_length = bool({MINUTES, BAND} & line.stated)
    if says_length or {CHANNEL, TOPIC} <= line.stated:
        begins = _first_word(line.line)
        return says_length or not (begins in _ADDRESSING and line.line.rstrip().endswith("?"))
    if not {CHANNEL, TOPIC} & line.stated:
        return False
    return _first_word(line.line) not in _ADDRESSING and _first_word(line.text) not in _STATING


class Recogniser:
    """Compiled once for a vocabulary, then read line after line; safe to share between threads."""

    def __init__(self, vocabulary: Vocabulary) -> None:
        self._names = Names(vocabulary)

    def read(self, line: str, today: date) -> OneLine:
        """What the line says; ``today`` is the methodologist's date. Never fails: what is not understood is text."""
        said, note = without_note(line)
        tokens = tokens_of(said)
        if not tokens:
            return OneLine(line, said.strip(), note=note)
        found = sorted([*numbers_in(said, today), *asides_in(said)], key=lambda number: number.start)
        return replace(_Reading(said, tokens, self._names, found).result(), line=line, note=note)


_FoundName = tuple[Cluster, Part, Mention]
_FoundNumber = tuple[Cluster, Part, Number]


class _Reading:
    """One line being read: what each field is, what stays text."""

    def __init__(self, line: str, tokens: list[Token], names: Names, numbers: list[Number]) -> None:
        self._line = line
        parts = [part_of(number, tokens) for number in numbers]
        taken = {at for part in parts for at in range(part.first, part.last + 1)}
        mentions = names.mentions(tokens, taken)
        last = _trailing_minutes(line, tokens, taken, mentions)
        if last is not None and not {MINUTES, BAND} & {number.kind for number in numbers}:
            parts.append(part_of(last, tokens))
        parts += [Part(mention.kind, mention.first, mention.last, mention) for mention in mentions]
        self._clustered = ClusteredLine(line, tokens, parts)
        self._gone: list[Part] = []
        self._stated: set[str] = set()
        self._guessed: set[str] = set()
        self._alone: set[Key] = set()
        self._together = False
        self._second: Key | None = None

    def result(self) -> OneLine:
        library, channel, topic = self._library(), self._channel(), self._topic()
        minutes, participants = self._quantity(MINUTES), self._quantity(PARTICIPANTS)
        band = self._quantity(BAND) if minutes is None else None
        given_by, effort = self._quantity(GIVEN_BY), self._quantity(EFFORT)
        day = self._day()
        return OneLine(
            line=self._line,
            text=self._clustered.without(self._gone),
            library=library,
            channel=channel,
            topic=topic,
            minutes=cast("int | None", minutes),
            band=cast("str | None", band),
            participants=cast("int | None", participants),
            second_topic=self._second,
            together=self._together,
            given_by=cast("str | None", given_by),
            effort=cast("int | None", effort),
            day=day,
            sure_libraries=tuple(key for key in library if key in self._alone),
            guessed=frozenset(self._guessed),
            stated=frozenset(self._stated),
        )

    def _named(self, kind: str, *places: int) -> list[_FoundName]:
        """What is named in these places; a guess that stands alone is none, for any word may be near a name."""
        return [
            (cluster, part, part.mention)
            for cluster in self._clustered.clusters
            if cluster.place in places
            for part in cluster.parts
            if part.kind == kind and part.mention is not None
            if not (cluster.is_alone and part.mention.strength >= Strength.BEGINNING)
        ]

    def _library(self) -> tuple[Key, ...]:
        found = self._named(LIBRARY, FIRST, SECOND)
        if found:
            sure = [entry for entry in found if entry[2].strength < Strength.BEGINNING]
            self._alone = {key for _, _, mention in sure if len(mention.keys) == 1 for key in mention.keys}
            self._together = len(self._alone) > 1 and self._are_joined(sure)
            return self._decide(LIBRARY, sure or found, stated=True)
        amid = [entry for entry in self._named(LIBRARY, AMID) if not entry[2].oblique]
        return self._decide(LIBRARY, amid, stated=False)

    def _channel(self) -> tuple[Key, ...]:
        for place in (FIRST, SECOND):
            found = [
                (cluster, part, mention)
                for cluster, part, mention in self._named(CHANNEL, place)
                # In another form it may be of the sentence: *telefona numurs pazudis*
                if mention.strength != Strength.FORM
                or (cluster.begins and not self._clustered.touches_text(cluster, part))
            ]
            if found:
                return self._decide(CHANNEL, _clearest(found), stated=True)
        if self._line.rstrip().endswith("?"):
            return ()
        last = [entry for entry in self._named(CHANNEL, AMID) if entry[0].ends and entry[2].strength < Strength.FORM]
        self._gone += [part for _, part, _ in last]
        return self._decide(CHANNEL, last, stated=False)

    def _topic(self) -> tuple[Key, ...]:
        for place in (FIRST, SECOND):
            if found := self._named(TOPIC, place):
                if self._is_pair(found):
                    self._second = next(iter(found[1][2].keys))
                    first = self._decide(TOPIC, found[:1], stated=True)
                    self._gone.append(found[1][1])
                    return first
                return self._decide(TOPIC, _clearest(found), stated=True)
        return self._decide(TOPIC, [entry for entry in self._named(TOPIC, AMID) if not entry[2].weak], stated=False)

    def _are_joined(self, found: list[_FoundName]) -> bool:
        """Whether each names one entry, and a sign or *un* stands between them: all are meant."""
        spans = {
            (part.first, part.last): part for _, part, _ in found
        }  # a name may be found as a whole and by its place
        ordered = [spans[span] for span in sorted(spans)]
        return all(len(mention.keys) == 1 for _, _, mention in found) and all(
            self._clustered.are_joined(one, other) for one, other in pairwise(ordered)
        )

    def _is_pair(self, found: list[_FoundName]) -> bool:
        """Whether these are a main topic and a second one; a word of the running text is none."""
        if len(found) != 2 or found[0][2].keys == found[1][2].keys or not self._are_joined(found):
            return False
        cluster, part, _ = found[1]
        return max(mention.strength for _, _, mention in found) < Strength.BEGINNING and not (
            self._clustered.touches_text(cluster, part)
        )

    def _decide(self, kind: str, found: list[_FoundName], *, stated: bool) -> tuple[Key, ...]:
        """The candidates: what all of the mentions may mean, else whatever one of them may mean."""
        if not found:
            return ()
        if stated:
            self._stated.add(kind)
            self._gone += [entry[1] for at, entry in enumerate(found) if not self._is_of_sentence(entry, again=at > 0)]
        if all(mention.strength >= Strength.BEGINNING for _, _, mention in found):
            self._guessed.add(kind)
        common = frozenset.intersection(*(mention.keys for _, _, mention in found))
        either = frozenset[Key]().union(*(mention.keys for _, _, mention in found))
        return tuple(sorted(common or either, key=str))

    def _is_of_sentence(self, entry: _FoundName, *, again: bool) -> bool:
        """Whether a mention at the edge of the running text is rather a word of it, to be kept there."""
        cluster, part, mention = entry
        if not self._clustered.touches_text(cluster, part):
            return False
        if mention.kind == TOPIC:
            ends_a_sentence = not cluster.begins and mention.strength == Strength.EXACT
            inflected = mention.oblique and mention.strength < Strength.BEGINNING
            return again or ends_a_sentence or inflected or cluster.is_alone or self._clustered.goes_on(part)
        return mention.kind == LIBRARY and mention.oblique and not cluster.begins

    def _numbers(self, kind: str, places: Iterable[int]) -> list[_FoundNumber]:
        return [
            (cluster, part, part.number)
            for cluster in self._clustered.clusters
            if cluster.place in places
            for part in cluster.parts
            if part.kind == kind and part.number is not None
        ]

    def _quantity(self, kind: str) -> int | date | str | None:
        """The one of its kind in the first place that has any; several different ones are none."""
        for places in ((FIRST, SECOND), (AMID,)):
            found = [
                (cluster, part, number)
                for cluster, part, number in self._numbers(kind, places)
                if not (number.weak and cluster.is_alone)
                and not (kind in (BAND, GIVEN_BY) and self._clustered.touches_text(cluster, part))
                and not (part.first and self._clustered.tokens[part.first - 1].folded in _LASTING)
                and (cluster.place < AMID or cluster.ends)
            ]
            values = {number.value for _, _, number in found}
            if len(values) == 1:
                self._gone += [part for _, part, _ in found]
                if AMID not in places and not any(number.bare for _, _, number in found):
                    self._stated.add(kind)
                return values.pop()
            if values:
                return None
        return None

    def _day(self) -> date | None:
        """The day that is stated."""
        sure = [
            (part, cast("date", number.value))
            for cluster, part, number in self._numbers(DAY, (FIRST, SECOND))
            if not cluster.is_alone and not self._clustered.touches_text(cluster, part)
        ]
        if len({value for _, value in sure}) != 1:
            return None
        self._gone += [part for part, _ in sure]
        self._stated.add(DAY)
        return sure[0][1]


def _trailing_minutes(line: str, tokens: list[Token], taken: set[int], mentions: list[Mention]) -> Number | None:
    """A bare number that ends the line, if it is no number of something: after running text only a round one."""
    last = len(tokens) - 1
    raw, start, end = tokens[last].raw, tokens[last].start, tokens[last].end
    covered = taken | {at for mention in mentions for at in range(mention.first, mention.last + 1)}
    if not (raw.isascii() and raw.isdigit()) or last in covered or not last or line[end:].strip():
        return None
    before, between = tokens[last - 1], line[tokens[last - 1].end : start]
    is_part = last - 1 in covered
    if not _FEWEST <= int(raw) <= _MOST or before.stem in _numbered() or not set(between) <= set(" .,;:–-"):
        return None
    if before.raw[-1].isdigit() and not is_part:
        return None  # *7 10*, *10-15*
    return Number(MINUTES, start, end, int(raw), bare=True) if is_part or int(raw) % 5 == 0 else None


def _clearest(found: list[_FoundName]) -> list[_FoundName]:
    best = min(mention.strength for _, _, mention in found)
    return [entry for entry in found if entry[2].strength == best]


def _first_word(text: str) -> str:
    tokens = tokens_of(text)
    return tokens[0].folded if tokens else ""
