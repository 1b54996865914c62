"""The trace of what was changed in a record, and what of it is late, on both databases."""

from collections.abc import Iterator
from datetime import UTC, date, datetime, timedelta
from typing import Any

import pytest
from sqlalchemy.orm import Session

from storage.consultations import ANSWER, CHAT, QUESTION, Consultation, ConsultationMessage
from storage.corrections import (
    Correction,
    corrections_of,
    exported_at,
    forget_texts,
    late_corrections,
    note_export,
    snapshot,
    trace,
)
from storage.database import Database
from tests.features.reports.region import add_libraries, add_record

RENDA, LAIDI = "Rendas pagasta bibliotēka", "Laidu pagasta bibliotēka"
OCTOBER, LAST = date(2026, 10, 1), date(2026, 10, 31)
EXPORTED = datetime(2026, 11, 2, 7, tzinfo=UTC)
BEFORE, AFTER = EXPORTED - timedelta(days=5), EXPORTED + timedelta(days=1)


@pytest.fixture
def session(database: Database) -> Iterator[Session]:
    """A session that may write; what it wrote is gone afterwards."""
    with Session(database.writing_engine) as session:
        add_libraries(session)
        yield session
        session.rollback()


def change(session: Session, record: Consultation, at: datetime, **values: Any) -> list[Correction]:
    """Change some of a record's columns, traced."""
    before = snapshot(record)
    for name, value in values.items():
        setattr(record, name, value)
    return trace(session, record, before, at=at, by_id=None)


def late(session: Session, first: date = OCTOBER, last: date = LAST) -> list[tuple[int, str]]:
    return [(one.number, one.field) for one in late_corrections(session, first, last)]


def test_the_trace_says_from_what_to_what(session: Session) -> None:
    record = add_record(session, OCTOBER, RENDA, minutes=10)
    renda = record.libraries[0].id
    laidi = add_record(session, OCTOBER, LAIDI).libraries[0]
    change(session, record, BEFORE, topic="projects", minutes=None, duration_band="up_to_10")
    change(session, record, BEFORE, happened_on=LAST)
    change(session, record, BEFORE, libraries=[laidi])
    assert change(session, record, BEFORE, libraries=[laidi], topic="projects") == [], "nothing is different"
    assert [(one.field, one.before, one.after) for one in corrections_of(session, record)] == [
        ("topic", "stock", "projects"),
        ("duration", 10, "up_to_10"),
        ("day", "2026-10-01", "2026-10-31"),
        ("libraries", [renda], [laidi.id]),
    ]


def test_texts_are_kept_only_as_long_as_the_change_can_be_undone(session: Session) -> None:
    record = add_record(session, OCTOBER, RENDA, topic="other")
    question = ConsultationMessage(part=QUESTION, text="Kā?", author_id=None, at=BEFORE)
    change(session, record, BEFORE, messages=[question], topic="stock")
    change(session, record, AFTER, note="Zvanīt vēlreiz.")
    forget_texts(session, AFTER)
    session.expire_all()
    kept = [(one.field, one.before, one.after) for one in corrections_of(session, record)]
    assert sorted(kept) == [("note", None, "Zvanīt vēlreiz."), ("question", None, None), ("topic", "other", "stock")]


def test_what_is_said_in_a_chat_is_no_correction(session: Session) -> None:
    record = add_record(session, OCTOBER, RENDA, origin=CHAT)
    answer = ConsultationMessage(part=ANSWER, text="Tā.", author_id=None, at=BEFORE)
    assert change(session, record, BEFORE, messages=[answer]) == []


def test_a_month_is_exported_by_the_first_report_after_its_end(session: Session) -> None:
    note_export(session, OCTOBER, LAST, BEFORE, today=LAST)
    assert exported_at(session, LAST) is None, "so far is not the whole"
    note_export(session, OCTOBER, date(2026, 12, 31), EXPORTED, today=date(2026, 11, 2))
    note_export(session, OCTOBER, LAST, AFTER, today=date(2026, 11, 3))
    assert exported_at(session, LAST) == EXPORTED
    assert exported_at(session, date(2026, 11, 1)) is None


def test_what_was_changed_before_the_export_is_not_late(session: Session) -> None:
    record = add_record(session, OCTOBER, RENDA)
    change(session, record, BEFORE, minutes=15)
    change(session, record, AFTER, minutes=20)
    assert late(session) == [], "nothing was exported"
    note_export(session, OCTOBER, LAST, EXPORTED, today=date(2026, 11, 2))
    assert late(session) == [(record.number, "duration")]
    assert late(session, date(2026, 9, 1), date(2026, 9, 30)) == []
    assert [(one.day, one.at) for one in late_corrections(session, date(2026, 7, 1), LAST)] == [(OCTOBER, AFTER)]


def test_changes_additions_and_deletions_are_late(session: Session) -> None:
    note_export(session, OCTOBER, LAST, EXPORTED, today=date(2026, 11, 2))
    changed, deleted, moved = (add_record(session, OCTOBER, RENDA) for _ in range(3))
    added = add_record(session, LAST, RENDA, entered_at=AFTER)
    gone = add_record(session, LAST, RENDA, entered_at=AFTER)
    november = add_record(session, date(2026, 11, 2), RENDA)
    late_minute = AFTER + timedelta(minutes=1)
    change(session, changed, late_minute, topic="projects", note="Par to jau runāts.", effort=3)
    change(session, added, late_minute, topic="projects")
    for record in (deleted, gone):
        change(session, record, late_minute, deleted_at=late_minute)
    change(session, moved, late_minute, happened_on=date(2026, 11, 1))
    change(session, november, late_minute, topic="projects")
    assert late(session) == [
        (added.number, "added"),
        (changed.number, "topic"),
        (deleted.number, "deleted"),
        (moved.number, "day"),
    ]
    change(session, november, late_minute, happened_on=LAST)
    assert (november.number, "added") in late(session), "the exported month had not got it"


def test_what_was_put_right_again_is_none(session: Session) -> None:
    note_export(session, OCTOBER, LAST, EXPORTED, today=date(2026, 11, 2))
    record = add_record(session, OCTOBER, RENDA)
    change(session, record, AFTER, deleted_at=AFTER)
    change(session, record, AFTER, deleted_at=None)
    change(session, record, AFTER, minutes=20)
    assert late(session) == [(record.number, "duration")]
