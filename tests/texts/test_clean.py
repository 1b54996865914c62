"""What people typed is kept as everything else expects it."""

import unicodedata

import pytest
from hypothesis import given
from hypothesis import strategies as st

from bot.texts.clean import clean


@pytest.mark.parametrize(
    ("typed", "kept"),
    [
        (unicodedata.normalize("NFD", "Grāmatu žūrija šķūnī"), "Grāmatu žūrija šķūnī"),  # as PDF files and Macs have it
        ("a\0b", "ab"),
        ("gpj.\u202eexe", "gpj.exe"),
        ("a\x07b", "a b"),
        ("a\ud83d", "a?"),
        ("👩‍👩‍👧 🇱🇻", "👩‍👩‍👧 🇱🇻"),
    ],
)
def test_what_is_kept(typed: str, kept: str) -> None:
    assert clean(typed) == kept


@given(st.text())
def test_what_is_clean_stays_as_it_is(text: str) -> None:
    assert clean(clean(text)) == clean(text)
