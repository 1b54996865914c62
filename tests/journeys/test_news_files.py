"""The author of news puts another file into their own message, or one more: every copy brings it."""

from typing import Any

from bot.sandbox import Group
from bot.sandbox.files import sample_picture
from tests.journeys.person import text_of
from tests.journeys.test_announced_files import exchanged, files
from tests.journeys.test_news import passing
from tests.journeys.test_news_group import TOPIC, author, group, reader
from tests.journeys.world import Person, World

__all__ = ["author", "group", "reader"]


def of_bot(messages: list[dict[str, Any]], words: str) -> dict[str, Any]:
    return [one for one in messages if words in text_of(one) and one["from"]["is_bot"]][-1]


async def test_another_file_takes_the_place_of_the_one_that_was_published(
    world: World, author: Person, reader: Person, group: Group
) -> None:
    await author.do(lambda: author.chat.send_photo(caption="/jaunums Konkursa plakāts"))
    own = next(one for one in author.chat.messages if one.get("caption") == "/jaunums Konkursa plakāts")
    await passing(world, minutes=2)
    assert files([reader.last]) == files([own])
    changed = await exchanged(author, own, ("plakats.pdf", b"a"))
    await passing(world, seconds=3)
    for copy in (reader.last, of_bot(group.messages, "Konkursa plakāts")):
        assert files([copy]) == files([changed])
        assert "photo" not in copy
        assert "Konkursa plakāts\n\n(teksts labots)" in copy["caption"]
    await author.say("/jaunums Konkurss bez plakāta")
    await passing(world, minutes=2)
    text = next(one for one in author.chat.messages if text_of(one) == "/jaunums Konkurss bez plakāta")
    added = await exchanged(author, text, None)
    await passing(world, seconds=3)
    assert files([reader.last]) == files([added]), "what is added follows"
    assert files([one for one in group.messages if "photo" in one]) == files([added])
    assert "(teksts labots)" in text_of(of_bot(reader.chat.messages, "Konkurss bez plakāta"))


async def test_parts_of_an_album_come_in_any_order_and_each_is_exchanged_in_its_place(
    world: World, author: Person, reader: Person, group: Group
) -> None:
    there = author.there(group)
    updates = world.bot.updates
    first, second, third = there.chat.send_album([None, None, None], caption="Konkursa darbi", topic=TOPIC)
    for late in updates.pending[-3:-1]:
        updates.done(late["update_id"])
    await world.settled()
    await world.move_clock(seconds=2)
    for late in (second, first):
        updates.put("message", late)
        await world.settled()
        await world.move_clock(seconds=2)
    await passing(world, minutes=5)
    came = [one for one in reader.chat.messages if "photo" in one]
    assert files(came) == files([third, second, first])
    assert came[0]["caption"].endswith("Konkursa darbi")
    changed = {}
    for number, part in enumerate((first, second, third)):
        changed[number] = there.chat.exchange(part, sample_picture(seed=20 + number))
        await world.settled()
    await passing(world, seconds=3)
    assert files([reader.chat.now(one) for one in came]) == files([changed[2], changed[1], changed[0]])
    edited = there.chat.edit(changed[0], "Konkursa darbi ir klāt")
    await passing(world, seconds=3)
    assert "Konkursa darbi ir klāt\n\n(teksts labots)" in text_of(reader.chat.now(came[0])), edited
