"""Questions to colleagues: asked in private or in the group, answered by everybody, settled by the asker."""

from dataclasses import dataclass
from datetime import date
from typing import Any

import pytest
from sqlalchemy.orm import Session

from bot.sandbox import Group
from storage import groups
from tests.journeys.person import seen, text_of
from tests.journeys.world import LAIDI, RENDA, Person, World

THREAD = "Konsultācijas"
ANSWERED = "Atbilde uz jautājumu Nr. 1"


@dataclass
class Region:
    """Who is there; everybody is in the group, too."""

    world: World
    group: Group
    methodologist: Person
    asker: Person
    colleague: Person

    def here(self, person: Person) -> Person:
        """The person in the group."""
        return person.there(self.group)

    @property
    def board(self) -> list[str]:
        """What the bot's messages in the group say now."""
        return self.here(self.asker).shown


async def make_region(world: World, *, forum: bool = True) -> Region:
    """A methodologist and librarians of two libraries, all in the region's group with its thread of questions."""
    methodologist, asker, colleague = await world.methodologist(), await world.librarian(), await world.librarian(LAIDI)
    group = await world.group(methodologist, asker, colleague, forum=forum)
    if forum:
        thread_id = group.create_topic(THREAD, by=world.bot).thread_id

        def job(session: Session) -> None:
            found = groups.region_group(session)
            assert found is not None
            session.add(groups.GroupThread(group_id=found.id, name=THREAD, kind=groups.QUESTIONS, thread_id=thread_id))

        world.write(job)
    return Region(world, group, methodologist, asker, colleague)


@pytest.fixture
async def region(world: World) -> Region:
    return await make_region(world)


async def ask_openly(region: Region, text: str = "Kā norakstīt grāmatas?") -> None:
    """From the private chat, by the form."""
    await region.asker.tap("❓ Jautāt")
    await region.asker.talk(("[👥 Kolēģiem (grupā)]", "lasīs visi grupas dalībnieki"), (text, "To redz grupa."))


async def test_from_the_private_chat_openly(region: Region) -> None:
    asked = await region.asker.tap("❓ Jautāt")
    assert "❓ Jautājums · 1/2\n\nKam uzdot jautājumu?" in asked
    assert "[🔒 Metodiķiem (redz tikai metodiķi)] [👥 Kolēģiem (grupā)] [🎭 Kolēģiem (grupā) anonīmi]" in asked
    await region.asker.talk(
        (
            "[👥 Kolēģiem (grupā)]",
            ("2/2", "Jautājumu ar Jūsu vārdu lasīs visi grupas dalībnieki. Lūdzu, neminiet lasītāju vārdus."),
        ),
        (
            "Kā norakstīt grāmatas?",
            ("✅ Jautājums Nr. 1 reģistrēts.", "To redz grupa. Atbildes pienāks šeit.", RENDA, "[Atsaukt]"),
        ),
    )
    assert region.board[-1] == (
        "❓ Jautājums Nr. 1 · Krājums un inventarizācija\nBibliotekāre, Rendas · Rendas pagasta bibliotēka\n\n"
        "Kā norakstīt grāmatas?\n\n🕓 Gaida atbildi [Atbildēt] [Uzņemties] [Skatīt visu]"
    )
    card = region.here(region.asker).last
    assert card["message_thread_id"] == region.group.topic(THREAD).thread_id
    assert "Kā norakstīt" not in str(region.methodologist.shown), "the methodologists read it in the group"
    record = region.world.record(1)
    assert (record["audience"], record["may_be_shown"], record["happened_on"]) == ("colleagues", True, None)


async def test_anonymously_names_neither_person_nor_library(region: Region) -> None:
    asked = await region.asker.tap("❓ Jautāt")
    assert "Ļaunprātīgas rīcības gadījumā metodiķi var noskaidrot, kas jautājis." in asked
    await region.asker.talk(
        ("[🎭 Kolēģiem (grupā) anonīmi]", "bez Jūsu vārda un bibliotēkas"),
        ("Kā norakstīt grāmatas?", ("Nr. 1", "bez Jūsu vārda un bibliotēkas")),
    )
    assert "Kolēģis (anonīmi)\n\nKā norakstīt grāmatas?" in region.board[-1]
    await region.here(region.colleague).reply("Kā norakstīt", "Ar aktu.")
    assert "Ar aktu." in region.asker.shown[-1]
    await region.asker.talk(("[Papildināt]", "lasīs visi grupas dalībnieki"), ("Un kas to paraksta?", "papildināts"))
    assert "Papildināts jautājums Nr. 1\nKolēģis (anonīmi)\n\nUn kas to paraksta?" in region.board[-1]
    said = "\n".join(region.board)
    assert "Rendas" not in said
    assert region.world.record(1)["anonymous"]


