"""The digest of a region at work: news and questions to colleagues together, as the members have chosen."""

from collections.abc import AsyncIterator
from datetime import UTC, datetime

import pytest

from tests.journeys.test_colleagues import Region, ask_openly, make_region
from tests.journeys.test_digests import digests_of
from tests.journeys.world import RIGA, Person, World, running_world

CONTEST = "Izsludināts konkurss “Labākais bērnu stūrītis”! Darbus gaidām līdz 4. decembrim."
BOOKS = "Atdodam liekos eksemplārus: 30 bērnu grāmatas."
LATE = "Meklējam bibliotekāru uz pusslodzi."


def morning(day: int, hour: int = 9) -> datetime:
    return datetime(2026, 10, day, hour, tzinfo=RIGA).astimezone(UTC)


@pytest.fixture
async def region(database_url: str) -> AsyncIterator[Region]:
    async with running_world(database_url) as world:
        yield await make_region(world)


@pytest.fixture
def world(region: Region) -> World:
    return region.world


async def _choose(person: Person, kind: str, cadence: str) -> None:
    await person.say("/profils")
    await person.talk(("[🔔 Ko saņemt]", "Ko saņemt"), (f"[{kind}]", "Ja nekas nav izvēlēts"))
    await person.press(f"Visu: {cadence}")


async def test_news_and_questions_in_one_digest(region: Region, world: World) -> None:
    await region.colleague.say(f"/jaunums {CONTEST}")
    await region.colleague.say(f"/jaunums {BOOKS}")
    await ask_openly(region)
    await world.move_to(morning(13))
    (told,) = digests_of(region.methodologist)
    assert told == (
        "🗞 Ziņu apkopojums · 2026. gada 13. oktobris\n"
        "\n"
        "📰 Jaunumi\n"
        "Grāmatu piedāvājums vai apmaiņa\n"
        "• Atdodam liekos eksemplārus: 30 bērnu grāmatas. – Laidu pagasta bibliotēka\n"
        "Konkurss\n"
        "• Izsludināts konkurss “Labākais bērnu stūrītis”! Darbus gaidām līdz… – Laidu pagasta bibliotēka"
        " · ⏳ līdz 04.12.\n"
        "\n"
        "❓ Jautājumi kolēģiem\n"
        "Krājums un inventarizācija\n"
        "• Kā norakstīt grāmatas? – vēl nav atbildes"
    )
    assert [link.rpartition("=")[2] for link in _links(region.methodologist)] == ["n2", "n1", "q3"]
    assert "Jautājumi kolēģiem" not in digests_of(region.asker)[0], "they have asked it"
    assert "Jaunumi" in digests_of(region.asker)[0]
    assert "Jaunumi" not in digests_of(region.colleague)[0], "they have written them"
    assert CONTEST in await region.methodologist.start("n1")
    assert "Kā norakstīt grāmatas?" in await region.methodologist.start("q3")
    await region.colleague.say(f"/jaunums {LATE}")
    await world.move_to(morning(14))
    assert digests_of(region.methodologist)[1].splitlines()[2:] == [
        "📰 Jaunumi",
        "Vakance",
        f"• {LATE} – Laidu pagasta bibliotēka",
    ]
    await world.move_to(morning(15))
    assert len(digests_of(region.methodologist)) == 2


async def test_each_gets_what_they_have_chosen_and_nothing_twice(region: Region, world: World) -> None:
    await _choose(region.methodologist, "📰 Jaunumi", "uzreiz")
    await _choose(region.asker, "📰 Jaunumi", "nesaņemt")
    await _choose(region.asker, "❓ Jautājumi kolēģiem", "nesaņemt")
    other = await world.librarian("Padures pagasta bibliotēka")
    await region.colleague.say(f"/jaunums {BOOKS}")
    await world.move_clock(minutes=3)
    await world.move_clock(seconds=1)
    assert BOOKS in str(region.methodologist.shown)
    await _choose(region.methodologist, "📰 Jaunumi", "reizi dienā")
    assert BOOKS in await other.start("n1"), "opened before the digest comes"
    await world.move_to(morning(13))
    assert digests_of(region.methodologist) == digests_of(region.asker) == digests_of(other) == []


async def test_what_comes_at_once_waits_for_the_end_of_the_quiet_hours(region: Region, world: World) -> None:
    await _choose(region.methodologist, "📰 Jaunumi", "uzreiz")
    await world.move_to(morning(12, 22))
    await region.colleague.say(f"/jaunums {BOOKS}")
    for hour in (23, 24 + 7):
        await world.move_to(morning(12 + hour // 24, hour % 24))
        assert BOOKS not in str(region.methodologist.shown), hour
    await world.move_to(morning(13, 8))
    assert BOOKS in str(region.methodologist.shown)


async def test_what_was_taken_back_is_not_told(region: Region, world: World) -> None:
    await region.colleague.say(f"/jaunums {BOOKS}")
    await region.colleague.press("Atsaukt")
    await ask_openly(region)
    await region.asker.press("Atsaukt")
    await world.move_to(morning(13))
    assert digests_of(region.methodologist) == []


def _links(person: Person) -> list[str]:
    return [one["url"] for one in person.last["entities"] if one["type"] == "text_link"]
