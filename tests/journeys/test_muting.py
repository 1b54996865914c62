"""A member is muted for a time: told why and until when, never cut off from the methodologists; it ends by itself."""

from datetime import timedelta

import pytest
from markupsafe import Markup
from sqlalchemy import select

from bot.access import Act
from bot.context import Context
from bot.manifest import Command, Feature, discover
from storage.audit import audit
from tests.journeys.person import buttons
from tests.journeys.world import MAIN, Person, World

REASON = "Diskusijā aizskarti kolēģi."
REFUSED = (
    "🔇 Iespēja rakstīt kolēģiem Jums pašlaik ir apturēta. Apturēta līdz 13.10. plkst. 11.00.\n"
    f"Iemesls: {REASON}\nJa vēlaties par to runāt: /jautat (lasa tikai metodiķi)."
)


def _write_to_colleagues(ctx: Context) -> None:
    ctx.say(Markup("Aizgāja"))


TALKING = Feature("talking", commands=(Command("kolegiem", _write_to_colleagues, "To colleagues", act=Act.EXCHANGE),))
"""Stands for everything that is written to colleagues."""

Two = tuple[Person, Person]


@pytest.fixture
async def two(world: World) -> Two:
    """A methodologist, and a librarian who can write to colleagues."""
    world.features = [*discover(), TALKING]
    await world.restart()
    return await world.methodologist(), await world.librarian()


async def mute(methodologist: Person, duration: str = "Diena") -> None:
    await methodologist.talk(
        ("/moderesana", ("🛡 Moderēšana", "Pašlaik kolēģiem var rakstīt visi.", "[Apturēt iespēju rakstīt]")),
        (
            "[Apturēt iespēju rakstīt]",
            ("1/3", "Kam uz laiku apturēt iespēju rakstīt kolēģiem?", "[Bibliotekāre, Rendas"),
        ),
        ("rend", ("2/3", "Bibliotekāre, Rendas", "[Stunda] [Diena] [Nedēļa] [Līdz atjaunošanai]")),
        (f"[{duration}]", ("3/3", "Kāds ir iemesls?")),
        (REASON, ("🔇 Bibliotekāre, Rendas: iespēja rakstīt kolēģiem ir apturēta.", f"Iemesls: {REASON}", "[Atsaukt]")),
    )


async def test_members_are_offered_in_the_order_of_the_alphabet(world: World, two: Two) -> None:
    for library in ("Skrundas pilsētas bibliotēka", "Ēdoles pagasta bibliotēka"):
        await world.librarian(library)
    await two[0].say("/moderesana")
    offered = await two[0].press("Apturēt iespēju rakstīt")
    names = [label.partition(" · ")[0] for label in buttons(offered.new[0]) if " · " in label]
    assert names == ["Bibliotekāre, Ēdoles", "Bibliotekāre, Rendas", "Bibliotekāre, Skrundas"]


async def test_who_is_muted_is_told_and_still_asks_the_methodologists(world: World, two: Two) -> None:
    methodologist, librarian = two
    await librarian.talk(("/kolegiem", "Aizgāja"))
    await mute(methodologist)
    assert librarian.shown[-1] == (
        "🔇 Jums uz laiku apturēta iespēja rakstīt kolēģiem\nApturēta līdz 13.10. plkst. 11.00.\n"
        f"Iemesls: {REASON}\nLēmumu pieņēma: Metodiķe, Kuldīga\n\n"
        "Lasīt, meklēt un jautāt metodiķiem varat tāpat kā līdz šim.\n"
        "Ja vēlaties par to runāt: /jautat (lasa tikai metodiķi)."
    )
    await librarian.talk(
        ("/kolegiem", REFUSED),
        ("/jautat Kāpēc es nevaru rakstīt?", "Jautājums Nr. 1 reģistrēts"),
        ("/profils", "👤 Profils"),
        ("/privatums", "🔒"),
        ("/palidziba", "❔ Palīdzība"),
    )
    assert "Kāpēc es nevaru rakstīt?" in methodologist.shown[-1]


async def test_it_ends_by_itself_and_the_member_is_told(world: World, two: Two) -> None:
    methodologist, librarian = two
    await mute(methodologist)
    await world.move_clock(hours=23, minutes=59)
    await librarian.talk(("/kolegiem", REFUSED))
    await world.move_clock(minutes=1)
    assert librarian.shown[-1] == "✅ Jūs atkal varat rakstīt kolēģiem."
    await librarian.talk(("/kolegiem", "Aizgāja"))
    await world.move_clock(days=1)
    assert sum("Jūs atkal varat" in text for text in librarian.shown) == 1
    await methodologist.talk(
        ("/moderesana", "Pašlaik kolēģiem var rakstīt visi."),
        (
            "[Moderēšanas žurnāls]",
            ("🔇 Bibliotekāre, Rendas · 12.10. plkst. 11.00 · Metodiķe, Kuldīga", "Beidzās: 13.10."),
        ),
    )


