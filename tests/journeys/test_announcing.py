"""Announcing: composed with its formatting, looked at, sent, followed while it goes, stopped, changed, withdrawn."""

import pytest
from sqlalchemy.orm import Session

from bot.sandbox import Fault
from storage.members import TELEGRAM, member_by_telegram, set_reachable
from tests.journeys.person import seen, text_of
from tests.journeys.test_attachments import kinds
from tests.journeys.test_news import passing
from tests.journeys.world import LAIDI, RENDA, Person, World

TEXT = "Svarīgi: pārskati jāiesniedz līdz piektdienai."
BOLD = {"type": "bold", "offset": 0, "length": 8}


@pytest.fixture
async def sender(world: World) -> Person:
    return await world.methodologist()


@pytest.fixture
async def reader(world: World) -> Person:
    return await world.librarian(RENDA)


async def compose(sender: Person, text: str = TEXT) -> None:
    """A draft with its first word in bold."""
    at = len("/pazinot ")
    await sender.say(f"/pazinot {text}", marked=[BOLD | {"offset": at}])


async def order(sender: Person) -> None:
    """Look at the draft and send it."""
    await sender.press("👀 Apskatīt un sūtīt")
    await sender.press("📣 Sūtīt")


def set_quiet(world: World, person: Person, begin: int, end: int) -> None:
    """This person is left in peace between these hours."""

    def job(session: Session) -> None:
        member, _ = member_by_telegram(session, person.chat.user.id)
        assert member is not None
        member.quiet_from, member.quiet_until = begin, end

    world.write(job)


def forget_that_blocked(session: Session, person: Person) -> None:
    """We have missed that this person has blocked the bot."""
    set_reachable(session, TELEGRAM, str(person.chat.user.id), None)


async def test_from_the_text_to_every_recipient(world: World, sender: Person, reader: Person) -> None:
    english = await world.member("librarian", "Ann", LAIDI, language="en")
    guest = await world.member("guest", "Deputāts")
    await compose(sender)
    draft = sender.shown[-1]
    for words in (
        "📣 Paziņojuma melnraksts Nr. 1",
        TEXT,
        "Kam: Visi kolēģi",
        "Tas paredzēts 2 cilvēkiem.",
        "Kad: divas minūtes pēc pogas „Sūtīt” nospiešanas",
    ):
        assert words in draft
    looked = await sender.press("👀 Apskatīt un sūtīt")
    copy, _ = looked.new
    assert "📣 Paziņojums · Nr. 1\nMetodiķe, Kuldīga" in text_of(copy)
    assert [one["type"] for one in copy["entities"]] == ["bold", "bold"], "the heading's, and the author's own"
    assert "[📣 Sūtīt 2 cilvēkiem] [Izmēģinājums sev] [◀ Atpakaļ]" in sender.shown[-1]
    test = await sender.press("Izmēģinājums sev")
    assert text_of(test.new[0]) == text_of(copy)
    assert "Šo pogu var nospiest saņēmēji" in await sender.press("Atbildēt")
    sent = await sender.press("📣 Sūtīt 2 cilvēkiem")
    assert [one["message_id"] for one in sent.gone] == [copy["message_id"]], "the preview goes, the test stays"
    assert "🕙 Paziņojumu Nr. 1 sūtīs pirmdien, 2026. gada 12. oktobrī, plkst. 11.02." in sent
    assert len(reader.shown) == 1, "a slip can be stopped first"
    await passing(world, minutes=2)
    await passing(world, seconds=3)
    assert TEXT in reader.shown[-1]
    assert reader.shown[-1].endswith("[Atbildēt]")
    assert "📣 Announcement · No. 1" in english.shown[-1]
    assert "Paziņojums" not in str(guest.shown)
    card = seen(sender.message("✅ Paziņojums Nr. 1 ir nosūtīts."))
    assert "▓▓▓▓▓▓▓▓▓▓▓▓ 100 %\nPiegādāts: 2 no 2" in card
    assert "(Paziņojums Nr. 1 jau ir nodots sūtīšanai" in await sender.send_data("an:send:1", sender.last)
    await passing(world, minutes=5)
    assert str(reader.shown).count(TEXT) == 1


