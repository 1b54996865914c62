"""The directory in chat: libraries renamed, merged, closed, opened; undone; planned; and what people then see."""

import pytest

from tests.journeys.world import LAIDI, MAIN, RENDA, Person, World

KABILE = "Kabiles pagasta bibliotēka"


async def opened(person: Person, letters: str, name: str) -> None:
    """Go to a library's card, from the menu on."""
    await person.tap("⚙️ Iestatījumi")
    await person.talk(
        ("[🏛 Bibliotēkas]", ("Reģionā ir", "[Izvēlēties bibliotēku]")),
        ("[Izvēlēties bibliotēku]", "Kura bibliotēka?"),
        (letters, (f"🏛 {name}", "Kuldīgas novads · publiskā", "[Pārdēvēt]", "[Apvienot]", "[Slēgt]")),
    )


async def test_a_library_is_renamed_found_by_both_names_and_renamed_back(world: World) -> None:
    methodologist = await world.methodologist()
    await opened(methodologist, "renda", RENDA)
    await methodologist.talk(
        ("[Pārdēvēt]", ("Cits nosaukums · 1/2", RENDA, "Kāds ir jaunais nosaukums?")),
        ("Re", "Nosaukumam jābūt 3–200 rakstzīmju garam"),
        ("Mežābeles tautas bibliotēka", ("2/2", "No kuras dienas", "[2026. gada 12. oktobris]", "Tā bija kļūda")),
        ("kaut kad", "Šādu datumu nevar saprast"),
        (
            "šodien",
            (
                f"Pārdēvēts\n{RENDA} → Mežābeles tautas bibliotēka, no 2026. gada 12. oktobra",
                "Agrāko mēnešu pārskati nemainās.",
                "[Atsaukt]",
            ),
        ),
    )
    for words in ("Mežābele tālr statistika 5min", "Renda tālr statistika 5min"):
        answer = await methodologist.say(words)
        assert "Mežābeles tautas bibliotēka" in answer, "by the new name, and by the old one that people go on using"
    await opened(methodologist, "rendas", "Mežābeles tautas bibliotēka")
    undone = await methodologist.press("Atsaukt", methodologist.message("Pārdēvēts"))
    assert "(Atsaukts)" in undone
    assert f"🏛 {RENDA}" in await _card(methodologist, "renda")
    assert world.record(1)["libraries"] == [RENDA]


async def _card(person: Person, letters: str) -> str:
    await person.say("/iestatijumi")
    await person.press("🏛 Bibliotēkas")
    await person.press("Izvēlēties bibliotēku")
    return str(await person.say(letters))


async def test_undo_ends_after_ten_minutes(world: World) -> None:
    methodologist = await world.methodologist()
    await opened(methodologist, "renda", RENDA)
    await methodologist.talk(
        ("[Pārdēvēt]", "1/2"), ("Mežābeles tautas bibliotēka", "2/2"), ("[2026. gada 12. oktobris]", "Pārdēvēts")
    )
    await world.move_clock(minutes=11)
    await methodologist.talk(("[Atsaukt]", "Atsaukšanas laiks (10 minūtes) ir beidzies."))


async def test_a_merged_librarys_people_move_and_are_told_when_nobody_can_undo_it(world: World) -> None:
    methodologist, librarian = await world.methodologist(), await world.librarian(LAIDI)
    code = world.invite(library=LAIDI)
    await opened(methodologist, "laidi", LAIDI)
    await methodologist.talk(
        ("[Apvienot]", "Kurai bibliotēkai to pievienot?"),
        ("laidi", "Nekas neatbilst „laidi”"),
        ("renda", ("No kuras dienas tās ir viena bibliotēka?", "(skaits: 1)", f"{LAIDI} → {RENDA}")),
        (
            "1. oktobrī",
            (
                f"Apvienots\n{LAIDI}: pievienošana bibliotēkai „{RENDA}”, no 2026. gada 1. oktobra",
                "1 bibliotekāra profilā tagad ir jaunā bibliotēka",
            ),
        ),
    )
    told = len(librarian.shown)
    await world.move_clock(minutes=9)
    assert len(librarian.shown) == told, "it can still be undone"
    await world.move_clock(minutes=3)
    assert f"🏛 {LAIDI} tagad ir daļa no citas bibliotēkas: {RENDA}." in librarian.shown[-1]
    await world.move_clock(minutes=3)
    assert len(librarian.shown) == told + 1, "once"
    assert RENDA in await librarian.say("/profils")

    await methodologist.say("Laidi tālr statistika 5min")
    assert world.record(1)["libraries"] == [RENDA], "who says the old name means where it went"
    await methodologist.say("28.09. Laidi tālr statistika 5min")
    assert world.record(2)["libraries"] == [LAIDI], "on a day when it was there"

    newcomer = world.stranger("Bibliotekāre")
    await newcomer.start(code)
    await newcomer.talk(("[Izlasīju, turpināt]", "2/2"), ("[Bibliotekāre]", f"Bibliotēka: {RENDA}"))


