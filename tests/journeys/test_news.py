"""News in private chats: published in one step, by the menu, from what was typed; read, changed, withdrawn."""

import pytest

from storage.members import member_by_telegram
from storage.preferences import ANY, AT_ONCE, OFF, choose
from tests.journeys.person import text_of
from tests.journeys.world import LAIDI, RENDA, Person, World

CONTEST = "Izsludināts konkurss “Labākais bērnu stūrītis”! Darbus gaidām līdz 4. decembrim."
BOOKS = "Atdodam liekos eksemplārus: 30 bērnu grāmatas."
WEEK = "Piektdien sarīkojums ar rakstnieku"


async def wanting(world: World, person: Person, subject: str = ANY, cadence: str = AT_ONCE) -> Person:
    """This person wants news (of a category) like this."""

    def job(session: object) -> None:
        member, _ = member_by_telegram(session, person.chat.user.id)  # type: ignore[arg-type]
        assert member is not None
        choose(session, member.id, "news", subject, cadence)  # type: ignore[arg-type]

    world.write(job)
    return person


async def passing(world: World, **by: float) -> None:
    """Time passes, and the clock has looked often enough for everything that is then due."""
    await world.move_clock(**by)
    for _ in range(4):
        await world.move_clock(seconds=1)


@pytest.fixture
async def author(world: World) -> Person:
    return await world.librarian()


@pytest.fixture
async def reader(world: World) -> Person:
    return await wanting(world, await world.librarian(LAIDI))


async def test_in_one_step_members_get_it_by_their_preference(world: World, author: Person, reader: Person) -> None:
    of_books = await wanting(world, await wanting(world, await world.methodologist(), cadence=OFF), "books")
    later = await world.member("librarian", "Bibliotekāre, Ēdole")
    guest = await wanting(world, await world.member("guest", "Deputāts"))
    await author.talk(
        (
            f"/jaunums {CONTEST}",
            (
                "✅ Jaunums Nr. 1 ir publicēts.",
                "Kategorija: Konkurss",
                "⏳ Termiņš: 2026. gada 4. decembris",
                CONTEST,
                "to nosūtīs ne agrāk kā plkst. 11.02",
                "[Labot] [Atsaukt] [Kategorija] [Termiņš]",
            ),
        )
    )
    assert author.last["reply_to_message"]["text"] == f"/jaunums {CONTEST}"
    assert len(reader.shown) == 1, "a slip can be mended first"
    await passing(world, minutes=2)
    await world.settled()
    assert "📰 Konkurss · Nr. 1\nBibliotekāre, Rendas · Rendas pagasta bibliotēka\n\n" + CONTEST in reader.shown[-1]
    assert "⏳ Termiņš: 2026. gada 4. decembris [Jautāt autoram]" in reader.shown[-1]
    for other in (author, of_books, later, guest):
        assert "📰 Konkurss" not in str(other.shown)
    await author.say(f"/news {BOOKS}")
    await passing(world, minutes=2)
    assert BOOKS in of_books.shown[-1]
    assert BOOKS in reader.shown[-1]


async def test_a_category_that_the_words_do_not_name_is_asked_by_one_tap(
    world: World, author: Person, reader: Person
) -> None:
    await wanting(world, reader, cadence=OFF)
    await wanting(world, reader, "experience")
    await author.talk(
        (
            "/jaunums Mums ir jauns vilciens bērniem",
            (
                "Kurā kategorijā to ievietot?",
                "[Mūsu pasākums] [Pieredze]",
                "[Vakance] [Konkurss] [Citi jaunumi] [Labot] [Atsaukt]",
                "plkst. 11.05",
            ),
        ),
        ("[Pieredze]", ("✅ Jaunums Nr. 1", "Kategorija: Pieredze", "[Kategorija] [Termiņš]")),
    )
    await world.move_clock(minutes=5)
    assert "📰 Pieredze · Nr. 1" in reader.shown[-1]


