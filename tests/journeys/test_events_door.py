"""At the door: tapping names, all at once, by letters, walk-ins, a number alone; corrected later, by two at a time."""

from typing import Any

import pytest

from storage.attendance import EventFigures, figures
from storage.events import ONLINE, WAITING, event_numbered
from tests.journeys.events import publish, put_down
from tests.journeys.world import LAIDI, MAIN, Person, World

TODAY = {"begins": "2026-10-12 12:00", "ends": "2026-10-12 15:00"}
"""The clock shows 11.00 when a journey begins."""


@pytest.fixture
async def organiser(world: World) -> Person:
    return await world.methodologist()


def counted(world: World, number: int) -> EventFigures:
    """What the report counts."""

    def query(session: Any) -> EventFigures:
        event = event_numbered(session, number)
        assert event is not None
        return figures(session, [event.id])[event.id]

    return world.read(query)


async def test_those_who_come_are_marked_by_their_names(world: World, organiser: Person) -> None:
    renda, laidi = await world.librarian(), await world.librarian(LAIDI)
    edole = await world.member("librarian", "Bibliotekāre, Ēdole")
    number = await publish(world, organiser, begins="2026-10-12 13:00", ends="2026-10-12 15:00", link="https://a.lv")
    put_down(world, number, renda, "Deputāte, Skrunda")
    put_down(world, number, laidi, mode=ONLINE)
    put_down(world, number, edole, state=WAITING)
    await organiser.say(f"/start e{number}")
    early = await organiser.send_data(f"ev:door:{number}", organiser.last)
    assert "Dalību varēs atzīmēt no šī laika: pirmdien, 2026. gada 12. oktobrī, plkst. 12.00." in early
    await world.move_clock(hours=1)
    assert "🚪 Drīz sāksies · Nr. 1\nNovadpētniecība" in organiser.shown[-1]
    assert "👥 Piedalās: 3" in organiser.shown[-1]
    assert "tiešsaistē 1) [🚪 Atzīmēt dalību] [🖨" in organiser.shown[-1]
    opened = await organiser.press("🚪 Atzīmēt dalību")
    assert "Dalība atzīmēta: 0 no 3" in opened
    assert (
        "[⏳ Bibliotekāre, Ēdole] [💻 Bibliotekāre, Laidu · Laidu pagasta bibliotēka] "
        "[Bibliotekāre, Rendas · Rendas pagasta bibliotēka] [Deputāte, Skrunda] [Atzīmēt visus]" in opened
    )
    await organiser.talk(
        ("[Bibliotekāre, Rendas]", ("Dalība atzīmēta: 1 no 3", "[✅ Bibliotekāre, Rendas")),
        ("[✅ Bibliotekāre, Rendas]", "Dalība atzīmēta: 0 no 3"),
        (
            "[Atzīmēt visus]",
            ("Dalība atzīmēta: 3 no 3", "No tiem tiešsaistē: 1", "[⏳ Bibliotekāre, Ēdole]", "[Atsaukt]"),
        ),
        ("[Atsaukt]", ("Dalība atzīmēta: 0 no 3", "[Atzīmēt visus]")),
        ("[⏳ Bibliotekāre, Ēdole]", ("Piedalījās bez pieteikšanās vai bez vietas: 1", "[✅ ⏳ Bibliotekāre, Ēdole]")),
        ("[Atzīmēt visus]", "Dalība atzīmēta: 3 no 3"),
        ("[Gatavs]", ("✅ Dalība pasākumā Nr. 1 ir atzīmēta.", "Dalībnieki: 4", "Bibliotēkas: 2", "[Labot] [Atsaukt]")),
        ("[Atsaukt]", "Dalība atzīmēta: 3 no 3"),
        ("[Gatavs]", "Dalībnieki: 4"),
    )
    await world.move_clock(days=20)
    assert "Atsaukšanas laiks (10 minūtes) ir beidzies." in await organiser.press("Atsaukt")
    await organiser.talk(("[Labot]", "Dalība atzīmēta: 3 no 3"), ("[◀ Atpakaļ]", "✅ Dalībnieki: 4"))
    await organiser.talk(("[🚪]", "Dalība atzīmēta: 3 no 3"), ("[✅ Deputāte, Skrunda]", "Dalība atzīmēta: 2 no 3"))
    assert counted(world, number) == EventFigures(3, 3, 2, 0, 0)


