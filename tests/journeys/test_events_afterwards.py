"""After an event: materials to those who came, what people thought of it without who thought it, the list to sign."""

from io import BytesIO
from typing import Any

import pytest
from python_calamine import CalamineWorkbook
from sqlalchemy import MetaData, select

from storage.events import ONLINE
from storage.feedback import event_marks, event_remarks
from tests.journeys.events import member_of, publish, put_down
from tests.journeys.person import text_of
from tests.journeys.world import LAIDI, Person, World

TODAY = {"begins": "2026-10-12 11:30", "ends": "2026-10-12 13:00"}
"""The clock shows 11.00 when a journey begins."""


@pytest.fixture
async def organiser(world: World) -> Person:
    return await world.methodologist()


async def passing(world: World, **by: float) -> None:
    """Time passes, and the clock has looked often enough for everything that is then due."""
    await world.move_clock(**by)
    for _ in range(2):
        await world.move_clock(seconds=2)


async def opened(world: World, person: Person, number: int) -> None:
    """This person looks at the event's card."""
    await person.say(f"/start e{number}")


async def test_materials_reach_those_who_came_and_are_found_on_their_card(world: World, organiser: Person) -> None:
    came, away = await world.librarian(), await world.librarian(LAIDI)
    number = await publish(world, organiser, **TODAY)
    put_down(world, number, came, came=True)
    put_down(world, number, away, "Viesis")
    await opened(world, away, number)
    await world.move_clock(hours=2)
    await organiser.send_data(f"ev:org:{number}", organiser.last)
    await organiser.talk(
        (
            "[📎 Nosūtīt materiālus]",
            ("📎 Materiāli · 1/2", "[Tiem, kas piedalījās (1)]", "[Visiem, kas pieteicās (2)]"),
        ),
        ("[Tiem, kas piedalījās (1)]", ("2/2", "Atsūtiet materiālus")),
    )
    album = organiser.chat
    sent = await organiser.do(lambda: album.send_album([None, None], caption="Prezentācija: https://lnb.lv/dati"))
    await passing(world, seconds=3)
    assert "📎 Pasākuma Nr. 1 materiālus saņems 1 dalībnieks. [Nosūtīt vēl] [Atsaukt]" in str(organiser.shown), sent
    *_, text, first, second = [one for one in came.chat.messages if one["from"]["is_bot"]]
    assert "📎 Materiāli · Seminārs · Nr. 1" in text_of(text)
    assert "Prezentācija: https://lnb.lv/dati" in text_of(text)
    assert first["media_group_id"] == second["media_group_id"]
    part = [one for one in organiser.chat.messages if "photo" in one][-1]
    world.bot.updates.put("message", {**part, "message_id": 9_000, "caption": ""})
    await world.settled()
    await passing(world, seconds=2)
    assert sum("photo" in one for one in came.chat.messages) == 3, "a part that came late follows"
    assert "Materiāli" not in str(away.shown)
    await opened(world, came, number)
    before = len(came.shown)
    await came.press("📎 Materiāli")
    assert len(came.shown) == before + 4, "once more"
    assert "Jums paredzētu materiālu nav" in await away.send_data(f"ev:materials:{number}", away.last)
    assert "[📎" not in away.shown[-1]
    await organiser.talk(("[Nosūtīt vēl]", "Kam nosūtīt"), ("[Visiem, kas pieteicās (2)]", "Atsūtiet"))
    await organiser.do(lambda: organiser.chat.send_document("plans.pdf", b"plans", caption="Plāns"))
    await passing(world, seconds=1)
    assert "2 dalībnieki.\nViesi, kuru Plauktā nav, tos nesaņems: 1" in organiser.shown[-1]
    assert came.file("plans.pdf") == away.file("plans.pdf") == b"plans"
    await opened(world, came, number)
    await came.press("📎 Materiāli")
    written = organiser.message("Plāns")
    await organiser.do(lambda: organiser.chat.edit(written, "Plāns 2027"))
    await passing(world, seconds=1)
    assert "Plāns 2027" in str(away.shown)
    assert ["Plāns 2027" in one for one in came.shown if "Plāns" in one] == [True, True], "what was opened, too"
    await organiser.press("Atsaukt")
    await passing(world, seconds=1)
    assert "Plāns" not in str(away.shown), "it was a mistake"
    assert "Plāns" not in str(came.shown)
    listed = await organiser.send_data(f"ev:materials:{number}", organiser.last)
    assert "12.10. Prezentācija: https://lnb.lv/dati · 3 faili · tiem, kas piedalījās" in listed


