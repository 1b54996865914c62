"""Registering what happened elsewhere: one line, four taps, and what can be done afterwards."""

from datetime import date

import pytest
from sqlalchemy import update
from sqlalchemy.orm import Session

from storage.libraries import Library
from storage.members import Member
from tests.journeys.person import buttons
from tests.journeys.world import LAIDI, RENDA, Person, World

LINE = "Renda tālr rekataloģizācija 15min kā labot ierakstu"


@pytest.fixture
async def methodologist(world: World) -> Person:
    return await world.methodologist()


async def test_a_clear_line_is_registered_at_once_with_a_command_or_without(
    world: World, methodologist: Person
) -> None:
    facts = "Rendas pagasta bibliotēka · Pa tālruni · Rekataloģizācija · 15 min\nkā labot ierakstu"
    for number, said in enumerate((LINE, f"/registret {LINE}", f"/Pieraksts {LINE}", f"/log {LINE}"), start=1):
        await methodologist.talk(
            (said, (f"📝 Konsultācija Nr. {number} reģistrēta.\n{facts}", "[Atsaukt] [Vēl viena tāda pati]"))
        )
        assert methodologist.last["reply_to_message"]["text"] == said
    record = world.record(4)
    assert (record["happened_on"], record["minutes"], record["origin"]) == (date(2026, 10, 12), 15, "typed")
    assert (record["channel"], record["topic"], record["status"]) == ("phone", "recataloguing", "closed")


async def test_what_a_line_leaves_open_is_asked_with_buttons(world: World, methodologist: Person) -> None:
    await methodologist.talk(
        (
            "Skrunda tel statistika",
            (
                "Kurai bibliotēkai sniegta konsultācija?",
                "[Skrundas pagasta bibliotēka] [Skrundas pilsētas bibliotēka]",
                "[Skrundas vidusskolas bibliotēka] [Rādīt visus]",
            ),
        ),
        ("[Rādīt visus]", ("[Alsungas pagasta bibliotēka]", "[▶]")),
        ("skrundas vid", ("Konsultācija Nr. 1", "Skrundas vidusskolas bibliotēka", "Pa tālruni")),
        ("Renda statistika 5 min", ("Kādā veidā sniegta konsultācija?", "[Pa tālruni]", "[Atcelt]")),
        ("[Pa tālruni]", ("Konsultācija Nr. 2", RENDA, "5 min")),
        ("/registret Laidi zoom", ("Par ko bija konsultācija?", "[Autortiesības]")),
        ("autortiesības", ("Konsultācija Nr. 3", LAIDI, "Tiešsaistē · Autortiesības")),
        ("Laidi epasts nedrukā toneris 5 min", "Līdz ar temata izvēli ieraksts tiks saglabāts. [IKT un telpas]"),
        ("[Atcelt]", "Nekas nav saglabāts"),
        ("/registret Renda tel pasākumu projekts", ("[Projekti]",)),
        ("[Rādīt visus]", ("[Autortiesības]", "[Cits]")),
        ("[Cits]", ("Konsultācija Nr. 4", "Cits")),
    )
    assert not any("Kurai bibliotēkai" in text for text in methodologist.shown), "no dead form remains"


async def test_four_taps_the_menu_key_and_the_topic_included(world: World, methodologist: Person) -> None:
    taps = [
        await methodologist.tap("📝 Reģistrēt"),
        await methodologist.press("Alsungas pagasta"),
        await methodologist.press("Klātienē"),
        await methodologist.press("Datu aizsardzība"),
    ]
    assert "1/3" in taps[0]
    assert "📝 Konsultācija Nr. 1 reģistrēta.\nAlsungas pagasta bibliotēka · Klātienē · Datu aizsardzība" in taps[-1]
    assert len(methodologist.shown) == 2, "the welcome, and one message that was the form and is the record"