async def test_letters_find_somebody_and_who_had_not_registered_is_added(world: World, organiser: Person) -> None:
    renda = await world.librarian()
    await world.member("librarian", "Bibliotekāre, Ēdole", LAIDI)
    number = await publish(world, organiser, **TODAY)
    put_down(world, number, renda, *(f"Viesis, {number:02}" for number in range(1, 11)))
    await organiser.send_data(f"ev:door:{number}", organiser.last)
    await organiser.talk(
        ("[▶]", ("[Viesis, 10]", "[◀]")),
        ("REND", ("Atbilst „REND”:", "[Bibliotekāre, Rendas · Rendas pagasta bibliotēka] [Rādīt visus]")),
        ("[Bibliotekāre, Rendas]", ("Dalība atzīmēta: 1 no 11", "[✅ Bibliotekāre, Rendas")),
        ("edol", "Sarakstā nav neviena, kas atbilst „edol”."),
        ("[➕ Pievienot nepieteikušos]", ("Kas piedalījās, iepriekš nepiesakoties?", "[Bibliotekāre, Ēdole · Laidu")),
        (
            "[Bibliotekāre, Ēdole]",
            ("➕ Atzīmēta dalība: Bibliotekāre, Ēdole", "Piedalījās bez pieteikšanās vai bez vietas: 1"),
        ),
    )
    assert len([one for one in organiser.shown if "🚪 Dalība" in one]) == 1, "the list stands once, below"
    await organiser.talk(
        ("Skolas direktore", "Sarakstā nav neviena"),
        ("[➕ Pievienot nepieteikušos]", "Nekas neatbilst „Skolas direktore”"),
        ("[Cilvēks, kura Plauktā nav]", "No kuras iestādes"),
        ("Kuldīgas novada dome", "Vai viesis ir pašvaldības pārstāvis"),
        ("[Jā]", ("➕ Atzīmēta dalība: Skolas direktore", "Piedalījās bez pieteikšanās vai bez vietas: 2")),
    )
    offered = await organiser.press("➕ Pievienot nepieteikušos")
    assert "[Metodiķe, " in offered
    assert "[Bibliotekāre" not in offered, "whom the list names is not offered"
    await organiser.talk(
        ("rend", "➕ Atzīmēta dalība: Bibliotekāre, Rendas"),
        ("[➕ Pievienot nepieteikušos]", "[Cilvēks, kura Plauktā nav]"),
        ("[Cilvēks, kura Plauktā nav]", "Viesa vārds un uzvārds"),
        ("Nejaušs Viesis", "No kuras iestādes"),
        ("[Izlaist]", "Vai viesis ir pašvaldības pārstāvis"),
        ("[Nē]", ("Nejaušs Viesis", "Piedalījās bez pieteikšanās vai bez vietas: 3")),
        ("nejauš", "[✅ Nejaušs Viesis]"),
        ("[✅ Nejaušs Viesis]", "[Nejaušs Viesis]"),
        ("[Gatavs]", ("Dalībnieki: 3", "Bibliotēkas: 2", "Pašvaldību pārstāvji: uzaicināti 0, piedalījās 1")),
        ("[Labot]", "Piedalījās bez pieteikšanās vai bez vietas: 2"),
    )
    assert "Nejaušs" not in str(organiser.shown), "added by mistake"
    await organiser.press("Gatavs")
    kept = await organiser.say("Kas notiks ar pārskatu")
    assert "Ko ar to darīt?" in kept, "the list is closed, so that what is typed is no search in it"


