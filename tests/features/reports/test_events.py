"""The sheets of events and of other forms of work, and that every sheet says the same of them."""

import json
from collections import Counter
from collections.abc import Callable
from datetime import date, timedelta
from typing import Any

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from sqlalchemy.orm import Session

from storage.database import Database
from storage.events import OTHER_FORMS
from tests.features.reports.conftest import NOW, Exported, exported_from
from tests.features.reports.held import add_event, add_member, came
from tests.features.reports.reading import Sheets, read_sheets
from tests.features.reports.recalculating import recalculated
from tests.features.reports.region import add_library

Read = Callable[..., Sheets]

RENDA, LAIDI, EDOLE = "Rendas pagasta bibliotēka", "Laidu pagasta bibliotēka", "Ēdoles pagasta bibliotēka"
OCTOBER = date(2026, 10, 12)


@pytest.fixture
def people(region: Database) -> Database:
    """A region with three librarians, one of two libraries."""

    def add(session: Session) -> None:
        add_member(session, "Renda", RENDA)
        add_member(session, "Laidi", LAIDI)
        add_member(session, "Ēdole", EDOLE, RENDA)

    region.submit(add).result()
    return region


def autumn(session: Session) -> None:
    """A seminar, two days of a course, a visit; a seminar a year before; one called off, one to come."""
    seminar = add_event(
        session,
        OCTOBER,
        "Renda",
        "Laidi",
        title="Autortiesības bibliotēkā",
        link="https://example.lv/x",
        lecturers="Lektore, Latvijas Nacionālā bibliotēka",
    )
    came(session, seminar, guest_name="Deputāts, Skrunda", representative=True)
    course = add_event(session, date(2026, 10, 20), "Renda", kind="course", place=None, minutes=400, title="Kursi")
    course.ends = course.begins + timedelta(days=1, hours=3)
    add_event(session, date(2026, 10, 7), kind="visit", about=[EDOLE], place=None, headcount=2, minutes=60)
    add_event(session, date(2026, 10, 28), title="Vēl nav atzīmēts")
    add_event(session, date(2025, 10, 9), "Renda", "Laidi", "Ēdole", minutes=45)
    add_event(session, OCTOBER, "Renda", status="cancelled")
    add_event(session, date(2026, 11, 12))


def test_the_sheet_of_events_has_a_row_for_each_and_their_sums(people: Database, sheets: Read) -> None:
    people.submit(autumn).result()
    read = sheets("2026-10")
    seminar, course, open_one, visit = read.event_rows()
    assert {name: value for name, value in seminar.items() if name != "No."} == {
        "Date": OCTOBER,
        "Last day": "",
        "Title": "Autortiesības bibliotēkā",
        "Kind": "Seminārs",
        "Form": "Hibrīdi",
        "Lecturers": "Lektore, Latvijas Nacionālā bibliotēka",
        "Place": "Kuldīgas Galvenā bibliotēka",
        "Participants": 3,
        "Different people": 3,
        "Libraries": 2,
        "Minutes": 180,
        "Academic hours": 4,
        "Person-hours": 12,
        "Municipality representatives invited": 1,
        "Municipality representatives present": 1,
    }
    assert (course["Date"], course["Last day"]) == (date(2026, 10, 20), date(2026, 10, 21))
    assert (course["Academic hours"], course["Person-hours"], course["Form"]) == (8.9, 8.9, "")
    assert [open_one[name] for name in ("Participants", "Different people", "Person-hours")] == ["—"] * 3
    assert (visit["Place"], visit["Participants"], visit["Different people"]) == (EDOLE, 2, "—")
    assert [visit[name] for name in ("Libraries", "Academic hours", "Person-hours")] == [1, 1.3, 2.6]
    events, other_forms = read.event_total("Total"), read.event_total("Total", 1)
    all_of_them = read.event_total("All events")
    assert [events[name] for name in ("Participants", "Different people", "Libraries", "Minutes")] == [4, 3, 2, 760]
    assert [other_forms[name] for name in ("Participants", "Different people", "Libraries")] == [2, "—", 1]
    assert [all_of_them[name] for name in ("Participants", "Different people", "Libraries")] == [6, 3, 3]
    assert all_of_them["Person-hours"] == pytest.approx(12 + 8.9 + 2.6)
    assert "1 pasākumam dalībnieki vēl nav ievadīti: „—”." in [row[0] for row in read.events]


def test_the_summary_compares_events_with_the_year_before(people: Database, sheets: Read) -> None:
    people.submit(autumn).result()
    read = sheets("2026-10")
    assert read.figures("Seminars and other events") == [3, 3, 1, 2]
    assert read.figures("Participants of events") == [4, 4, 3, 1]
    assert read.figures("different people (where known by name)") == [3, 3, 3, 0]
    assert read.figures("Academic hours") == [pytest.approx(16.9), pytest.approx(16.9), 1, pytest.approx(15.9)]
    assert read.figures("Person-hours") == [pytest.approx(20.9), pytest.approx(20.9), 3, pytest.approx(17.9)]
    assert read.figures("Municipality representatives present") == [1, 1, 0, 1]
    assert read.figures("Visits to libraries") == [1, 1, 0, 1]
    assert read.figures("Participants of other forms") == [2, 2, 0, 2]
    assert read.texts.plain("Method days") not in [row[0] for row in read.summary], "there were none"


