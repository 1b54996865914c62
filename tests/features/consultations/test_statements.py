"""How often a question asks the database: each statement is paid for by everybody who waits for the writer."""

import json
from pathlib import Path
from sqlite3 import Connection
from typing import cast

from sqlalchemy.orm import Session

from bot.manifest import discover
from bot.region import Region
from bot.router import Router
from storage.database import Database
from storage.inbox import RawUpdate, Unit
from storage.members import TELEGRAM, Address, Member
from tests.benchmarks.region import prepare_region
from tests.journeys.world import RIGA, START

LIBRARIAN, METHODOLOGIST = 1001, 2001
MOST = 16
"""Of a question that one methodologist reads; each further one has a card put in."""


def statements(database: Database, number: int) -> list[str]:
    """What the database was asked while a question was taken in."""
    said: list[str] = []
    person = {"id": LIBRARIAN, "is_bot": False, "first_name": "Biedrs"}
    chat = {"id": LIBRARIAN, "type": "private", "first_name": "Biedrs"}
    message = {"message_id": number, "date": int(START.timestamp()), "chat": chat, "from": person}
    question = message | {"text": "/jautat Kas jāiesniedz akreditācijas komisijai?"}
    raw = RawUpdate(number, json.dumps({"update_id": number, "message": question}), LIBRARIAN)
    router = Router(discover(), Region("Kuldīga", RIGA, "lv", "plaukts_bot"))

    def job(session: Session) -> None:
        connection = cast(Connection, session.connection().connection.driver_connection)
        connection.set_trace_callback(said.append)
        router.handle(session, Unit(LIBRARIAN, (raw,), 0), START)
        session.flush()
        connection.set_trace_callback(None)

    database.submit(job).result()
    return said


def test_a_question_costs_no_more_than_it_must(tmp_path: Path) -> None:
    url = f"sqlite:///{tmp_path / 'plaukts.db'}"
    prepare_region(url, [LIBRARIAN], METHODOLOGIST)
    database = Database(url)
    database.start()
    try:
        statements(database, 1)  # what is asked once in a process
        asked = statements(database, 2)
        assert len(asked) <= MOST, "\n".join(asked)

        def three_more(session: Session) -> None:
            for user_id in range(2002, 2005):
                member = Member(name=f"Metodiķe {user_id}", role="methodologist", language="lv", created_at=START)
                session.add(Address(member=member, channel=TELEGRAM, address=str(user_id)))

        database.submit(three_more).result()
        more = statements(database, 3)
        assert len(more) - len(asked) == 3, "\n".join(more)
    finally:
        database.stop()
