"""The log: whose records a day has, and what words and filters find, on both databases."""

from collections.abc import Iterator, Sequence
from datetime import UTC, date, datetime, timedelta

import pytest
from sqlalchemy.orm import Session

from storage.consultations import ANSWER, CHAT, QUESTION, ConsultationMessage
from storage.database import Database
from storage.libraries import library_names
from storage.log import Day, count_given_on, given_on
from storage.log_search import Filters, Hits, search_log
from storage.members import Member
from tests.features.reports.region import add_libraries, add_record

RENDA, LAIDI = "Rendas pagasta bibliotēka", "Laidu pagasta bibliotēka"
MONDAY = date(2026, 10, 12)
BEGINS = datetime(2026, 10, 11, 21, tzinfo=UTC)
DAY = Day(MONDAY, BEGINS, BEGINS + timedelta(days=1))
BEFORE, ON = datetime(2026, 10, 9, 8, tzinfo=UTC), datetime(2026, 10, 12, 8, tzinfo=UTC)


@pytest.fixture
def session(database: Database) -> Iterator[Session]:
    """A session that may write; what it wrote is gone afterwards."""
    with Session(database.writing_engine) as session:
        add_libraries(session)
        yield session
        session.rollback()


def person(session: Session) -> int:
    member = Member(name="Metodiķe", role="methodologist", language="lv", created_at=BEFORE)
    session.add(member)
    session.flush()
    return member.id


def message(part: str, text: str, author: int | None = None) -> ConsultationMessage:
    return ConsultationMessage(author_id=author, part=part, text=text, at=ON)


def test_a_day_has_what_one_gave_on_it_and_what_one_typed_in_on_it(session: Session) -> None:
    mine, other = person(session), person(session)
    on_it = add_record(session, MONDAY, RENDA, responsible_id=mine, entered_at=BEFORE)
    typed_in = add_record(session, date(2026, 9, 25), RENDA, responsible_id=mine, entered_at=ON)
    answered = add_record(session, MONDAY, RENDA, origin=CHAT, responsible_id=other)
    answered.messages = [message(QUESTION, "Kā?"), message(ANSWER, "Tā.", mine)]
    add_record(session, MONDAY, RENDA, responsible_id=other)
    add_record(session, MONDAY, RENDA, responsible_id=mine, deleted_at=ON)
    add_record(session, date(2026, 10, 13), RENDA, responsible_id=mine, entered_at=DAY.ends)
    add_record(session, None, RENDA, origin=CHAT, responsible_id=mine, entered_at=ON)
    session.flush()
    assert [one.number for one in given_on(session, mine, DAY).records] == [
        one.number for one in (on_it, typed_in, answered)
    ]
    assert count_given_on(session, mine, DAY) == 3
    last = given_on(session, mine, DAY, page=9, size=2)
    assert (last.page, last.pages, last.total, len(last.records)) == (1, 2, 3, 1), "the last page there is"
    assert given_on(session, person(session), DAY).records == []


def found(session: Session, query: str, filters: Filters = Filters(), **page: int) -> Hits:  # noqa: B008 - frozen
    names = library_names(session)
    called = {"stock": "Krājums un inventarizācija", "projects": "Projekti", "phone": "Pa tālruni"}

    def naming(ids: Sequence[int], keys: Sequence[str], day: date) -> str:
        words = [*(names[key] for key in ids), *(called.get(key, "") for key in keys)]
        return " ".join([*words, "septembris" if day.month == 9 else "oktobris"])

    return search_log(session, query, filters, naming, **page)


def test_records_are_found_by_words_of_all_that_they_tell(session: Session) -> None:
    first = add_record(session, date(2026, 9, 25), RENDA, topic="projects", note="Zvanīt vēlreiz.")
    second = add_record(session, MONDAY, LAIDI, RENDA)
    second.messages = [message(QUESTION, "Kā norakstīt grāmatas?"), message(ANSWER, "Ar aktu.")]
    add_record(session, MONDAY, LAIDI, topic="projects", deleted_at=ON)
    session.flush()
    for query, numbers in {
        "": [second.number, first.number],
        "rendai": [second.number, first.number],
        "GRĀMATU": [second.number],
        "gramatas akts renda": [second.number],
        "krajuma": [second.number],
        "septembrī projektiem": [first.number],
        "vēlreiz": [first.number],
        f"{first.number}": [first.number],
        "grāmatas septembrī": [],
    }.items():
        assert [one.number for one in found(session, query).records] == numbers, query


def test_filters_narrow_and_say_what_there_would_be(session: Session) -> None:
    renda = add_record(session, MONDAY, RENDA, second_topic="projects").libraries[0].id
    laidi = add_record(session, date(2026, 9, 25), LAIDI, topic="projects").libraries[0].id
    for _ in range(3):
        add_record(session, MONDAY, RENDA)
    projects = found(session, "", Filters(topic="projects"))
    assert projects.total == 2
    assert projects.libraries == {renda: 1, laidi: 1}
    assert projects.topics == {"stock": 4, "projects": 2}, "with the other filters, not with this one"
    september = found(session, "", Filters(library=renda, month=date(2026, 9, 1)))
    assert (september.total, september.pages, september.months) == (0, 1, {date(2026, 10, 1): 4})
    page = found(session, "", Filters(library=renda), page=7, size=3)
    assert (page.page, page.pages, len(page.records)) == (1, 2, 1)
