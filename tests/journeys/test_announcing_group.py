"""An announcement in the region's group: one post, which follows the rest; what is asked there reaches the sender."""

from datetime import timedelta

import pytest

from bot.sandbox import Group
from tests.journeys.person import Message, text_of
from tests.journeys.test_announcing import TEXT, compose, goes, order
from tests.journeys.test_news import passing
from tests.journeys.test_news_group import payload_of, url_of
from tests.journeys.world import RENDA, Person, World


@pytest.fixture
async def sender(world: World) -> Person:
    return await world.methodologist()


@pytest.fixture
async def reader(world: World) -> Person:
    return await world.librarian(RENDA)


def posts(group: Group) -> list[Message]:
    """What the bot announced there."""
    return [one for one in group.messages if one["from"]["is_bot"] and "Paziņojums · Nr." in text_of(one)]


async def announce(world: World, sender: Person) -> None:
    """In the group, too, with receipts and a button."""
    await compose(sender)
    await sender.press("▫️ Arī grupā")
    await sender.press("▫️ Lūgt")
    await sender.talk(("[Poga ar saiti]", "Uzrakstiet"), ("Veidlapa https://example.lv", "Poga: Veidlapa"))
    await order(sender)
    await goes(world)


async def test_the_group_has_one_post_with_addresses_and_what_is_asked_there_reaches_the_sender(
    world: World, sender: Person, reader: Person
) -> None:
    group = await world.group(sender, reader)
    await announce(world, sender)
    (post,) = posts(group)
    assert TEXT in text_of(post)
    assert "Izlasīju" not in str(post), "receipts are asked for in private"
    assert url_of(post, "Veidlapa") == "https://example.lv"
    assert post["message_thread_id"] == group.topic("Jaunumi").thread_id
    await reader.talk((f"/start {payload_of(url_of(post, 'Atbildēt'))}", "Uzrakstiet atbildi uz paziņojumu Nr. 1."))
    await reader.talk(("Vai arī skolām?", "nosūtīta"))
    assert "Vai arī skolām?" in sender.shown[-1]
    there = reader.there(group)
    await there.do(lambda: there.chat.send("Paldies!", reply_to=post))
    assert "Paldies!" not in str(sender.shown), "talk of the group stays there"
    await there.do(lambda: there.chat.send("Līdz cikiem?", reply_to=post))
    assert "💬 Atbilde uz Jūsu paziņojumu Nr. 1" in sender.shown[-1]
    assert "Līdz cikiem?" in sender.shown[-1]
    guest = await world.member("guest", "Deputāts")
    for data in ("an:open:1", "an:reply:1", "an:read:1"):
        assert TEXT not in str(await guest.send_data(data, guest.last)), data


async def test_a_group_without_threads_has_the_correction_and_loses_what_is_withdrawn(
    world: World, sender: Person, reader: Person
) -> None:
    group = await world.group(sender, reader, forum=False)
    await announce(world, sender)
    await sender.talk(("[Labot]", "jauno tekstu"), ("Labojums.", "✅ Paziņojums Nr. 1 ir nosūtīts."))
    await passing(world, seconds=3)
    (post,) = posts(group)
    assert "Labojums." in text_of(post)
    await sender.talk(("[Atsaukt paziņojumu]", "Vai atsaukt"), ("[Jā, atsaukt]", "✖"))
    await passing(world, seconds=3)
    assert not posts(group)
    assert "Labojums." not in str(reader.shown)


async def test_stopped_before_it_goes_the_group_hears_nothing(world: World, sender: Person, reader: Person) -> None:
    group = await world.group(sender, reader)
    await compose(sender)
    await sender.press("▫️ Arī grupā")
    await order(sender)
    await sender.talk(("[Apturēt]", "melnraksts Nr. 1"))
    await goes(world)
    assert not posts(group)
    await order(sender)
    await goes(world)
    assert len(posts(group)) == 1


async def test_a_group_that_becomes_a_supergroup_meanwhile_has_the_post_once(
    world: World, sender: Person, reader: Person
) -> None:
    group = await world.group(sender, reader, forum=False, supergroup=False)
    await compose(sender)
    await sender.press("▫️ Arī grupā")
    await order(sender)
    await world.end()
    old = group.id
    assert group.migrate() != old
    world.sandbox.clock.move_to(world.sandbox.clock.now() + timedelta(minutes=3))
    await world.begin()  # what is due goes before anybody has told that the group has another number
    await world.settled()
    await passing(world, seconds=3)
    (post,) = posts(group)
    assert TEXT in text_of(post)
    corrected = f"{TEXT} Veidlapa pielikumā."
    await sender.talk(("[Labot]", "jauno tekstu"), (corrected, "✅ Paziņojums Nr. 1 ir nosūtīts."))
    await passing(world, seconds=3)
    (post,) = posts(group)
    assert corrected in text_of(post), "and it follows"
    assert corrected in reader.shown[-1]
