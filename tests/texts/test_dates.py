"""Dates as people write them, with every month and weekday in the case that its sentence needs."""

from datetime import date, datetime, timedelta

import pytest
from babel.dates import format_date

from bot.texts import texts_for

LATVIAN, ENGLISH = texts_for("lv"), texts_for("en")

MONTHS = [
    ("janvāris", "janvāra", "janvārī"),
    ("februāris", "februāra", "februārī"),
    ("marts", "marta", "martā"),
    ("aprīlis", "aprīļa", "aprīlī"),
    ("maijs", "maija", "maijā"),
    ("jūnijs", "jūnija", "jūnijā"),
    ("jūlijs", "jūlija", "jūlijā"),
    ("augusts", "augusta", "augustā"),
    ("septembris", "septembra", "septembrī"),
    ("oktobris", "oktobra", "oktobrī"),
    ("novembris", "novembra", "novembrī"),
    ("decembris", "decembra", "decembrī"),
]
MONDAY = date(2026, 10, 12)


@pytest.mark.parametrize(("number", "cases"), list(enumerate(MONTHS, start=1)))
def test_months_in_their_cases(number: int, cases: tuple[str, str, str]) -> None:
    nominative, genitive, locative = cases
    day = date(2026, number, 1)
    assert LATVIAN.month(day) == f"2026. gada {nominative}"
    assert LATVIAN.of_month(day) == f"2026. gada {genitive}"
    assert LATVIAN.date(day) == f"2026. gada 1. {nominative}"
    assert LATVIAN.on_date(day).endswith(f", 2026. gada 1. {locative}")
    assert nominative == format_date(day, "LLLL", locale="lv"), "as the Unicode consortium's Latvian has it"


@pytest.mark.parametrize(
    ("days", "name"),
    list(enumerate(["pirmdien", "otrdien", "trešdien", "ceturtdien", "piektdien", "sestdien", "svētdien"])),
)
def test_weekdays_as_adverbs(days: int, name: str) -> None:
    day = MONDAY + timedelta(days=days)
    assert LATVIAN.on_date(day).startswith(f"{name}, 2026. gada ")
    assert f"{name}a" == format_date(day, "EEEE", locale="lv").lower()


def test_times() -> None:
    moment = datetime(2026, 12, 1, 9, 5)  # noqa: DTZ001 - local time already
    assert LATVIAN.at(moment) == "otrdien, 2026. gada 1. decembrī, plkst. 09.05"
    assert LATVIAN.short(moment) == "01.12. plkst. 09.05"
    assert ENGLISH.at(moment) == "on Tuesday, 1 December 2026, 09:05"
    assert ENGLISH.short(moment) == "1 Dec, 09:05"


def test_english() -> None:
    day = date(2026, 12, 1)
    assert ENGLISH.date(day) == "1 December 2026"
    assert ENGLISH.month(day) == ENGLISH.of_month(day) == "December 2026"


def test_a_leap_day() -> None:
    assert LATVIAN.on_date(date(2028, 2, 29)) == "otrdien, 2028. gada 29. februārī"


@pytest.mark.parametrize(
    ("number", "short", "every", "english"),
    [
        (0, "Pr", "pirmdienās", "Mon on Mondays"),
        (1, "Ot", "otrdienās", "Tue on Tuesdays"),
        (2, "Tr", "trešdienās", "Wed on Wednesdays"),
        (3, "Ce", "ceturtdienās", "Thu on Thursdays"),
        (4, "Pk", "piektdienās", "Fri on Fridays"),
        (5, "Se", "sestdienās", "Sat on Saturdays"),
        (6, "Sv", "svētdienās", "Sun on Sundays"),
    ],
)
def test_days_of_the_week_in_short_and_as_what_comes_back(number: int, short: str, every: str, english: str) -> None:
    assert (LATVIAN.weekday(number), LATVIAN.weekly(number)) == (short, every)
    assert f"{ENGLISH.weekday(number)} {ENGLISH.weekly(number)}" == english


def test_lengths() -> None:
    assert [LATVIAN.minutes(45), LATVIAN.minutes(180), ENGLISH.minutes(90)] == ["45 min", "3 h", "1 h 30 min"]


def test_a_month_without_its_year() -> None:
    assert (LATVIAN.month_alone(MONDAY), ENGLISH.month_alone(MONDAY)) == ("Oktobris", "October")


@pytest.mark.parametrize(
    ("begins", "ends", "whole_day", "latvian", "english"),
    [
        (
            *("2026-12-01T10:00", "2026-12-01T13:00", False),
            "otrdien, 2026. gada 1. decembrī, plkst. 10.00–13.00",
            "on Tuesday, 1 December 2026, 10:00–13:00",
        ),
        (
            *("2026-12-01T10:00", None, False),
            "otrdien, 2026. gada 1. decembrī, plkst. 10.00",
            "on Tuesday, 1 December 2026, 10:00",
        ),
        (
            *("2026-12-01T18:00", "2026-12-02T01:00", False),
            "otrdien, 2026. gada 1. decembrī, plkst. 18.00 – trešdien, 2026. gada 2. decembrī, plkst. 01.00",
            "on Tuesday, 1 December 2026, 18:00 – on Wednesday, 2 December 2026, 01:00",
        ),
        (
            *("2026-12-01T00:00", "2026-12-03T00:00", True),
            "otrdien, 2026. gada 1. decembrī – ceturtdien, 2026. gada 3. decembrī",
            "on Tuesday, 1 December 2026 – on Thursday, 3 December 2026",
        ),
        (
            *("2026-12-01T00:00", "2026-12-01T00:00", True),
            "otrdien, 2026. gada 1. decembrī",
            "on Tuesday, 1 December 2026",
        ),
    ],
)
def test_from_when_until_when(begins: str, ends: str | None, whole_day: bool, latvian: str, english: str) -> None:
    span = datetime.fromisoformat(begins), datetime.fromisoformat(ends) if ends else None
    assert LATVIAN.span(*span, whole_day=whole_day) == latvian
    assert ENGLISH.span(*span, whole_day=whole_day) == english


def test_from_when_until_when_in_short() -> None:
    begins, ends = datetime(2026, 12, 1, 10), datetime(2026, 12, 2, 13)  # noqa: DTZ001 - local time already
    assert LATVIAN.short_span(begins, ends) == "Ot 01.12.2026. 10.00 – Tr 02.12.2026. 13.00"
    assert LATVIAN.short_span(begins, ends, whole_day=True) == "Ot 01.12.2026. – Tr 02.12.2026."
    assert LATVIAN.short_span(begins, begins + timedelta(hours=2)) == "Ot 01.12.2026. 10.00–12.00"
    assert ENGLISH.short_span(begins, None) == "Tue 1 Dec 2026 10:00"


def test_full_hours() -> None:
    assert [LATVIAN.hour(9), LATVIAN.hour(20), ENGLISH.hour(9)] == ["9.00", "20.00", "9:00"]
