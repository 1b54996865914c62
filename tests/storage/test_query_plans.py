"""The courier's and the watcher's questions are answered from partial indexes: what was sent years ago costs nothing.

SQLite says how it runs a statement whatever the table holds; PostgreSQL decides by what is in it, and is measured
(tests/benchmarks) instead, or asked whether an index would do if reading the whole table were dear.
"""

import re
import shutil
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any

import pytest
from sqlalchemy import event, update
from sqlalchemy.orm import Session

from storage import carrying
from storage.broadcasts import Content, announce, broadcasts, put_in_portion
from storage.database import Database
from storage.inbox import inbox_state
from storage.members import Address, Member
from storage.outbox import FAILED, About, Lane
from storage.outbox_state import outbox_state
from storage.preferences import AT_ONCE
from storage.reminders import due
from storage.revisions import follow_portion, revise, revisions
from tests.conftest import _with_database
from tests.journeys.world import RIGA
from tests.storage.outboxes import CHAT, NOW


@pytest.fixture
def database(sqlite_template: Path, tmp_path: Path) -> Iterator[Database]:
    """On SQLite alone."""
    shutil.copy(sqlite_template, tmp_path / "plaukts.db")
    database = Database(f"sqlite:///{tmp_path / 'plaukts.db'}")
    database.start()
    yield database
    database.stop()


def asked_by(database: Database, ask: Callable[[Session], object]) -> tuple[str, Any]:
    """The statement by which the session asks, with its parameters."""
    asked: list[tuple[str, Any]] = []

    def note(_conn: Any, _cursor: Any, statement: str, parameters: Any, _context: Any, _many: bool) -> None:
        if statement.startswith("SELECT"):  # and not BEGIN, which PostgreSQL is told in the same way
            asked.append((statement, parameters))

    event.listen(database.writing_engine, "before_cursor_execute", note)
    database.submit(ask).result()
    event.remove(database.writing_engine, "before_cursor_execute", note)
    return asked[-1]  # before it the writer sees to its transaction


def plan(database: Database, ask: Callable[[Session], object], beginning: str = "SELECT") -> list[str]:
    """The steps in which SQLite answers what is asked; of several statements the one that begins so."""
    asked: list[str] = []

    def explain(session: Session) -> list[str]:
        driver: Any = session.connection().connection.driver_connection
        driver.set_trace_callback(asked.append)
        ask(session)
        driver.set_trace_callback(None)
        (statement,) = (one for one in asked if one.startswith(beginning))
        return [str(row[3]) for row in driver.execute("EXPLAIN QUERY PLAN " + statement)]

    return database.submit(explain).result()


@pytest.mark.parametrize("waiting", [(), {(CHAT, Lane.ANSWER)}], ids=["nobody waits", "a lane waits"])
def test_choosing_walks_along_what_is_due(database: Database, waiting: Any) -> None:
    """In the index's order, so that it can stop early, and with nothing sorted."""
    steps = plan(database, lambda session: carrying.candidates(session, NOW, [1, 2], waiting))
    assert steps[0] == "SEARCH deliveries USING INDEX ix_deliveries_due (channel=? AND lane>? AND lane<?)"
    assert not [step for step in steps if "TEMP B-TREE" in step]
    # Read whole are only the list of busy chats that was given ("VIRTUAL TABLE") and the few that are on their way.
    whole = [step for step in steps[1:] if step.startswith("SCAN") and step != "SCAN CONSTANT ROW"]
    assert all("VIRTUAL TABLE" in step or step.endswith("ix_deliveries_sending") for step in whole), whole


def test_what_follows_a_message_is_found_by_it(database: Database) -> None:
    """However many others wait: each failure of a broadcast would walk through the rest of it."""
    in_index = re.compile(r"SEARCH deliveries USING INDEX ix_deliveries_(following|target) \(target_id=\?\)")

    def fail(session: Session) -> None:
        carrying.settle(session, 7, FAILED)

    assert any(in_index.fullmatch(step) for step in plan(database, fail, "SELECT deliveries.op"))
    assert in_index.fullmatch(plan(database, fail, "UPDATE deliveries SET state='cancelled', error=")[0])


def test_a_portion_of_a_broadcast_begins_where_the_last_one_ended(database: Database) -> None:
    """So that a hundred portions take a hundred times as long as one, and not a thousand times."""
    text = {"lv": Content("sendMessage", {"text": "alpha"})}

    def fill(session: Session) -> None:
        member = Member(name="", role="guest", language="lv", created_at=NOW)
        session.add(Address(member=member, channel="telegram", address="1"))
        wanting = ("news", "vacancy", AT_ONCE)
        announce(session, About("a", "a", 1), text, roles=["guest", "admin"], now=NOW, wanting=wanting)

    def again(session: Session) -> None:
        put_in_portion(session, NOW, RIGA)
        session.execute(update(broadcasts).values(done_at=None, reached_id=0))

    database.submit(fill).result()
    by_id = "SEARCH members USING INTEGER PRIMARY KEY (rowid>?"
    counting = plan(database, again, "SELECT count")
    assert [step for step in counting if "members" in step] == [f"{by_id})"]
    putting_in = plan(database, again, "INSERT INTO deliveries")
    assert [step for step in putting_in if "members" in step] == [f"{by_id} AND rowid<?)"]
    assert not [step for step in counting + putting_in if "TEMP B-TREE FOR ORDER" in step]
    # What a member wants is looked up by its key, and by nothing that has to be read from its beginning.
    wishes = [step for step in putting_in if "preferences" in step]
    assert len(wishes) == 2
    assert all("(member_id=? AND kind=? AND subject=?)" in step for step in wishes), wishes


