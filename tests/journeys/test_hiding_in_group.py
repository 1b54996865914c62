"""Questions to colleagues and their answers are hidden in the group, too, with what came along, and come back."""

import pytest

from storage.search import search
from tests.journeys.test_colleagues import THREAD, Region, ask_openly, make_region
from tests.journeys.test_hiding import HIDDEN
from tests.journeys.test_muting import REASON
from tests.journeys.world import World

QUESTION = "Kā norakstīt grāmatas?"


@pytest.fixture
async def region(world: World) -> Region:
    """The region's group, where the bot administers everything."""
    return await make_region(world)


def everything(region: Region) -> str:
    """All that stands in the group."""
    return "\n".join(one.get("text") or one.get("caption") or "" for one in region.group.messages)


def found(region: Region, words: str) -> list[int]:
    return [hit.object_id for hit in region.world.read(lambda session: search(session, words)).hits]


async def test_an_answer_that_a_colleague_wrote_in_the_group(region: Region) -> None:
    await ask_openly(region)
    answered = await region.here(region.colleague).reply(QUESTION, "Metiet ārā!")
    assert not answered.toast
    assert found(region, "norakstīt") == [1]
    written = region.here(region.methodologist).message("Metiet ārā!")
    before = region.world.record(1)
    hidden = await region.methodologist.do(
        lambda: region.here(region.methodologist).chat.send(f"/paslept {REASON}", reply_to=written, topic=THREAD)
    )
    assert "🙈 Paslēpts ieraksts: atbilde uz jautājumu Nr. 1\nMetiet ārā!" in hidden
    assert "Metiet ārā!" not in everything(region)
    assert REASON not in everything(region)
    assert HIDDEN in region.asker.shown[-1]
    assert found(region, "norakstīt") == []
    after = region.world.record(1)
    assert (after["happened_on"], after["given_by"], after["status"]) == (
        before["happened_on"],
        before["given_by"],
        before["status"],
    )
    assert f"Iemesls: {REASON}" in region.colleague.shown[-1]
    await region.methodologist.press("Atsaukt")
    assert "Bibliotekāre, Laidu\n\nMetiet ārā!" in region.board[-1], "the bot says it for them"
    assert found(region, "norakstīt") == [1]
    assert any("Metiet ārā!" in text for text in region.asker.shown)


async def test_a_question_written_in_the_thread_goes_and_its_card_says_so(region: Region) -> None:
    await region.here(region.asker).say(QUESTION, topic=THREAD)
    await region.here(region.colleague).reply("Nr. 1", "Ar aktu.")
    written = region.here(region.methodologist).message(QUESTION)
    await region.methodologist.do(
        lambda: region.here(region.methodologist).chat.send(f"/paslept {REASON}", reply_to=written, topic=THREAD)
    )
    assert QUESTION not in everything(region)
    assert HIDDEN in region.here(region.asker).message("Nr. 1")["text"]
    assert found(region, "norakstīt") == []
    assert "🙈 Jūsu ieraksts ir paslēpts: jautājums Nr. 1" in region.asker.shown[-1]
    await region.methodologist.press("Atsaukt")
    assert QUESTION in region.here(region.asker).message("Nr. 1")["text"]
    assert found(region, "norakstīt") == [1]


async def test_a_photo_goes_with_its_words_and_comes_back_with_them(region: Region) -> None:
    await ask_openly(region)
    await region.colleague.start("a1")
    await region.colleague.do(lambda: region.colleague.chat.send_photo(caption="Skatiet paraugu."))
    assert any("Skatiet paraugu." in text and "<photo>" in text for text in region.board)
    shown = region.here(region.methodologist).message("Skatiet paraugu.")
    await region.methodologist.do(
        lambda: region.here(region.methodologist).chat.send(f"/paslept {REASON}", reply_to=shown, topic=THREAD)
    )
    assert "<photo>" not in str(region.board)
    assert "<photo>" not in str(region.asker.shown)
    assert "Skatiet paraugu." not in everything(region)
    await region.methodologist.press("Atsaukt")
    assert any("Skatiet paraugu." in text and "<photo>" in text for text in region.board)


async def test_from_its_page_the_methodologist_chooses_what_to_hide(region: Region) -> None:
    await ask_openly(region)
    await region.here(region.colleague).reply(QUESTION, "Metiet ārā!")
    await region.colleague.start("q1")
    page = region.colleague.message("💬 Atbilde\nMetiet ārā!")
    assert "Paslēpt" not in region.colleague.shown[-1]
    await region.methodologist.start("q1")
    await region.methodologist.talk(
        ("[🙈 Paslēpt…]", ("Kas jāpaslēpj?", f"[❓ {QUESTION}] [💬 Metiet ārā!]")),
        ("[💬 Metiet ārā!]", "Kāpēc tas jāpaslēpj?"),
        (REASON, "🙈 Paslēpts ieraksts: atbilde uz jautājumu Nr. 1"),
    )
    assert HIDDEN in next(
        one["text"] for one in region.colleague.chat.messages if one["message_id"] == page["message_id"]
    )


async def test_where_the_bot_may_not_delete_who_hides_is_asked_to(region: Region) -> None:
    region.group.promote(region.world.bot, ["can_manage_topics"])
    await region.world.settled()
    await region.here(region.asker).say(QUESTION, topic=THREAD)
    written = region.here(region.methodologist).message(QUESTION)
    hidden = await region.methodologist.do(
        lambda: region.here(region.methodologist).chat.send(f"/paslept {REASON}", reply_to=written, topic=THREAD)
    )
    assert "⚠️ Grupā joprojām redzama paša autora ziņa" in hidden
    assert QUESTION in everything(region)


async def test_a_muted_member_neither_asks_nor_answers_nor_changes_what_colleagues_read(region: Region) -> None:
    await ask_openly(region)
    answered = region.here(region.colleague)
    await answered.reply(QUESTION, "Ar aktu.")
    methodologist = region.methodologist
    await methodologist.say("/iestatijumi")
    await methodologist.talk(
        ("[👥 Dalībnieki un lomas]", "[Izvēlēties"),
        ("[Izvēlēties]", "vārda"),
        ("Laidu", ("Bibliotekāre, Laidu", "[Apturēt iespēju rakstīt]")),
        ("[Apturēt iespēju rakstīt]", "Uz cik ilgu laiku?"),
        ("[Diena]", "Kāds ir iemesls?"),
        (REASON, "Bibliotekāre, Laidu: iespēja rakstīt kolēģiem ir apturēta."),
    )
    told = len(region.colleague.shown)
    await answered.reply(QUESTION, "Un tagad vēl.")
    await answered.say("Kam ir lieki plaukti?", topic=THREAD)
    await answered.do(lambda: answered.chat.edit(answered.message("Ar aktu."), "Bez akta."))
    assert len(region.colleague.shown) == told + 1, "once"
    assert region.world.count() == 1
    assert region.world.record(1)["thread"][1:] == [("answer", "Ar aktu.")]
    opened = await region.colleague.start("a1")
    refused = await region.colleague.say("Ar aktu!")
    assert "🔇 Iespēja rakstīt kolēģiem Jums pašlaik ir apturēta." in f"{opened}{refused}"
    assert region.world.record(1)["thread"][1:] == [("answer", "Ar aktu.")]
    await region.colleague.say("/atcelt")
    await region.colleague.talk(("/jautat Kāpēc?", "Nr. 2"))
    assert "Kāpēc?" in methodologist.shown[-1]
