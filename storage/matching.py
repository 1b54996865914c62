"""What the words of a question stand for in the index, and which entries they find, the best first."""

from collections.abc import Collection, Iterator, Sequence
from dataclasses import dataclass
from itertools import combinations
from math import log

from sqlalchemy import ColumnElement, and_, func, or_
from sqlalchemy.orm import Session

from storage.postings import Found, Term, beginning_with, ending_with, postings, search_terms, terms_like
from storage.terms import meant, root, slips, synonyms

MOST_WORDS = 8
"""Words of a question that are looked for: the rarest ones."""

EXACT, FAMILY, SYNONYM, BEGINNING, SLIP, SLIPS = 1.0, 0.8, 0.7, 0.6, 0.5, 0.35
"""What a hit is worth: the word itself, its root, a synonym, a word that begins so, one with one or two errors."""
IN_TITLE = 1.7
"""How much more a hit in the title is worth."""

_FAMILIES, _BEGINNINGS, _NEAR = 400, 40, 2000
"""Terms that are looked at, at the most; the most common ones."""
_RARE = 2
"""A word in no more entries than this may be an error that somebody else made, too."""
_CORRECTED = 40
"""Words of which that is looked into, the first ones: each costs a few reads, and SQLite takes no thousand at once."""


@dataclass(frozen=True)
class Word:
    """A word of the question, as it is in the index."""

    term: str
    levels: Sequence[tuple[float, Found]]
    """What it finds, by how much that is worth."""
    entries: int
    """All that it finds, as a bitmap."""
    weight: float
    """How much it tells: rare words tell more."""
    meanings: frozenset[str]
    """The terms that it was taken for, to be shown as hits."""


def understand(session: Session, wanted: Sequence[str], total: int, *, typing: str = "") -> list[Word]:
    """The words with what they find among ``total`` entries; also words that find nothing.

    ``typing`` is the last word as it was typed, folded, if it may be the beginning of a longer one.
    """
    stems = list(dict.fromkeys(wanted))
    others = {term: list(_synonyms_of(term, stems)) for term in stems}
    looked_for = {*stems, *(term for phrases in others.values() for phrase in phrases for term in phrase)}
    by_root: dict[str, list[Term]] = {}
    like = search_terms.c.root.in_(sorted({root(term) for term in looked_for}))
    for one in terms_like(session, like, limit=max(_FAMILIES, 4 * len(looked_for))):
        by_root.setdefault(root(one.term), []).append(one)
    meanings: dict[str, dict[Term, float]] = {}
    for term in stems:
        family = by_root.get(root(term), [])
        meanings[term] = {one: EXACT if one.term == term else FAMILY for one in family}
    if typing and wanted:
        for one in terms_like(session, beginning_with(typing), limit=_BEGINNINGS):
            meanings[wanted[-1]].setdefault(one, BEGINNING)
    rare = [term for term, found in meanings.items() if sum(one.entries for one in found) <= _RARE and slips(term)]
    rare = rare[:_CORRECTED]
    for one in _near(session, rare):
        for term in rare:
            if meant(term, one.term):
                meanings[term].setdefault(one, SLIP if meant(term, one.term, 1) else SLIPS)
    exact = {one.term: one for family in by_root.values() for one in family}
    phrases = {
        term: [[exact[part] for part in phrase] for phrase in others[term] if all(part in exact for part in phrase)]
        for term in stems
    }
    ids = {one.id for found in meanings.values() for one in found}
    ids |= {one.id for every in phrases.values() for phrase in every for one in phrase}
    lists = postings(session, ids)
    return [_word(term, meanings[term], phrases[term], lists, total) for term in stems]


def telling(words: Sequence[Word]) -> list[Word]:
    """The words that find something and tell the most, by which entries are looked for; in their order."""
    found = sorted((word for word in words if word.entries), key=lambda word: -word.weight)[:MOST_WORDS]
    return [word for word in words if word in found]


