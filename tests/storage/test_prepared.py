"""Statements on the driver's own cursor behave as the session's do."""

import threading
from collections.abc import Callable
from contextlib import suppress
from functools import partial

import pytest
from sqlalchemy import bindparam, insert, select, update
from sqlalchemy.exc import IntegrityError
from sqlalchemy.orm import Session

from storage.database import Database
from storage.libraries import Library, Municipality
from storage.numbers import marks
from storage.prepared import Prepared, changes, has_changed, held, savepoint, under_way
from tests.storage.outboxes import NOW

MARK = Prepared(insert(marks), ("name", "at", "value"))
VALUE = bindparam("new", type_=marks.c.value.type)
CHANGED = Prepared(select(marks.c.value))
CHANGE = Prepared(update(marks).where(marks.c.name == bindparam("at_name")).values(value=VALUE), missed=LookupError)
ELSEWHERE = Prepared(select(Municipality.name))
MARKED = Prepared(select(marks.c.name, marks.c.at).where(marks.c.name == bindparam("name")))


def mark(session: Session, name: str = "first", value: str = "a person's words") -> None:
    MARK.run(session, {"name": name, "at": NOW, "value": value})


def test_values_come_back_as_they_went_in(database: Database) -> None:
    database.submit(mark).result()
    row = database.submit(lambda session: MARKED.first(session, {"name": "first"})).result()
    assert (row.name, row.at) == ("first", NOW)
    assert database.submit(lambda session: MARKED.first(session, {"name": "second"})).result() is None


def test_an_error_is_the_sessions_and_tells_no_values(database: Database) -> None:
    database.submit(mark).result()
    with pytest.raises(IntegrityError) as caught:
        database.submit(mark).result()
    assert "words" not in str(caught.value)


def test_what_the_session_holds_back_is_seen(database: Database) -> None:
    names = Prepared(select(Municipality.name))

    def job(session: Session) -> list[str]:
        session.add(Municipality(name="Kuldīgas novads"))
        return [row.name for row in names.all(session, {})]

    assert database.submit(job).result() == ["Kuldīgas novads"]


def test_what_is_done_inside_is_undone_if_it_raises(database: Database) -> None:
    def job(session: Session) -> None:
        mark(session, "before")
        with suppress(ZeroDivisionError), savepoint(session):
            mark(session, "inside")
            session.add(Municipality(name="Kuldīgas novads"))
            raise ZeroDivisionError
        with savepoint(session):
            mark(session, "after")

    database.submit(job).result()
    kept = database.submit(lambda session: set(session.scalars(select(marks.c.name)))).result()
    assert kept == {"before", "after"}
    assert database.submit(lambda session: session.scalars(select(Municipality)).all()).result() == []


def test_what_went_well_inside_is_undone_with_what_is_around_it(database: Database) -> None:
    def job(session: Session) -> None:
        with suppress(ZeroDivisionError), savepoint(session):
            mark(session, "around")
            with savepoint(session):
                mark(session, "inside")
            raise ZeroDivisionError
        mark(session, "after")

    database.submit(job).result()
    kept = database.submit(lambda session: set(session.scalars(select(marks.c.name)))).result()
    assert kept == {"after"}


def test_an_object_that_the_session_has_is_not_made_again(database: Database) -> None:
    def job(session: Session) -> bool:
        municipality = Municipality(name="Kuldīgas novads")
        library = Library(name="Rendas pagasta bibliotēka", municipality=municipality, kind="public")
        session.add(library)
        session.flush()
        library.name = "Rendas bibliotēka"
        again = held(session, Library, {"id": library.id, "name": "Rendas pagasta bibliotēka"})
        return again is library and again.name == "Rendas bibliotēka"

    assert database.submit(job).result()


def test_a_list_needs_its_own_way(database: Database) -> None:
    several = Prepared(select(marks.c.name).where(marks.c.name.in_(["first", "second"])))
    with pytest.raises(TypeError, match="among"):
        database.submit(lambda session: several.all(session, {})).result()


def change(session: Session, value: str, name: str = "first") -> None:
    CHANGE.later(session, {"at_name": name, "new": value})


def values(session: Session) -> list[str | None]:
    return list(session.scalars(select(marks.c.value).order_by(marks.c.name)))


