"""A chat that a methodologist had elsewhere is forwarded and becomes one record."""

from datetime import date

import pytest

from storage.consultations import Consultation
from tests.journeys.person import Message
from tests.journeys.world import LAIDI, RENDA, Person, World

PRIVACY = "Saglabās tikai tekstus un pielikumus, bez sūtītāja vārda"
OFFERED = ("Reģistrēt kā konsultāciju?", PRIVACY, "[📝 Reģistrēt konsultāciju]")


@pytest.fixture
async def methodologist(world: World) -> Person:
    return await world.methodologist()


async def stranger(world: World, name: str) -> Person:
    """Somebody who has pressed Start and joined nothing."""
    person = world.stranger(name)
    await person.start()
    return person


def written(person: Person, text: str) -> Message:
    """What somebody wrote in another chat, to be forwarded."""
    return person.chat.send(text)


async def forward(person: Person, *messages: Message) -> str:
    """Forward them all at once; what the bot shows then."""

    def act() -> None:
        for message in messages:
            person.chat.forward(message)

    return str(await person.do(act))


def messages_of(world: World, number: int) -> list[tuple[str, str, int | None, int]]:
    """Part, text, author and attachments of a record's messages."""
    return world.read(
        lambda session: [
            (one.part, one.text, one.author_id, len(one.attachments))
            for record in session.query(Consultation).filter_by(number=number)
            for one in record.messages
        ]
    )


async def test_a_forwarded_chat_is_one_record_with_question_and_answer(world: World, methodologist: Person) -> None:
    librarian = await world.librarian(RENDA)
    talk = [
        written(librarian, "Labdien! Printeris nedrukā."),
        written(librarian, "Ko darīt?"),
        written(methodologist, "Nomainiet toneri."),
    ]
    await methodologist.say("/atcelt")
    shown = await forward(librarian, talk[-1])
    assert "Ko ar to darīt?" in shown
    assert "Reģistrēt" not in shown, "a librarian is offered what any text is"
    shown = await forward(methodologist, *talk)
    assert all(words in shown for words in ("Pārsūtītas 3 ziņas.", *OFFERED)), shown
    count = world.count()
    saved = await methodologist.press("📝 Reģistrēt")
    assert f"{RENDA} · Telegram · IKT un telpas" in saved
    assert "Labdien! Printeris nedrukā.\nKo darīt?" in saved
    assert "Atbilde: Nomainiet toneri." in saved
    assert world.count() == count + 1
    record = world.record(count + 1)
    assert (record["channel"], record["topic"], record["happened_on"]) == ("telegram", "ict", date(2026, 10, 12))
    (part, text, author, _), (second, answer, own, _) = messages_of(world, count + 1)
    assert (part, text, author) == ("question", "Labdien! Printeris nedrukā.\nKo darīt?", None), "nobody is named"
    assert (second, answer) == ("answer", "Nomainiet toneri.")
    assert own is not None


async def test_only_what_is_missing_is_asked_and_a_comment_is_read_like_a_line(
    world: World, methodologist: Person
) -> None:
    hidden = await stranger(world, "Ilze")
    hidden.chat.user.hides_forwards = True
    other = await stranger(world, "Anna")
    first, second = written(hidden, "Vai krājuma pārbaude jāveic katru gadu?"), written(other, "Sveiki")
    photo = other.chat.send_photo(caption="")
    await world.settled()
    shown = await forward(methodologist, first)
    assert "Pārsūtīta 1 ziņa." in shown
    await methodologist.talk(
        ("[📝 Reģistrēt konsultāciju]", "Kurai bibliotēkai sniegta konsultācija?"),
        ("laidi", f"{LAIDI} · Telegram · Krājums un inventarizācija"),
    )
    assert "Ilze" not in str(messages_of(world, 1))
    await methodologist.say("Renda tālr // pārzvanīt")
    await methodologist.press("Atcelt")
    await world.move_clock(days=1)
    await forward(methodologist, second, photo)
    await methodologist.do(lambda: methodologist.chat.send("Laidi e-pastā alise 10 min pārzvanīt"))
    saved = await methodologist.press("📝 Reģistrēt")
    assert f"{LAIDI} · E-pastā · BIS ALISE · 10 min · 2026. gada 12. oktobris" in saved
    assert "📎 1 pielikums" in saved
    assert "Piezīme: pārzvanīt" in saved
