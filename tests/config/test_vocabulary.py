"""The region's lists: complete in both languages, and no word that names two entries."""

from collections import Counter, defaultdict
from typing import Any

import pytest

from config import vocabulary
from storage.latvian import fold, stem

LISTS = vocabulary()
FIELDS = {"key", "lv", "en", "aliases"}
LONGEST_NAME, LONGEST_KEY = 200, 40
"""The columns' width in the database."""


@pytest.mark.parametrize("name", LISTS)
def test_entries_are_complete(name: str) -> None:
    for entry in LISTS[name]:
        assert {"key", "lv", "en"} <= set(entry) <= FIELDS, entry
        assert 0 < len(entry["key"]) <= LONGEST_KEY, entry
        for language in ("lv", "en"):
            assert 0 < len(entry[language].strip()) <= LONGEST_NAME, entry


@pytest.mark.parametrize("name", LISTS)
@pytest.mark.parametrize("field", ["key", "lv", "en"])
def test_entries_are_told_apart(name: str, field: str) -> None:
    counted = Counter(fold(entry[field]) for entry in LISTS[name])
    assert not [one for one, count in counted.items() if count > 1]


@pytest.mark.parametrize("name", LISTS)
def test_no_word_names_two_entries(name: str) -> None:
    assert not _collisions(LISTS[name])


def test_a_collision_would_be_found() -> None:
    entries = [
        {"key": "a", "lv": "Projekti", "en": "Projects", "aliases": ["VKKF"]},
        {"key": "b", "lv": "Cits", "en": "Other", "aliases": ["vkkf", "projekta"]},
    ]
    assert _collisions(entries) == {"vkkf": ["a", "b"], stem("projekti"): ["a", "b"]}


def test_a_key_is_one_word_for_buttons_and_files() -> None:
    keys = {entry["key"] for entries in LISTS.values() for entry in entries}
    assert not [key for key in keys if not key.replace("_", "").isalnum() or not key.isascii() or key != key.lower()]


def _collisions(entries: list[dict[str, Any]]) -> dict[str, list[str]]:
    """Word, as one-line records compare it → the keys of all entries that it names, where they are several."""
    named = defaultdict(set)
    for entry in entries:
        for words in (entry["lv"], entry["en"], *entry.get("aliases", ())):
            named[" ".join(stem(word) for word in words.split())].add(entry["key"])
    return {word: sorted(keys) for word, keys in named.items() if len(keys) > 1}
