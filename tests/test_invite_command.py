"""``plaukts invite --list`` and ``--withdraw``: which codes are about, and an end to one."""

from datetime import UTC, datetime, timedelta
from pathlib import Path

import pytest
from sqlalchemy import select
from sqlalchemy.orm import Session

from bot.features.members.accounts import make_move
from bot.features.members.actions import make_invite
from bot.features.members.rules import is_code_good
from storage.audit import audit
from storage.database import Database
from storage.libraries import Library, Municipality
from storage.members import Invite, Member
from tests.command_line import Shell

NOW = datetime.now(UTC)


@pytest.fixture
def codes(database: Database) -> list[str]:
    """Three good codes, the last of them for another Telegram account; and two that are good no more."""

    def make(session: Session) -> list[str]:
        municipality = Municipality(name="Kuldīgas novads")
        library = Library(name="Rendas pagasta bibliotēka", kind="public", municipality=municipality)
        member = Member(name="Bibliotekāre, Renda", role="librarian", language="lv", created_at=NOW)
        session.add_all([library, member])
        session.flush()
        ours = [make_invite(session, role="librarian", library=library, uses=30, days=2, now=NOW)]
        ours.append(make_invite(session, role="admin", library=None, uses=1, days=14, now=NOW))
        make_invite(session, role="admin", library=None, uses=0, days=14, now=NOW)
        make_invite(session, role="admin", library=None, uses=1, days=14, now=NOW - timedelta(days=15))
        make_move(session, member.id, None, NOW - timedelta(days=2))
        return [*(one.code for one in ours), make_move(session, member.id, None, NOW).code]

    return database.submit(make).result()


def test_codes_are_looked_through_and_withdrawn(codes: list[str], database: Database, tmp_path: Path) -> None:
    shell = Shell(tmp_path, {"PLAUKTS_LANGUAGE": "en", "PLAUKTS_DATABASE_URL": database.url.replace("+psycopg", "")})
    librarian, admin, account = codes
    lines = shell.run("invite", "--list").lines
    assert [line.partition(",")[0] for line in lines] == [
        f"{librarian}: librarian",
        f"{admin}: administrator",
        f"{account}: another Telegram account of Bibliotekāre",
    ]
    assert ", uses left: 30, good until: " in lines[0]
    assert lines[0].endswith(", Rendas pagasta bibliotēka")

    for code in (admin.lower(), account):
        assert shell.run("invite", "--withdraw", code).lines == [
            f"Withdrawn: the code {code.upper()} lets nobody in any more."
        ]
        again = shell.run("invite", "--withdraw", code)
        assert (again.status, again.sentence.partition(".")[0]) == (1, f"The code {code.upper()} lets nobody in")
    assert [line[:10] for line in shell.run("invite", "--list").lines] == [librarian]
    with database.read() as session:
        gone = session.get_one(Invite, admin)
        assert not is_code_good(gone.uses_left, gone.expires_at, datetime.now(UTC))
        assert session.scalars(select(audit.c.action).order_by(audit.c.id)).all() == [
            "withdraw_invite",
            "call_back_account",
        ]
    assert shell.run("invite", "--list", "--role", "guest").status == 2
    shell.run("invite", "--withdraw", librarian)
    assert shell.run("invite", "--list").out == "No code lets anybody in now.\n"
