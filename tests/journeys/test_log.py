"""The log of consultations: what is added to a record by taps, corrected, deleted and put back, and found again."""

from datetime import date

import pytest
from sqlalchemy import update

from storage.corrections import late_corrections, note_export
from storage.members import Member
from tests.journeys.person import Answer, Message, buttons
from tests.journeys.world import LAIDI, RENDA, Person, World


@pytest.fixture
async def methodologist(world: World) -> Person:
    return await world.methodologist()


async def test_a_record_of_four_taps_is_added_to(world: World, methodologist: Person) -> None:
    await methodologist.tap("📝 Reģistrēt")
    await methodologist.talk(
        ("renda", "2/3"),
        ("[Pa tālruni]", "3/3"),
        ("[Projekti]", ("Konsultācija Nr. 1 reģistrēta.", "[✏️ Papildināt vai labot] [Šodienas konsultācijas]")),
        ("[✏️]", (f"Bibliotēka: {RENDA}\nSaziņas kanāls: Pa tālruni\nTemats: Projekti\n", "[Ilgums]")),
        ("[Ilgums]", ("Cik ilga bija konsultācija?", "[20 min]", "[ilgāk par 60 min]", "[◀ Atpakaļ]")),
        ("[◀ Atpakaļ]", "Ko papildināt vai labot?"),
        ("[Ilgums]", "Cik ilga"),
        ("ilgi", "Tas nav ilgums līdz 8 stundām."),
        ("1 h 20 min", "✅ Ieraksts labots. Ilgums: – → 80 min"),
        ("[Ilgums]", "[Nav zināms]"),
        ("[11–30 min]", "Ilgums: 80 min → 11–30 min"),
        ("[Otrs temats]", "Par ko vēl bija konsultācija?"),
        ("[Projekti]", "Šis temats ierakstam jau ir norādīts."),
        ("[Cits]", "Otrs temats: – → Cits"),
        ("[Dalībnieku skaits]", "Cik dalībnieku"),
        ("1000", "Ierakstiet skaitli"),
        ("12", "Dalībnieku skaits: 1 → 12"),
        ("[Vairākas bibliotēkas]", f"[✅ {RENDA}]"),
        ("laidi", "[Gatavs (2)]"),
        ("[Gatavs (2)]", f"Bibliotēkas: {RENDA} → {LAIDI}, {RENDA}"),
        ("[Piezīme]", ("To redz tikai metodiķi", "Lūdzu, neminiet lasītāju vārdus.")),
        ("Zvanīt <vēlreiz>", "Piezīme: – → Zvanīt <vēlreiz>"),
        ("[Jautājums]", "kāds bija jautājums"),
        ("Kā rakstīt projektu?", "Jautājums: – → Kā rakstīt projektu?"),
        ("[Atbilde]", "kāda bija atbilde"),
        ("Īsi.", "Atbilde: – → Īsi."),
        ("[Datums]", "[2026. gada 11. oktobris]"),
        ("rīt", "Šī diena vēl nav pienākusi: 2026. gada 13. oktobris."),
        ("[2026. gada 11.]", "Datums: 2026. gada 12. oktobris → 2026. gada 11. oktobris"),
        ("[Sarežģītība]", ("1 – zināms no galvas", "[1] [2] [3] [4] [5] [6]")),
        ("[4]", "Sarežģītība: – → 4"),
        (
            "[◀ Atpakaļ]",
            (
                f"{LAIDI}, {RENDA} · Pa tālruni · Projekti · Cits · 11–30 min · 12 dalībnieku · READ 4 · 2026.",
                "Kā rakstīt projektu?\nAtbilde: Īsi.\nPiezīme: Zvanīt <vēlreiz>",
            ),
        ),
    )
    record = world.record(1)
    kept = ("second_topic", "minutes", "duration_band", "participants", "form", "effort", "note", "happened_on")
    values = ("other", None, "11_to_30", 12, "group", 4, "Zvanīt <vēlreiz>", date(2026, 10, 11))
    assert tuple(record[name] for name in kept) == values
    assert record["thread"] == [("question", "Kā rakstīt projektu?"), ("answer", "Īsi.")]
    assert world.count() == 1


