"""A line of the calendar: its hours, and what the member has to do with it."""

from datetime import datetime
from typing import Any

import pytest

from bot.features.events.listing import hours, state
from bot.texts import texts_for
from storage.calendar import Line
from storage.events import CANCELLED, GOING, INVITED, MAYBE, OFFERED, PUBLISHED, WAITING

ME, OTHER = 7, 8


def a_line(begins: str = "2026-11-12 09:30", ends: str | None = None, **more: Any) -> Line:
    values: dict[str, Any] = {
        **{"id": 1, "number": 42, "kind": "seminar", "title": "", "status": PUBLISHED, "whole_day": False},
        **{"place": None, "link": None, "version": 0, "organiser_id": OTHER, "published_at": None},
        **{"register_until": None, "state": None, "answered": None, "attended": None},
    }
    until = None if ends is None else datetime.fromisoformat(ends)
    return Line(begins=datetime.fromisoformat(begins), ends=until, **(values | more))


@pytest.mark.parametrize(
    ("line", "latvian", "english"),
    [
        (a_line(), "09.30", "09:30"),
        (a_line(ends="2026-11-12 13:00"), "09.30–13.00", "09:30–13:00"),
        (a_line(ends="2026-11-14 13:00"), "09.30, līdz 14.11.", "09:30, until 14 Nov"),
        (a_line("2026-11-12", whole_day=True), None, None),
        (a_line("2026-11-12", "2026-11-12", whole_day=True), None, None),
        (a_line("2026-11-12", "2026-11-14", whole_day=True), "līdz 14.11.", "until 14 Nov"),
    ],
)
def test_hours_stand_beside_the_day(line: Line, latvian: str | None, english: str | None) -> None:
    assert [hours(texts_for(language), line) for language in ("lv", "en")] == [latvian, english]


@pytest.mark.parametrize(
    ("line", "said"),
    [
        (a_line(), None),
        (a_line(state=GOING, answered=0), "✅ you take part"),
        (a_line(state=INVITED, answered=0, version=1), "✉️ invitation"),
        (a_line(state=OFFERED, answered=1, version=1), "❗ a place is free: please confirm"),
        (a_line(organiser_id=ME), "🗂 you organise it"),
        (a_line(organiser_id=ME, state=MAYBE, answered=0), "❔ perhaps"),
        (a_line(state=WAITING, answered=0, version=1), "❗ changed: please answer again"),
        (a_line(state=GOING, answered=0, status=CANCELLED, version=1), "✖ cancelled"),
    ],
)
def test_what_is_told_of_the_member_is_what_they_answered_to_the_event_as_it_is(line: Line, said: str | None) -> None:
    assert state(texts_for("en"), line, ME) == said


@pytest.mark.parametrize(
    ("line", "said"),
    [
        (a_line(state=GOING), None),
        (a_line(state=GOING, attended=True), "✅ you took part"),
        (a_line(state=GOING, attended=False), None),
        (a_line(organiser_id=ME), "🗂 you organised it"),
    ],
)
def test_of_past_events_it_is_told_who_came_and_nobody_is_told_that_they_did_not(line: Line, said: str | None) -> None:
    assert state(texts_for("en"), line, ME, past=True) == said
