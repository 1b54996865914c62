"""A consultation day with times: made, chosen from, changed, and held."""

from datetime import datetime

from tests.journeys.events import stands
from tests.journeys.world import LAIDI, RIGA, World

EDOLE = "Ēdoles pagasta bibliotēka"
CHOOSE = "🕐 Izvēlēties laiku"
LINE = "/pasakums Konsultāciju diena 12. novembrī plkst. 10-12 Rendas pagasta bibliotēkā, ik pa 60 min"


async def test_a_day_is_made_and_its_times_are_chosen(world: World) -> None:
    organiser = await world.methodologist()
    renda, laidi, edole = (await world.librarian(), await world.librarian(LAIDI), await world.librarian(EDOLE))
    group = await world.group()
    await organiser.talk(
        ("/pasakums", "Kāda veida pasākums"),
        ("[Konsultāciju diena]", "2/5"),
        ("[Konsultāciju diena]", "3/5"),
        ("2026-11-12 10:00-13:00", "4/5"),
        ("[Kuldīgas Galvenā bibliotēka]", "5/5"),
        ("[1 h]", "🕐 Laiki: 3 laiki pa 1 h"),
        ("[🕐 Laiki]", "Cik garš ir viens laiks?"),
        ("[30 min]", "Vai būs pārtraukums?"),
        ("11-12.30", "Cik cilvēku var pieņemt vienlaikus?"),
        ("[1]", "🕐 Laiki: 3 laiki pa 30 min, pārtraukums 11.00–12.30"),
    )
    await organiser.press("👁 Apskatīt")
    published = await organiser.press("📣 Publicēt")
    assert "Brīvi laiki: 3 no 3\n\n10.00 – brīvs\n10.30 – brīvs\n12.30 – brīvs" in published
    await world.move_clock(seconds=2)
    await world.move_clock(seconds=2)
    invitation = renda.shown[-1]
    assert "🕐 Var izvēlēties laiku: 3 laiki pa 30 min, pārtraukums 11.00–12.30" in invitation
    assert "[🕐 Izvēlēties laiku] [Varbūt] [Nevarēšu]" in invitation

    offered = await renda.press(CHOOSE)
    assert "[10.00] [10.30] [12.30] [◀ Atpakaļ]" in offered
    await laidi.press(CHOOSE)
    took = await renda.press("10.30")
    assert took.toast == "✅ Jūs piedalāties. Jūsu laiks: 10.30–11.00"
    assert "🕐 Jūsu laiks: 10.30–11.00 [🕐 Cits laiks] [💬 Par ko jautāšu] [Varbūt] [Nevarēšu]" in took
    assert "DTSTART;TZID=Europe/Riga:20261112T103000" in renda.file("pasakums-1.ics").decode()
    late = await laidi.press("10.30")
    assert late.toast == "Šis laiks tikko aizņemts. Lūdzu, izvēlieties citu."
    assert "[10.00] [12.30]" in late
    assert "Rendas" not in str(laidi.shown[1:]), "nobody sees who has which"

    await renda.press("💬 Par ko")
    asked = await renda.say("Kā norakstīt grāmatas?")
    assert "💬 Jūsu jautājums: Kā norakstīt grāmatas?" in asked
    assert "10.30 Bibliotekāre, Rendas, Rendas pagasta bibliotēka – Kā norakstīt grāmatas?" in organiser.shown[-1]
    assert "norakstīt" not in str(laidi.shown) + str(group.messages)

    assert "Brīvi laiki: 2 no 3" in str(group.messages[-1])
    assert (await laidi.press("10.00")).toast == "✅ Jūs piedalāties. Jūsu laiks: 10.00–10.30"
    other = await renda.press("🕐 Cits laiks")
    assert "🕐 Jūsu laiks: 10.30–11.00\n\nIzvēlieties laiku." in other
    assert "[12.30] [◀ Atpakaļ]" in other
    await renda.press("12.30")
    assert "⚠️ Šis fails ir novecojis" in str(renda.shown), "their calendar file is of another time"
    await renda.press("🗓 Jauns")
    assert "DTSTART;TZID=Europe/Riga:20261112T123000" in renda.file("pasakums-1.ics").decode()
    assert "🕐 1 brīvs laiks" in await edole.tap("📅 Kalendārs")

    colleague = await laidi.talk(
        ("[Pieteikt kolēģi]", "Kuru kolēģi pieteikt?"),
        ("Ēdoles", "Kurš laiks?"),
    )
    assert "[10.30] [◀" in colleague
    assert "🕐 Laiks: 10.30–11.00" in await laidi.press("10.30")
    assert "🕐 Jūsu laiks: 10.30–11.00" in str(edole.shown)
    assert [(name, state) for name, state, _ in stands(world, 1)] == [
        ("Bibliotekāre, Rendas", "going"),
        ("Bibliotekāre, Laidu", "going"),
        ("Bibliotekāre, Ēdoles", "going"),
    ]

    await organiser.send_data("ev:edit:1:slots", organiser.last)
    await organiser.talk(
        ("[45 min]", "pārtraukums"), ("[Bez pārtraukuma]", "vienlaikus"), ("[1]", "2 cilvēkiem viņu laika vairs nebūs")
    )
    before = len(laidi.shown)
    await organiser.press("Mainīt laikus")
    assert "🔁 Šīs dienas laiki ir mainīti. Jūsu laika vairs nav: lūdzu, izvēlieties citu." in renda.shown[-1]
    assert "❗ Jums vēl nav laika. Lūdzu, izvēlieties to." in renda.shown[-1]
    assert "[10.45] [11.30] [12.15]" in await renda.press(CHOOSE)
    assert len(laidi.shown) == before, "10.00 is there as before"