async def test_a_text_that_was_added_follows_its_message_unless_it_was_changed_since(
    world: World, methodologist: Person
) -> None:
    async def write(text: str) -> Message:
        await methodologist.say(text)
        return next(one for one in methodologist.chat.messages[::-1] if one.get("text") == text)

    async def change(said: Message, text: str) -> Answer:
        return await methodologist.do(lambda: methodologist.chat.edit(said, text))

    line = await write("Renda tālr projekti")
    await methodologist.talk(("[✏️]", "[Piezīme]"), ("[Piezīme]", "To redz tikai"))
    note = await write("Zvanīt rīt")
    await methodologist.talk(("[Jautājums]", "kāds bija jautājums"))
    question = await write("Kā rakstīt projketu?")
    followed = await change(question, "Kā rakstīt projektu?")
    assert "✅ Ieraksts labots. Jautājums: Kā rakstīt projketu? → Kā rakstīt projektu?" in followed
    assert not followed.new, "the page that is open says so"
    assert "Piezīme: Zvanīt rīt" in await change(line, "Renda tālr projekti 20min")
    await methodologist.press("◀ Atpakaļ")
    card = await change(note, "Zvanīt parīt")
    assert "20 min\nKā rakstīt projektu?\nPiezīme: Zvanīt parīt" in card
    assert not card.new
    await methodologist.talk(("[✏️]", ""), ("[Piezīme]", "Zvanīt parīt"), ("Piezvanīts", "Piezīme: Zvanīt parīt → Pie"))
    assert not (await change(note, "Zvanīt nekad")).changed, "the field says something newer"
    assert (world.record(1)["note"], world.record(1)["minutes"]) == ("Piezvanīts", 20)


async def test_corrections_leave_a_trace_and_are_taken_back(world: World, methodologist: Person) -> None:
    await methodologist.talk(
        ("Renda tālr projekti 25.09.", "Nr. 1"), ("Laidi tālr alise", "Nr. 2"), ("[Šodienas]", "[1] [2]")
    )
    world.write(
        lambda session: note_export(
            session, date(2026, 9, 1), date(2026, 9, 30), world.sandbox.clock.now(), date(2026, 10, 12)
        )
    )
    world.write(lambda session: session.execute(update(Member).values(language="en")) and None)
    await world.move_clock(minutes=5)
    colleague = await world.methodologist("Metodiķis, Alsunga")
    page = await colleague.send_data("lg:edit:1", colleague.last)
    assert f"Bibliotēka: {RENDA}" in page, "what one methodologist registered another one corrects"
    await colleague.talk(
        ("[Bibliotēka]", "Kurai bibliotēkai"),
        ("laidi", (f"Bibliotēkas: {RENDA} → {LAIDI}", "Šī mēneša pārskats jau ir sagatavots;")),
        ("[Atsaukt]", f"↩️ Labojums atsaukts. Bibliotēkas: {LAIDI} → {RENDA}"),
        ("[Temats]", "Par ko galvenokārt"),
        ("[Cits]", ("Temats: Projekti → Cits", "[Labojumi (3)]")),
    )
    stale = colleague.last
    await colleague.talk(
        ("[Labojumi (3)]", ("12.10. plkst. 11.05 · Metodiķis, Alsunga: Temats: Projekti → Cits",)),
        ("[◀ Atpakaļ]", "Ko papildināt vai labot?"),
    )
    card = methodologist.message("Consultation No. 1 is registered.")["text"]
    assert "Other · 25 September 2026" in card, "in the language of who reads it"
    await colleague.press("Dzēst ierakstu")
    assert "✖ Konsultācija Nr. 1 dzēsta; tā netiek skaitīta." in colleague.shown[-1]
    assert "Metodiķis, Alsunga: Ieraksts: dzēsts" in await colleague.press("Labojumi (")
    assert "Consultation No. 1 was taken back or does not exist." in await methodologist.send_data(
        "lg:edit:1", methodologist.last
    )
    deleted = colleague.last
    assert "Ieraksts: atjaunots" in await colleague.press("Atsaukt")
    assert "Tas jau ir atsaukts vai labots vēlreiz." in await colleague.press("Atsaukt", deleted)
    late = world.read(lambda session: late_corrections(session, date(2026, 9, 1), date(2026, 9, 30)))
    assert [(one.number, one.field) for one in late] == [(1, "topic")]
    await world.move_clock(minutes=11)
    assert "Atsaukšanas laiks (10 minūtes) ir beidzies." in await colleague.press("Atsaukt", stale)
    assert not buttons(colleague.last)[0].startswith("Atsaukt")


