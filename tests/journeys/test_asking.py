"""Asking: in one step, by the menu, by simply typing; what the asker and the methodologists are shown."""

from tests.journeys.person import buttons
from tests.journeys.world import LAIDI, MAIN, RENDA, World

SAID = ("/jautat Kā norakstīt?", "/Jautāt Kā norakstīt?", "/ask Kā norakstīt?", "/JAUTAJUMS\nKā norakstīt?")


async def test_in_one_step_however_the_command_is_written(world: World) -> None:
    methodologist, librarian = await world.methodologist(), await world.librarian()
    for number, said in enumerate(SAID, start=1):
        await librarian.talk(
            (said, (f"✅ Jautājums Nr. {number} reģistrēts.", "To redz tikai metodiķi.", RENDA, "[Atsaukt]"))
        )
        assert librarian.last["reply_to_message"]["text"] == said
        assert "Bibliotekāre, Rendas · Rendas pagasta bibliotēka\n\nKā norakstīt?" in methodologist.shown[-1]
        assert "🕓 Gaida atbildi [Atbildēt] [Uzņemties] [Pāradresēt] [Temats] [Slēgt]" in methodologist.shown[-1]
    record = world.record(4)
    assert (record["status"], record["happened_on"], record["channel"]) == ("open", None, "telegram")
    assert (record["topic"], record["libraries"]) == ("stock", [RENDA])


async def test_by_the_menu(world: World) -> None:
    methodologist, librarian = await world.methodologist(), await world.librarian()
    prompt = await librarian.tap("❓ Jautāt")
    assert "To redzēs tikai metodiķi. Lūdzu, neminiet lasītāju vārdus." in prompt
    assert "[Atcelt]" in prompt
    sent = await librarian.talk(("Kā kārtot plauktus?", "Jautājums Nr. 1 reģistrēts"))
    assert len(sent.gone) == 1, "the form goes"
    assert "Kā kārtot plauktus?" in methodologist.shown[-1]
    await librarian.tap("❓ Jautāt")
    await librarian.talk(("[Atcelt]", "Atcelts. Jautājums nav nosūtīts."))
    assert world.count() == 1


async def test_what_is_simply_typed_is_kept_and_asked_about(world: World) -> None:
    methodologist, librarian = await world.methodologist(), await world.librarian()
    offered = await librarian.talk(("Vai drīkst kopēt notis?", "Ko ar to darīt? Ziņa ir saglabāta."))
    assert "[❓ Uzdot jautājumu metodiķiem] [📰 Publicēt jaunumos] [🔎 Meklēt] [Neko, dzēst]" in offered
    assert "Reģistrēt" not in offered
    saved = await librarian.talk(("[❓ Uzdot jautājumu metodiķiem]", ("Jautājums Nr. 1 reģistrēts", "[Atsaukt]")))
    assert saved.changed, "in place of the offer"
    assert "Vai drīkst kopēt notis?" in methodologist.shown[-1]

    await librarian.talk(
        ("Un vēl kas", "[Papildināt jautājumu Nr. 1] [❓ Uzdot jautājumu metodiķiem]"),
        ("[Neko, dzēst]", "Labi, teksts dzēsts."),
    )
    await librarian.say("Runa ir par kora notīm.")
    added = await librarian.talk(("[Papildināt jautājumu Nr. 1]", ("Jautājums Nr. 1 papildināts", "[Atsaukt]")))
    assert not added.new, "in place of the offer, whose buttons would be dead"
    assert "Runa ir par kora notīm." in methodologist.shown[-1]

    await methodologist.press("Uzņemties", methodologist.message("Gaida atbildi"))
    await methodologist.talk(
        (
            "Drīkst vienu eksemplāru.",
            (
                "Ko ar to darīt?",
                "[Atbildēt uz Nr. 1] [❓ Uzdot jautājumu metodiķiem] [📰 Publicēt jaunumos]",
                "[📝 Reģistrēt konsultāciju]",
            ),
        )
    )
    answered = await methodologist.talk(("[Atbildēt uz Nr. 1]", "Atbilde uz jautājumu Nr. 1 nosūtīta"))
    assert not answered.new
    assert "Drīkst vienu eksemplāru." in librarian.shown[-1]

    thanked = await librarian.talk(("Liels paldies! 🙂", "🙂 Labi. Ja kas vajadzīgs"))
    assert "Ko ar to darīt?" not in thanked, "nothing is to be decided about thanks"
    await librarian.talk(("[Paldies, palīdzēja · 1]", "Jautājums Nr. 1 slēgts"), ("👍", "🙂 Labi."))
    assert "[Paldies, palīdzēja" not in librarian.shown[-1]


