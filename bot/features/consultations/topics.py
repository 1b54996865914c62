"""What a question is about, by its words: the names of the topics, what the field says of them, earlier records.

A rule: plain values in and out. Every stem speaks for topics with a weight; what is said is added up, each stem once.
The topic is proposed that has enough and clearly more than the next one; else none is. Counting the records of a
region (as a naive Bayes classifier does) teaches its own words; who corrects a topic teaches twice.
"""

from collections import Counter, defaultdict
from collections.abc import Iterable, Mapping, Sequence
from math import log

from bot.naming.words import Choice
from storage.terms import terms

_NAME, _NAME_PART, _FIELD, _FIELD_PHRASE, _PHRASE = 3.0, 1.0, 1.3, 2.5, 3.5
"""What is said for a topic by a word that names it, by a word of a longer name, by a word or phrase of the field, and
by an alias of several words."""
_ENOUGH = _CLEARLY = 1.3
_MOST_LEARNT = 2.5
_LEFT_OPEN = "other"
"""Nothing speaks for what is left when everything else is taken out."""

Learnt = tuple[str, str, int]
"""A topic, the words of a record of it, how many times it counts."""

_Phrases = dict[str, list[tuple[tuple[str, ...], str, float]]]


class Topics:
    """Compiled once, then asked for every question; safe to share between threads."""

    def __init__(
        self, topics: Sequence[Choice], field: Mapping[str, str] | None = None, learnt: Iterable[Learnt] = ()
    ) -> None:
        self._words: dict[str, dict[str, float]] = defaultdict(dict)
        self._phrases: _Phrases = defaultdict(list)
        keys = {str(topic.key) for topic in topics} - {_LEFT_OPEN}
        for topic in topics:
            if topic.key in keys:
                self._add_names(topic)
        for key, said in (field or {}).items():
            if key in keys:
                for phrase in said.split(","):
                    self._add(key, tuple(terms(phrase)), _FIELD, _FIELD_PHRASE)
        self._learn(keys, learnt)

    def about(self, text: str) -> str | None:
        """The key of the topic that the text is clearly about, if it is of one."""
        said = self._said(text)
        first, second = ([*sorted(said.values(), reverse=True), 0.0, 0.0])[:2]
        if first < _ENOUGH or first - second < _CLEARLY:
            return None
        return max(said, key=lambda key: said[key])

    def likely(self, text: str, most: int) -> list[str]:
        """The keys of the topics for which something speaks, the likeliest first."""
        said = self._said(text)
        return sorted(said, key=lambda key: -said[key])[:most]

    def _said(self, text: str) -> dict[str, float]:
        said: dict[str, float] = defaultdict(float)
        found = terms(text)
        for at, term in enumerate(found):
            for phrase, key, weight in self._phrases.get(term, ()):
                if tuple(found[at : at + len(phrase)]) == phrase:
                    said[key] += weight
        for term in dict.fromkeys(found):
            for key, weight in self._words.get(term, {}).items():
                said[key] += weight
        return said

    def _add_names(self, topic: Choice) -> None:
        for name in topic.names:
            parts = name.replace(" un ", ",").replace(" and ", ",").split(",")
            for part in parts:
                self._add(str(topic.key), tuple(terms(part)), _NAME, _PHRASE)
            for term in terms(name):
                self._strengthen(str(topic.key), term, _NAME_PART)
        for alias in topic.aliases:
            self._add(str(topic.key), tuple(terms(alias)), _NAME, _PHRASE)

    def _add(self, key: str, phrase: tuple[str, ...], word: float, whole: float) -> None:
        if len(phrase) == 1:
            self._strengthen(key, phrase[0], word)
        elif phrase:
            self._phrases[phrase[0]].append((phrase, key, whole))

    def _strengthen(self, key: str, term: str, weight: float) -> None:
        self._words[term][key] = max(weight, self._words[term].get(key, 0.0))

    def _learn(self, keys: set[str], learnt: Iterable[Learnt]) -> None:
        """Words that stand in the records of one topic rather than of others speak for it, the more the oftener."""
        records: Counter[str] = Counter()
        seen: dict[str, Counter[str]] = defaultdict(Counter)
        for key, text, times in learnt:
            if key in keys:
                records[key] += times
                for term in set(terms(text)):
                    seen[term][key] += times
        for term, counts in seen.items():
            rates = {key: count / (records[key] + 3) for key, count in counts.items()}
            known = counts.total() / (counts.total() + 2)
            for key, rate in rates.items():
                weight = known * min(_MOST_LEARNT, log(len(keys) * rate / sum(rates.values())))
                if weight > 0:
                    self._words[term][key] = self._words[term].get(key, 0.0) + weight
