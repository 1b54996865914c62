"""Who is put down by others, and the lists of those who organise."""

import pytest

from tests.journeys.events import publish, stands
from tests.journeys.world import LAIDI, Person, World

LINK = "https://saite.example.lv/12"


@pytest.fixture
async def organiser(world: World) -> Person:
    return await world.methodologist()


async def test_a_librarian_registers_a_colleague_who_can_decline(world: World, organiser: Person) -> None:
    renda, laidi = await world.librarian(), await world.librarian(LAIDI)
    guest = await world.member("guest", "Deputāts")
    await publish(world, organiser, places=1)
    await renda.press("Varbūt")
    await renda.talk(
        ("[Pieteikt kolēģi]", ("Pieteikt kolēģi", "Kuru kolēģi pieteikt?", "[Bibliotekāre, Laidu · Laidu pagasta")),
    )
    assert "Deputāts" not in renda.shown[-1], "a librarian registers no guests"
    assert "[Bibliotekāre, Rendas" not in renda.shown[-1]
    await renda.talk(("laid", ("✅ Dalība pieteikta: Bibliotekāre, Laidu", "Novadpētniecība bibliotēkā [Atsaukt]")))
    assert "👋 Bibliotekāre, Rendas pieteica Jūs šim pasākumam." in "".join(laidi.shown[-2:])
    assert "✅ Jūs piedalāties.\nJūs pieteica kolēģis. [Varbūt] [Nevarēšu]" in laidi.shown[1]
    stale = renda.with_button("Atsaukt")
    await renda.talk(("[Atsaukt]", "✖ Pieteikums atsaukts: Bibliotekāre, Laidu, pasākums Nr. 1."))
    assert stands(world, 1) == [("Bibliotekāre, Rendas", "maybe", None)]
    assert "[Piedalīšos] [Varbūt] [Nevarēšu]" in laidi.shown[1]
    assert (await renda.press("Atsaukt", stale)).toast == "Šī cilvēka sarakstā vairs nav."

    await renda.press("Pieteikt kolēģi")
    await renda.say("laid")
    assert (await laidi.press("Nevarēšu")).toast == "✖ Jūsu atbilde: nevarēšu."
    assert (await renda.press("Atsaukt")).toast == "Šis cilvēks jau ir atbildējis."
    await renda.press("Pieteikt kolēģi")
    assert "Nekas neatbilst „laid”." in await renda.say("laid"), "who has answered is let be"
    assert (
        await guest.send_data("ev:colleague:1", guest.last)
    ).toast == "Jūsu lomai šī iespēja nav pieejama. Nekas nav mainīts."

    await organiser.send_data("ev:org:1", organiser.last)
    await organiser.press("Pieteikt kolēģi")
    await world.move_clock(hours=10)  # 21.00
    before = len(laidi.shown)
    assert "✅ Dalība pieteikta" in await organiser.say("laid"), "staff may: somebody has called, say"
    assert len(laidi.shown) == before, "at night nobody is disturbed"
    await world.move_clock(hours=11)
    assert "👋 Metodiķe, Kuldīga pieteica Jūs" in "".join(laidi.shown[before:])
    assert (await organiser.press("Atsaukt")).toast == "Atsaukšanas laiks (10 minūtes) ir beidzies."