async def test_by_the_menu_with_a_deadline_and_a_look_at_it_first(world: World, author: Person, reader: Person) -> None:
    empty = await author.tap("📰 Jaunumi")
    assert "Jaunumu vēl nav. Pirmais var būt Jūsu" in empty
    await author.talk(
        ("[✏️ Publicēt]", ("📰 Jaunumi · 1/4", "Uzrakstiet jaunumu.", "To varēs lasīt visi reģiona bibliotekāri.")),
        (BOOKS, ("📰 Jaunumi · 2/4", "Kurā kategorijā", "[✨ Grāmatu piedāvājums vai apmaiņa]")),
        ("[✨ Grāmatu]", ("Līdz kuram datumam var atsaukties?", "[piektdien, 16. oktobrī]", "[Izlaist]")),
        ("vakar", "Datumu neizdevās saprast."),
        ("1.10.2026", "Šī diena jau ir pagājusi: 2026. gada 1. oktobris"),
    )
    preview = await author.say("20. novembris")
    copy, question = preview.new
    assert text_of(copy).startswith("📰 Grāmatu piedāvājums vai apmaiņa\nBibliotekāre, Rendas · Rendas pagasta")
    assert "⏳ Termiņš: 2026. gada 20. novembris" in text_of(copy)
    assert "Tā to redzēs citi, ar pogu Jautāt autoram. Vai publicēt?" in text_of(question)
    done = await author.talk(("[📰 Publicēt]", "✅ Jaunums Nr. 1 ir publicēts."))
    assert [text_of(one) for one in done.gone] == [text_of(copy)], "the preview goes"
    assert "nosūtīs ne agrāk kā plkst." not in done, "it was looked at"
    await world.move_clock(seconds=2)
    assert BOOKS in reader.shown[-1]


async def test_a_form_can_be_left_and_gone_back_in_and_asks_for_a_deadline_where_there_is_one(
    world: World, author: Person
) -> None:
    await author.tap("📰 Jaunumi")
    await author.talk(
        ("[✏️ Publicēt]", "1/4"),
        (WEEK, ("2/4", "[✨ Mūsu pasākums]")),
        ("konkurss", "Līdz kuram datumam"),
        ("[◀ Atpakaļ]", "Kurā kategorijā"),
    )
    shown = await author.press("✨ Mūsu pasākums")
    assert "Vai publicēt?" in shown
    assert "3/3" in shown
    await author.talk(
        ("un vēl", "Tikko rakstītais nav pievienots."),
        ("[Atcelt]", "Atcelts. Nekas nav publicēts."),
    )
    assert "Jaunumu vēl nav." in await author.tap("📰 Jaunumi")


async def test_what_was_typed_or_forwarded_becomes_news(world: World, author: Person, reader: Person) -> None:
    methodologist = await world.methodologist()
    await author.talk((WEEK, "[📰 Publicēt jaunumos]"), ("[📰 Publicēt jaunumos]", "1/3"))
    assert "Vai publicēt?" in await author.press("✨ Mūsu pasākums")
    await author.talk(("[📰 Publicēt]", "Jaunums Nr. 1 ir publicēts"))
    message = reader.chat.send("Vakance Laidu bibliotēkā, pilna slodze.")
    await world.settled()
    assert "[📰 Publicēt jaunumos]" in await methodologist.do(lambda: methodologist.chat.forward(message))
    await methodologist.talk(("[📰 Publicēt jaunumos]", "[✨ Vakance]"))


