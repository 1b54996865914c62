"""Whatever people send travels along, both ways; edits follow; long and odd texts arrive whole."""

import pytest

from tests.journeys.person import text_of
from tests.journeys.world import Person, World

Two = tuple[Person, Person]


@pytest.fixture
async def two(world: World) -> Two:
    """A methodologist and a librarian."""
    return await world.methodologist(), await world.librarian()


def kinds(person: Person) -> list[str]:
    """The kinds of what the bot sent along, oldest first."""
    names = ("photo", "document", "voice", "video")
    return [kind for one in person.chat.messages if one["from"]["is_bot"] for kind in names if kind in one]


async def test_photo_document_and_voice_travel_both_ways(world: World, two: Two) -> None:
    methodologist, librarian = two
    asked = await librarian.do(lambda: librarian.chat.send_photo(caption="/jautat Kas tas ir?"))
    assert "Jautājums Nr. 1 reģistrēts" in asked
    assert kinds(methodologist) == ["photo"]
    assert "Kas tas ir?" in text_of(methodologist.last["reply_to_message"])
    card = methodologist.message("Kas tas ir?")
    await methodologist.do(
        lambda: methodologist.chat.send_document("akts.docx", b"akts", caption="Lūdzu.", reply_to=card)
    )
    assert librarian.file("akts.docx") == b"akts"
    assert "Lūdzu." in str(librarian.shown)
    answer = librarian.message("Lūdzu.")
    await librarian.do(lambda: librarian.chat.send_voice(reply_to=answer))
    assert kinds(methodologist) == ["photo", "voice"]
    assert "(bez teksta; skatīt pielikumu)" in methodologist.shown[-2]
    assert len(world.record(1)["thread"]) == 3


async def test_a_photo_simply_sent_is_asked_about(world: World, two: Two) -> None:
    methodologist, librarian = two
    assert "Ko ar to darīt?" in await librarian.do(librarian.chat.send_photo)
    await librarian.talk(("[❓ Uzdot]", "Nr. 1"))
    assert kinds(methodologist) == ["photo"]
    await librarian.tap("❓ Jautāt")
    sent = await librarian.do(lambda: librarian.chat.send_document("tabula.xlsx", b"1", caption="Vai pareizi?"))
    assert "Nr. 2" in sent
    assert methodologist.file("tabula.xlsx") == b"1"


async def test_a_forwarded_message_is_asked_about(world: World, two: Two) -> None:
    """Nothing is saved until the button is pressed; then only what the message does not tell is asked."""
    methodologist, librarian = two
    message = librarian.chat.send("Kā iesaistīt jauniešus?")
    await world.settled()
    assert "[📝 Reģistrēt konsultāciju]" in await methodologist.do(lambda: methodologist.chat.forward(message))
    assert world.count() == 0
    await methodologist.talk(
        ("[📝 Reģistrēt konsultāciju]", ("Nr. 1 reģistrēta", "Rendas pagasta bibliotēka · Telegram · Bērni un")),
        ("[Atsaukt]", "Nr. 1 atsaukta"),
    )
    assert not world.record(1)
    librarian.chat.user.hides_forwards = True
    assert "[📝 Reģistrēt konsultāciju]" in await methodologist.do(lambda: methodologist.chat.forward(message))
    await methodologist.talk(("[📝 Reģistrēt konsultāciju]", "Kurai bibliotēkai"))
    assert world.count() == 1


async def test_an_album_is_one_question_and_a_late_part_joins_it(world: World, two: Two) -> None:
    methodologist, librarian = two
    await librarian.do(lambda: librarian.chat.send_album([None, None], caption="/jautat Kura vāciņa?"))
    await world.move_clock(seconds=2)
    assert world.count() == 1
    assert kinds(methodologist) == ["photo", "photo"]
    part = librarian.chat.messages[-2]
    world.bot.updates.put("message", {**part, "message_id": 9_000, "caption": ""})
    await world.settled()
    await world.move_clock(seconds=2)
    assert kinds(methodologist) == ["photo"] * 3
    assert world.count() == 1
    assert len(librarian.shown) == 2, "no second confirmation"
    assert len(methodologist.chat.messages) == 6, "start, welcome, card, three photos"


async def test_a_late_part_of_an_album_that_was_a_reply_is_no_second_answer(world: World, two: Two) -> None:
    """Telegram marks each part as a reply; one that comes after the others were handled joins them nevertheless."""
    methodologist, librarian = two
    await librarian.say("/jautat Kā noformēt izstādi?")
    card = methodologist.last
    await methodologist.do(lambda: methodologist.chat.send_album([None, None], caption="Tā.", reply_to=card))
    await world.move_clock(seconds=2)
    assert kinds(librarian) == ["photo", "photo"]
    part = next(one for one in methodologist.chat.messages if "photo" in one and not one.get("caption"))
    world.bot.updates.put("message", {**part, "message_id": 9_000})
    await world.settled()
    await world.move_clock(seconds=2)
    assert world.record(1)["thread"] == [("question", "Kā noformēt izstādi?"), ("answer", "Tā.")]
    assert kinds(librarian) == ["photo"] * 3
    assert sum("nosūtīta" in text for text in methodologist.shown) == 1


