"""The region's words are kept compiled, and are never out of date, whoever changed them."""

from datetime import date

from sqlalchemy import select
from sqlalchemy.orm import Session

from bot.features.consultations.words import proposed_topic, read_line
from storage.consultations import entry_name
from storage.database import Database
from storage.libraries import Library, Municipality
from storage.vocabulary import VocabularyEntry

DAY = date(2026, 10, 12)


def topic(session: Session) -> str | None:
    return proposed_topic(session, "Kur pazuda kvarkusi?", DAY)


def name_stock_so(session: Session) -> None:
    stock = session.scalars(select(VocabularyEntry).where(VocabularyEntry.key == "stock")).one()
    stock.aliases = [*stock.aliases, "kvarkusi"]


def test_a_name_that_another_process_adds_is_known_at_once(database: Database) -> None:
    assert database.submit(topic).result() is None
    other = Database(database.url)
    other.start()
    other.submit(name_stock_so).result()
    other.stop()
    assert database.submit(topic).result() == "stock"


def test_a_name_is_known_to_what_is_committed_together_with_it(session: Session) -> None:
    assert topic(session) is None
    assert entry_name(session, "topic", "stock", "lv") == "Krājums un inventarizācija"
    name_stock_so(session)
    session.scalars(select(VocabularyEntry).where(VocabularyEntry.key == "stock")).one().lv = "Fonds"
    session.flush()
    assert topic(session) == "stock"
    assert entry_name(session, "topic", "stock", "lv") == "Fonds"


def test_a_library_is_known_to_what_is_committed_together_with_it(session: Session) -> None:
    assert read_line(session, "Zaubes tālr statistika", DAY).library == ()
    session.add(Library(name="Zaubes bibliotēka", municipality=Municipality(name="Cēsu novads"), kind="public"))
    session.flush()
    assert len(read_line(session, "Zaubes tālr statistika", DAY).library) == 1