async def test_a_photo_carries_the_text_and_an_album_follows_it(world: World, author: Person, reader: Person) -> None:
    sent = await author.do(lambda: author.chat.send_photo(caption="/jaunums Izstādes atklāšana rīt"))
    assert "Kategorija: Mūsu pasākums" in sent
    await passing(world, minutes=2)
    assert "photo" in reader.last
    assert "Izstādes atklāšana rīt" in text_of(reader.last)
    await author.do(lambda: author.chat.send_album([None, None], caption="/jaunums Konkurss ir noslēdzies"))
    await world.move_clock(seconds=2)
    await passing(world, minutes=2)
    *_, text, first, second = [one for one in reader.chat.messages if one["from"]["is_bot"]]
    assert "Konkurss ir noslēdzies" in text_of(text)
    assert "photo" in first
    assert first["media_group_id"] == second["media_group_id"]
    long = "Pieredze. " + "Mēs izmēģinājām. " * 60
    await author.do(lambda: author.chat.send_document("plans.pdf", b"plans", caption=f"/jaunums {long}"[:1024]))
    await passing(world, minutes=2)
    assert reader.file("plans.pdf") == b"plans"
    assert "photo" not in reader.last
    assert not reader.last.get("caption"), "with its heading it is too long for a caption"


async def test_a_link_shows_its_page(world: World, author: Person, reader: Person) -> None:
    await author.say("/jaunums Konkurss: https://www.lnb.lv/konkurss")
    await passing(world, minutes=2)
    assert not reader.last.get("link_preview_options", {}).get("is_disabled")
    await author.say("/jaunums Konkurss bez saites")
    await passing(world, minutes=2)
    assert reader.last["link_preview_options"]["is_disabled"]


async def test_all_copies_follow_a_change_by_button_and_by_editing_the_message(
    world: World, author: Person, reader: Person
) -> None:
    await author.say(f"/jaunums {BOOKS}")
    await passing(world, minutes=2)
    await author.talk(
        ("[Labot]", ("Atsūtiet jaunuma Nr. 1 jauno tekstu.", BOOKS)),
        ("Atdodam 20 bērnu grāmatas.", "✅ Jaunums Nr. 1 ir labots; dažu minūšu laikā mainīsies visas kopijas."),
    )
    await world.move_clock(seconds=2)
    assert "Atdodam 20 bērnu grāmatas.\n\n(teksts labots) [Jautāt autoram]" in reader.shown[-1]
    assert len(reader.shown) == 2, "edited in place"
    await reader.say("/start n1")
    written = author.message("Atdodam 20 bērnu grāmatas.")
    own = next(one for one in author.chat.messages if text_of(one) == "Atdodam 20 bērnu grāmatas.")
    silent = await author.do(lambda: author.chat.edit(own, "Atdodam 10 bērnu grāmatas."))
    assert not silent.new, written
    await world.move_clock(seconds=2)
    assert str(reader.shown).count("Atdodam 10 bērnu grāmatas.") == 2, "also what was opened once more"
    assert "20" not in reader.shown[-1]
    assert "[Jautāt autoram]" in reader.shown[-1]
    assert "Atdodam 10 bērnu grāmatas." in str(author.shown), "the author's card, too"


async def test_before_it_has_gone_a_change_needs_no_edit_and_withdrawing_leaves_no_trace(
    world: World, author: Person, reader: Person
) -> None:
    await author.say(f"/jaunums {BOOKS}")
    asked = author.message("/jaunums")
    await author.do(lambda: author.chat.edit(asked, "/jaunums Atdodam grāmatas."))
    await passing(world, minutes=2)
    assert "Atdodam grāmatas." in reader.shown[-1]
    assert "edit_date" not in reader.last
    before = reader.shown
    await author.say(f"/jaunums {CONTEST}")
    await author.talk(("[Atsaukt]", "✖ Jaunums Nr. 2 ir atsaukts; tā kopijas tiek dzēstas."))
    await passing(world, minutes=2)
    assert reader.shown == before
    assert "Nr. 2" not in await reader.say("/jaunumi")


