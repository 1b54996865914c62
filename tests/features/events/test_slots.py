"""A consultation day with times: each is given once, and who loses theirs hears of it."""

import re
import shutil
from collections.abc import Iterator
from dataclasses import replace
from datetime import UTC, datetime, timedelta
from html import unescape
from pathlib import Path
from typing import Any

import pytest
from sqlalchemy import select
from sqlalchemy.orm import Session

from bot.context import Context, Region
from bot.errors import UserError
from bot.features.events import (
    answering,
    calendar_file,
    changing_acts,
    changing_preview,
    changing_telling,
    choosing,
    drafts,
    inviting,
    making_actions,
    offering,
    participants,
    signing,
    slots,
    timetable,
)
from bot.texts import texts_for
from storage.engines import open_engine
from storage.event_changes import plan_of
from storage.events import CONSULTATION_DAY, DECLINED, DRAFT, GOING, OFFERED, WAITING, Event, Registration
from storage.events import registrations as answers
from storage.members import TELEGRAM, Address, Member
from storage.outbox import SEND, deliveries
from tests.features.events.making import RIGA, an_event

NOW = datetime(2026, 10, 12, 8, tzinfo=UTC)
TWO = {"minutes": 60, "breaks": [], "at_once": 1}
_c = deliveries.c


@pytest.fixture
def session(sqlite_template: Path, tmp_path: Path) -> Iterator[Session]:
    """A unit of work that is never finished."""
    shutil.copy(sqlite_template, tmp_path / "plaukts.db")
    yield from opened(f"sqlite:///{tmp_path / 'plaukts.db'}")


@pytest.fixture
def session_on_both(database_url: str) -> Iterator[Session]:
    """The same on SQLite and on PostgreSQL."""
    yield from opened(database_url)


def opened(url: str) -> Iterator[Session]:
    engine = open_engine(url, writes=True)
    with Session(engine) as session:
        yield session
    engine.dispose()


def member(session: Session, name: str, role: str | None = "librarian") -> Member:
    made = Member(name=name, role=role, language="lv", created_at=NOW)
    session.add(made)
    session.flush()
    session.add(Address(member=made, channel=TELEGRAM, address=str(1000 + made.id)))
    session.flush()
    return made


def context(session: Session, acting: Member | None = None, now: datetime = NOW) -> Context:
    region = Region("Kuldīgas reģions", RIGA, "lv", bot_username="plaukts_bot")
    chat = 1000 + acting.id if acting is not None else 0
    return Context(session, now, region, texts_for("lv"), member=acting, chat_id=chat, user_id=chat)


def a_day(session: Session, **more: Any) -> tuple[Event, list[Member]]:
    """From 10.00 to 12.00 with two times, unless told otherwise, and four librarians."""
    methodologist = member(session, "Metodiķe", "methodologist")
    people = [member(session, f"Bibliotekāre {letter}") for letter in "ABCD"]
    given: dict[str, Any] = {"kind": CONSULTATION_DAY, "slots": TWO, "ends": "2026-11-12 12:00", "minutes": 120} | more
    event = an_event(session, methodologist.id, **given)
    slots.count_places(event)
    return event, people


def take(session: Session, event: Event, who: Member, clock: str | None) -> str:
    """Somebody chooses the time at this hour; what became of it."""
    slot = datetime.combine(event.begins, datetime.fromisoformat(f"2026-11-12 {clock}").time()) if clock else None
    return answering.answer(context(session, who), event, who, GOING, slot=slot).state


def stands(session: Session, event: Event) -> dict[str, tuple[str, str | None]]:
    return {one.name[-1]: (one.state, f"{one.slot:%d. %H:%M}" if one.slot else None) for one in answers(session, event)}


def said(session: Session, to: Member) -> list[str]:
    mine = select(_c.payload).where(_c.recipient_id == to.id, _c.op == SEND).order_by(_c.id)
    return [
        unescape(re.sub("<[^>]+>", "", payload.get("text", payload.get("caption", ""))))
        for payload in session.scalars(mine)
    ]


