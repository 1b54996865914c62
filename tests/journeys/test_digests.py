"""What is new comes in one message at the hour that was chosen, and nothing in it was seen before."""

from collections.abc import AsyncIterator, Sequence
from dataclasses import dataclass, field
from datetime import UTC, datetime, timedelta

import pytest

from bot.access import Act
from bot.context import Context
from bot.manifest import DigestItem, Feature, Subscription, discover
from bot.texts import length
from storage.broadcasts import Content, announce
from storage.members import Member
from storage.outbox import About
from storage.preferences import DAILY
from storage.seen import mark_seen
from tests.journeys.person import Person, buttons, text_of
from tests.journeys.world import RIGA, World, running_world


@dataclass
class Kitchen:
    """A feature of whose two kinds there is as much new as a test wants."""

    dishes: list[DigestItem] = field(default_factory=list)
    drinks: list[DigestItem] = field(default_factory=list)

    def feature(self) -> Feature:
        dishes = Subscription[Context](
            "dishes", "Profile", Act.SEARCH, DAILY, self._dishes, list_name="library_kind", sign="🍲", position=900
        )
        drinks = Subscription[Context]("drinks", "Help", Act.OWN_PROFILE, DAILY, self._drinks, sign="🍵", position=901)
        return Feature("kitchen", subscriptions=(dishes, drinks))

    def _dishes(self, _ctx: Context, _member: Member, subjects: Sequence[str], since: datetime) -> Sequence[DigestItem]:
        return [one for one in self.dishes if one.subject in subjects and one.at > since]

    def _drinks(
        self, _ctx: Context, _member: Member, _subjects: Sequence[str], since: datetime
    ) -> Sequence[DigestItem]:
        return [one for one in self.drinks if one.at > since]

    def cook(self, number: int, title: str, at: datetime, subject: str = "school", detail: str = "Renda") -> None:
        url = f"https://t.me/plaukts_bot?start=d{number}"
        self.dishes.append(DigestItem("dish", number, at, title, url, subject, detail))

    def pour(self, number: int, title: str, at: datetime) -> None:
        self.drinks.append(DigestItem("drink", number, at, title))


@pytest.fixture
def kitchen() -> Kitchen:
    return Kitchen()


@pytest.fixture
async def world(database_url: str, kitchen: Kitchen) -> AsyncIterator[World]:
    async with running_world(database_url, features=[*discover(), kitchen.feature()]) as world:
        yield world


def riga(day: int, hour: int, minute: int = 0) -> datetime:
    return datetime(2026, 10, day, hour, minute, tzinfo=RIGA).astimezone(UTC)


def digests_of(person: Person) -> list[str]:
    return [text_of(one) for one in person.chat.messages if text_of(one).startswith("🗞 Ziņu")]


async def test_the_next_morning_brings_what_is_new_by_kind_and_subject(world: World, kitchen: Kitchen) -> None:
    person = await world.librarian()
    kitchen.cook(1, "Zupa <visiem>", riga(12, 12), detail="Rendas pagasta bibliotēka")
    kitchen.cook(2, "Pankūkas", riga(12, 13), subject="public", detail="")
    kitchen.cook(3, "Biezputra\nar ievārījumu", riga(12, 14))
    kitchen.pour(1, "Tēja", riga(12, 15))
    await world.move_to(riga(13, 8, 59))
    assert digests_of(person) == []
    await world.move_to(riga(13, 9))
    assert digests_of(person) == [
        "🗞 Ziņu apkopojums · 2026. gada 13. oktobris\n"
        "\n"
        "🍲 Profils\n"
        "publiskā\n"
        "• Pankūkas\n"
        "skolas\n"
        "• Zupa <visiem> – Rendas pagasta bibliotēka\n"
        "• Biezputra ar ievārījumu – Renda\n"
        "\n"
        "🍵 Palīdzība\n"
        "• Tēja"
    ]
    links = [one["url"] for one in person.last["entities"] if one["type"] == "text_link"]
    assert links == [f"https://t.me/plaukts_bot?start=d{number}" for number in (2, 1, 3)]
    await world.move_to(riga(13, 9, 1))
    await world.restart()
    await world.move_to(riga(14, 10))
    assert len(digests_of(person)) == 1, "nothing new, so there is none; and none comes twice"


async def test_the_preferences_are_a_button_away_and_the_digest_stays(world: World, kitchen: Kitchen) -> None:
    person = await world.librarian()
    kitchen.pour(1, "Tēja", riga(12, 15))
    await world.move_to(riga(13, 9))
    await person.talk(
        ("[🔔 Iestatīt, ko saņemt]", ("🔔 Ko saņemt", "🍵 Palīdzība: reizi dienā", "plkst. 9.00")),
        ("[🍵 Palīdzība]", "[Nesaņemt]"),
        ("[Nesaņemt]", "(✅ Palīdzība: nesaņemt)"),
    )
    assert len(digests_of(person)) == 1
    kitchen.pour(2, "Kafija", riga(13, 15))
    await world.move_to(riga(14, 9))
    assert len(digests_of(person)) == 1


