"""The summary's picture: what is in it, and that it is drawn."""

import struct
from datetime import date
from typing import Any

import pytest

from bot.features.reports.picture import DrawingError, draw, picture_of
from bot.features.reports.report import build_report
from bot.features.reports.rules import Period
from bot.texts import texts_for
from storage.database import Database
from tests.features.reports.conftest import NOW, REGION
from tests.features.reports.region import add_record

RENDA = "Rendas pagasta bibliotēka"


def pictured(database: Database, period: str, started: date | None = None, language: str = "lv") -> dict[str, Any]:
    """What the picture of a period shows."""
    with database.read() as session:
        report = build_report(session, Period.parse(period), region=REGION, now_local=NOW, start_of_use=started)
        return picture_of(report, texts_for(language))


def test_months_that_nobody_counted_are_no_zeros_and_those_to_come_are_nothing(region: Database) -> None:
    region.submit(lambda session: add_record(session, date(2026, 10, 5), RENDA)).result()
    shown = pictured(region, "2026-Q4", date(2026, 9, 14))
    months = dict(shown["months"]["rows"])
    assert (months["Aug"], months["Sep"], months["Okt"]) == (None, 0, 1)
    assert (shown["to_come"], shown["marked"]) == ([11], [9, 10, 11])
    assert (shown["title"], shown["subtitle"]) == ("2026. gada 4. ceturksnis", REGION)
    assert shown["topics"]["rows"] == [("Krājums un\ninventarizācija", 1)]
    assert shown["channels"]["rows"] == [("Pa tālruni", 1)]


def test_a_long_name_of_a_region_has_lines(region: Database) -> None:
    name = "Kuldīgas Galvenās bibliotēkas un apkārtējo novadu bibliotēku metodiskais reģions"
    with region.read() as session:
        report = build_report(session, Period.parse("2026-10"), region=name, now_local=NOW)
        shown = picture_of(report, texts_for("lv"))["subtitle"]
    assert shown == "Kuldīgas Galvenās bibliotēkas un apkārtējo novadu\nbibliotēku metodiskais reģions"


def test_rare_topics_stand_together(region: Database) -> None:
    def add(session: Any) -> None:
        for count, topic in enumerate(("x" * 40, *"abcdefghi"), start=1):
            for _ in range(count):
                add_record(session, date(2026, 10, 5), RENDA, topic=topic)

    region.submit(add).result()
    rows = pictured(region, "2026-10")["topics"]["rows"]
    assert rows[0] == ("i", 10)
    assert rows[-1] == ("Visi pārējie", 3)
    assert len(rows) == 9


def test_it_is_drawn_with_all_letters_by_a_process_of_its_own(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("PYTHONWARNINGS", "error::UserWarning")  # of a letter that the font does not have
    letters = "ĀČĒĢĪĶĻŅŠŪŽ āčēģīķļņšūž $x$ „—”"
    bars = {"title": letters, "rows": [(f"{letters}\n{letters}", 42), ("Pa tālruni", 0)]}
    months = {"title": letters, "rows": [(f"Jūn{number}", number or None) for number in range(12)]}
    what = {"title": letters, "subtitle": letters, "nothing": letters, "topics": bars, "channels": {**bars, "rows": []}}
    drawn = draw({**what, "months": months, "marked": [3], "to_come": [11]})
    assert drawn.startswith(b"\x89PNG")
    width, height = struct.unpack(">II", drawn[16:24])
    assert width == 1080
    assert width / 2 < height < width * 2


def test_what_cannot_be_drawn_is_an_error_that_says_why() -> None:
    with pytest.raises(DrawingError, match="KeyError"):
        draw({})
