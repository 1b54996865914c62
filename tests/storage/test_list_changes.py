"""Changes of the lists in the database: order, former names, what can be taken back."""

from datetime import UTC, date, datetime

import pytest
from sqlalchemy.orm import Session

from config import vocabulary
from storage import list_changes as changes
from storage.database import Database
from storage.reports import vocabulary_lists
from storage.vocabulary import TOPIC, VocabularyEntry, entries_of, fill_vocabulary
from tests.features.reports.region import add_record

DAY = date(2026, 11, 4)


@pytest.fixture
def lists(database: Database) -> Database:
    """A database with the configured lists."""
    database.submit(lambda session: fill_vocabulary(session, vocabulary())).result()
    return database


def topic(session: Session, key: str) -> VocabularyEntry:
    return next(one for one in entries_of(session, TOPIC, retired=True) if one.key == key)


def test_each_day_has_the_name_that_held_on_it(lists: Database) -> None:
    def job(session: Session) -> list[tuple[str, str]]:
        entry = topic(session, "copyright")
        changes.rename_entry(entry, "Licences", "Licences", DAY)
        changes.rename_entry(entry, "Licences un tiesības", "Licences and rights", DAY)
        changes.rename_entry(entry, "Tiesības", "Rights", date(2027, 1, 1))
        changes.rename_entry(entry, "Tiesības.", "Rights.", None)
        days = (date(2026, 11, 3), DAY, date(2026, 12, 31), date(2027, 1, 1))
        return [entry.names_on(day) for day in days]

    licences = ("Licences un tiesības", "Licences and rights")
    assert lists.submit(job).result() == [
        ("Autortiesības", "Copyright"),
        licences,
        licences,
        ("Tiesības.", "Rights."),
    ]


def test_a_report_of_an_earlier_day_knows_neither_new_nor_later_retired_entries_apart(lists: Database) -> None:
    def job(session: Session) -> list[dict[str, bool]]:
        changes.add_entry(session, TOPIC, "E-grāmatas", "E-books", DAY)
        topic(session, "projects").retired_at = datetime(2026, 11, 4, 9, tzinfo=UTC)
        session.flush()
        days = (date(2026, 10, 31), date(2026, 11, 30))
        return [{one.key: one.retired for one in vocabulary_lists(session, day)[TOPIC]} for day in days]

    before, after = lists.submit(job).result()
    assert (before["e_books"], before["projects"]) == (True, False)
    assert (after["e_books"], after["projects"]) == (False, True)


def test_a_new_entry_stands_before_the_rest_and_moves_among_those_in_use(lists: Database) -> None:
    def job(session: Session) -> list[str]:
        entry = changes.add_entry(session, TOPIC, "E-grāmatas", "E-books", DAY)
        topic(session, "ict").retired_at = datetime(2026, 11, 4, 9, tzinfo=UTC)
        session.flush()
        assert changes.move_entry(session, entry, -1)
        assert not changes.move_entry(session, topic(session, "alise"), -1)
        assert not changes.move_entry(session, topic(session, "other"), 1)
        session.flush()
        return [one.key for one in entries_of(session, TOPIC)][-3:]

    assert lists.submit(job).result() == ["e_books", "plans", "other"]


def test_a_change_is_taken_back_with_all_that_it_changed(lists: Database) -> None:
    def job(session: Session) -> bool:
        entry = topic(session, "copyright")
        before = changes.state_of(entry)
        changes.rename_entry(entry, "Licences", "Licences", DAY)
        entry.aliases, entry.retired_at = ["x"], datetime(2026, 11, 4, 9, tzinfo=UTC)
        changes.restore(entry, before)
        return changes.state_of(entry) == before

    assert lists.submit(job).result()


def test_what_was_chosen_is_used(lists: Database) -> None:
    def job(session: Session) -> tuple[bool, bool, bool]:
        entry = changes.add_entry(session, TOPIC, "E-grāmatas", "E-books", DAY)
        before = changes.is_used(session, entry)
        record = add_record(session, DAY, second_topic=entry.key)
        session.flush()
        used = changes.is_used(session, entry)
        session.delete(record)
        session.flush()
        changes.forget_entry(session, entry)
        return before, used, any(one.key == "e_books" for one in entries_of(session, TOPIC, retired=True))

    assert lists.submit(job).result() == (False, True, False)
