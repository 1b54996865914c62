"""Minutes, days and participants in a line; what only looks like one stays in the text."""

from datetime import date

import pytest

from bot.features.consultations.oneline_numbers import is_day_alone
from tests.features.consultations.test_oneline import RECOGNISER, TODAY, read


@pytest.mark.parametrize(
    ("said", "minutes"),
    [
        *(("15min", 15), ("15 min.", 15), ("15 minūtes", 15), ("15 minutes", 15), ("15'", 15), ("15m", 15)),
        *(("1h", 60), ("1,5h", 90), ("1.5 h", 90), ("1.30 h", 90), ("1:30h", 90), ("1h 20min", 80), ("1 h 5 min", 65)),
        *(("2 stundas", 120), ("1 stunda 15 min", 75), ("1 stunda un 15 minūtes", 75), ("2 st.", 120)),
        *(("pusstunda", 30), ("pusstundu", 30), ("stunda", 60), ("stundu", 60), ("pusotra stunda", 90)),
        *(("divdesmit minūtes", 20), ("ceturtdaļstunda", 15), ("divas stundas", 120)),
        # A span is no number, ten hours are a time of day, zero is nothing.
        *(
            ("10-15 min", None),
            ("10–15min", None),
            ("10 līdz 15 min", None),
            ("10h", None),
            ("0 min", None),
        ),
        *(("1.75 h", None), ("15 mapes", None), ("15 eksemplāri", None)),
    ],
)
def test_minutes(said: str, minutes: int | None) -> None:
    for line in (f"Renda tālr rekat {said}", f"{said} Renda tālr rekat", f"Renda {said} tālr rekat kā labot"):
        result = read(line)
        assert result.minutes == minutes, line
        if minutes is None:
            assert said.strip(".") in result.text, line


def test_minutes_of_the_sentence_are_not_the_consultations() -> None:
    assert read("Renda tālr ikt dators izslēdzas pēc 15 min").minutes is None
    assert read("Renda tālr ikt 20min dators izslēdzas pēc 15 min").minutes == 20
    assert read("Renda tālr pasākumi kā vadīt bibliotekāro stundu").minutes is None
    assert read("Renda tālr 10min alise 20min").minutes is None


@pytest.mark.parametrize(
    ("said", "day"),
    [
        ("vakar", date(2026, 11, 19)),
        ("šodien", TODAY),
        ("aizvakar", date(2026, 11, 18)),
        ("pirmdien", date(2026, 11, 16)),
        ("piektdien", TODAY),
        ("02.11.", date(2026, 11, 2)),
        ("2.11.2026.", date(2026, 11, 2)),
        ("2. novembrī", date(2026, 11, 2)),
        ("2.novembrī", date(2026, 11, 2)),
        ("2025. gada 3. decembrī", date(2025, 12, 3)),
        ("02.12.", None),
        ("12. martā", date(2026, 3, 12)),
        ("trešdien, 4. novembrī", date(2026, 11, 4)),
        ("ceturtdien 5.11.", date(2026, 11, 5)),
        ("5. novembrī (ceturtdien)", date(2026, 11, 5)),
        ("trešdien, 5. novembrī", None),
        ("12. janvārī", None),
        ("rīt", None),
        ("31.11.", None),
        ("1.1.2030.", None),
    ],
)
def test_days(said: str, day: date | None) -> None:
    for line in (f"{said} Renda tālr rekat 15min", f"Renda {said} tālr rekat 15min kā labot"):
        result = read(line)
        assert (result.day, result.minutes) == (day, 15 if day else result.minutes), line
        if day is None:
            assert said.strip(".") in result.text


@pytest.mark.parametrize(
    ("line", "heading"),
    [
        *(("Trešdien, 4. novembrī:", True), ("3. marts", True), ("2026. gada 4. novembris", True), ("vakar –", True)),
        *(("04.11.2026.g.", True), ("otrdiena", True), ("5. novembris, ceturtdiena", True)),
        *(("trešdien, 5. novembrī", False), ("1. decembrī", False), ("vakar Renda", False), ("15 min", False)),
        *(("rekataloģizācija", False), ("gads", False), ("4. novembris novads", False)),
    ],
)
def test_a_day_alone_is_a_heading(line: str, heading: bool) -> None:
    assert is_day_alone(line, TODAY) is heading


def test_in_january_a_day_of_december_is_last_years() -> None:
    assert RECOGNISER.read("28.12. Renda tālr rekat", date(2027, 1, 4)).day == date(2026, 12, 28)


def test_a_day_that_may_belong_to_the_question_stays_in_it() -> None:
    result = read("Renda tālr rekat vakar pazuda ieraksts")
    assert (result.day, result.text) == (None, "vakar pazuda ieraksts")
    assert read("Renda tālr rekat vakar kā labot ierakstu").day == date(2026, 11, 19)


def test_participants() -> None:
    assert read("Renda klātienē alise grupa 12 45min").participants == 12
    assert read("Renda zoom alise 5 dalībn. 45min").participants == 5
    assert read("Renda zoom alise 1h 8 cilvēki").participants == 8
    assert read("Renda tālr pasākumi kā reģistrēt 40 dalībniekus gada pārskatā").participants is None
