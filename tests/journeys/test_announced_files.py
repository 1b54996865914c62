"""The author of an announcement puts another file into their own message: every copy brings it, waiting or there."""

from typing import Any

from tests.journeys.person import text_of
from tests.journeys.test_announcing import goes, order, reader, sender, set_quiet
from tests.journeys.test_news import passing
from tests.journeys.world import LAIDI, Person, World

__all__ = ["reader", "sender"]


def files(messages: list[dict[str, Any]]) -> list[str]:
    """The numbers of what these messages bring."""
    return [one["photo"][-1]["file_id"] if "photo" in one else one["document"]["file_id"] for one in messages]


async def exchanged(sender: Person, own: dict[str, Any], file: tuple[str, bytes] | None) -> dict[str, Any]:
    """The sender puts another file into an own message."""
    await sender.do(lambda: sender.chat.exchange(own, file))
    return sender.chat.now(own)


async def test_another_file_takes_the_place_of_the_one_that_was_announced(
    world: World, sender: Person, reader: Person
) -> None:
    group = await world.group(sender, reader)
    later = await world.librarian(LAIDI)
    set_quiet(world, later, 10, 13)
    await sender.do(lambda: sender.chat.send_photo(caption="/pazinot Plakāts"))
    own = next(one for one in sender.chat.messages if one.get("caption") == "/pazinot Plakāts")
    await sender.press("▫️ Arī grupā")
    await order(sender)
    await goes(world)
    changed = await exchanged(sender, own, ("plakats.pdf", b"a"))
    await passing(world, seconds=3)
    (post,) = [one for one in group.messages if "Plakāts" in text_of(one) and one["from"]["is_bot"]]
    for copy in (reader.last, post):
        assert files([copy]) == files([changed])
        assert "photo" not in copy
        assert "Plakāts\n\n(labots)" in copy["caption"]
        assert "reply_markup" in copy
    await passing(world, hours=3)
    assert files([later.last]) == files([changed]), "who has not got it gets the new one"
    await sender.do(lambda: sender.chat.send_album([None, None], caption="/pazinot Divi attēli"))
    await world.move_clock(seconds=2)
    parts = [one for one in sender.chat.messages if "media_group_id" in one and not one["from"]["is_bot"]]
    first = await exchanged(sender, parts[0], None)
    await sender.press("▫️ Arī grupā")
    await order(sender)
    await goes(world)
    second = await exchanged(sender, parts[1], None)
    await passing(world, seconds=3)
    for chat in (reader.chat, group):
        album = [one for one in chat.messages if "media_group_id" in one and one["from"]["is_bot"]]
        assert files(album) == files([first, second])
    await exchanged(sender, first, ("plakats.pdf", b"a"))
    assert "Telegram neļauj jau nosūtīto aizstāt ar šo failu, tāpēc paziņojums paliek, kāds bija." in sender.shown[-1]


async def test_with_a_new_text_the_only_file_can_be_exchanged_and_of_several_it_is_asked_which(
    world: World, sender: Person, reader: Person
) -> None:
    await sender.do(lambda: sender.chat.send_photo(caption="/pazinot Plakāts"))
    await sender.talk(("[Teksts]", "Fails paliek, ja vien kopā ar tekstu neatsūtīsiet citu."))
    changed = await sender.do(lambda: sender.chat.send_document("plakats.pdf", b"a"))
    assert "Plakāts\n📎 1 pielikums" in changed
    await order(sender)
    await goes(world)
    assert "document" in reader.last
    assert "Plakāts" in reader.last["caption"]
    await sender.do(lambda: sender.chat.send_album([None, None], caption="/pazinot Divi attēli"))
    await world.move_clock(seconds=2)
    await sender.talk(("[Teksts]", "Faili paliek. Lai kādu no tiem nomainītu, labojiet savu ziņu, kurā tas ir."))
    refused = await sender.do(lambda: sender.chat.send_photo(caption="Trešais"))
    assert "Nav skaidrs, kurš fails domāts" in refused
    await sender.talk(("Tikai teksts", ("Tikai teksts\n📎 2 pielikumi", "[👀 Apskatīt un sūtīt]")))
