"""Members and roles under the settings: who is there, another role, letting go and taking it back."""

import asyncio

from storage.members import Member
from tests.journeys.world import LAIDI, World


async def test_an_administrator_gives_another_role_and_the_menu_follows(world: World) -> None:
    admin, librarian = await world.member("admin", "Administratore"), await world.librarian(LAIDI)
    await admin.tap("⚙️ Iestatījumi")
    await admin.talk(
        ("[👥 Dalībnieki un lomas]", ("Bibliotekārs: 1\nAdministrators: 1", "[Izvēlēties dalībnieku]")),
        ("[Izvēlēties dalībnieku]", ("[Administratore · administrators]", "[Bibliotekāre, Laidu · bibliotekārs]")),
        ("nav tāda", "Nekas neatbilst „nav tāda”"),
        ("laid", ("👤 Bibliotekāre, Laidu", LAIDI, "[✅ bibliotekārs]", "[metodiķis]", "[Izslēgt]")),
        ("[metodiķis]", ("Vai piešķirt lomu „metodiķis”?", "lasīt metodiķiem uzdotos jautājumus", "[Nē]")),
        ("[Nē]", "[✅ bibliotekārs]"),
        ("[metodiķis]", "Vai piešķirt"),
        ("[Jā, piešķirt]", ("Loma piešķirta", "[Atsaukt]", "[✅ metodiķis]")),
    )
    assert librarian.shown[-1] == "Jūsu loma Plauktā tagad: metodiķis."
    assert "⚙️ Iestatījumi" in librarian.menu
    assert "iestatijumi" in librarian.commands
    await admin.talk(("[Atsaukt]", ("Loma: bibliotekārs", "Loma piešķirta")))
    assert librarian.shown[-1] == "Jūsu loma Plauktā tagad: bibliotekārs."
    assert "⚙️ Iestatījumi" not in librarian.menu


async def test_who_is_removed_may_nothing_and_comes_back_within_ten_minutes(world: World) -> None:
    admin, librarian = await world.member("admin", "Administratore"), await world.librarian(LAIDI)
    await admin.say("/iestatijumi")
    await admin.talk(
        ("[👥 Dalībnieki un lomas]", "Bibliotekārs: 1"),
        ("[Izvēlēties dalībnieku]", "Bibliotekāre"),
        ("laidu", "[Izslēgt]"),
        ("[Izslēgt]", ("Vai izslēgt šo dalībnieku no Plaukta?", "[Nē]")),
        ("[Nē]", "[Izslēgt]"),
        ("[Izslēgt]", "Vai izslēgt"),
        ("[Jā, izslēgt]", ("Dalība Plauktā izbeigta", "[Atsaukt]")),
    )
    assert "Jūsu dalība Plauktā ir beigusies." in librarian.shown[-1]
    assert librarian.menu == ["❔ Palīdzība"]
    assert "Jūs vēl neesat Plauktā" in await librarian.say("/jautat Kā?")
    await world.move_clock(minutes=9)
    await admin.talk(("[Atsaukt]", "[✅ bibliotekārs]"))
    assert "📰 Jaunumi" in librarian.menu or "❓ Jautāt" in librarian.menu
    await admin.talk(("[Izslēgt]", "Vai izslēgt"), ("[Jā, izslēgt]", "Dalība Plauktā izbeigta"))
    await world.move_clock(minutes=11)
    await admin.talk(("[Atsaukt]", "Atsaukšanas laiks (10 minūtes) ir beidzies."))
    assert librarian.menu == ["❔ Palīdzība"]


async def test_only_administrators_and_nobody_their_own(world: World) -> None:
    admin, methodologist = await world.member("admin", "Administratore"), await world.methodologist()
    await methodologist.say("/iestatijumi")
    await methodologist.talk(
        ("[👥 Dalībnieki un lomas]", "Metodiķis: 1"), ("[Izvēlēties dalībnieku]", "Administratore")
    )
    card = await methodologist.say("administratore")
    assert "👤 Administratore" in card
    assert "[Izslēgt]" not in card
    for data in ("m:role:1:guest", "m:give:1:guest", "m:remove:1", "m:remove:yes:1"):
        assert "Jūsu lomai šī iespēja nav pieejama." in await methodologist.send_data(data, methodologist.last)
    for data in ("m:role:1:guest", "m:give:1:guest", "m:remove:1", "m:remove:yes:1"):
        assert "Savu lomu mainīt nevar" in await admin.send_data(data, admin.last)
    assert "Šāda dalībnieka vairs nav." in await admin.send_data("m:role:99:admin", admin.last)
    assert "Šāda dalībnieka vairs nav." in await admin.send_data("m:role:2:bosss", admin.last)
    assert "Šāda dalībnieka vairs nav." in await admin.send_data("m:give:2:bosss", admin.last)


async def test_two_administrators_who_remove_each_other_leave_one(world: World) -> None:
    one, other = await world.member("admin", "Pirmā"), await world.member("admin", "Otrā")
    for admin, target in ((one, 2), (other, 1)):
        await admin.send_data(f"m:remove:{target}", admin.last)
        assert "[Jā, izslēgt]" in admin.shown[-1]
    async with asyncio.TaskGroup() as both:
        both.create_task(one.send_data("m:remove:yes:2", one.last))
        both.create_task(other.send_data("m:remove:yes:1", other.last))
    roles = world.read(lambda session: [session.get_one(Member, key).role for key in (1, 2)])
    assert sorted(map(str, roles)) == ["None", "admin"]
