"""Answering: the thread goes back and forth, is closed, opened again, taken back, counted once."""

from datetime import date, datetime

import pytest
from sqlalchemy import event
from sqlalchemy.orm import Session

from bot.context import Context, Region
from bot.features.consultations.showing import show_open_questions
from bot.sandbox import Fault
from bot.texts import texts_for
from tests.journeys.world import LAIDI, RENDA, RIGA, Person, World

Two = tuple[Person, Person]
ANSWERED = "Atbilde uz jautājumu Nr. 1 nosūtīta"


@pytest.fixture
async def two(world: World) -> Two:
    """A methodologist, and a librarian who has asked question No. 1."""
    methodologist, librarian = await world.methodologist(), await world.librarian()
    await librarian.say("/jautat Kā norakstīt grāmatas?")
    return methodologist, librarian


async def test_by_the_button_and_by_replying_to_anything_of_the_thread(world: World, two: Two) -> None:
    methodologist, librarian = two
    await methodologist.talk(
        ("[Atbildēt]", ("Uzrakstiet atbildi uz jautājumu Nr. 1.", "[Atcelt]")),
        ("[Atcelt]", "Atcelts. Atbilde nav nosūtīta."),
        ("[Atbildēt]", "Uzrakstiet atbildi uz jautājumu Nr. 1."),
    )
    sent = await methodologist.talk(
        ("Ar aktu.", (ANSWERED, "Temats: Krājums un inventarizācija", "[Temats] [Atsaukt]"))
    )
    assert len(sent.gone) == 1, "the form goes"
    assert "💬 1 atbilde · atbild: Jūs" in sent
    answer = librarian.last
    assert answer["reply_to_message"]["text"] == "/jautat Kā norakstīt grāmatas?"
    assert (
        "Atbilde uz jautājumu Nr. 1\nMetodiķe, Kuldīga\n\nAr aktu. [Papildināt] [Paldies, palīdzēja]"
        in librarian.shown[-1]
    )

    await librarian.talk(
        ("[Papildināt]", ("papildināt jautājumu Nr. 1", "[Atcelt]")), ("Un kas to paraksta?", "papildināts")
    )
    assert "Un kas to paraksta?" in methodologist.shown[-1]
    assert methodologist.last["reply_to_message"]["message_id"] == methodologist.message("💬 1 atbilde")["message_id"]
    assert ANSWERED in await methodologist.reply("Un kas to paraksta?", "Komisija.")
    assert "Jautājums Nr. 1 papildināts" in await librarian.reply(
        "✅ Jautājums Nr. 1 reģistrēts", "Paldies par atbildi!"
    )
    assert "Jautājums Nr. 1 papildināts" in await librarian.reply("/jautat Kā norakstīt", "Vēl kas.")
    assert ANSWERED in await methodologist.reply(ANSWERED, "Papildinu atbildi.")
    assert [part for part, _ in world.record(1)["thread"]] == [
        "question", "answer", "reply", "answer", "reply", "reply", "answer",
    ]  # fmt: skip
    assert world.count() == 1


async def test_an_answer_that_becomes_longer_or_shorter_is_read_whole(world: World, two: Two) -> None:
    methodologist, librarian = two
    await methodologist.reply("Kā norakstīt", "Ar aktu.")
    own = next(one for one in methodologist.chat.messages if one.get("text") == "Ar aktu.")
    await methodologist.do(lambda: methodologist.chat.edit(own, "vārds " * 650 + "beigas"))
    await world.settled()
    first, rest = librarian.shown[-2:]
    assert ("(teksts labots)" in first, "[" in first) == (True, False), first
    assert "beigas [Papildināt] [Paldies, palīdzēja]" in rest
    await methodologist.do(lambda: methodologist.chat.edit(own, "Ar akta veidlapu."))
    await world.settled()
    assert "Ar akta veidlapu." in librarian.shown[-1]
    assert "[Papildināt] [Paldies, palīdzēja]" in librarian.shown[-1]


async def test_a_question_is_a_consultation_from_the_day_of_its_first_answer(world: World, two: Two) -> None:
    methodologist, librarian = two
    assert world.record(1)["happened_on"] is None
    await librarian.reply("Kā norakstīt", "Tās ir mitras.")
    assert world.record(1)["thread"][1] == ("addition", "Tās ir mitras.")
    await world.move_clock(days=3)
    await methodologist.reply("Tās ir mitras.", "Ar aktu.")
    await world.move_clock(days=1)
    await methodologist.reply("Kā norakstīt", "Un sarakstu.")
    record = world.record(1)
    assert (record["happened_on"], record["given_by"], record["status"]) == (
        date(2026, 10, 15),
        "methodologist",
        "answered",
    )


