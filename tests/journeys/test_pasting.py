"""Several lines at once: a table first, one tap saves, one takes back."""

import pytest

from tests.journeys.person import buttons
from tests.journeys.world import LAIDI, RENDA, Person, World

LINES = """1. Renda tālr alise 15min kā labot paroli
2. Laidi e-pastā krājums 20min
3. Skrunda tel statistika
4. Vārme zoom par dzīvi
5. šo nesaprot neviens"""


@pytest.fixture
async def methodologist(world: World) -> Person:
    return await world.methodologist()


async def test_lines_are_mended_one_by_one_and_saved_with_one_tap(world: World, methodologist: Person) -> None:
    await methodologist.talk(
        (
            LINES,
            (
                "Katra rinda kļūs par ierakstu. Vēl nekas nav saglabāts.",
                f"1. {RENDA} · Pa tālruni · BIS ALISE · 15 min · kā labot paroli",
                f"2. {LAIDI} · E-pastā · Krājums un inventarizācija · 20 min",
                "❓ 3. Skrunda tel statistika — kurai bibliotēkai?",
                "❓ 4. Vārme zoom par dzīvi — par ko?",
                "❓ 5. šo nesaprot neviens — kurai bibliotēkai?",
                "[1] [2] [❓ 3] [❓ 4] [❓ 5] [✅ Saglabāt saprotamās (2)] [Atcelt]",
            ),
        ),
        ("[❓ 3]", ("[Skrundas pilsētas bibliotēka]", "[Izlaist šo rindu] [◀ Visas rindas]")),
        ("[Skrundas pilsētas", "3. Skrundas pilsētas bibliotēka · Pa tālruni · Statistika"),
        ("[❓ 4]", "[Novadpētniecība]"),
        ("[Cits]", "4. Vārmes pagasta bibliotēka · Tiešsaistē · Cits"),
        ("[❓ 5]", "Kurai bibliotēkai"),
        ("Kabile tālr plāni 10", "5. Kabiles pagasta bibliotēka · Pa tālruni · Plāni un pārskati · 10 min"),
        ("Padure tel bis", ("6. Padures pagasta bibliotēka", "[✅ Saglabāt visas (6)]")),
        ("[6]", "Ja kas nav pareizi, ierakstiet visu rindu no jauna."),
        ("[Izlaist šo rindu]", "[✅ Saglabāt visas (5)]"),
    )
    assert world.count() == 0
    table = methodologist.with_button("✅ Saglabāt visas")
    saved = await methodologist.press("✅ Saglabāt visas")
    assert "📝 Reģistrētas 5 konsultācijas." in saved
    assert f"Nr. 1 · {RENDA} · Pa tālruni · BIS ALISE" in saved
    assert [world.record(number)["minutes"] for number in (1, 2, 5)] == [15, 20, 10]
    await methodologist.press("✅ Saglabāt visas", table)
    assert world.count() == 5, "a double tap saves nothing twice"
    stale = methodologist.last
    undone = await methodologist.press("Atsaukt visas")
    assert "✖ Atsauktas 5 konsultācijas; tās netiek skaitītas." in undone
    assert not any(world.record(number) for number in range(1, 6))
    assert "ir atsaukta vai neeksistē" in await methodologist.press("Atsaukt visas", stale)


async def test_what_is_clear_is_saved_and_the_rest_waits(world: World, methodologist: Person) -> None:
    await methodologist.say("/registret Renda tālr alise\nLaidi tālr alise\nnav skaidrs")
    both = await methodologist.press("✅ Saglabāt saprotamās (2)")
    assert "Reģistrētas 2 konsultācijas" in both
    assert "❓ 1. nav skaidrs" in both
    await world.move_clock(minutes=11)
    assert "Atsaukšanas laiks (10 minūtes) ir beidzies." in await methodologist.press("Atsaukt visas")
    await methodologist.press("❓ 1")
    assert "Atcelts. Nekas nav saglabāts." in await methodologist.press("Izlaist šo rindu")
    assert world.count() == 2
    await methodologist.say("Gudenieki alise")
    begun = await methodologist.say("- Renda tālr alise\n- Laidi tālr alise")
    assert "Iepriekšējais, nepabeigtais ieraksts nav saglabāts: Gudenieki alise" in begun
    assert "2. Laidu pagasta bibliotēka" in begun
    await methodologist.press("Atcelt")
    many = await methodologist.say("\n".join(["Renda tālr alise"] * 31))
    assert "Vienlaikus var reģistrēt ne vairāk kā 30 rindas; šeit ir 31." in many
    assert not buttons(many.new[0])
    assert world.count() == 2
    assert "Konsultācija Nr. 3 reģistrēta." in await methodologist.say("Renda tālr alise\nkā labot paroli?")


async def test_a_day_may_stand_above_lines_and_a_changed_message_changes_the_table(
    world: World, methodologist: Person
) -> None:
    day = "pirmdiena, 5. oktobris"
    table = await methodologist.say(f"{day}:\nRenda tālr alise\nLaidi statistika\nvakar\nKabile tālr plāni 10")
    for words in ("1. Rendas", "5. oktobr", f"❓ 2. {day} Laidi statistika", "3. Kabiles", "11. oktobr"):
        assert words in table
    assert "[❓ 4]" not in table
    await methodologist.talk(("[❓ 2]", "Kādā veidā"), ("[E-pastā]", "[✅ Saglabāt visas (3)]"))
    said = methodologist.message("Laidi statistika\nvakar")
    changed = f"{day}:\nRenda tālr alise 20\nLaidi statistika\nvakar\nKabile tālr plāni 10"
    answer = await methodologist.do(lambda: methodologist.chat.edit(said, changed))
    assert "1. Rendas pagasta bibliotēka · Pa tālruni · BIS ALISE · 20 min" in answer
    assert "[✅ Saglabāt visas (3)]" in answer, "what was chosen stays"
    await methodologist.press("✅ Saglabāt visas")
    assert [str(world.record(number)["happened_on"]) for number in (1, 2, 3)] == [
        "2026-10-05",
        "2026-10-05",
        "2026-10-11",
    ]
    begun = await methodologist.say("Renda tālr nedrukā toneris")
    assert "Par ko bija konsultācija?" in begun
    said = methodologist.message("Renda tālr nedrukā toneris")
    assert "Konsultācija Nr. 4 reģistrēta." in await methodologist.do(
        lambda: methodologist.chat.edit(said, "Renda tālr akreditācija, nedrukā toneris")
    )
