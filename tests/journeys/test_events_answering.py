"""From the invitation to a place, the waiting list, and whoever is next in line."""

import pytest

from tests.journeys.events import change, publish, stands
from tests.journeys.world import LAIDI, Person, World

EDOLE = "Ēdoles pagasta bibliotēka"
CARD = (
    "📅 Seminārs · Nr. 1\nNovadpētniecība bibliotēkā\n🕙 ceturtdien, 2026. gada 12. novembrī, plkst. 10.00–13.00\n"
    "📍 Kuldīgas Galvenā bibliotēka\n\nAkadēmiskās stundas: 4\nVietu skaits: 1"
)


@pytest.fixture
async def organiser(world: World) -> Person:
    return await world.methodologist()


@pytest.fixture
async def renda(world: World) -> Person:
    return await world.librarian()


@pytest.fixture
async def laidi(world: World) -> Person:
    return await world.librarian(LAIDI)


async def test_from_the_invitation_to_the_waiting_list_and_on_to_the_next(
    world: World, organiser: Person, renda: Person, laidi: Person
) -> None:
    edole = await world.librarian(EDOLE)
    guest = await world.member("guest", "Deputāts")
    await publish(world, organiser, places=1)
    assert renda.shown[1:] == [f"{CARD} [Piedalīšos] [Varbūt] [Nevarēšu]"]
    assert laidi.shown[1:] == renda.shown[1:]
    assert len(guest.shown) == len(organiser.shown) == 1, "guests only by name; the organiser knows of it"
    shown = await organiser.send_data("ev:org:1", organiser.last)
    assert "👥 Piedalās: 0\nBrīvas vietas: 1 no 1 [👥 Dalībnieki]" in shown

    stale = renda.with_button("Piedalīšos")
    went = await renda.press("Piedalīšos")
    assert went.toast == "✅ Jūs piedalāties."
    assert f"{CARD}\n\n✅ Jūs piedalāties. [Varbūt] [Nevarēšu]" in went
    assert "🗓 Lai pasākumu Nr. 1 ieliktu savā kalendārā" in went
    assert "BEGIN:VCALENDAR" in renda.file("pasakums-1.ics").decode()
    assert "👥 Piedalās: 1\nBrīvu vietu nav (pavisam 1)." in organiser.shown[-1]
    again = await renda.press("Piedalīšos", stale)
    assert (again.toast, again.new, again.changed) == ("✅ Jūs piedalāties.", [], []), "a double tap does nothing twice"

    assert (await laidi.press("Piedalīšos")).toast == (
        "⏳ Visas vietas ir aizņemtas. Jūs esat rezerves sarakstā, 1. vietā."
    )
    assert "rezerves sarakstā, 2. vietā" in await edole.press("Piedalīšos")
    assert "Rezerves sarakstā: 2" in organiser.shown[-1]

    await world.restart()
    asked = await renda.press("Nevarēšu")
    assert "Jūsu vietu uzreiz piedāvās nākamajam rezerves sarakstā." in asked
    assert "✅ Jūs piedalāties." in await renda.press("◀ Atpakaļ")
    await renda.press("Nevarēšu")
    assert (await renda.press("Jā, atteikties")).toast == "✖ Jūsu atbilde: nevarēšu."
    offer = (
        "🪑 Jums ir atbrīvojusies vieta. Apstipriniet to līdz šim laikam: otrdien, 2026. gada 13. oktobrī, "
        "plkst. 11.00. Pēc tam to piedāvās nākamajam.\n\n📅 Seminārs · Nr. 1"
    )
    assert laidi.shown[-1].startswith(offer)
    assert "[Apstiprināt] [Atteikties]" in laidi.shown[-1]
    assert offer in laidi.shown[1], "every card of theirs says so"
    assert "rezerves sarakstā, 1. vietā" in edole.shown[-1], "they have moved up"
    assert (
        "Brīvu vietu nav (pavisam 1).\nRezerves sarakstā: 1\nPiedāvāta vieta: 1\nNevarēs piedalīties: 1"
        in organiser.shown[-1]
    )

    await world.restart()
    await world.move_clock(hours=24)
    assert "⌛ Jums paturētā vieta laikus netika apstiprināta" in laidi.shown[-1]
    assert "[Piedalīšos] [Varbūt] [Nevarēšu]" in laidi.shown[-1]
    assert "[Apstiprināt]" not in str(laidi.shown)
    assert "Apstipriniet to līdz šim laikam: trešdien, 2026. gada 14. oktobrī, plkst. 11.00" in edole.shown[-1]
    late = await laidi.send_data("ev:confirm:1", laidi.last)
    assert late.toast == "Šī vieta Jums vairs nav paturēta. Varat atbildēt vēlreiz."
    assert (await edole.press("Apstiprināt")).toast == "✅ Jūs piedalāties."
    assert stands(world, 1) == [
        ("Bibliotekāre, Rendas", "declined", None),
        ("Bibliotekāre, Laidu", "invited", None),
        ("Bibliotekāre, Ēdoles", "going", "on_site"),
    ]


