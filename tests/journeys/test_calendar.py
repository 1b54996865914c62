"""The calendar in chat: pages of events with one's own answers, calendar files, links, the search, the digest."""

from datetime import datetime, timedelta
from typing import Any

import vobject
from ical.calendar_stream import IcsCalendarStream
from sqlalchemy.orm import Session

from bot.features.events.following import follow
from storage.events import (
    CANCELLED,
    DRAFT,
    GOING,
    MAYBE,
    WAITING,
    Registration,
    event_numbered,
    set_time,
)
from storage.preferences import ANY, DAILY, choose
from tests.features.events.making import an_event
from tests.journeys.events import as_person, member_of, publish
from tests.journeys.person import text_of
from tests.journeys.world import RIGA, Person, World


def put_in(world: World, organiser: Person, *events: dict[str, Any]) -> list[int]:
    """Published events, of which nobody was told; returns their numbers."""

    def job(session: Session) -> list[int]:
        organiser_id = member_of(session, organiser).id
        return [an_event(session, organiser_id, **one).number for one in events]

    return world.write(job)


def answer(world: World, person: Person, number: int, state: str) -> None:
    """This person has answered so."""

    def job(session: Session) -> None:
        event = event_numbered(session, number)
        assert event is not None
        member, at = member_of(session, person), world.sandbox.clock.now()
        session.add(Registration(event_id=event.id, member_id=member.id, state=state, at=at))

    world.write(job)


async def changed(world: World, organiser: Person, number: int, **values: Any) -> None:
    """The event is otherwise now, and everything follows."""

    def job(session: Session) -> None:
        event = event_numbered(session, number)
        assert event is not None
        begins = values.pop("begins", None)
        for name, value in values.items():
            setattr(event, name, value)
        if begins is not None:
            set_time(event, begins, begins + timedelta(hours=3), False, RIGA)
        follow(as_person(world, session, organiser), event)

    world.write(job)
    for _ in range(3):
        await world.move_clock(seconds=1)


async def test_pages_of_events_with_ones_own_answers(world: World) -> None:
    organiser, reader = await world.methodologist(), await world.librarian()
    assert "Gaidāmu pasākumu pagaidām nav. Izveidojiet" in await organiser.tap("📅 Kalendārs")
    assert "Tiklīdz kādu publicēs, uzaicinājums pienāks šeit." in await reader.tap("📅 Kalendārs")
    days = [{"begins": f"2026-11-{day:02} 10:00", "ends": f"2026-11-{day:02} 12:30"} for day in (2, *range(2, 15))]
    put_in(
        world,
        organiser,
        *({**day, "title": f"Seminārs {number}"} for number, day in enumerate(days, start=1)),
        {"begins": "2027-01-12", "ends": "2027-01-14", "whole_day": True, "kind": "trip", "title": "Brauciens"},
        {"begins": "2026-09-01 10:00", "ends": None, "title": "Septembris"},
        {"begins": "2026-12-01 10:00", "title": "Melnraksts", "status": DRAFT},
    )
    for number, state in ((1, GOING), (2, WAITING), (15, MAYBE)):
        answer(world, reader, number, state)
    first = await reader.say("/calendar")
    (shown,) = [text_of(one) for one in first.new]
    assert shown.startswith(
        "📅 Kalendārs\n\nPirmdien, 2. novembrī\n"
        "Seminārs 1\n10.00–12.30 · Seminārs · Nr. 1\n📍 Kuldīgas Galvenā bibliotēka\n✅ Jūs piedalāties\n"
        "Seminārs 2\n10.00–12.30 · Seminārs · Nr. 2\n📍 Kuldīgas Galvenā bibliotēka\n⏳ rezerves sarakstā\n"
        "\nOtrdien, 3. novembrī\n"
    )
    assert shown.endswith("1. lpp. no 3")
    assert "[✅ Nr. 1] [⏳ Nr. 2] [Nr. 3] [Nr. 4] [Nr. 5] [Nr. 6] [▶] [Tikai mani] [Pēc veida] [Pagājušie]" in first
    assert "Jauns pasākums" not in first
    second = await reader.press("▶")
    assert not second.new, "in its place"
    assert "[Nr. 7]" in second
    last = await reader.press("▶")
    assert "3. lpp. no 3 [Nr. 13] [Nr. 14] [❔ Nr. 15] [◀]" in last
    assert "Otrdien, 2027. gada 12. janvārī\nBrauciens\nlīdz 14.01. · Pieredzes apmaiņas brauciens · Nr. 15" in last
    await reader.talk(
        ("[◀]", ("Seminārs 7", "2. lpp. no 3")),
        ("[Tikai mani]", ("tikai mani", "[✅ Nr. 1] [⏳ Nr. 2] [❔ Nr. 15] [Visi]")),
        ("[Pagājušie]", ("pagājušie · tikai mani", "Pagājušu pasākumu vēl nav.")),
        ("[Visi]", ("Septembris", "[Nr. 16]", "[Gaidāmie]")),
        ("[Gaidāmie]", "Seminārs 1"),
        ("[Pēc veida]", ("Kādus pasākumus rādīt?", "[Seminārs (14)]", "[Pieredzes apmaiņas brauciens (1)]")),
        ("[Pieredzes apmaiņas]", ("Kalendārs · Pieredzes apmaiņas brauciens", "[❔ Nr. 15]")),
    )
    staff = await organiser.say("/kalendars")
    assert "🗂 Jūs rīkojat" in staff
    assert "[Pagājušie] [➕ Jauns pasākums] [📝 Melnraksti (1)]" in staff
    assert "Melnraksts" in await organiser.press("📝 Melnraksti (1)")
    opened = await reader.press("❔ Nr. 15")
    assert "Brauciens" in text_of(opened.new[-1])
    assert not opened.changed, "the list stays"