async def test_thanks_closes_and_not_solved_yet_opens_the_same_record_within_14_days(world: World, two: Two) -> None:
    methodologist, librarian = two
    await methodologist.reply("Kā norakstīt", "Ar aktu.")
    closed = await librarian.talk(("[Paldies, palīdzēja]", ("Prieks, ka palīdzēja!", "Jautājums Nr. 1 slēgts.")))
    assert not closed.new
    assert "Ar aktu. [Vēl nav atrisināts]" in librarian.shown[-1], "the answer offers what can be done now"
    assert "✅ Slēgts [Atvērt no jauna]" in methodologist.shown[1]
    await world.move_clock(days=13)
    await librarian.talk(("[Vēl nav atrisināts]", ("(Jautājums atkal atvērts)", "[Papildināt] [Paldies, palīdzēja]")))
    assert "↩️ Jautājums Nr. 1 atkal ir atvērts: tas vēl nav atrisināts." in methodologist.shown[-1]
    await methodologist.reply("atkal ir atvērts", "Tad sūtiet man aktu.")
    assert "Tad sūtiet man aktu." in librarian.shown[-1]
    await librarian.talk(("[Paldies, palīdzēja]", "slēgts"))
    assert "Jautājums Nr. 1 papildināts" in await librarian.reply("Tad sūtiet man aktu.", "Nosūtīju.")
    assert (world.record(1)["status"], world.count()) == ("answered", 1)


async def test_after_14_days_a_closed_question_stays_closed(world: World, two: Two) -> None:
    methodologist, librarian = two
    await methodologist.reply("Kā norakstīt", "Ar aktu.")
    await librarian.press("Paldies, palīdzēja")
    await world.move_clock(days=15)
    refused = await librarian.talk(("[Vēl nav atrisināts]", "Jautājums Nr. 1 ir sen slēgts. Lūdzu, uzdodiet jaunu."))
    assert not refused.new
    assert "šis teksts nav nosūtīts" in await librarian.reply("Ar aktu.", "Tomēr ne.")
    assert len(world.record(1)["thread"]) == 2
    assert "Ko ar to darīt?" in await librarian.say("Tomēr ne.")
    assert "[Papildināt" not in librarian.shown[-1]


async def test_a_methodologist_closes_and_the_asker_hears_of_it(world: World, two: Two) -> None:
    methodologist, librarian = two
    stale = methodologist.last
    await methodologist.talk(("[Slēgt]", ("(Slēgts)", "✅ Slēgts [Atvērt no jauna]")))
    assert "✅ Jautājums Nr. 1 slēgts. Slēdza: " in librarian.shown[-1]
    assert "Jautājums Nr. 1 jau ir slēgts." in await methodologist.press("Uzņemties", stale)
    await librarian.talk(("[Vēl nav atrisināts]", "(Jautājums atkal atvērts)"))
    assert world.record(1)["status"] == "open"
    assert "Jautājums Nr. 1 jau ir atvērts." in await librarian.send_data("c:reopen:1", librarian.last)


async def test_a_question_is_taken_back_within_ten_minutes_and_before_an_answer(world: World, two: Two) -> None:
    methodologist, librarian = two
    await librarian.reply("Kā norakstīt", "Tās ir mitras.")
    undo = librarian.message("Nr. 1 reģistrēts")
    answer = await librarian.press("Atsaukt", undo)
    assert "✖ Jautājums Nr. 1 atsaukts. Atbildēt uz to vairs nevajag." in answer
    assert "[" not in str(answer.changed[0].get("reply_markup", ""))
    assert "✖ Jautājums atsaukts" in methodologist.shown[1]
    assert not any("[Atbildēt]" in text for text in methodologist.shown), "nobody is invited to answer"
    assert "šis teksts nav nosūtīts" in await methodologist.reply("Kā norakstīt", "Ar aktu.")
    assert world.record(1)["status"] == "withdrawn"

    await librarian.say("/jautat Kas vēl?")
    await world.move_clock(minutes=11)
    await librarian.talk(("[Atsaukt]", "Atsaukšanas laiks (10 minūtes) ir beidzies."))
    await methodologist.reply("Kas vēl?", "Nekas.")
    assert "Uz jautājumu jau ir atbildēts" in await librarian.send_data("c:undo:2", librarian.last)