async def goes(world: World) -> None:
    """The two minutes pass, it goes, and the cards have followed."""
    await passing(world, minutes=2)
    await passing(world, seconds=3)


async def test_a_draft_is_made_up_by_its_buttons_and_survives(world: World, sender: Person, reader: Person) -> None:
    school = await world.librarian(LAIDI)
    await sender.talk(
        ("/pazinot", ("📣 Paziņojumi", "Paziņojumu vēl nav.", "[➕ Jauns paziņojums]")),
        ("[➕ Jauns paziņojums]", "Uzrakstiet paziņojumu."),
        (TEXT, "📣 Paziņojuma melnraksts Nr. 1"),
        ("[▫️ Lūgt]", "Saņēmējiem lūgs nospiest „Izlasīju”."),
        ("[▫️ Steidzami]", ("Steidzami: to sūtīs arī klusuma stundās.", "[✅ Steidzami]")),
        ("[✅ Steidzami]", "Kam ir klusuma stundas, tas to saņems pēc tām."),
        ("[Poga ar saiti]", "Uzrakstiet pogas uzrakstu un adresi"),
        ("Veidlapa bez adreses", "Vajag gan uzrakstu"),
        ("Veidlapa https://example.lv/veidlapa", "Poga: Veidlapa, https://example.lv/veidlapa"),
        ("[Laiks]", "Kad to sūtīt?"),
        ("vakar 10:00", "pagājis"),
        ("rīt 9:30", "Kad: otrdien, 2026. gada 13. oktobrī, plkst. 09.30"),
        ("[Kam]", ("Kam paredzēts paziņojums?", "Visi kolēģi", "Kopā: 2 cilvēki.", "[Gatavs (2)]")),
        ("[Atsevišķas bibliotēkas]", "burt"),
        ("Laidu", LAIDI),
        (f"[{LAIDI}]", f"✅ {LAIDI}"),
        ("[◀ Uz izvēli]", ("Kopā: 1 cilvēks.", "[Gatavs (1)]")),
        ("[Gatavs]", "Tas paredzēts 1 cilvēkam."),
    )
    await world.restart()
    await sender.talk(
        ("/pazinojums", ("✏️ 1 · 12.10. plkst. 11.00 · " + TEXT, "[Nr. 1]")),
        ("[Nr. 1]", (f"Kam: Kolēģi · {LAIDI}", "Poga: Veidlapa", "[✅ Lūgt „Izlasīju”]")),
        ("[Dzēst melnrakstu]", ("✖ Melnraksts Nr. 1 ir dzēsts.", "[Atsaukt]")),
        ("[Atsaukt]", "📣 Paziņojuma melnraksts Nr. 1"),
    )
    await order(sender)
    assert "sūtīs otrdien, 2026. gada 13. oktobrī, plkst. 09.30." in sender.shown[-1]
    await passing(world, hours=22, minutes=29)
    assert TEXT not in str(school.shown)
    await passing(world, minutes=2)
    assert "[Veidlapa] [Izlasīju] [Atbildēt]" in school.shown[-1]
    assert TEXT not in str(reader.shown)
    for data in ("an:card:1", "an:send:1", "an:gone:1", "an:missed:1"):
        assert "Jūsu lomai šī iespēja nav pieejama" in await reader.send_data(data, reader.last), data
    assert "nedarbojas" in await reader.send_data("an:read:1", reader.last), "it was not for them"


