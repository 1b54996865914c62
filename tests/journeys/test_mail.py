"""E-mail beside Telegram, and in place of it: an address is confirmed, a way is chosen, letters come as chosen."""

import re
from collections.abc import AsyncIterator
from dataclasses import dataclass, replace
from datetime import UTC, datetime
from email.message import EmailMessage

import aiohttp
import pytest
from sqlalchemy import select
from sqlalchemy.orm import Session

from bot.delivery.letters import Sender
from bot.delivery.mail import Mail
from bot.delivery.smtp import MailServer as Server
from bot.web.server import Place
from storage.mail_chats import EMAIL
from storage.members import Address, Member
from tests.journeys.person import Person, buttons
from tests.journeys.world import MAIN, RENDA, RIGA, World, free_port, running_world
from tests.mail_server import MailServer, mail_server

ANNA = "anna@example.lv"


@dataclass
class Region:
    """The world and its mail server."""

    world: World
    mail: MailServer

    def letters(self, address: str = ANNA) -> list[EmailMessage]:
        return self.mail.letters_to(address)

    async def confirmed(self, person: Person, address: str = ANNA) -> None:
        """The person has entered an address and typed the code."""
        await person.say("/profils")
        await person.talk(("[📧 E-pasts]", "Adrese nav norādīta"), ("[Ievadīt adresi]", "Ierakstiet e-pasta adresi"))
        await person.say(address)
        await person.say(code_in(self.letters(address)[-1]))

    def without_telegram(self, address: str = ANNA, name: str = "Bibliotekāre, Laidi") -> None:
        """Somebody who is a member by e-mail alone."""

        def job(session: Session) -> None:
            now = self.world.sandbox.clock.now()
            member = Member(name=name, role="librarian", language="lv", created_at=now)
            session.add(Address(member=member, channel=EMAIL, address=address, confirmed_at=now))

        self.world.write(job)


@pytest.fixture
async def region(database_url: str) -> AsyncIterator[Region]:
    async with mail_server() as server:
        mail = Mail(
            Server.of(server.url), Sender("plaukts@example.lv", "metodike@example.lv"), "https://plaukts.example.lv"
        )
        async with running_world(database_url, mail=mail) as world:
            yield Region(world, server)


def text_of(letter: EmailMessage) -> str:
    body = letter.get_body(("plain",))
    assert body is not None
    return str(body.get_content())


def code_in(letter: EmailMessage) -> str:
    found = re.search(r"\b\d{6}\b", str(letter["Subject"]))
    assert found, letter["Subject"]
    return found[0]


async def test_an_address_is_entered_confirmed_changed_and_removed(region: Region) -> None:
    world = region.world
    person = await world.librarian(RENDA)
    await person.say("/profils")
    await person.talk(
        ("[📧 E-pasts]", ("Adrese nav norādīta", "[Ievadīt adresi]")),
        ("[Ievadīt adresi]", "Ierakstiet e-pasta adresi"),
        ("anna.example.lv", "Tā nav e-pasta adrese"),
        ("Anna@Example.lv", ("Vēstule ar kodu ir ceļā", ANNA)),
    )
    (letter,) = region.letters()
    assert "Šī e-pasta adrese ievadīta Plauktā (Kuldīgas reģions)." in text_of(letter)
    assert letter["List-Unsubscribe"] is None, "there is nothing yet that could be ended"
    right = code_in(letter)
    wrong = f"{(int(right) + 1) % 10**6:06}"
    await person.talk((wrong, "Tas nav īstais kods"))
    await world.restart()
    answer = await person.say(f" {right[:3]} {right[3:]} ")
    assert "Adrese ir apstiprināta" in answer
    assert "Atbildes uz Jūsu jautājumiem: Telegram" in answer
    await person.talk(("[Mainīt adresi]", "Ierakstiet"), (ANNA.upper(), ("Šī adrese jau", f"📧 E-pasts\n\n{ANNA}")))
    # Another address is used once it is confirmed, and the first until then.
    await person.talk(("[Mainīt adresi]", "Ierakstiet"), ("cita@example.lv", "cita@example.lv"))
    for _ in range(4):
        await person.talk(("000000", "Tas nav īstais kods"))
    assert "vairs neder" in await person.say("000000")
    assert code_in(region.letters("cita@example.lv")[0])
    await person.talk(("[Jauns kods]", "Vēstule ar kodu ir ceļā"))
    await world.move_clock(hours=5)
    assert "vairs neder" in await person.say(code_in(region.letters("cita@example.lv")[-1]))
    await person.talk(("[◀ Atpakaļ]", (ANNA, "cita@example.lv – gaida kodu")))
    await person.talk(("[Noņemt adresi]", "Vai noņemt"), ("[Jā, dzēst]", "vairs netiek glabāta"))
    assert not world.read(lambda session: session.scalars(select(Address).where(Address.channel == EMAIL)).all())


