"""Members and roles under the settings: who is there, another role, letting go and taking it back."""

from tests.journeys.world import LAIDI, World


async def test_an_administrator_gives_another_role_and_the_menu_follows(world: World) -> None:
    admin, librarian = await world.member("admin", "Administratore"), await world.librarian(LAIDI)
    await admin.tap("⚙️ Iestatījumi")
    await admin.talk(
        ("[👥 Dalībnieki un lomas]", ("Bibliotekārs: 1\nAdministrators: 1", "[Izvēlēties dalībnieku]")),
        ("[Izvēlēties dalībnieku]", ("[Administratore · administrators]", "[Bibliotekāre, Laidu · bibliotekārs]")),
        ("nav tāda", "Nekas neatbilst „nav tāda”"),
        ("laid", ("👤 Bibliotekāre, Laidu", LAIDI, "[✅ bibliotekārs]", "[metodiķis]", "[Izslēgt]")),
        ("[metodiķis]", ("(Loma: metodiķis)", "[✅ metodiķis]")),
    )
    assert librarian.shown[-1] == "Jūsu loma Plauktā tagad: metodiķis."
    assert "⚙️ Iestatījumi" in librarian.menu
    assert "iestatijumi" in librarian.commands
    await admin.press("bibliotekārs")
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
    for data in ("m:role:1:guest", "m:remove:1", "m:remove:yes:1"):
        assert "Jūsu lomai šī iespēja nav pieejama." in await methodologist.send_data(data, methodologist.last)
    for data in ("m:role:1:guest", "m:remove:1", "m:remove:yes:1"):
        assert "Savu lomu mainīt nevar" in await admin.send_data(data, admin.last)
    assert "Šāda dalībnieka vairs nav." in await admin.send_data("m:role:99:admin", admin.last)
    assert "Šāda dalībnieka vairs nav." in await admin.send_data("m:role:2:bosss", admin.last)