async def test_before_it_goes_it_is_stopped_changed_and_sent_at_once(
    world: World, sender: Person, reader: Person
) -> None:
    await compose(sender)
    await order(sender)
    await sender.talk(
        ("[Apturēt]", ("(Apturēts: nekas nav nosūtīts. Tas atkal ir melnraksts.)", "📣 Paziņojuma melnraksts Nr. 1"))
    )
    await goes(world)
    assert TEXT not in str(reader.shown)
    await order(sender)
    await sender.talk(
        ("[Labot]", ("Atsūtiet paziņojuma Nr. 1 jauno tekstu.", TEXT)),
        ("Cits teksts, jau nodots. " + "Garš. " * 660, "🕙 Paziņojumu Nr. 1 sūtīs"),
        ("[Labot]", "Atsūtiet"),
        ("Cits teksts, jau nodots.", "🕙 Paziņojumu Nr. 1 sūtīs"),
        ("[Sūtīt tūlīt]", "📣 Paziņojums Nr. 1 tiek sūtīts."),
    )
    await passing(world, seconds=3)
    assert "Cits teksts, jau nodots. [Atbildēt]" in reader.shown[-1]
    assert "(labots)" not in reader.shown[-1], "nobody has seen another one"
    assert "jau tiek sūtīts" in await sender.send_data("an:now:1", sender.last)


async def test_stopped_half_way_it_goes_on_later(world: World, sender: Person, reader: Person) -> None:
    """Who has quiet hours is the half that has not got it yet."""
    evening = await world.librarian(LAIDI)
    set_quiet(world, evening, 10, 13)
    await compose(sender)
    await order(sender)
    await goes(world)
    card = seen(sender.message("📣 Paziņojums Nr. 1 tiek sūtīts."))
    assert "▓▓▓▓▓▓░░░░░░ 50 %\nPiegādāts: 1 no 2\nGaida klusuma stundu beigas: 1" in card
    await sender.talk(("[Apturēt]", ("⏸ Paziņojuma Nr. 1 sūtīšana ir apturēta.", "Apturēts: 1", "[Turpināt]")))
    await passing(world, hours=3)
    assert TEXT not in str(evening.shown)
    await world.restart()
    await sender.talk(("[Turpināt]", "📣 Paziņojums Nr. 1 tiek sūtīts."))
    await passing(world, seconds=3)
    assert TEXT in evening.shown[-1]
    assert str(reader.shown).count(TEXT) == 1
    assert "Piegādāts: 2 no 2" in seen(sender.message("✅ Paziņojums Nr. 1 ir nosūtīts."))


async def test_a_correction_reaches_every_copy_and_withdrawing_deletes_them(
    world: World, sender: Person, reader: Person
) -> None:
    group = await world.group(sender, reader)
    await compose(sender)
    await sender.press("▫️ Arī grupā")
    await order(sender)
    await goes(world)
    (post,) = [one for one in group.messages if one["from"]["is_bot"] and TEXT in text_of(one)]
    assert "📣 Paziņojums · Nr. 1" in text_of(post)
    assert len([one for one in reader.shown if TEXT in one]) == 1
    own = next(one for one in sender.chat.messages if text_of(one) == f"/pazinot {TEXT}")
    at = len("/pazinot ")
    italic = {"type": "italic", "offset": at, "length": 9}
    await sender.do(lambda: sender.chat.edit(own, "/pazinot Labojums: līdz pirmdienai.", marked=[italic]))
    await passing(world, seconds=3)
    for copy in (reader.last, group.find(post["message_id"])):
        assert copy is not None
        assert "Labojums: līdz pirmdienai." in text_of(copy)
        assert "(labots)" in text_of(copy)
        assert copy["entities"][1]["type"] == "italic"
    await sender.talk(
        ("[Atsaukt paziņojumu]", ("Vai atsaukt paziņojumu Nr. 1?", "[Jā, atsaukt] [◀ Atpakaļ]")),
        ("[◀ Atpakaļ]", "✅ Paziņojums Nr. 1 ir nosūtīts."),
        ("[Atsaukt paziņojumu]", "Vai atsaukt"),
        ("[Jā, atsaukt]", "✖ Paziņojums Nr. 1 ir atsaukts"),
    )
    await passing(world, seconds=3)
    assert "Labojums" not in str(reader.shown)
    assert group.find(post["message_id"]) is None
    assert "Paziņojuma Nr. 1 vairs nav." in await sender.send_data("an:card:1", sender.last)
    assert "Sūtītājs šo paziņojumu ir atsaucis." in await reader.send_data("an:reply:1", reader.last)