async def test_steps_go_back_are_left_and_survive_a_restart(world: World, methodologist: Person) -> None:
    await methodologist.tap("📝 Reģistrēt")
    await methodologist.talk(
        ("laidi", ("2/3", "Kādā veidā sniegta konsultācija?")),
        ("[◀ Atpakaļ]", ("1/3", f"[✅ {LAIDI}] [Alsungas")),
        ("renda", "2/3"),
        ("[Vizītē]", "3/3"),
        ("[◀ Atpakaļ]", "2/3"),
    )
    await world.restart()
    await methodologist.talk(("[Pa tālruni]", "3/3"), ("BIS ALISE", f"{RENDA} · Pa tālruni · BIS ALISE"))
    await methodologist.tap("📝 Reģistrēt")
    await methodologist.talk(("[Atcelt]", "Atcelts. Nekas nav saglabāts."))
    await methodologist.tap("📝 Reģistrēt")
    left = await methodologist.say("/atcelt")
    assert len(left.gone) == len(left.new) == 1
    assert "Nav nekā iesākta, ko atcelt." in await methodologist.say("/atcelt")
    assert world.count() == 1


async def test_the_libraries_used_last_come_first(world: World, methodologist: Person) -> None:
    await methodologist.talk(("Vārme tel bis", "Nr. 1"), ("Renda tel bis", "Nr. 2"), ("Vārme tel bis", "Nr. 3"))
    first = await methodologist.tap("📝 Reģistrēt")
    assert "[Vārmes pagasta bibliotēka] [Rendas pagasta bibliotēka] [Alsungas pagasta bibliotēka]" in first


async def test_undo_and_one_more_like_it(world: World, methodologist: Person) -> None:
    await methodologist.say(LINE)
    again = await methodologist.talk(
        ("[Vēl viena tāda pati]", ("Konsultācija Nr. 2", "15 min", "[Atsaukt] [Vēl viena tāda pati]"))
    )
    assert "Konsultācija Nr. 1" in str(again.changed[0].get("text"))
    stale = again.changed[0]
    repeated = await methodologist.send_data("c:again:1", stale)
    assert "Vēl viena jau ir reģistrēta." in repeated, "a double tap does nothing twice"
    assert not repeated.new
    undone = await methodologist.talk(
        ("[Vēl viena tāda pati]", "Konsultācija Nr. 3"),
        ("[Atsaukt]", "✖ Konsultācija Nr. 3 atsaukta; tā netiek skaitīta."),
    )
    assert not buttons(undone.changed[-1])
    assert "Konsultācija Nr. 3 ir atsaukta vai neeksistē." in await methodologist.send_data("c:unlog:3", stale)
    await world.move_clock(minutes=11)
    assert "Atsaukšanas laiks (10 minūtes) ir beidzies." in await methodologist.press("Atsaukt")
    assert [bool(world.record(number)) for number in (1, 2, 3)] == [True, True, False]


async def test_a_double_tap_on_the_last_step_saves_once(world: World, methodologist: Person) -> None:
    await methodologist.tap("📝 Reģistrēt")
    await methodologist.talk(("renda", "2/3"), ("[Pa tālruni]", "3/3"))
    stale = methodologist.last
    await methodologist.press("Cits")
    assert (await methodologist.press("Cits", stale)).toast == "Šī poga ir no iepriekšēja soļa un vairs nedarbojas."
    assert world.count() == 1


async def test_a_changed_line_changes_its_record(world: World, methodologist: Person) -> None:
    await methodologist.say(f"/registret {LINE}")
    line = methodologist.message("/registret")
    changed = await methodologist.do(
        lambda: methodologist.chat.edit(line, "/registret Laidi e-pasts rekataloģizācija 20min kā dzēst ierakstu")
    )
    assert (
        f"Konsultācija Nr. 1 reģistrēta.\n{LAIDI} · E-pastā · Rekataloģizācija · 20 min\nkā dzēst ierakstu" in changed
    )
    assert not changed.new
    assert (world.record(1)["libraries"], world.record(1)["minutes"]) == ([LAIDI], 20)