async def test_written_in_the_thread_it_is_a_question_by_itself(region: Region) -> None:
    before = len(region.asker.shown)
    shown = await region.here(region.asker).say("Kas brauc uz semināru Rīgā?", topic=THREAD)
    assert [text for text in region.board if "Nr. 1" in text] == [
        "❓ Jautājums Nr. 1\n🕓 Gaida atbildi [Atbildēt] [Uzņemties] [Skatīt visu] [Tas nav jautājums]"
    ]
    assert shown.new[-1]["reply_to_message"]["text"] == "Kas brauc uz semināru Rīgā?"
    assert len(region.asker.shown) == before, "nothing more is said in private"
    assert region.world.record(1)["thread"] == [("question", "Kas brauc uz semināru Rīgā?")]


@pytest.mark.parametrize("said", ["Paldies!", "👍", "Liels paldies visiem!", "Labrīt, kolēģi!"])
async def test_what_is_no_question_gets_no_card(region: Region, said: str) -> None:
    shown = await region.here(region.asker).say(said, topic=THREAD)
    assert not shown.new
    assert region.world.count() == 0


async def test_a_card_of_what_was_no_question_is_taken_back(region: Region) -> None:
    here = region.here(region.asker)
    await here.say("Rīt būšu slima, bibliotēka slēgta.", topic=THREAD)
    refused = await region.here(region.colleague).press("Tas nav jautājums")
    assert refused.toast == "Šo kartīti var noņemt tikai ziņas autors vai metodiķis."
    gone = await here.press("Tas nav jautājums")
    assert (gone.toast, len(gone.gone)) == ("Kartīte noņemta.", 1)
    await here.say("Vēl viens paziņojums.", topic=THREAD)
    await region.here(region.methodologist).press("Tas nav jautājums")
    assert not any("Nr." in text for text in region.board)
    assert region.world.record(1) == {}
    assert region.world.record(2) == {}


async def test_replies_to_card_question_and_answer_are_answers_by_role(region: Region) -> None:
    here = region.here(region.asker)
    await here.say("Kā norakstīt grāmatas?", topic=THREAD)
    await region.here(region.colleague).reply("Gaida atbildi", "Ar aktu.")
    answer = region.asker.shown[-1]
    assert answer == (
        f"💬 {ANSWERED}\nKā norakstīt grāmatas?\nBibliotekāre, Laidu\n\nAr aktu. [Papildināt] [Paldies, palīdzēja]"
    )
    await region.here(region.methodologist).reply("Kā norakstīt", "Un ar komisijas lēmumu.")
    await region.here(region.colleague).reply("Ar aktu.", "Veidlapa ir portālā.")
    assert "💬 3 atbildes" in region.board[-1]
    assert len([text for text in region.board if "Nr. 1" in text]) == 1, "one card, edited in place"
    record = region.world.record(1)
    assert [part for part, _ in record["thread"]] == ["question", "answer", "answer", "answer"]
    assert (record["given_by"], record["status"], record["happened_on"]) == ("peer", "answered", date(2026, 10, 12))
    await here.reply("Veidlapa", "Kurā portālā?")
    assert region.world.record(1)["thread"][-1] == ("reply", "Kurā portālā?")


async def test_first_answered_by_a_methodologist_it_is_given_by_one(region: Region) -> None:
    await ask_openly(region)
    await region.here(region.methodologist).reply("Kā norakstīt", "Ar aktu.")
    await region.here(region.colleague).reply("Kā norakstīt", "Jā, ar aktu.")
    assert region.world.record(1)["given_by"] == "methodologist"