def test_who_is_refused_a_time_is_none_of_those_who_answered(session_on_both: Session) -> None:
    session = session_on_both
    event, (first, second, *_) = a_day(session)
    take(session, event, first, "10:00")
    session.commit()
    ctx = context(session, second)
    ctx.match = (str(event.number), str(10 * 60), str(event.version), "site")
    choosing._choose(ctx)
    assert ctx.toast == "Šis laiks tikko aizņemts. Lūdzu, izvēlieties citu."
    assert stands(session, event) == {"A": (GOING, "12. 10:00")}


def test_a_time_is_given_once_and_what_becomes_free_goes_to_the_next(session_on_both: Session) -> None:
    session = session_on_both
    event, (anna, berta, cilda, dace) = a_day(session)
    assert event.places == 2
    assert take(session, event, anna, "10:00") == GOING
    with pytest.raises(UserError, match="just taken"):
        take(session, event, berta, "10:00")
    with pytest.raises(UserError, match="choose a time"):
        take(session, event, berta, None)
    assert take(session, event, berta, "11:00") == GOING
    assert take(session, event, berta, "11:00") == GOING, "one's own is free for oneself"
    with pytest.raises(UserError, match="just taken"):
        take(session, event, cilda, "12:00")
    assert take(session, event, cilda, None) == WAITING
    assert take(session, event, dace, None) == WAITING

    answering.answer(context(session, berta), event, berta, DECLINED)
    assert stands(session, event) == {
        "A": (GOING, "12. 10:00"),
        "B": (DECLINED, None),
        "C": (OFFERED, "12. 11:00"),
        "D": (WAITING, None),
    }
    assert "Jums ir atbrīvojies laiks: 11.00–12.00. Apstipriniet to" in said(session, cilda)[-1]
    with pytest.raises(UserError, match="just taken"):
        take(session, event, berta, "11:00")
    offering.pass_on(context(session, now=NOW + timedelta(hours=25)))
    assert stands(session, event)["C"] == ("invited", None)
    assert stands(session, event)["D"] == (OFFERED, "12. 11:00")
    assert take(session, event, dace, None) == GOING, "confirmed"


def test_several_can_have_the_same_time_and_the_way_of_taking_part_does_not_matter(session: Session) -> None:
    event, (anna, berta, cilda, _) = a_day(
        session, slots={**TWO, "at_once": 2}, ends="2026-11-12 11:00", minutes=60, link="https://saite.example.lv"
    )
    assert take(session, event, anna, "10:00") == GOING
    answering.answer(
        context(session, berta), event, berta, GOING, "online", slot=datetime.fromisoformat("2026-11-12 10:00")
    )
    assert take(session, event, cilda, None) == WAITING, "online one takes a time, too"


def test_moving_the_day_moves_the_times_and_undoing_brings_them_back(session: Session) -> None:
    event, (anna, berta, cilda, _) = a_day(session, slots={**TWO, "minutes": 30, "breaks": [["11:30", "13:00"]]})
    acting = context(session, event.organiser)
    for who, clock in ((anna, "10:00"), (berta, "11:00"), (cilda, "10:30")):
        assert take(session, event, who, clock) == GOING
    later = replace(
        plan_of(event),
        begins=datetime.fromisoformat("2026-11-13 10:30"),
        ends=datetime.fromisoformat("2026-11-13 12:30"),
    )
    wanted = changing_acts.wanted(acting, event, later)
    shown = changing_preview.preview(acting, event, wanted, tells_from=NOW)
    assert "jāizvēlas cits: 1" in shown
    change = changing_acts.apply(acting, event, wanted)
    assert change is not None
    assert stands(session, event) == {
        "A": (GOING, "13. 10:30"),
        "B": (GOING, None),
        "C": (GOING, "13. 11:00"),
    }, "11.30 is in the break"
    changing_telling.tell(context(session, now=NOW + timedelta(minutes=3)))
    assert "🕐 Jūsu laiks: 10.30–11.00" in "\n".join(said(session, anna))
    assert "❗ Jums vēl nav laika. Lūdzu, izvēlieties to." in "\n".join(said(session, berta))
    assert "❗ Laiks vēl jāizvēlas: Bibliotekāre B" in timetable.lines(acting, event)[-1]

    changing_acts.undo(acting, event, change)
    assert stands(session, event) == {
        "A": (GOING, "12. 10:00"),
        "B": (GOING, "12. 11:00"),
        "C": (GOING, "12. 10:30"),
    }


