"""Which periods people may name, and when a month's report is due."""

from datetime import UTC, date, datetime, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from bot.features.reports.rules import (
    ImpossiblePeriodError,
    Period,
    due_report,
    due_reports,
    first_working_day,
    may_disturb,
    month_to_complete,
    previous_month,
)

DAYS = st.dates(date(2020, 1, 1), date(2040, 12, 31))


@pytest.mark.parametrize(
    ("key", "kind", "first", "last"),
    [
        ("2026-10", "month", date(2026, 10, 1), date(2026, 10, 31)),
        ("2028-02", "month", date(2028, 2, 1), date(2028, 2, 29)),
        ("2026-Q4", "quarter", date(2026, 10, 1), date(2026, 12, 31)),
        ("2026-q1", "quarter", date(2026, 1, 1), date(2026, 3, 31)),
        (" 2026 ", "year", date(2026, 1, 1), date(2026, 12, 31)),
    ],
)
def test_a_period_is_named_as_in_the_command_line(key: str, kind: str, first: date, last: date) -> None:
    period = Period.parse(key)
    assert (period.kind, period.first, period.last) == (kind, first, last)
    assert period.key == key.strip().upper()
    assert first in period
    assert last in period
    assert last + timedelta(days=1) not in period


@pytest.mark.parametrize(
    "key",
    [
        *("", "oktobris", "2026-13", "2026-00", "2026-1", "2026-Q0", "2026-Q5", "26-10", "0000", "20260-1"),
        *("2026-10-01", "٢٠٢٦-١٠", "2026/10", "-2026", "1066-10"),
    ],
)
def test_what_names_no_period_is_refused_and_quoted(key: str) -> None:
    with pytest.raises(ImpossiblePeriodError) as refused:
        Period.parse(key)
    assert refused.value.key == key
    assert "2026-Q4" in str(refused.value)


def test_a_year_earlier_is_the_same_kind_of_period() -> None:
    assert Period.parse("2025-02").a_year_earlier() == Period.parse("2024-02")
    assert Period.parse("2024-02").a_year_earlier() == Period.parse("2023-02")
    assert Period.parse("2026-Q4").a_year_earlier() == Period.parse("2025-Q4")
    assert Period.parse("2026").a_year_earlier() == Period.parse("2025")


@given(DAYS)
def test_the_previous_month_ends_the_day_before_this_one_begins(today: date) -> None:
    period = previous_month(today)
    assert period.last + timedelta(days=1) == today.replace(day=1)
    assert Period.parse(period.key) == period


@pytest.mark.parametrize(
    ("month", "expected"),
    [
        (date(2026, 12, 9), date(2026, 12, 1)),  # a Tuesday
        (date(2026, 11, 30), date(2026, 11, 2)),  # the 1st is a Sunday
        (date(2026, 8, 1), date(2026, 8, 3)),  # the 1st is a Saturday
        (date(2027, 1, 15), date(2027, 1, 4)),  # New Year's Day, then a weekend
        (date(2026, 1, 1), date(2026, 1, 5)),  # and 2 January moved to a Saturday by the Cabinet of Ministers
        (date(2026, 5, 20), date(2026, 5, 5)),  # 1 May, a weekend, 4 May
    ],
)
def test_the_first_working_day_knows_the_holidays_of_latvia(month: date, expected: date) -> None:
    assert first_working_day(month) == expected


@pytest.mark.parametrize(("hour", "expected"), [(0, False), (8, False), (9, True), (19, True), (20, False)])
def test_a_report_does_not_come_by_itself_in_quiet_hours(hour: int, expected: bool) -> None:
    assert may_disturb(datetime(2026, 11, 2, hour, 59)) == expected  # noqa: DTZ001 - the region's clocks