async def test_answering_in_the_private_chat_by_the_cards_link(region: Region) -> None:
    await ask_openly(region)
    await region.colleague.do(lambda: region.colleague.chat.start("a1"))
    assert region.colleague.shown[-1].startswith(
        "Uzrakstiet atbildi uz jautājumu Nr. 1. To lasīs jautātājs un visi grupas dalībnieki.\nKā norakstīt grāmatas? ["
    )
    await region.colleague.talk(("Ar aktu.", (f"✅ {ANSWERED} nosūtīta.", "[Atsaukt]")))
    assert f"💬 {ANSWERED}\nBibliotekāre, Laidu\n\nAr aktu." in region.board[-1]
    assert region.here(region.asker).last["reply_to_message"]["text"].startswith("❓ Jautājums Nr. 1")
    assert f"💬 {ANSWERED}\nBibliotekāre, Laidu\n\nAr aktu. [Papildināt]" in region.asker.shown[-1]
    await region.colleague.do(lambda: region.colleague.chat.edit(region.colleague.message("Ar aktu."), "Ar aktu!"))
    assert "Ar aktu!\n(teksts labots)" in region.board[-1]
    assert "Ar aktu!" in region.asker.shown[-1]
    await region.colleague.talk(("[Atsaukt]", "✖ Ziņa atsaukta"))
    assert "Ar aktu" not in "\n".join([*region.board, *region.asker.shown])
    assert "🕓 Gaida atbildi" in region.board[-1]


async def test_taking_it_shows_on_the_card(region: Region) -> None:
    await ask_openly(region)
    taken = await region.here(region.colleague).press("Uzņemties")
    assert "🕓 Gaida atbildi · atbild: Bibliotekāre, Laidu [Atbildēt] [Atteikties]" in taken
    assert (await region.here(region.asker).press("Atteikties")).toast == "Šis jautājums nav Jūsu ziņā."
    await region.here(region.colleague).press("Atteikties")
    own = await region.here(region.asker).press("Uzņemties")
    assert own.toast == "Tas ir Jūsu pašu jautājums."


async def test_edits_in_the_group_follow(region: Region) -> None:
    here, there = region.here(region.asker), region.here(region.colleague)
    await here.say("Ka norakstit?", topic=THREAD)
    await here.do(lambda: here.chat.edit(here.message("Ka norakstit?"), "Kā norakstīt?"))
    await there.reply("Kā norakstīt?", "Ar akto.")
    await there.do(lambda: there.chat.edit(there.message("Ar akto."), "Ar aktu."))
    assert region.world.record(1)["thread"] == [("question", "Kā norakstīt?"), ("answer", "Ar aktu.")]
    assert "Ar aktu.\n(teksts labots)" in region.asker.shown[-1]


async def test_the_asker_says_which_answer_helped(region: Region) -> None:
    await ask_openly(region)
    await region.here(region.colleague).reply("Kā norakstīt", "Nezinu, bet jautā Metodiķei.")
    await region.here(region.methodologist).reply("Kā norakstīt", "Ar aktu.")
    await region.asker.talk(("[Paldies, palīdzēja]", "(Prieks, ka palīdzēja!"))
    assert "✅ Atrisināts · 💬 2 atbildes · ir atbilde, kas palīdzēja [Skatīt visu]" in region.board[-1]
    await region.colleague.do(lambda: region.colleague.chat.start("q1"))
    page = region.colleague.shown[-1]
    assert page.index("✅ Atbilde, kas palīdzēja\nAr aktu.") < page.index("💬 Atbilde\nNezinu")
    assert "Rendas" not in page
    await region.asker.talk(("[Vēl nav atrisināts]", "(Jautājums atkal atvērts)"))
    assert "💬 2 atbildes" in region.board[-1]


async def test_a_methodologist_marks_what_helped_and_corrects_the_topic(region: Region) -> None:
    await ask_openly(region)
    await region.here(region.colleague).reply("Kā norakstīt", "Ar aktu.")
    await region.methodologist.do(lambda: region.methodologist.chat.start("q1"))
    await region.methodologist.talk(
        ("[Palīdzēja: Ar aktu.]", ("(Atzīmēts: šī atbilde palīdzēja)", "✅ Atbilde, kas palīdzēja")),
        ("[Temats]", "[Autortiesības]"),
        ("[Autortiesības]", "❓ Jautājums Nr. 1 · Autortiesības"),
        ("[Slēgt]", "(Slēgts)"),
    )
    assert "Jautājums Nr. 1 · Autortiesības" in region.board[-1]
    record = region.world.record(1)
    assert (record["topic"], record["status"]) == ("copyright", "closed")