async def test_withdrawing_deletes_all_copies_and_is_asked_about_later(
    world: World, author: Person, reader: Person
) -> None:
    await author.do(lambda: author.chat.send_album([None, None], caption=f"/jaunums {BOOKS}"))
    await world.move_clock(seconds=2)
    await passing(world, minutes=2)
    assert len(reader.shown) == 4
    stale = reader.with_button("Jautāt")
    await world.move_clock(minutes=20)
    await author.talk(
        ("[Atsaukt]", ("Vai atsaukt jaunumu Nr. 1?", "[Jā, atsaukt] [◀ Atpakaļ]")),
        ("[◀ Atpakaļ]", "✅ Jaunums Nr. 1 ir publicēts."),
        ("[Atsaukt]", "Vai atsaukt"),
        ("[Jā, atsaukt]", "✖ Jaunums Nr. 1 ir atsaukts"),
    )
    await passing(world, seconds=1)
    assert len(reader.shown) == 1
    answer = await reader.send_data("n:ask:1", stale)
    assert "Jaunuma Nr. 1 vairs nav." in answer


async def test_a_copy_that_telegram_deletes_no_more_says_that_it_was_withdrawn(
    world: World, author: Person, reader: Person
) -> None:
    await author.say(f"/jaunums {BOOKS}")
    await passing(world, minutes=2)
    await world.move_clock(days=3)
    assert BOOKS in await reader.say("/start n1")
    await author.say("/jaunums")
    await author.press("Nr. 1")
    await author.talk(("[Atsaukt]", "Vai atsaukt"), ("[Jā, atsaukt]", "ir atsaukts"))
    await world.move_clock(seconds=2)
    assert str(reader.shown).count("✖ Jaunums Nr. 1 ir atsaukts.") == 2, "also where it was opened once more"
    assert BOOKS not in str(reader.shown)


async def test_what_is_new_by_pages_categories_and_ones_own(world: World, author: Person) -> None:
    reader = await world.librarian(LAIDI)
    for number in range(1, 9):
        await author.say(f"/jaunums {BOOKS if number % 2 else CONTEST} {number}.")
    listed = await reader.say("/jaunumi")
    assert "Nr. 8 Izsludināts konkurss" in listed
    assert "Konkurss · Rendas pagasta bibliotēka · 12.10. · ⏳ līdz 04.12." in listed
    assert "[Nr. 8] [Nr. 7] [Nr. 6] [Nr. 5] [Nr. 4] [Nr. 3] [Vecāki ▶]" in listed
    await reader.talk(
        ("[Vecāki ▶]", ("Nr. 2 Izsludināts", "Nr. 1 Atdodam", "[◀ Jaunāki]")),
        ("[Pēc kategorijas]", ("Kurus jaunumus rādīt?", "[Konkurss]", "[Visi]")),
        ("[Konkurss]", ("📰 Jaunumi · Konkurss", "[Nr. 8] [Nr. 6] [Nr. 4] [Nr. 2]", "[Visi]")),
        ("[Mani jaunumi]", ("📰 Jaunumi · mani", "Šeit vēl nekā nav.")),
        ("[Visi]", "Nr. 8"),
        ("[Nr. 7]", ("📰 Grāmatu piedāvājums vai apmaiņa · Nr. 7", f"{BOOKS} 7.", "[Jautāt autoram]")),
    )
    await author.say("/jaunumi")
    mine = await author.press("Nr. 7")
    assert "[Labot] [Atsaukt] [Kategorija] [Termiņš]" in mine


async def test_category_and_deadline_are_changed_from_the_authors_card(
    world: World, author: Person, reader: Person
) -> None:
    await author.say(f"/jaunums {CONTEST}")
    await author.talk(
        ("[Kategorija]", "Kurā kategorijā ievietot jaunumu Nr. 1?"),
        ("[◀ Atpakaļ]", "Kategorija: Konkurss"),
        ("[Kategorija]", "[Vakance]"),
        ("[Vakance]", "Kategorija: Vakance"),
    )
    await author.talk(
        ("[Termiņš]", ("Līdz kuram datumam var atsaukties uz jaunumu Nr. 1?", "⏳ Termiņš: 2026. gada 4. decembris")),
        ("līdz 11. decembrim", "⏳ Termiņš: 2026. gada 11. decembris"),
        ("[Termiņš]", "Līdz kuram"),
        ("[Izlaist]", "Jaunumam Nr. 1 termiņa nav."),
    )
    await passing(world, minutes=2)
    assert "📰 Vakance · Nr. 1" in reader.shown[-1]
    assert "Termiņš" not in reader.shown[-1]


