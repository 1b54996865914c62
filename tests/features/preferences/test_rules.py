"""Which hours can be chosen, and what a year of entering the profession is."""

from datetime import date

import pytest
from hypothesis import given
from hypothesis import strategies as st

from bot.features.preferences.rules import (
    DIGEST_HOURS,
    QUIET_FROM,
    QUIET_UNTIL,
    digest_hour,
    digest_hours,
    is_quiet_hour,
    year_entered,
)

TODAY = date(2026, 10, 12)


@pytest.mark.parametrize(
    ("text", "year"),
    [
        ("2004", 2004),
        ("kopš 2004. gada", 2004),
        ("12", 2014),
        ("22 gadi", 2004),
        ("apmēram 5 gadus", 2021),
        ("0", 2026),
        ("2026", 2026),
        ("70", 1956),
        ("1956", 1956),
        ("2027", None),
        ("1955", None),
        ("71", None),
        ("sen", None),
        ("", None),
        ("2004–2010", None),
        ("-", None),
        ("99999", None),
    ],
)
def test_a_year_or_a_number_of_years(text: str, year: int | None) -> None:
    assert year_entered(text, TODAY) == year


@given(st.sampled_from(QUIET_FROM), st.sampled_from(QUIET_UNTIL), st.sampled_from(DIGEST_HOURS))
def test_a_digest_is_outside_the_quiet_hours_however_these_change(begin: int, end: int, hour: int) -> None:
    found = digest_hour(hour, begin, end)
    assert found in digest_hours(begin, end)
    assert found == hour or is_quiet_hour(hour, begin, end)
    assert abs(found - hour) <= min(abs(end - hour), abs(begin - hour)) + 1


@given(st.integers(0, 23))
def test_without_quiet_hours_no_hour_is_quiet(hour: int) -> None:
    assert not is_quiet_hour(hour, 0, 0)
    assert digest_hour(hour, 0, 0) == hour