def test_what_is_run_later_is_there_after_the_commit(database: Database) -> None:
    def job(session: Session) -> None:
        mark(session)
        change(session, "one")
        change(session, "another")

    database.submit(job).result()
    assert database.submit(values).result() == ["another"]


@pytest.mark.parametrize("look", [values, lambda session: [row.value for row in CHANGED.all(session, {})]])
def test_whoever_looks_sees_what_was_to_be_run_later(
    database: Database, look: Callable[[Session], list[str | None]]
) -> None:
    def job(session: Session) -> list[str | None]:
        mark(session)
        change(session, "one")
        return look(session)

    assert database.submit(job).result() == ["one"]


def test_what_was_to_be_run_later_waits_for_what_is_of_no_concern(database: Database) -> None:
    """So that what several jobs have of it goes to the server together."""
    asked: list[int] = []

    def job(session: Session) -> None:
        mark(session)
        mark(session, "second")
        for name in ("first", "second"):
            change(session, "one", name)
            ELSEWHERE.all(session, {})
            here = under_way(session.connection())
            assert here is not None
            asked.append(len(here.later[CHANGE]))

    database.submit(job).result()
    assert asked == [1, 2]
    assert database.submit(values).result() == ["one", "one"]


def test_what_was_to_be_run_later_and_finds_nothing_fails_its_own_job_alone(database: Database) -> None:
    database.submit(mark).result()
    jobs = [partial(change, value="one"), partial(change, value="one", name="nowhere"), partial(change, value="two")]
    asleep = threading.Event()
    database.submit(lambda _session: asleep.wait(10))
    futures = [database.submit(job) for job in jobs]
    asleep.set()
    assert [type(future.exception()) for future in futures] == [type(None), LookupError, type(None)]
    assert database.submit(values).result() == ["two"]


def test_what_was_to_be_run_later_is_undone_with_what_is_around_it(database: Database) -> None:
    def job(session: Session) -> None:
        mark(session)
        change(session, "before")
        with suppress(ZeroDivisionError), savepoint(session):
            change(session, "inside")
            raise ZeroDivisionError

    database.submit(job).result()
    assert database.submit(values).result() == ["before"]


def test_in_a_session_of_ones_own_it_is_run_at_once(database: Database) -> None:
    database.submit(mark).result()
    with Session(database.writing_engine) as session, session.begin():
        change(session, "one")
    assert database.submit(values).result() == ["one"]


def write_with_the_session(session: Session) -> None:
    session.execute(insert(marks).values(name="second", at=NOW))


def make_an_object(session: Session) -> None:
    session.add(Municipality(name="Kuldīgas novads"))


def change_later(session: Session) -> None:
    change(session, "one")


@pytest.mark.parametrize("act", [mark, write_with_the_session, make_an_object, change_later])
def test_whatever_changes_something_is_noticed(database: Database, act: Callable[[Session], None]) -> None:
    if act is change_later:
        database.submit(mark).result()

    def job(session: Session) -> bool:
        since = changes(session)
        act(session)
        return has_changed(session, since)

    assert database.submit(job).result()


def test_reading_changes_nothing(database: Database) -> None:
    database.submit(mark).result()

    def job(session: Session) -> bool:
        since = changes(session)
        values(session)
        MARKED.all(session, {"name": "first"})
        session.get(Municipality, 1)
        return has_changed(session, since)

    assert not database.submit(job).result()


@pytest.mark.parametrize("loads", [False, True])
def test_the_sessions_own_savepoint_undoes_them_too(database: Database, *, loads: bool) -> None:
    """Of those that run at once and those that run later; SQLAlchemy sets it only once the session is asked."""

    def job(session: Session) -> None:
        mark(session)
        change(session, "before")
        with suppress(ZeroDivisionError), session.begin_nested():
            if loads:
                session.scalar(select(marks.c.value))
            mark(session, "inside")
            change(session, "inside")
            raise ZeroDivisionError

    database.submit(job).result()
    assert database.submit(values).result() == ["before"]


def test_the_sessions_own_savepoint_undoes_what_failed(database: Database) -> None:
    """PostgreSQL runs nothing more until it is undone, not even what was to be run later."""

    def job(session: Session) -> None:
        mark(session)
        with suppress(IntegrityError), session.begin_nested():
            change(session, "inside")
            mark(session)

    database.submit(job).result()
    assert database.submit(values).result() == ["a person's words"]
