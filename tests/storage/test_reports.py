"""What a report counts, on both databases."""

from collections.abc import Iterator
from datetime import UTC, date, datetime

import pytest
from sqlalchemy import event, select
from sqlalchemy.orm import Session

from storage import reports
from storage.database import Database
from storage.vocabulary import DURATION_BAND, TOPIC, VocabularyEntry
from tests.features.reports.region import add_busy_month, add_libraries, add_record

RENDA, LAIDI = "Rendas pagasta bibliotēka", "Laidu pagasta bibliotēka"
FIRST, LAST = date(2026, 10, 1), date(2026, 10, 31)
NOW = datetime(2026, 11, 2, tzinfo=UTC)


@pytest.fixture
def session(database: Database) -> Iterator[Session]:
    """A session that may write; what it wrote is gone afterwards."""
    with Session(database.writing_engine) as session:
        add_libraries(session)
        yield session
        session.rollback()


def test_a_record_counts_on_the_day_it_happened(session: Session) -> None:
    for day in (date(2026, 9, 30), FIRST, LAST, date(2026, 11, 1), None):
        add_record(session, day, RENDA)
    assert reports.totals(session, FIRST, LAST).records == 2
    assert [record.happened_on for record in reports.records(session, FIRST, LAST)] == [FIRST, LAST]
    assert reports.first_record_on(session) == date(2026, 9, 30)


@pytest.mark.parametrize("values", [{"deleted_at": NOW}, {"status": "withdrawn"}, {"status": "self_served"}])
def test_what_was_undone_or_taken_back_counts_nowhere(session: Session, values: dict[str, object]) -> None:
    add_record(session, FIRST, RENDA, minutes=10, **values)
    assert reports.totals(session, FIRST, LAST) == reports.Totals(0, 0, 0, 0, 0, 0, 0, 0, 0)
    assert list(reports.records(session, FIRST, LAST)) == []
    assert reports.topic_counts(session, FIRST, LAST) == []
    assert {found.contacts for found in reports.library_contacts(session, FIRST, LAST)} == {0}
    assert reports.first_record_on(session) is None


def test_a_record_of_two_libraries_is_counted_once_and_touches_both(session: Session) -> None:
    add_record(session, FIRST, RENDA, LAIDI, participants=5, minutes=30, given_by="peer")
    add_record(session, FIRST, RENDA)
    add_record(session, FIRST)
    assert reports.totals(session, FIRST, LAST) == reports.Totals(
        records=3,
        group=1,
        participants=7,
        by_peers=1,
        minutes=30,
        records_with_minutes=1,
        without_library=1,
        contacts=3,
        libraries_served=2,
    )
    found = {row.library.name: row for row in reports.library_contacts(session, FIRST, LAST)}
    assert (found[RENDA].individual, found[RENDA].group, found[RENDA].contacts) == (1, 1, 2)
    assert len(found) == 25
    of_two, of_one, of_none = reports.records(session, FIRST, LAST)
    assert {library.name for library in of_two.libraries} == {RENDA, LAIDI}
    assert [library.municipality for library in of_one.libraries] == ["Kuldīgas novads"]
    assert of_none.libraries == ()


def test_lists_come_in_their_order_with_both_names(session: Session) -> None:
    retired = session.scalars(
        select(VocabularyEntry).where(VocabularyEntry.list_name == TOPIC, VocabularyEntry.key == "alise")
    ).one()
    retired.retired_at = NOW
    session.flush()
    lists = reports.vocabulary_lists(session)
    alise, recataloguing, *_ = lists[TOPIC]
    assert (alise.retired, recataloguing.retired) == (True, False)
    assert (recataloguing.name("lv"), recataloguing.name("en")) == ("Rekataloģizācija", "Recataloguing")
    assert [entry.key for entry in lists[DURATION_BAND]] == ["up_to_10", "11_to_30", "31_to_60", "over_60"]


def test_an_answer_after_the_period_leaves_the_question_unanswered_in_it(session: Session) -> None:
    asked = {"origin": "chat", "entered_at": datetime(2026, 10, 30, 9, tzinfo=UTC)}
    add_record(session, date(2026, 11, 2), RENDA, status="answered", **asked)
    add_record(session, LAST, RENDA, status="answered", **asked)
    add_record(session, None, RENDA, status="open", **asked)
    add_record(session, None, RENDA, status="open", deleted_at=NOW, **asked)
    add_record(session, None, RENDA, status="open", origin="typed", entered_at=asked["entered_at"])
    midnight, next_midnight = datetime(2026, 9, 30, 21, tzinfo=UTC), datetime(2026, 10, 31, 22, tzinfo=UTC)
    assert reports.questions_apart(session, midnight, next_midnight, LAST) == reports.QuestionsApart(2, 0, 0)


def test_many_records_are_read_by_few_statements(session: Session) -> None:
    add_busy_month(session, FIRST, LAST, 300)
    statements = []
    connection = session.connection()
    event.listen(connection, "before_cursor_execute", lambda *given: statements.append(given[2]))
    numbers = [record.number for record in reports.records(session, FIRST, LAST)]
    assert len(numbers) == len(set(numbers)) == 300
    assert len(statements) == 4, "the records, and the directory with what has changed in it"


def test_a_record_at_the_edge_of_what_is_fetched_at_once_keeps_its_libraries(
    session: Session, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(reports, "FETCHED_AT_ONCE", 3)
    for _ in range(4):
        add_record(session, FIRST, RENDA, LAIDI)
    assert [len(record.libraries) for record in reports.records(session, FIRST, LAST)] == [2, 2, 2, 2]
