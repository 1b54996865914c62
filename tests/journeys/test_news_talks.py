"""Asking the author of news through the bot: by button and by reply, both ways, with photos; only these two read it."""

import pytest

from tests.journeys.person import text_of
from tests.journeys.test_attachments import kinds
from tests.journeys.test_news import BOOKS, passing, wanting
from tests.journeys.world import LAIDI, Person, World


@pytest.fixture
async def author(world: World) -> Person:
    return await world.librarian()


@pytest.fixture
async def reader(world: World, author: Person) -> Person:
    """Somebody who got the author's news."""
    reader = await wanting(world, await world.librarian(LAIDI))
    await author.say(f"/jaunums {BOOKS}")
    await passing(world, minutes=2)
    return reader


async def test_question_and_answer_by_button_and_by_reply(world: World, author: Person, reader: Person) -> None:
    await reader.talk(
        (
            "[Jautāt autoram]",
            ("Uzrakstiet, ko vēlaties jautāt par jaunumu Nr. 1.", BOOKS, "Kam: Bibliotekāre, Rendas", "[Atcelt]"),
        ),
        (
            "Vai ir arī pasakas?",
            "✅ Ziņa par jaunumu Nr. 1 ir nosūtīta. To lasīs tikai: Bibliotekāre, Rendas [Atsaukt]",
        ),
    )
    asked = author.shown[-1]
    assert "💬 Jautājums par Jūsu jaunumu Nr. 1\nBibliotekāre, Laidu · Laidu pagasta bibliotēka" in asked
    assert "Vai ir arī pasakas? [Atbildēt]" in asked
    await author.talk(
        ("[Atbildēt]", "Uzrakstiet atbildi. To lasīs tikai: Bibliotekāre, Laidu"),
        ("Jā, desmit.", "Ziņa par jaunumu Nr. 1 ir nosūtīta."),
    )
    assert "💬 Atbilde par jaunumu Nr. 1\nBibliotekāre, Rendas" in reader.shown[-1]
    assert text_of(reader.last["reply_to_message"]) == "Vai ir arī pasakas?"
    await reader.reply("Jā, desmit.", "Lūdzu, atlieciet!")
    assert "Lūdzu, atlieciet!" in author.shown[-1]
    assert text_of(author.last["reply_to_message"]) == "Jā, desmit."
    await author.do(lambda: author.chat.send_photo(caption="Šīs", reply_to=author.message("Lūdzu, atlieciet!")))
    assert kinds(reader) == ["photo"]
    assert "Šīs" in str(reader.shown)
    own = next(one for one in reader.chat.messages if text_of(one) == "Lūdzu, atlieciet!")
    await reader.say("Piektdien atbraukšu.", reply_to=own)
    assert "Piektdien atbraukšu." in author.shown[-1], "a reply to one's own message goes on, too"
    assert world.count() == 0, "no consultation"


async def test_a_reply_to_a_copy_asks_and_each_asker_has_a_conversation_of_their_own(
    world: World, author: Person, reader: Person
) -> None:
    other = await world.methodologist()
    await reader.reply(BOOKS, "Vai drīkst pasūtīt?")
    await other.say("/jaunumi")
    await other.press("Nr. 1")
    await other.talk(("[Jautāt autoram]", "Kam:"), ("Cik tās vecas?", "nosūtīta"))
    await author.reply("Vai drīkst pasūtīt?", "Drīkst.")
    await author.reply("Cik tās vecas?", "Gadu.")
    assert "Drīkst." in reader.shown[-1]
    assert "Gadu." in other.shown[-1]
    assert "Gadu." not in str(reader.shown)
    for data in ("n:answer:1", "n:unsay:1"):
        assert "Šī ziņa jau ir atsaukta." in await other.send_data(data, other.last), "another's conversation"


async def test_undo_and_edits_reach_the_other_one(world: World, author: Person, reader: Person) -> None:
    await reader.reply(BOOKS, "Vai drikst?")
    own = next(one for one in reader.chat.messages if text_of(one) == "Vai drikst?")
    await reader.do(lambda: reader.chat.edit(own, "Vai drīkst?"))
    assert "Vai drīkst?\n(teksts labots) [Atbildēt]" in author.shown[-1]
    before = len(author.shown)
    await reader.talk(("[Atsaukt]", "✖ Ziņa atsaukta (par jaunumu Nr. 1)."))
    assert len(author.shown) == before - 1
    await reader.reply(BOOKS, "Un tagad?")
    await world.move_clock(minutes=11)
    await reader.talk(("[Atsaukt]", "(Atsaukšanas laiks (10 minūtes) ir beidzies."))


async def test_ones_own_news_and_who_has_left(world: World, author: Person, reader: Person) -> None:
    opened = await author.send_data("n:ask:1", author.last)
    assert "[Labot] [Atsaukt]" in opened, "the author gets their own card instead"
    guest = await world.member("guest", "Deputāts")
    for data in ("n:ask:1", "n:open:1", "n:new"):
        assert "Jūsu lomai šī iespēja nav pieejama" in await guest.send_data(data, guest.last), data


async def test_an_author_who_cannot_be_reached_is_said_so(world: World, author: Person, reader: Person) -> None:
    world.provoked.add("blocked")
    await author.do(author.chat.block)
    assert "⚠️ Jūsu ziņa par jaunumu Nr. 1 ir saglabāta, bet pašlaik Telegram to nevar piegādāt." in await reader.reply(
        BOOKS, "Vai drīkst?"
    )
    author.chat.unblock()
    await world.settled()
    assert "Vai drīkst?" in author.shown[-1]
