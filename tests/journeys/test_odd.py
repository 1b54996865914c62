"""Odd things: unknown commands, stickers, forged buttons, a blocked bot, messages in a group."""

from tests.journeys.world import RENDA, World

WORDS = "Paldies! Lūdzu, uzrakstiet vārdiem, kas vajadzīgs, vai izmantojiet izvēlni zemāk."


async def test_what_cannot_be_understood_is_answered_with_one_sentence(world: World) -> None:
    librarian = await world.librarian()
    await librarian.talk(
        ("/nezinu", "Tādas komandas nav. Ko šeit var darīt, parāda /palidziba."),
        ("/", "Tādas komandas nav."),
        ("/jautat", "Uzrakstiet jautājumu."),
        ("/atcelt", "Atcelts."),
    )
    for act in (
        librarian.chat.send_sticker,
        lambda: librarian.chat.send_contact("+37120000000", "Kāds"),
        lambda: librarian.chat.send_location(57.0, 21.9),
        lambda: world.bot.updates.put(
            "message",
            {**librarian.chat.messages[0], "message_id": 9_000, "dice": {"emoji": "🎲", "value": 3}, "text": None},
        ),
    ):
        assert [one["text"] for one in (await librarian.do(act)).new] == [WORDS]
    await librarian.tap("❓ Jautāt")
    refused = await librarian.do(lambda: librarian.chat.send_location(57.0, 21.9))
    assert "Šāda veida ziņu nevar nodot tālāk." in refused
    await librarian.talk(("Kur tas ir?", "Nr. 1"))


async def test_an_edited_message_that_belongs_to_nothing_disturbs_nobody(world: World) -> None:
    methodologist, librarian = await world.methodologist(), await world.librarian()
    await librarian.talk(("Sveiki", "Ko ar to darīt?"), ("[Neko, dzēst]", "Labi, teksts dzēsts. Nekas nav nosūtīts."))
    edited = await librarian.do(lambda: librarian.chat.edit(librarian.message("Sveiki"), "Sveiki!"))
    assert not edited.new
    assert not edited.changed
    assert len(methodologist.shown) == 1


FORGED = (
    *("x", "~", "~~7", "c:take:", "c:take:99999999999", "f:0:pick:1", "t:0:ask:new", "m:language:xx"),
    *("\x00\x7f", "ā" * 30),
)


async def test_forged_data_is_answered_with_one_sentence(world: World) -> None:
    methodologist = await world.methodologist()
    for data in FORGED:
        answer = await methodologist.send_data(data, methodologist.last)
        assert answer.toast, data
        assert answer.toast.endswith(".")
        assert not answer.new
        assert not answer.changed


async def test_another_persons_thread_cannot_be_touched(world: World) -> None:
    methodologist, librarian = await world.methodologist(), await world.librarian()
    other = await world.librarian("Laidu pagasta bibliotēka")
    await librarian.say("/jautat Kā?")
    await methodologist.reply("Kā?", "Tā.")
    for data in ("c:thanks:1", "c:add:1", "c:unsay:2", "c:undo:1"):
        answer = await other.send_data(data, other.last)
        assert answer.toast
        assert not answer.new
    answer = await methodologist.send_data("c:thanks:1", methodologist.last)
    assert "To var darīt tikai jautātājs." in answer
    assert world.record(1)["status"] == "answered"


async def test_a_blocked_bot_is_noticed_and_unblocking_too(world: World) -> None:
    world.provoked.add("blocked")
    methodologist, librarian = await world.methodologist(), await world.librarian()
    await librarian.say("/jautat Kā?")
    librarian.chat.block()
    await world.settled()
    sent = await methodologist.reply("Kā?", "Tā.")
    assert "⚠️ Atbilde uz jautājumu Nr. 1 ir saglabāta, bet jautātājs Telegram pašlaik nav sasniedzams; " in sent
    assert "Atsaukt" in librarian.shown[-1], "how it stood before"
    librarian.chat.unblock()
    await world.settled()
    assert "Tā." in librarian.shown[-1], "the answer that was missed comes now"
    assert "Atsaukt" not in librarian.shown[-2], "and the confirmation shows that there is one"
    await methodologist.reply("Kā?", "Vēl kas.")
    assert "Vēl kas." in librarian.shown[-1]


