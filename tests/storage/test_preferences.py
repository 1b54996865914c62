"""Choices, quiet hours and what was seen, on both databases."""

from collections.abc import Callable
from datetime import UTC, date, datetime, time, timedelta
from typing import TypeVar
from zoneinfo import ZoneInfo

import pytest
from hypothesis import given
from hypothesis import strategies as st
from sqlalchemy import select
from sqlalchemy.orm import Session

from storage.database import Database
from storage.members import Member
from storage.preferences import (
    ANY,
    AT_ONCE,
    DAILY,
    OFF,
    WEEKLY,
    Wanting,
    choices_of,
    choose,
    chosen,
    held_until,
    hold_until,
    is_quiet,
    wants_at_once,
)
from storage.seen import mark_seen, seen_of
from tests.storage.outboxes import NOW

T = TypeVar("T")
RIGA = ZoneInfo("Europe/Riga")
SPRING, AUTUMN = date(2026, 3, 29), date(2026, 10, 25)
"""In Riga 3.00 is followed by 4.00, and 4.00 by 3.00."""


class Members:
    """A database with some members."""

    def __init__(self, database: Database) -> None:
        self.database = database

    def do(self, job: Callable[[Session], T]) -> T:
        return self.database.submit(job).result()

    def join(self, quiet_from: int = 20, quiet_until: int = 8) -> int:
        def job(session: Session) -> int:
            member = Member(
                name="Biedrs",
                role="librarian",
                language="lv",
                created_at=NOW,
                quiet_from=quiet_from,
                quiet_until=quiet_until,
            )
            session.add(member)
            session.flush()
            return member.id

        return self.do(job)

    def choose(self, member: int, subject: str, cadence: str) -> None:
        self.do(lambda session: choose(session, member, "news", subject, cadence))

    def cadence(self, member: int, subject: str) -> str:
        """As Python finds it; that the database finds the same is seen to."""

        def job(session: Session) -> str:
            found = chosen(choices_of(session, member), "news", subject, DAILY)
            for default in (AT_ONCE, DAILY):
                wanting = Wanting("news", subject, default)
                wants = session.scalar(select(Member.id).where(Member.id == member, wants_at_once(wanting))) is not None
                assert wants == (chosen(choices_of(session, member), "news", subject, default) == AT_ONCE)
            return found

        return self.do(job)


@pytest.fixture
def members(database: Database) -> Members:
    return Members(database)


def test_what_was_not_chosen_is_the_kinds_default(members: Members) -> None:
    member, other = members.join(), members.join()
    assert members.cadence(member, "vacancy") == DAILY
    members.choose(member, "vacancy", AT_ONCE)
    assert [members.cadence(member, one) for one in ("vacancy", "contest")] == [AT_ONCE, DAILY]
    assert members.cadence(other, "vacancy") == DAILY
    assert members.do(lambda session: chosen(choices_of(session, member), "question", "vacancy", WEEKLY)) == WEEKLY


def test_a_choice_for_all_subjects_takes_the_place_of_single_ones(members: Members) -> None:
    member = members.join()
    members.choose(member, "vacancy", AT_ONCE)
    members.choose(member, ANY, OFF)
    assert [members.cadence(member, one) for one in ("vacancy", "contest")] == [OFF, OFF]
    members.choose(member, "contest", WEEKLY)
    members.choose(member, "contest", AT_ONCE)
    assert [members.cadence(member, one) for one in ("vacancy", "contest")] == [OFF, AT_ONCE]
    assert members.do(lambda session: choices_of(session, member)) == {("news", ANY): OFF, ("news", "contest"): AT_ONCE}


def test_a_cadence_that_there_is_not_is_refused(members: Members) -> None:
    member = members.join()
    with pytest.raises(ValueError, match="hourly"):
        members.choose(member, ANY, "hourly")


