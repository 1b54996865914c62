"""For whom an event is, what comes along with it, where it is, and changing what is published already."""

from sqlalchemy import update
from sqlalchemy.orm import Session

from storage.dialogs import dialog_of
from storage.events import DRAFT, Event, event_numbered
from storage.inbox import parked_updates
from storage.members import Member
from tests.journeys.person import Person
from tests.journeys.world import LAIDI, World

LINE = "/pasakums Seminārs Novadpētniecība 12. novembrī plkst. 10-13 Kuldīgas Galvenajā bibliotēkā"


def stored(world: World, number: int) -> Event:
    """The event of this number."""
    event = world.read(lambda session: event_numbered(session, number))
    assert event is not None
    return event


def since(world: World, person: Person, year: int) -> None:
    """They have said since when they are in the profession."""

    def job(session: Session) -> None:
        session.execute(
            update(Member).where(Member.name == person.chat.user.first_name).values(in_profession_since=year)
        )

    world.write(job)


async def test_for_whom(world: World) -> None:
    """Who begins in the profession, and a guest by name: the number is seen, the list too, and nobody else is told."""
    methodologist = await world.methodologist()
    beginner, experienced = await world.librarian(), await world.librarian(LAIDI)
    guest = await world.member("guest", "Deputāts, Kuldīga")
    since(world, beginner, 2025)
    since(world, experienced, 1999)
    await methodologist.talk(
        ("/pasakums Kursi iesācējiem skolu bibliotēkās 13. novembrī plkst. 10-12 Rendā", "Visi kolēģi – 3 cilvēki"),
        ("[👥 Tikai: profesijā]", "Kam: Kolēģi · profesijā līdz 2 gadiem – 1 cilvēks"),
        (LINE, "Kam: Visi kolēģi – 3 cilvēki"),
        ("[Kam]", ("Kam tas paredzēts?", "Kopā: 3 cilvēki.", "[Gatavs (3)]")),
        ("[Darba stāžs]", "Cik ilgi profesijā?"),
        ("ilgi", "Rakstiet gadus šādi"),
        ("līdz 3", ("profesijā līdz 3 gadiem", "Kopā: 1 cilvēks.", "profilā nav norādīti gadi profesijā: 1 cilvēks")),
        ("[✅ Darba stāžs (1)]", "[✅ profesijā līdz 3 gadiem]"),
        ("[profesijā līdz 2 gadiem]", "[✅ profesijā līdz 2 gadiem]"),
        ("[◀ Uz izvēli]", "Kolēģi · profesijā līdz 2 gadiem"),
        ("[Konkrēti cilvēki]", "Kurus cilvēkus iekļaut"),
        ("deput", "[Deputāts, Kuldīga]"),
        ("[Deputāts]", "[✅ Deputāts, Kuldīga]"),
        ("[◀ Uz izvēli]", ("Kopā: 2 cilvēki.", "+ 1 izvēlēts cilvēks")),
        ("[Kas tie ir?]", ("Bibliotekāre, Rendas · Rendas pagasta bibliotēka\nDeputāts, Kuldīga",)),
        ("[◀ Uz izvēli]", "[Gatavs (2)]"),
        ("[Pašvaldības]", "No kurām pašvaldībām?"),
        ("[Kuldīgas novads]", "[✅ Kuldīgas novads]"),
        ("[◀ Uz izvēli]", "Kuldīgas novads"),
        ("[Gatavs (2)]", "profesijā līdz 2 gadiem · + 1 izvēlēts cilvēks – 2 cilvēki"),
    )
    assert "Tas paredzēts 2 cilvēkiem" in await methodologist.press("👁 Apskatīt")
    await methodologist.press("📣 Publicēt")
    await world.move_clock(seconds=5)
    people = (beginner, guest, experienced)
    assert [any("Novadpētniecība" in one for one in person.shown) for person in people] == [True, True, False]
    await methodologist.talk(
        ("[Labot]", "Labošana"),
        ("[Kam]", "Kam tas paredzēts?"),
        ("[Visi kolēģi]", "[Gatavs (3)]"),
        ("[Gatavs]", ("Kam turpmāk: Visi kolēģi", "vairs nav paredzēts: 1", "📣 Papildus uzaicināti: 1")),
        ("[◀ Atpakaļ]", "Kam tas paredzēts?"),
        ("[Gatavs]", "Kam turpmāk: Visi kolēģi"),
        ("[Mainīt, kam paredzēts]", ("✖ Atsaukti uzaicinājumi: 1", "Kam: Visi kolēģi – 3 cilvēki")),
    )
    await world.move_clock(seconds=5)
    assert [sum("Novadpētniecība" in one for one in person.shown) for person in people] == [1, 1, 1]
    assert "uzaicinājums uz Jums vairs neattiecas." in guest.shown[1], "who is named no more"


