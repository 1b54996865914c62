"""``plaukts retention`` and ``plaukts invite --member``: what would go is counted and goes; who changes the account."""

from datetime import UTC, date, datetime
from pathlib import Path

from sqlalchemy import select, text
from sqlalchemy.orm import Session

from storage.account_moves import AccountMove
from storage.audit import record_act
from storage.database import Database
from storage.members import Member
from tests.command_line import Shell
from tests.features.reports.region import add_libraries, add_record


def test_what_is_over_its_period_is_counted_and_then_goes(tmp_path: Path, database: Database) -> None:
    url = database.url.replace("+psycopg", "")
    shell = Shell(tmp_path, {"PLAUKTS_LANGUAGE": "en", "PLAUKTS_DATABASE_URL": url})

    def fill(session: Session) -> None:
        add_libraries(session)
        for year in (2020, datetime.now(UTC).year):
            add_record(session, date(year, 1, 5), "Rendas pagasta bibliotēka", note="x")
        record_act(session, at=datetime(2020, 10, 5, tzinfo=UTC), actor_id=None, action="ask")

    database.submit(fill).result()
    counted, done, again = shell.run_all(("retention", "--dry-run"), ("retention",), ("retention", "--dry-run"))
    assert [one.status for one in (counted, done, again)] == [0] * 3
    assert "texts of consultations: 1; the oldest: 5 January 2020; kept: 24 months" in counted.lines
    assert "lines of the audit log: 1; the oldest: 5 October 2020; kept: 24 months" in counted.lines
    assert "texts of consultations: 1" in done.lines
    assert again.lines == ["Nothing was changed. Without --dry-run this goes; the rest is within its period."]
    with database.read() as session:
        assert session.scalar(text("SELECT count(*) FROM consultations WHERE note IS NOT NULL")) == 1
        assert session.scalar(text("SELECT count(*) FROM consultations")) == 2


def test_a_code_for_another_account(tmp_path: Path, database: Database) -> None:
    url = database.url.replace("+psycopg", "")
    shell = Shell(tmp_path, {"PLAUKTS_LANGUAGE": "en", "PLAUKTS_DATABASE_URL": url})

    def fill(session: Session) -> int:
        member = Member(name="A", role="admin", language="lv", created_at=datetime.now(UTC))
        session.add(member)
        session.flush()
        return member.id

    number = str(database.submit(fill).result())
    first, second, nobody, both = shell.run_all(
        ("invite", "--member", number),
        ("invite", "--member", number),
        ("invite", "--member", "999"),
        ("invite", "--member", number, "--role", "admin"),
    )
    assert (nobody.status, nobody.sentence) == (1, "There is no member with the number 999.")
    assert (both.status, both.sentence[:13]) == (2, "Say for whom:")
    with database.read() as session:
        made = session.execute(select(AccountMove.code, AccountMove.outcome).order_by(AccountMove.id)).all()
    assert [tuple(row) for row in made] == [(first.lines[0], "replaced"), (second.lines[0], None)]
