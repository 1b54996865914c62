"""Similar answers first: read before asking, counted apart where they help; what may be shown, and no longer."""

import pytest
from sqlalchemy.orm import Session

from storage import reports, search
from tests.journeys.test_colleagues import Region, make_region
from tests.journeys.world import Person, World

ASKED = "Kā pareizi norakstīt nolietotas grāmatas no krājuma?"
CLOSE = "Kā norakstīt nolietotas grāmatas?"


@pytest.fixture
async def region(world: World) -> Region:
    return await make_region(world)


async def answered_by_colleagues(region: Region, question: str = ASKED, answer: str = "Ar norakstīšanas aktu.") -> None:
    """Asked in the group and answered there, so that it may be shown."""
    await region.here(region.asker).say(f"/jautat {question}")
    await region.here(region.colleague).reply(question, answer)


async def found(person: Person, words: str = "norakstīt grāmatas") -> str:
    """What a search shows."""
    return str(await person.say(f"/meklet {words}"))


async def test_the_form_shows_them_and_reading_one_may_end_it(region: Region) -> None:
    await answered_by_colleagues(region)
    other = region.colleague
    await other.tap("❓ Jautāt")
    await other.press("🔒 Metodiķiem")
    read = await other.talk(
        (
            CLOSE,
            (
                "Uz līdzīgiem jautājumiem jau ir atbildēts. Vai kāda no atbildēm palīdz?",
                "[🔎 Kā pareizi norakstīt nolietotas",
                "[Jā, palīdzēja] [Nē, jautāt]",
            ),
        ),
        ("[🔎 Kā pareizi]", ("💬 Atbilde\nAr norakstīšanas aktu.", "Vai tas palīdz?", "[Jā, palīdzēja]")),
    )
    assert "Rendas" not in read, "nobody is named"
    await other.talk(
        ("[Jā, palīdzēja]", ("✔ Prieks, ka palīdzēja! Uz jautājumu Nr. 2 nevienam nav jāatbild.", "[Tomēr jautāt]"))
    )
    assert CLOSE not in str(region.methodologist.shown)
    record = region.world.record(2)
    assert (record["status"], record["settled_by"], record["happened_on"]) == ("self_served", 1, None)


async def test_no_ask_sends_it(region: Region) -> None:
    await answered_by_colleagues(region)
    other = region.colleague
    await other.tap("❓ Jautāt")
    await other.talk(
        ("[👥 Kolēģiem (grupā)]", "2/2"),
        (CLOSE, "Vai kāda no atbildēm palīdz?"),
        ("[Nē, jautāt]", "✅ Jautājums Nr. 2 reģistrēts."),
    )
    assert CLOSE in region.board[-1]


async def test_where_nothing_is_close_the_form_has_two_steps(region: Region) -> None:
    await answered_by_colleagues(region)
    await region.colleague.tap("❓ Jautāt")
    await region.colleague.talk(
        ("[👥 Kolēģiem (grupā)]", "2/2"), ("Kur nopirkt plauktus?", "✅ Jautājums Nr. 2 reģistrēts.")
    )


async def test_with_the_one_step_command_they_stand_in_the_confirmation(region: Region) -> None:
    await answered_by_colleagues(region)
    other = region.colleague
    await other.talk(
        (
            f"/jautat {CLOSE}",
            ("✅ Jautājums Nr. 2 reģistrēts.", "To redz tikai metodiķi.", "Vai kāda no atbildēm palīdz?"),
        ),
        ("[🔎 Kā pareizi]", "Ar norakstīšanas aktu."),
    )
    assert "🕓 Gaida atbildi" in region.methodologist.shown[-1]
    await other.talk(("[Jā, palīdzēja]", "✔ Prieks, ka palīdzēja!"))
    assert "✔ Palīdzēja agrāka atbilde; atbildēt nevajag" in region.methodologist.shown[-1]
    assert "[Atbildēt]" not in region.methodologist.shown[-1]
    await other.talk(("[Tomēr jautāt]", ("✅ Jautājums Nr. 2 reģistrēts.", "To redz tikai metodiķi.")))
    assert "🕓 Gaida atbildi" in region.methodologist.shown[-1]
    assert region.world.record(2)["status"] == "open"


async def test_an_answered_question_is_no_self_service_any_more(region: Region) -> None:
    await answered_by_colleagues(region)
    await region.colleague.say(f"/jautat {CLOSE}")
    stale = region.colleague.last
    await region.methodologist.reply(CLOSE, "Ar aktu.")
    assert "[Jā, palīdzēja]" not in region.colleague.shown[-2], "the confirmation offers it no more"
    refused = await region.colleague.press("Jā, palīdzēja", stale)
    assert refused.toast == "Uz jautājumu jau ir atbildēts, vai tas ir slēgts."


async def test_self_service_is_counted_apart(region: Region) -> None:
    await answered_by_colleagues(region)
    await region.colleague.say(f"/jautat {CLOSE}")
    await region.colleague.press("Jā, palīdzēja")

    def count(session: Session) -> tuple[int, int]:
        first = region.world.sandbox.clock.now()
        day = first.date()
        begin = first.replace(hour=0, minute=0)
        apart = reports.questions_apart(session, begin, begin.replace(hour=23), day)
        return reports.totals(session, day, day).records, apart.self_served

    assert region.world.read(count) == (1, 1)


async def test_what_colleagues_answered_is_found_and_follows(region: Region) -> None:
    await region.here(region.asker).say(f"/jautat {ASKED}")
    assert "Nr. 1" not in await found(region.colleague)
    assert not region.world.read(lambda session: search.search(session, "norakstīt").hits)
    there = region.here(region.colleague)
    await there.reply(ASKED, "Ar akto.")
    await there.do(lambda: there.chat.edit(there.message("Ar akto."), "Ar norakstīšanas aktu."))
    hits = region.world.read(lambda session: search.search(session, "akts").hits)
    assert [hit.object_id for hit in hits] == [1]
    opened = await region.colleague.do(lambda: region.colleague.chat.start("q1"))
    assert "💬 Atbilde\nAr norakstīšanas aktu." in opened


async def test_a_private_question_is_shown_only_if_its_asker_agrees(world: World) -> None:
    methodologist, asker = await world.methodologist(), await world.librarian()
    other = await world.librarian("Laidu pagasta bibliotēka")

    def hits() -> int:
        return len(world.read(lambda session: search.search(session, "norakstīt").hits))

    await asker.say(f"/jautat {ASKED}")
    await methodologist.reply(ASKED, "Ar norakstīšanas aktu.")
    await asker.press("Paldies, palīdzēja")
    assert hits() == 0
    await asker.talk(("[Drīkst rādīt anonīmi]", ("(Paldies! Kolēģi to var atrast", "[Vairs nerādīt]")))
    assert hits() == 1
    await other.talk((f"/jautat {CLOSE}", "Vai kāda no atbildēm palīdz?"))
    shown = await other.press("🔎 Kā pareizi")
    assert "Ar norakstīšanas aktu." in shown
    assert "Rendas" not in shown
    assert "Kuldīga" not in shown
    await asker.press("Vēl nav atrisināts")
    assert hits() == 1, "answered all the same"
    await asker.press("Paldies, palīdzēja")
    await asker.talk(("[Vairs nerādīt]", "(Kolēģi to vairs neatradīs.)"))
    assert hits() == 0
