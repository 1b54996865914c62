"""Periods as people name them."""

from datetime import date

import pytest

from bot.features.reports.period_words import period_named
from bot.features.reports.rules import ImpossiblePeriodError

TODAY = date(2026, 11, 26)


@pytest.mark.parametrize(
    ("said", "meant"),
    [
        *((said, "2026-10") for said in ("oktobris", "Oktobrī", "par oktobri", "okt", "OKT.", "October", "10")),
        *((said, "2026-10") for said in ("2026-10", "10.2026", "2026. gada oktobris", "oktobris 2026", "Oct 2026")),
        *((said, "2026-10") for said in ("pagājušais mēnesis", "pagajusais menesis", "last month")),
        *((said, "2026-11") for said in ("novembris", "šis mēnesis", "this month")),
        *((said, "2025-12") for said in ("decembris", "2025. g. decembrī")),
        *((said, "2026-Q3") for said in ("3. ceturksnis", "trešais ceturksnis", "III ceturksnis", "Q3", "2026-Q3")),
        *((said, "2026-Q4") for said in ("4. ceturksnī", "šis ceturksnis", "ceturtais ceturksnis", "4 cet.")),
        *((said, "2025-Q3") for said in ("2025. gada 3. ceturksnis", "third quarter of 2025", "q3 2025")),
        *((said, "2026") for said in ("2026", "2026. gads", "šis gads", "this year")),
        *((said, "2025") for said in ("2025", "pagājušais gads", "last year")),
    ],
)
def test_a_period_is_known_by_its_words(said: str, meant: str) -> None:
    assert period_named(said, TODAY).key == meant


@pytest.mark.parametrize(
    "said",
    ["", "13", "2026-13", "20261-0", "ābols", "oktobris novembris", "5. ceturksnis", "ceturksnis", "1989", "2025 2026"],
)
def test_what_names_none_or_several_is_none(said: str) -> None:
    with pytest.raises(ImpossiblePeriodError):
        period_named(said, TODAY)


def test_last_quarter_in_january_is_of_the_year_before() -> None:
    assert period_named("pagājušais ceturksnis", date(2027, 1, 4)).key == "2026-Q4"
    assert period_named("pagājušais mēnesis", date(2027, 1, 4)).key == "2026-12"