async def test_nobody_takes_anothers_address_and_strangers_get_few_letters(region: Region) -> None:
    world = region.world
    first, second = await world.librarian(RENDA), await world.member("librarian", "Bibliotekāre, Laidi")
    await region.confirmed(first)
    await second.say("/profils")
    await second.talk(("[📧 E-pasts]", "nav norādīta"), ("[Ievadīt adresi]", "Ierakstiet"), (ANNA, "pieder citam"))
    for number in range(5):
        await second.say("/profils")
        await second.press("📧 E-pasts")
        await second.press("Ievadīt adresi" if number == 0 else "Mainīt adresi")
        await second.say(f"svesa{number}@example.lv")
    await second.say("/profils")
    await second.press("📧 E-pasts")
    await second.press("Mainīt adresi")
    assert "jau nosūtīti vairāki kodi" in await second.say("svesa9@example.lv")
    assert not region.letters("svesa9@example.lv")


async def test_answers_come_by_the_way_that_was_chosen(region: Region) -> None:
    world = region.world
    asker, methodologist = await world.librarian(RENDA), await world.methodologist()
    await region.confirmed(asker)
    await asker.talk(("[Atbildes uz Jūsu jautājumiem]", "Kā tās sūtīt"), ("[Abi]", "Telegram un e-pastā"))
    await asker.say("/jautat Kā norakstīt žurnālus?")
    await methodologist.reply("žurnālus", "Ar aktu, <reizi> gadā.")
    letter = region.letters()[-1]
    assert str(letter["Subject"]).startswith("Atbilde uz jautājumu Nr.")
    assert "Ar aktu, <reizi> gadā." in text_of(letter)
    assert "Kā norakstīt žurnālus?" in text_of(letter), "a letter replies to nothing, and has to say what was asked"
    assert asker.message("Ar aktu")
    # By e-mail alone, as long as letters arrive there.
    await asker.say("/profils")
    await asker.press("📧 E-pasts")
    await asker.talk(("[Atbildes uz Jūsu jautājumiem]", "Kā tās sūtīt"), ("[E-pasts]", "e-pastā"))
    await asker.say("/jautat Kur glabāt mikrofilmas?")
    await methodologist.reply("mikrofilmas", "Vēsumā.")
    assert "Vēsumā." in text_of(region.letters()[-1])
    assert not [one for one in asker.shown if "Vēsumā" in one]
    # The mailbox is gone: the answerer is told, and what comes later comes in Telegram.
    world.provoked.add("blocked")
    region.mail.faults = {"rcpt": ["550 5.1.1 no such user"]}
    await asker.say("/jautat Kas ir abonements?")
    await methodologist.reply("Kas ir abonements", "Līgums.")
    await world.move_clock(seconds=60)
    assert [one for one in methodologist.shown if "e-pasta serveris ziņo, ka šādas adreses nav" in one]
    await asker.say("/profils")
    assert "Vēstules tur nepienāk" in await asker.press("📧 E-pasts")
    await methodologist.reply("Kas ir abonements", "Tātad līgums.")
    assert asker.message("Tātad līgums")
    # Once the address is good again, what was missed goes there.
    await asker.press("Pārbaudīt adresi ar kodu")
    assert "apstiprināta" in await asker.say(code_in(region.letters()[-1]))
    assert "Līgums." in text_of(region.letters()[-1])


async def reachable(world: World) -> None:
    """Links in letters lead to the bot from now on."""
    port = free_port()
    mail = world.profile.mail
    assert mail is not None
    world.profile = replace(
        world.profile, listen=Place("127.0.0.1", port), mail=replace(mail, web_base=f"http://127.0.0.1:{port}")
    )
    await world.restart()