async def test_a_guest_sees_what_they_are_invited_to(world: World) -> None:
    organiser, guest = await world.methodologist(), await world.member("guest", "Deputāte")
    assert "Uzaicinājumu uz pasākumiem pagaidām nav." in await guest.tap("📅 Kalendārs")
    put_in(
        world,
        organiser,
        {"begins": "2026-11-02 10:00", "title": "Bibliotekāriem"},
        {"begins": "2026-11-03 10:00", "title": "Deputātiem", "audience": {"roles": ["guest"]}},
        {"begins": "2026-11-04 10:00", "title": "Vārdā", "audience": {"only_named": True}},
        {"begins": "2026-11-05 10:00", "title": "Kolēģiem", "audience": {}},
    )
    answer(world, guest, 3, GOING)
    assert "Šeit rakstīto neviens nelasa" in await guest.say("Vai varu ierasties vēlāk?")
    assert "uzaicinājumi pienāk šeit" in await guest.say("/palidziba")
    shown = await guest.say("/kalendars")
    assert "[Nr. 2] [✅ Nr. 3] [Tikai mani] [Pagājušie]" in shown
    assert "Bibliotekāriem" not in shown
    assert "Deputātiem" in await guest.start("e2")
    for no in (await guest.start("e1"), await guest.send_data("ev:ics:1", guest.last)):
        assert "Bibliotekāriem" not in no
        assert not any("document" in one for one in no.new)


