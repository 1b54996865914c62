"""Joining without a code: the request, the card, the decision."""

from sqlalchemy.orm import Session

from storage.members import JoinRequest, Member
from tests.journeys.world import RENDA, Person, World


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


def ask_from_many_accounts(world: World, first: int, count: int) -> None:
    def job(session: Session) -> None:
        now = world.sandbox.clock.now()
        for number in range(first, first + count):
            member = Member(name=f"Svešais {number}", role=None, language="lv", created_at=now)
            session.add(JoinRequest(member=member, asked_at=now))
            session.flush()

    world.write(job)


async def test_a_flood_of_requests_is_one_card_more(world: World) -> None:
    methodologist = await world.methodologist()
    ask_from_many_accounts(world, 1, 198)
    await world.move_clock(minutes=2)
    cards = methodologist.shown[1:]
    assert len(cards) == 11, "ten requests, and one card for all others"
    assert "Svešais 1 [" in cards[0]
    assert "Daudz pieteikumu" in cards[-1]
    assert "gaida vēl: 188" in cards[-1]
    person = await ask_to_be_let_in(world)
    ask_from_many_accounts(world, 199, 1)
    late = world.stranger("Bibliotekāre", "Laidi")
    assert "Pašlaik pievienoties lūdz ļoti daudzi" in await late.start()
    await methodologist.press("Noraidīt", methodologist.message("Svešais 1"))
    await world.move_clock(minutes=2)
    assert "Svešais 11 [" in methodologist.shown[-1], "the next one in line"
    assert "gaida vēl: 189" in methodologist.shown[11], "the same card"
    asked = await methodologist.press("Noraidīt visus…")
    assert "(199)" in asked
    assert "turpina gaidīt" in await methodologist.press("Nē")
    await methodologist.press("Noraidīt visus…", methodologist.message("Daudz pieteikumu"))
    ask_from_many_accounts(world, 200, 1)
    assert "Noraidīti pieteikumi: 199" in await methodologist.press("Jā, noraidīt visus")
    assert "Pieteikums nav apstiprināts" in person.shown[-1]
    await world.move_clock(minutes=2)
    assert "Svešais 200 [Apstiprināt]" in methodologist.shown[-1], "who came later is asked about"
    assert "Noraidīt visus" not in str(methodologist.shown)
    assert "Pievienošanās" in await late.start()
