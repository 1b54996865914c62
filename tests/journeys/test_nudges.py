"""What nobody answers in time: the methodologists' morning list, a word to willing colleagues, never to the group."""

from datetime import datetime

import pytest
from sqlalchemy.orm import Session

from storage.members import member_by_telegram
from storage.preferences import ANY, ASKED, AT_ONCE, OFF, choose
from tests.journeys.test_colleagues import THREAD, Region, make_region
from tests.journeys.world import RIGA, Person, World


@pytest.fixture
async def region(world: World) -> Region:
    return await make_region(world)


def prefers(region: Region, person: Person, kind: str, subject: str, cadence: str) -> None:
    """What the profile's pages do."""

    def job(session: Session) -> None:
        member, _ = member_by_telegram(session, person.chat.user.id)
        assert member is not None
        choose(session, member.id, kind, subject, cadence)

    region.world.write(job)


async def morning(region: Region, day: int, hour: int = 8, minute: int = 31) -> None:
    """Go on to a morning of October 2026."""
    await region.world.move_to(datetime(2026, 10, day, hour, minute, tzinfo=RIGA))


def lists(person: Person) -> list[str]:
    return [text for text in person.shown if text.startswith("☀️")]


async def test_the_morning_list_comes_when_the_working_time_is_over(region: Region) -> None:
    await region.asker.say("/jautat Kā norakstīt grāmatas?")  # Monday, 11.00
    await morning(region, 14)
    assert not lists(region.methodologist), "Wednesday, 8.31: two working days are not over yet"
    await region.world.move_to(datetime(2026, 10, 14, 12, 0, tzinfo=RIGA))
    assert not lists(region.methodologist), "it comes in the morning"
    await morning(region, 15, 8, 0)
    assert not lists(region.methodologist), "and not before half past eight"
    await morning(region, 15)
    assert lists(region.methodologist) == [
        "☀️ Atbildi gaida 1 jautājums\n\nNr. 1 · Bibliotekāre, Rendas · Rendas pagasta bibliotēka · "
        "uzdots 12.10. plkst. 11.00\nKā norakstīt grāmatas? [Atbildēt uz Nr. 1]"
    ]
    await region.world.move_clock(hours=1)
    assert len(lists(region.methodologist)) == 1, "once a morning"
    await region.methodologist.talk(("[Atbildēt uz Nr. 1]", "Uzrakstiet atbildi"), ("Ar aktu.", "nosūtīta"))
    await morning(region, 16)
    assert len(lists(region.methodologist)) == 1, "none when nothing waits"
    assert not lists(region.colleague)


async def test_not_at_the_weekend(region: Region) -> None:
    await region.asker.say("/jautat Kā norakstīt grāmatas?")
    await morning(region, 17)
    assert not lists(region.methodologist)
    await morning(region, 19)
    assert len(lists(region.methodologist)) == 1


async def test_colleagues_who_like_to_be_asked_on_the_topic_are_asked_once_and_the_group_never(region: Region) -> None:
    other = await region.world.librarian("Alsungas pagasta bibliotēka")
    prefers(region, region.colleague, ASKED, "stock", AT_ONCE)
    prefers(region, other, ASKED, "copyright", AT_ONCE)
    prefers(region, region.asker, ASKED, ANY, AT_ONCE)
    await region.here(region.asker).say("Kā norakstīt grāmatas?", topic=THREAD)
    before = list(region.board)
    await morning(region, 15)
    assert "Nr. 1 · kolēģiem · Bibliotekāre, Rendas" in lists(region.methodologist)[0]
    asked = [text for text in region.colleague.shown if text.startswith("🙋")]
    assert asked == [
        "🙋 Kolēģi jautā, un atbildes vēl nav\n\nNr. 1 · Krājums un inventarizācija\nKā norakstīt grāmatas?\n\n"
        "Šo ziņu saņemat tāpēc, ka profilā norādīts: kolēģi drīkst Jums jautāt. [Atbildēt uz Nr. 1]"
    ]
    assert not any("🙋" in text for text in (*other.shown, *region.asker.shown))
    await morning(region, 16)
    assert len([text for text in region.colleague.shown if text.startswith("🙋")]) == 1
    assert region.board == before
    await region.colleague.talk(("[Atbildēt uz Nr. 1]", "To lasīs jautātājs"), ("Ar aktu.", "nosūtīta"))
    assert "Ar aktu." in region.board[-1]
    assert "Ar aktu." in region.asker.shown[-1]


async def test_questions_at_once_for_those_who_want_that(region: Region) -> None:
    prefers(region, region.colleague, "questions", "stock", AT_ONCE)
    prefers(region, region.methodologist, "questions", ANY, OFF)
    here = region.here(region.asker)
    await here.say("Kā norakstīt grāmatas?", topic=THREAD)
    await region.world.move_clock(seconds=2)
    assert "👥 Kolēģa jautājums Nr. 1 · Krājums un inventarizācija\nBibliotekāre, Rendas" in region.colleague.shown[-1]
    assert "Jautā kolēģis" not in str([*region.methodologist.shown, *region.asker.shown])
    await here.do(lambda: here.chat.edit(here.message("Kā norakstīt"), "Kā norakstīt visas grāmatas?"))
    await region.world.move_clock(seconds=2)
    assert "Kā norakstīt visas grāmatas?" in region.colleague.shown[-1]
    await region.colleague.reply("Kā norakstīt visas", "Ar aktu.")
    assert "Ar aktu." in region.asker.shown[-1]
    await here.say("Vēl viens par krājumu.", topic=THREAD)
    await region.world.move_clock(seconds=2)
    await here.press("Tas nav jautājums")
    await region.world.move_clock(seconds=2)
    assert "Vēl viens" not in str(region.colleague.shown)


async def test_the_daily_digest_lists_what_was_asked(region: Region) -> None:
    await region.world.move_clock(minutes=1)
    await region.here(region.asker).say("Kā norakstīt grāmatas?", topic=THREAD)
    await morning(region, 13, 18)
    digests = [text for text in region.colleague.shown if "Kā norakstīt grāmatas?" in text]
    assert len(digests) == 1
    assert "vēl nav atbildes" in digests[0]
    assert "Kā norakstīt" not in str(region.asker.shown), "one's own question is no news"
