"""Mutes and hidings: which are in force, which are over, and the journal of both."""

from collections.abc import Callable
from datetime import UTC, datetime, timedelta

import pytest
from sqlalchemy.orm import Session

from storage.database import Database
from storage.members import Member
from storage.moderation import Hiding, Mute, hiding_of, journal, mute_of, mutes_in_force, mutes_over

Do = Callable[[Callable[[Session], None]], None]
NOW = datetime(2026, 10, 12, 8, tzinfo=UTC)
HOUR = timedelta(hours=1)


@pytest.fixture
def do(database: Database) -> Do:
    def people(session: Session) -> None:
        for name in ("Zane", "Āne", "Metodiķe"):
            session.add(Member(name=name, role="librarian", language="lv", created_at=NOW))

    database.submit(people).result()
    return lambda job: database.submit(job).result()


def test_a_mute_is_in_force_until_it_is_ended(do: Do) -> None:
    def job(session: Session) -> None:
        short = Mute(member_id=1, by_id=3, at=NOW, until=NOW + HOUR, reason="Strīds")
        endless = Mute(member_id=2, by_id=3, at=NOW, until=None, reason="Reklāma")
        session.add_all([short, endless])
        session.flush()
        assert [one.member.name for one in mutes_in_force(session)] == ["Āne", "Zane"]
        assert mute_of(session, 1) is short
        assert not mutes_over(session, NOW + HOUR - timedelta(seconds=1))
        assert mutes_over(session, NOW + HOUR) == [short]
        short.ended_at = NOW + HOUR
        session.flush()
        assert mute_of(session, 1) is None
        assert not mutes_over(session, NOW + 2 * HOUR)
        assert mutes_in_force(session) == [endless]

    do(job)


def test_what_is_hidden_is_so_until_it_is_shown_again(do: Do) -> None:
    def job(session: Session) -> None:
        hiding = Hiding(object_kind="news", object_id=5, author_id=1, by_id=3, at=NOW, reason="Reklāma")
        session.add(hiding)
        session.flush()
        assert hiding_of(session, "news", 5) is hiding
        assert hiding_of(session, "message", 5) is None
        hiding.undone_at = NOW + HOUR
        session.flush()
        assert hiding_of(session, "news", 5) is None

    do(job)


def test_the_journal_has_everything_the_newest_first_page_by_page(do: Do) -> None:
    def job(session: Session) -> None:
        for hour in range(5):
            at = NOW + hour * HOUR
            session.add(Mute(member_id=1, by_id=3, at=at, until=at + HOUR, reason=f"mute {hour}", ended_at=at))
            later = at + HOUR / 2
            session.add(
                Hiding(object_kind="news", object_id=hour, author_id=1, by_id=3, at=later, reason=f"hide {hour}")
            )
        session.flush()
        pages = [journal(session, page, 4) for page in range(3)]
        assert [page.more for page in pages] == [True, True, False]
        reasons = [entry.reason for page in pages for entry in page.entries]
        assert reasons == [f"{what} {hour}" for hour in (4, 3, 2, 1, 0) for what in ("hide", "mute")]

    do(job)
