"""Announcements by e-mail: who has no Telegram gets them whole, with files; the sender sees and steers it likewise."""

import pytest
from sqlalchemy import select
from sqlalchemy.orm import Session

from storage.members import Member
from storage.preferences import ANY, AT_ONCE, choose
from tests.journeys.person import seen
from tests.journeys.test_announcing import BOLD, goes, order
from tests.journeys.test_mail import ANNA, Region, region, text_of
from tests.journeys.test_news import passing
from tests.journeys.world import LAIDI as LIBRARY
from tests.journeys.world import RENDA, Person
from tests.mail_server import CUT

__all__ = ["region"]

LAIDI, EDOLE = "laidi@example.lv", "edole@example.lv"
TITLE = "Pārskati jāiesniedz līdz piektdienai."


@pytest.fixture
async def sender(region: Region) -> Person:
    return await region.world.methodologist()


async def test_who_has_no_telegram_gets_it_whole_and_is_counted(region: Region, sender: Person) -> None:
    """Text, formatting, button and file in one letter; who wants both has both, and is one person."""
    world = region.world
    reader = await world.librarian(RENDA)
    await region.confirmed(reader)
    await reader.talk(("[Paziņojumi]", "Kā tās sūtīt"), ("[Abi]", "Telegram un e-pastā"))
    await world.librarian(LIBRARY)
    region.without_telegram(LAIDI)
    await sender.do(lambda: sender.chat.send_document("veidlapa.pdf", b"%PDF-1.7", caption="/pazinot Pārskati"))
    await sender.press("Teksts")
    await sender.say(f"{TITLE}\nVeidlapa <pielikumā>.", marked=[BOLD])
    await sender.talk(
        ("[▫️ Lūgt]", ("Tas paredzēts 3 cilvēkiem, no tiem 2 pa e-pastu.", "Vēstulēs apstiprinājumu nelūdz.")),
        ("[Poga ar saiti]", "Uzrakstiet pogas uzrakstu un adresi"),
        ("Iesniegt https://example.lv/parskati", "Poga: Iesniegt"),
    )
    await order(sender)
    assert "no tiem 2 pa e-pastu" in sender.shown[-1]
    await goes(world)
    assert reader.file("veidlapa.pdf") == b"%PDF-1.7"
    (letter,) = region.letters(LAIDI)
    assert letter["Subject"] == f"Paziņojums: {TITLE}"
    assert letter["Reply-To"] == "metodike@example.lv"
    assert "announcements" in letter["List-Unsubscribe"]
    text = text_of(letter)
    for words in ("Paziņojums · Nr. 1", "Metodiķe, Kuldīga", "Veidlapa <pielikumā>.", "Iesniegt: https://example.lv"):
        assert words in text
    assert "Izlasīju" not in text
    page = letter.get_body(("html",))
    assert page is not None
    assert "<b>Pārskati</b>" in page.get_content()
    (file,) = letter.iter_attachments()
    assert (file.get_filename(), file.get_content_type(), file.get_content()) == (
        "veidlapa.pdf",
        "application/pdf",
        b"%PDF-1.7",
    )
    assert text_of(region.letters(ANNA)[-1]).startswith(text[:40])
    card = seen(sender.message("✅ Paziņojums Nr. 1 ir nosūtīts."))
    for words in ("Piegādāts: 3 no 3", "E-pasta serveris pieņēmis vēstules: 2 no 2", "Vēstulēs apstiprinājumu nelūdz."):
        assert words in card
    await reader.talk(("[Izlasīju]", "Paldies"))
    assert "Izlasīja: 1" in (done := seen(sender.message("✅ Paziņojums Nr. 1 ir nosūtīts.")))
    assert "[Kas nav apstiprinājis]" in done
    assert "Bibliotekāre, Laidi" not in await sender.press("Kas nav apstiprinājis"), "of a letter nobody is asked"
    assert len(region.letters(LAIDI)) == 1


async def test_a_letter_that_has_gone_is_corrected_and_withdrawn_by_another(region: Region, sender: Person) -> None:
    world = region.world
    region.without_telegram(LAIDI)
    await sender.say(f"/pazinot {TITLE}")
    await order(sender)
    await goes(world)
    await sender.talk(("[Labot]", "jauno tekstu"))
    corrected = await sender.say("Pārskati jāiesniedz līdz ceturtdienai.")
    assert "1 cilvēkam paziņojums Nr. 1 jau nosūtīts pa e-pastu, un vēstuli mainīt nevar." in corrected
    await sender.talk(
        ("[📧 Nosūtīt labojumu 1 cilvēkam]", ("labojumu pa e-pastu nosūtīs pēc divām minūtēm", "[Apturēt]")),
        ("[Apturēt]", ("Apturēts: neviena vēstule nav nosūtīta.", "Vai nosūtīt otru vēstuli")),
        ("[📧 Nosūtīt labojumu 1 cilvēkam]", "pēc divām minūtēm"),
    )
    assert "jau ir nodots sūtīšanai" in await sender.send_data("an:correct:1", sender.last)
    assert len(region.letters(LAIDI)) == 1
    await goes(world)
    assert "Labojums jau ir nosūtīts." in await sender.send_data("an:nocorrect:1", sender.last)
    _, second = region.letters(LAIDI)
    assert second["Subject"] == "Labojums: Pārskati jāiesniedz līdz ceturtdienai."
    assert "Iepriekšējā vēstulē bija cits teksts vai pielikums." in text_of(second)
    assert second["References"] == second["In-Reply-To"] == region.letters(LAIDI)[0]["Message-ID"]
    assert region.letters(LAIDI)[0]["References"] is None
    await sender.talk(
        ("[Atsaukt paziņojumu]", ("Vai atsaukt paziņojumu Nr. 1?", "vēstuli atsaukt nevar")),
        ("[Jā, atsaukt un uzrakstīt 1 cilvēkam]", "✖ Paziņojums Nr. 1 ir atsaukts"),
    )
    await passing(world, seconds=3)
    assert region.letters(LAIDI)[-1]["Subject"] == "Atsaukts: Pārskati jāiesniedz līdz ceturtdienai."
    first, *_, last = region.letters(LAIDI)
    assert len(region.letters(LAIDI)) == 3
    assert last["References"] == first["Message-ID"]
    assert "Atvērt Telegram" not in text_of(last)