async def test_too_old_to_be_deleted_it_says_that_it_was_withdrawn(
    world: World, sender: Person, reader: Person
) -> None:
    await compose(sender)
    await order(sender)
    await goes(world)
    await passing(world, days=3)
    await sender.talk(("[Atsaukt paziņojumu]", "Vai atsaukt"), ("[Jā, atsaukt]", "✖"))
    await passing(world, seconds=3)
    assert "✖ Sūtītājs paziņojumu Nr. 1 ir atsaucis." in reader.shown[-1]


async def test_receipts_are_asked_openly_and_the_others_reminded_once_a_day(
    world: World, sender: Person, reader: Person
) -> None:
    other = await world.librarian(LAIDI)
    await compose(sender)
    await sender.press("▫️ Lūgt")
    await order(sender)
    await goes(world)
    assert (
        "Lūdzu, nospiediet „Izlasīju”: sūtītājs redzēs, kas to ir izdarījis. [Izlasīju] [Atbildēt]"
        in (reader.shown[-1])
    )
    await reader.talk(("[Izlasīju]", ("(Paldies: sūtītājs redz, ka paziņojums ir izlasīts.)", "[✅ Izlasīts]")))
    await reader.talk(("[✅ Izlasīts]", "(Tas jau ir apstiprināts, paldies.)"))
    assert "Izlasīja: 1" in seen(sender.message("✅ Paziņojums Nr. 1 ir nosūtīts."))
    await sender.talk(
        ("[Kas nav apstiprinājis]", "Kas nav apstiprinājis\n\nBibliotekāre, Laidu · Laidu pagasta bibliotēka"),
        ("[◀ Atpakaļ]", "✅ Paziņojums Nr. 1 ir nosūtīts."),
        ("[Atgādināt pārējiem]", "Vai atgādināt 1 cilvēkam, kas vēl nav nospiedis „Izlasīju”?"),
        ("[Jā, atgādināt]", "(Atgādinājumu sūtīs tiem, kas vēl nav apstiprinājuši.)"),
    )
    await passing(world, seconds=3)
    assert "🔔 Lūdzu, apstipriniet, ka izlasījāt paziņojumu Nr. 1" in other.shown[-1]
    assert "🔔" not in str(reader.shown)
    await sender.press("Atgādināt pārējiem")
    assert "Šodien jau ir atgādināts." in await sender.press("Jā, atgādināt")
    await other.press("Atvērt")
    assert TEXT in other.shown[-1]
    await other.talk(("[Izlasīju]", "(Paldies"))
    done = seen(sender.message("Izlasīja: 2"))
    assert "[Atgādināt pārējiem]" not in done
    await sender.talk(("[Labot]", "jauno tekstu"), ("Līdz pirmdienai.", "✅ Paziņojums Nr. 1 ir nosūtīts."))
    await passing(world, seconds=3)
    assert str(other.shown).count("Līdz pirmdienai.") == 2, "also what they opened once more"
    await sender.talk(("[Atsaukt paziņojumu]", "Vai atsaukt"), ("[Jā, atsaukt]", "✖"))
    await passing(world, seconds=3)
    assert "Līdz pirmdienai." not in str(other.shown), "nor what they had opened once more"


