"""A member goes on with another Telegram account: with everything that is theirs, and nothing of it in the old chat."""

import re

from sqlalchemy import select
from sqlalchemy.orm import Session

from storage.account_moves import AccountMove
from storage.audit import audit
from storage.consultations import Consultation
from storage.libraries import Library
from storage.members import Member
from tests.journeys.person import Person
from tests.journeys.world import World

RENDA, LAIDI = "Rendas pagasta bibliotēka", "Laidu pagasta bibliotēka"
INVALID = "Šis kods vairs neder. Lūdziet jaunu."


def number_of(world: World, name: str) -> int:
    return world.read(lambda session: session.scalars(select(Member.id).where(Member.name == name)).one())


async def code_for(world: World, staff: Person, name: str) -> str:
    """The code that staff makes by the member's card."""
    await staff.send_data(f"m:person:{number_of(world, name)}", staff.last)
    await staff.talk(("[📱 Cits Telegram konts]", "vienu reizi"), ("[Izveidot kodu]", "Kods ir izveidots"))
    found = re.search(r"start=([A-Z2-9]{10})", staff.shown[-1])
    assert found is not None
    return found[1]


async def test_the_account_of_before_agrees_and_everything_goes_along(world: World) -> None:
    methodologist = await world.methodologist()
    old = await world.member("librarian", "Bibliotekāre, Renda", RENDA)
    await methodologist.talk(("/iestatijumi", "⚙️"))
    await old.talk(("/jautat Kā norakstīt grāmatas?", "Nr. 1"))
    code = await code_for(world, methodologist, "Bibliotekāre, Renda")
    assert INVALID not in await old.start(code)
    assert "cita Telegram konta pievienošanai" in old.shown[-1]
    new = world.stranger("Jaunais tālrunis")
    assert "Bibliotekāre, Renda" in await new.start(code)
    assert "jautāts" in await new.press("Jā, turpināt šeit")
    assert "Vai tas esat Jūs?" in old.shown[-1]
    assert "jautāts" in await new.start(code), "pressed once more it only says what is waited for"
    await old.press("Tas esmu es, piekrītu")
    assert "citā Telegram kontā" in old.shown[-1]
    before = len(old.shown)
    assert "No šī brīža ar šo kontu." in new.shown[-1]
    assert new.menu[0] == "❓ Jautāt"
    assert old.menu == []
    await methodologist.press("Atbildēt", methodologist.message("Nr. 1"))
    await methodologist.say("Ar aktu.")
    assert any("Ar aktu." in one for one in new.shown)
    assert not any("Ar aktu." in one for one in old.shown)
    assert len(old.shown) == before, "the old chat gets one sentence and nothing after it"
    assert "Jūs vēl neesat Plauktā" in await old.say("/kalendars")
    assert INVALID in await world.stranger("Cits").start(code), "a code is good once"
    asked = world.read(lambda session: session.scalars(select(Consultation.asker_id)).one())
    assert asked == number_of(world, "Bibliotekāre, Renda")
    acts = world.read(lambda session: set(session.scalars(select(audit.c.action))))
    assert {"invite_account", "ask_for_account", "move_account"} <= acts


async def test_the_account_of_before_objects(world: World) -> None:
    admin, methodologist = await world.member("admin", "Administratore"), await world.methodologist()
    old = await world.member("librarian", "Bibliotekāre, Renda", RENDA)
    await admin.talk(("/iestatijumi", "⚙️"))
    code = await code_for(world, admin, "Bibliotekāre, Renda")
    thief, other = world.stranger("Kāds"), world.stranger("Vēl kāds")
    await thief.start(code)
    await thief.press("Jā, turpināt šeit")
    assert INVALID in await other.start(code), "whoever came first has it"
    await old.press("Iebilst")
    assert "nekas nemainās" in thief.shown[-1]
    assert "iebilst" in admin.shown[-1]
    assert INVALID in await thief.start(code)
    for data in ("m:account:agree:1", "m:account:object:1"):
        assert "nav ko izlemt" in await methodologist.send_data(data, methodologist.last), "not theirs"
    await world.move_clock(days=2)
    assert old.menu[0] == "❓ Jautāt"
    assert "Profils" in await old.say("/profils")


