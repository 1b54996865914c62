"""Erasing texts: what is left of a consultation is what is counted, on both databases."""

from datetime import UTC, date, datetime, timedelta
from typing import Any

import pytest
from sqlalchemy import select
from sqlalchemy.orm import Session

from storage import outbox
from storage.consultations import ANSWER, CHAT, QUESTION, Consultation, ConsultationMessage
from storage.corrections import NOTE, Correction
from storage.database import Database
from storage.erasing import blank_consultations
from storage.moderation import Hiding
from storage.reports import topic_counts, totals
from storage.search import QUESTION as FOUND_AS
from storage.search import Entry, put_entry, search
from storage.tables import metadata
from tests.features.reports.region import add_libraries, add_record
from tests.storage.outboxes import CHAT as PHONE
from tests.storage.outboxes import MESSAGE, NOW, Outbox

RENDA = "Rendas pagasta bibliotēka"
DAY = date(2026, 10, 1)
WORDS = ("dzeltenais", "formulārs", "atbildēja", "piezīme", "kolēģei Rīgā")


def all_values(session: Session) -> str:
    """Everything that stands in any row of any table."""
    rows = (row for table in metadata.sorted_tables for row in session.execute(select(table)))
    return "\n".join(str(tuple(row)) for row in rows)


def write(session: Session) -> tuple[int, int]:
    """A question with an answer, and words of it wherever a feature may keep some; its id and number."""
    add_libraries(session)
    record = add_record(session, DAY, RENDA, topic="stock", minutes=10)
    record.origin, record.note, record.referred_to = CHAT, "piezīme", "kolēģei Rīgā"
    asked = ConsultationMessage(
        part=QUESTION,
        text="dzeltenais formulārs",
        author_id=None,
        at=NOW,
        chat_id=PHONE,
        message_id=5,
        attachments=[{"kind": "photo", "file_id": "dzeltenais"}],
    )
    answer = ConsultationMessage(part=ANSWER, text="atbildēja", author_id=None, at=NOW, hidden_at=NOW)
    record.messages += [asked, answer]
    session.flush()
    put_entry(session, Entry(FOUND_AS, record.number, "dzeltenais formulārs", "atbildēja", "stock", NOW))
    hiding = Hiding(
        object_kind="message", object_id=answer.id, author_id=None, by_id=None, at=NOW, reason="nepiedienīgs"
    )
    hiding.kept = {"text": "atbildēja", "attachments": [], "left_in_group": False}
    change: dict[str, Any] = {"before": "piezīme", "after": "formulārs", "day_before": DAY, "day_after": DAY}
    session.add_all([hiding, Correction(consultation_id=record.id, at=NOW, by_id=None, field=NOTE, **change)])
    session.flush()
    return record.id, record.number


def test_of_a_consultation_only_figures_are_left(database: Database) -> None:
    def job(session: Session) -> None:
        key, number = write(session)
        other = add_record(session, DAY, RENDA, topic="projects")
        other.note = "paliek"
        session.flush()
        before = totals(session, DAY, DAY), sorted(map(str, topic_counts(session, DAY, DAY)))
        assert all(word in all_values(session) for word in WORDS)
        assert blank_consultations(session, [key], NOW) == 1
        left = all_values(session)
        assert not [word for word in WORDS if word in left]
        assert "paliek" in left, "another consultation's"
        assert "nepiedienīg" in left, "a moderator's reason is no text of the thread"
        assert (totals(session, DAY, DAY), sorted(map(str, topic_counts(session, DAY, DAY)))) == before
        assert search(session, "formulārs").total == 0
        blank = session.scalars(select(Consultation).where(Consultation.number == number)).one()
        assert [(one.part, one.text, one.message_id) for one in blank.messages] == [
            (QUESTION, "", None),
            (ANSWER, "", None),
        ]
        assert blank_consultations(session, [key], NOW) == 0, "there is nothing left to erase"

    database.submit(job).result()


@pytest.mark.parametrize("state", ["pending", "held", "blocked", "failed", "unknown", "sent", "sending", "cancelled"])
def test_the_outbox_forgets_the_words_in_whatever_state_they_are(house: Database, state: str) -> None:
    box = Outbox(house)
    delivery = box.put("dzeltenais formulārs", about=outbox.About("card", "consultation", 7))
    box.bring(delivery, state)
    box.do(lambda session: _forget(session, 7))
    row = box.row(delivery)
    assert row.payload == {}
    assert row.state == (state if state in ("sent", "sending") else "cancelled")
    if state == "sending":  # it did not arrive: nothing goes again
        box.settle(delivery, outbox.PENDING, due_at=NOW)
        assert box.claim(delivery, at=NOW) == []
    assert box.carry_all(NOW + timedelta(hours=1)) == []
    assert box.state(delivery) == ("sent" if state == "sent" else "cancelled")


def test_a_message_that_is_to_be_deleted_still_is(house: Database) -> None:
    box = Outbox(house)
    delivery = box.put("dzeltenais formulārs", about=outbox.About("card", "consultation", 8))
    box.send(delivery)
    box.edit(delivery, "zilais formulārs")
    box.do(lambda session: outbox.take_back(session, delivery, now=NOW))
    box.edit(delivery, "zilais formulārs")
    box.do(lambda session: _forget(session, 8))
    gone: list[tuple[str, dict[str, Any], int | None]] = box.carry_all()
    assert gone == [("delete", {}, MESSAGE)]


def _forget(session: Session, number: int) -> None:
    record = Consultation(number=number, origin=CHAT, status="answered", entered_at=datetime(2026, 10, 1, tzinfo=UTC))
    session.add(record)
    session.flush()
    blank_consultations(session, [record.id], NOW)
    session.delete(record)
