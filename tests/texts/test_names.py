"""What a person's name is."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from bot.texts.names import LONGEST_NAME, tidy_name


@pytest.mark.parametrize(
    ("typed", "kept"),
    [
        ("Bibliotekāre, Renda", "Bibliotekāre, Renda"),
        ("  Bibliotekāre\n\tRenda ", "Bibliotekāre Renda"),
        ("Ie", "Ie"),
        ("I", None),
        ("", None),
        ("   ", None),
        ("12345", None),
        ("👍👍", None),
        ("x" * LONGEST_NAME, "x" * LONGEST_NAME),
        ("x" * (LONGEST_NAME + 1), None),
    ],
)
def test_a_name_is_kept_on_one_line_or_not_at_all(typed: str, kept: str | None) -> None:
    assert tidy_name(typed) == kept


@given(st.text(max_size=200))
def test_a_tidied_name_stays_as_it_is(text: str) -> None:
    name = tidy_name(text)
    assert name is None or (tidy_name(name) == name and "\n" not in name and len(name) <= LONGEST_NAME)
