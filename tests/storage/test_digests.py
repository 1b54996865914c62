"""Whose digest is due, and how far it reaches back, on both databases."""

from collections.abc import Callable
from datetime import UTC, datetime, timedelta
from typing import Any, TypeVar
from zoneinfo import ZoneInfo

import pytest
from hypothesis import given
from hypothesis import strategies as st
from sqlalchemy import update
from sqlalchemy.orm import Session

from storage.database import Database
from storage.digests import Due, due_digests, last_at, set_told
from storage.members import TELEGRAM, Address, Member, set_reachable

T = TypeVar("T")
RIGA = ZoneInfo("Europe/Riga")


def riga(text: str) -> datetime:
    return datetime.fromisoformat(text).replace(tzinfo=RIGA)


JOINED = riga("2026-10-01 12:00")


class Digests:
    """Some members, and whoever's digest is due."""

    def __init__(self, database: Database) -> None:
        self.database = database

    def do(self, job: Callable[[Session], T]) -> T:
        return self.database.submit(job).result()

    def join(self, **values: Any) -> int:
        def job(session: Session) -> int:
            defaults: dict[str, Any] = {"name": "", "role": "librarian", "language": "lv", "created_at": JOINED}
            member = Member(**defaults | values)
            session.add(member)
            session.flush()
            session.add(Address(member=member, channel=TELEGRAM, address=str(7_000_000_000 + member.id)))
            return member.id

        return self.do(job)

    def due(self, at: str, most: int = 100) -> dict[int, Due]:
        found = self.do(lambda session: due_digests(session, riga(at), RIGA, most))
        return {one.member.id: one for one in found}

    def make(self, at: str) -> dict[int, Due]:
        """Whoever is due is told."""
        found = self.due(at)
        for one in found.values():
            self.do(lambda session, one=one: set_told(session, one, riga(at)))  # type: ignore[misc]
        return found


@pytest.fixture
def digests(database: Database) -> Digests:
    return Digests(database)


def test_once_a_day_at_ones_hour_however_often_it_is_asked(digests: Digests) -> None:
    early, late = digests.join(), digests.join(digest_hour=15)
    digests.make("2026-10-11 16:00")
    assert digests.due("2026-10-12 08:59") == {}
    assert list(digests.make("2026-10-12 09:00")) == [early]
    assert digests.due("2026-10-12 09:00") == digests.due("2026-10-12 14:59") == {}
    assert list(digests.make("2026-10-12 15:00:01")) == [late]
    assert digests.due("2026-10-12 23:00") == {}
    assert list(digests.due("2026-10-13 19:00")) == [early, late], "late is better than never"


def test_what_comes_late_does_not_come_in_the_quiet_hours_and_not_twice_then(digests: Digests) -> None:
    member = digests.join()
    digests.make("2026-10-11 10:00")
    assert digests.due("2026-10-12 20:00") == digests.due("2026-10-13 07:59") == {}
    (due,) = digests.make("2026-10-13 08:00").values()
    assert due.occurrence == riga("2026-10-12 09:00")
    assert list(digests.make("2026-10-13 09:00")) == [member]
    assert digests.due("2026-10-13 10:00") == {}


def test_an_hour_in_the_quiet_hours_comes_when_they_end(digests: Digests) -> None:
    member = digests.join(digest_hour=22)
    digests.make("2026-10-11 12:00")
    assert digests.due("2026-10-11 22:00") == {}
    assert list(digests.make("2026-10-12 08:00")) == [member]
    assert digests.due("2026-10-12 19:59") == {}


def test_what_is_wanted_once_a_week_is_in_the_one_of_that_day(digests: Digests) -> None:
    """The last weekly one is how far all of them reach back: so nothing falls between the two."""
    member = digests.join(digest_weekday=2)  # Wednesday
    weekly = {}
    for day in range(5, 20):  # the 7th and the 14th are Wednesdays
        due = digests.make(f"2026-10-{day:02} 09:30")[member]
        if due.weekly:
            weekly[day] = due.since
    assert weekly == {7: JOINED, 14: riga("2026-10-07 09:30")}
    assert digests.due("2026-10-20 09:00")[member].since == riga("2026-10-14 09:30")


def test_a_weekly_one_that_was_missed_is_caught_up(digests: Digests) -> None:
    member = digests.join(digest_weekday=2)
    digests.make("2026-10-08 09:00")
    assert not digests.due("2026-10-13 09:00")[member].weekly
    assert digests.due("2026-10-16 09:00")[member].weekly


def test_who_has_just_joined_waits_for_the_hour(digests: Digests) -> None:
    member = digests.join(created_at=riga("2026-10-12 10:00"))
    assert digests.due("2026-10-12 18:00") == {}
    assert digests.due("2026-10-13 09:00")[member].since == riga("2026-10-12 10:00")


def test_who_was_not_let_in_or_cannot_be_reached_gets_none(digests: Digests) -> None:
    member, stranger, gone = digests.join(), digests.join(role=None), digests.join()
    address = str(7_000_000_000 + gone)
    digests.do(lambda session: set_reachable(session, TELEGRAM, address, JOINED))
    assert list(digests.make("2026-10-12 09:00")) == [member]
    digests.do(lambda session: set_reachable(session, TELEGRAM, address, None))
    assert list(digests.make("2026-10-12 09:05")) == [gone]
    assert stranger not in digests.due("2026-10-13 09:00")


def test_many_are_made_a_few_at_a_time(digests: Digests) -> None:
    members = [digests.join() for _ in range(5)]
    told: list[int] = []
    while found := digests.due("2026-10-12 09:00", most=2):
        for one in found.values():
            digests.do(lambda session, one=one: set_told(session, one, riga("2026-10-12 09:00")))  # type: ignore[misc]
        told += found
    assert told == members


def test_who_chooses_another_hour_has_the_next_one_then(digests: Digests) -> None:
    member = digests.join()
    digests.make("2026-10-12 09:00")
    digests.do(lambda session: session.execute(update(Member).values(digest_hour=7)))
    assert digests.due("2026-10-12 10:00") == {}
    digests.do(lambda session: session.execute(update(Member).values(digest_hour=12)))
    assert digests.due("2026-10-12 11:59") == {}
    assert list(digests.due("2026-10-12 12:00")) == [member]


@given(st.integers(0, 400 * 24 * 60), st.integers(0, 23), st.one_of(st.none(), st.integers(0, 6)))
def test_the_last_time_that_clocks_showed_an_hour(minutes: int, hour: int, weekday: int | None) -> None:
    """Never ahead, at most a day (or a week) and the hour of the clock change ago, at that hour and on that day."""
    now = JOINED.astimezone(UTC) + timedelta(minutes=minutes)
    found = last_at(hour, now, RIGA, weekday)
    local = found.astimezone(RIGA)
    skipped = local.hour == hour + 1 and local.date().month == 3
    assert found <= now
    assert now - found <= timedelta(days=1 if weekday is None else 7, hours=1)
    assert local.hour == hour or skipped
    assert weekday is None or local.weekday() == weekday