def test_looking_ahead_reads_the_first_entry_of_each_lane(database: Database) -> None:
    steps = plan(database, lambda session: carrying.next_due(session, NOW))
    first_of_lane = "SEARCH deliveries USING INDEX ix_deliveries_due (channel=? AND lane=? AND due_at>?)"
    assert steps.count(first_of_lane) == len(Lane)
    assert "SEARCH deliveries USING INDEX ix_deliveries_unknown (due_at>?)" in steps
    assert not [step for step in steps if step.startswith("SCAN")]


def test_watching_reads_only_what_waits_and_what_went_wrong(database: Database) -> None:
    steps = plan(database, inbox_state)
    assert steps.count("SCAN inbox USING INDEX ix_inbox_waiting") == 1
    assert steps.count("SEARCH inbox USING INDEX ix_inbox_waiting") == 1, "the first entry tells the oldest"
    assert steps.count("SCAN inbox USING INDEX ix_inbox_parked") == 1
    assert len([step for step in steps if "inbox" in step]) == 3
    steps = plan(database, outbox_state)
    assert steps.count("SEARCH deliveries USING INDEX ix_deliveries_due (channel=? AND lane=?)") == 2 * len(Lane)
    assert steps.count("SEARCH deliveries USING COVERING INDEX ix_deliveries_odd (state=?)") == 2
    assert len([step for step in steps if "deliveries" in step]) == 2 * len(Lane) + 2
    assert {step for step in steps if "target" in step} == {"SEARCH target USING INTEGER PRIMARY KEY (rowid=?)"}


@pytest.mark.parametrize("ask", [inbox_state, outbox_state])
def test_watching_can_do_so_on_postgresql_too(postgres_template: str, postgres_server: str, ask: Any) -> None:
    database = Database(_with_database(postgres_server, postgres_template))
    database.start()
    statement, parameters = asked_by(database, ask)

    def explain(session: Session) -> list[str]:
        connection = session.connection()
        connection.exec_driver_sql("SET LOCAL enable_seqscan = off")
        return [str(row[0]) for row in connection.exec_driver_sql("EXPLAIN " + statement, parameters)]

    steps = database.submit(explain).result()
    database.stop()
    reading = [step for step in steps if " on inbox" in step or " on deliveries" in step]
    assert reading
    assert not [step for step in reading if "Seq Scan" in step], reading
    assert all("ix_" in step or "pk_" in step for step in reading if "Bitmap Heap" not in step), reading


def test_copies_that_follow_a_change_are_found_by_their_object(database: Database) -> None:
    """A portion reads its own copies, whatever else was ever sent, and sorts nothing."""

    def fill(session: Session) -> None:
        member = Member(name="", role="guest", language="lv", created_at=NOW)
        session.add(Address(member=member, channel="telegram", address="1"))
        announce(session, About("a", "a", 1), {"lv": Content("sendMessage", {})}, roles=["guest"], now=NOW)
        put_in_portion(session, NOW, RIGA)
        revise(session, About("a", "a", 1), {"lv": Content("sendMessage", {})}, NOW)

    def again(session: Session) -> None:
        session.execute(update(revisions).values(done_at=None, reached_id=0))
        follow_portion(session, NOW)

    database.submit(fill).result()
    by_object = "USING INDEX ix_deliveries_object (object_kind=? AND object_id=? AND kind=?"
    for beginning in ("SELECT count", "INSERT INTO deliveries"):
        steps = [step for step in plan(database, again, beginning) if "deliveries USING" in step or "TEMP" in step]
        # Whether somebody refers to what is put in is looked up for each row by itself.
        steps = [step for step in steps if "ix_deliveries_target (target_id=?)" not in step]
        assert len(steps) == 1, steps
        assert by_object in steps[0]
    (waiting,) = plan(database, follow_nothing, "SELECT revisions.id")
    assert "ix_revisions_open" in waiting


def follow_nothing(session: Session) -> None:
    session.execute(update(revisions).values(done_at=NOW))
    follow_portion(session, NOW)


def test_reminders_that_are_due_are_found_among_those_that_are_open(database: Database) -> None:
    """In the index's order, so that it can stop early."""
    steps = plan(database, lambda session: due(session, NOW, 30))
    assert steps == ["SEARCH reminders USING INDEX ix_reminders_due (look_at<?)"]