async def test_a_place_is_offered_in_peace_and_never_past_the_beginning(
    world: World, organiser: Person, renda: Person, laidi: Person
) -> None:
    await publish(world, organiser, places=1, begins="2026-10-13 12:00", ends=None)
    await organiser.send_data("ev:org:1", organiser.last)
    await renda.press("Piedalīšos")
    await laidi.press("Piedalīšos")
    await world.move_clock(hours=12)  # 23.00
    before = len(laidi.shown)
    await renda.press("Nevarēšu")
    await renda.press("Jā, atteikties")
    assert len(laidi.shown) == before, "at night their card tells, and no new message"
    await world.move_clock(hours=9, minutes=1)
    assert len(laidi.shown) == before + 1
    assert "Jums ir atbrīvojusies vieta" in laidi.shown[-1]
    assert "līdz šim laikam: otrdien, 2026. gada 13. oktobrī, plkst. 12.00" in laidi.shown[-1]
    before = len(laidi.shown)
    await world.move_clock(hours=4)
    assert len(laidi.shown) == before, "after the beginning nobody is told"
    assert "[Apstiprināt]" not in str(laidi.shown)
    assert "Pasākums ir sācies." in organiser.shown[-1], "by itself"
    assert "[🚪" in organiser.shown[-1]
    begun = await laidi.send_data("ev:go:1:0", laidi.last)
    assert begun.toast == "Pasākums Nr. 1 ir sācies; atbildi vairs nevar mainīt."
    assert "Pasākums ir sācies" in begun


async def test_more_places_are_offered_to_several_and_fewer_take_nobodys(
    world: World, organiser: Person, renda: Person, laidi: Person
) -> None:
    edole = await world.member("librarian", "Librarian", EDOLE, language="en")
    await publish(world, organiser, places=1)
    for person in (renda, laidi):
        await person.press("Piedalīšos")
    asked = await edole.press("I take part")
    assert asked.toast == "⏳ All places are taken. You are on the waiting list, in place 2."
    assert "📅 Seminar · No. 1" in asked
    change(world, organiser, 1, places=4)
    await world.move_clock(seconds=2)
    assert (await laidi.press("Apstiprināt")).toast == "✅ Jūs piedalāties."
    assert edole.shown[-1].startswith("🪑 A place has become free for you.")
    assert (await edole.press("Confirm")).toast == "✅ You take part."
    change(world, organiser, 1, places=2)
    await world.move_clock(seconds=2)
    assert [state for _, state, _ in stands(world, 1)] == ["going"] * 3
    assert "Vietu skaits: 2\n\n✅ Jūs piedalāties." in laidi.shown[1]
    await renda.press("Nevarēšu")
    assert (await renda.press("Piedalīšos")).toast == (
        "⏳ Visas vietas ir aizņemtas. Jūs esat rezerves sarakstā, 1. vietā."
    )


