"""Moderation in the region's group: hidden there by a reply, and what a muted member writes there is nothing to us."""

import pytest
from sqlalchemy import func, select
from sqlalchemy.orm import Session

from bot.sandbox import Group
from storage import groups
from storage.news import NewsPost
from tests.journeys.test_muting import REASON, mute
from tests.journeys.world import LAIDI, Person, World

TOPIC = "Jaunumi"
NEWS = "Piektdien bibliotēkā lasījumi bērniem."


@pytest.fixture
async def people(world: World) -> tuple[Person, Person, Person]:
    """A methodologist and two librarians."""
    return await world.methodologist(), await world.librarian(), await world.librarian(LAIDI)


@pytest.fixture
async def group(world: World, people: tuple[Person, ...]) -> Group:
    """The region's group with a thread for news, where the bot may delete."""
    group = await world.group(*people)
    topic = group.create_topic(TOPIC)

    def administers(session: Session) -> None:
        found = groups.group_at(session, group.id)
        assert found is not None
        found.status, found.rights = groups.ADMINISTRATOR, [groups.MANAGE_TOPICS, groups.DELETE_MESSAGES]
        session.add(groups.GroupThread(group_id=found.id, name=TOPIC, kind=groups.NEWS, thread_id=topic.thread_id))

    world.write(administers)
    return group


def posts(world: World) -> int:
    return world.read(lambda session: session.scalar(select(func.count()).select_from(NewsPost)) or 0)


def texts(group: Group) -> list[str]:
    return [one.get("text", "") for one in group.messages]


async def test_what_a_member_wrote_is_hidden_by_a_reply_in_the_group(
    world: World, group: Group, people: tuple[Person, ...]
) -> None:
    methodologist, author, reader = people
    seat = methodologist.chat.user.chat_with(group)
    written = author.chat.user.chat_with(group).send(NEWS, topic=TOPIC)
    await world.settled()
    assert posts(world) == 1
    await reader.start("n1")
    assert NEWS in reader.shown[-1]
    refused = await methodologist.do(lambda: seat.send("/paslept", reply_to=written, topic=TOPIC))
    assert "Aiz komandas uzrakstiet iemeslu: /paslept IEMESLS." in refused, "in private"
    nothing = await methodologist.do(lambda: seat.send(f"/paslept {REASON}", topic=TOPIC))
    assert "Ar šo komandu atbildiet uz ziņu, kas jāpaslēpj" in nothing
    hidden = await methodologist.do(lambda: seat.send(f"/paslept {REASON}", reply_to=written, topic=TOPIC))
    assert "🙈 Paslēpts ieraksts: jaunums Nr. 1" in hidden
    assert NEWS not in texts(group)
    assert NEWS not in str(reader.shown)
    assert texts(group).count(f"/paslept {REASON}") == 1, "the one that hid nothing; a reason is for the author alone"
    assert f"Iemesls: {REASON}" in author.shown[-1]
    await methodologist.talk(("[Atsaukt]", "Ieraksts atkal ir lasāms: jaunums Nr. 1."))


async def test_what_a_muted_member_writes_there_is_no_news_and_they_are_told_once(
    world: World, group: Group, people: tuple[Person, ...]
) -> None:
    methodologist, author, _ = people
    await mute(methodologist)
    seat = author.chat.user.chat_with(group)
    before = len(author.shown)
    for text in (NEWS, "Un vēl viens jaunums: pērkam grāmatas!", "Kāpēc neviens neatbild?"):
        seat.send(text, topic=TOPIC)
    await world.settled()
    assert posts(world) == 0
    assert len(author.shown) == before + 1
    assert author.shown[-1].startswith("🔇 Iespēja rakstīt kolēģiem Jums pašlaik ir apturēta.")
    await author.talk((f"/jaunums {NEWS}", "🔇 Iespēja rakstīt kolēģiem Jums pašlaik ir apturēta."))
    assert posts(world) == 0
    await world.move_clock(days=1)
    await author.talk((f"/jaunums {NEWS}", "Nr. 1"))


async def test_a_librarian_hides_nothing_in_the_group(world: World, group: Group, people: tuple[Person, ...]) -> None:
    _, author, other = people
    written = author.chat.user.chat_with(group).send(NEWS, topic=TOPIC)
    await world.settled()
    seat = other.chat.user.chat_with(group)
    refused = await other.do(lambda: seat.send(f"/paslept {REASON}", reply_to=written, topic=TOPIC))
    assert "Jūsu lomai šī iespēja nav pieejama." in refused
    assert NEWS in texts(group)
