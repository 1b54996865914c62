"""What may be changed of the lists, on plain values."""

from collections.abc import Iterable, Mapping

from bot.texts import N_
from storage.events import OTHER_FORMS
from storage.latvian import fold
from storage.vocabulary import CHANNEL, EVENT_KIND, IN_CHAT, LIBRARY_KIND, NEWS_CATEGORY, OTHER, TOPIC

LISTS: Mapping[str, str] = {
    TOPIC: N_("Topics"),
    CHANNEL: N_("Channels"),
    EVENT_KIND: N_("Kinds of events"),
    LIBRARY_KIND: N_("Kinds of libraries"),
    NEWS_CATEGORY: N_("Categories of news"),
}
"""The lists that people change, and what they are called (msgids)."""

_NEEDED: Mapping[str, frozenset[str]] = {
    TOPIC: frozenset((OTHER,)),
    CHANNEL: frozenset((IN_CHAT,)),
    EVENT_KIND: frozenset((*OTHER_FORMS, OTHER)),
    LIBRARY_KIND: frozenset(("public", "school", OTHER)),
    NEWS_CATEGORY: frozenset((OTHER,)),
}
"""Entries that Plaukts itself uses: to record by itself, to count apart, to read tables."""

LONGEST_NAME, LONGEST_WORD = 60, 40
"""Characters: names stand on buttons."""
MOST_WORDS = 40


def is_needed(list_name: str, key: str) -> bool:
    """Whether Plaukts itself uses the entry, so that it can be renamed but not retired."""
    return key in _NEEDED.get(list_name, ())


def tidy_name(text: str) -> str | None:
    """The name as it is kept, or nothing where it is none: 2–60 characters on one line, with a letter."""
    name = " ".join(text.split()).strip(" .,;")
    one_line = "\n" not in text.strip()
    return name if one_line and 2 <= len(name) <= LONGEST_NAME and any(one.isalpha() for one in name) else None


def tidy_words(text: str) -> list[str] | None:
    """The words in a text, parted by commas, semicolons or lines; nothing where one is too long or too many.

    A hyphen alone stands for none at all.
    """
    if text.strip() in ("-", "–", "—"):
        return []
    parts = [" ".join(part.split()) for line in text.splitlines() for part in line.replace(";", ",").split(",")]
    words = list({fold(part): part for part in reversed(parts) if part}.values())[::-1]
    fit = words and len(words) <= MOST_WORDS and all(2 <= len(word) <= LONGEST_WORD for word in words)
    return words if fit else None


def taken_by(words: Iterable[str], others: Iterable[tuple[str, Iterable[str]]]) -> tuple[str, str] | None:
    """The first of the words that another entry (its name, all that it is called) has already, and that entry's name.

    Capitals and diacritics make no difference.
    """
    known = {fold(called): name for name, all_called in others for called in all_called}
    return next(((word, known[fold(word)]) for word in words if fold(word) in known), None)
