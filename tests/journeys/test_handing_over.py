"""Private questions that others shall answer: handed over to colleagues with the asker's yes, or referred."""

import pytest

from tests.journeys.test_colleagues import Region, make_region
from tests.journeys.world import World


@pytest.fixture
async def region(world: World) -> Region:
    """With question No. 1, which only the methodologists read."""
    region = await make_region(world)
    await region.asker.say("/jautat Kā norakstīt grāmatas?")
    return region


async def test_the_asker_agrees_openly(region: Region) -> None:
    await region.methodologist.talk(
        ("[Nodot kolēģiem]", ("(Jautātājam lūgta piekrišana.)", "👥 Kolēģiem – ja jautātājs piekritīs"))
    )
    assert not any("Kā norakstīt" in text for text in region.board)
    asked = region.asker.shown[-1]
    assert "🤝 Metodiķis iesaka jautājumu Nr. 1 uzdot arī kolēģiem grupā.\n\nKā norakstīt grāmatas?" in asked
    assert "[Jā, ar manu vārdu] [Jā, anonīmi] [Nē, lai redz tikai metodiķi]" in asked
    await region.asker.talk(("[Jā, ar manu vārdu]", "👥 Jautājums Nr. 1 ir grupā."))
    assert "Bibliotekāre, Rendas · Rendas pagasta bibliotēka\n\nKā norakstīt grāmatas?" in region.board[-1]
    assert "👥 Uzdots arī kolēģiem grupā" in str(region.methodologist.shown)
    await region.here(region.colleague).reply("Kā norakstīt", "Ar aktu.")
    assert "Ar aktu." in region.asker.shown[-1]
    assert region.world.record(1)["given_by"] == "peer"


async def test_the_asker_agrees_anonymously(region: Region) -> None:
    await region.methodologist.press("Nodot kolēģiem")
    await region.asker.talk(("[Jā, anonīmi]", "bez Jūsu vārda un bibliotēkas"))
    assert "Kolēģis (anonīmi)\n\nKā norakstīt" in region.board[-1]
    assert "Rendas" not in "\n".join(region.board)


async def test_the_asker_does_not_agree(region: Region) -> None:
    await region.methodologist.press("Nodot kolēģiem")
    stale = region.asker.last
    await region.asker.talk(("[Nē, lai redz tikai metodiķi]", "🔒 Jautājumu Nr. 1 arī turpmāk redz tikai metodiķi."))
    assert "🔒 Jautātājs nevēlas, lai to uzdod kolēģiem" in str(region.methodologist.shown)
    assert not any("Kā norakstīt" in text for text in region.board)
    late = await region.asker.press("Jā, ar manu vārdu", stale)
    assert late.toast == "Šī poga ir no iepriekšēja soļa un vairs nedarbojas."
    refused = await region.colleague.send_data("c:pass:1:openly", region.colleague.last)
    assert "Nr. 1" in (refused.toast or "")
    assert region.world.record(1)["audience"] == "methodologists"


async def test_without_a_group_there_is_nobody_to_hand_over_to(world: World) -> None:
    methodologist, librarian = await world.methodologist(), await world.librarian()
    await librarian.say("/jautat Kā?")
    assert "[Nodot kolēģiem]" not in methodologist.shown[-1]
    prompt = await librarian.tap("❓ Jautāt")
    assert "Kolēģiem" not in prompt


async def test_referred_to_the_national_library(region: Region) -> None:
    await region.methodologist.talk(
        ("[Pāradresēt]", ("Kam pāradresēt jautājumu Nr. 1?", "[Latvijas Nacionālajai bibliotēkai] [Pašvaldībai]")),
        ("[Latvijas Nacionālajai]", "↗️ Jautājums Nr. 1 pāradresēts: Latvijas Nacionālajai bibliotēkai."),
    )
    assert "↗️ Jautājums Nr. 1 pāradresēts: Latvijas Nacionālajai bibliotēkai." in region.asker.shown[-1]
    record = region.world.record(1)
    assert (record["status"], record["referred_to"]) == ("referred", "Latvijas Nacionālajai bibliotēkai")
    await region.methodologist.reply("Kā norakstīt", "LNB atbild: ar aktu.")
    assert region.world.record(1)["status"] == "answered"


async def test_referred_to_another_methodologist_or_to_whom_is_typed(region: Region) -> None:
    other = await region.world.methodologist("Metodiķe B")
    await region.methodologist.press("Pāradresēt")
    await region.methodologist.talk(("[Metodiķe B]", "pāradresēts: Metodiķe B."))
    assert "↗️ Jautājums Nr. 1 pāradresēts Jums. Pāradresēja: Metodiķe, Kuldīga" in other.shown[-1]
    assert region.world.record(1)["status"] == "open"
    await other.talk(("[Atbildēt]", "Uzrakstiet atbildi"), ("Ar aktu.", "nosūtīta"))
    await region.methodologist.press("Pāradresēt", region.methodologist.message("Kā norakstīt"))
    await region.methodologist.talk(("Kultūras ministrijai", "pāradresēts: Kultūras ministrijai."))
    assert region.world.record(1)["referred_to"] == "Kultūras ministrijai"
