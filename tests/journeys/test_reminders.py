"""Reminders of events arrive when they should, say what is true then, and never twice."""

from collections.abc import Callable
from datetime import datetime
from typing import Any, TypeVar

from bot.context import Context, Region
from bot.features.events import reminding
from bot.sandbox import Fault
from bot.texts import texts_for
from storage.events import (
    CANCELLED,
    DECLINED,
    GOING,
    INVITED,
    MAYBE,
    OFFERED,
    ON_SITE,
    ONLINE,
    WAITING,
    Event,
    Registration,
    event_numbered,
    set_time,
)
from storage.members import member_by_telegram
from tests.features.events.making import an_event
from tests.journeys.person import Person
from tests.journeys.world import LAIDI, RIGA, World

T = TypeVar("T")
LINK = "https://tiessaiste.lv/seminars"
SEVEN, ONE, TWO_HOURS = 7 * 24 * 60, 24 * 60, 120


def at(text: str) -> datetime:
    """What the clocks of Riga show."""
    return datetime.fromisoformat(text).replace(tzinfo=RIGA)


def do(world: World, job: Callable[[Context], T]) -> T:
    """Something that a part of the feature does, from outside."""
    region = Region("Kuldīgas reģions", RIGA, "lv")
    return world.write(lambda session: job(Context(session, world.sandbox.clock.now(), region, texts_for("lv"))))


def member_id(ctx: Context, person: Person) -> int:
    found, _ = member_by_telegram(ctx.session, person.chat.user.id)
    assert found is not None
    return found.id


def an_event_with(
    world: World, organiser: Person, *answers: tuple[Person, str] | tuple[Person, str, str], **how: Any
) -> int:
    """A published event with these answers to it, (person, state, mode); its number."""

    def job(ctx: Context) -> int:
        event = an_event(ctx.session, member_id(ctx, organiser), now=ctx.now, **how)
        for person, state, *mode in answers:
            answered = Registration(
                event_id=event.id,
                state=state,
                at=ctx.now,
                member_id=member_id(ctx, person),
                version=event.version,
                mode=mode[0] if mode else None,
            )
            ctx.session.add(answered)
        reminding.plan(ctx, event)
        return event.number

    return do(world, job)


def change(world: World, number: int, begins: str | None = None, **values: Any) -> None:
    """The event moves, or is otherwise changed, as the parts that do it leave it behind."""

    def job(ctx: Context) -> None:
        event = event_of(ctx, number)
        if begins is not None:
            set_time(event, datetime.fromisoformat(begins), None, event.whole_day, RIGA)
        for name, value in values.items():
            setattr(event, name, value)
        event.version += 1
        reminding.plan(ctx, event)

    do(world, job)


def event_of(ctx: Context, number: int) -> Event:
    event = event_numbered(ctx.session, number)
    assert event is not None
    return event


def reminded(person: Person) -> list[str]:
    """The reminders that somebody has, oldest first."""
    return [text for text in person.shown if text.startswith("⏰ Atgādinājums")]


async def test_each_gets_what_concerns_them_and_who_does_not_come_gets_none(world: World) -> None:
    organiser, here, there = await world.methodologist(), await world.librarian(), await world.librarian(LAIDI)
    guest, perhaps = await world.member("guest", "Deputāts"), await world.member("librarian", "Bibliotekāre, Ēdole")
    others = [await world.member("librarian", f"Bibliotekāre {number}") for number in range(4)]
    states = (DECLINED, WAITING, OFFERED, INVITED)
    an_event_with(
        world,
        organiser,
        (here, GOING, ON_SITE),
        (there, GOING, ONLINE),
        (guest, GOING, ON_SITE),
        (perhaps, MAYBE),
        *zip(others, states, strict=True),
        link=LINK,
    )
    await world.move_to(at("2026-11-05 09:59"))
    assert not reminded(here)
    await world.move_to(at("2026-11-05 10:00"))
    when = "ceturtdien, 2026. gada 12. novembrī, plkst. 10.00–13.00"
    title = "⏰ Atgādinājums · Seminārs · Nr. 1\nNovadpētniecība bibliotēkā\n🕙"
    buttons = "[Nevarēšu] [🗓 Kalendāra fails] [Atvērt]"
    assert reminded(here) == [f"{title} {when}\n📍 Kuldīgas Galvenā bibliotēka {buttons}"]
    assert reminded(there) == [f"{title} {when}\n🔗 {LINK} {buttons}"]
    assert reminded(guest) == reminded(here)
    (asked,) = reminded(perhaps)
    assert f"{title} {when}\n📍 Kuldīgas Galvenā bibliotēka\n🔗 {LINK}\n\n❔ Jūsu atbilde: varbūt." in asked
    assert "[Klātienē] [Tiešsaistē] [Nevarēšu]" in asked
    await world.move_to(at("2026-11-11 10:00"))
    assert f"{title} Rīt, {when}\n📍" in reminded(here)[-1]
    assert len(reminded(perhaps)) == 2
    await world.move_to(at("2026-11-12 08:00"))
    assert f"{title} Šodien, {when}\n📍" in reminded(here)[-1]
    await world.move_to(at("2026-11-12 12:00"))
    assert [len(reminded(one)) for one in (here, there, guest, perhaps)] == [3, 3, 3, 2]
    assert not any(reminded(one) for one in (organiser, *others))