async def test_a_calendar_file_is_replaced_by_an_update_and_removed_by_a_cancellation(world: World) -> None:
    organiser, reader = await world.methodologist(), await world.librarian()
    (number,) = put_in(world, organiser, {"text": "Līdzi jāņem; viss, kas vajadzīgs"})
    await reader.start(f"e{number}")
    sent = await reader.press("🗓 Kalendāra fails")
    assert "🗓 Novadpētniecība bibliotēkā" in text_of(sent.new[0])
    assert "Sagatavots: 12.10. plkst. 11.00" in text_of(sent.new[0])
    assert not (await reader.press("🗓 Kalendāra fails")).new, "pressed twice, one file"
    name = f"pasakums-{number}.ics"
    first = reader.file(name).decode()

    moved_to = datetime(2026, 11, 19, 14)  # noqa: DTZ001 - local
    await changed(world, organiser, number, begins=moved_to, version=1)
    assert "⚠️ Šis fails ir novecojis: pasākums kopš tā laika ir mainīts." in text_of(reader.message("novecojis"))
    await reader.press("🗓 Jauns kalendāra fails")
    second = reader.file(name).decode()
    await changed(world, organiser, number, status=CANCELLED, version=2, cancel_reason="Slimības dēļ")
    assert "pasākums ir atcelts" in text_of(reader.message("novecojis: pasākums ir atcelts"))
    await reader.press("🗓 Jauns kalendāra fails")
    third = reader.file(name).decode()

    entries = [vobject.readOne(text).vevent for text in (first, second, third)]
    others = [IcsCalendarStream.calendar_from_ics(text).events[0] for text in (first, second, third)]
    assert {one.uid.value for one in entries} == {one.uid for one in others} == {f"event-{number}@1.plaukts"}
    assert [int(one.sequence.value) for one in entries] == [one.sequence for one in others] == [0, 1, 2]
    assert [one.dtstart.value for one in entries] == [one.dtstart for one in others]
    assert others[1].dtstart == moved_to.replace(tzinfo=RIGA)
    assert [one.dtstamp for one in others] == sorted({one.dtstamp for one in others}), "each newer than the one before"
    assert [line for text in (first, second, third) for line in text.split("\r\n") if line.startswith("METHOD")] == [
        "METHOD:PUBLISH",
        "METHOD:PUBLISH",
        "METHOD:CANCEL",
    ]


async def test_events_are_found_and_told_of_in_the_digest_of_who_likes_it_quiet(world: World) -> None:
    organiser, reader = await world.methodologist(), await world.librarian()

    def quiet(session: Session) -> None:
        choose(session, member_of(session, reader).id, "event", ANY, DAILY)

    world.write(quiet)
    number = await publish(world, organiser, title="Dižgrāmatu lasītavas", lecturers="Lektore Ozola")
    school = await publish(world, organiser, title="Skolu diena", audience={"library_kinds": ["school"]})
    assert "Dižgrāmatu" not in str(reader.shown)
    found = await reader.say("/meklet dižgrāmata")
    assert "📅 Dižgrāmatu lasītavas" in found
    assert "Dižgrāmatu lasītavas" in text_of((await reader.press("1")).new[-1])
    await world.move_clock(days=1)
    digests = [one for one in reader.chat.messages if text_of(one).startswith("🗞")]
    assert not digests, "it was opened, so it is no news"
    other = await publish(world, organiser, title="Jaunais seminārs")
    await world.move_clock(days=1)
    (digest,) = [one for one in reader.chat.messages if text_of(one).startswith("🗞")]
    assert "📅 Pasākumi\nSeminārs\n• Jaunais seminārs – ceturtdien, 2026. gada 12. novembrī" in text_of(digest)
    links = [one["url"] for one in digest["entities"] if one["type"] == "text_link"]
    assert links == [f"https://t.me/plaukts_bot?start=e{other}"]
    assert str(school) not in str(links)
    assert number != other
    assert "Jaunais seminārs" in await reader.start(f"e{other}")
    await world.move_clock(days=25)
    told = [text_of(one) for one in reader.chat.messages if text_of(one).startswith("🗞")]
    near = [line.partition(" –")[0] for text in told for line in text.splitlines() if line.startswith("•")]
    await changed(world, organiser, number, title="Pārcelts uz citu gadu")
    assert "Nekas nav atrasts" in await reader.say("/meklet dižgrāmata")
    assert "📅 Pārcelts uz citu gadu" in await reader.say("/meklet ozola")
    assert near == ["• Jaunais seminārs", "• Dižgrāmatu lasītavas", "• Jaunais seminārs"], "once new, once near"