def test_other_times_are_told_to_those_alone_who_lose_theirs(session: Session) -> None:
    event, (anna, berta, *_) = a_day(session, slots={**TWO, "minutes": 30})
    acting = context(session, event.organiser)
    take(session, event, anna, "10:00")
    take(session, event, berta, "10:30")
    before = len(said(session, anna))
    making_actions.change(acting, event, slots=TWO)
    assert stands(session, event) == {"A": (GOING, "12. 10:00"), "B": (GOING, None)}
    assert len(said(session, anna)) == before
    assert "Jūsu laika vairs nav: lūdzu, izvēlieties citu." in said(session, berta)[-1]
    assert event.places == 2
    making_actions.change(acting, event, slots=None)
    assert event.places is None
    assert "Šai dienai vairs nav noteiktu laiku." in said(session, anna)[-1]
    making_actions.change(acting, event, slots=TWO)
    assert "lūdzu, izvēlieties, kad ieradīsieties" in said(session, anna)[-1]
    assert slots.has_to_choose(event, answers(session, event)[0])


def test_the_organiser_sees_the_day_and_prints_it(session: Session) -> None:
    event, (anna, berta, *_) = a_day(session, slots={**TWO, "minutes": 30})
    take(session, event, berta, "10:00")
    take(session, event, anna, "11:00")
    answers(session, event)[0].question = "Kā <norakstīt>?"
    day = "\n".join(timetable.lines(context(session, event.organiser), event))
    assert day == (
        "<b>10.00</b> Bibliotekāre B – <i>Kā &lt;norakstīt&gt;?</i>\n10.30 – brīvs\n"
        "<b>11.00</b> Bibliotekāre A\n11.30 – brīvs"
    )
    sheet = signing.sheet_of(session, event, context(session).region, texts_for("lv"))
    assert list(zip(sheet.times, [name for name, _ in sheet.people], strict=True)) == [
        ("10.00", "Bibliotekāre B"),
        ("10.30", ""),
        ("11.00", "Bibliotekāre A"),
        ("11.30", ""),
    ]
    assert "norakstīt" not in str(sheet), "everybody who signs reads it"
    assert signing.write_sheet(sheet, texts_for("lv"))
    assert [one.name for one in participants._sorted(context(session, event.organiser), event)] == [
        "Bibliotekāre B",
        "Bibliotekāre A",
    ]


def test_the_calendar_file_is_of_ones_own_time(session: Session) -> None:
    event, (anna, *_) = a_day(session)
    take(session, event, anna, "11:00")
    made = calendar_file.build(
        session,
        {"number": event.number, "language": "lv", "slot": "2026-11-12T11:00:00"},
        context(session).region,
        NOW,
    ).decode()
    assert "DTSTART;TZID=Europe/Riga:20261112T110000" in made
    assert "DTEND;TZID=Europe/Riga:20261112T120000" in made
    assert "Jūsu laiks: 11.00–12.00" in made


def test_a_day_of_whole_hours_unknown_has_no_times(session: Session) -> None:
    event, (anna, *_) = a_day(session, status=DRAFT, whole_day=True, ends=None)
    assert slots.slots_of(event) == []
    assert event.places is None
    acting = context(session, event.organiser)
    event.whole_day = False
    making_actions.change(acting, event, slots={**TWO, "minutes": 240})
    assert "⚠️ Šajās stundās neietilpst neviens laiks" in drafts.card(acting, event)
    making_actions.change(acting, event, slots=TWO)
    inviting.publish(acting, event)
    assert take(session, event, anna, "10:00") == GOING
    assert isinstance(answers(session, event)[0], Registration)
