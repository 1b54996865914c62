"""When an event begins and ends, as moments, whatever the clocks of the region do."""

from datetime import UTC, datetime, timedelta
from zoneinfo import ZoneInfo

import pytest
from sqlalchemy.orm import Session

from storage.database import Database
from storage.events import DRAFT, Event, event_numbered, new_draft, set_time
from storage.members import Member

RIGA = ZoneInfo("Europe/Riga")
NOW = datetime(2026, 10, 12, 8, 0, tzinfo=UTC)
NOON = datetime(2026, 11, 12, 12)  # noqa: DTZ001 - local


def _event() -> Event:
    return Event(
        number=1,
        organiser_id=1,
        kind="seminar",
        title="",
        begins=NOON,
        zone="Europe/Riga",
        starts_at=NOW,
        ends_at=NOW,
        created_at=NOW,
    )


@pytest.mark.parametrize(
    ("said", "whole_day", "minutes", "moments"),
    [
        (("2026-11-12 10:00", "2026-11-12 13:00"), False, None, ("2026-11-12 08:00", "2026-11-12 11:00")),
        (("2026-07-01 10:00", None), False, 90, ("2026-07-01 07:00", "2026-07-01 08:30")),
        (("2026-07-01 10:00", None), False, None, ("2026-07-01 07:00", "2026-07-01 09:00")),
        (("2026-11-12", None), True, None, ("2026-11-11 22:00", "2026-11-12 22:00")),
        (("2026-11-12", "2026-11-13"), True, 600, ("2026-11-11 22:00", "2026-11-13 22:00")),
        # Clocks go from 4.00 back to 3.00: the day is an hour longer, what shows twice is meant the first time.
        (("2026-10-25", None), True, None, ("2026-10-24 21:00", "2026-10-25 22:00")),
        (("2026-10-25 03:30", "2026-10-25 05:00"), False, None, ("2026-10-25 00:30", "2026-10-25 03:00")),
        # Clocks go from 3.00 to 4.00: the day is an hour shorter.
        (("2027-03-28", None), True, None, ("2027-03-27 22:00", "2027-03-28 21:00")),
    ],
)
def test_moments_follow_from_the_clocks_on_the_wall(
    said: tuple[str, str | None], whole_day: bool, minutes: int | None, moments: tuple[str, str]
) -> None:
    begins, ends = (None if one is None else datetime.fromisoformat(one) for one in said)
    assert begins is not None
    event = _event()
    event.minutes = minutes
    set_time(event, begins, ends, whole_day, RIGA)
    assert [event.starts_at, event.ends_at] == [datetime.fromisoformat(one).replace(tzinfo=UTC) for one in moments]


def test_a_draft_has_a_number_and_its_times(database: Database) -> None:
    def make(session: Session) -> int:
        member = Member(name="Metodiķe", role="methodologist", language="lv", created_at=NOW)
        session.add(member)
        session.flush()
        draft = new_draft(
            session,
            organiser_id=member.id,
            kind="seminar",
            title="Krājums",
            begins=NOON,
            zone=RIGA,
            now=NOW,
            minutes=45,
            places=30,
        )
        return draft.number

    number = database.submit(make).result()
    with database.read() as session:
        event = event_numbered(session, number)
        assert event is not None
        assert (event.status, event.begins, event.places) == (DRAFT, NOON, 30)
        assert event.ends_at - event.starts_at == timedelta(minutes=45)