async def test_a_day_from_one_line_to_the_records_of_what_was_asked(world: World) -> None:
    organiser = await world.methodologist()
    renda, laidi, edole = (await world.librarian(), await world.librarian(LAIDI), await world.librarian(EDOLE))
    await organiser.talk((LINE, ("Melnraksts · Nr. 1", "🕐 Laiki: 2 laiki pa 1 h", "📍 Rendas pagasta bibliotēka")))
    await organiser.press("👁 Apskatīt")
    await organiser.press("📣 Publicēt")
    await world.move_clock(seconds=2)
    await world.move_clock(seconds=2)
    for one, clock in ((renda, "10.00"), (laidi, "11.00")):
        await one.press(CHOOSE)
        await one.press(clock)
    await laidi.press("💬 Par ko")
    await laidi.say("rekataloģizācija")
    full = await edole.press(CHOOSE)
    assert "Visi laiki ir aizņemti. Rezerves sarakstā Jums piedāvās pirmo, kas atbrīvosies." in full
    waits = await edole.press("⏳ Rezerves")
    assert waits.toast == "⏳ Visi laiki ir aizņemti. Jūs esat rezerves sarakstā, 1. vietā."

    await renda.press("Nevarēšu")
    await renda.press("Jā, atteikties")
    offer = (
        "🕐 Jums ir atbrīvojies laiks: 10.00–11.00. Apstipriniet to līdz šim laikam: otrdien, 2026. gada 13. oktobrī"
    )
    assert edole.shown[-1].startswith(offer)
    assert "(vēl nav apstiprināts)" in await organiser.send_data("ev:org:1", organiser.last)
    assert "Cita brīva laika pašlaik nav." in await edole.press("🕐 Cits laiks")
    await edole.press("◀ Atpakaļ")
    assert (await edole.press("Apstiprināt")).toast == "✅ Jūs piedalāties. Jūsu laiks: 10.00–11.00"

    await organiser.talk(
        ("[Pieteikt viesi]", "vārds un uzvārds"),
        ("Deputāts Kuldīgā", "No kuras iestādes?"),
        ("[Izlaist]", "pašvaldības"),
    )
    assert "Visi laiki ir aizņemti. Vai ierakstīt" in await organiser.press("Jā")
    assert "rezerves sarakstā" in await organiser.press("⏳ Rezerves")
    await organiser.send_data("ev:edit:1:slots", organiser.last)
    await organiser.say("30 min, pārtraukums 11.30-12")
    times = await organiser.send_data("ev:org:1", organiser.last)
    assert (
        "10.00 Bibliotekāre, Ēdoles, Ēdoles pagasta bibliotēka\n10.30 Deputāts Kuldīgā\n11.00 Bibliotekāre, Laidu"
        in times
    )

    await organiser.send_data("ev:move:1", organiser.last)
    await organiser.press("🕙 Laiks")
    seen = await organiser.say("13. novembrī plkst. 10.30-12.30")
    assert "Tie, kuru laika vairs nebūs un kuriem jāizvēlas cits: 1" in seen
    await organiser.press("Mainīt")
    await world.move_clock(minutes=3)
    assert "❗ Jums vēl nav laika. Lūdzu, izvēlieties to." in str(laidi.shown[-3:])
    assert "🕐 Jūsu laiks: 10.30–11.00" in str(edole.shown[-3:])
    assert "[12.00]" in await laidi.press(CHOOSE)
    await laidi.press("12.00")

    await world.move_to(datetime(2026, 11, 12, 12, 30, tzinfo=RIGA))
    assert "🕐 Jūsu laiks: 12.00–12.30" in str(laidi.shown[-2:])
    await world.move_to(datetime(2026, 11, 13, 13, tzinfo=RIGA))
    door = await organiser.send_data("ev:door:1", organiser.last)
    assert "[10.30 Bibliotekāre, Ēdoles" in door
    await organiser.press("12.00 Bibliotekāre, Laidu")
    await organiser.press("10.30 Bibliotekāre, Ēdoles")
    done = await organiser.press("Gatavs")
    assert "[📝 Reģistrēt konsultācijas (2)]" in done
    listed = await organiser.press("📝 Reģistrēt")
    assert "[Reģistrēt visas (2)]" in listed
    stale = organiser.with_button("12.00")
    saved = await organiser.press("12.00 Bibliotekāre, Laidu")
    assert "✅ Konsultācija Nr. 2 ir reģistrēta." in saved
    await organiser.press("12.00 Bibliotekāre, Laidu", stale)
    assert world.count() == 1, "never twice"
    record = world.record(2)
    assert record["libraries"] == [LAIDI]
    assert (record["channel"], record["topic"], record["minutes"]) == ("in_person", "recataloguing", 30)
    assert record["thread"] == [("question", "rekataloģizācija")]
    assert record["happened_on"].isoformat() == "2026-11-13"
    opened = await organiser.press("✅ Nr. 2")
    assert "Konsultācija Nr. 2" in opened
    await organiser.press("Atsaukt")
    again = await organiser.send_data("ev:slotsall:1", organiser.last)
    assert "✅ Reģistrētas 2 konsultācijas." in again
    assert world.record(4)["topic"] in ("other", "recataloguing")
    assert "📝 Reģistrēt" not in await organiser.send_data("ev:org:1", organiser.last)
