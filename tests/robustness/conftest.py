"""A region with a methodologist, a librarian and a group, as the updates of ``tests.robustness.updates`` know them."""

import pytest
from sqlalchemy.orm import Session

from bot.notice import NOTICE_VERSION
from storage import groups
from storage.database import Database
from storage.members import TELEGRAM, Address, Member
from tests.robustness.intake import START
from tests.robustness.updates import GROUP, LIBRARIAN, METHODOLOGIST


@pytest.fixture
def region(database: Database) -> Database:
    """The database of that region."""

    def fill(session: Session) -> None:
        for role, user_id in (("methodologist", METHODOLOGIST), ("librarian", LIBRARIAN)):
            member = Member(name=role, role=role, language="lv", created_at=START, notice_version=NOTICE_VERSION)
            session.add(Address(member=member, channel=TELEGRAM, address=str(user_id)))
        group = groups.seen_group(session, {"id": GROUP, "type": "supergroup", "title": "Bibliotekāri"})
        groups.adopt(session, group, START)

    database.submit(fill).result()
    return database