def covering(words: Sequence[Word], least: float) -> Iterator[int]:
    """Bitmaps of the entries that have all the words, then of those with ever fewer, but ``least`` of their weight."""
    mass = sum(word.weight for word in words)
    parts = [part for size in range(len(words), 0, -1) for part in combinations(words, size)]
    for part in sorted(parts, key=lambda part: -sum(word.weight for word in part)):
        if sum(word.weight for word in part) < least * mass:
            return
        every = part[0].entries
        for word in part[1:]:
            every &= word.entries
        yield every


def in_titles(words: Sequence[Word]) -> int:
    """Bitmap of the entries that have each of the words in their titles."""
    every = -1
    for word in words:
        any_level = 0
        for _, found in word.levels:
            any_level |= found.titles
        every &= any_level
    return every


def closeness(asked: Sequence[Word], entry: int, title: Collection[str]) -> float:
    """How nearly the entry's title asks the same: 1 if each has all the words of the other, 0 if they share none."""
    mass = sum(word.weight for word in asked)
    shared = sum(word.weight for word in asked if any(found.titles >> entry & 1 for _, found in word.levels))
    meanings = {term for word in asked for term in word.meanings}
    answered = len({term for term in title if term in meanings}) / max(1, len(set(title)))
    covered = shared / mass if mass else 0.0
    return 2 * covered * answered / (covered + answered) if covered and answered else 0.0


def scores(words: Sequence[Word], entries: Collection[int]) -> dict[int, float]:
    """How well each entry answers: the words that it has by what they tell, more where they stand in its title."""
    size = max(entries, default=0) // 8 + 1
    result = dict.fromkeys(entries, 0.0)
    for word in words:
        levels = [
            (worth, _bytes(bitmap, size))
            for quality, found in word.levels
            for worth, bitmap in ((quality * IN_TITLE, found.titles), (quality, found.entries))
        ]
        levels.sort(key=lambda level: -level[0])
        for entry in entries:
            at, bit = entry >> 3, 1 << (entry & 7)
            for worth, bitmap in levels:
                if bitmap[at] & bit:
                    result[entry] += worth * word.weight
                    break
    return result


def _bytes(bitmap: int, size: int) -> bytes:
    return (bitmap & ((1 << size * 8) - 1)).to_bytes(size, "little")


def _word(
    term: str,
    meanings: dict[Term, float],
    phrases: Sequence[Sequence[Term]],
    lists: dict[int, Found],
    total: int,
) -> Word:
    levels: dict[float, Found] = {}
    for one, quality in meanings.items():
        levels[quality] = levels.get(quality, Found()) | lists.get(one.id, Found())
    for phrase in phrases:
        together = lists.get(phrase[0].id, Found())
        for one in phrase[1:]:
            together &= lists.get(one.id, Found())
        levels[SYNONYM] = levels.get(SYNONYM, Found()) | together
    entries = 0
    for found in levels.values():
        entries |= found.entries
    weight = log(1 + total / max(entries.bit_count(), 1))
    names = frozenset({one.term for one in meanings} | {one.term for phrase in phrases for one in phrase})
    return Word(term, sorted(levels.items(), key=lambda level: -level[0]), entries, weight, names)


def _synonyms_of(term: str, question: Sequence[str]) -> Iterator[tuple[str, ...]]:
    """What else may be said for a word of the question, or for a phrase of it that the word belongs to."""
    for group in synonyms():
        if any(term in phrase and set(phrase) <= set(question) for phrase in group):
            yield from (phrase for phrase in group if term not in phrase)


def _near(session: Session, typed: Collection[str]) -> list[Term]:
    """Terms that may have been meant by one of the words: each has its beginning or its end without an error."""
    if not typed:
        return []
    like = or_(*(part for word in typed for part in _like(word)))
    return terms_like(session, like, limit=_NEAR * len(typed))


def _like(typed: str) -> Iterator[ColumnElement[bool]]:
    most = slips(typed)
    kept = max(2, len(typed) // (most + 1))
    length = func.length(search_terms.c.term).between(len(typed) - most, len(typed) + most)
    for part in (beginning_with(typed[:kept]), ending_with(typed[-kept:])):
        yield and_(length, part)
