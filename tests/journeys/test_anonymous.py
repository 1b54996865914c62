"""Who asked anonymously stays unnamed wherever a colleague looks, and so does their library."""

from tests.journeys.test_colleagues import Region, make_region
from tests.journeys.world import World

QUESTION = "Kā norakstīt grāmatas?"


async def ask_anonymously(world: World) -> Region:
    region = await make_region(world)
    await region.asker.tap("❓ Jautāt")
    await region.asker.talk(("[🎭 Kolēģiem (grupā) anonīmi]", "bez Jūsu vārda"), (QUESTION, "Nr. 1"))
    return region


def told(region: Region) -> str:
    """Everything that the others have been told, in private and in the group."""
    return "\n".join([*region.colleague.shown[1:], *region.methodologist.shown[1:], *region.board])


async def test_to_who_answers_takes_and_sees_it_opened_again(world: World) -> None:
    region = await ask_anonymously(world)
    await region.here(region.colleague).press("Uzņemties")
    for person in (region.colleague, region.methodologist):
        await person.start("a1")
        await person.talk(("Ar aktu.", "nosūtīta"))
    await region.asker.press("Paldies, palīdzēja")
    await region.asker.press("Vēl nav")
    assert "atvērts" in region.colleague.shown[-1]
    assert "Rendas" not in told(region)


async def test_to_a_methodologist_to_whom_it_is_referred(world: World) -> None:
    region = await ask_anonymously(world)
    other = await world.methodologist("Metodiķe, Alsunga")
    await region.methodologist.send_data("c:refer:1", region.methodologist.last)
    await region.methodologist.press("Metodiķe, Alsunga")
    assert QUESTION in other.shown[-1]
    assert "Rendas" not in other.shown[-1]
    await other.start("a1")
    await other.talk(("Ar aktu.", "nosūtīta"))
    assert "Rendas" not in str(await other.send_data("c:place:1:1", other.last))
    assert "Rendas" not in "\n".join([told(region), *other.shown[1:]])
