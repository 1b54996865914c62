"""News in the region's group: posted there for who publishes in private, and taken from what is written there."""

from typing import Any

import pytest
from sqlalchemy.orm import Session

from bot.sandbox import Group
from storage import groups
from storage.exchange import exchange
from storage.news import news_figures
from storage.search import search
from tests.journeys.person import Message, seen, text_of
from tests.journeys.test_news import BOOKS, CONTEST, passing, wanting
from tests.journeys.world import LAIDI, START, Person, World

TOPIC = "Jaunumi"


def in_thread(group: Group, topic: str | None = TOPIC) -> list[Message]:
    """What the bot has written there, oldest first."""
    thread = group.topic(topic).thread_id if topic else None
    return [
        one
        for one in group.messages
        if one["from"]["is_bot"] and one.get("message_thread_id") == thread and not one.get("forum_topic_created")
    ]


def url_of(message: Message, label: str) -> str:
    rows = message["reply_markup"]["inline_keyboard"]
    return str(next(one["url"] for row in rows for one in row if one["text"] == label))


def payload_of(url: str) -> str:
    return url.rpartition("=")[2]


@pytest.fixture
async def author(world: World) -> Person:
    return await world.librarian()


@pytest.fixture
async def reader(world: World) -> Person:
    return await wanting(world, await world.librarian(LAIDI))


@pytest.fixture
async def group(world: World, author: Person, reader: Person) -> Group:
    group = await world.group(author, reader)
    topic = group.create_topic(TOPIC)

    def administers(session: Session) -> None:
        found = groups.group_at(session, group.id)
        assert found is not None
        found.status, found.rights = groups.ADMINISTRATOR, [groups.MANAGE_TOPICS, groups.DELETE_MESSAGES]
        session.add(
            groups.GroupThread(group_id=found.id, name=TOPIC, kind=groups.NEWS, thread_id=topic.thread_id),
        )

    world.write(administers)
    return group


async def test_what_is_published_in_private_stands_in_the_thread_and_follows(
    world: World, group: Group, author: Person, reader: Person
) -> None:
    published = await author.say(f"/jaunums {BOOKS}")
    assert "Tas ir lasāms arī grupas jaunumu sadaļā." in str(author.shown), published
    (post,) = in_thread(group)
    assert "📰 Grāmatu piedāvājums vai apmaiņa · Nr. 1\nBibliotekāre, Rendas" in text_of(post)
    assert url_of(post, "Jautāt autoram") == "https://t.me/plaukts_bot?start=na1"
    await reader.start(payload_of(url_of(post, "Jautāt autoram")))
    assert "Uzrakstiet, ko vēlaties jautāt par jaunumu Nr. 1." in reader.shown[-1]
    await reader.talk(("Vai vēl ir?", "nosūtīta"))
    assert "Vai vēl ir?" in author.shown[-1]
    asked = author.message("/jaunums")
    await author.do(lambda: author.chat.edit(asked, "/jaunums Atdodam 5 grāmatas."))
    assert "Atdodam 5 grāmatas.\n\n(teksts labots)" in text_of(in_thread(group)[0])
    await author.press("Atsaukt", author.with_button("Labot"))
    assert in_thread(group) == []


async def test_a_photo_an_album_and_a_long_text_in_the_thread(world: World, group: Group, author: Person) -> None:
    await author.do(lambda: author.chat.send_photo(caption="/jaunums Izstādes atklāšana rīt"))
    (photo,) = in_thread(group)
    assert "photo" in photo
    assert "Izstādes atklāšana rīt" in text_of(photo)
    own = author.message("/jaunums Izstādes")
    await author.do(lambda: author.chat.edit(own, "/jaunums Izstādes atklāšana. " + "Nāciet visi! " * 75))
    await world.move_clock(seconds=1)
    (photo,) = in_thread(group)
    assert text_of(photo).rstrip().endswith("(teksts labots)")
    assert "…" in text_of(photo)
    read = url_of(photo, "Lasīt visu")
    opened = await author.start(payload_of(read))
    assert text_of(opened.new[0]).count("Nāciet visi!") == 75
    await author.do(lambda: author.chat.send_album([None, None], caption=f"/jaunums {BOOKS}"))
    await world.move_clock(seconds=2)
    _, text, first, second = in_thread(group)
    assert BOOKS in text_of(text)
    assert first["media_group_id"] == second["media_group_id"]
    part = [one for one in author.chat.messages if one.get("media_group_id")][-1]
    world.bot.updates.put("message", {**part, "message_id": 9_000, "caption": ""})
    await world.settled()
    await world.move_clock(seconds=2)
    assert len(in_thread(group)) == 5, "a part that came late joins them"
    await author.press("Atsaukt", author.with_button("Labot"))
    assert len(in_thread(group)) == 1