async def test_the_asker_corrects_the_topic(region: Region) -> None:
    await ask_openly(region)
    await region.asker.talk(("[Temats]", "[Autortiesības]"), ("[Autortiesības]", "✅ Jautājums Nr. 1 reģistrēts."))
    assert region.world.record(1)["topic"] == "copyright"
    assert "Autortiesības" in region.board[-1]


async def test_the_command_in_the_group_asks_colleagues(region: Region) -> None:
    shown = await region.here(region.asker).say("/jautat Kā norakstīt grāmatas?")
    assert region.world.record(1)["audience"] == "colleagues"
    assert "Bibliotekāre, Rendas · Rendas pagasta bibliotēka\n\nKā norakstīt grāmatas?" in shown, "in the thread"
    assert shown.new[-1]["message_thread_id"] == region.group.topic(THREAD).thread_id


async def test_in_a_group_without_threads_only_what_is_meant_for_the_bot(world: World) -> None:
    region = await make_region(world, forum=False)
    here = region.here(region.asker)
    assert not (await here.say("Kā norakstīt grāmatas?")).new
    await here.say("@plaukts_bot Kā norakstīt grāmatas?")
    assert region.world.record(1)["thread"] == [("question", "Kā norakstīt grāmatas?")]
    await here.say("/jautat Kas brauc uz Rīgu?")
    assert region.world.count() == 2
    await region.here(region.colleague).reply("Jautājums Nr. 2", "Es.")
    assert region.world.record(2)["thread"][-1] == ("answer", "Es.")
    assert not (await region.here(region.colleague).reply("Kā norakstīt", "Hm.")).new


async def test_photos_travel_along(region: Region) -> None:
    await region.asker.tap("❓ Jautāt")
    await region.asker.press("👥 Kolēģiem (grupā)")
    await region.asker.do(lambda: region.asker.chat.send_photo(caption="Kas tā par zīmi?"))
    assert "Kas tā par zīmi?" in region.board[-1]
    assert "<photo>" in region.board[-1]
    there = region.here(region.colleague)
    await there.do(lambda: there.chat.send_photo(caption="Tāda.", reply_to=there.message("Kas tā par zīmi?")))
    assert "Tāda." in region.asker.shown[-2]
    assert "<photo>" in region.asker.shown[-1]
    await region.asker.talk(("[Papildināt]", "Uzrakstiet"), ("Paldies.", "papildināts"))
    await region.here(region.colleague).reply("Kas tā par zīmi?", "Zīmogs.")
    assert "💬 2 atbildes" in str(region.board)


async def test_a_part_of_an_album_that_comes_late_reaches_the_group_too(region: Region) -> None:
    asker, updates = region.asker, region.world.bot.updates
    await asker.tap("❓ Jautāt")
    await asker.press("👥 Kolēģiem (grupā)")

    async def album(caption: str, **how: Any) -> None:
        _, last = asker.chat.send_album([None, None], caption=caption, **how)
        updates.done(updates.pending[-1]["update_id"])
        await region.world.settled()
        await region.world.move_clock(seconds=2)
        updates.put("message", last)
        await region.world.settled()
        await region.world.move_clock(seconds=2)

    await album("Kas tās par zīmēm?")
    await album("Un šīs?", reply_to=asker.message("To redz grupa."))
    photos = [one for one in region.group.messages if "photo" in one]
    assert ["zīmēm?" in text_of(one) for one in photos] == [True, False, False, False]
    assert ["Un šīs?" in text_of(one) for one in photos] == [False, False, True, False]
    late = [photos[1], photos[3]]
    assert [one["reply_to_message"]["message_id"] for one in late] == [one["message_id"] for one in photos[::2]]
    await asker.press("Atsaukt", asker.message("To redz grupa."))
    assert photos[1]["message_id"] not in {one["message_id"] for one in region.group.messages}


async def test_taken_back_it_leaves_the_group(region: Region) -> None:
    await ask_openly(region)
    await region.asker.talk(("[Atsaukt]", "✖ Jautājums Nr. 1 atsaukts."))
    assert not any("Nr. 1" in text for text in region.board)
    assert region.world.record(1)["status"] == "withdrawn"