async def test_before_the_event_materials_are_for_all_who_registered(world: World, organiser: Person) -> None:
    coming = await world.librarian()
    number = await publish(world, organiser, begins="2026-10-20 10:00", ends="2026-10-20 12:00")
    assert "Pagaidām nav neviena" in await organiser.send_data(f"ev:materials:{number}", organiser.last)
    put_down(world, number, coming)
    await organiser.send_data(f"ev:materials:{number}", organiser.last)
    await organiser.talk(("Mājasdarbs: https://a.lv", "materiālus saņems 1 dalībnieks"))
    await passing(world, seconds=1)
    assert "Mājasdarbs" in coming.shown[-1]
    await organiser.press("Nosūtīt vēl")
    await organiser.talk(("[Atcelt]", "Atcelts. Nekas nav nosūtīts."))
    for data in ("ev:handout:1", "ev:handed:1", "ev:unhand:1", "ev:feedback:1", "ev:sheet:1"):
        assert "Jūsu lomai šī iespēja nav pieejama" in await coming.send_data(data, coming.last), data


async def answered(person: Person, mark: int, remark: str | None) -> None:
    """This person is asked, and answers."""
    assert "💬 Kā bija? · Seminārs · Nr. 1" in person.shown[-1]
    await person.talk((f"[{mark}]", ("💬 Paldies! Vērtējums ir ieskaitīts", "[Izlaist]")))
    if remark is None:
        await person.talk(("[Izlaist]", "💬 Paldies! Vērtējums ir ieskaitīts bez Jūsu vārda."))
    else:
        await person.talk((remark, "💬 Paldies! Vērtējums un piezīme ir saglabāti bez Jūsu vārda."))


async def test_what_they_thought_is_summed_up_and_nobody_can_tell_who_thought_it(
    world: World, organiser: Person
) -> None:
    people = [await world.member("librarian", f"Bibliotekāre {n}", LAIDI) for n in range(1, 5)]
    absent = await world.librarian()
    number = await publish(world, organiser, **TODAY)
    put_down(world, number, *people, came=True)
    put_down(world, number, absent)
    await world.move_clock(hours=1)
    await organiser.send_data(f"ev:door:{number}", organiser.last)
    await organiser.press("Gatavs")
    await passing(world, hours=5)
    assert "[1] [2] [3] [4] [5] [Pēc pasākumiem man nejautāt]" in people[0].shown[-1]
    assert "Atbilde ir anonīma: to glabā bez Jūsu vārda un laika" in people[0].shown[-1]
    assert "Kā bija?" not in str(absent.shown)
    assert "Kā bija?" not in str(organiser.shown)
    asked = people[0].last
    await answered(people[0], 5, "Ļoti vērtīgi! =1+1")
    assert "Jūsu atbilde jau ir saņemta" in await people[0].press("2", asked)
    assert "var novērtēt tikai tie, kas tajā piedalījās" in await absent.send_data(f"ev:rate:{number}:1", absent.last)
    await answered(people[1], 4, None)
    hidden = await organiser.send_data(f"ev:feedback:{number}", organiser.last)
    assert "2 atbildes." in hidden
    assert "kad ir vismaz trīs atbildes" in hidden
    assert "vērtīgi" not in hidden
    await people[2].press("5")
    bad = await people[2].do(people[2].chat.send_photo)
    assert "Uzrakstiet vārdiem vienu rindiņu" in bad
    await people[2].talk(("Par <garu>", "saglabāti bez Jūsu vārda"))
    shown = await organiser.send_data(f"ev:feedback:{number}", organiser.last)
    for words in (
        "3 atbildes.",
        "Vidējais vērtējums: 4,7 no 5.",
        "– Par <garu>\n– Ļoti vērtīgi! =1+1",
        "\n4 ▇▇▇▇▇▇ 1\n",
    ):
        assert words in shown
    await people[3].talk(
        ("[Pēc pasākumiem man nejautāt]", "Pēc pasākumiem Jums vairs nejautās."),
        ("[Atsaukt]", "💬 Kā bija?"),
    )
    nothing_tells(world, people, ["Ļoti vērtīgi! =1+1", "Par <garu>"], {5: 2, 4: 1})
    before = len(organiser.shown)
    await passing(world, days=2)
    assert len(organiser.shown) == before
    await passing(world, days=2)
    assert "💬 Atsauksmes · Nr. 1" in organiser.shown[-1]
    assert len(organiser.shown) == before + 1, "by itself, some days later"
    await passing(world, days=3)
    assert len(organiser.shown) == before + 1, "once"


