"""What one person writes another one reads as it was written, wherever it passes: no sign of it is lost or works."""

import json
from typing import Any

from sqlalchemy.orm import Session

from storage.libraries import Library
from storage.members import member_by_telegram
from storage.vocabulary import VocabularyEntry
from tests.journeys.events import publish
from tests.journeys.person import Person, text_of
from tests.journeys.test_colleagues import make_region
from tests.journeys.test_news import passing, wanting
from tests.journeys.world import LAIDI, World

SIGNS = (
    """<b>&amp;</i> & "a" 'b' <a href="tg://user?id=1">x</a>"""
    """ {name} {0} %s %(n)s &#60; \\ 👩\u200d👩\u200d👧𝄞 ş\u200f `*_~|"""
)
"""Tags that end what we began, entities, placeholders of both kinds, letters of two units, direction marks."""


def with_signs(words: str) -> str:
    """The words, with everything that somewhere means something else."""
    return f"{words} {SIGNS}"


def reads(person: Person, words: str) -> str:
    """The newest message of the bot to this person that has these words; it has to have all signs, too."""
    found = [text_of(one) for one in person.chat.messages if one["from"]["is_bot"] and words in text_of(one)]
    assert found, (words, person.shown[-3:])
    assert with_signs(words) in found[-1], found[-1]
    return found[-1]


async def test_a_question_and_everything_that_is_said_to_it(world: World) -> None:
    region = await make_region(world)
    methodologist, asker, colleague = region.methodologist, region.asker, region.colleague
    _call_all(world, asker)
    await asker.say(f"/jautat {with_signs('Kā norakstīt grāmatas?')}")
    assert with_signs("Bibliotekāre") in reads(methodologist, "Kā norakstīt grāmatas?")
    assert with_signs("Rendas bibliotēka") in reads(methodologist, "Kā norakstīt grāmatas?")
    await methodologist.reply("Kā norakstīt", with_signs("Ar aktu."))
    reads(asker, "Ar aktu.")
    await asker.reply("Ar aktu.", with_signs("Un ja nav?"))
    reads(methodologist, "Un ja nav?")

    await asker.tap("❓ Jautāt")
    await asker.press("👥 Kolēģiem (grupā)")
    await asker.say(with_signs("Kas zina rakstnieku?"))
    here = region.here(colleague)
    assert with_signs("Krājums") in "\n".join(methodologist.shown), "a topic of the region's list"
    reads(here, "Kas zina rakstnieku?")
    await here.reply("Kas zina", with_signs("Mēs zinām."))
    reads(asker, "Mēs zinām.")
    await colleague.say("/meklet rakstnieku")
    assert SIGNS[:30] in colleague.shown[-1]
    await colleague.press("1")
    reads(colleague, "Kas zina rakstnieku?")


async def test_news_announcements_and_events(world: World) -> None:
    methodologist, author = await world.methodologist(), await world.librarian()
    reader = await wanting(world, await world.librarian(LAIDI))
    _call_all(world, author)
    await author.say(f"/jaunums {with_signs('Atdodam grāmatas.')}")
    await passing(world, minutes=3)
    assert with_signs("Bibliotekāre") in reads(reader, "Atdodam grāmatas.")
    await reader.press("Jautāt autoram")
    await reader.say(with_signs("Cik to ir?"))
    reads(author, "Cik to ir?")
    await author.reply("Cik to ir?", with_signs("Trīsdesmit."))
    reads(reader, "Trīsdesmit.")

    text = with_signs("Jāiesniedz pārskati.")
    at = len("/pazinot ")
    whole = len(text.encode("utf-16-le")) // 2
    marks: list[dict[str, Any]] = [
        {"type": "bold", "offset": at + 3, "length": 20},
        {"type": "italic", "offset": at + 10, "length": whole - 10},
        {"type": "underline", "offset": at + 40, "length": 25},
        {"type": "spoiler", "offset": at + whole - 22, "length": 4},
    ]
    await methodologist.say(f"/pazinot {text}", marked=marks)
    await methodologist.press("👀 Apskatīt un sūtīt")
    await methodologist.press("📣 Sūtīt")
    await passing(world, minutes=3)
    reads(reader, "Jāiesniedz pārskati.")
    await reader.press("Atbildēt")
    await reader.say(with_signs("Vai visiem?"))
    reads(methodologist, "Vai visiem?")

    await publish(
        world,
        methodologist,
        title=with_signs("Seminārs"),
        place=with_signs("Rendā"),
        lecturers=with_signs("Lektore"),
        text=with_signs("Par visu."),
    )
    invited = reads(reader, "Seminārs")
    for words in ("Rendā", "Lektore", "Par visu."):
        assert with_signs(words) in invited, words
    await reader.press("Piedalīšos")
    await reader.press("🗓")
    assert not [one for one in world.sandbox.complaints if one], json.dumps(world.sandbox.complaints, default=str)


def _call_all(world: World, person: Person) -> None:
    """The person, their library and the topics of the region are called so, too, as their names are kept."""

    def job(session: Session) -> None:
        member, _ = member_by_telegram(session, person.chat.user.id)
        assert member is not None
        member.name = with_signs("Bibliotekāre")
        library = session.get(Library, member.libraries[0].id)
        assert library is not None
        library.name = with_signs("Rendas bibliotēka")
        for entry in session.query(VocabularyEntry).where(VocabularyEntry.list_name == "topic"):
            entry.lv = with_signs(entry.lv.split()[0])

    world.write(job)