def test_an_academic_hour_has_as_many_minutes_as_the_region_says(people: Database, sheets: Read) -> None:
    people.submit(autumn).result()
    read = sheets("2026-10", academic_hour=40)
    assert read.event_rows()[0]["Academic hours"] == 4.5
    definition = read.row(read.methodology, "Academic hours and person-hours")[1]
    assert "Akadēmiskajā stundā ir 40 minūtes." in definition


def test_before_the_start_of_use_stands_a_dash_for_events_too(people: Database, sheets: Read) -> None:
    people.submit(lambda session: add_event(session, date(2026, 9, 3), "Renda", status="recorded") and None).result()
    late = {"start_of_use": date(2026, 10, 1)}
    assert sheets("2026-10", **late).figures("Participants of events") == [0, 1, "—", "—"]
    assert sheets("2026-08", **late).figures("Seminars and other events") == ["—"] * 4
    september = sheets("2026-09", **late)
    assert september.figures("Seminars and other events") == [1, 1, "—", "—"], "somebody entered it"
    assert september.figures("Consultations in all") == ["—"] * 4, "and nobody consultations"


def test_what_was_announced_first_is_the_start_of_use(people: Database, sheets: Read) -> None:
    def year(session: Session) -> None:
        add_event(session, date(2026, 9, 3), "Renda")
        add_event(session, date(2024, 9, 3), "Renda", status="recorded")

    people.submit(year).result()
    assert sheets("2026-08", start_of_use=None).figures("Seminars and other events") == ["—"] * 4
    assert sheets("2026-10", start_of_use=None).figures("Seminars and other events") == [0, 1, "—", "—"]


def test_libraries_with_nothing_are_listed_with_zeros(people: Database, sheets: Read) -> None:
    people.submit(autumn).result()
    rows = sheets("2026-10").libraries_at_events()
    assert (rows[RENDA], rows[LAIDI], rows[EDOLE]) == ([0, 2, 2], [0, 1, 1], [1, 0, 0])
    assert rows["Pelču pagasta bibliotēka"] == [0, 0, 0]
    assert rows["Kuldīgas novads"] == [1, 3, 3]


def test_a_closed_library_that_took_part_is_not_lost(people: Database, sheets: Read) -> None:
    def month(session: Session) -> None:
        add_library(session, "Zvārdes pagasta bibliotēka", "Saldus novads", valid_to=date(2026, 9, 30))
        add_event(session, OCTOBER, about=["Zvārdes pagasta bibliotēka"], headcount=5)

    people.submit(month).result()
    read = sheets("2026-10")
    assert read.libraries_at_events()["Zvārdes pagasta bibliotēka"] == [0, 1, 0]
    assert read.figures("Libraries in all")[0] == 26


def test_a_kind_that_is_used_no_more_and_one_of_the_regions_own(people: Database, sheets: Read) -> None:
    people.submit(lambda session: add_event(session, OCTOBER, "Renda", kind="book_stall") and None).result()
    kinds = sheets("2026-10").kinds()
    assert kinds["book_stall"] == [1, 1, 1, 180, 4, 4]
    assert kinds["Vizīte bibliotēkā"] == [0] * 6
    assert kinds["Visi pasākumi"] == [1, 1, 1, 180, 4, 4]


def test_events_in_json(people: Database, exported: Exported) -> None:
    people.submit(autumn).result()
    found = json.loads(exported("2026-10", "json"))
    assert (found["version"], found["academic_hour"], len(found["events"])) == (1, 45, 4)
    seminar = found["events"][0]
    assert seminar.pop("number")
    assert seminar == {
        "kind": "seminar",
        "title": "Autortiesības bibliotēkā",
        "first_day": "2026-10-12",
        "last_day": "2026-10-12",
        "form": "hybrid",
        "place": "Kuldīgas Galvenā bibliotēka",
        "participants": 3,
        "persons": 3,
        "libraries": 2,
        "minutes": 180,
        "academic_hours": 4.0,
        "person_hours": 12.0,
        "representatives_invited": 1,
        "representatives_present": 1,
    }
    assert found["vocabulary"]["event_kind"]["seminar"] == "Seminārs"


