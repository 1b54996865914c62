"""The lease on PostgreSQL: who has it writes, who lost it writes nothing more, however long it slept meanwhile."""

from collections.abc import Iterator
from concurrent.futures import ThreadPoolExecutor
from threading import Event
from time import monotonic, sleep

import pytest
from sqlalchemy import event, text
from sqlalchemy.exc import SQLAlchemyError
from sqlalchemy.orm import Session

from storage.away import DatabaseAwayError
from storage.database import Database
from storage.leases import Held, Lease, boot_seconds, take
from storage.numbers import mark_once, marked
from tests.delivery.post import START

LONG = 60.0
SHORT = 1.0
"""A lease that a test can wait for: it is renewed after 0.3 s, and silence inside a transaction ends after 0.4 s."""


@pytest.fixture(params=["postgresql"])
def database_kind(request: pytest.FixtureRequest) -> str:
    """Only PostgreSQL has leases."""
    return str(request.param)


@pytest.fixture
def other(database_url: str) -> Iterator[Database]:
    """The same database, as another process has it open."""
    other = Database(database_url)
    other.start()
    yield other
    other.stop()


def held(database: Database, seconds: float, holder: str = "first") -> Lease:
    """Take the lease and write under it, waiting until it is free."""
    until = monotonic() + 10
    while not isinstance(lease := take(database, holder, seconds), Lease):
        assert monotonic() < until
    database.fence(lease)
    return lease


def mark(name: str, session: Session) -> None:
    mark_once(session, name, START)


def is_marked(database: Database, name: str) -> bool:
    with database.read() as session:
        return marked(session, name)


def test_one_holds_it_and_the_other_is_told_who(database: Database, other: Database) -> None:
    held(database, LONG)
    answer = take(other, "second", LONG)
    assert isinstance(answer, Held)
    assert answer.holder == "first"
    assert 0 < answer.seconds <= LONG
    database.submit(lambda session: mark("a", session)).result()
    assert is_marked(other, "a")


def test_given_back_it_is_free_at_once(database: Database, other: Database) -> None:
    lease = held(database, LONG)
    database.submit(lease.give_back).result()
    assert isinstance(take(other, "second", LONG), Lease)
    with pytest.raises(DatabaseAwayError, match="lease lost"):
        database.submit(lambda session: mark("a", session)).result()
    assert not is_marked(other, "a")


def test_whoever_writes_renews_it(database: Database, other: Database) -> None:
    lease = held(database, SHORT)
    until = monotonic() + 2 * SHORT
    while monotonic() < until:
        database.submit(lambda session: mark("a", session)).result()
        assert isinstance(take(other, "second", SHORT), Held)
    assert lease.holds()


def test_a_term_that_has_run_out_is_not_gone_on_with(database: Database, other: Database) -> None:
    lease = held(database, SHORT)
    successor = held(other, LONG, "second")
    assert successor.epoch == lease.epoch + 1
    assert not lease.holds()
    with pytest.raises(DatabaseAwayError, match="lease lost"):
        database.submit(lambda session: mark("a", session)).result()
    assert not is_marked(other, "a")


def test_the_database_decides_where_the_own_clock_is_wrong(
    database: Database, other: Database, monkeypatch: pytest.MonkeyPatch
) -> None:
    """A machine whose clocks stood still, such as a suspended guest's, believes that its lease is good."""
    lease = held(database, SHORT)
    now = monotonic()
    monkeypatch.setattr("storage.leases.boot_seconds", lambda: now)
    held(other, LONG, "second")
    with pytest.raises(DatabaseAwayError, match="lease lost"):
        database.submit(lambda session: mark("a", session)).result()
    assert not lease.holds()
    assert not is_marked(other, "a")


def test_what_was_queued_in_an_earlier_term_is_not_done_in_a_later_one(database: Database) -> None:
    lease = held(database, LONG)
    begun, gate = Event(), Event()

    def hold_up(session: Session) -> None:
        begun.set()
        assert gate.wait(10)
        raise RuntimeError("on purpose")  # so that its transaction, which began in time, takes no other job along

    first = database.submit(hold_up)
    assert begun.wait(10)
    late = database.submit(lambda session: mark("late", session))
    database.fence(Lease(lease.epoch, LONG, boot_seconds()))  # lost while the writer was held up, and taken again
    gate.set()
    with pytest.raises(RuntimeError):
        first.result()
    with pytest.raises(DatabaseAwayError):
        late.result()
    database.submit(lambda session: mark("new", session)).result()
    assert is_marked(database, "new")
    assert not is_marked(database, "late")


def test_who_falls_silent_inside_a_transaction_hinders_nobody_and_commits_nothing(
    database: Database, other: Database
) -> None:
    lease = held(database, SHORT)
    writing, successor = Event(), Event()

    def job(session: Session) -> None:
        mark("a", session)
        session.flush()
        writing.set()
        assert successor.wait(10)
        mark("b", session)

    frozen = database.submit(job)
    assert writing.wait(10)
    began = monotonic()
    held(other, LONG, "second")
    assert monotonic() - began < 2 * SHORT
    successor.set()
    with pytest.raises(DatabaseAwayError):
        frozen.result()
    assert not lease.holds()
    assert not is_marked(other, "a")
    assert not is_marked(other, "b")


def test_a_successor_waits_for_what_is_being_committed(database: Database, other: Database) -> None:
    """The predecessor's transaction began in time: it is whole before the successor begins."""
    held(database, SHORT)
    for _ in range(8):  # never silent for long enough to be ended, and longer than the lease
        database.submit(lambda session: mark("a", session)).result()

    def job(session: Session) -> None:
        for _ in range(8):
            session.execute(text("SELECT 1"))
            sleep(0.2)
        mark("b", session)

    writing = database.submit(job)
    held(other, LONG, "second")
    assert writing.done() or is_marked(other, "b")
    writing.result()


def test_who_freezes_while_taking_it_holds_up_nobody_for_long(database: Database, other: Database) -> None:
    """A process that stands by is stopped just when it has the lock."""
    locked, gate = Event(), Event()

    def freeze(_connection: object, _cursor: object, statement: str, *_: object) -> None:
        if "pg_advisory_xact_lock(" in statement:
            locked.set()
            assert gate.wait(10)

    event.listen(other.writing_engine, "after_cursor_execute", freeze)
    with ThreadPoolExecutor(1) as pool:
        taking = pool.submit(take, other, "second", SHORT)
        assert locked.wait(10)
        began = monotonic()
        held(database, LONG)
        database.submit(lambda session: mark("a", session)).result()
        assert monotonic() - began < 5
        gate.set()
        assert isinstance(taking.exception(), SQLAlchemyError)
    assert is_marked(database, "a")


def test_the_command_line_writes_beside_a_holder(database: Database, other: Database) -> None:
    held(database, LONG)
    other.submit(lambda session: mark("a", session)).result()
    assert is_marked(database, "a")


def test_only_the_holders_transactions_end_when_silent(database: Database) -> None:
    def silence(session: Session) -> str:
        return str(session.scalar(text("SHOW idle_in_transaction_session_timeout")))

    assert database.submit(silence).result() == "0"
    held(database, LONG)
    assert database.submit(silence).result() == "24s"
    with database.writing_engine.connect() as connection:
        assert connection.scalar(text("SHOW idle_in_transaction_session_timeout")) == "0"