async def test_what_was_simply_typed_goes_to_colleagues(region: Region) -> None:
    await region.asker.talk(
        ("Kā norakstīt grāmatas?", "[❓ Uzdot jautājumu metodiķiem] [👥 Jautāt kolēģiem]"),
        ("[👥 Jautāt kolēģiem]", ("Kā jautāt kolēģiem?", "Lūdzu, neminiet lasītāju vārdus.")),
    )
    assert "Metodiķiem" not in region.asker.shown[-1], "that was decided with the first button"
    await region.asker.talk(("[👥 Kolēģiem (grupā)]", "✅ Jautājums Nr. 1 reģistrēts."))
    assert "Kā norakstīt grāmatas?" in region.board[-1]


async def test_a_question_that_something_else_interrupts_is_not_lost_in_silence(region: Region) -> None:
    await region.asker.tap("❓ Jautāt")
    await region.asker.say("Kā norakstīt grāmatas?")
    answer = await region.asker.tap("🔎 Meklēt")
    assert "Ir iesākts kas cits; šis teksts vairs nav saglabāts. Nosūtiet to vēlreiz." in answer
    assert not answer.gone
    choosing = await region.asker.tap("❓ Jautāt")
    assert "vairs nav saglabāts" not in choosing, "nothing had been written to search for"
    assert [seen(message)[:2] for message in choosing.gone] == ["🔎 "]


async def test_a_question_that_is_written_before_its_readers_are_chosen_is_kept(region: Region) -> None:
    await region.asker.tap("❓ Jautāt")
    await region.asker.talk(
        ("Kā norakstīt grāmatas?", ("Kā norakstīt grāmatas?\n\nKam uzdot jautājumu?", "neminiet lasītāju vārdus.")),
        ("Tās ir bojātas.", "Kā norakstīt grāmatas?\nTās ir bojātas.\n\nKam uzdot jautājumu?"),
        ("[👥 Kolēģiem (grupā)]", "✅ Jautājums Nr. 1 reģistrēts."),
    )
    assert "Kā norakstīt grāmatas?\nTās ir bojātas." in region.board[-1]


async def test_an_asker_with_two_libraries_is_asked_which_in_private(world: World) -> None:
    asker = await world.librarian(RENDA, LAIDI)
    region = await make_region(world)
    region.group.add(asker.chat.user)
    await region.here(asker).say("Kā norakstīt grāmatas?", topic=THREAD)
    assert "Uz kuru no Jūsu bibliotēkām tas attiecas?" in asker.shown[-1]
    await asker.press(RENDA)
    assert region.world.record(1)["libraries"] == [RENDA]


async def test_an_answer_of_somebody_who_has_not_joined_is_not_lost(region: Region) -> None:
    outsider = region.world.stranger("Svešiniece")
    region.group.add(outsider.chat.user)
    await region.here(region.asker).say("Kā norakstīt grāmatas?", topic=THREAD)
    there = outsider.there(region.group)
    await there.reply("Gaida atbildi", "Ar akto.")
    await there.do(lambda: there.chat.edit(there.message("Ar akto."), "Ar aktu."))
    answer = region.asker.shown[-1]
    assert "Kolēģis no grupas\n\nAr aktu." in answer
    assert "Svešiniece" not in answer
    record = region.world.record(1)
    assert (record["given_by"], record["thread"][-1]) == ("peer", ("answer", "Ar aktu."))
    await there.say("Kas brauc uz Rīgu?", topic=THREAD)
    assert region.world.count() == 1, "only members ask"


async def test_a_guests_reply_reaches_the_asker(region: Region) -> None:
    """Who is a guest of the region asks nothing, but what they answer in the group is not lost either."""
    await region.here(region.asker).say("Kā norakstīt grāmatas?", topic=THREAD)
    guest = await region.world.member("guest", "Viešņa")
    region.group.add(guest.chat.user)
    there = guest.there(region.group)
    await there.reply("Kā norakstīt", "Ar aktu.")
    assert "Viešņa\n\nAr aktu." in region.asker.shown[-1]
    await there.do(lambda: there.chat.edit(there.message("Ar aktu."), "Ar aktu un lēmumu."))
    assert "Ar aktu un lēmumu." in region.asker.shown[-1]
    await there.say("Un kas to paraksta?", topic=THREAD)
    assert region.world.count() == 1