async def test_it_is_undone_at_once_or_from_the_list_and_leaves_a_trace(world: World, two: Two) -> None:
    methodologist, librarian = two
    await mute(methodologist, "Līdz atjaunošanai")
    assert "Apturēta, līdz metodiķis to atjaunos." in librarian.shown[-1]
    stale = methodologist.last
    await world.move_clock(days=100, hours=10)  # to an hour at which no report comes
    await librarian.talk(("/kolegiem", "Apturēta, līdz metodiķis to atjaunos."))
    await methodologist.talk(
        ("/moderesana", ("Iespēja rakstīt kolēģiem pašlaik apturēta:", "• Bibliotekāre, Rendas", REASON)),
        (
            "[Ļaut rakstīt: Bibliotekāre, Rendas]",
            ("(Iespēja rakstīt atjaunota)", "✅ Bibliotekāre, Rendas: iespēja rakstīt kolēģiem ir atjaunota"),
        ),
    )
    assert librarian.shown[-1].endswith("Iespēju rakstīt atjaunoja: Metodiķe, Kuldīga")
    await librarian.talk(("/kolegiem", "Aizgāja"))
    assert "Šis lēmums vairs nav spēkā" in await methodologist.press("Atsaukt", stale)
    query = select(audit.c.action, audit.c.object_kind).where(audit.c.action.like("%mute"))
    assert world.read(lambda session: session.execute(query).all()) == [("mute", "member"), ("lift_mute", "member")]
    await methodologist.talk(
        ("/moderesana", "[Moderēšanas žurnāls]"),
        ("[Moderēšanas žurnāls]", (REASON, "Atcēla: Metodiķe, Kuldīga, 20.01.")),
        ("[◀ Atpakaļ]", "🛡 Moderēšana"),
    )


async def test_a_second_decision_takes_the_place_of_the_first(world: World, two: Two) -> None:
    methodologist, librarian = two
    await mute(methodologist, "Stunda")
    await methodologist.talk(
        ("/moderesana", "[Apturēt iespēju rakstīt]"),
        ("[Apturēt iespēju rakstīt]", "1/3"),
        ("[Bibliotekāre, Rendas", "2/3"),
        ("[Nedēļa]", "3/3"),
        ("x", "Iemeslam jābūt 3–500 rakstzīmju garam"),
        ("Vēl joprojām.", "Apturēta līdz 19.10. plkst. 11.00."),
    )
    await world.move_clock(hours=2)
    await librarian.talk(("/kolegiem", "Vēl joprojām."))
    assert not any("Jūs atkal varat" in text for text in librarian.shown)


async def test_nobody_mutes_an_administrator_or_themselves_or_undoes_their_own(world: World, two: Two) -> None:
    methodologist, librarian = two
    administrator = await world.member("admin", "Administratore", MAIN)
    other = await world.methodologist("Metodiķe, Otra")
    await methodologist.talk(
        ("/moderesana", "🛡"),
        ("[Apturēt iespēju rakstīt]", "1/3"),
        ("admin", "Nekas neatbilst"),
    )
    for data in ("f:0:pick:1", "mo:mute:1", "mo:mute:3", "mo:mute:4"):
        assert not (await methodologist.send_data(data, methodologist.last)).new, data
    assert "nevar apturēt ne sev, ne administratoram" in await methodologist.send_data("mo:mute:3", methodologist.last)
    await administrator.talk(
        ("/moderesana", "🛡"),
        ("[Apturēt iespēju rakstīt]", "[Metodiķe, Otra"),
        ("[Metodiķe, Otra", "2/3"),
        ("[Stunda]", "3/3"),
        ("Atvaļinājums.", "Metodiķe, Otra: iespēja rakstīt kolēģiem ir apturēta."),
    )
    await other.talk(("/moderesana", "Iespēja rakstīt kolēģiem Jums pašlaik ir apturēta."))
    assert "Iespēja rakstīt kolēģiem Jums pašlaik ir apturēta." in await other.send_data("mo:lift:1", other.last)
    await librarian.say("/jautat Kā?")
    assert "nosūtīta" in await other.reply("Kā?", "Tā."), "a methodologist goes on answering"
    for data in ("mo:mute", "mo:mute:1", "mo:lift:1", "mo:journal:0", "mo:overview"):
        assert "Jūsu lomai šī iespēja nav pieejama." in await librarian.send_data(data, librarian.last), data


async def test_it_outlasts_a_restart_and_comes_to_an_end_while_nobody_looked(world: World, two: Two) -> None:
    methodologist, librarian = two
    await mute(methodologist)
    await world.end()
    world.sandbox.clock.move(timedelta(days=2))
    await world.begin()
    await world.settled()
    assert librarian.shown[-1] == "✅ Jūs atkal varat rakstīt kolēģiem."
