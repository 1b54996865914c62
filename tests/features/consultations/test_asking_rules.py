"""What is safely no question, and when nobody's answer is overdue."""

from datetime import datetime
from zoneinfo import ZoneInfo

import pytest

from bot.features.consultations.rules import first_words, is_no_question, overdue_from
from bot.workdays import is_working_day

RIGA = ZoneInfo("Europe/Riga")


@pytest.mark.parametrize(
    "text",
    [
        "",
        "👍",
        "🙏🙏🙏",
        "Paldies!",
        "Liels paldies par atbildi",
        "LABDIEN, KOLĒĢI",
        "Ok",
        "Jā",
        "...",
        "Jauku dienu visiem!",
    ],
)
def test_courtesies_are_no_questions(text: str) -> None:
    assert is_no_question(text)


@pytest.mark.parametrize(
    "text",
    ["Paldies?", "Kā norakstīt grāmatas", "Paldies, bet kā norakstīt", "Vai ok?", "?", "42", "Labdien! Kas brauc?"],
)
def test_what_may_be_a_question_is_one(text: str) -> None:
    assert not is_no_question(text)


@pytest.mark.parametrize(
    ("asked", "days", "due"),
    [
        ("2026-10-12 11:00", 2, "2026-10-14 11:00"),  # Monday
        ("2026-10-16 15:00", 2, "2026-10-20 15:00"),  # Friday: the weekend does not count
        ("2026-10-17 10:00", 2, "2026-10-21 00:00"),  # Saturday: from Monday on
        ("2026-11-16 09:00", 2, "2026-11-19 09:00"),  # 18 November is a public holiday
        ("2026-12-23 12:00", 1, "2026-12-28 12:00"),  # 24–26 December
        ("2026-10-23 12:00", 1, "2026-10-26 12:00"),  # the clocks change in between
    ],
)
def test_only_working_days_count(asked: str, days: int, due: str) -> None:
    moment = datetime.fromisoformat(asked).replace(tzinfo=RIGA)
    assert overdue_from(moment, days, is_working_day) == datetime.fromisoformat(due).replace(tzinfo=RIGA)


def test_first_words_are_cut_between_words() -> None:
    assert first_words("Kā\n norakstīt  grāmatas?", 40) == "Kā norakstīt grāmatas?"
    assert first_words("Kā norakstīt, lūdzu, grāmatas?", 15) == "Kā norakstīt…"
    assert first_words("Bezgalgarš", 5) == "Bezga…"