LIBRARIES = (RENDA, LAIDI, EDOLE)
MEMBERS = {"A": (RENDA,), "B": (LAIDI,), "C": (EDOLE, RENDA), "D": ()}
EVENTS = st.lists(
    st.fixed_dictionaries(
        {
            "day": st.dates(date(2026, 9, 28), date(2026, 11, 3)),
            "kind": st.sampled_from(["seminar", "course", "visit", "contest", "unheard_of"]),
            "status": st.sampled_from(["published", "published", "recorded", "cancelled", "draft"]),
            "members": st.sets(st.sampled_from(sorted(MEMBERS))),
            "absent": st.sets(st.sampled_from(sorted(MEMBERS)), max_size=1),
            "guests": st.sets(st.sampled_from(["Viesis", "Viešņa"])),
            "about": st.sets(st.sampled_from(LIBRARIES), max_size=2),
            "headcount": st.none() | st.none() | st.integers(0, 40),
            "minutes": st.none() | st.integers(1, 500),
            "academic_hours": st.none() | st.sampled_from([0.5, 2.25, 8.0]),
        }
    ),
    max_size=6,
)


def _add(session: Session, one: dict[str, Any]) -> None:
    values = dict(one)
    day, members, absent = values.pop("day"), values.pop("members"), values.pop("absent") - one["members"]
    event = add_event(session, day, *members, **values)
    for name in absent:
        came(session, event, add_member(session, name), attended=None)


@settings(max_examples=12, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(events=EVENTS)
def test_all_sheets_agree_on_events(database: Database, events: list[dict[str, Any]]) -> None:
    with Session(database.writing_engine) as session:
        for name in LIBRARIES:
            add_library(session, name, "Saldus novads" if name == LAIDI else "Kuldīgas novads")
        for name, libraries in MEMBERS.items():
            add_member(session, name, *libraries)
        for one in events:
            _add(session, one)
        workbook = exported_from(session, "2026-10", start_of_use=date(2026, 1, 1))
        objects = json.loads(exported_from(session, "2026-10", "json"))["events"]
        session.rollback()
    ours = [
        one
        for one in events
        if one["day"].month == 10 and one["status"] in ("published", "recorded") and one["day"] <= NOW.date()
    ]
    for formula, stored, calculated in recalculated(workbook):
        assert stored == pytest.approx(calculated), formula
    read = read_sheets(workbook, "lv")
    rows, kinds = read.event_rows(), read.kinds()
    others = [one for one in ours if one["kind"] in OTHER_FORMS]
    assert len(ours) == len(rows) == len(objects) == kinds["Visi pasākumi"][0]
    assert read.figures("Seminars and other events")[0] == len(ours) - len(others)
    assert kinds["Konkurss"][0] == sum(one["kind"] == "contest" for one in ours)
    assert read.figures("Visits to libraries")[0] == sum(one["kind"] == "visit" for one in ours)

    people = sum(_participants(one) for one in ours)
    assert people == kinds["Visi pasākumi"][1] == sum(one["participants"] or 0 for one in objects)
    assert people == sum(row["Participants"] for row in rows if row["Participants"] != "—")
    assert people == read.figures("Participants of events")[0] + read.figures("Participants of other forms")[0]
    assert people == read.row(read.libraries, "Participants of all events")[-1]
    hours = sum(row["Person-hours"] for row in rows if row["Person-hours"] != "—")
    assert kinds["Visi pasākumi"][5] == pytest.approx(hours)
    persons = {name for one in ours if one["kind"] not in OTHER_FORMS for name in one["members"] | one["guests"]}
    nobody_named = not persons and read.figures("Participants of events")[0] > 0
    assert read.figures("different people (where known by name)")[0] == ("—" if nobody_named else len(persons))

    took_part = [(one, library) for one in ours for library in _libraries(one)]
    at_events = read.libraries_at_events()
    visited = Counter(name for one in ours if one["kind"] == "visit" for name in one["about"])
    assert {name: at_events[name][0] for name in LIBRARIES if at_events[name][0]} == visited
    attended = sum(at_events[name][1] for name in LIBRARIES)
    assert attended + visited.total() == len(took_part)
    assert len(took_part) == sum(row["Libraries"] for row in rows if row["Libraries"] != "—")
    assert kinds["Visi pasākumi"][2] == len({library for _, library in took_part})
    from_libraries = Counter(library for one in ours for name in one["members"] for library in MEMBERS[name])
    assert {name: at_events[name][2] for name in LIBRARIES if at_events[name][2]} == from_libraries
    assert read.row(read.libraries, "Participants by library")[-1] == from_libraries.total()
    assert read.row(read.libraries, "Total")[5:] == [visited.total(), attended, from_libraries.total()]
    assert [at_events["Saldus novads"][at] for at in range(3)] == at_events[LAIDI]


def _participants(one: dict[str, Any]) -> int:
    return int(one["headcount"] if one["headcount"] is not None else len(one["members"]) + len(one["guests"]))


def _libraries(one: dict[str, Any]) -> set[str]:
    return set(one["about"]) | {library for name in one["members"] for library in MEMBERS[name]}
