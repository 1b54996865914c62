"""Searching as people do it: words, pages, filters, opening, and what helps when nothing is there."""

from dataclasses import replace
from datetime import timedelta

import pytest
from sqlalchemy.orm import Session

from bot.context import Context
from bot.manifest import Feature, discover
from storage.consultations import OPEN
from storage.search import NEWS, QUESTION, Entry, put_entry, remove_entry
from tests.journeys.world import START, World

QUESTIONS = [
    ("Kā norakstīt nolietotas grāmatas?", "Sastāda aktu & nosūta <b>grāmatvedībai</b>.", "stock"),
    ("Vai var norakstīt dāvinātas grāmatas?", "Var, tāpat kā pārējās.", "stock"),
    ("Kā norakstīšanas akts jānumurē?", "Pēc kārtas no gada sākuma.", "documents"),
]


def fill(world: World) -> None:
    """Three questions, and eight news of which one is from last year."""

    def put(session: Session) -> None:
        for number, (question, answer, topic) in enumerate(QUESTIONS, start=1):
            put_entry(session, Entry(QUESTION, number, question, answer, topic, START))
        for number in range(1, 9):
            at = START - timedelta(days=400 if number == 1 else number)
            put_entry(
                session,
                Entry(NEWS, number, f"Norakstīto grāmatu tirdziņš {number}", "Visi laipni gaidīti!", "books", at),
            )

    world.write(put)


async def test_words_pages_and_hits_in_bold(world: World) -> None:
    fill(world)
    person = await world.librarian()
    answer = await person.talk(
        (
            "/meklet NORAKSTIT gramatu",
            ("🔎 NORAKSTIT gramatu", "Atrasts: 10", "1. ❓ ", "1. lpp. no 2", "[1] [2] [3] [4] [5] [▶] [Veids ▾]"),
        )
    )
    said = str(answer.new[0]["text"]).encode("utf-16-le")
    bold = [
        said[2 * entity["offset"] : 2 * (entity["offset"] + entity["length"])].decode("utf-16-le")
        for entity in answer.new[0]["entities"]
        if entity["type"] == "bold"
    ]
    assert bold[0] == "NORAKSTIT gramatu"
    assert {"norakstīt", "grāmatas", "Norakstīto", "grāmatu"} <= set(bold)
    assert "Sastāda aktu & nosūta <b>grāmatvedībai</b>." in answer, "what people wrote is escaped"
    assert "Krājums un inventarizācija · 2026. gada 12. oktobris" in answer
    shown = len(person.shown)
    await person.talk(("[▶]", ("6. 📰", "2. lpp. no 2", "[◀]")), ("[◀]", "1. lpp. no 2"))
    assert len(person.shown) == shown, "edited in place"


async def test_filters_leave_what_was_chosen(world: World) -> None:
    fill(world)
    person = await world.librarian()
    await person.talk(
        ("/mekle norakstīšana", "Atrasts: 11"),
        ("[Veids ▾]", ("Kāda veida ieraksti?", "[📰 Jaunumi (8)] [❓ Jautājumi (3)] [◀ Atpakaļ]")),
        ("[◀ Atpakaļ]", "Atrasts: 11"),
        ("[Veids ▾]", "[❓ Jautājumi (3)]"),
        ("[❓ Jautājumi (3)]", ("Tikai: ❓ Jautājumi", "Atrasts: 3", "[Veids ▾] [Temats ▾]")),
        ("[Temats ▾]", "[Krājums un inventarizācija (2)] [Bibliotēkas dokumenti (1)]"),
        ("[Bibliotēkas dokumenti (1)]", ("Tikai: ❓ Jautājumi · Bibliotēkas dokumenti", "Kā norakstīšanas akts")),
        ("[Temats ▾]", "[Rādīt visus]"),
        ("[Rādīt visus]", "Atrasts: 3"),
        ("[Veids ▾]", "[📰 Jaunumi (8)]"),
        ("[📰 Jaunumi (8)]", ("Tikai: 📰 Jaunumi", "Atrasts: 8", "[Gads ▾]")),
        ("[Gads ▾]", "[2026 (7)] [2025 (1)]"),
        ("[2025 (1)]", ("Tikai: 📰 Jaunumi · 2025", "Norakstīto grāmatu tirdziņš 1")),
    )
    world.write(lambda session: remove_entry(session, NEWS, 1))
    await person.talk(
        ("[Gads ▾]", "Kurš gads?"),
        ("[◀ Atpakaļ]", ("Ar šiem filtriem nekas nav atrasts.", "[Bez filtriem]")),
        ("[Bez filtriem]", "Atrasts: 10"),
    )


async def test_other_news_are_called_so_and_not_by_the_topic_of_the_same_key(world: World) -> None:
    def put(session: Session) -> None:
        put_entry(session, Entry(NEWS, 1, "Norakstītas grāmatas atdod", "", "other", START))
        put_entry(session, Entry(NEWS, 2, "Norakstītas grāmatas meklē", "", "books", START))
        put_entry(session, Entry(QUESTION, 1, "Kur likt norakstītas grāmatas?", "", "other", START))

    world.write(put)
    person = await world.librarian()
    await person.talk(
        ("/meklet norakstītas", ("Citi jaunumi · 2026. gada", "Cits · 2026. gada")),
        ("[Temats ▾]", "[Cits / Citi jaunumi (2)]"),
        ("[Cits / Citi jaunumi (2)]", ("Tikai: Cits / Citi jaunumi", "Atrasts: 2")),
        ("[Veids ▾]", "[📰 Jaunumi (1)]"),
        ("[📰 Jaunumi (1)]", "Tikai: 📰 Jaunumi · Citi jaunumi"),
    )