async def test_what_a_member_writes_in_the_thread_is_news_and_the_bot_is_silent_there(
    world: World, group: Group, author: Person, reader: Person
) -> None:
    await author.say(f"/jaunums {BOOKS}")
    before = len(group.messages)
    written = await author.do(lambda: group.seat(author.chat.user).send(CONTEST, topic=TOPIC))
    assert "✅ Jaunums Nr. 2 ir publicēts." in written, "told in private"
    assert "Lai to mainītu, labojiet savu ziņu grupā" in written
    assert "[Tas nav jaunums] [Atsaukt] [Kategorija] [Termiņš]" in written
    assert len(group.messages) == before + 1
    await passing(world, minutes=2)
    assert CONTEST in reader.shown[-1]
    message = group.messages[-1]
    await author.do(lambda: group.seat(author.chat.user).edit(message, "Konkurss pagarināts līdz 11. decembrim."))
    await passing(world, seconds=1)
    assert "Konkurss pagarināts līdz 11. decembrim.\n" in reader.shown[-1]
    await author.press("Atsaukt", author.with_button("Tas nav jaunums"))
    await passing(world, seconds=1)
    assert len(group.messages) == before, "their message, too"
    assert CONTEST not in str(reader.shown)


async def test_talk_in_the_thread_is_no_news_and_who_has_not_joined_is_left_alone(
    world: World, group: Group, author: Person, reader: Person
) -> None:
    await author.say(f"/jaunums {BOOKS}")
    (post,) = in_thread(group)

    def count() -> int:
        return world.read(lambda session: news_figures(session, START, START.replace(year=2027)).posts)

    seat = group.seat(reader.chat.user)
    stranger = world.sandbox.add_user("Kāds")
    group.add(stranger, quietly=True)
    acts: list[Any] = [
        lambda: seat.send("Paldies!", topic=TOPIC),
        lambda: seat.send("Mēs arī gribētu kādas piecas no tām", reply_to=post, topic=TOPIC),
        lambda: group.seat(stranger).send("Pie mums rīt ir liels sarīkojums", topic=TOPIC),
    ]
    for act in acts:
        await reader.do(act)
    assert count() == 1
    assert "Mēs arī gribētu" not in str(author.shown)
    await reader.do(lambda: seat.send("Cik gadu vecas tās ir?", reply_to=post, topic=TOPIC))
    assert "💬 Jautājums par Jūsu jaunumu Nr. 1\nBibliotekāre, Laidu" in author.shown[-1], "a question reaches them"
    await author.talk(("[Atbildēt]", "Uzrakstiet atbildi"), ("Pavisam jaunas.", "nosūtīta"))
    assert "Pavisam jaunas." in reader.shown[-1]
    said = await author.do(lambda: group.seat(author.chat.user).send("Rīt pie mums viesosies kāds", topic=TOPIC))
    assert "Kurā kategorijā to ievietot?" in said
    await author.talk(("[Pieredze]", "Kategorija: Pieredze"), ("[Tas nav jaunums]", "✖ Jaunums Nr. 2 ir atsaukts"))
    assert any("Rīt pie mums viesosies kāds" in text_of(one) for one in group.messages), "their message stays"
    assert count() == 1


async def test_search_digest_link_and_report_know_of_it(world: World, group: Group, author: Person) -> None:
    reader = await world.librarian(LAIDI)
    await author.say(f"/jaunums {CONTEST}")

    def found(words: str) -> list[int]:
        return world.read(lambda session: [hit.object_id for hit in search(session, words).hits])

    assert found("konkursi bernu stūrītis") == [1]
    opened = await reader.start("n1")
    assert CONTEST in opened
    own = author.message("/jaunums")
    await author.do(lambda: author.chat.edit(own, "/jaunums Konkurss par plauktiem līdz 20. oktobrim."))
    assert found("bērnu stūrītis") == []
    assert found("plaukti") == [1]
    figures = world.read(lambda session: news_figures(session, START, START.replace(month=11)))
    assert (figures.posts, figures.by_category, len(figures.libraries)) == (1, {"contest": 1}, 1)
    assert world.read(lambda session: exchange(session, START, START.replace(month=11))).questions == 0
    await author.press("Atsaukt", author.with_button("Labot"))
    assert found("plaukti") == []
    assert world.read(lambda session: news_figures(session, START, START.replace(month=11))).posts == 0


async def test_a_hidden_post_is_gone_everywhere_and_can_be_shown_again(
    world: World, group: Group, author: Person, reader: Person
) -> None:
    methodologist = await wanting(world, await world.methodologist())
    await author.say(f"/jaunums {BOOKS}")
    await passing(world, minutes=2)
    hidden = await methodologist.reply(BOOKS, "/paslept Tās jau ir norakstītas.")
    assert "🙈 Paslēpts ieraksts: jaunums Nr. 1" in hidden
    await passing(world, seconds=1)
    assert BOOKS not in str(reader.shown)
    assert in_thread(group) == []
    assert "Jaunuma Nr. 1 vairs nav." in await reader.start("n1")
    assert "Jaunums Nr. 1 ir paslēpts" in str(author.shown)
    assert "Tās jau ir norakstītas." in author.shown[-1]
    await methodologist.talk(("[Atsaukt]", "Ieraksts atkal ir lasāms: jaunums Nr. 1."))
    await passing(world, seconds=1)
    assert BOOKS in await reader.start("n1")
    assert [BOOKS in seen(one) for one in in_thread(group)] == [True]
    await author.do(lambda: author.chat.edit(author.message("/jaunums"), "/jaunums Atdodam vēl."))
    await passing(world, seconds=1)
    assert "Atdodam vēl." in text_of(in_thread(group)[0])
