"""Rules of the log: when the evening's line comes, how a duration is read."""

from datetime import date

import pytest

from bot.features.consultations.log.rules import evening_hour
from bot.features.consultations.log.values import read_duration
from bot.texts import texts_for

TODAY = date(2026, 10, 12)


@pytest.mark.parametrize(("quiet", "hour"), [((20, 8), 18), ((18, 8), 17), ((17, 5), 16), ((0, 0), 18), ((23, 11), 18)])
def test_the_evenings_line_comes_before_quiet_hours(quiet: tuple[int, int], hour: int) -> None:
    assert evening_hour(*quiet) == hour


@pytest.mark.parametrize(
    ("n", "told"),
    [(1, "reģistrēta 1 konsultācija"), (12, "reģistrētas 12 konsultācijas"), (21, "reģistrēta 21 konsultācija")],
)
def test_the_evenings_line_is_said_as_people_say_it(n: int, told: str) -> None:
    one, several = "📝 Today {n} consultation was registered.", "📝 Today {n} consultations were registered."
    assert texts_for("lv").plain_n(one, several, n) == f"📝 Šodien {told}."


@pytest.mark.parametrize(
    ("said", "duration"),
    [
        ("25", 25),
        (" 25 min ", 25),
        ("1 h 20 min", 80),
        ("pusstunda", 30),
        ("1,5 h", 90),
        ("480", 480),
        ("~20 min", "11_to_30"),
        ("481", None),
        ("0", None),
        ("ilgi", None),
        ("25 min par projektiem", None),
        ("12.10.", None),
    ],
)
def test_a_duration_is_minutes_or_an_estimate(said: str, duration: int | str | None) -> None:
    assert read_duration(said, TODAY) == duration
