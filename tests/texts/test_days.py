"""Days as people type them."""

from datetime import date

import pytest

from bot.texts.days import coming_day, last_day_in, read_day

TODAY = date(2026, 11, 25)
"""A Wednesday."""
TO_COME = {
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


@pytest.mark.parametrize(
    ("typed", "day"),
    [
        ("šodien", date(2026, 11, 25)),
        ("no šodienas", date(2026, 11, 25)),
        ("Rīt", date(2026, 11, 26)),
        ("parit", date(2026, 11, 27)),
        ("vakar", date(2026, 11, 24)),
        ("12.03.2027", date(2027, 3, 12)),
        ("12.03.2027.", date(2027, 3, 12)),
        ("1.1.", date(2027, 1, 1)),
        ("1.12", date(2026, 12, 1)),
        ("2027-01-01", date(2027, 1, 1)),
        ("2027-01-01 00:00:00", date(2027, 1, 1)),
        ("12/03/2027", date(2027, 3, 12)),
        ("12. martā", date(2027, 3, 12)),
        ("no 1. janvāra", date(2027, 1, 1)),
        ("31. decembris", date(2026, 12, 31)),
        ("līdz 31. dec.", date(2026, 12, 31)),
        ("2027. gada 12. marts", date(2027, 3, 12)),
        ("2027. gada 1. maijā", date(2027, 5, 1)),
        ("1. septembris, 2026", date(2026, 9, 1)),
        ("1. jūlijā", date(2026, 7, 1)),
        ("5 jūnijs 2027. gads", date(2027, 6, 5)),
        ("12 March 2027", date(2027, 3, 12)),
        ("March 12, 2027", date(2027, 3, 12)),
        ("1st May", date(2027, 5, 1)),
        ("pirmdien", date(2026, 11, 30)),
        ("trešdien", date(2026, 11, 25)),
        ("nākamajā otrdienā", date(2026, 12, 1)),
        ("pagājušajā piektdienā", date(2026, 11, 20)),
        ("29.02.2028", date(2028, 2, 29)),
        ("29.02.2027", None),
        ("32.01.", None),
        ("1. foobars", None),
        ("kaut kad", None),
        ("", None),
        ("2027", None),
        ("12.03.2027 plkst. 10", None),
    ],
)
def test_a_day_is_read_as_typed(typed: str, day: date | None) -> None:
    assert read_day(typed, TODAY) == day


def test_a_day_without_a_year_is_the_nearest() -> None:
    assert read_day("5. janvārī", date(2026, 12, 20)) == date(2027, 1, 5)
    assert read_day("20. decembrī", date(2027, 1, 5)) == date(2026, 12, 20)


@pytest.mark.parametrize("typed", TO_COME)
def test_a_day_to_come_is_read_as_typed(typed: str) -> None:
    assert coming_day(typed, TODAY) == TO_COME[typed]


@pytest.mark.parametrize("typed", ["", "vakar", "31.02.", "kaut kad", "12.30", "15", "marts", "5. decembrī vai vēlāk"])
def test_what_names_no_day_is_not_guessed(typed: str) -> None:
    assert coming_day(typed, TODAY) is None


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
