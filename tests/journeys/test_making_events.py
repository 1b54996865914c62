"""A methodologist makes events: by dialog and in one line, drafts, copies, changes, and what was held already."""

from datetime import date

from storage.events import DRAFT, PUBLISHED, RECORDED, Event, event_numbered
from tests.journeys.events import in_thread
from tests.journeys.person import buttons, seen, text_of
from tests.journeys.world import RENDA, World

ONE_LINE = (
    "/pasakums Seminārs Novadpētniecība bibliotēkā 12. novembrī plkst. 10-13 Kuldīgas Galvenajā bibliotēkā 30 vietas"
)


def stored(world: World, number: int) -> Event:
    """The event of this number."""
    event = world.read(lambda session: event_numbered(session, number))
    assert event is not None
    return event


async def test_dialog(world: World) -> None:
    """Four questions, everything else on the card; nothing is lost in a restart; the preview is what members get."""
    methodologist = await world.methodologist()
    librarian = await world.librarian()
    await methodologist.tap("📅 Kalendārs")
    await methodologist.talk(
        ("[➕ Jauns pasākums]", ("Kāda veida pasākums tas ir?", "1/4")),
        ("[Seminārs]", ("Kāds ir nosaukums?", "2/4")),
        ("Novadpētniecība <b>bibliotēkā</b>", ("Kad notiek pasākums?", "3/4")),
        ("[◀ Atpakaļ]", ("Kāds ir nosaukums?", "2/4")),
        ("Novadpētniecība bibliotēkā", ("Kad notiek pasākums?", "3/4")),
    )
    await world.restart()
    await methodologist.talk(
        ("12. novembrī plkst. 10-13", ("Kur?", "4/4", "12. novembrī, plkst. 10.00–13.00")),
        ("[Kuldīgas Galvenā]", ("Melnraksts", "redz tikai metodiķi", "3 h · akadēmiskās stundas: 4", "2 cilvēki")),
    )
    assert stored(world, 1).status == DRAFT
    await world.restart()
    await methodologist.talk(
        ("[Lektori]", ("Nr. 1 · Novadpētniecība bibliotēkā", "Kas uzstājas")),
        ("[Atcelt]", ("Melnraksts",)),
        ("[Lektori]", "Kas uzstājas"),
        ("Lektore no LNB", "🎤 Lektore no LNB"),
        ("[Ilgums]", "Cik ilgs"),
        ("ilgi", "Rakstiet ilgumu šādi"),
        ("2,5 h", "2 h 30 min · akadēmiskās stundas: 3,3"),
        ("[Vietas]", "Cik ir vietu"),
        ("[30]", "Vietas: 30"),
        ("[Termiņš]", "Līdz kuram datumam"),
        ("20. novembrim", "Termiņš nevar būt vēlāks"),
        ("/pasakums", ("Melnraksti", "Nr. 1", "12.11. plkst. 10.00")),
        ("[Nr. 1]", "Melnraksts"),
        ("[Termiņš]", "Līdz kuram datumam"),
        ("[pirmdien, 9. novembrī]", "Pieteikties līdz: 2026. gada 9. novembris"),
        ("[Atgādinājumi]", "Kad atgādināt?"),
        ("[✅ 7 dienas]", "[7 dienas iepriekš]"),
        ("10 dienas", "[✅ 10 dienas iepriekš]"),
        ("[Gatavs]", "Atgādinājumi: 10 dienas iepriekš, 1 dienu iepriekš, 2 stundas iepriekš"),
        ("[Apraksts]", "Atsūtiet aprakstu"),
        ("Programmā: avoti & krātuves", "Programmā: avoti & krātuves"),
    )
    assert not librarian.shown[1:]
    preview = await methodologist.press("👁 Apskatīt")
    assert "Šādi izskatīsies uzaicinājums. Tas paredzēts 2 cilvēkiem." in preview
    invitation = preview.new[0]
    assert "(Šis ir tikai priekšskatījums.)" in str(await methodologist.press("Piedalīšos", invitation))
    await methodologist.talk(
        ("[Labot]", "Melnraksts"), ("[Nosaukums]", "Kāds ir nosaukums?"), ("Novadpētniecība", "Melnraksts")
    )
    assert text_of(invitation) not in methodologist.shown
    preview = await methodologist.press("👁 Apskatīt")
    published = await methodologist.press("📣 Publicēt")
    assert "[Labot]" in published
    await world.move_clock(seconds=5)
    assert text_of(librarian.last) == text_of(preview.new[0])
    assert buttons(librarian.last) == buttons(preview.new[0])
    event = stored(world, 1)
    assert (event.status, event.places, event.register_until) == (PUBLISHED, 30, date(2026, 11, 9))
    again = await methodologist.send_data("ev:publish:1:yes", methodologist.last)
    assert "jau ir publicēts" in again