async def test_who_did_not_get_it_and_what_may_not_have_arrived(world: World, sender: Person, reader: Person) -> None:
    world.provoked |= {"blocked", "unknown"}
    gone, lost = await world.librarian(LAIDI), await world.member("librarian", "Bibliotekāre, Ēdole")
    await gone.do(gone.chat.block)
    world.write(lambda session: forget_that_blocked(session, gone))
    world.sandbox.faults.add(Fault("cut", "sendMessage", chat=lost.chat.user.id, when="after"))
    await compose(sender)
    await order(sender)
    await goes(world)
    card = seen(sender.message("✅ Paziņojums Nr. 1 ir nosūtīts."))
    for words in ("Piegādāts: 1 no 3", "Nav sasniedzami: 1", "Nav zināms, vai pienāca: 1"):
        assert words in card
    await sender.talk(
        (
            "[Kas nav saņēmis]",
            (
                "Bibliotekāre, Laidu · Laidu pagasta bibliotēka: saņēmējs Telegram pašlaik nav sasniedzams",
                "Bibliotekāre, Ēdole: varbūt pienāca; Telegram to nav apstiprinājis",
            ),
        ),
        ("[◀ Atpakaļ]", "✅ Paziņojums Nr. 1 ir nosūtīts."),
        ("[Atkārtot neapstiprinātos sūtījumus]", "Nav zināms, vai to saņēma 1 cilvēks. Vai sūtīt vēlreiz?"),
        ("[Jā, vēlreiz]", "📣 Paziņojums Nr. 1 tiek sūtīts."),
    )
    await passing(world, seconds=3)
    assert len([one for one in lost.shown if TEXT in one]) == 2, "a person has chosen that"
    assert "Piegādāts: 2 no 3" in seen(sender.message("✅ Paziņojums Nr. 1 ir nosūtīts."))
    assert "Vairs nav, ko atkārtot." in await sender.send_data("an:again:1", sender.last)


async def test_replies_reach_the_sender_who_answers_or_keeps_them_as_a_consultation(
    world: World, sender: Person, reader: Person
) -> None:
    await compose(sender)
    await order(sender)
    await goes(world)
    await reader.talk(
        ("[Atbildēt]", ("Uzrakstiet atbildi uz paziņojumu Nr. 1.", "To lasīs tikai: Metodiķe, Kuldīga")),
        ("Vai drīkst vēlāk?", ("✅ Ziņa par paziņojumu Nr. 1 ir nosūtīta.", "[Atsaukt]")),
    )
    assert "💬 Atbilde uz Jūsu paziņojumu Nr. 1\nBibliotekāre, Rendas · Rendas pagasta bibliotēka" in sender.shown[-1]
    said = reader.message("Vai drīkst vēlāk?")
    await reader.do(lambda: reader.chat.send_album([None, None], caption="Lūk!", reply_to=said))
    await world.move_clock(seconds=2)
    part = reader.message("Lūk!")
    world.bot.updates.put("message", {**part, "message_id": 9_000, "caption": ""})
    await world.settled()
    await world.move_clock(seconds=2)
    assert sum("photo" in one for one in sender.chat.messages) == 3, "a part that comes late follows"
    await sender.talk(("[Atbildēt]", "Uzrakstiet atbildi."), ("Drīkst.", "nosūtīta"))
    assert "💬 Atbilde par paziņojumu Nr. 1" in reader.shown[-1]
    await reader.reply(TEXT, "Kā labot ierakstu?")
    await sender.press("📝 Reģistrēt kā konsultāciju")
    assert "Rendas pagasta bibliotēka · Telegram\n\nPar ko bija konsultācija?" in sender.shown[-1]
    await sender.press("Cits")
    assert world.record(2)["libraries"] == [RENDA]
    await reader.reply("Drīkst.", "Kā norakstīt grāmatas?")
    asked = await reader.press("❓ Drīzāk jautājums metodiķiem")
    assert "Jautājums Nr." in asked
    assert "Kā norakstīt grāmatas?" in sender.shown[-1]