async def test_an_answer_taken_back_leaves_the_question_open(world: World, two: Two) -> None:
    methodologist, librarian = two
    await methodologist.reply("Kā norakstīt", "Nepareizi.")
    stale = methodologist.last
    await methodologist.talk(("[Atsaukt]", "✖ Ziņa atsaukta (jautājums Nr. 1)."))
    assert not any("Nepareizi." in text for text in librarian.shown)
    record = world.record(1)
    assert (record["status"], record["happened_on"]) == ("open", None)
    assert "🕓 Gaida atbildi" in str(methodologist.shown)
    assert "Šī ziņa jau ir atsaukta." in await methodologist.press("Atsaukt", stale)
    await methodologist.reply("Kā norakstīt", "Pareizi.")
    await world.move_clock(minutes=11)
    await methodologist.talk(("[Atsaukt]", "Atsaukšanas laiks (10 minūtes) ir beidzies."))
    assert "Pareizi." in librarian.shown[-1]


async def test_the_first_of_several_answers_is_taken_back(world: World, two: Two) -> None:
    methodologist, _ = two
    second = await world.methodologist("Metodiķe B")
    await world.move_to(datetime(2026, 10, 12, 23, 55, tzinfo=RIGA))
    await methodologist.reply("Kā norakstīt", "Nepareizi.")
    undo = methodologist.message(ANSWERED)
    await world.move_clock(minutes=8)
    await second.reply("Kā norakstīt", "Pareizi.")
    assert world.record(1)["happened_on"] == date(2026, 10, 12)
    await methodologist.press("Atsaukt", undo)
    record = world.record(1)
    assert (record["status"], record["happened_on"]) == ("answered", date(2026, 10, 13))
    assert record["answered_at"] == world.sandbox.clock.now()


async def test_a_question_is_not_taken_back_as_if_it_were_an_answer(world: World, two: Two) -> None:
    methodologist, librarian = two
    answer = await librarian.send_data("c:unsay:1", librarian.last)
    assert answer.toast == "Šī poga ir no iepriekšēja soļa un vairs nedarbojas."
    assert len(world.record(1)["thread"]) == 1
    assert "Kā norakstīt grāmatas?" in methodologist.shown[-1]


async def test_who_becomes_a_methodologist_later_gets_the_questions_that_wait_and_no_others(
    world: World, two: Two
) -> None:
    methodologist, librarian = two
    await methodologist.reply("Kā norakstīt", "Ar aktu.")
    await librarian.say("/jautat Kas vēl?")
    later = await world.methodologist("Metodiķe B")
    await world.move_clock(minutes=2)
    assert [text for text in later.shown if "Jautājums Nr." in text] == [later.shown[-1]]
    assert "Kas vēl?" in later.shown[-1]
    before = len(later.shown)
    await world.move_clock(minutes=2)
    assert len(later.shown) == before


async def test_to_look_for_missing_cards_is_one_statement(world: World, two: Two) -> None:
    await two[1].say("/jautat Kas vēl?")

    def look(session: Session) -> list[str]:
        said: list[str] = []
        connection = session.connection()
        event.listen(connection, "before_cursor_execute", lambda *said_of: said.append(said_of[2]))
        context = Context(session, world.sandbox.clock.now(), Region("", RIGA, "lv"), texts_for("lv"))
        show_open_questions(context)
        return said

    assert len(world.write(look)) == 1


async def test_an_addition_is_taken_back(world: World, two: Two) -> None:
    methodologist, librarian = two
    await librarian.reply("Kā norakstīt", "Lieks.")
    assert "Lieks." in methodologist.shown[-1]
    await librarian.press("Atsaukt", librarian.message("papildināts"))
    assert not any("Lieks." in text for text in methodologist.shown)
    assert len(world.record(1)["thread"]) == 1


