"""Which words of a line name a library, a channel or a topic: words of the names, aliases, and how sure each is.

Rules only: plain values in and out. A ``Names`` is compiled once for a vocabulary and then asked for every line.
"""

import re
from bisect import bisect_left
from collections import defaultdict
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from functools import cache

from bot.naming.words import (
    CHANNEL,
    LIBRARY,
    OBLIQUE,
    SCHOOLS,
    TELLING,
    TOPIC,
    Choice,
    Key,
    Mention,
    Strength,
    Token,
    Vocabulary,
    deletions,
    library_word,
    one_edit_apart,
    word_set,
    written_words,
)
from storage.latvian import is_known, stem

_SHORT = 3
"""Aliases up to this length are compared letter by letter: as stems they would fall together with words."""
_LEAST_TYPO = 6
_LEAST_BEGINNING = 5

_SMALL_WORDS = word_set("un pa uz ar no pie par ka and by in on a an at the of")


@cache
def _common() -> frozenset[str]:
    """Words of topic names that name nothing alone: *akts*, *dati*, *kultūra* stand in every second question."""
    words = (
        "bibliotēka dati akts kultūra portāls dokuments darbs grāmata library system data culture report "
        "portal person visit new people"
    )
    return frozenset(stem(word) for word in word_set(words))


_WEAK = word_set("cits dazadi other")


class Names:
    """The names and aliases of a vocabulary, ready for being looked up; safe to share between threads."""

    def __init__(self, vocabulary: Vocabulary) -> None:
        self._phrases: dict[str, list[_Phrase]] = defaultdict(list)
        self._words: dict[str, set[tuple[str, Key]]] = defaultdict(set)
        self._narrowing: dict[Key, frozenset[str]] = {}
        self._places: dict[str, set[Key]] = defaultdict(set)
        for kind, choices in ((CHANNEL, vocabulary.channels), (TOPIC, vocabulary.topics)):
            for choice in choices:
                self._add_choice(kind, choice)
        self._drop_shared_words()
        for library in vocabulary.libraries:
            self._add_library(library)
        self._sorted = sorted(self._words)
        self._without_one: dict[str, set[str]] = defaultdict(set)
        for word in self._words:
            if len(word) >= _LEAST_TYPO:
                for shorter in deletions(word):
                    self._without_one[shorter].add(word)

    def mentions(self, tokens: list[Token], taken: set[int]) -> list[Mention]:
        """Everything that the tokens name, apart from those already ``taken`` as numbers; longer beats shorter."""
        found: list[Mention] = []
        for at, token in enumerate(tokens):
            if at in taken:
                continue
            exact = [*self._phrases_at(tokens, at, taken), *self._place_at(tokens, at, taken, token.stem)]
            found += exact or self._guesses_at(tokens, at, taken)
        return [mention for mention in found if not any(_covers(other, mention) for other in found)]

    def _add_choice(self, kind: str, choice: Choice) -> None:
        names = [tuple(written_words(name)) for name in choice.names]
        aliases = [tuple(written_words(alias)) for alias in choice.aliases]
        whole = [*names, *aliases]
        for name in choice.names:
            whole += [tuple(written_words(part)) for part in re.split(r",|\bun\b|\band\b", name)]
        singles = {word for name in names for word in name if word not in _SMALL_WORDS and len(word) > _SHORT}
        longer = {word for words in whole for word in words}
        for words in dict.fromkeys(words for words in whole if words):
            short = len(words) == 1 and any(other != words[0] and other.startswith(words[0]) for other in longer)
            letter_by_letter = len(words) == 1 and (short or len(words[0]) <= _SHORT or words[0] in _WEAK)
            self._add_phrase(_Phrase(kind, choice.key, words, letter_by_letter, clear=short or len(words) > 1))
        for word in singles:
            if stem(word) not in _common() and (word,) not in whole:
                self._add_phrase(_Phrase(kind, choice.key, (word,), word in _WEAK, clear=False, of_name=True))

    def _add_phrase(self, phrase: "_Phrase") -> None:
        self._phrases[phrase.first].append(phrase)
        if len(phrase.words) == 1:
            self._words[phrase.words[0]].add((phrase.kind, phrase.key))
            if not phrase.letter_by_letter:
                self._words[stem(phrase.words[0])].add((phrase.kind, phrase.key))

    def _drop_shared_words(self) -> None:
        """A word out of a longer name counts only where no other entry has it too."""
        for first, phrases in self._phrases.items():
            owners = {(phrase.kind, phrase.key) for phrase in phrases if len(phrase.words) == 1}
            if len(owners) > 1:
                self._phrases[first] = [phrase for phrase in phrases if not phrase.of_name]

    def _add_library(self, library: Choice) -> None:
        narrowing: set[str] = set()
        for name in library.names:
            words = list(written_words(name))
            places = [word for word in words if library_word(word) is None and not word.isdigit()]
            narrowing |= {library_word(word) or word for word in words if word not in places}
            for word in places:
                if word not in _SMALL_WORDS:
                    self._places[stem(word)].add(library.key)
                    self._words[stem(word)].add((LIBRARY, library.key))
                    self._words[word].add((LIBRARY, library.key))
            self._add_phrase(_Phrase(LIBRARY, library.key, tuple(words), False, clear=len(words) > 1))
        for alias in library.aliases:
            self._add_phrase(
                _Phrase(LIBRARY, library.key, tuple(written_words(alias)), len(alias) <= _SHORT, clear=True)
            )
        self._narrowing[library.key] = frozenset(narrowing)

    def _phrases_at(self, tokens: list[Token], at: int, taken: set[int]) -> Iterator[Mention]:
        found: dict[tuple[str, int, Strength, bool, bool], set[Key]] = defaultdict(set)
        for first in {tokens[at].folded, tokens[at].stem}:
            for phrase in self._phrases.get(first, ()):
                last = at + len(phrase.words) - 1
                if last >= len(tokens) or any(place in taken for place in range(at, last + 1)):
                    continue
                spoken = tokens[at : last + 1]
                strength = phrase.strength(spoken)
                if strength is not None:
                    weak, oblique = phrase.words[0] in _WEAK, not phrase.is_written(spoken)
                    found[phrase.kind, last, strength, weak, oblique].add(phrase.key)
        best: dict[tuple[str, int], Strength] = {}
        for kind, last, strength, _, _ in found:
            best[kind, last] = min(strength, best.get((kind, last), strength))
        for (kind, last, strength, weak, oblique), keys in found.items():
            if best[kind, last] == strength:
                yield Mention(kind, frozenset(keys), at, last, strength, oblique=oblique, weak=weak)

    def _place_at(
        self, tokens: list[Token], at: int, taken: set[int], place: str, strength: Strength = Strength.EXACT
    ) -> Iterator[Mention]:
        keys = self._places.get(place)
        if not keys:
            return
        first = last = at
        while last + 1 < len(tokens) and last + 1 not in taken and not tokens[last].ends_name:
            token = tokens[last + 1]
            also = self._places.get(token.stem)
            word = library_word(token.folded) or (token.folded if token.folded.isdigit() else None)
            if also and keys & also:
                keys = keys & also
            elif word is not None and (fitting := self._with_word(keys, word)):
                keys = fitting
            elif word in TELLING:
                return
            elif word != "bibliotek":
                break
            last += 1
        before = library_word(tokens[at - 1].folded) if at and at - 1 not in taken else None
        if before is not None and len(keys) > 1 and (fitting := self._with_word(keys, before)):
            keys, first = fitting, at - 1
        raw = tokens[at].raw.casefold()
        oblique = last == at and raw.endswith(OBLIQUE)
        yield Mention(LIBRARY, frozenset(keys), first, last, strength, oblique=oblique)

    def _with_word(self, keys: Iterable[Key], word: str) -> set[Key]:
        wanted = SCHOOLS if word == "skol" else {word}
        return {key for key in keys if wanted & self._narrowing[key]}

    def _guesses_at(self, tokens: list[Token], at: int, taken: set[int]) -> Iterator[Mention]:
        token = tokens[at]
        dotted = token.dotted and at + 1 < len(tokens)
        if not token.folded.isalpha() or library_word(token.folded) or (is_known(token.raw) and not dotted):
            return
        strength = Strength.BEGINNING
        matched = self._beginning_with(token.folded, _SHORT if dotted else _LEAST_BEGINNING)
        if not matched and len(token.folded) >= _LEAST_TYPO and not is_known(token.raw):
            strength = Strength.TYPO
            matched = self._one_error_from(token.folded) | self._one_error_from(token.stem)
        meanings = {frozenset(self._words[word]) for word in matched}
        kinds = {kind for meaning in meanings for kind, _ in meaning}
        if len(kinds) != 1:
            return
        keys = frozenset(key for meaning in meanings for _, key in meaning)
        if kinds == {LIBRARY}:
            places = {stem(word) for word in matched} & self._places.keys()
            if len(places) == 1:
                yield from self._place_at(tokens, at, taken, places.pop(), strength)
        elif len(keys) == 1:
            yield Mention(kinds.pop(), keys, at, at, strength)

    def _beginning_with(self, beginning: str, least: int) -> set[str]:
        if len(beginning) < least:
            return set()
        found = set()
        for place in range(bisect_left(self._sorted, beginning), len(self._sorted)):
            if not self._sorted[place].startswith(beginning):
                break
            found.add(self._sorted[place])
        return found

    def _one_error_from(self, word: str) -> set[str]:
        near = set(self._without_one.get(word, ()))
        for shorter in deletions(word):
            near |= self._without_one.get(shorter, set())
            if shorter in self._words and len(shorter) >= _LEAST_TYPO:
                near.add(shorter)
        return {other for other in near if other[0] == word[0] and one_edit_apart(word, other)}


