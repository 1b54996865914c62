"""How long somebody waits after wrong codes."""

from datetime import timedelta

import pytest

from bot.guessing import FREE, LONGEST, pause


@pytest.mark.parametrize(
    ("wrong", "minutes"), [(0, 0), (FREE, 0), (FREE + 1, 1), (FREE + 2, 2), (FREE + 5, 16), (FREE + 9, 256)]
)
def test_each_wrong_code_doubles_the_pause(wrong: int, minutes: int) -> None:
    assert pause(wrong) == timedelta(minutes=minutes)


def test_the_pause_has_a_bound() -> None:
    assert pause(FREE + 10) == pause(10**9) == LONGEST
