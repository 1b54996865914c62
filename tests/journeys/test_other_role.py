"""Who has another role now, or none, learns nothing more of what they may not read; who is muted tells nothing."""

from datetime import timedelta

from sqlalchemy import select
from sqlalchemy.orm import Session

from storage.members import Member
from tests.journeys.test_colleagues import Region, make_region
from tests.journeys.world import LAIDI, START, Person, World

QUESTION = "Kā norakstīt grāmatas?"


def change(world: World, person: Person, **values: object) -> None:
    """What was decided about a member."""

    def job(session: Session) -> None:
        found = session.scalars(select(Member).where(Member.name == person.chat.user.first_name)).one()
        for name, value in values.items():
            setattr(found, name, value)

    world.write(job)


async def test_a_card_of_a_private_question_is_no_longer_kept_up_to_date(world: World) -> None:
    leaving, staying = await world.methodologist("Metodiķe, Alsunga"), await world.methodologist()
    asker = await world.librarian()
    await asker.say(f"/jautat {QUESTION}")
    change(world, leaving, role="librarian")
    before = leaving.shown
    await asker.do(lambda: asker.chat.edit(asker.message(QUESTION), "/jautat Kā norakstīt dāvinājumu?"))
    await staying.reply("Kā norakstīt dāvinājumu?", "Ar aktu.")
    assert "Ar aktu." in asker.shown[-1]
    assert leaving.shown == before


async def muted_with_a_private_question(world: World) -> Region:
    region = await make_region(world)
    await region.asker.say(f"/jautat {QUESTION}")
    await region.methodologist.press("Nodot kolēģiem")
    change(world, region.asker, muted_until=START + timedelta(days=1))
    return region


async def test_who_is_muted_hands_nothing_over_to_colleagues(world: World) -> None:
    region = await muted_with_a_private_question(world)
    for how in ("Jā, ar manu vārdu", "Jā, anonīmi"):
        await region.asker.press(how)
        assert not any(QUESTION in text for text in region.board)
    assert world.record(1)["audience"] == "methodologists"
    await region.asker.talk(("[Nē, lai redz tikai metodiķi]", "redz tikai metodiķi"))


async def test_what_colleagues_were_asked_is_not_settled_by_an_earlier_answer(world: World) -> None:
    """Its confirmation offered similar questions while only the methodologists read it."""
    region = await make_region(world)
    await region.colleague.tap("❓ Jautāt")
    await region.colleague.talk(("[👥 Kolēģiem (grupā)]", "lasīs"), (QUESTION, "Nr. 1"))
    await region.here(region.methodologist).reply(QUESTION, "Ar aktu.")
    await region.asker.talk((f"/jautat {QUESTION}", "[Jā, palīdzēja]"))
    await region.methodologist.press("Nodot kolēģiem")
    await region.asker.press("Jā, anonīmi")
    assert "[Jā, palīdzēja]" not in str(region.asker.shown)
    assert "jau ir atbildēts" in str((await region.asker.send_data("c:served:2", region.asker.last)).toast)
    assert any("Nr. 2" in text and "Gaida atbildi" in text for text in region.board)


async def test_who_is_muted_changes_no_category_of_published_news(world: World) -> None:
    author, reader = await world.librarian(), await world.librarian(LAIDI)
    await author.say("/jaunums Piedāvājam liekās grāmatas.")
    change(world, author, muted_until=START + timedelta(days=1))
    await author.press("Konkurss")
    assert "Konkurss" not in await reader.say("/jaunumi")
