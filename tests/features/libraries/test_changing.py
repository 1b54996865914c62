"""Taking back that a library was opened, once something has been built on it."""

from datetime import UTC, date, datetime

import pytest
from sqlalchemy.orm import Session

from bot.errors import UserError
from bot.features.libraries.changing import CANNOT_UNDO, open_library, undo_change
from storage.events import GOING, Registration
from storage.libraries import Library, Municipality
from storage.members import Member
from tests.features.events.making import an_event

NOW = datetime(2026, 10, 12, 8, tzinfo=UTC)
TODAY = date(2026, 10, 12)


@pytest.mark.parametrize("by", ["the event", "somebody who comes"])
def test_a_library_at_an_event_stays(session: Session, by: str) -> None:
    municipality = Municipality(name="Kuldīgas novads")
    session.add(municipality)
    change = open_library(session, "Jaunā bibliotēka", municipality, "public", TODAY, now=NOW, today=TODAY, by=None)
    library = session.get_one(Library, change.object_id)
    organiser = Member(name="Metodiķe", role="methodologist", language="lv", created_at=NOW)
    session.add(organiser)
    session.flush()
    event = an_event(session, organiser.id, libraries=[library] if by == "the event" else [])
    if by != "the event":
        session.add(Registration(event_id=event.id, member_id=organiser.id, state=GOING, at=NOW, libraries=[library]))
    session.flush()
    with pytest.raises(UserError) as error:
        undo_change(session, change, NOW)
    assert error.value.msgid == CANNOT_UNDO