async def test_a_methodologist_who_blocked_the_bot_gets_no_cards(world: World) -> None:
    methodologist, librarian = await world.methodologist(), await world.librarian()
    methodologist.chat.block()
    await world.settled()
    await librarian.talk(("/jautat Kā?", "Vēl nav pievienojies neviens metodiķis"))
    await methodologist.start()
    await world.move_clock(minutes=2)
    assert any("Kā?" in text for text in methodologist.shown)


async def test_in_a_group_that_nobody_attached_nothing_is_answered_but_one_sentence_is_said(world: World) -> None:
    librarian, stranger = await world.librarian(), world.stranger("Kāds")
    group = world.sandbox.add_group("Bibliotekāri", [librarian.chat.user, stranger.chat.user, world.bot])
    before = world.sandbox.done.copy()
    seat, strange = librarian.chat.user.chat_with(group), stranger.chat.user.chat_with(group)
    for text in (
        "Labdien!",
        "/start",
        "/jautat Kā?",
        "/help",
        "/jautat@plaukts_bot Kā?",
        "/citskaut",
        "❓ Jautāt",
        "@plaukts_bot",
    ):
        message = seat.send(text)
        strange.send(text)
        seat.edit(message, f"{text} labots")
    seat.send_photo()
    await world.settled()
    assert world.sandbox.done["sendMessage"] == before["sendMessage"] + 1
    (said,) = (one["text"] for one in seat.messages if one["from"]["is_bot"])
    assert said.startswith("👋 Lai šī kļūtu par reģiona grupu,")
    assert world.count() == 0


async def test_the_profile_is_changed_and_shows_what_is_stored(world: World) -> None:
    librarian = await world.librarian()
    profile = await librarian.tap("👤 Profils")
    assert "👤 Profils\nBibliotekāre, Rendas\nRendas pagasta bibliotēka\nLoma: bibliotekārs" in profile
    assert "[Mainīt vārdu] [Mainīt bibliotēkas] [🔔 Ko saņemt] [🌙 Klusuma stundas]" in profile
    assert "[✅ Latviešu] [English]" in profile
    await librarian.talk(
        ("[Mainīt vārdu]", ("Kā Jūs uzrunāt?", "[Bibliotekāre, Rendas]", "[Atcelt]")),
        ("Bibliotekāre, Renda", "👤 Profils\nBibliotekāre, Renda\n"),
        ("[Mainīt bibliotēkas]", f"[✅ {RENDA}] [Alsungas pagasta bibliotēka]"),
        ("laidi", "[Gatavs (2)]"),
        ("[Gatavs (2)]", "Laidu pagasta bibliotēka, Rendas pagasta bibliotēka"),
        ("[Mainīt bibliotēkas]", "[Gatavs (2)]"),
        ("[Atcelt]", "Atcelts. Nekas nav saglabāts."),
    )


async def test_the_language_is_switched_everywhere(world: World) -> None:
    methodologist, librarian = await world.methodologist(), await world.librarian()
    await librarian.tap("👤 Profils")
    switched = await librarian.press("English")
    assert "✅ From now on in English." in switched
    assert "👤 Profile\n" in str(switched.changed[0]["text"])
    assert librarian.menu == ["❓ Ask", "🔎 Search", "📰 News", "📅 Calendar", "👤 Profile", "❔ Help"]
    assert {one["command"]: one["description"] for one in librarian.chat.commands}["jautat"].startswith("Ask")
    await librarian.talk(("/jautat Kā?", ("✅ Question No. 1 is registered.", "[Undo]")))
    assert "Jautājums Nr. 1" in methodologist.shown[-1]
    await methodologist.reply("Kā?", "Tā.")
    assert "Answer to question No. 1" in librarian.shown[-1]
    assert "Atbilde uz jautājumu Nr. 1 nosūtīta" in str(methodologist.shown)
    await librarian.talk(("/valoda", "✅ Turpmāk latviski."))
    assert librarian.menu == ["❓ Jautāt", "🔎 Meklēt", "📰 Jaunumi", "📅 Kalendārs", "👤 Profils", "❔ Palīdzība"]
    await librarian.talk(("❓ Ask", "Uzrakstiet jautājumu."))  # a key of the old menu


async def test_privacy_and_help_are_one_message_each(world: World) -> None:
    librarian = await world.librarian()
    await librarian.talk(
        ("/privatums", ("🔒 Privātums", "Plauktu uztur: Kuldīgas reģions.")),
        ("/palidziba", ("❔ Palīdzība", "Nekas nav jāatceras", "❓ /jautat – ")),
        ("palidziba", "❔ Palīdzība"),
    )
