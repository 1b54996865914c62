"""The region's lists in the database: what it lacks is put in, what it has is its own."""

from sqlalchemy import delete, update

from config import vocabulary
from storage.database import Database
from storage.vocabulary import NEWS_CATEGORY, TOPIC, VocabularyEntry, entries_of, fill_vocabulary


def test_a_list_that_is_new_in_this_version_comes_into_a_database_that_was_there(database: Database) -> None:
    of_news = VocabularyEntry.list_name == NEWS_CATEGORY
    database.submit(lambda session: session.execute(delete(VocabularyEntry).where(of_news))).result()
    renamed = update(VocabularyEntry).where(VocabularyEntry.key == "alise").values(lv="ALISE-i")
    database.submit(lambda session: session.execute(renamed)).result()
    for _ in range(2):
        database.submit(lambda session: fill_vocabulary(session, vocabulary())).result()
    with database.read() as session:
        assert [entry.key for entry in entries_of(session, NEWS_CATEGORY)] == [
            *("own_event", "experience", "books", "vacancy", "contest", "other")
        ]
        topics = entries_of(session, TOPIC)
        assert topics[0].lv == "ALISE-i", "of what it has the database rules"
        assert len(topics) == len(vocabulary()[TOPIC])