async def test_quiet_hours_of_that_evening_count_on_both_nights_of_the_clock_change(world: World) -> None:
    organiser, sleeps, wakes = await world.methodologist(), await world.librarian(), await world.librarian(LAIDI)
    whole = {"ends": None, "reminders": [ONE, TWO_HOURS]}
    for begins in ("2026-10-25 09:30", "2027-03-28 09:30"):
        an_event_with(world, organiser, (sleeps, GOING), (wakes, GOING), begins=begins, **whole)
    for eve, day in (("2026-10-24", "2026-10-25"), ("2027-03-27", "2027-03-28")):
        had = len(reminded(sleeps))
        await world.move_to(at(f"{eve} 09:29"))
        assert [len(reminded(one)) - had for one in (sleeps, wakes)] == [0, 0]
        await world.move_to(at(f"{eve} 09:30"))
        assert [len(reminded(one)) - had for one in (sleeps, wakes)] == [1, 1]
        await world.move_to(at(f"{eve} 16:30"))
        await wakes.say("/profils")
        await wakes.press("🌙 Klusuma stundas")
        await wakes.press("Izslēgt klusuma stundas")
        await world.move_to(at(f"{eve} 17:59"))
        assert len(reminded(sleeps)) - had == 1
        await world.move_to(at(f"{eve} 18:00"))
        assert [len(reminded(one)) - had for one in (sleeps, wakes)] == [2, 1]
        assert "🕙 Rīt, svētdien" in reminded(sleeps)[-1]
        await world.move_to(at(f"{day} 07:29"))
        assert len(reminded(wakes)) - had == 1
        await world.move_to(at(f"{day} 07:30"))
        assert "🕙 Šodien, svētdien" in reminded(wakes)[-1]
        await world.move_to(at(f"{day} 10:00"))
        assert [len(reminded(one)) - had for one in (sleeps, wakes)] == [2, 2]
        await wakes.press("Ieslēgt klusuma stundas")


async def test_a_move_a_no_and_a_cancellation_take_back_what_has_not_arrived(world: World) -> None:
    organiser, reader, other = await world.methodologist(), await world.librarian(), await world.librarian(LAIDI)
    number = an_event_with(world, organiser, (reader, GOING), (other, GOING), reminders=[ONE, TWO_HOURS])
    for fault in (Fault("cut", "send*", chat=one.chat.user.id, times=None) for one in (reader, other)):
        world.sandbox.faults.add(fault)
    await world.move_to(at("2026-11-11 10:00"))
    assert {fault.chat for fault in world.sandbox.faults.log} == {reader.chat.user.id, other.chat.user.id}
    change(world, number, begins="2026-11-19 14:00")
    world.sandbox.faults.clear()
    await world.move_to(at("2026-11-12 12:00"))
    assert not reminded(reader), "it was taken back, and what was planned for the old time too"
    await world.move_to(at("2026-11-18 14:00"))
    assert "🕙 Rīt, ceturtdien, 2026. gada 19. novembrī, plkst. 14.00" in reminded(reader)[-1]
    assert "Vai Jūs joprojām piedalīsieties? [Piedalīšos] [Varbūt] [Nevarēšu]" in reminded(reader)[-1]
    await reader.press("Nevarēšu", reader.message("⏰ Atgādinājums"))
    await other.press("Piedalīšos", other.message("⏰ Atgādinājums"))
    await world.move_to(at("2026-11-19 12:00"))
    assert not reminded(reader)
    assert "🕙 Šodien" in reminded(other)[-1]
    assert "joprojām" not in reminded(other)[-1]
    change(world, number, begins="2026-11-26 14:00")
    change(world, number, status=CANCELLED)
    await world.move_to(at("2026-11-26 13:00"))
    assert [len(reminded(one)) for one in (reader, other)] == [0, 1]


