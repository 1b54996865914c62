"""The report: asked for, in every format, and by itself on the first working day."""

import json
from datetime import date, datetime

import pytest
from sqlalchemy.orm import Session

from bot.features.reports import picture
from storage.vocabulary import CHANNEL, TOPIC, entries_of
from tests.features.reports.reading import named_sheets, read_sheets
from tests.journeys.events import publish
from tests.journeys.person import seen, text_of
from tests.journeys.world import RIGA, Person, World


@pytest.fixture
async def methodologist(world: World) -> Person:
    """A methodologist with one record in October."""
    person = await world.methodologist()
    await person.say("Renda tel statistika 10 min")
    return person


async def test_the_months_are_offered_and_the_other_formats(methodologist: Person) -> None:
    offered = await methodologist.tap("📊 Pārskats")
    assert (
        "[2026. gada septembris] [2026. gada augusts] [2026. gada jūlijs] [2026. gada oktobris (līdz šim)] "
        "[2026. gada 3. ceturksnis] [2026. gads]" in offered
    )
    report = await methodologist.press("2026. gada oktobris")
    assert report.toast == "Fails tūlīt būs šeit."
    summary, workbook = report.new
    assert text_of(summary) == (
        "📊 Pārskats: 2026. gada oktobris\n\n"
        "2026. gada oktobrī līdz šim sniegta 1 konsultācija vienai no 25 reģiona bibliotēkām.\n"
        "Konsultācijas temats bija „Statistika un Kultūras datu portāls”.\n"
        "Konsultācijas saziņas kanāls: pa tālruni.\n"
        "2026. gada oktobrī līdz šim pasākumu nebija."
    )
    assert summary["photo"]
    assert seen(workbook) == (
        "📎 Excel: 2026. gada oktobris <document> [CSV formātā] [JSON formātā] [Publicēšanai] "
        "[2026. gada 4. ceturksnis] [2026. gads]"
    )
    assert read_sheets(methodologist.file("plaukts-2026-10.xlsx"), "lv").figures("Consultations in all")[0] == 1
    await methodologist.press("CSV")
    assert "Rendas pagasta bibliotēka" in methodologist.file("plaukts-2026-10.csv").decode("utf-8-sig")
    await methodologist.press("JSON")
    assert "Rendas pagasta bibliotēka" in json.dumps(
        json.loads(methodologist.file("plaukts-2026-10.json")), ensure_ascii=False
    )
    said = await methodologist.press("Publicēšanai")
    assert "📎 Publicēšanai: 2026. gada oktobris" in said
    assert "Publicējiet tikai darbgrāmatas, kuru periodi nepārklājas" in said
    published = named_sheets(methodologist.file("plaukts-2026-10-public.xlsx"))
    assert "Dati" not in published
    assert published["Kopsavilkums"][5] == ["Konsultācijas kopā", "…"]
    september = await methodologist.press("2026. gada septembris", methodologist.message("Par kuru mēnesi?"))
    assert "2026. gada septembrī Plaukts vēl netika lietots, tāpēc skaitļu nav." in september


async def test_a_month_a_quarter_and_a_year_can_be_named(world: World, methodologist: Person) -> None:
    for wrong in ("2026-13", "ābols"):
        await methodologist.talk(
            (f"/parskats {wrong}", f"„{wrong}” nav mēnesis. Rakstiet šādi: /parskats oktobris, /parskats 2026-10")
        )
    for said, name in (("2026. gada oktobris", "2026-10"), ("4. ceturksnis", "2026-Q4"), ("2026", "2026")):
        await methodologist.say(f"/parskats {said}")
        assert methodologist.file(f"plaukts-{name}.xlsx")
    assert "[2026. gads]" in seen(methodologist.message("📎 Excel: 2026. gada 4. ceturksnis"))
    world.provoked = {"failed"}

    def fail(_what: object) -> bytes:
        raise picture.DrawingError

    with pytest.MonkeyPatch.context() as patched:
        patched.setattr(picture, "draw", fail)
        await methodologist.say("/parskats 2025")
        await world.move_clock(minutes=1)
    assert "📎 Excel: 2025. gads" in methodologist.shown[-2] + methodologist.shown[-1]
    assert any("Pārskata attēls nav piegādāts" in one for one in methodologist.shown)


async def test_sentences_too_long_for_a_caption_follow_the_picture(world: World, methodologist: Person) -> None:
    def lengthen(session: Session) -> None:
        for entry in (*entries_of(session, TOPIC), *entries_of(session, CHANNEL)):
            entry.lv = f"{entry.lv} {'ļoti garš nosaukums ' * 8}".strip()

    world.write(lengthen)
    for said in ("zoom autortiesības", "epasts rekataloģizācija"):
        await methodologist.say(f"Renda {said} 5 min")
    shown = (await methodologist.say("/parskats oktobris")).new
    assert [sorted({"photo", "document"} & set(one)) for one in shown] == [["photo"], [], ["document"]]


def reports(person: Person) -> int:
    return sum("document" in message for message in person.chat.messages)


async def test_it_comes_by_itself_once_on_the_first_working_day(world: World, methodologist: Person) -> None:
    librarian = await world.librarian()
    second = await world.methodologist("Metodiķe B")
    await world.move_to(datetime(2026, 10, 31, 12, tzinfo=RIGA))
    await world.move_to(datetime(2026, 11, 1, 12, tzinfo=RIGA))  # a Sunday
    assert reports(methodologist) == 0
    await world.move_to(datetime(2026, 11, 2, 12, tzinfo=RIGA))
    assert [reports(one) for one in (methodologist, second, librarian)] == [1, 1, 0]
    assert "Pārskats: 2026. gada oktobris" in second.shown[-2]
    assert "2026. gada oktobrī sniegta 1 konsultācija" in second.shown[-2]
    await world.move_clock(hours=1)
    await world.restart()
    await world.move_clock(days=3)
    assert reports(methodologist) == 1
    await world.move_to(datetime(2026, 12, 1, 12, tzinfo=RIGA))
    assert reports(methodologist) == 2


