"""A region with the demo's libraries, and reports about it."""

from collections.abc import Callable
from datetime import date, datetime
from typing import Any
from zoneinfo import ZoneInfo

import pytest
from sqlalchemy.orm import Session

from bot.features.reports.export import export
from bot.features.reports.report import build_report
from bot.features.reports.rules import Period
from bot.texts import texts_for
from storage.database import Database
from tests.features.reports.reading import Sheets, read_sheets
from tests.features.reports.region import add_libraries

REGION = "Kuldīgas reģions"
NOW = datetime(2026, 11, 2, 8, 15, tzinfo=ZoneInfo("Europe/Riga"))
STARTED = date(2025, 1, 1)

Exported = Callable[..., bytes]


@pytest.fixture
def region(database: Database) -> Database:
    """A database with 25 libraries and no records."""
    database.submit(add_libraries).result()
    return database


def exported_from(session: Session, period: str, chosen: Any = "xlsx", language: str = "lv", **values: Any) -> bytes:
    """The file that a user gets for a period."""
    given = {"region": REGION, "now_local": NOW, "start_of_use": STARTED}
    report = build_report(session, Period.parse(period), **{**given, **values})
    return export(report, chosen, texts_for(language))


@pytest.fixture
def exported(region: Database) -> Exported:
    """Export a period of the region: ``exported("2026-10", "csv", "en")``."""

    def run(period: str, chosen: str = "xlsx", language: str = "lv", **values: Any) -> bytes:
        with region.read() as session:
            return exported_from(session, period, chosen, language, **values)

    return run


@pytest.fixture
def sheets(exported: Exported) -> Callable[..., Sheets]:
    """The sheets of a period's workbook, read by another program than the one that wrote it."""

    def run(period: str, language: str = "lv", **values: Any) -> Sheets:
        return read_sheets(exported(period, "xlsx", language, **values), language)

    return run
