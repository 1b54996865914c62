"""Libraries as they stand in the cell of a table: one or several, in everyday words, with abbreviations and errors."""

import re
from collections.abc import Sequence
from dataclasses import dataclass

from rapidfuzz import fuzz, process

from bot.naming.names import Names
from bot.naming.words import LIBRARY, Choice, Vocabulary, library_word, tokens_of, written_words
from storage.latvian import fold

_PARTS = re.compile(r"[;/|+&]|,|\bun\b|\band\b", re.IGNORECASE)
LEAST_ALIKE = 60
"""Of 100 (rapidfuzz): what is less alike is no help as a suggestion."""
MOST_SUGGESTIONS = 3


@dataclass(frozen=True)
class Unclear:
    """A part of a cell that names no library (``candidates`` are like it), or several (they are all that fit)."""

    part: str
    candidates: tuple[str, ...]
    several: bool


class LibraryCells:
    """Reads cells; made once for a list of libraries, whose keys are their ids."""

    def __init__(self, libraries: Sequence[Choice]) -> None:
        self._names = Names(Vocabulary(libraries=tuple(libraries)))
        self._called = {int(one.key): one.names[0] for one in libraries}
        self._whole = {_spelled(name): int(one.key) for one in libraries for name in (*one.aliases, *one.names)}
        self._alike = {int(one.key): " ".join(_telling(one.names[0])) for one in libraries}

    def name(self, key: int) -> str:
        """The library's name."""
        return self._called[key]

    def read(self, cell: str) -> tuple[list[int], list[Unclear]]:
        """The libraries that a cell names, in its order, and what in it is unclear."""
        if _spelled(cell) in self._whole:
            return [self._whole[_spelled(cell)]], []
        keys: list[int] = []
        unclear: list[Unclear] = []
        for part in filter(None, (part.strip(" .-–()") for part in _PARTS.split(cell))):
            found = self._part(part)
            if isinstance(found, Unclear):
                unclear.append(found)
            else:
                keys += found
        return list(dict.fromkeys(keys)), unclear

    def _part(self, part: str) -> list[int] | Unclear:
        if _spelled(part) in self._whole:
            return [self._whole[_spelled(part)]]
        mentions = [one for one in self._names.mentions(tokens_of(part), set()) if one.kind == LIBRARY]
        if not mentions:
            return Unclear(part, self._suggested(part), several=False)
        for mention in mentions:
            if len(mention.keys) > 1:
                fitting = sorted(self._called[int(key)] for key in mention.keys)
                return Unclear(part, tuple(fitting), several=True)
        return [int(key) for mention in mentions for key in mention.keys]

    def _suggested(self, part: str) -> tuple[str, ...]:
        wanted = " ".join(_telling(part)) or fold(part)
        found = process.extract(wanted, self._alike, scorer=fuzz.WRatio, limit=MOST_SUGGESTIONS)
        return tuple(self._called[key] for _, score, key in found if score >= LEAST_ALIKE)


def _spelled(name: str) -> str:
    return " ".join(written_words(name))


def _telling(name: str) -> list[str]:
    """The words that tell places apart: not *pagasta*, *bibliotēka*, which many have."""
    return [word for word in written_words(name) if library_word(word) is None]
