"""The audit log only grows, whoever tries; what is older than its period goes by one way."""

from datetime import UTC, datetime, timedelta

import pytest
from sqlalchemy import text
from sqlalchemy.exc import DBAPIError
from sqlalchemy.orm import Session

from storage.audit import forget_audit, record_act
from storage.database import Database

NOW = datetime(2026, 11, 26, 8, 0, tzinfo=UTC)


def _fill(session: Session) -> None:
    for days in (0, 10, 400):
        record_act(session, at=NOW - timedelta(days=days), actor_id=None, action="give_role", days=days)


def _count(database: Database) -> int:
    with database.read() as session:
        return int(session.scalar(text("SELECT count(*) FROM audit")) or 0)


@pytest.mark.parametrize(
    "statement",
    [
        "UPDATE audit SET actor_id = 1",
        "DELETE FROM audit",
        "DELETE FROM audit WHERE at < '2026-01-01'",
        "INSERT INTO audit_bounds VALUES ('2026-01-01 00:00:00.000000'); DELETE FROM audit WHERE at > '2026-06-01'",
    ],
)
def test_no_line_is_changed_or_deleted(database: Database, statement: str) -> None:
    database.submit(_fill).result()

    def job(session: Session) -> None:
        for one in statement.split("; "):
            session.execute(text(one))

    with pytest.raises(DBAPIError, match="the audit log only grows"):
        database.submit(job).result()
    assert _count(database) == 3


def test_the_whole_log_is_not_emptied_at_once(database: Database, database_kind: str) -> None:
    database.submit(_fill).result()
    statement = "TRUNCATE audit" if database_kind == "postgresql" else "DELETE FROM audit"
    with pytest.raises(DBAPIError, match="the audit log only grows"):
        database.submit(lambda session: session.execute(text(statement))).result()
    assert _count(database) == 3


def test_the_retention_period_takes_what_is_older_and_leaves_the_guard(database: Database) -> None:
    database.submit(_fill).result()
    assert database.submit(lambda session: forget_audit(session, NOW - timedelta(days=365))).result() == 1
    assert _count(database) == 2
    with pytest.raises(DBAPIError, match="the audit log only grows"):
        database.submit(lambda session: session.execute(text("DELETE FROM audit"))).result()
    assert database.submit(lambda session: forget_audit(session, NOW)).result() == 1
    assert _count(database) == 1