async def test_guests_are_put_down_by_name_and_wait_like_others(world: World, organiser: Person) -> None:
    renda = await world.librarian()
    await publish(world, organiser, places=1, link=LINK)
    await renda.press("Klātienē")
    await organiser.send_data("ev:org:1", organiser.last)
    await organiser.talk(
        ("[Pieteikt viesi]", ("Pieteikt viesi · 1/4", "Viesa vārds un uzvārds:")),
        ("?", "Vārdam jābūt 2–100 rakstzīmju garam"),
        ("Domes deputāte", "No kuras iestādes?"),
        ("Kuldīgas novada dome", "Vai viesis ir pašvaldības pārstāvis vai deputāts? [Jā] [Nē]"),
        ("varbūt", "Šeit jāizvēlas ar pogu"),
        ("[Jā]", "Klātienē vai tiešsaistē? [Klātienē] [Tiešsaistē]"),
        (
            "[Klātienē]",
            (
                "✅ Viesis pieteikts: Domes deputāte · Kuldīgas novada dome · pašvaldības pārstāvis",
                "Klātienē\nVisas vietas ir aizņemtas, tāpēc šis cilvēks ir rezerves sarakstā.",
                "[Pievienot tik un tā] [Atsaukt] [Vēl viens viesis]",
            ),
        ),
    )
    await organiser.press("Vēl viens viesis")
    await organiser.talk(("Muzeja pārstāvis", "No kuras"), ("[Izlaist]", "pārstāvis"), ("[Nē]", "Klātienē"))
    await organiser.press("Tiešsaistē")
    assert ("Muzeja pārstāvis", "going", "online") in stands(world, 1)
    await organiser.press("Atsaukt")
    assert [name for name, _, _ in stands(world, 1)] == ["Bibliotekāre, Rendas", "Domes deputāte"]
    await renda.press("Nevarēšu")
    await renda.press("Jā, atteikties")
    assert "✅ Viesim ir atbrīvojusies vieta: Domes deputāte." in organiser.shown[-1]
    assert ("Domes deputāte", "going", "on_site") in stands(world, 1)


async def test_staff_see_who_comes_and_take_people_off(world: World, organiser: Person) -> None:
    renda, laidi = await world.librarian(), await world.librarian(LAIDI)
    assistant = await world.methodologist("Metodiķis, Skrunda")
    await publish(world, organiser, places=1, link=LINK)
    await organiser.send_data("ev:org:1", organiser.last)
    assert "Vēl nav nevienas atbildes." in await organiser.press("👥 Dalībnieki")
    await renda.press("Klātienē")
    assert "👥 Dalībnieki · Nr. 1" in organiser.shown[-1], "what somebody reads is not replaced by the card"
    await organiser.press("◀ Atpakaļ")
    await laidi.press("Klātienē")
    await assistant.press("Tiešsaistē")
    await organiser.press("👥 Dalībnieki")
    assert (
        "Piedalās: 2\n1. Bibliotekāre, Rendas · Rendas pagasta bibliotēka\n"
        "2. Metodiķis, Skrunda · Kuldīgas Galvenā bibliotēka (tiešsaistē)\n\n"
        "Rezerves sarakstā: 1\n3. Bibliotekāre, Laidu · Laidu pagasta bibliotēka [1] [2] [3] [◀ Atpakaļ]"
    ) in organiser.shown[-1]
    await organiser.talk(
        ("[1]", ("Piedalās.\nKopš: 12.10. plkst. 11.00", "[Noņemt no saraksta] [Mainīt uz tiešsaisti]")),
        ("[Noņemt no saraksta]", "Bibliotekāre, Rendas: vai noņemt no pasākuma Nr. 1 saraksta?"),
    )
    before = len(renda.shown)
    taken = await organiser.press("Jā, noņemt")
    assert taken.toast == "Šis cilvēks ir noņemts no saraksta."
    assert "ℹ️ Metodiķe, Kuldīga noņēma Jūs no šī pasākuma saraksta." in "".join(renda.shown[before:])
    assert "[Klātienē] [Tiešsaistē]" in renda.shown[1]
    assert "Piedāvāta vieta: 1\n2. Bibliotekāre, Laidu" in organiser.shown[-1]
    await laidi.press("Apstiprināt")
    await organiser.send_data("ev:people:1", organiser.last)
    await organiser.press("1")
    assert "[Mainīt uz klātieni]" in await organiser.press("Mainīt uz tiešsaisti")
    assert "ℹ️ Jūsu dalības veidu mainīja Metodiķe, Kuldīga." in "".join(laidi.shown[-2:])
    assert ("Bibliotekāre, Laidu", "going", "online") in stands(world, 1)
    for data in (
        "ev:person:1:999",
        "ev:off:1:999",
        "ev:offsure:1:999",
        "ev:mode:1:999",
        "ev:takes:1:999",
        "ev:person:9:1",
    ):
        odd = await organiser.send_data(data, organiser.last)
        assert odd.toast in ("Šī cilvēka sarakstā vairs nav.", "Pasākums Nr. 9 Jums nav pieejams."), data