async def test_a_change_asks_anew_and_wipes_no_card_of_ones_own(
    world: World, organiser: Person, renda: Person, laidi: Person
) -> None:
    edole = await world.librarian(EDOLE)
    await publish(world, organiser, places=5)
    stale = renda.with_button("Piedalīšos")
    await renda.press("Piedalīšos")
    change(world, organiser, 1, place="Alsungas bibliotēka", version=1)
    await laidi.send_data("ev:maybe:1:0", laidi.last)  # before the change has reached their copy
    for _ in range(3):
        await world.move_clock(seconds=2)
    assert "📍 Alsungas bibliotēka" in edole.shown[1]
    assert edole.shown[1].endswith("[Piedalīšos] [Varbūt] [Nevarēšu]")
    asked = renda.shown[1]
    assert "📍 Alsungas bibliotēka" in asked
    assert "✅ Jūs piedalāties.\n❗ Pēc Jūsu atbildes ir mainījies laiks vai vieta." in asked
    assert "Līdz Jūsu atbildei vieta ir paturēta. [Piedalīšos] [Varbūt] [Nevarēšu]" in asked
    assert "Pēc izmaiņām vēl nav atbildējuši: 1" in await organiser.send_data("ev:org:1", organiser.last)
    old = await renda.press("Nevarēšu", stale)
    assert old.toast == "Pasākums Nr. 1 tikmēr ir mainīts. Apskatiet kartīti un atbildiet vēlreiz."
    assert (await renda.press("Piedalīšos")).toast == "✅ Jūs piedalāties."
    assert "❗" not in str(renda.shown)
    assert "atbildējuši" not in organiser.shown[-1]
    change(world, organiser, 1, title="Novadpētniecība un bērni")
    for _ in range(3):
        await world.move_clock(seconds=2)
    assert "Novadpētniecība un bērni" in renda.shown[1]
    assert "✅ Jūs piedalāties. [Varbūt]" in renda.shown[1]
    assert "Novadpētniecība un bērni" in edole.shown[1]
    change(world, organiser, 1, status="cancelled", cancel_reason="Slimība", version=2)
    for _ in range(3):
        await world.move_clock(seconds=2)
    for person in (renda, edole):
        assert "Pasākums ir atcelts.\nIemesls: Slimība" in person.shown[1]
        assert "[" not in person.shown[1]
    assert (await edole.send_data("ev:go:1:1", edole.last)).toast == "Pasākums Nr. 1 ir atcelts."


async def test_with_a_deadline_by_name_and_for_a_hybrid_event(world: World, organiser: Person, renda: Person) -> None:
    guest = await world.member("guest", "Deputāts")
    other = await world.member("guest", "Deputāte")
    named = {"roles": [], "only_named": True}
    link = "https://saite.example.lv/12"
    await publish(world, organiser, guest, audience=named, places=0, link=link)
    assert len(renda.shown) == len(other.shown) == 1
    assert f"🔗 {link}" in guest.shown[-1]
    assert guest.shown[-1].endswith("[Klātienē] [Tiešsaistē] [Varbūt] [Nevarēšu]")
    assert stands(world, 1) == [("Deputāts", "invited", None)]
    full = await guest.press("Klātienē")
    assert full.toast == "⏳ Visas vietas ir aizņemtas. Jūs esat rezerves sarakstā, 1. vietā."
    assert "Tiešsaistē var piedalīties uzreiz, bez gaidīšanas. [Tiešsaistē] [Varbūt] [Nevarēšu]" in full
    assert (await guest.press("Tiešsaistē")).toast == "✅ Jūs piedalāties tiešsaistē."
    assert "(klātienē 0, tiešsaistē 1)" in await organiser.send_data("ev:org:1", organiser.last)
    for data in ("ev:go:1", "ev:open:1", "ev:confirm:1", "ev:files:1", "ev:no:1:0"):
        forged = await other.send_data(data, other.last)
        assert (forged.toast, forged.new) == ("Pasākums Nr. 1 Jums nav pieejams.", []), data
    for data in ("ev:org:1", "ev:people:1", "ev:off:1:1", "ev:guest:1", "ev:mode:1:1"):
        assert "Jūsu lomai šī iespēja nav pieejama" in await renda.send_data(data, renda.last), data
    seen = await renda.send_data("ev:open:1", renda.last)
    assert "Klātienē brīvu vietu nav (pavisam 0)." in seen, "a librarian sees all events"
    change(world, organiser, 1, register_until=world.sandbox.clock.now().date())
    await world.move_clock(days=1)
    late = await renda.press("Tiešsaistē")
    assert late.toast == "Pieteikšanās ir beigusies; pēdējā diena bija 2026. gada 12. oktobris."
    assert "Pieteikšanās ir beigusies. [Varbūt] [Nevarēšu]" in late
    assert (await guest.press("Nevarēšu")).toast == "✖ Jūsu atbilde: nevarēšu."
    assert "Pasākums Nr. 77 Jums nav pieejams." in await renda.send_data("ev:open:77", renda.last)
