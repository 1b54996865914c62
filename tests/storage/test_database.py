"""The writer thread: what is committed together, and what a failing job does to the others."""

from collections.abc import Callable
from threading import Event, Thread, current_thread

import pytest
from sqlalchemy import event, select, text
from sqlalchemy.exc import DBAPIError
from sqlalchemy.orm import Session

from storage.database import Database
from storage.libraries import Municipality, municipality_named


def add(name: str) -> Callable[[Session], None]:
    def job(session: Session) -> None:
        municipality_named(session, name)

    return job


def names(database: Database) -> list[str]:
    with database.read() as session:
        return sorted(session.scalars(select(Municipality.name)))


def test_a_result_is_there_after_the_commit(database: Database) -> None:
    database.submit(add("Kuldīgas novads")).result()
    assert names(database) == ["Kuldīgas novads"]


def test_one_failing_job_harms_no_other_in_its_batch(database: Database) -> None:
    gate = Event()

    def wait_until_all_are_queued(session: Session) -> None:
        assert gate.wait(10)

    def fail(session: Session) -> None:
        municipality_named(session, "Nekur")
        raise RuntimeError("on purpose")

    first = database.submit(wait_until_all_are_queued)
    futures = [database.submit(add("A")), database.submit(fail), database.submit(add("B"))]
    gate.set()
    first.result()
    futures[0].result()
    with pytest.raises(RuntimeError, match="on purpose"):
        futures[1].result()
    futures[2].result()
    assert names(database) == ["A", "B"]


def test_what_was_done_before_a_failing_job_is_committed_together(
    database: Database, monkeypatch: pytest.MonkeyPatch
) -> None:
    """One refusal among many jobs must not make each of them a commit of its own."""
    monkeypatch.setattr("storage.database.BATCH_SECONDS", 10.0)  # however long this machine takes to queue them
    gate = Event()
    commits: list[object] = []

    def fail(session: Session) -> None:
        raise RuntimeError("on purpose")

    first = database.submit(lambda _session: gate.wait(10))
    futures = [*(database.submit(add(f"Novads {i}")) for i in range(5)), database.submit(fail)]
    event.listen(database.writing_engine, "commit", commits.append)
    gate.set()
    first.result()
    assert isinstance(futures.pop().exception(), RuntimeError)
    for future in futures:
        future.result()
    assert len(commits) <= 2  # the first one's may be one of its own: it has waited
    assert len(names(database)) == 5


def test_a_reading_session_cannot_write(database: Database) -> None:
    with database.read() as session:
        municipality_named(session, "A")
        with pytest.raises(DBAPIError):
            session.flush()
    assert names(database) == []


def test_stopping_finishes_what_is_queued(database: Database) -> None:
    futures = [database.submit(add(f"Novads {i}")) for i in range(300)]
    database.stop()
    assert all(future.done() and future.exception() is None for future in futures)


def test_a_writer_that_was_left_alone_closes_its_connection_when_it_ends(database: Database) -> None:
    working, gate = Event(), Event()
    opened: list[object] = []
    closed: list[object] = []
    event.listen(database.writing_engine, "connect", lambda connection, _record: opened.append(connection))
    event.listen(database.writing_engine, "close", lambda connection, _record: closed.append(connection))

    def wait(session: Session) -> Thread:
        municipality_named(session, "A")
        working.set()
        assert gate.wait(10)
        return current_thread()

    future = database.submit(wait)
    assert working.wait(10)
    database.stop(0)
    assert closed == [], "it is at work"
    gate.set()
    future.result().join()
    assert len(opened) == 1
    assert closed == opened


def test_a_job_that_stops_what_runs_it_is_told_and_the_next_one_runs(database: Database) -> None:
    def stop(session: Session) -> None:
        raise SystemExit

    with pytest.raises(SystemExit):
        database.submit(stop).result(timeout=10)
    assert database.submit(lambda session: session.scalar(text("SELECT 1"))).result(timeout=10) == 1