async def test_letters_wait_are_stopped_repeated_and_explained(region: Region, sender: Person) -> None:
    world = region.world
    world.provoked |= {"unknown", "blocked"}
    region.without_telegram(LAIDI)
    await world.move_clock(hours=10)
    await sender.say(f"/pazinot {TITLE}")
    await sender.talk(("[▫️ Arī tiem, kas pievienosies]", "Līdz kurai dienai"), ("20.10.", "✅ Arī tiem"))
    await order(sender)
    await goes(world)
    assert "Gaida klusuma stundu beigas: 1" in seen(sender.message("📣 Paziņojums Nr. 1 tiek sūtīts."))
    await sender.talk(("[Apturēt]", "Apturēts: 1"))
    await passing(world, hours=12)
    assert not region.letters(LAIDI)
    region.mail.faults = {"data": [CUT]}
    await sender.press("Turpināt")
    await passing(world, seconds=3)
    assert "Nav zināms, vai pienāca: 1" in seen(sender.message("✅ Paziņojums Nr. 1 ir nosūtīts."))
    region.mail.faults = {"rcpt": ["550 5.1.1 no such user"]}
    region.without_telegram(EDOLE)
    await passing(world, minutes=2)
    await sender.talk(
        (
            "[Kas nav saņēmis]",
            (
                "e-pasta serveris saņemšanu nav apstiprinājis; vēstule tomēr var būt pienākusi",
                "e-pasta serveris ziņo, ka šādas adreses nav",
            ),
        ),
        ("[◀ Atpakaļ]", "Nav sasniedzami: 1"),
        ("[Atkārtot neapstiprinātos sūtījumus]", "Nav zināms, vai to saņēma 1 cilvēks."),
        ("[Jā, vēlreiz]", "tiek sūtīts"),
    )
    await passing(world, seconds=3)
    (letter,) = region.letters(LAIDI)
    assert letter["Subject"] == f"Paziņojums: {TITLE}"
    assert "Piegādāts: 1 no 2" in seen(sender.message("✅ Paziņojums Nr. 1 ir nosūtīts."))


async def test_answers_and_news_bring_their_files_and_an_answer_its_question(region: Region, sender: Person) -> None:
    world = region.world
    asker = await world.librarian(RENDA)
    await region.confirmed(asker)
    await asker.talk(("[Atbildes uz Jūsu jautājumiem]", "Kā"), ("[E-pasts]", "e-pastā"))
    await asker.say("/jautat Kur ir akta veidlapa?")
    region.mail.faults = {"rcpt": ["451 4.7.1 Greylisted, come back later"]}
    card = sender.message("Kur ir akta veidlapa?")
    answer = sender.chat.send_document("akts.docx", b"akts", caption="Pielikuma.", reply_to=card)
    await world.settled()
    await sender.do(lambda: sender.chat.edit(answer, "Pielikumā."))
    await world.move_clock(minutes=2)
    letter = region.letters()[-1]
    for words in ("Kur ir akta veidlapa?", "Pielikumā."):
        assert words in text_of(letter), "a letter that waited while its answer was edited"
    assert [one.get_filename() for one in letter.iter_attachments()] == ["akts.docx"]

    card = sender.message("Kur ir akta veidlapa?")
    large = await sender.do(
        lambda: sender.chat.send_document("video.zip", b"PK", size=11 * 2**20, caption="Un šis.", reply_to=card)
    )
    assert "Jautātājs atbildes lasa e-pastā, un vēstulē neietilpst: video.zip. Vēstulē tas ir pateikts" in large
    assert "nevarēja pievienot: video.zip. To var atvērt Telegram." in text_of(region.letters()[-1])

    def at_once(session: Session) -> None:
        member = session.scalars(select(Member).where(Member.name == "Bibliotekāre, Laidi")).one()
        choose(session, member.id, "news", ANY, AT_ONCE)

    region.without_telegram(LAIDI)
    world.write(at_once)
    text = "Ziņa. " + "Gara rindkopa. " * 66
    await sender.do(lambda: sender.chat.send_photo(caption=f"/jaunums {text}"))
    await passing(world, minutes=11)
    (news,) = region.letters(LAIDI)
    assert text.strip() in " ".join(text_of(news).split()), "a letter has all that a caption has no room for"
    assert [one.get_content_type() for one in news.iter_attachments()] == ["image/png"]