def nothing_tells(world: World, people: list[Person], remarks: list[str], marks: dict[int, int]) -> None:
    """No row of any table has the words of a person, or a mark, together with who that is."""

    def look(session: Any) -> None:
        theirs = {member_of(session, person).id for person in people} | {person.chat.user.id for person in people}
        everything = MetaData()
        everything.reflect(session.connection())
        found = set()
        for table in everything.tables.values():
            for row in session.execute(select(table)).mappings():
                if any(one[:7] in str(value) for one in remarks for value in row.values()):
                    found.add(table.name)
                    who = {row.get(name) for name in ("member_id", "recipient_id", "actor_id", "chat_id", "user_id")}
                    assert not theirs & who, (table.name, row)
        assert found == {"event_remarks", "deliveries"}, "besides, the summary that its organiser was shown"
        assert set(event_remarks.c.keys()) == {"key", "event_id", "text"}, "neither a person nor a time"
        assert {row.mark: row.count for row in session.execute(select(event_marks))} == marks
        inbox, dialogs, audit = (everything.tables[name] for name in ("inbox", "dialogs", "audit"))
        assert not any(session.scalars(select(inbox.c.body)))
        assert "event_feedback" not in set(session.scalars(select(dialogs.c.form)))
        assert not {"rate", "feedback"} & set(session.scalars(select(audit.c.action)))

    world.read(look)


async def test_a_list_to_sign(world: World) -> None:
    organiser = await world.methodologist("Metodiķe, Kuldīga")
    here, there = await world.librarian(), await world.librarian(LAIDI)
    number = await publish(world, organiser, link="https://a.lv", title="=HYPERLINK(1)", **TODAY)
    put_down(world, number, here, "=2+3 Viesis")
    put_down(world, number, there, mode=ONLINE)
    assert "Fails tūlīt būs šeit." in await organiser.send_data(f"ev:sheet:{number}", organiser.last)
    rows = CalamineWorkbook.from_filelike(BytesIO(organiser.file(f"paraksti-{number}.xlsx"))).get_sheet_by_index(0)
    cells = [[cell for cell in row if cell != ""] for row in rows.to_python()]
    assert cells[0] == ["=HYPERLINK(1)"]
    assert ["Vieta: Kuldīgas Galvenā bibliotēka"] in cells
    at = cells.index(["Nr.", "Vārds, uzvārds", "Bibliotēka vai iestāde", "Paraksts"])
    assert cells[at + 1 : at + 4] == [
        [1.0, "=2+3 Viesis"],
        [2.0, "Bibliotekāre, Rendas", "Rendas pagasta bibliotēka"],
        [3.0],
    ]
    assert len(cells) == at + 1 + 2 + 6, "lines are left for others"