async def test_an_account_that_does_not_answer_or_is_lost(world: World) -> None:
    admin, methodologist = await world.member("admin", "Administratore"), await world.methodologist()
    silent = await world.member("librarian", "Bibliotekāre, Renda", RENDA)
    for person in (admin, methodologist):
        await person.talk(("/iestatijumi", "⚙️"))
    refused = await methodologist.send_data(f"m:account:{number_of(world, 'Administratore')}", methodologist.last)
    assert "tikai administrators" in refused
    first = await code_for(world, methodologist, "Bibliotekāre, Renda")
    code = await code_for(world, methodologist, "Bibliotekāre, Renda")
    new, third = world.stranger("Jaunais"), world.stranger("Trešais")
    assert INVALID in await third.start(first), "a later code takes the place of an earlier one"
    await new.start(code)
    forged = await third.send_data("m:account:here:AAAAAAAAAA", new.last)
    assert "neder" in forged
    await new.press("Jā, turpināt šeit")
    await world.move_clock(hours=25)
    assert "No šī brīža ar šo kontu." in "".join(new.shown)
    assert "citā Telegram kontā" in silent.shown[-1]
    late = await code_for(world, methodologist, "Bibliotekāre, Renda")
    await world.move_clock(hours=25)
    assert INVALID in await third.start(late)
    outcomes = world.read(lambda session: [one.outcome for one in session.scalars(select(AccountMove))])
    assert outcomes == ["replaced", "moved", None]


async def test_who_leaves_can_stay_and_come_back_to_their_data(world: World) -> None:
    admin = await world.member("admin", "Administratore")
    person = await world.member("librarian", "Bibliotekāre, Renda", RENDA)
    await admin.talk(("/profils", "Profils"), ("[🚪 Izstāties]", "Izstāties no Plaukta?"))
    assert "vajadzīgs vismaz viens administrators" in await admin.press("Jā, izstāties")
    await person.talk(
        ("/jautat Kā norakstīt grāmatas?", "Nr. 1"), ("/profils", "Profils"), ("[🚪 Izstāties]", "/dzest")
    )
    await person.press("Jā, izstāties")
    assert "Jūs vēl neesat Plauktā" in await person.say("/kalendars")
    await person.press("Atsaukt")
    assert "Profils" in await person.say("/profils")
    await person.talk(("[🚪 Izstāties]", "/dzest"), ("[Jā, izstāties]", "beigta"))
    await world.move_clock(minutes=11)
    assert "10 minūtes" in await person.press("Atsaukt", person.with_button("Atsaukt"))
    await admin.talk(("/jaunums Sanāksme rīt", "✅"))
    assert not any("Sanāksme" in one for one in person.shown), "nothing arrives any more"
    assert "nav ko atsaukt" in await admin.send_data("m:stay", admin.last), "who has not left"
    await person.start(world.invite("librarian"))
    await person.talk(("[Izlasīju, turpināt]", "Bibliotekāre, Renda"), ("[Bibliotekāre, Renda]", RENDA))
    await person.press("Gatavs")
    assert person.menu[0] == "❓ Jautāt"
    mine = world.read(lambda session: session.scalars(select(Consultation.asker_id)).one())
    assert mine == number_of(world, "Bibliotekāre, Renda"), "what they had asked is theirs"


async def test_the_questions_of_a_library_stay_there(world: World) -> None:
    """Who goes to another library sees nothing of the former one's that is not their own, and takes nothing along."""
    methodologist = await world.methodologist()
    mover, stays = await world.member("librarian", "Pārnāk", RENDA), await world.member("librarian", "Paliek", RENDA)
    await mover.talk(("/jautat Kā norakstīt grāmatas?", "Nr. 1"))
    await stays.talk(("/jautat Kā pārcelt plauktus?", "Nr. 2"))
    await methodologist.talk(("/registret Renda tālr statistika 15min kā labot ierakstu", "Nr. 3"))
    world.write(lambda session: _move_to(session, "Pārnāk", LAIDI))
    await methodologist.press("Atbildēt", methodologist.message("Nr. 1"))
    await methodologist.say("Ar aktu.")

    def of(number: int) -> list[str]:
        query = select(Consultation).where(Consultation.number == number)
        return world.read(lambda session: [one.name for one in session.scalars(query).one().libraries])

    assert [of(number) for number in (1, 2, 3)] == [[RENDA]] * 3
    assert "Ar aktu." in mover.shown[-1], "their own thread is theirs wherever they work"
    found = await mover.say("/meklet plauktus")
    assert "Kā pārcelt" not in found
    for data in ("c:take:2", "c:answer:2", "c:add:2", "c:library:2:1", "s:open:question:2"):
        answer = await mover.send_data(data, mover.last)
        assert "Kā pārcelt" not in answer, data
    assert not any("Kā pārcelt" in one or "kā labot" in one for one in mover.shown)


def _move_to(session: Session, name: str, library: str) -> None:
    member = session.scalars(select(Member).where(Member.name == name)).one()
    member.libraries = [session.scalars(select(Library).where(Library.name == library)).one()]