@dataclass(frozen=True)
class _Phrase:
    kind: str
    key: Key
    words: tuple[str, ...]
    letter_by_letter: bool
    clear: bool
    of_name: bool = False

    @property
    def first(self) -> str:
        return self.words[0] if self.letter_by_letter else stem(self.words[0])

    def is_written(self, tokens: list[Token]) -> bool:
        """Whether the tokens are the phrase letter by letter."""
        return all(token.folded == word for token, word in zip(tokens, self.words, strict=True))

    def strength(self, tokens: list[Token]) -> Strength | None:
        """How clearly these tokens, as many as the phrase has words, are the phrase; None if they are not."""
        if self.is_written(tokens):
            return Strength.CLEAR if self.clear else Strength.EXACT
        if self.letter_by_letter or any(
            token.stem != stem(word) for token, word in zip(tokens, self.words, strict=True)
        ):
            return None
        return Strength.CLEAR if len(self.words) > 1 else Strength.FORM


def _covers(one: Mention, other: Mention) -> bool:
    """Whether ``one`` makes ``other`` superfluous: it has all its words and more, or is the narrower reading."""
    if not (one.first <= other.first and other.last <= one.last):
        return False
    longer = one.last - one.first > other.last - other.first
    if one.kind == other.kind == LIBRARY and not longer:
        return one.keys < other.keys
    return longer
