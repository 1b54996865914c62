"""What people type at the questions about places, reminders and experience."""

import pytest

from bot.dialogs.audience import read_years
from bot.errors import UserError
from bot.features.events.making_fields import before_in_words, read_offset, read_where
from bot.texts import texts_for


@pytest.mark.parametrize(
    ("text", "wanted"),
    [
        ("Kuldīgas kultūras nams", (None, "Kuldīgas kultūras nams")),
        ("https://zoom.us/j/1?pwd=a", ("https://zoom.us/j/1?pwd=a", None)),
        ("www.zoom.us/j/1.", ("https://www.zoom.us/j/1", None)),
        ("Rendas bibliotēka, https://zoom.us/j/1", ("https://zoom.us/j/1", "Rendas bibliotēka")),
        ("Tiešsaistē: https://zoom.us/j/1", ("https://zoom.us/j/1", None)),
        ("  ", (None, None)),
    ],
)
def test_places_and_links(text: str, wanted: tuple[str | None, str | None]) -> None:
    assert read_where(text) == wanted


@pytest.mark.parametrize("text", ["a" * 301, "https://zoom.us/" + "a" * 500])
def test_too_long_ones_are_refused(text: str) -> None:
    with pytest.raises(UserError):
        read_where(text)


@pytest.mark.parametrize(
    ("text", "minutes"),
    [
        ("3 dienas", 3 * 1440),
        ("10 dienas iepriekš", 10 * 1440),
        ("2 nedēļas", 14 * 1440),
        ("12 h", 720),
        ("2 stundas", 120),
        ("45 min", 45),
        ("2 days", 2 * 1440),
        ("rīt", None),
        ("0 min", None),
        ("90 dienas", None),
    ],
)
def test_offsets(text: str, minutes: int | None) -> None:
    assert read_offset(text) == minutes


@pytest.mark.parametrize(
    ("text", "years"),
    [
        ("3-10", (3, 10)),
        ("10–3", (3, 10)),
        ("no 3 līdz 10 gadiem", (3, 10)),
        ("līdz 5", (None, 5)),
        ("vairāk nekā 10 gadi", (11, None)),
        ("virs 10", (11, None)),
        ("no 3", (3, None)),
        ("10+", (10, None)),
        ("up to 5", (None, 5)),
        ("daudz", None),
        ("5", None),
        ("no 99", None),
    ],
)
def test_years_in_the_profession(text: str, years: tuple[int | None, int | None] | None) -> None:
    assert read_years(text) == years


def test_offsets_in_words() -> None:
    lv, en = texts_for("lv"), texts_for("en")
    assert [before_in_words(lv, one) for one in (1440, 21 * 1440, 10 * 1440, 60, 120, 30)] == [
        "1 dienu iepriekš",
        "21 dienu iepriekš",
        "10 dienas iepriekš",
        "1 stundu iepriekš",
        "2 stundas iepriekš",
        "30 minūtes iepriekš",
    ]
    assert before_in_words(en, 1440) == "1 day before"