async def test_one_click_ends_letters_and_looking_does_not(region: Region) -> None:
    world = region.world
    await reachable(world)
    asker, methodologist = await world.librarian(RENDA), await world.methodologist()
    await region.confirmed(asker)
    await asker.talk(("[Atbildes uz Jūsu jautājumiem]", "Kā"), ("[E-pasts]", "e-pastā"))
    await asker.say("/jautat Viens?")
    await methodologist.reply("Viens?", "Divi.")
    letter = region.letters()[-1]
    found = re.search(r"<(http[^>]*)>", str(letter["List-Unsubscribe"]))
    assert found
    async with aiohttp.ClientSession() as session:
        async with session.get(found[1]) as response:
            assert "Vai vairs nesūtīt šādas vēstules: Atbildes uz Jūsu jautājumiem?" in await response.text()
        await asker.say("/jautat Trīs?")
        await methodologist.reply("Trīs?", "Četri.")
        assert "Četri." in text_of(region.letters()[-1])
        async with session.post(found[1], data={"List-Unsubscribe": "One-Click"}) as response:
            assert response.status == 200
            assert "To var mainīt Telegram: Profils, E-pasts." in await response.text()
        async with session.post(found[1][:-1]) as response:
            assert response.status == 404
        before = len(region.letters())
        await asker.say("/jautat Pieci?")
        await methodologist.reply("Pieci?", "Seši.")
        assert len(region.letters()) == before
        assert asker.message("Seši.")
        async with session.get(found[1]) as response:
            assert "Sūtīt tās atkal" in await response.text(), "who has kept a letter can come back"
        async with session.post(found[1], data={"again": "1"}) as response:
            assert "Šādas vēstules atkal sūtīs: Atbildes uz Jūsu jautājumiem." in await response.text()
    await asker.say("/jautat Septiņi?")
    await methodologist.reply("Septiņi?", "Astoņi.")
    assert "Astoņi." in text_of(region.letters()[-1])


async def test_who_ends_letters_and_has_no_telegram_is_told_how_to_come_back(region: Region) -> None:
    methodologist = await region.world.methodologist()
    region.without_telegram()
    await methodologist.tap("⚙️ Iestatījumi")
    await methodologist.talk(
        ("[👥 Dalībnieki un lomas]", "[Izvēlēties dalībnieku]"),
        ("[Izvēlēties dalībnieku]", "Bibliotekāre, Laidi"),
        ("[Bibliotekāre, Laidi]", "[📧 Vairs nesūtīt vēstules]"),
        (
            "[📧 Vairs nesūtīt vēstules]",
            ("⚠️ Šo cilvēku nekas nesasniedz: vēstules ir atteiktas, un Telegram nav.", "[📧 Atkal sūtīt vēstules]"),
        ),
    )
    await region.world.move_clock(seconds=1)
    (last,) = region.letters()
    assert last["Subject"] == "Plaukta vēstules vairs nesūtīs"
    assert "Ja vēlēsieties tās saņemt atkal, atbildiet uz šo vēstuli" in text_of(last)
    assert last["Reply-To"] == "metodike@example.lv"
    await methodologist.talk(
        ("[◀ Dalībnieki]", ("⚠️ Nav sasniedzami ne Telegram, ne e-pastā:\nBibliotekāre, Laidi", "[Izvēlēties")),
        ("[Izvēlēties dalībnieku]", "Bibliotekāre, Laidi"),
        ("[Bibliotekāre, Laidi]", "nekas nesasniedz"),
        ("[📧 Atkal sūtīt vēstules]", "[📧 Vairs nesūtīt vēstules]"),
    )
    await methodologist.say("/pazinot Sveiki")
    assert "Tas paredzēts 1 cilvēkam, pa e-pastu." in methodologist.shown[-1]


async def test_news_and_digests_come_by_the_way_that_was_chosen(region: Region) -> None:
    world = region.world
    reader, other, author = await world.librarian(RENDA), await world.librarian(MAIN), await world.methodologist()
    await region.confirmed(reader)
    await reader.talk(("[Jaunumi un apkopojumi]", "Kā"), ("[E-pasts]", "e-pastā"))
    region.without_telegram("laidi@example.lv")
    await author.say(
        "/jaunums Atdodam liekos eksemplārus: 30 bērnu grāmatas, arī “Ķēves dēls Kurbads”.\n"
        "Nāciet ar maisiem!\nGrāmatas var izņemt otrdien."
    )
    await world.move_to(datetime(2026, 10, 13, 6, 0, tzinfo=UTC))
    for address in (ANNA, "laidi@example.lv"):
        (letter,) = [one for one in region.letters(address) if "kods" not in one["Subject"]]
        assert letter["Subject"] == "Ziņu apkopojums · 2026. gada 13. oktobris"
        assert "Atdodam liekos eksemplārus: 30 bērnu grāmatas, arī “Ķēves dēls Kurbads”." in text_of(letter)
        assert "Nāciet ar maisiem!\nGrāmatas var izņemt otrdien." in text_of(letter).replace("\r\n", "\n")
        assert ("t.me/plaukts_bot?start=n" in text_of(letter)) is (address == ANNA), "of use to who has Telegram"
    assert [one for one in other.shown if "Ziņu apkopojums" in one]
    assert not [one for one in reader.shown if "Ziņu apkopojums" in one]


