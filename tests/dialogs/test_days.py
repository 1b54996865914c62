"""Days to come, as people type them, in both languages, with and without diacritics."""

from datetime import date

import pytest

from bot.dialogs.days import day_in, last_day_in

TODAY = date(2026, 11, 25)
"""A Wednesday."""
TYPED = {
    "12.03.2027": date(2027, 3, 12),
    "12.03.": date(2027, 3, 12),
    "5.12": date(2026, 12, 5),
    "1/12": date(2026, 12, 1),
    "2026-12-01": date(2026, 12, 1),
    "12. martā": date(2027, 3, 12),
    "2027. gada 12. marts": date(2027, 3, 12),
    "1. maijs": date(2027, 5, 1),
    "5. decembrī plkst. 13.00": date(2026, 12, 5),
    "līdz 5. decembrim": date(2026, 12, 5),
    "lidz 15. janvarim (ieskaitot)": date(2027, 1, 15),
    "šodien": TODAY,
    "rīt": date(2026, 11, 26),
    "parit": date(2026, 11, 27),
    "Piektdien": date(2026, 11, 27),
    "trešdien": date(2026, 12, 2),
    "nākamajā otrdienā": date(2026, 12, 1),
    "nakamaja piektdiena": date(2026, 12, 4),
    "pēc nedēļas": date(2026, 12, 2),
    "pēc divām nedēļām": date(2026, 12, 9),
    "pec 10 dienam": date(2026, 12, 5),
    "mēneša beigās": date(2026, 11, 30),
    "gada beigas": date(2026, 12, 31),
    "December 5": date(2026, 12, 5),
    "5 December 2026": date(2026, 12, 5),
    "next Friday": date(2026, 12, 4),
    "tomorrow": date(2026, 11, 26),
    "in 2 weeks": date(2026, 12, 9),
    "end of the month": date(2026, 11, 30),
}


@pytest.mark.parametrize("typed", TYPED)
def test_what_people_type_is_read(typed: str) -> None:
    assert day_in(typed, TODAY) == TYPED[typed]


@pytest.mark.parametrize("typed", ["", "vakar", "31.02.", "kaut kad", "12.30", "15", "marts", "5. decembrī vai vēlāk"])
def test_what_names_no_day_is_not_guessed(typed: str) -> None:
    assert day_in(typed, TODAY) is None


@pytest.mark.parametrize(
    ("text", "day"),
    [
        ("Darbus gaidām līdz 2026. gada 11. decembrim.", date(2026, 12, 11)),
        ("Pieteikties līdz 4. decembrim, darbus sūtīt līdz 11. decembrim!", date(2026, 12, 11)),
        ("Deadline: 4 December", date(2026, 12, 4)),
        ("strādājam no plkst. 9.00 līdz 18.00", None),
        ("bērniem līdz 12 gadiem", None),
        ("līdz 5. klasei", None),
        ("konkurss notika līdz 2025. gada 1. maijam", None),
    ],
)
def test_a_longer_text_says_until_when(text: str, day: date | None) -> None:
    assert last_day_in(text, TODAY) == day
