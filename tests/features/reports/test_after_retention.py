"""The report of a closed year stays as it was when all that is over its period has gone, on both databases."""

from dataclasses import fields
from datetime import UTC, date, datetime, timedelta
from typing import Any

from sqlalchemy import func, select, text
from sqlalchemy.orm import Session

from storage.consultations import ANSWER, COLLEAGUES, QUESTION, Consultation, ConsultationMessage
from storage.corrections import NOTE, TOPIC, Correction, note_export
from storage.database import Database
from storage.events import Registration
from storage.feedback import add_remark
from storage.libraries import Library
from storage.news import NewsPost
from storage.retention import Keep
from storage.retention_nights import State, begin_night, go_on
from tests.features.reports.conftest import Exported
from tests.features.reports.held import add_event, add_member
from tests.features.reports.reading import Sheets, read_sheets
from tests.features.reports.region import add_busy_month, add_record

RENDA, LAIDI = "Rendas pagasta bibliotēka", "Laidu pagasta bibliotēka"
LATER = datetime(2029, 6, 1, 3, tzinfo=UTC)


def _year(session: Session) -> None:
    for month in (3, 9):
        add_busy_month(session, date(2026, month, 1), date(2026, month, 28), 15, seed=month)
    for place, record in enumerate(session.scalars(select(Consultation)).all()):
        at = record.entered_at
        record.note, record.answered_at = "piezīme", at
        record.messages.append(ConsultationMessage(part=QUESTION, text="Kā?", author_id=None, at=at))
        if place % 3 == 0:
            record.audience = COLLEAGUES
            library = session.scalars(select(Library.id).where(Library.name == LAIDI)).one()
            answer: dict[str, Any] = {"given_by": "peer", "library_id": library, "at": at + timedelta(hours=2)}
            record.messages.append(ConsultationMessage(part=ANSWER, text="Tā.", author_id=None, **answer))
    member = add_member(session, "Bibliotekāre, Renda", RENDA)
    event = add_event(session, date(2026, 10, 6), "Bibliotekāre, Renda", guests=["Deputāts"], place="Kuldīga")
    session.scalars(select(Registration).where(Registration.member_id == member.id)).one().question = "Ko jautāt?"
    add_remark(session, event, "Labi")
    note_export(session, date(2026, 9, 1), date(2026, 9, 30), datetime(2026, 10, 2, tzinfo=UTC), date(2026, 10, 2))
    late = add_record(session, date(2026, 9, 3), RENDA, note="x")
    day: dict[str, Any] = {
        "at": datetime(2026, 10, 9, tzinfo=UTC),
        "day_before": late.happened_on,
        "day_after": late.happened_on,
    }
    for field in (TOPIC, NOTE):
        change = Correction(consultation_id=late.id, by_id=member.id, field=field, before="ict", after="stock", **day)
        session.add(change)
    published: dict[str, Any] = {"published_at": datetime(2026, 5, 5, tzinfo=UTC), "category": "other", "text": "Ziņa"}
    session.add(NewsPost(number=9_000, author_id=member.id, libraries=list(member.libraries), **published))


def _read(exported: Exported) -> list[tuple[str, Any]]:
    sheets: Sheets = read_sheets(exported("2026"), "lv")
    return [(one.name, getattr(sheets, one.name)) for one in fields(Sheets) if one.name != "texts"]


def test_a_closed_year_is_the_same_before_and_after(region: Database, exported: Exported) -> None:
    region.submit(_year).result()
    before, records = _read(exported), exported("2026", "json")
    state = State()
    begin_night(state, LATER.date())
    while state.kind is not None:
        region.submit(lambda session: go_on(session, state, Keep(), LATER)).result()
    assert {"texts", "wishes", "feedback", "corrections"} <= state.taken.keys()
    with region.read() as session:
        words = select(func.count()).select_from(ConsultationMessage).where(ConsultationMessage.text != "")
        assert session.scalar(words) == 0
        assert session.scalar(text("SELECT count(*) FROM consultations WHERE note IS NOT NULL")) == 0
    assert _read(exported) == before
    assert exported("2026", "json") == records
