"""What may be changed of the lists, as rules on plain values."""

import pytest

from bot.features.lists.rules import LISTS, is_needed, taken_by, tidy_name, tidy_words
from config import vocabulary
from storage.list_changes import new_key


@pytest.mark.parametrize(
    ("typed", "kept"),
    [
        ("  E-grāmatas  un   lasītāji. ", "E-grāmatas un lasītāji"),
        ("x", None),
        ("12", None),
        ("a" * 61, None),
        ("viens\ndivi", None),
    ],
)
def test_a_name_stands_on_a_button(typed: str, kept: str | None) -> None:
    assert tidy_name(typed) == kept


@pytest.mark.parametrize(
    ("typed", "kept"),
    [
        ("3td, e grāmatas;  E-GRAMATAS\nlasītājs", ["3td", "e grāmatas", "E-GRAMATAS", "lasītājs"]),
        ("vārds, VARDS", ["vārds"]),
        ("–", []),
        (",", None),
        ("x", None),
        (", ".join(f"vārds{number}" for number in range(41)), None),
        ("a" * 41, None),
    ],
)
def test_words_are_parted_and_counted(typed: str, kept: list[str] | None) -> None:
    assert tidy_words(typed) == kept


def test_a_word_belongs_to_one_entry() -> None:
    others = [("BIS ALISE", ("BIS ALISE", "alise")), ("Cits", ("Cits", "Other"))]
    assert taken_by(["jauns", "ALISĒ"], others) == ("ALISĒ", "BIS ALISE")
    assert taken_by(["jauns"], others) is None


def test_what_plaukts_needs_is_in_the_lists_that_fill_an_empty_database() -> None:
    needed = {name: [one["key"] for one in vocabulary()[name] if is_needed(name, one["key"])] for name in LISTS}
    assert needed == {
        "topic": ["other"],
        "channel": ["telegram"],
        "event_kind": ["method_day", "visit", "trip", "contest", "consultation_day", "other"],
        "library_kind": ["public", "school", "other"],
        "news_category": ["other"],
    }


@pytest.mark.parametrize(
    ("name", "taken", "key"),
    [
        ("E-books", set(), "e_books"),
        ("E-books", {"e_books"}, "e_books_aa"),
        ("E-books", {"e_books", "e_books_aa"}, "e_books_ab"),
        ("Ļģ 3", set(), "entry"),
        ("A very long name of a topic", set(), "a_very_long_n"),
    ],
)
def test_keys_fit_into_the_data_of_buttons(name: str, taken: set[str], key: str) -> None:
    assert new_key(name, taken) == key
