"""An event in a database, for tests that need one."""

from datetime import UTC, datetime
from typing import Any
from zoneinfo import ZoneInfo

from sqlalchemy.orm import Session

from storage.events import PUBLISHED, Event, new_draft

RIGA = ZoneInfo("Europe/Riga")


def an_event(
    session: Session,
    organiser_id: int,
    begins: str = "2026-11-12 10:00",
    ends: str | None = "2026-11-12 13:00",
    *,
    now: datetime = datetime(2026, 10, 12, 8, 0, tzinfo=UTC),
    **more: Any,
) -> Event:
    """A published seminar in Kuldīga, unless told otherwise; ``begins`` and ``ends`` are on the clocks of Riga.

    Nobody was invited to it yet.
    """
    said: dict[str, Any] = {
        "organiser_id": organiser_id,
        "kind": "seminar",
        "title": "Novadpētniecība bibliotēkā",
        "place": "Kuldīgas Galvenā bibliotēka",
        "minutes": 180,
        "status": PUBLISHED,
        "audience": {"roles": ["librarian", "methodologist", "admin"]},
        "reminders": [7 * 24 * 60, 24 * 60, 120],
    } | more
    if said["status"] == PUBLISHED:
        said.setdefault("published_at", now)
    said.setdefault("zone", RIGA)
    until = None if ends is None else datetime.fromisoformat(ends)
    return new_draft(session, begins=datetime.fromisoformat(begins), ends=until, now=now, **said)