async def test_a_deadline_is_reminded_of_once_and_is_past_afterwards(
    world: World, author: Person, reader: Person
) -> None:
    await author.say("/jaunums Konkurss. Darbus gaidām līdz 20. oktobrim.")
    await passing(world, minutes=2)
    await world.move_clock(days=5)
    assert len(reader.shown) == 2
    await world.move_clock(days=1)
    await world.move_clock(seconds=2)
    assert "⏳ Tuvojas termiņš: otrdien, 20. oktobrī" in reader.shown[-1]
    assert "Konkurss · Nr. 1" in reader.shown[-1]
    assert "Tuvojas" not in str(author.shown)
    await world.move_clock(days=1)
    assert len(reader.shown) == 3, "once"
    opened = await reader.press("Atvērt")
    assert "⏳ Termiņš: 2026. gada 20. oktobris" in opened
    await world.move_clock(days=2)
    await world.move_clock(seconds=2)
    assert "⌛ Termiņš ir beidzies: 2026. gada 20. oktobris [Jautāt autoram]" in reader.shown[1]
    assert "⌛ termiņš beidzies" in await reader.say("/jaunumi")


async def test_who_reads_once_a_day_has_it_in_the_digest_with_its_deadline_and_nothing_twice(
    world: World, author: Person
) -> None:
    daily = await world.librarian(LAIDI)
    await author.say("/jaunums Konkurss “Lasītava”. Darbus gaidām līdz 20. oktobrim.")
    await passing(world, hours=22)
    digest = daily.shown[-1]
    assert "Konkurss “Lasītava”" in digest
    assert "Rendas pagasta bibliotēka · ⏳ līdz 20.10." in digest
    await passing(world, days=1)
    assert len(daily.shown) == 2, "it was told"
    await passing(world, days=5)
    assert "Konkurss “Lasītava”" in daily.shown[-1], "its deadline is near"
    assert len(daily.shown) == 3
    await passing(world, days=1)
    assert len(daily.shown) == 3
    await author.say(f"/jaunums {BOOKS}")
    await daily.say("/jaunumi")
    await daily.press("Nr. 2")
    before = len(daily.shown)
    await passing(world, days=1)
    assert len(daily.shown) == before, "it was opened"
    assert "Lasītava" not in str(author.shown[2:]), "nobody is told of their own"


async def test_bad_input_is_one_sentence_and_nothing_is_published(world: World, author: Person) -> None:
    for data in ("n:open:7", "n:edit:7", "n:withdraw:7", "n:ask:7"):
        assert "Jaunuma Nr. 7 vairs nav." in await author.send_data(data, author.last), data
    guest = await world.member("guest", "Deputāts")
    assert "Jūsu lomai šī iespēja nav pieejama" in await guest.say(f"/jaunums {BOOKS}")
    await author.say(f"/jaunums {BOOKS}")
    other = await world.librarian(LAIDI)
    for data in ("n:edit:1", "n:withdraw:1", "n:gone:1", "n:set:1:contest", "n:deadline:1", "n:categories:1"):
        assert "To var darīt tikai autors." in await other.send_data(data, other.last), data
    assert "Jaunuma Nr. 7 vairs nav." in await other.send_data("n:set:7:contest", other.last)
    assert "vairs nav" in await author.send_data("n:set:1:nonsense", author.last)


async def test_in_english(world: World) -> None:
    author = await world.member("librarian", "Librarian", RENDA, language="en")
    reader = await wanting(world, await world.member("librarian", "Reader", LAIDI, language="en"))
    await author.talk((f"/news {CONTEST}", ("News No. 1 is published.", "Category: Contest", "[Edit] [Withdraw]")))
    await passing(world, minutes=2)
    assert "📰 Contest · No. 1" in reader.shown[-1]
    assert "⏳ Deadline: 4 December 2026 [Ask the author]" in reader.shown[-1]