async def test_a_merger_is_taken_back_and_nobody_is_told(world: World) -> None:
    methodologist, librarian = await world.methodologist(), await world.librarian(LAIDI)
    both = await world.member("librarian", "Bibliotekāre, abas", LAIDI, RENDA)
    await opened(methodologist, "laidi", LAIDI)
    await methodologist.talk(
        ("[Apvienot]", "Kurai bibliotēkai"),
        ("renda", "No kuras dienas"),
        ("[2026. gada 12. oktobris]", "2 bibliotekāru profilos tagad ir jaunā bibliotēka"),
        ("[Atsaukt]", "(Atsaukts)"),
    )
    await world.move_clock(minutes=20)
    assert LAIDI in await librarian.say("/profils")
    assert f"{LAIDI}, {RENDA}" in await both.say("/profils")
    for person in (librarian, both):
        assert not any("tagad ir daļa" in shown for shown in person.shown)


async def test_a_library_closes_on_a_day_to_come_and_the_night_is_quiet(world: World) -> None:
    methodologist, librarian = await world.methodologist(), await world.librarian(KABILE)
    await opened(methodologist, "kabile", KABILE)
    await methodologist.talk(
        ("[Slēgt]", ("Kura ir tās pēdējā diena?", "(skaits: 1)", "[2026. gada 31. oktobris]")),
        ("[2026. gada 31. oktobris]", ("Ieplānots", "pēdējā diena – 2026. gada 31. oktobris", "[Atsaukt ieplānoto]")),
    )
    card = await _card(methodologist, "kabile")
    assert "Ieplānots:" in card
    assert "[Pārdēvēt]" not in card
    assert KABILE in await librarian.say("/profils")
    await world.move_to(world.sandbox.clock.now().replace(day=31, hour=22, minute=30))
    assert KABILE not in await librarian.say("/profils"), "it is past midnight in Riga"
    assert not any("ir slēgta" in shown for shown in librarian.shown), "at night"
    await world.move_clock(hours=8)
    assert f"🏛 {KABILE} ir slēgta, un Jūsu profilā tās vairs nav." in librarian.shown[-1]
    assert "Nekas neatbilst" in await _card(methodologist, "kabile")


async def test_what_is_planned_can_be_taken_back_until_its_day(world: World) -> None:
    methodologist = await world.methodologist()
    await opened(methodologist, "kabile", KABILE)
    await methodologist.talk(("[Slēgt]", "pēdējā diena"), ("31.12.2026", "Ieplānots"))
    await world.move_clock(days=3)
    await methodologist.talk(("[Atsaukt ieplānoto]", "(Atsaukts)"))
    await world.move_clock(days=90, hours=10)  # to an hour at which no report comes
    assert f"🏛 {KABILE}" in await _card(methodologist, "kabile")


async def test_a_new_library_its_other_names_and_a_mistake_mended(world: World) -> None:
    methodologist = await world.methodologist()
    await methodologist.say("/settings")
    await methodologist.talk(
        ("[🏛 Bibliotēkas]", "Reģionā ir 25 bibliotēkas."),
        ("[Jauna bibliotēka]", "1/4"),
        ("Mežābelu bibliotēka", ("2/4", "[Kuldīgas novads]")),
        ("Saldus novads", ("3/4", "[publiskā]", "[skolas]")),
        ("[publiskā]", "4/4"),
        ("[2026. gada 12. oktobris]", "Mežābelu bibliotēka: jauna, no 2026. gada 12. oktobra"),
    )
    assert "Saldus novads · publiskā\nKopš 2026. gada 12. oktobra" in await _card(methodologist, "mežābel")
    await methodologist.talk(
        ("[Citi nosaukumi]", "Kā to vēl sauc?"), ("Ābelīte; MB", "Sauc arī: Ābelīte, MB"), ("[Pārdēvēt]", "1/2")
    )
    await methodologist.talk(
        (RENDA, "2/2"),
        ("[2026. gada 12. oktobris]", f"Bibliotēka „{RENDA}” sarakstā jau ir vai ir bijusi."),
    )
    await _card(methodologist, "ābelīte")
    await methodologist.talk(
        ("[Pārdēvēt]", "1/2"),
        ("Mežābeļu bibliotēka", "2/2"),
        (
            "[Tā bija kļūda: izlabot arī agrākajos pārskatos]",
            "Mežābelu bibliotēka → Mežābeļu bibliotēka, kļūda izlabota visur",
        ),
        ("[◀ Bibliotēkas]", "Reģionā ir 26 bibliotēkas."),
        ("[Pašvaldības]", ("Kuldīgas novads: 25", "Saldus novads: 1")),
        ("[Saldus novads]", "Kāds ir jaunais nosaukums?"),
        ("Jaunais novads", "No kuras dienas"),
        ("[2026. gada 12. oktobris]", "Saldus novads → Jaunais novads"),
    )
    assert "Jaunais novads · publiskā" in await _card(methodologist, "mežābeļu")


async def test_the_main_library_stays(world: World) -> None:
    methodologist = await world.methodologist()
    card = await _card(methodologist, "galvenā")
    assert f"🏛 {MAIN}" in card
    assert "[Slēgt]" not in card


@pytest.mark.parametrize("data", ["set", "set:libraries", "lib:pick", "lib:new", "lib:rename:1", "lib:undo:1"])
async def test_buttons_of_the_settings_are_for_the_staff(world: World, data: str) -> None:
    librarian = await world.librarian()
    assert "Jūsu lomai šī iespēja nav pieejama." in await librarian.send_data(data, librarian.last)