async def test_late_is_better_than_not_at_all_until_it_begins(world: World) -> None:
    organiser, reader = await world.methodologist(), await world.librarian()
    offsets = [SEVEN, ONE, TWO_HOURS]
    an_event_with(world, organiser, (reader, GOING), title="Pirmais", reminders=offsets)
    an_event_with(world, organiser, (reader, GOING), begins="2026-11-19 10:00", title="Otrais", reminders=offsets)
    await world.end()
    world.sandbox.clock.move_to(at("2026-11-12 09:50"))
    await world.begin()
    await world.settled()
    assert ["Pirmais" in one for one in reminded(reader)] == [True], "the newest of those that were missed"
    assert "🕙 Šodien" in reminded(reader)[-1]
    await world.move_to(at("2026-11-12 10:00"))
    assert "Otrais" in reminded(reader)[-1]
    await world.end()
    world.sandbox.clock.move_to(at("2026-11-18 21:00"))
    await world.begin()
    await world.settled()
    assert len(reminded(reader)) == 2, "in the night nobody is woken"
    await world.move_to(at("2026-11-19 08:00"))
    assert len(reminded(reader)) == 3, "one in the morning, and not yesterday's too"
    an_event_with(world, organiser, (reader, GOING), begins="2026-11-20 10:00", ends="2026-11-20 12:00")
    await world.end()
    world.sandbox.clock.move_to(at("2026-11-20 10:00"))
    await world.begin()
    await world.settled()
    assert len(reminded(reader)) == 3, "after its beginning nobody need be reminded"


async def test_what_was_turned_down_does_not_come(world: World) -> None:
    organiser, reader = await world.methodologist(), await world.librarian()
    an_event_with(world, organiser, (reader, GOING), reminders=[SEVEN, ONE, TWO_HOURS])
    await reader.say("/profils")
    await reader.press("🔔 Ko saņemt")
    await reader.press("⏰ Atgādinājumi par pasākumiem")
    await reader.press("✅ Vairākas dienas iepriekš")
    await reader.press("✅ Dažas stundas iepriekš")
    await world.move_to(at("2026-11-06 10:00"))
    assert not reminded(reader)
    await world.move_to(at("2026-11-12 09:00"))
    assert len(reminded(reader)) == 1, "hours before is not wanted; of yesterday's it is not too late to hear"


async def test_a_second_copy_comes_only_where_nobody_knows_of_the_first(world: World) -> None:
    organiser, reader, other = await world.methodologist(), await world.librarian(), await world.librarian(LAIDI)
    an_event_with(world, organiser, (reader, GOING), (other, GOING), reminders=[ONE])
    world.sandbox.faults.add(Fault("cut", "sendMessage", chat=reader.chat.user.id, when="after"))
    await world.move_to(at("2026-11-11 10:00"))
    await world.move_clock(minutes=5)
    assert [len(reminded(one)) for one in (reader, other)] == [2, 1]
    assert reminded(reader)[0] == reminded(reader)[1], "the same number, by which one sees it"
    await world.restart()
    await world.move_to(at("2026-11-12 09:00"))
    assert [len(reminded(one)) for one in (reader, other)] == [2, 1]


async def test_from_the_line_that_makes_an_event_to_its_reminders_after_a_move(world: World) -> None:
    """By what people type and press, from the beginning to the end."""
    organiser, reader = await world.methodologist(), await world.librarian()
    await organiser.say("/pasakums Seminārs Novadpētniecība 12. novembrī plkst. 10-13 Kuldīgas Galvenajā bibliotēkā")
    await organiser.press("👁 Apskatīt un publicēt")
    await organiser.press("📣 Publicēt")
    await world.move_clock(minutes=1)
    await reader.press("Piedalīšos")
    await world.move_to(at("2026-11-05 10:00"))
    assert "🕙 ceturtdien, 2026. gada 12. novembrī, plkst. 10.00–13.00\n📍 Kuldīgas Galvenā" in reminded(reader)[-1]
    await organiser.send_data("ev:move:1", organiser.last)
    await organiser.talk(
        ("[🕙 Laiks]", "Kad pasākums notiks"),
        ("19. novembrī no 10 līdz 13", "Ziņas teksts:"),
        ("[Mainīt un paziņot visiem]", "Atsaukt"),
    )
    await world.move_to(at("2026-11-12 09:59"))
    assert len(reminded(reader)) == 1, "not of the day on which it is no more"
    await world.move_to(at("2026-11-12 10:00"))
    assert "🕙 ceturtdien, 2026. gada 19. novembrī, plkst. 10.00–13.00" in reminded(reader)[-1]
    assert "Vai Jūs joprojām piedalīsieties? [Piedalīšos] [Varbūt] [Nevarēšu]" in reminded(reader)[-1]
    await reader.press("🗓 Kalendāra fails", reader.message("joprojām"))
    assert "SEQUENCE:1" in reader.file("pasakums-1.ics").decode()
    stale = reader.message("🕙 ceturtdien, 2026. gada 12. novembrī")
    await reader.press("Nevarēšu", stale)
    assert "joprojām" in reader.shown[-2], "what was said of the old day is no answer to the new one"
    await reader.press("Piedalīšos", reader.message("⏰ Atgādinājums"))
    await world.move_to(at("2026-11-18 10:00"))
    assert "🕙 Rīt, ceturtdien" in reminded(reader)[-1]
    await reader.press("Nevarēšu", reader.message("🕙 Rīt"))
    before = len(reader.shown)
    await world.move_to(at("2026-11-19 09:00"))
    assert len(reader.shown) == before