async def test_an_album_in_several_portions_is_one_answer(world: World, two: Two) -> None:
    methodologist, librarian = two
    await librarian.say("/jautat Kā izskatās veidlapa?")
    card = methodologist.message("Kā izskatās")
    files = [(f"{name}.pdf", name.encode()) for name in "abc"]
    first, *others = methodologist.chat.send_album(list(files), caption="Šādi.", reply_to=card)
    for update in world.bot.updates.pending[1:]:
        world.bot.updates.done(update["update_id"])
    await world.settled()
    for part in others:
        await world.move_clock(seconds=1)
        world.bot.updates.put("message", part)
        await world.settled()
    assert kinds(librarian) == []
    await world.move_clock(seconds=2)
    assert [librarian.file(name) for name, _ in files] == [data for _, data in files]
    assert [part for part, _ in world.record(1)["thread"]] == ["question", "answer"]
    assert text_of(first) == "Šādi."


async def test_an_edit_is_no_part_of_the_album_that_it_changes(world: World, two: Two) -> None:
    """Though it comes together with a late part."""
    methodologist, librarian = two
    first, second = librarian.chat.send_album([None, None], caption="/jautat Kura vāciņa?")
    world.bot.updates.done(world.bot.updates.pending[1]["update_id"])
    await world.settled()
    await world.move_clock(seconds=2)
    assert kinds(methodologist) == ["photo"]
    world.bot.updates.put("message", second)
    librarian.chat.edit(first, "/jautat Kura zilā vāciņa?")
    await world.sandbox.wait_for(lambda: not world.bot.updates.pending)
    await world.move_clock(seconds=2)
    assert any("Kura zilā vāciņa?" in text and "(teksts labots)" in text for text in methodologist.shown)
    assert kinds(methodologist) == ["photo", "photo"]
    assert len(world.record(1)["thread"]) == 1


async def test_edits_of_question_and_answer_follow_on_all_copies(world: World, two: Two) -> None:
    methodologist, librarian = two
    second = await world.methodologist("Metodiķe B")
    await librarian.say("/jautat Kā norakstit?")
    await methodologist.reply("Kā norakstit?", "Ar aktu")
    question, answer = librarian.message("/jautat"), methodologist.message("Ar aktu")
    silent = await librarian.do(lambda: librarian.chat.edit(question, "/jautat Kā norakstīt žurnālus?"))
    assert not silent.new, "nothing to be said to whoever corrects a letter"
    for one in (methodologist, second):
        assert "Kā norakstīt žurnālus?\n(teksts labots)" in str(one.shown).replace("\\n", "\n")
    await methodologist.do(lambda: methodologist.chat.edit(answer, "Ar aktu un sarakstu"))
    assert "Ar aktu un sarakstu\n(teksts labots) [Papildināt]" in librarian.shown[-1]
    assert world.record(1)["thread"] == [("question", "Kā norakstīt žurnālus?"), ("answer", "Ar aktu un sarakstu")]
    assert "(teksts labots)" in librarian.shown[-1]


EXACT = "/jautat " + ("Kā? " * 1021 + "beig.")[: 4096 - 8]
ODD = {
    "4096 letters": EXACT,
    "emoji": "📚" * 2048,
    "right to left": "كيف أرتب الكتب؟ איך לסדר?",
    "html": '<b>Vai</b> 3 < 5 & "7" > 6? </i><script>alert(1)</script> &amp;',
    "lines": "Pirmā\n\n\n- otrā\n\ttrešā",
}


@pytest.mark.parametrize("name", ODD)
async def test_every_text_arrives_whole_as_question_and_as_answer(world: World, two: Two, name: str) -> None:
    methodologist, librarian = two
    said = ODD[name]
    body = said.removeprefix("/jautat ")
    await librarian.say(said)
    if not said.startswith("/"):
        await librarian.talk(("[❓ Uzdot]", "Nr. 1"))
    assert world.record(1)["thread"] == [("question", body)]
    assert sent_to(methodologist).count(squeezed(body)) == 1
    await methodologist.say(body, reply_to=methodologist.message("Gaida atbildi"))
    assert world.record(1)["thread"][1] == ("answer", body)
    assert sent_to(librarian).endswith(squeezed(body))


def squeezed(text: str) -> str:
    """The text without the white space at which pieces may be broken."""
    return "".join(text.split())


def sent_to(person: Person) -> str:
    """All that the bot sent of people's words, without headings: pieces joined, ellipses away."""
    texts = [text_of(one) for one in person.chat.messages[2:] if one["from"]["is_bot"] and "✅" not in text_of(one)]
    body = [text.partition("\n\n")[2] if text.startswith(("❓", "💬")) else text for text in texts]
    parts = [text.removesuffix("🕓 Gaida atbildi").strip().removesuffix("…").removeprefix("… ") for text in body]
    return squeezed("".join(parts)).removeprefix("❓")