async def test_the_menu_asks_for_the_words(world: World) -> None:
    fill(world)
    person = await world.librarian()
    assert "Ko Jūs meklējat?" in await person.tap("🔎 Meklēt")
    await person.talk(("norakstts akts", ("Atrasts: ", "Kā norakstīšanas akts jānumurē?")))
    await person.tap("🔎 Meklēt")
    await person.do(person.chat.send_photo)
    assert "Lūdzu, uzrakstiet, ko meklēt." in person.shown[-1]
    await person.talk(("[Atcelt]", "Nekas nav saglabāts"))


async def test_a_typed_text_can_be_looked_for(world: World) -> None:
    fill(world)
    person = await world.librarian()
    await person.talk(
        ("Dāvinātas grāmatas", "[🔎 Meklēt]"),
        ("[🔎 Meklēt]", ("Atrasts: 1", "Vai var norakstīt dāvinātas grāmatas?")),
    )
    await person.do(person.chat.send_photo)
    await person.talk(("[🔎 Meklēt]", "Ziņā nav vārdu, pēc kuriem meklēt."))


async def test_a_word_that_no_entry_has_is_named_once(world: World) -> None:
    fill(world)
    person = await world.librarian()
    answer = await person.say("/search kvadrokopters norakstīšana Kvadrokopters")
    assert str(answer).lower().count("kvadrokopters") == 3, "two in the query's heading, one as missing"


async def test_where_nothing_is_found_one_button_asks(world: World) -> None:
    fill(world)
    person = await world.librarian()
    answer = await person.talk(
        (
            "/search kvadrokopters <i>",
            ("Nekas nav atrasts.", "Pārbaudiet rakstību", "Var arī pajautāt", "[🔎 Meklēt ko citu]"),
        )
    )
    await person.talk(("[🔎 Meklēt ko citu]", "Ko Jūs meklējat?"), ("grāmatu tirdziņš", "Norakstīto grāmatu tirdziņš"))
    asking = next(label for label in person.shown[-2].split("[")[1:] if label.startswith("❓"))
    await person.press(asking.rstrip("] "), answer.new[0])
    record = world.record(1)
    assert (record["status"], record["thread"]) == (OPEN, [("question", "kvadrokopters <i>")])


async def test_a_hit_is_opened_by_the_feature_that_it_belongs_to(world: World, monkeypatch: pytest.MonkeyPatch) -> None:
    def show(ctx: Context, object_id: int) -> None:
        ctx.say(ctx.texts.t("❓ <b>Question No. {number}</b>", number=object_id))

    fill(world)
    await world.end()
    others = [replace(one, found={}) for one in discover()]
    features = [*others, Feature(name="shown", found={QUESTION: show})]
    monkeypatch.setattr("bot.app.discover", lambda: features)
    await world.begin()
    person = await world.librarian()
    await person.talk(("/meklet dāvinātas grāmatas", "[1]"))
    answer = await person.press("1")
    assert [one["text"] for one in answer.new] == ["❓ Jautājums Nr. 2"]
    assert not answer.changed, "the hits stay"
    gone = await person.send_data("s:open:poem:1", person.with_button("1"))
    assert "Šo ierakstu vairs nevar parādīt." in gone


async def test_a_search_survives_a_restart_and_is_forgotten_after_a_week(world: World) -> None:
    fill(world)
    person = await world.librarian()
    await person.talk(("/meklet norakstīšana", "[▶]"))
    await world.restart()
    await person.talk(("[▶]", "2. lpp. no 3"))
    await world.move_clock(days=8)
    await person.talk(("[▶]", "Šīs meklēšanas rezultāti vairs nav saglabāti. Lūdzu, meklējiet vēlreiz"))


async def test_nobody_pages_through_anothers_search(world: World) -> None:
    fill(world)
    one, other = await world.librarian(), await world.methodologist()
    await one.talk(("/meklet norakstīšana", "[▶]"))
    for data in ("s:1:page:1", "s:1:kind", "s:1:kind:news", "s:1:all", "s:1:ask:new"):
        answer = await other.send_data(data, other.last)
        assert "Šīs meklēšanas rezultāti vairs nav saglabāti" in answer, data
        assert not answer.new


async def test_made_up_buttons_do_no_harm(world: World) -> None:
    fill(world)
    person = await world.librarian()
    await person.talk(("/meklet norakstīšana", "Atrasts: 11"))
    for data, answered in (
        ("s:1:topic:nothing", "Ar šiem filtriem nekas nav atrasts."),
        ("s:1:topic:all", "Atrasts: 11"),
        ("s:1:year:abc", "Atrasts: 11"),
        (f"s:1:year:{'9' * 20}", "Atrasts: 11"),
        (f"s:1:topic:{'x' * 21}", "vairs nedarbojas"),
        ("s:1:page:999", "3. lpp. no 3"),
        ("s:999:all", "vairs nav saglabāti"),
    ):
        assert answered in await person.send_data(data, person.last), data