async def test_lines_typed_one_after_the_other_become_one_question(world: World) -> None:
    methodologist, librarian = await world.methodologist(), await world.librarian()
    first = (await librarian.say("Labdien!")).new[0]
    second = await librarian.talk(
        ("Kā noformēt plauktu?", ("Labdien!\nKā noformēt plauktu?", "[❓ Uzdot jautājumu metodiķiem]"))
    )
    assert [one["message_id"] for one in second.gone] == [first["message_id"]], "one offer, below"
    edited = await librarian.do(lambda: librarian.chat.edit(librarian.chat.messages[-2], "Kā noformēt izstādi?"))
    assert "Labdien!\nKā noformēt izstādi?" in edited, "the kept text follows the edit"
    await librarian.talk(("[❓ Uzdot jautājumu metodiķiem]", "Nr. 1"))
    assert "Labdien!\nKā noformēt izstādi?" in methodologist.shown[-1]
    assert world.record(1)["thread"] == [("question", "Labdien!\nKā noformēt izstādi?")]


async def test_what_is_typed_later_is_another_text_and_the_earlier_one_waits_on(world: World) -> None:
    methodologist, librarian = await world.methodologist(), await world.librarian()
    await librarian.say("Vai drīkst kopēt notis?")
    first = librarian.last
    await world.move_clock(minutes=3)
    offered = await librarian.talk(("Kad ir seminārs?", "Ko ar to darīt? Ziņa ir saglabāta. ["))
    second = librarian.last
    assert (offered.gone, offered.changed) == ([], []), "the earlier offer stays"
    await librarian.do(lambda: librarian.chat.edit(librarian.message("Vai drīkst"), "Vai drīkst kopēt arī notis?"))
    await librarian.press("❓ Uzdot jautājumu metodiķiem", second)
    assert world.record(1)["thread"] == [("question", "Kad ir seminārs?")]
    await world.restart()
    await world.move_clock(days=6)
    await librarian.press("❓ Uzdot jautājumu metodiķiem", first)
    assert world.record(2)["thread"] == [("question", "Vai drīkst kopēt arī notis?")]
    assert "Vai drīkst kopēt arī notis?" in methodologist.shown[-1]
    for stale in (first, second):
        answer = await librarian.press("❓ Uzdot jautājumu metodiķiem", stale)
        assert answer.toast == "Šī poga ir no iepriekšēja soļa un vairs nedarbojas."
    assert world.count() == 2


async def test_a_changed_command_is_taken_apart_like_a_new_one(world: World) -> None:
    methodologist, librarian = await world.methodologist(), await world.librarian()
    await librarian.say("/jautat\nKā norakstīt?")
    assert world.record(1)["thread"] == [("question", "Kā norakstīt?")]
    asked = librarian.message("/jautat")
    await librarian.do(lambda: librarian.chat.edit(asked, "/jautat\nKā norakstīt grāmatas?"))
    assert world.record(1)["thread"] == [("question", "Kā norakstīt grāmatas?")]
    await librarian.do(lambda: librarian.chat.edit(asked, "/jautat@plaukts_bot  Kā norakstīt\ngrāmatas?"))
    assert world.record(1)["thread"] == [("question", "Kā norakstīt\ngrāmatas?")]
    assert "Kā norakstīt\ngrāmatas?" in methodologist.shown[-1]


