"""What a name is, and when a code is good."""

from datetime import UTC, datetime, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from bot.features.members.rules import CODE_LENGTH, CODE_LETTERS, LONGEST_NAME, is_code_good, new_code, tidy_name

NOW = datetime(2026, 10, 12, tzinfo=UTC)


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


def test_codes_are_of_letters_that_do_not_look_alike_and_differ() -> None:
    codes = {new_code() for _ in range(1000)}
    assert len(codes) == 1000
    assert all(len(code) == CODE_LENGTH and set(code) <= set(CODE_LETTERS) for code in codes)
    assert not set("O0I1") & set(CODE_LETTERS)


@pytest.mark.parametrize(
    ("uses", "left", "good"),
    [
        (1, timedelta(seconds=1), True),
        (0, timedelta(days=1), False),
        (1, timedelta(0), False),
        (5, -timedelta(1), False),
    ],
)
def test_a_code_is_good_while_uses_and_time_are_left(uses: int, left: timedelta, good: bool) -> None:
    assert is_code_good(uses, NOW + left, NOW) == good