async def test_records_are_listed_found_and_counted_in_the_evening(world: World, methodologist: Person) -> None:
    librarian = await world.librarian()
    await librarian.say("/jautat Kā norakstīt grāmatas?")
    await methodologist.talk(
        ("Renda tālr alise 5 min", "Nr. 2"),
        ("Laidi tālr projekti vakar", ("Nr. 3", "[11.10. konsultācijas]")),
    )
    await methodologist.reply("Kā norakstīt", "Ar aktu.")
    await methodologist.tap("📝 Reģistrēt")
    opened = await methodologist.press("Šodienas konsultācijas")
    lines = ("Nr. 1 · Rendas", "Nr. 2 · Rendas pagasta bibliotēka · Pa tālruni · BIS ALISE · 5 min", "Nr. 3 · Laidu")
    assert all(line in opened for line in (*lines, "[1] [2] [3] [◀ 11.10.]"))
    assert "Ko ar to darīt?" in await methodologist.say("kaut kas"), "the form was left"
    await methodologist.talk(("[Neko, dzēst]", ""))
    await methodologist.talk(
        ("[◀ 11.10.]", ("svētdien, 2026. gada 11. oktobrī", "Nr. 3 · Laidu", "[◀ 10.10.] [12.10. ▶]")),
        ("[◀ 10.10.]", "Neviena nav reģistrēta."),
        ("[11.10. ▶]", "[12.10. ▶]"),
        ("[12.10. ▶]", "Šodienas konsultācijas"),
        ("[1]", ("Konsultācija Nr. 1, jautāta sarakstē.", "Kā norakstīt grāmatas?\nAtbilde: Ar aktu.")),
        ("[✏️]", "Temats:"),
    )
    page = methodologist.last
    assert not any(label.startswith(("Dzēst", "Datums", "Biblio")) for label in buttons(page)), "said in chat"
    assert "Šī poga" in await methodologist.send_data("lg:field:1:day", page)
    await methodologist.talk(
        ("[Ilgums]", "Cik ilga"),
        ("[20 min]", "Ilgums: – → 20 min"),
        ("[Temats]", "Par ko galvenokārt"),
        ("[Cits]", "→ Cits"),
        ("[◀ Atpakaļ]", f"{RENDA} · Telegram · Cits · 20 min"),
        ("[Šodienas]", "[🔎 Meklēt konsultācijas]"),
        ("[🔎]", "Ko meklēt?"),
        ("grāmatu noraksti", ("🔎 Konsultācijas: grāmatu noraksti\n1 konsultācija", "Nr. 1 · Rendas")),
        ("[Meklēt citu]", "[Rādīt visas konsultācijas]"),
        ("[Rādīt visas]", ("3 konsultācijas", "[Bibliotēka] [Temats] [Mēnesis]")),
        ("[Bibliotēka]", f"[{LAIDI} (1)] [{RENDA} (2)] [Visas]"),
        (f"[{RENDA}]", (f"{RENDA}\n2 konsultācijas", "Nr. 2")),
        ("[Temats]", "[BIS ALISE (1)] [Cits (1)]"),
        ("[BIS ALISE (1)]", f"{RENDA} · BIS ALISE\n1 konsultācija"),
        ("[2]", "Konsultācija Nr. 2 reģistrēta."),
    )
    hits = methodologist.message("BIS ALISE\n1 konsultācija")
    assert "[Visas]" in await methodologist.press("Mēnesis", hits)
    assert "Šī poga" in await methodologist.send_data("lg:hits:1.2.3.2026-99:0", hits)
    refused = await librarian.send_data("lg:hits:0.0.0.0:0", librarian.last)
    assert "Jūsu lomai šī iespēja nav pieejama." in refused
    colleague = await world.methodologist("Metodiķis, Alsunga")
    before = len(colleague.shown)
    await world.move_clock(hours=7, minutes=5)
    assert "📝 Šodien reģistrētas 3 konsultācijas. [Apskatīt]" in methodologist.shown[-1]
    assert len(colleague.shown) == before, "who registered none is told nothing, and nobody of another's"
    await methodologist.talk(
        ("[Apskatīt]", "Nr. 1 · Rendas"),
        ("/profils", "[🔔 Ko saņemt]"),
        ("[🔔 Ko saņemt]", "📝 Vakarā par reģistrētajām konsultācijām: plkst. 18.00"),
        ("[✅ 📝 Vakarā]", ("Šī ziņa vairs nepienāks.", "konsultācijām: nemaz")),
    )
    await world.move_clock(hours=15)
    await methodologist.talk(("Renda tālr alise", "Nr. 4"))
    await world.move_clock(hours=10)
    assert not any("Šodien reģistrēta 1" in text for text in methodologist.shown)