async def test_published_too_early(world: World) -> None:
    """*Atsaukt publicēšanu*: copies and the group's card go, and it can be published once more."""
    methodologist, librarian = await world.methodologist(), await world.librarian()
    group = await world.group(methodologist, librarian)
    await methodologist.talk(
        ("/pasakums Seminārs Krājums 12. novembrī plkst. 10-13 Kuldīgas Galvenajā bibliotēkā", "Nr. 1")
    )

    async def publish() -> None:
        await methodologist.press("👁 Apskatīt")
        await methodologist.press("📣 Publicēt")
        await world.move_clock(seconds=5)

    await publish()
    assert "Krājums" in librarian.shown[-1]
    assert "Krājums" in str([seen(one) for one in in_thread(group)])
    await methodologist.talk(("[Atsaukt publicēšanu]", ("neviens nav uzaicināts", "Melnraksts", "👁 Apskatīt")))
    await world.move_clock(seconds=5)
    assert "Krājums" not in str(librarian.shown)
    assert "Krājums" not in str([seen(one) for one in group.messages])
    assert stored(world, 1).status == DRAFT
    again = await methodologist.send_data("ev:unpublish:1", methodologist.last)
    assert "desmit minūšu laikā" in again, "a second tap does nothing twice"
    await publish()
    assert "Krājums" in librarian.shown[-1]
    assert str([seen(one) for one in in_thread(group)]).count("Krājums") == 1
    await librarian.press("Piedalīšos")
    await methodologist.talk(("[Atsaukt]", "jau ir atbildējis"))
    await world.move_clock(minutes=11)
    await librarian.press("Nevarēšu")
    assert "desmit minūšu laikā" in await methodologist.send_data("ev:unpublish:1", methodologist.last)
    assert "[Atsaukt]" not in methodologist.shown[-1]


async def test_one_line(world: World) -> None:
    """What a line says is understood; what it does not say is asked; what is doubtful is not guessed."""
    methodologist = await world.methodologist()
    await methodologist.talk(
        (ONE_LINE, ("Melnraksts", "Seminārs · Novadpētniecība bibliotēkā", "plkst. 10.00–13.00", "Vietas: 30")),
        ("/pasakums seminārs Krājums 10. oktobrī plkst. 10 Kuldīgas kultūras namā", "To var saprast dažādi"),
        ("[Sv 10.10.2027]", "[Bez beigu laika]"),
        ("[Bez beigu laika]", ("Nr. 2", "📍 Kuldīgas kultūras namā", "⏱ 4 h")),
    )
    methodologist.chat.edit(methodologist.message(ONE_LINE), f"{ONE_LINE[:-9]} 25 vietas, lektore Vārds Uzvārds")
    await world.settled()
    assert (stored(world, 1).places, stored(world, 1).lecturers) == (25, "Vārds Uzvārds")
    assert "🎤 Vārds Uzvārds" in methodologist.shown[-2]
    pasted = "Lekcija „Dati” notiks rīt plkst. 10.00-12.00 tiešsaistē\nhttps://zoom.us/j/1\nProgrammā: dati"
    await methodologist.talk(
        (pasted, "Ko ar to darīt? Ziņa ir saglabāta. [📅 Izveidot pasākumu]"),
        ("[📅 Izveidot]", ("Lekcija · Dati", "🔗 https://zoom.us/j/1", "Programmā: dati", "10.00–12.00")),
        ("Paldies par visu!", "Ko ar to darīt?"),
    )
    assert not any("Izveidot pasākumu" in one for one in buttons(methodologist.last))
    assert stored(world, 3).only_online


