"""Joining without a code: the request, the card, the decision."""

from tests.journeys.world import RENDA, Person, World

CARD = "Pieteikums"


async def ask_to_be_let_in(world: World) -> Person:
    person = world.stranger("Bibliotekāre", "Renda")
    await person.start()
    await person.talk(
        ("[Izlasīju, turpināt]", "Kā Jūs uzrunāt?"),
        ("[Bibliotekāre Renda]", "Kurā bibliotēkā"),
        ("renda", "[Gatavs (1)]"),
        ("[Gatavs (1)]", ("Pieteikums nosūtīts metodiķiem.", "Tiklīdz tas būs apstiprināts, šeit pienāks ziņa.")),
    )
    assert len(person.shown) == 1, "the form has become the confirmation"
    return person


async def test_one_decides_and_every_card_says_who(world: World) -> None:
    first, second = await world.methodologist("Metodiķe A"), await world.methodologist("Metodiķe B")
    person = await ask_to_be_let_in(world)
    for one in (first, second):
        assert "Bibliotekāre Renda" in one.shown[-1]
        assert f"{RENDA} [Apstiprināt] [Noraidīt]" in one.shown[-1]
    stale = second.last
    await first.talk(("[Apstiprināt]", ("(Apstiprināts)", "✅ Apstiprināja: Metodiķe A")))
    assert "✅ Apstiprināja: Metodiķe A" in second.shown[-1]
    assert "[" not in second.shown[-1]
    assert "Par šo pieteikumu jau ir izlemts." in await second.press("Noraidīt", stale)
    assert "laipni lūdzam Plauktā" in person.shown[-1]
    assert "❓ Jautāt" in person.menu
    assert "jautat" in person.commands


async def test_a_declined_person_is_told_where_to_turn_and_may_ask_again(world: World) -> None:
    methodologist = await world.methodologist()
    person = await ask_to_be_let_in(world)
    await methodologist.talk(("[Noraidīt]", ("(Noraidīts)", "✖ Noraidīja: Metodiķe, Kuldīga")))
    assert "Pieteikums nav apstiprināts. Lūdzu, sazinieties ar sava reģiona metodiķi." in person.shown[-1]
    await person.talk(("/jautat Kas jauns?", "Jūs vēl neesat Plauktā."), ("/start", "Pievienošanās · 1/3"))


async def test_somebody_of_a_municipality_is_let_in_as_a_guest(world: World) -> None:
    methodologist = await world.methodologist()
    person = await ask_to_be_let_in(world)
    await methodologist.talk(("[Apstiprināt kā viesi]", ("(Apstiprināts)", "✅ Apstiprināja: Metodiķe, Kuldīga")))
    assert "Loma: viesis" in person.shown[-1]
    assert "❓ Jautāt" not in person.menu


async def test_whoever_becomes_a_methodologist_later_gets_the_cards_that_wait(world: World) -> None:
    person = await ask_to_be_let_in(world)
    late = await world.methodologist()
    assert len(late.shown) == 1
    await world.move_clock(minutes=2)
    await late.talk(("[Apstiprināt]", "✅ Apstiprināja"))
    assert "laipni lūdzam" in person.shown[-1]
    await world.move_clock(minutes=2)
    assert len(late.shown) == 2, "shown once"


async def test_who_waits_and_then_gets_a_code_needs_no_decision(world: World) -> None:
    methodologist = await world.methodologist()
    person = await ask_to_be_let_in(world)
    assert "Jūsu pieteikums ir pie metodiķiem" in await person.start()
    card = methodologist.last
    await person.start(world.invite("methodologist"))
    await person.talk(
        ("[Izlasīju, turpināt]", "2/3"), ("[Bibliotekāre Renda]", "3/3"), ("[Izlaist]", "Loma: metodiķis")
    )
    assert "Pievienošanās notikusi ar ielūguma kodu" in methodologist.shown[-1]
    assert "Par šo pieteikumu jau ir izlemts." in await methodologist.press("Apstiprināt", card)
    assert "📊 Pārskats" in person.menu, "not made a librarian by a late approval"


async def test_nobody_but_methodologists_decides(world: World) -> None:
    methodologist, librarian = await world.methodologist(), await world.librarian()
    await ask_to_be_let_in(world)
    data = methodologist.last["reply_markup"]["inline_keyboard"][0][0]["callback_data"]
    assert "Jūsu lomai šī iespēja nav pieejama. Nekas nav mainīts." in await librarian.send_data(data, librarian.last)
    assert "Šāda pieteikuma vairs nav." in await methodologist.send_data("m:approve:999", methodologist.last)
