"""The region keeps an administrator, also where two remove each other at the same moment."""

from datetime import UTC, datetime
from threading import Thread

from sqlalchemy.orm import Session

from storage.database import Database
from storage.members import Member, is_last_admin

NOW = datetime(2026, 11, 26, 8, 0, tzinfo=UTC)


def _member(session: Session, role: str | None) -> int:
    member = Member(name="Kāds", role=role, language="lv", created_at=NOW)
    session.add(member)
    session.flush()
    return member.id


def test_only_the_last_one_is_the_last_one(database: Database) -> None:
    def job(session: Session) -> None:
        one, other = _member(session, "admin"), _member(session, "librarian")
        assert is_last_admin(session, one)
        assert not is_last_admin(session, other)
        second = _member(session, "admin")
        assert not is_last_admin(session, one)
        assert not is_last_admin(session, second)
        session.get_one(Member, one).role = None
        assert is_last_admin(session, second)

    database.submit(job).result()


def test_of_two_who_remove_each_other_at_once_one_stays(database_url: str) -> None:
    """Two processes, as the bot and the command line are."""
    first, second = Database(database_url), Database(database_url)
    first.start()
    second.start()
    ids = first.submit(lambda session: (_member(session, "admin"), _member(session, "admin"))).result()
    refused: list[int] = []

    def remove(session: Session, target: int) -> None:
        member = session.get_one(Member, target)
        if is_last_admin(session, target):
            refused.append(target)
            return
        other.start() if target == ids[0] else None
        other.join(0.2)  # the other one is in the middle of the same, or waits for us
        member.role = None

    other = Thread(target=lambda: second.submit(lambda session: remove(session, ids[1])).result())
    first.submit(lambda session: remove(session, ids[0])).result()
    other.join()
    assert refused == [ids[1]]
    with first.read() as session:
        assert [session.get_one(Member, one).role for one in ids] == [None, "admin"]
    first.stop()
    second.stop()