async def test_what_comes_along_and_what_changes(world: World) -> None:
    """An album with the description, its late part too; small changes of a published event reach who was invited."""
    methodologist, librarian = await world.methodologist(), await world.librarian()
    await methodologist.talk((LINE, "Melnraksts"), ("[Apraksts]", "Atsūtiet aprakstu"))
    first, second = methodologist.chat.send_album([None, None], caption="Programmā: avoti")
    await world.settled()
    await world.move_clock(seconds=2)
    assert "📎 2 pielikumi" in methodologist.shown[-1]
    world.bot.updates.put("message", {**second, "message_id": 9_000})
    await world.settled()
    await world.move_clock(seconds=2)
    assert "📎 3 pielikumi" in methodologist.shown[-1]
    assert "Programmā: avoti" in methodologist.shown[-1]
    methodologist.chat.edit(first, "Programmā: avoti un krātuves")
    await world.settled()
    assert "Programmā: avoti un krātuves" in methodologist.shown[-1]
    await methodologist.press("👁 Apskatīt")
    await methodologist.press("📣 Publicēt")
    await world.move_clock(seconds=5)
    await methodologist.talk(
        ("[Labot]", ("Labošana", "[Laiks, vieta, saite]")),
        ("[Nosaukums]", "Kāds ir nosaukums?"),
        ("Novadpētniecība 2026", "Labošana · Nr. 1"),
    )
    await world.move_clock(seconds=5)
    assert any("Novadpētniecība 2026" in one for one in librarian.shown)
    assert stored(world, 1).version == 0
    for data in ("ev:edit:1:when", "ev:edit:1:where", "ev:edit:1:count", "ev:edit:1:representatives", "ev:edit:1:xyz"):
        assert "vairs nedarbojas" in await methodologist.send_data(data, methodologist.last), data
    assert "jau ir publicēts" in await methodologist.send_data("ev:held:1:3", methodologist.last)
    assert "nedzēš, bet atceļ" in await methodologist.send_data("ev:drop:1", methodologist.last)
    for data in ("ev:edit:1", "ev:publish:1", "ev:copy:1", "ev:drop:1", "ev:drafts:0", "ev:new", "ev:shown:1"):
        assert "nav pieejama" in await librarian.send_data(data, librarian.last), data


async def test_where(world: World) -> None:
    """A place of several meanings is asked about; a hybrid one has both halves; online needs a link."""
    methodologist = await world.methodologist()
    await methodologist.talk(
        ("/pasakums lekcija Dati 12. novembrī plkst. 10-12 Skrundā", ("Kura vieta domāta?", "[Skrundas vidusskolas")),
        ("[Kā uzrakstīts: Skrundā]", "📍 Skrundā"),
        ("[Vieta un saite]", "Kur?"),
        ("[🔗 Tiešsaistē]", "Atsūtiet tiešsaistes saiti"),
        ("Renda", "Tā nav saite"),
        ("https://zoom.us/j/1", "🔗 https://zoom.us/j/1"),
        ("/pasakums hibrīdseminārs Dati 13. novembrī plkst. 10-12 Rendas bibliotēkā", "Atsūtiet saiti tiem"),
        ("[Pievienot vēlāk]", ("📍 Rendas pagasta bibliotēka", "Trūkst tiešsaistes saites")),
        ("[Vieta un saite]", "Kur?"),
        ("https://zoom.us/j/2", "Kur tiksies pārējie?"),
        ("Rendas", "📍 Rendas pagasta bibliotēka"),
        ("/seminars Novadpētniecība 14. novembrī plkst. 10", ("Seminārs · Novadpētniecība", "Kur?")),
        ("/atcelt", "Atcelts. Nekas nav saglabāts."),
        ("/pasakums sanāksme Plāni 14. novembrī plkst. 10", "Kur?"),
        ("[Vēl nav zināms]", "Vēl nav norādīta ne norises vieta, ne saite"),
    )
    assert [stored(world, number).hybrid for number in (1, 2, 3)] == [False, True, False]
    assert stored(world, 1).only_online


async def test_data_that_no_question_has(world: World) -> None:
    """Whatever a button says that we never made, it is answered, and the form goes on."""
    methodologist = await world.methodologist()
    await methodologist.talk((LINE, "Melnraksts"))
    chat = methodologist.chat.user.id
    odd = (
        "",
        "9" * 25,
        "²",
        "-1",
        "none",
        "l1",
        "s9",
        "set:x",
        "set:999999999",
        "open:people",
        "page:99",
        "set:²",
        "text",
    )
    for what in ("when", "where", "length", "audience", "places", "deadline", "reminders", "about", "kind", "title"):
        await methodologist.send_data(f"ev:edit:1:{what}", methodologist.last)
        for key in odd:
            found = world.read(lambda session: dialog_of(session, chat, chat))
            if found is not None:
                await methodologist.send_data(f"f:{found.version}:pick:{key}", methodologist.last)
                assert not world.read(parked_updates), (what, key)
    for data in (
        "ev:edit:999999999",
        "ev:edit:2:title",
        "ev:held:1:9999",
        "ev:for:1:years",
        "ev:undrop:1",
        "ev:later:7",
    ):
        await methodologist.send_data(data, methodologist.last)
        assert not world.read(parked_updates), data
    assert stored(world, 1).status == DRAFT