async def test_the_topic_is_proposed_shown_and_corrected_with_one_tap(world: World, two: Two) -> None:
    methodologist, librarian = two
    await methodologist.reply("Kā norakstīt", "Ar aktu.")
    await methodologist.talk(
        ("[Temats]", ("Par ko bija jautājums Nr. 1?", "[Autortiesības]", "[◀ Atpakaļ]")),
        ("[◀ Atpakaļ]", (ANSWERED, "Temats: Krājums un inventarizācija")),
        ("[Temats]", "[Autortiesības]"),
        ("[Autortiesības]", (ANSWERED, "Temats: Autortiesības", "[Temats] [Atsaukt]")),
    )
    assert world.record(1)["topic"] == "copyright"
    await methodologist.press("Krājums un")
    assert world.record(1)["topic"] == "stock", "what the words speak for, too, is one tap away"
    await librarian.say("/jautat Printeris ALISĒ nedrukā etiķetes un datoram nav interneta")
    await methodologist.reply("Printeris", "Pārstartējiet.")
    await methodologist.talk(("[BIS ALISE]", ("jautājumu Nr. 2", "Temats: BIS ALISE", "[IKT un telpas] [Temats]")))


async def test_who_answers_says_from_which_library_a_question_came(world: World) -> None:
    methodologist, librarian = await world.methodologist(), await world.member("librarian", "Bez bibliotēkas")
    await librarian.say("/jautat Kā?")
    await methodologist.reply("Kā?", "Tā.")
    assert "Bibliotēka: vēl nav zināma" in methodologist.shown[-1]
    await methodologist.talk(
        ("[Bibliotēka]", ("No kuras bibliotēkas ir šis jautājums?", "[Alsungas pagasta bibliotēka]")),
        ("[Atcelt]", "Atcelts."),
        ("[Bibliotēka]", "No kuras bibliotēkas ir šis jautājums?"),
        ("laidi", (f"✅ Jautājums Nr. 1 ir no: {LAIDI}", f"Bibliotēka: {LAIDI} [Temats] [Atsaukt]")),
    )
    assert world.record(1)["libraries"] == [LAIDI]
    assert LAIDI in librarian.shown[-2], "the asker's confirmation says it too"


async def test_the_askers_own_choice_of_a_library_stays(world: World) -> None:
    methodologist, librarian = await world.methodologist(), await world.librarian(RENDA, LAIDI)
    await librarian.say("/jautat Kā?")
    await methodologist.reply("Kā?", "Tā.")
    await methodologist.talk(("[Bibliotēka]", f"[{LAIDI}] [{RENDA}] [Rādīt visus]"))
    await librarian.press(RENDA)
    await methodologist.talk((f"[{LAIDI}]", f"Jautājuma Nr. 1 bibliotēka jau ir zināma: {RENDA}"))
    assert world.record(1)["libraries"] == [RENDA]
    assert "No kuras bibliotēkas" not in str(methodologist.shown)


async def test_a_form_whose_question_is_gone_says_so_and_is_over(world: World, two: Two) -> None:
    methodologist, librarian = two
    await methodologist.press("Atbildēt")
    await librarian.press("Atsaukt")
    await methodologist.talk(
        ("Ar aktu.", "šis teksts nav nosūtīts"),
        ("Renda tel statistika", "Konsultācija Nr. 2"),
    )


async def test_a_button_of_what_was_taken_back_takes_nothing_else_back(world: World, two: Two) -> None:
    """Nor does an edit of the next message change what the earlier one had been shown as."""
    methodologist, librarian = two
    await methodologist.reply("Kā norakstīt", "Ar aktu.")
    stale = methodologist.last
    await methodologist.press("Atsaukt")
    await methodologist.reply("Kā norakstīt", "Ar sarakstu.")
    assert (await methodologist.press("Atsaukt", stale)).toast == "Šī ziņa jau ir atsaukta."
    assert world.record(1)["thread"][1] == ("answer", "Ar sarakstu.")
    assert "Ar sarakstu." in librarian.shown[-1]


async def test_a_reply_to_a_card_of_which_nobody_knows_that_it_has_arrived(world: World) -> None:
    """Its buttons name it, to a reply as to a press: it is an answer, and the card does not come again."""
    methodologist, librarian = await world.methodologist(), await world.librarian()
    world.sandbox.faults.add(Fault("cut", "sendMessage", chat=methodologist.chat.user.id, when="after"))
    await librarian.say("/jautat Kā norakstīt grāmatas?")
    assert ANSWERED in await methodologist.reply("Kā norakstīt", "Ar aktu.")
    assert "Ar aktu." in librarian.shown[-1]
    await world.move_clock(minutes=1)
    assert sum("❓ Jautājums Nr. 1" in text for text in methodologist.shown) == 1
    assert "💬 1 atbilde · atbild: Jūs" in methodologist.shown[-2]