async def test_copies_and_thrown_away(world: World) -> None:
    """The next one like an earlier one; drafts are listed, thrown away, and brought back for ten minutes."""
    methodologist = await world.methodologist()
    await methodologist.talk(
        (f"{ONE_LINE}, pieteikties līdz 5. novembrim", "Melnraksts"),
        ("[🗑 Dzēst]", ("Pasākums Nr. 1 ir dzēsts", "[Atsaukt]")),
        ("[Atsaukt]", "Melnraksts"),
    )
    card = methodologist.last
    answer = await methodologist.send_data("ev:copy:1", card)
    assert "Kad notiks nākamais?" in answer
    await methodologist.talk(
        ("10. decembrī plkst. 11", "[Bez beigu laika]"),
        ("[14.00]", ("Kopija no pasākuma Nr. 1", "plkst. 11.00–14.00", "Vietas: 30", "2026. gada 3. decembris")),
        ("[📝 Melnraksti]", ("Nr. 2 · Novadpētniecība", "Nr. 1 · Novadpētniecība")),
        ("[Nr. 2]", "Melnraksts"),
        ("[🗑 Dzēst]", "Pasākums Nr. 2 ir dzēsts"),
    )
    await world.move_clock(minutes=11)
    await methodologist.talk(("[Atsaukt]", "Atsaukšanas laiks (10 minūtes) ir beidzies"))
    await world.move_clock(days=2)
    assert world.read(lambda session: event_numbered(session, 2)) is None
    await methodologist.talk(("/pasakums", "Nr. 1"))
    assert "Nr. 2" not in methodologist.shown[-1]


async def test_held_already(world: World) -> None:
    """A visit is counted in one line; what was held and not announced is recorded with a tap, and can be taken back."""
    methodologist = await world.methodologist()
    librarian = await world.librarian()
    await methodologist.talk(
        ("/pasakums vizīte Renda vakar 3 cilvēki", ("Reģistrēts kā notikis · Nr. 1", "Piedalījās: 3", RENDA)),
        ("[Pašvaldību pārstāvji]", "bija uzaicināti"),
        ("[2]", "cik no tiem"),
        ("[1]", "uzaicināti 2, piedalījās 1"),
        ("/pasakums vizīte Laidi šodien 2 cilvēki", ("Reģistrēts kā notikis · Nr. 2", "Piedalījās: 2")),
        ("[Atsaukt]", "Pasākums Nr. 2 ir dzēsts"),
        ("/pasakums konsultāciju diena šodien Rendā", ("[👁 Apskatīt un publicēt]", "[Reģistrēt kā notikušu]")),
        ("/pasakums metodiskā diena vakar Kabilē", ("Šis laiks jau ir pagājis", "[12]")),
        ("[12]", ("Reģistrēts kā notikis · Nr. 4", "Piedalījās: 12")),
        ("[Atsaukt]", ("Pasākums Nr. 4 ir dzēsts", "[Atsaukt]")),
        ("[Atsaukt]", "Reģistrēts kā notikis · Nr. 4"),
        ("[Cik piedalījās]", "Cik cilvēku"),
        ("14", "Piedalījās: 14"),
        ("[Bibliotēkas]", "Kuras bibliotēkas"),
        ("Renda", "[Gatavs (2)]"),
        ("[Gatavs (2)]", ("Kabiles pagasta bibliotēka", RENDA)),
    )
    first, second = stored(world, 1), stored(world, 4)
    assert (first.status, first.headcount, first.minutes) == (RECORDED, 3, None)
    assert (first.representatives_invited, first.representatives_present) == (2, 1)
    assert (second.status, second.headcount) == (RECORDED, 14)
    await world.move_clock(minutes=5)
    assert not any("apmeklējums" in one for one in librarian.shown)