def test_a_report_is_due_from_the_first_working_day_on() -> None:
    assert due_report(date(2026, 10, 31)) == Period.parse("2026-09")
    assert due_report(date(2026, 11, 1)) == Period.parse("2026-09")
    assert due_report(date(2026, 11, 2)) == Period.parse("2026-10")
    assert due_report(date(2026, 11, 30)) == Period.parse("2026-10")
    assert due_report(date(2027, 1, 4)) == Period.parse("2026-12")


def test_no_report_is_due_for_a_month_before_the_start_of_use() -> None:
    assert due_report(date(2026, 11, 2), start_of_use=date(2026, 11, 1)) is None
    assert due_report(date(2026, 11, 2), start_of_use=date(2026, 10, 31)) == Period.parse("2026-10")


@given(DAYS)
def test_reports_come_one_after_another(today: date) -> None:
    due, tomorrow = due_report(today), due_report(today + timedelta(days=1))
    assert due is not None
    assert tomorrow is not None
    assert due.last < today
    assert tomorrow in (due, Period.month(*_next(due.last)))


def _next(last: date) -> tuple[int, int]:
    following = last + timedelta(days=1)
    return following.year, following.month


@pytest.mark.parametrize(
    ("today", "due"),
    [
        (date(2026, 12, 1), ["2025", "2026-Q3", "2026-11"]),
        (date(2027, 1, 1), ["2025", "2026-Q3", "2026-11"]),  # a holiday
        (date(2027, 1, 4), ["2026-12", "2026-Q4", "2026"]),
        (date(2027, 3, 1), ["2026-Q4", "2026", "2027-02"]),
        (date(2027, 4, 1), ["2026", "2027-03", "2027-Q1"]),
    ],
)
def test_quarters_and_years_are_due_with_their_last_month(today: date, due: list[str]) -> None:
    assert [period.key for period in due_reports(today)] == due


def test_quarters_and_years_that_had_ended_when_use_began_are_not_due() -> None:
    assert [period.key for period in due_reports(date(2026, 11, 2), date(2026, 10, 12))] == ["2026-10"]
    assert [period.key for period in due_reports(date(2027, 1, 4), date(2026, 10, 12))] == [
        "2026-12",
        "2026-Q4",
        "2026",
    ]
    assert due_reports(date(2026, 10, 30), date(2026, 10, 12)) == []


@pytest.mark.parametrize(
    ("local", "asked"),
    [
        ((2026, 10, 30, 18, 0), "2026-10"),  # a Friday; the 31st is a Saturday
        ((2026, 10, 30, 17, 59), None),
        ((2026, 10, 30, 20, 0), None),
        ((2026, 10, 31, 18, 0), None),
        ((2026, 12, 30, 18, 0), "2026-12"),  # the 31st is a holiday
        ((2026, 12, 31, 18, 0), None),
    ],
)
def test_on_the_evening_of_the_last_working_day_the_month_is_asked_about(
    local: tuple[int, int, int, int, int], asked: str | None
) -> None:
    period = month_to_complete(datetime(*local, tzinfo=UTC))
    assert (period.key if period else None) == asked


def test_months_since_the_installation_may_have_been_missed() -> None:
    installed = date(2026, 10, 12)
    due = due_reports(date(2027, 2, 1), installed, installed)
    assert [period.key for period in due] == ["2026-10", "2026-11", "2026-12", "2026-Q4", "2026", "2027-01"]
    before_use = due_reports(date(2027, 2, 1), date(2026, 12, 1), installed)
    assert [period.key for period in before_use] == ["2026-12", "2026-Q4", "2026", "2027-01"]
    begun_on_paper = due_reports(date(2026, 12, 1), date(2026, 6, 1), installed)
    assert [period.key for period in begun_on_paper] == ["2026-Q3", "2026-10", "2026-11"]


def test_what_was_missed_more_than_a_year_ago_is_left_alone() -> None:
    long_ago = date(2020, 1, 1)
    months = [one.key for one in due_reports(date(2027, 2, 1), long_ago, long_ago) if one.kind == "month"]
    assert (months[0], months[-1], len(months)) == ("2026-01", "2027-01", 13)