async def test_a_changed_line_is_read_as_if_it_had_been_typed_so(world: World, methodologist: Person) -> None:
    await methodologist.say("Renda tālr rekataloģizācija 15min vakar 3 dalībnieki")
    line = methodologist.message("15min")
    await world.move_clock(days=1)
    await methodologist.do(lambda: methodologist.chat.edit(line, "Renda tālr rekataloģizācija"))
    record = world.record(1)
    assert (record["minutes"], record["participants"], record["form"]) == (None, 1, "individual")
    assert record["happened_on"] == date(2026, 10, 12), "the day on which it was typed"
    await methodologist.do(lambda: methodologist.chat.edit(line, "Renda tālr rekataloģizācija vakar 4 dalībnieki"))
    record = world.record(1)
    assert (record["participants"], record["form"], record["happened_on"]) == (4, "group", date(2026, 10, 11))


async def test_a_changed_line_of_an_undone_record_changes_nothing(world: World, methodologist: Person) -> None:
    await methodologist.talk((LINE, "Nr. 1"), ("[Atsaukt]", "atsaukta"))
    changed = await methodologist.do(
        lambda: methodologist.chat.edit(methodologist.message(LINE), "Laidi tālr rekataloģizācija 20min")
    )
    assert (changed.new, changed.changed) == ([], [])
    assert "atsaukta" in methodologist.shown[-1]


async def test_who_is_no_methodologist_any_more_changes_no_record(world: World, methodologist: Person) -> None:
    await methodologist.say(LINE)

    def demote(session: Session) -> None:
        session.execute(update(Member).values(role="librarian"))

    world.write(demote)
    changed = await methodologist.do(
        lambda: methodologist.chat.edit(methodologist.message(LINE), "Laidi tālr rekataloģizācija 20min")
    )
    assert "Jūsu lomai šī iespēja nav pieejama." in changed
    assert world.record(1)["libraries"] == [RENDA]


async def test_one_more_that_was_undone_can_be_registered_again(methodologist: Person) -> None:
    await methodologist.talk((LINE, "[Atsaukt] [Vēl viena tāda pati]"), ("[Vēl viena tāda pati]", "Konsultācija Nr. 2"))
    undone = await methodologist.press("Atsaukt")
    assert "Konsultācija Nr. 2 atsaukta" in undone
    assert "[Vēl viena tāda pati]" in str(undone), "the first one offers it again"
    await methodologist.talk(("[Vēl viena tāda pati]", "Konsultācija Nr. 3"))


async def test_undone_records_and_closed_libraries_are_not_offered_first(world: World, methodologist: Person) -> None:
    await methodologist.talk(
        ("Vārme tel bis", "Nr. 1"), ("Renda tel bis", "Nr. 2"), ("Laidi tel bis", "Nr. 3"), ("[Atsaukt]", "atsaukta")
    )

    def close(session: Session) -> None:
        session.execute(update(Library).where(Library.name == RENDA).values(valid_to=date(2026, 10, 11)))

    world.write(close)
    first = await methodologist.tap("📝 Reģistrēt")
    assert "[Vārmes pagasta bibliotēka] [Alsungas pagasta bibliotēka]" in first


async def test_a_day_and_participants_can_be_typed(world: World, methodologist: Person) -> None:
    await methodologist.talk(
        ("Renda klātienē akreditācija vakar 3 dalībnieki", ("3 dalībnieki", "2026. gada 11. oktobris"))
    )
    record = world.record(1)
    assert (record["form"], record["participants"], record["happened_on"]) == ("group", 3, date(2026, 10, 11))


async def test_a_line_says_all_that_a_record_holds(world: World, methodologist: Person) -> None:
    await methodologist.talk(
        (
            "kolēģe konsultēja Rendu, Laidus zoom alise + statistika ~1h READ 3 vakar 3 cilv. // nosūtīt paraugu",
            (
                f"{RENDA}, {LAIDI} · Tiešsaistē · BIS ALISE · Statistika un Kultūras datu portāls · 31–60 min",
                "3 dalībnieki · READ 3 · sniedza: kolēģis · 2026. gada 11. oktobris",
                "Piezīme: nosūtīt paraugu",
            ),
        ),
        ("Renda tālr alise 20", f"{RENDA} · Pa tālruni · BIS ALISE · 20 min"),
    )


async def test_a_librarians_line_is_no_record(world: World) -> None:
    librarian = await world.librarian()
    assert "Ko ar to darīt?" in await librarian.say(LINE)