async def test_who_joins_while_it_is_current_gets_it_once(world: World, sender: Person, reader: Person) -> None:
    await compose(sender)
    await sender.talk(
        ("[▫️ Arī tiem, kas pievienosies]", "Līdz kurai dienai"),
        ("20. oktobrī", "To saņems arī tie, kas pievienosies līdz 2026. gada 20. oktobrim."),
    )
    await order(sender)
    await goes(world)
    newcomer = await world.librarian(LAIDI)
    await passing(world, minutes=1)
    await passing(world, minutes=2)
    assert str(newcomer.shown).count(TEXT) == 1
    assert str(reader.shown).count(TEXT) == 1
    assert "Piegādāts: 2 no 2" in seen(sender.message("✅ Paziņojums Nr. 1 ir nosūtīts."))
    await passing(world, days=9)
    late = await world.member("librarian", "Bibliotekāre, Ēdole")
    await passing(world, minutes=2)
    assert TEXT not in str(late.shown)


async def test_a_long_text_and_an_album_come_whole(world: World, sender: Person, reader: Person) -> None:
    text = "\n\n".join(f"Rindkopa {number}. " + "vārds " * 60 for number in range(11)).strip()[:4090].strip()
    await sender.say(text)
    await sender.press("📣 Paziņot")
    await order(sender)
    await goes(world)
    first, second = [one for one in reader.shown if "Rindkopa" in one]
    assert "📣 Paziņojums · Nr. 1" in first
    assert second.endswith("[Atbildēt]")
    await sender.talk(
        ("[Labot]", "jauno tekstu"),
        (text[:4000] + "y" * 96, "✅ Paziņojums Nr. 1 ir nosūtīts."),
        ("[Labot]", "jauno tekstu"),
        ("Tagad īss.", "✅ Paziņojums Nr. 1 ir nosūtīts."),
    )
    await passing(world, seconds=3)
    assert "Rindkopa" not in str(reader.shown)
    assert reader.shown[-1].endswith("Tagad īss.\n\n(labots) [Atbildēt]")
    await sender.do(lambda: sender.chat.send_album([None, None], caption="/pazinot Divi attēli"))
    await world.move_clock(seconds=2)
    await order(sender)
    await goes(world)
    assert kinds(reader) == ["photo", "photo"]
    await sender.do(lambda: sender.chat.send_photo(caption="/pazinot Viens attēls"))
    await order(sender)
    await goes(world)
    assert "Viens attēls <photo> [Atbildēt]" in reader.shown[-1]


async def test_a_colleague_of_the_office_can_go_on_with_it(world: World, sender: Person, reader: Person) -> None:
    await compose(sender)
    await sender.press("👀 Apskatīt un sūtīt")
    back = await sender.press("◀ Atpakaļ")
    assert "📣 Paziņojums · Nr. 1" in text_of(back.gone[0]), "what was only looked at goes"
    other = await world.methodologist("Metodiķe, Aizpute")
    await other.talk(("/announce", "✏️ 1"), ("[Nr. 1]", "📣 Paziņojuma melnraksts Nr. 1"))
    await order(other)
    await goes(world)
    assert "Metodiķe, Kuldīga" in reader.shown[-1], "it is still its author's"
    assert TEXT not in str([one for one in sender.shown if "[Atbildēt]" in one])
    await other.talk(("[Labot]", "jauno tekstu"), ("Labojums.", "✅ Paziņojums Nr. 1 ir nosūtīts."))
    await passing(world, seconds=3)
    assert "Labojums." in seen(sender.message("✅ Paziņojums Nr. 1 ir nosūtīts."))
    assert "Labojums." in reader.shown[-1]
    await reader.reply("Labojums.", "Vai tas ir viss?")
    assert "Vai tas ir viss?" in sender.shown[-1]
    await reader.talk(("[Atsaukt]", "✖ Ziņa atsaukta (par paziņojumu Nr. 1)."))
    assert "Vai tas ir viss?" not in str(sender.shown)
    for data in ("an:answer:1", "an:record:1", "an:ask:1", "an:unsay:1"):
        assert "Šī ziņa jau ir atsaukta." in await other.send_data(data, other.last), data
