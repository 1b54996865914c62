"""The main journey: join, ask, answer, reply, close, register, and the month's workbook with all of it."""

from datetime import datetime

from tests.features.reports.reading import read_sheets
from tests.journeys.world import MAIN, RENDA, RIGA, World


async def test_from_joining_to_the_workbook(world: World) -> None:
    methodologist = world.stranger("Metodiķe", "Kuldīga")
    librarian = world.stranger("Bibliotekāre", "Renda")

    await methodologist.start(world.invite("methodologist", MAIN))
    await methodologist.talk(
        ("[Izlasīju, turpināt]", "Kā Jūs uzrunāt?"),
        ("[Metodiķe Kuldīga]", ("laipni lūdzam Plauktā", "Metodiķe Kuldīga", "Loma: metodiķis", MAIN)),
    )
    await librarian.start(world.invite())
    await librarian.talk(
        ("[Izlasīju, turpināt]", "Kā Jūs uzrunāt?"),
        ("Bibliotekāre, Renda", "Kurā bibliotēkā Jūs strādājat?"),
        ("renda", "[✅ Rendas pagasta bibliotēka]"),
        ("[Gatavs (1)]", ("laipni lūdzam Plauktā", f"Bibliotēka: {RENDA}")),
        ("/jautat Kā norakstīt grāmatas?", ("Jautājums Nr. 1 reģistrēts", "redz tikai metodiķi", RENDA, "[Atsaukt]")),
    )
    assert "Kā norakstīt grāmatas?" in methodologist.shown[-1]
    assert "Gaida atbildi" in methodologist.shown[-1]

    answered = await methodologist.reply("Kā norakstīt grāmatas?", "Sastādiet aktu.")
    assert "Atbilde uz jautājumu Nr. 1 nosūtīta" in answered
    assert librarian.last["reply_to_message"]["text"] == "/jautat Kā norakstīt grāmatas?"
    assert "Sastādiet aktu." in librarian.shown[-1]

    assert "Jautājums Nr. 1 papildināts" in await librarian.reply("Sastādiet aktu.", "Kas to paraksta?")
    assert "Kas to paraksta?" in methodologist.shown[-1]
    await methodologist.reply("Kas to paraksta?", "Komisija.")
    await librarian.talk(("[Paldies, palīdzēja]", ("Prieks, ka palīdzēja!", "Jautājums Nr. 1 slēgts")))
    assert any("✅ Slēgts" in text for text in methodologist.shown)

    await methodologist.talk(
        ("Renda tālr rekataloģizācija 15min kā labot ierakstu", ("Konsultācija Nr. 2", RENDA, "Pa tālruni", "15 min"))
    )

    await world.move_to(datetime(2026, 11, 2, 9, tzinfo=RIGA))
    assert "Pārskats" in methodologist.shown[-2]
    assert "2026. gada oktobrī sniegtas 2 konsultācijas vienai no 25 reģiona bibliotēkām." in methodologist.shown[-2]
    sheets = read_sheets(methodologist.file("plaukts-2026-10.xlsx"), "lv")
    assert sheets.figures("Consultations in all")[0] == 2
    assert sheets.library_rows()[RENDA][1:] == [2, 0, 2]
    records = sheets.records()
    assert [record["Nr."] for record in records] == [1, 2]
    assert [record["Saziņas kanāls"] for record in records] == ["Telegram", "Pa tālruni"]
    assert [record["Minūtes"] for record in records] == ["", 15]
    assert all(record["Bibliotēka"] == RENDA for record in records)