async def test_another_beginning_leaves_no_dead_offer(world: World) -> None:
    librarian = await world.librarian()
    await librarian.say("Vai drīkst?")
    stale = librarian.last
    opened = await librarian.tap("❓ Jautāt")
    assert "Ir iesākts kas cits; šis teksts vairs nav saglabāts. Nosūtiet to vēlreiz." in opened
    assert not buttons(opened.changed[0])
    answer = await librarian.press("❓ Uzdot jautājumu metodiķiem", stale)
    assert answer.toast == "Šī poga ir no iepriekšēja soļa un vairs nedarbojas."
    await world.move_clock(days=3)
    again = await librarian.say("Vai drīkst?")
    assert "Atcelts. Nekas nav saglabāts." in again, "too old to be deleted"
    assert "Ko ar to darīt?" in again


async def test_an_asker_with_two_libraries_is_asked_which(world: World) -> None:
    methodologist, librarian = await world.methodologist(), await world.librarian(RENDA, LAIDI)
    await librarian.talk(
        ("/jautat Kā?", ("Uz kuru no Jūsu bibliotēkām tas attiecas?", f"[{LAIDI}] [{RENDA}]")),
        (f"[{RENDA}]", f"Bibliotēka: {RENDA}"),
    )
    assert RENDA in methodologist.shown[-1]
    assert LAIDI not in methodologist.shown[-1]
    assert world.record(1)["libraries"] == [RENDA]
    await librarian.tap("❓ Jautāt")
    await librarian.talk(
        ("Kā pareizi?", ("Nr. 2", "Uz kuru no Jūsu bibliotēkām tas attiecas?", f"[{LAIDI}] [{RENDA}]")),
        (f"[{LAIDI}]", f"Bibliotēka: {LAIDI}"),
    )


async def test_every_methodologist_has_the_card_and_all_see_who_took_it(world: World) -> None:
    first, second = await world.methodologist("Metodiķe A"), await world.methodologist("Metodiķe B")
    librarian = await world.librarian()
    await librarian.say("/jautat Kā?")
    await first.talk(("[Uzņemties]", ("(Jautājums ir Jūsu ziņā; kolēģi to redz.)", "atbild: Jūs", "[Atteikties]")))
    assert "atbild: Metodiķe A" in second.shown[-1]
    await second.talk(("[Uzņemties]", "Jautājumu jau uzņēmās: Metodiķe A. Atbildēt tik un tā var."))
    stale = first.last
    await first.talk(("[Atteikties]", "(Jautājums atkal brīvs: to var uzņemties ikviens.)"))
    assert "atbild:" not in second.shown[-1]
    assert "Šis jautājums nav Jūsu ziņā." in await first.press("Atteikties", stale)
    late = await world.methodologist("Metodiķe C")
    await world.move_clock(minutes=2)
    assert "Kā?" in late.shown[-1]
    assert [len(one.shown) for one in (first, second, late)] == [2, 2, 2], "one card each"


async def test_a_question_waits_for_the_first_methodologist(world: World) -> None:
    librarian = await world.librarian()
    await librarian.talk(("/jautat Kā?", "Vēl nav pievienojies neviens metodiķis; jautājums ir saglabāts"))
    methodologist = await world.methodologist()
    await world.move_clock(minutes=2)
    await methodologist.reply("Kā?", "Tā.")
    assert "Tā." in librarian.shown[-1]


async def test_a_methodologists_own_question_goes_to_the_others(world: World) -> None:
    first, second = await world.methodologist("Metodiķe A"), await world.methodologist("Metodiķe B")
    await first.talk(("/jautat Kā Jūs to darāt?", ("Nr. 1", MAIN)))
    assert len(first.shown) == 2, "no card of one's own"
    await second.reply("Kā Jūs to darāt?", "Ar grafiku.")
    assert "Ar grafiku." in first.shown[-1]
