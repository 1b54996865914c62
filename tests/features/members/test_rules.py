"""When a code is good."""

from datetime import UTC, datetime, timedelta

import pytest

from bot.features.members.rules import CODE_LENGTH, CODE_LETTERS, is_code_good, new_code

NOW = datetime(2026, 10, 12, tzinfo=UTC)


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
