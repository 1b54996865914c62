"""Whole workbooks against what they were; with ``PLAUKTS_UPDATE_GOLDENS=1`` this file's test writes them anew."""

from datetime import UTC, date, datetime

import pytest
from sqlalchemy.orm import Session

from storage.database import Database
from storage.earlier_totals import EarlierCount, replace_earlier
from tests.features.reports import golden
from tests.features.reports.conftest import Exported
from tests.features.reports.held import add_event, add_member
from tests.features.reports.region import add_record

RENDA, LAIDI, EDOLE = "Rendas pagasta bibliotēka", "Laidu pagasta bibliotēka", "Ēdoles pagasta bibliotēka"


def _year(session: Session) -> None:
    months = [date(2025, 10, 1), date(2026, 7, 1), date(2026, 8, 1)]
    counts = {
        month: [EarlierCount(month, "phone", "alise", 14), EarlierCount(month, "visit", None, 2)] for month in months
    }
    replace_earlier(session, counts, datetime(2026, 9, 1, tzinfo=UTC))
    for place, topic in enumerate(("alise", "alise", "stock", "recataloguing", "alise", "stock", "alise", "ict")):
        day = date(2026, 9 + place % 2, 3 + place)
        channel = ("phone", "phone", "email", "visit")[place % 4]
        add_record(session, day, (RENDA, LAIDI)[place % 2], number=101 + place, topic=topic, channel=channel, minutes=5)
    add_record(session, date(2026, 10, 20), RENDA, LAIDI, EDOLE, number=120, participants=7, second_topic="ict")
    add_record(session, date(2026, 10, 21), EDOLE, number=121, given_by="peer", channel="telegram", topic="alise")
    add_member(session, "Bibliotekāre, Renda", RENDA)
    add_event(
        session,
        date(2026, 10, 6),
        "Bibliotekāre, Renda",
        guests=["Deputāts"],
        title="Krājuma rekataloģizācija",
        kind="seminar",
        place="Kuldīgas Galvenā bibliotēka",
    )
    add_event(session, date(2026, 10, 14), about=[LAIDI], title="Vizīte", kind="visit", headcount=2)


@pytest.mark.parametrize("database_kind", ["sqlite"])  # the other tests have both
def test_workbooks_are_as_they_were(region: Database, exported: Exported) -> None:
    region.submit(_year).result()
    more = {"start_of_use": date(2026, 9, 1)}
    golden.compare("month", exported("2026-10", **more))
    golden.compare("month_public", exported("2026-10", "public", **more))
    golden.compare("year_in_english", exported("2026", language="en", **more))