async def test_two_who_mark_at_the_same_time_undo_nothing_of_each_others(world: World, organiser: Person) -> None:
    other = await world.methodologist("Metodiķis, Kuldīga")
    renda, laidi = await world.librarian(), await world.librarian(LAIDI)
    number = await publish(world, organiser, **TODAY)
    put_down(world, number, renda, laidi)
    for one in (organiser, other):
        await one.send_data(f"ev:door:{number}", one.last)
    stale = other.last
    await organiser.press("Bibliotekāre, Rendas")
    seen = await other.press("Bibliotekāre, Rendas", stale)
    assert "Dalība atzīmēta: 1 no 2" in seen
    assert "Dalība atzīmēta: 2 no 2" in await other.press("Bibliotekāre, Laidu", stale)
    assert "Dalība atzīmēta: 2 no 2" in await organiser.press("Atzīmēt visus")
    await organiser.press("Gatavs")
    assert "Dalība atzīmēta: 1 no 2" in await other.press("✅ Bibliotekāre, Laidu")
    assert counted(world, number).participants == 1
    for person in (renda, laidi):
        for data in (f"ev:door:{number}", "ev:came:1:1", f"ev:all:{number}", f"ev:done:{number}", f"ev:heads:{number}"):
            assert "Jūsu lomai šī iespēja nav pieejama" in await person.send_data(data, person.last), data
    assert "Šī cilvēka sarakstā vairs nav." in await organiser.send_data("ev:came:999:1", organiser.last)
    assert "nav" in str(await organiser.send_data("ev:door:999", organiser.last))


async def test_only_the_number_is_enough(world: World, organiser: Person) -> None:
    renda = await world.librarian()
    number = await publish(world, organiser, **TODAY)
    put_down(world, number, renda)
    await organiser.send_data(f"ev:door:{number}", organiser.last)
    await organiser.press("Bibliotekāre, Rendas")
    await organiser.talk(
        ("[🔢 Tikai skaits]", "Cik cilvēku piedalījās?"),
        ("daudz", "Ierakstiet skaitli, piemēram, 24."),
        ("31", "No kurām bibliotēkām"),
        ("laid", "[Gatavs (1)]"),
        ("[Gatavs (1)]", "Cik bija pašvaldību pārstāvju"),
        ("2", ("Dalībnieki: 31", "Bibliotēkas: 2", "Pašvaldību pārstāvji: uzaicināti 0, piedalījās 2", "[Atsaukt]")),
    )
    assert counted(world, number) == EventFigures(31, 1, 2, 0, 2)
    await organiser.talk(("[Atsaukt]", ("Dalība atzīmēta: 1 no 1", "[🔢 Tikai skaits]")))
    assert counted(world, number).participants == 1
    await organiser.talk(
        ("[🔢 Tikai skaits]", "Cik cilvēku"),
        ("12", "[Izlaist]"),
        ("[Izlaist]", "[Izlaist]"),
        ("[Izlaist]", "Dalībnieki: 12"),
        ("[Labot]", ("Norādītais skaits: 12", "[Skaitīt pēc vārdiem]")),
        ("[Skaitīt pēc vārdiem]", "[🔢 Tikai skaits]"),
    )
    assert counted(world, number).participants == 1


async def test_whoever_organises_is_reminded_once_on_the_next_working_morning(world: World, organiser: Person) -> None:
    renda = await world.librarian()
    friday = await publish(world, organiser, begins="2026-10-16 12:00", ends="2026-10-16 15:00")
    other = await publish(world, organiser, begins="2026-10-16 12:00", ends="2026-10-16 15:00")
    put_down(world, friday, renda)
    await world.move_clock(days=4, hours=6)
    await organiser.send_data(f"ev:door:{other}", organiser.last)
    await organiser.press("Gatavs")
    before = len(organiser.shown)
    await world.move_clock(days=2)
    assert len(organiser.shown) == before, "a Sunday"
    await world.move_clock(hours=16)
    assert len(organiser.shown) == before + 1
    assert f"🚪 Kas piedalījās? · Nr. {friday}" in organiser.shown[-1]
    assert "Dalība vēl nav atzīmēta." in organiser.shown[-1]
    await world.move_clock(days=7)
    assert len(organiser.shown) == before + 1, "once"
    await organiser.talk(("[🚪 Atzīmēt dalību]", "Dalība atzīmēta: 0 no 1"))


async def test_in_english_and_where_there_is_nobody(world: World) -> None:
    organiser = await world.member("methodologist", "Methodologist", MAIN, language="en")
    number = await publish(world, organiser, **TODAY)
    opened = await organiser.send_data(f"ev:door:{number}", organiser.last)
    assert "Nobody has registered. Add those who came, or their number." in opened
    assert "[➕ Add somebody] [🔢 Only the number] [◀ Back] [Done]" in opened
    back = await organiser.press("◀ Back")
    assert "[🚪 Note who came]" in back
    assert "There is nothing to cancel." in await organiser.say("/cancel")
    assert "What shall I do with this?" in await organiser.say("Renda")
