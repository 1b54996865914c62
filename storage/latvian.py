"""Latvian words made comparable: case, diacritics and endings folded away.

``stem`` depends on the folded word alone, so that *krājumiem*, *Krājums* and *krajumu* fall together however they were
typed. Endings are cut by rule (simplemma knows too few of the field's words: not *konsultācijām*, not *metodiķim*);
simplemma's dictionary corrects the nouns whose stem changes (*jaunietis – jaunieši*) and says which words are known.
"""

import re
import unicodedata
from array import array
from bisect import bisect_left
from functools import cache, lru_cache

from simplemma.strategies.dictionaries.dictionary_factory import DefaultDictionaryFactory

_LETTERS = str.maketrans("āčēģīķļņōŗšūžĀČĒĢĪĶĻŅŌŖŠŪŽ", "acegiklnorsuzacegiklnorsuz")

_WORD = re.compile(r"(?:(?<![^\W_])[^\W\d_]-)?[^\W_]+")
"""Letters and digits; one letter before a hyphen belongs to the word (*e-pasts* is *epasts*)."""

_LEAST = 3
"""Letters that a stem keeps at least: shorter ones would mix abbreviations with words."""

_ENDINGS = sorted(
    (
        *("ajiem", "ajai", "ajam", "ajos", "ajas", "ajie", "aja", "ajs", "ais"),
        *("iem", "ies", "am", "em", "im", "um", "as", "es", "is", "os", "us", "ai", "ei", "ij", "ie"),
        *("a", "e", "i", "o", "u", "s"),
    ),
    key=len,
    reverse=True,
)
"""Endings of nouns, adjectives and verbs, folded; the longest that fits is cut."""

_VERBAL = re.compile(r"(?:[aeio]san|(?:(?<!t)a|[eio])j)$")
"""What is left of a verb or of its noun: *norakst|īj-u*, *norakst|īšan-a*; agent nouns (*las|ītāj-s*) keep theirs."""

_INFINITIVE = re.compile(r"[aeio]t(?:ies)?$")
_LEAST_VERB = 4

_NOUN_ENDINGS = ("a", "e", "s", "š")
"""Of the lemmas that the dictionary corrects; verbs change too much (*laist* would swallow the place Laidi)."""


def fold(text: str) -> str:
    """The text without case and diacritics: ``Krājums`` → ``krajums``."""
    return _fold_word(text) if len(text) <= _LONGEST_WORD else _fold(text)


def _fold(text: str) -> str:
    text = text.translate(_LETTERS)
    if text.isascii():
        return text.lower()
    while True:
        plain = unicodedata.normalize("NFKD", text).casefold()
        plain = "".join(letter for letter in plain if not unicodedata.combining(letter))
        if plain == text:
            return plain
        text = plain  # some signs unfold to capital letters (℡ → TEL), some folds bring accents back


_LONGEST_WORD = 50
"""Letters: of words many come again, and what is longer is what somebody wrote, which is not to stay in memory."""
_fold_word = lru_cache(maxsize=20_000)(_fold)


@lru_cache(maxsize=20_000)
def stem(word: str) -> str:
    """What all forms of one word share: ``bibliotēkām`` → ``bibliotek``; the folded word where there is nothing to cut.

    Equal for a word and the same word without diacritics. Not a word to show to people.
    """
    folded = fold(word).replace("-", "")
    if not folded.isalpha():
        return folded
    corrected = _dictionary()[0].get(folded)
    return corrected if corrected is not None else _cut(folded)


def words(text: str) -> list[str]:
    """The words and numbers of a text in their order, as written."""
    return _WORD.findall(text)


def stems(text: str) -> list[str]:
    """The stems of a text's words and numbers in their order."""
    return [stem(word) for word in words(text)]


def is_known(word: str) -> bool:
    """Whether the dictionary has the word in this form, typed with or without diacritics."""
    known = _dictionary()[1]
    key = hash(fold(word))
    at = bisect_left(known, key)
    return at < len(known) and known[at] == key


def warm_up() -> None:
    """Load the dictionary (about a second), so that the first question does not wait for it."""
    _dictionary()


def _cut(word: str) -> str:
    """The folded word without its ending, by rule alone."""
    if len(word) - len(cut := _INFINITIVE.sub("", word)) and len(cut) >= _LEAST_VERB:
        return cut
    for ending in _ENDINGS:
        if word.endswith(ending) and len(word) - len(ending) >= _LEAST:
            word = word[: -len(ending)]
            break
    cut = _VERBAL.sub("", word)
    if len(cut) >= _LEAST_VERB:
        word = cut
    if len(word) > _LEAST and word[-1] == "j" and word[-2] in "pbmv":
        word = word[:-1]  # skapis – skapji
    return word


@cache
def _dictionary() -> tuple[dict[str, str], "array[int]"]:
    """Stems of the words that the rules get wrong, and sorted hashes of all known folded forms."""
    lemmas: dict[str, str] = {}
    for written, lemma in DefaultDictionaryFactory().get_dictionary("lv").items():
        form = _fold(written)
        if lemmas.setdefault(form, lemma) != lemma:
            lemmas[form] = ""  # two words share the form: the rules decide
    corrections = {}
    stems_of_lemmas: dict[str, str] = {}
    for form, lemma in lemmas.items():
        if not lemma.endswith(_NOUN_ENDINGS) or not form.isalpha():
            continue
        if (wanted := stems_of_lemmas.get(lemma)) is None:
            wanted = stems_of_lemmas[lemma] = _cut(_fold(lemma))
        if not form.startswith(wanted[:_LEAST]):
            continue  # a suppletive or wrong entry
        if (cut := _cut(form)) != wanted and abs(len(cut) - len(wanted)) < _LEAST:
            corrections[form] = wanted
    return corrections, array("q", sorted({hash(form) for form in lemmas}))