async def test_without_a_mail_server_nothing_of_it_is_there(database_url: str) -> None:
    async with running_world(database_url) as world:
        person = await world.librarian(RENDA)
        assert "E-pasts" not in await person.say("/profils")
        assert "E-pasts šeit nav iestatīts." in await person.send_data("em:enter", person.last)


async def test_the_months_report_comes_as_a_letter_with_the_workbook(region: Region) -> None:
    methodologist = await region.world.methodologist()
    await region.confirmed(methodologist)
    await methodologist.say("Renda tel statistika 10 min")
    await methodologist.talk(
        ("/iestatijumi", ""),
        ("[📊 Pārskati]", ""),
        ("[Metodiķe, Kuldīga]", "Tagad: Telegram"),
        ("[E-pasts]", "Metodiķe, Kuldīga: e-pastā"),
    )
    await region.world.move_to(datetime(2026, 11, 2, 9, tzinfo=RIGA))
    letter = region.letters()[-1]
    assert letter["Subject"] == "Pārskats: 2026. gada oktobris"
    assert "2026. gada oktobrī sniegta 1 konsultācija vienai no 25 reģiona bibliotēkām." in text_of(letter)
    (workbook,) = letter.iter_attachments()
    assert workbook.get_filename() == "plaukts-2026-10.xlsx"
    assert not [one for one in methodologist.chat.messages if "document" in one]


async def test_reports_go_to_an_address_outside_that_has_agreed_until_it_wants_none(region: Region) -> None:
    outside = "direktore@example.lv"
    await reachable(region.world)
    methodologist = await region.world.methodologist()
    administrator = await region.world.member("admin", "Administratore, Kuldīga", MAIN)
    await methodologist.say("Renda tel statistika 10 min")
    await methodologist.talk(
        ("/iestatijumi", ""),
        ("[📊 Pārskati]", ""),
        ("[➕ E-pasta adrese]", "vispirms saņēmējam tam jāpiekrīt"),
        ("nav adrese", "Tā nav e-pasta adrese"),
        (outside, "Tagad: gaida kodu no vēstules"),
    )
    (asked,) = region.letters(outside)
    assert "Metodiķe, Kuldīga vēlas, lai uz šo e-pasta adresi" in text_of(asked)
    await methodologist.talk(("[Ierakstīt kodu]", "Ierakstiet kodu"), ("000000", "Tas nav īstais kods"))
    await methodologist.talk((code_in(asked), "Tagad: e-pastā"))
    assert "Apstiprināt bez koda" not in buttons(methodologist.last)
    await administrator.talk(
        ("/iestatijumi", ""),
        ("[📊 Pārskati]", f"{outside}: e-pastā"),
        ("[➕ E-pasta adrese]", ""),
        (outside, "Šī adrese jau ir sarakstā"),
        ("novads@example.lv", "gaida kodu"),
        ("[Apstiprināt bez koda]", "Tagad: e-pastā"),
        ("[Noņemt adresi]", "Vai vairs nesūtīt"),
        ("[Jā, dzēst]", "vairs netiek glabāta"),
    )
    await region.world.move_to(datetime(2026, 11, 2, 9, tzinfo=RIGA))
    report = region.letters(outside)[-1]
    assert report["Subject"] == "Pārskats: 2026. gada oktobris"
    assert [part.get_filename() for part in report.iter_attachments()] == ["plaukts-2026-10.xlsx"]
    assert len(region.letters("novads@example.lv")) == 1, "the code alone, and it was removed"
    link = re.search(r"<(http[^>]*)>", str(report["List-Unsubscribe"]))
    assert link
    async with aiohttp.ClientSession() as session, session.post(link[1]) as answer:
        assert "Reģiona pārskati" in await answer.text()
    await methodologist.talk(("/iestatijumi", ""), ("[📊 Pārskati]", f"{outside}: pārskatus vairs nevēlas"))
    await region.world.move_to(datetime(2026, 12, 1, 9, tzinfo=RIGA))
    assert region.letters(outside)[-1]["Message-ID"] == report["Message-ID"]