def test_what_was_seen_is_known_for_each_member(members: Members) -> None:
    member, other = members.join(), members.join()
    for object_id in (1, 2, 2):
        members.do(lambda session, n=object_id: mark_seen(session, member, "news", n, NOW))  # type: ignore[misc]
    members.do(lambda session: mark_seen(session, member, "question", 3, NOW))
    assert members.do(lambda session: seen_of(session, member, "news", [1, 2, 3])) == {1, 2}
    assert members.do(lambda session: seen_of(session, other, "news", [1, 2, 3])) == set()
    assert members.do(lambda session: seen_of(session, member, "news", [])) == set()


def minutes_around(moment: datetime, least: int, most: int) -> st.SearchStrategy[datetime]:
    return st.integers(least, most).map(lambda minutes: moment + timedelta(minutes=minutes))


MOMENTS = st.one_of(
    minutes_around(NOW, 0, 2 * 365 * 24 * 60),
    *(minutes_around(datetime.combine(day, time(1), UTC), -36 * 60, 36 * 60) for day in (SPRING, AUTUMN)),
)
"""Anywhere, and often about the hour that is left out or comes twice."""
QUIET = st.tuples(st.integers(0, 23), st.integers(0, 23)).filter(lambda hours: (hours[1] - hours[0]) % 24 <= 22)


def quiet_member(quiet_from: int, quiet_until: int) -> Member:
    return Member(name="", role=None, language="lv", created_at=NOW, quiet_from=quiet_from, quiet_until=quiet_until)


@given(MOMENTS, QUIET)
def test_nothing_is_held_for_longer_or_shorter_than_the_quiet_hours(now: datetime, hours: tuple[int, int]) -> None:
    """Looking at every minute until then: the first one that is not quiet is the one."""
    member = quiet_member(*hours)
    due = hold_until(member, now, RIGA)
    assert due >= now
    assert not is_quiet(member, due, RIGA)
    if due > now:
        minutes = int((due - now).total_seconds() // 60)
        assert all(is_quiet(member, now + timedelta(minutes=passed), RIGA) for passed in range(minutes))
        assert is_quiet(member, due - timedelta(seconds=1), RIGA)


@pytest.mark.parametrize(
    ("now", "hours", "due"),
    [
        ("2026-10-12 20:00", (20, 8), "2026-10-13 08:00"),
        ("2026-10-12 23:59", (20, 8), "2026-10-13 08:00"),
        ("2026-10-13 07:59", (20, 8), "2026-10-13 08:00"),
        ("2026-10-13 08:00", (20, 8), "2026-10-13 08:00"),
        ("2026-10-12 19:59", (20, 8), "2026-10-12 19:59"),
        ("2026-10-12 23:00", (20, 20), "2026-10-12 23:00"),
        ("2026-10-12 12:30", (12, 13), "2026-10-12 13:00"),
        ("2026-03-28 22:00", (20, 8), "2026-03-29 08:00"),
        ("2026-10-24 22:00", (20, 8), "2026-10-25 08:00"),
        ("2026-03-29 01:00", (22, 3), "2026-03-29 04:00"),  # there is no 3.00 on this day
    ],
)
def test_quiet_hours_are_those_of_the_regions_clocks(now: str, hours: tuple[int, int], due: str) -> None:
    local = datetime.fromisoformat(now).replace(tzinfo=RIGA)
    held = hold_until(quiet_member(*hours), local, RIGA)
    assert held == datetime.fromisoformat(due).replace(tzinfo=RIGA).astimezone(UTC)


def test_the_database_holds_as_the_rule_says(members: Members) -> None:
    hours = [(begin, end) for begin in range(24) for end in range(24)]

    def join(session: Session) -> None:
        session.add_all(quiet_member(*one) for one in hours)

    members.do(join)
    late = datetime(2026, 10, 25, 0, 30, tzinfo=UTC)  # 3.30 in Riga, for the first time
    for now in (NOW, NOW + timedelta(hours=11, minutes=5), late, late + timedelta(hours=1)):

        def compare(session: Session, now: datetime = now) -> None:
            rows = session.execute(select(Member, held_until(now, RIGA, now).label("due"))).all()
            assert len(rows) == len(hours)
            assert {row.due for row in rows if row.due != hold_until(row.Member, now, RIGA)} == set()

        members.do(compare)