async def test_what_came_by_itself_or_was_opened_is_not_repeated(world: World, kitchen: Kitchen) -> None:
    person, other = await world.librarian(), await world.librarian("Laidu pagasta bibliotēka")
    await person.say("/profils")
    await person.press("🔔 Ko saņemt")
    await person.press("🍲 Profils")
    await person.press("Visu: uzreiz")
    kitchen.cook(1, "Zupa", riga(12, 12))
    kitchen.cook(2, "Pankūkas", riga(12, 12))
    text = {"lv": Content("sendMessage", {"text": "Gatava zupa."})}

    def tell(session: object) -> None:
        announce(
            session,  # type: ignore[arg-type]
            About("dish", "dish", 1),
            text,
            roles=["librarian"],
            now=world.sandbox.clock.now(),
            wanting=("dishes", "school", DAILY),
        )

    world.write(tell)
    await world.move_clock(seconds=1)
    assert "Gatava zupa." in person.shown[-1]
    assert "Gatava zupa." not in str(other.shown)
    await person.press("Visu: reizi dienā")
    world.write(lambda session: mark_seen(session, 2, "dish", 2, world.sandbox.clock.now()))
    await world.move_to(riga(13, 9))
    assert "Pankūkas" in digests_of(person)[0]
    assert "Zupa" not in digests_of(person)[0]
    assert "Zupa" in digests_of(other)[0]
    assert "Pankūkas" not in digests_of(other)[0], "they have opened it"


async def test_what_is_wanted_once_a_week_waits_for_its_day(world: World, kitchen: Kitchen) -> None:
    person = await world.librarian()
    await person.talk(("/profils", "Profils"), ("[🔔 Ko saņemt]", "Ko saņemt"), ("[🍲 Profils]", "skolas"))
    await person.talk(("[Visu: reizi nedēļā]", "Reizi nedēļā"), ("[◀ Atpakaļ]", "[🗞 Kad pienāk apkopojums]"))
    await person.talk(("[🗞 Kad pienāk apkopojums]", "[Tr]"), ("[Tr]", "tajā ir trešdienās"), ("[14.00]", "✅ 14.00"))
    kitchen.cook(1, "Zupa", riga(12, 12))
    kitchen.pour(1, "Tēja", riga(12, 12))
    await world.move_to(riga(13, 14))
    assert len(digests_of(person)) == 1
    assert "Zupa" not in digests_of(person)[0]
    kitchen.pour(2, "Kafija", riga(13, 16))
    await world.move_to(riga(14, 14))
    assert "Zupa" in digests_of(person)[1]
    assert "Kafija" in digests_of(person)[1]
    assert "Tēja" not in digests_of(person)[1]


async def test_a_long_one_is_several_messages_with_their_headings(world: World, kitchen: Kitchen) -> None:
    person = await world.librarian()
    for number in range(80):
        kitchen.cook(number, f"{number}. " + "🥞 gardas pankūkas " * 9, riga(12, 12) + timedelta(seconds=number))
    await world.move_to(riga(13, 9))
    parts = [one for one in person.chat.messages if "🍲 Profils" in text_of(one)]
    assert len(parts) > 2, "the texts fill them, and not only the number of lines"
    assert all(length(text_of(one)) <= 4096 for one in parts)
    assert all(text_of(one).count("🍲 Profils\nskolas\n") == 1 for one in parts)
    said = [line for one in parts for line in text_of(one).splitlines() if line.startswith("• ")]
    assert [line.split(".")[0] for line in said] == [f"• {number}" for number in range(80)]
    assert [bool(buttons(one)) for one in parts] == [False] * (len(parts) - 1) + [True]


async def test_roles_languages_and_who_cannot_be_reached(world: World, kitchen: Kitchen) -> None:
    guest = await world.member("guest", "Viesis")
    english = await world.member("librarian", "Librarian", language="en")
    gone = await world.librarian()
    gone.chat.block()
    await world.settled()
    kitchen.cook(1, "Zupa", riga(12, 12))
    kitchen.pour(1, "Tēja", riga(12, 15))
    await world.move_to(riga(13, 9))
    assert "🍵 Palīdzība" in digests_of(guest)[0]
    assert "Zupa" not in digests_of(guest)[0], "no digest tells more than the role may read"
    assert text_of(english.last).startswith("🗞 Digest · 13 October 2026\n\n🍲 Profile\nschool\n• Zupa – Renda")
    assert digests_of(gone) == []
    gone.chat.unblock()
    await world.settled()
    await world.move_to(riga(13, 9, 30))
    assert len(digests_of(gone)) == 1, "they are back, and are told what they have missed"


async def test_a_bot_that_was_away_in_the_morning_sends_it_later_but_not_at_night(
    world: World, kitchen: Kitchen
) -> None:
    person = await world.librarian()
    kitchen.pour(1, "Tēja", riga(12, 15))
    await world.end()
    world.sandbox.clock.move_to(riga(13, 21))
    await world.begin()
    await world.move_to(riga(13, 22))
    assert digests_of(person) == []
    await world.move_to(riga(14, 8))
    assert ["13. oktobris" in one for one in digests_of(person)] == [True]
    kitchen.pour(2, "Kafija", riga(14, 8))
    await world.move_to(riga(14, 9))
    assert ["14. oktobris" in one for one in digests_of(person)] == [False, True]