async def test_a_methodologists_kept_text_becomes_a_record(world: World, methodologist: Person) -> None:
    await methodologist.talk(
        ("zvanīja par žurnāliem", "[📝 Reģistrēt konsultāciju]"),
        ("[📝 Reģistrēt konsultāciju]", "Kurai bibliotēkai"),
        ("laidi", "Par ko bija konsultācija?"),
        ("[Cits]", (LAIDI, "Pa tālruni · Cits", "žurnāliem")),
    )


async def test_the_next_line_is_no_choice_of_an_unfinished_one(world: World, methodologist: Person) -> None:
    await methodologist.talk(
        ("Gudenieki alise", "[Pa tālruni]"),
        ("zvanīs vēlāk", "Šeit jāizvēlas ar pogu; Jūsu rakstītais nav reģistrēts."),
    )
    begun = await methodologist.say("Rumba tālr alise 10 min")
    assert "Iepriekšējais, nepabeigtais ieraksts nav saglabāts: Gudenieki alise" in begun
    assert "Konsultācija Nr. 1 reģistrēta.\nRumbas pagasta bibliotēka · Pa tālruni · BIS ALISE · 10 min" in begun
    assert not any("[Pa tālruni]" in text for text in methodologist.shown), "no dead form remains"
    await methodologist.talk(
        ("Skrunda alise", "[Skrundas pilsētas bibliotēka]"),
        ("Renda tālr", ("ieraksts nav saglabāts: Skrunda alise", "[Cits]")),
        ("[Cits]", ("Konsultācija Nr. 2", f"{RENDA} · Pa tālruni · Cits")),
    )
    await methodologist.tap("📝 Reģistrēt")
    begun = await methodologist.say("Laidi tālr rekataloģizācija")
    assert "Konsultācija Nr. 3" in begun
    assert len(begun.gone) == 1, "nothing was typed before: nothing to be told of"
    assert world.count() == 3


async def test_a_group_of_several_libraries_keeps_all_of_them(world: World, methodologist: Person) -> None:
    await methodologist.talk(
        (
            "Turlava, Ēdole, Laidi zoom akreditācija 60 min 12 dalībnieki",
            (
                f"[✅ {LAIDI}]",
                "[Turlavas pagasta",
                "[Turlavas pamatskolas",
                "[Ēdoles pagasta",
                "[Rādīt visus]",
                "[Gatavs (1)]",
            ),
        ),
        ("[Turlavas pagasta]", ("[✅ Turlavas pagasta", "[Gatavs (2)]")),
        ("[Ēdoles pagasta]", ("[✅ Ēdoles pagasta", "[Gatavs (3)]")),
        ("renda", (f"[✅ {RENDA}]", "[Turlavas pamatskolas", "[Gatavs (4)]")),
        (f"[✅ {RENDA}]", "[Gatavs (3)]"),
        ("[Gatavs (3)]", ("Konsultācija Nr. 1", LAIDI, "Turlavas pagasta", "Ēdoles", "12 dalībnieku", "60 min")),
    )
    record = world.record(1)
    assert (len(record["libraries"]), record["form"], record["participants"]) == (3, "group", 12)
    await methodologist.talk(("Turlava tel bis", "[Turlavas pamatskolas"), ("[Turlavas pam]", "Konsultācija Nr. 2"))


async def test_every_step_shows_what_is_settled_already(methodologist: Person) -> None:
    await methodologist.talk(
        ("Renda statistika 5 min", (f"\n{RENDA} · Statistika un Kultūras datu portāls\n\n", "[Pa tālruni]")),
        ("/atcelt", "Atcelts."),
        ("/registret", "[▶]"),
        ("laidi", ("2/3", f"2/3\n{LAIDI}\n\n")),
        ("[Vizītē]", f"3/3\n{LAIDI} · Vizītē\n\n"),
        ("[◀ Atpakaļ]", f"2/3\n{LAIDI}\n\n"),
        ("[Pa tālruni]", f"3/3\n{LAIDI} · Pa tālruni\n\n"),
        ("[Cits]", f"{LAIDI} · Pa tālruni · Cits"),
    )
