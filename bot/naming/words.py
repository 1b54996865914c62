"""The words of a line, what may be named by them, and how two words compare.

Rules only: plain values in and out.
"""

import re
from collections.abc import Iterator
from dataclasses import dataclass, field
from enum import IntEnum
from functools import cache

from storage.latvian import fold, stem

Key = int | str

LIBRARY, CHANNEL, TOPIC = "library", "channel", "topic"


@dataclass(frozen=True)
class Choice:
    """One library, channel or topic: its key, its names (any language), and what else people call it."""

    key: Key
    names: tuple[str, ...]
    aliases: tuple[str, ...] = ()


@dataclass(frozen=True)
class Vocabulary:
    """Everything that a line may name."""

    libraries: tuple[Choice, ...] = ()
    channels: tuple[Choice, ...] = ()
    topics: tuple[Choice, ...] = ()


class Strength(IntEnum):
    """How clearly words name something; the lower, the clearer."""

    CLEAR = 0
    """An abbreviation or an expression of several words: nobody writes it in a sentence by chance."""
    EXACT = 1
    """The word as it stands in the name or alias."""
    FORM = 2
    """Another form of the word (*rekataloģizāciju*)."""
    BEGINNING = 3
    """The beginning of a word (*rekatalog.*)."""
    TYPO = 4
    """The word with one typing error."""


@dataclass(frozen=True)
class Token:
    """A word of the line; ``start`` and ``end`` are places in the line."""

    start: int
    end: int
    raw: str
    folded: str = field(init=False)
    stem: str = field(init=False)
    dotted: bool = False
    ends_name: bool = False
    """Whether a sign follows by which the next word begins another name: *Skrundas pils. + Skrundas pag.*"""

    def __post_init__(self) -> None:
        object.__setattr__(self, "folded", fold(self.raw).replace("-", ""))
        object.__setattr__(self, "stem", stem(self.raw))


@dataclass(frozen=True)
class Mention:
    """Tokens ``first`` to ``last`` (inclusive) that name one of ``keys``."""

    kind: str
    keys: frozenset[Key]
    first: int
    last: int
    strength: Strength
    oblique: bool = False
    """In another form than listed, as a sentence needs and a note does not: *Rendai*, *datu aizsardzības*."""
    weak: bool = False
    """A word too common to be believed amid running text (*cits*)."""


_TOKEN = re.compile(r"[^\W_]+(?:[-'’][^\W_]+)*")

_PARTING = re.compile(r"\.?\s?[,+/&;]")


def word_set(text: str) -> frozenset[str]:
    """The words of a text that are written in a row, as a set."""
    return frozenset(text.split())


@cache
def _library_words() -> dict[str, str]:
    """Words of library names that tell apart the libraries of one place and name none alone, with their abbreviations.

    Made when they are first needed, for stems take the dictionary, which is a second to load.
    """
    return {
        fold(abbreviation): canonical
        for canonical, group in {
            "bibliotek": "bibl bib bka",
            "pagast": "pag",
            "pilset": "pils pilsēta",
            "novad": "nov",
            "galven": "galv",
            "skol": "sk skola",
            "vidusskol": "vsk vidussk",
            "pamatskol": "psk pamatsk",
            "sakumskol": "sāksk sākumsk",
            "gimnaz": "ģimn ģimnāzija",
            "filial": "fil",
            "bern": "bērnu",
            "tehnikum": "tehn",
        }.items()
        for abbreviation in (*group.split(), canonical)
    } | {
        stem(word): stem(word)
        for word in word_set("centrālā reģiona tautas publiskā valstspilsēta mūzikas mākslas speciālā")
    }


SCHOOLS = frozenset(("skol", "vidusskol", "pamatskol", "sakumskol", "gimnaz"))
TELLING = SCHOOLS | {"pagast", "pilset", "novad", "gimnaz"}
"""After a place these words contradict: a *Rendas skola* that is not in the list is not the parish library."""

OBLIQUE = ("ā", "ē", "ī", "ai", "ei", "im", "am", "iem", "ām", "ēm", "os", "ās", "ēs", "us")


def tokens_of(line: str) -> list[Token]:
    """The words of the line in their order."""
    return [
        Token(
            match.start(),
            match.end(),
            match[0],
            dotted=line[match.end() : match.end() + 1] == ".",
            ends_name=_PARTING.match(line, match.end()) is not None,
        )
        for match in _TOKEN.finditer(line)
    ]


def written_words(name: str) -> Iterator[str]:
    return (fold(match[0]).replace("-", "") for match in _TOKEN.finditer(name))


def library_word(folded: str) -> str | None:
    known = _library_words()
    return known.get(folded) or known.get(stem(folded))


def deletions(word: str) -> list[str]:
    return [word[:at] + word[at + 1 :] for at in range(len(word))]


def one_edit_apart(one: str, other: str) -> bool:
    """Whether one letter is missing, too many or another, or two neighbours are swapped."""
    if len(one) > len(other):
        one, other = other, one
    at = next((place for place in range(len(one)) if one[place] != other[place]), len(one))
    if len(one) < len(other):
        return one[at:] == other[at + 1 :]
    return one[at + 1 :] == other[at + 1 :] or (
        one[at : at + 2] == other[at : at + 2][::-1] and one[at + 2 :] == other[at + 2 :]
    )
