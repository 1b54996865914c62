"""``plaukts erase``: who asked by another way is erased from the command line, and found in no fresh backup."""

from pathlib import Path

import pytest
from sqlalchemy import select
from sqlalchemy.orm import Session

from storage.consultations import CHAT, QUESTION, Consultation, ConsultationMessage
from storage.database import Database
from storage.members import EMAIL, TELEGRAM, Address, Member
from tests.command_line import Shell
from tests.storage.outboxes import NOW


@pytest.fixture
def shell(tmp_path: Path, database: Database) -> Shell:
    """A region with an administrator, and with two of the same name of whom one has asked something."""

    def fill(session: Session) -> None:
        for name, role, chat in (("Vadītāja", "admin", 11), ("Anna", "librarian", 12), ("Anna", "guest", 13)):
            member = Member(name=name, role=role, language="lv", created_at=NOW)
            session.add_all([member, Address(member=member, channel=TELEGRAM, address=str(chat))])
        session.flush()
        anna = session.scalars(select(Member).where(Member.role == "librarian")).one()
        session.add(Address(member=anna, channel=EMAIL, address="anna@example.lv", confirmed_at=NOW))
        asked = ConsultationMessage(part=QUESTION, text="Kur ir papirusrullis?", author_id=anna.id, at=NOW)
        question = Consultation(number=1, origin=CHAT, status="open", entered_at=NOW, messages=[asked])
        question.asker_id = anna.id
        session.add(question)

    database.submit(fill).result()
    folder = tmp_path / "folder"
    folder.mkdir()
    url = database.url.replace("+psycopg", "")
    return Shell(folder, {"PLAUKTS_LANGUAGE": "en", "PLAUKTS_DATABASE_URL": url})


def test_one_member_is_erased_and_nobody_by_mistake(shell: Shell, database: Database) -> None:
    assert "no member called “Berta”" in shell.run("erase", "Berta", "--yes").sentence
    assert "Several members are called “Anna”" in shell.run("erase", "Anna", "--yes").sentence
    assert "only administrator" in shell.run("erase", "11", "--yes").sentence
    assert shell.run("erase", "anna@example.lv").status == 1, "nobody said yes"
    done = shell.run("erase", "Anna@example.lv", "--yes")
    assert (done.status, done.err) == (0, "")
    with database.read() as session:
        assert "papirusrullis" not in str(session.scalars(select(ConsultationMessage.text)).all())
        erased = session.scalars(select(Member).where(Member.erased_at.is_not(None))).one()
        assert (erased.name, erased.role) == ("An erased member", None)
        assert session.scalars(select(Address.address).order_by(Address.id)).all() == ["11", "13"]
        assert session.scalars(select(Consultation.asker_id)).all() == [None]