async def test_reports_missed_while_the_bot_did_not_run_are_caught_up(world: World, methodologist: Person) -> None:
    await world.end()
    world.sandbox.clock.move_to(datetime(2026, 12, 9, 9, tzinfo=RIGA))
    await world.begin()
    await world.settled()
    assert reports(methodologist) == 2
    months = [one for one in methodologist.shown if "Pārskats: " in one]
    assert ["2026. gada oktobris" in one for one in months] == [True, False]
    assert ["nosūtīts novēloti" in one for one in months] == [True, False]
    await world.restart()
    await world.move_clock(hours=2)
    assert reports(methodologist) == 2


async def test_it_comes_when_people_are_at_work(world: World, methodologist: Person) -> None:
    await world.move_to(datetime(2026, 11, 2, 8, 59, tzinfo=RIGA))
    assert reports(methodologist) == 0
    await world.move_to(datetime(2026, 11, 2, 9, 0, tzinfo=RIGA))
    assert reports(methodologist) == 1


async def test_a_back_dated_record_brings_no_report_of_its_month(world: World, methodologist: Person) -> None:
    await methodologist.say("Renda tel statistika 30.09.2026")
    assert world.record(2)["happened_on"] == date(2026, 9, 30)
    await world.move_clock(days=1)
    assert reports(methodologist) == 0, "September was over before the installation"


async def test_nothing_comes_for_a_month_before_use_began(world: World) -> None:
    methodologist = await world.methodologist()
    await world.move_clock(days=1)
    await world.restart()
    assert reports(methodologist) == 0, "September was over before the installation"


async def test_the_evening_before_it_is_asked_whether_the_month_is_complete(
    world: World, methodologist: Person
) -> None:
    librarian = await world.librarian()
    await librarian.say("/jautat Kā norakstīt grāmatas?")
    seminar = await publish(world, methodologist, begins="2026-10-20 10:00", ends="2026-10-20 13:00")
    await world.move_to(datetime(2026, 10, 30, 17, 55, tzinfo=RIGA))  # a Friday, the last working day
    assert not [one for one in methodologist.shown if "vai viss ir ievadīts" in one]
    assert "2" in await methodologist.say("Renda tel statistika 10 min\nLaidi epasts bis alise")
    await world.move_to(datetime(2026, 10, 30, 18, 0, tzinfo=RIGA))
    asked = methodologist.message("vai viss ir ievadīts?")
    for words in (
        "2026. gada oktobris: vai viss ir ievadīts?",
        "Jautājumi bez atbildes: 1",
        "Pasākumi, kuriem nav ievadīti dalībnieki: 1",
        "[❓ Nr. 2]",
        f"[👥 Nr. {seminar}]",
        "Iesāktas un nesaglabātas konsultācijas: 2",
        "[📝 Turpināt reģistrēšanu]",
        "[✅ Viss ir]",
    ):
        assert words in seen(asked)
    assert not [one for one in librarian.shown if "vai viss ir ievadīts" in one]
    # its buttons lead there, and the question stays
    links = [one["url"] for row in asked["reply_markup"]["inline_keyboard"] for one in row if "url" in one]
    for link, words in zip(links, ("Kā norakstīt grāmatas?", f"Nr. {seminar}"), strict=True):
        assert words in await methodologist.start(link.rpartition("=")[2])
    await methodologist.talk(
        ("[✅ Viss ir]", "✅ Atzīmēts: 2026. gada oktobris ir pabeigts."),
        ("[Atsaukt]", "vai viss ir ievadīts?"),
        ("[📝 Turpināt reģistrēšanu]", "Rendas pagasta bibliotēka"),
        ("[✅ Saglabāt]", "Reģistrētas 2 konsultācijas"),
        ("[📝 Turpināt reģistrēšanu]", "(Nekas vairs nav iesākts: ieraksts ir saglabāts vai atcelts.)"),
        ("[✅ Viss ir]", "✅ Atzīmēts"),
    )
    await world.restart()
    await world.move_to(datetime(2026, 10, 30, 19, 0, tzinfo=RIGA))
    assert sum("Atzīmēts" in one or "vai viss" in one for one in methodologist.shown) == 1


async def test_the_quarter_and_the_year_come_too_and_to_whom_it_was_chosen(world: World, methodologist: Person) -> None:
    second = await world.methodologist("Metodiķe B")
    admin = await world.member("admin", "Administratore")
    await admin.talk(("/iestatijumi", ""), ("[📊 Pārskati]", ("Metodiķe B: Telegram", "Administratore: netiek sūtīts")))
    await admin.talk(
        ("[Metodiķe B]", "Tagad: Telegram"), ("[Nesūtīt]", "Metodiķe B: netiek sūtīts"), ("[Administratore]", "")
    )
    assert "[E-pasts]" not in seen(admin.last), "no mail server"
    await admin.talk(("[Telegram]", "Administratore: Telegram"))
    forged = await admin.send_data("rr:1:email", admin.last)
    assert "nosūtīt nevar" in str(forged.toast)
    await world.move_to(datetime(2027, 1, 4, 9, tzinfo=RIGA))  # so that two months were missed
    for person in (methodologist, admin):
        names = [one["document"]["file_name"] for one in person.chat.messages if "document" in one]
        assert names == [f"plaukts-2026{of}.xlsx" for of in ("-10", "-11", "-12", "-Q4", "")]
    assert reports(second) == 0
