"""The sheet of mutual exchange: what was asked of colleagues, how soon they answered, from how many libraries."""

from collections.abc import Callable
from datetime import UTC, date, datetime, timedelta

import pytest
from sqlalchemy import select
from sqlalchemy.orm import Session

from storage.consultations import ANSWER, COLLEAGUES, QUESTION, Consultation, ConsultationMessage
from storage.database import Database
from storage.libraries import Library
from tests.features.reports.reading import Sheets
from tests.features.reports.region import add_record

Read = Callable[..., Sheets]

RENDA, LAIDI = "Rendas pagasta bibliotēka", "Laidu pagasta bibliotēka"
ASKED = datetime(2026, 10, 5, 9, tzinfo=UTC)


def _ask(session: Session, asked: datetime, *answers: tuple[float, str, str], **values: object) -> Consultation:
    """A question to colleagues; answers as (hours later, given by, library)."""
    first = asked + timedelta(hours=answers[0][0]) if answers else None
    given: dict[str, object] = {
        "status": "answered" if answers else "open",
        "origin": "chat",
        "audience": COLLEAGUES,
        "entered_at": asked,
        "answered_at": first,
        "given_by": answers[0][1] if answers else None,
    }
    record = add_record(session, first.date() if first else None, RENDA, **{**given, **values})
    record.messages.append(ConsultationMessage(author_id=None, part=QUESTION, text="Kā?", at=asked))
    for hours, given_by, library in answers:
        library_id = session.scalars(select(Library.id).where(Library.name == library)).one()
        record.messages.append(
            ConsultationMessage(
                author_id=None,
                part=ANSWER,
                text="Tā.",
                at=asked + timedelta(hours=hours),
                given_by=given_by,
                library_id=library_id,
            )
        )
    session.flush()
    return record


def test_what_was_asked_of_colleagues_and_answered_by_the_end_of_the_month(region: Database, sheets: Read) -> None:
    def month(session: Session) -> None:
        _ask(session, ASKED, (1, "peer", LAIDI), (2, "methodologist", RENDA))
        _ask(session, ASKED, (4.5, "peer", LAIDI))
        _ask(session, ASKED, (30, "methodologist", RENDA))
        _ask(session, datetime(2026, 10, 31, 20, tzinfo=UTC), (5, "peer", RENDA))  # the answer came in November
        _ask(session, ASKED, status="withdrawn")
        _ask(session, ASKED, status="self_served")
        _ask(session, ASKED, deleted_at=ASKED)
        _ask(session, ASKED, (1, "methodologist", RENDA), audience="methodologists")
        _ask(session, datetime(2025, 10, 5, 9, tzinfo=UTC), (2, "peer", RENDA))

    region.submit(month).result()
    read = sheets("2026-10")
    assert read.exchanged("Questions to colleagues") == [4, 4, 1, 3]
    assert read.exchanged("of them answered") == [3, 3, 1, 2]
    assert read.exchanged("Share answered") == [0.75, 0.75, 1, -25]
    assert read.exchanged("Median time to the first answer, hours") == [4.5, 4.5, 2, 2.5]
    assert read.exchanged("Libraries that answered colleagues") == [1, 1, 1, 0]
    assert read.figures("Share of consultations given by peers")[0] == pytest.approx(2 / 4)
    assert sheets("2026-11").exchanged("Libraries that answered colleagues")[0] == 1, "the late answer counts then"


def test_without_questions_there_is_no_share_and_no_time(region: Database, sheets: Read) -> None:
    read = sheets("2026-10", start_of_use=date(2026, 10, 1))
    assert read.exchanged("Questions to colleagues") == [0, 0, "—", "—"]
    assert read.exchanged("Share answered") == ["—"] * 4
    assert read.exchanged("Median time to the first answer, hours") == ["—"] * 4
