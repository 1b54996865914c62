"""A member says what they want to be told and when, on pages that are edited in place."""

from collections.abc import AsyncIterator, Sequence
from datetime import datetime

import pytest
from sqlalchemy import select

from bot.access import Act
from bot.context import Context
from bot.manifest import DigestItem, Feature, Subscription, discover
from storage.members import Member
from storage.preferences import ANY, ASKED, AT_ONCE, DAILY, WEEKLY, Wanting, choices_of, wants_at_once
from storage.vocabulary import TOPIC, entries_of
from tests.journeys.person import Message, Person, buttons, text_of
from tests.journeys.world import World, running_world

NOTHING: Sequence[DigestItem] = ()


def _nothing(_ctx: Context, _member: Member, _subjects: Sequence[str], _since: datetime) -> Sequence[DigestItem]:
    return NOTHING


RECIPES = Subscription[Context](
    "recipes", "Profile", Act.SEARCH, DAILY, _nothing, list_name="library_kind", sign="🍲", position=900
)
"""What no feature has: its subjects are the kinds of libraries, its name is a word that is translated."""
TIDES = Subscription[Context]("tides", "Help", Act.OWN_PROFILE, WEEKLY, _nothing, sign="🌊", position=901)
"""For every role, and without subjects."""
MARKING = ("p:set:", "p:all:", "p:asked:", "p:remind:", "p:digest:", "p:quiet:from:", "p:quiet:until:")
"""Buttons that show the same page again, with another mark."""
FEATURES = [*discover(), Feature("recipes", subscriptions=(RECIPES, TIDES))]


@pytest.fixture
async def world(database_url: str) -> AsyncIterator[World]:
    async with running_world(database_url, features=FEATURES) as world:
        yield world


def _stored(world: World, person: Person) -> Member:
    return world.read(
        lambda session: session.scalars(select(Member).where(Member.name == person.chat.user.first_name)).one()
    )


def _page(person: Person, message_id: int) -> Message:
    return next(one for one in person.chat.messages if one["message_id"] == message_id)


def _keyboard(person: Person, message_id: int) -> list[list[dict[str, str]]]:
    keyboard: list[list[dict[str, str]]] = _page(person, message_id)["reply_markup"]["inline_keyboard"]
    return keyboard


async def test_each_subject_of_a_kind_has_its_cadence(world: World) -> None:
    person = await world.librarian()
    answer = await person.talk(
        ("👤 Profils", ("👤 Profils", "[🔔 Ko saņemt]", "[🌙 Klusuma stundas]")),
        ("[🔔 Ko saņemt]", ("🍲 Profils: reizi dienā", "🌊 Palīdzība: reizi nedēļā")),
        ("[🍲 Profils]", ("Reizi dienā: publiskā, skolas, cita", "Ja nekas nav izvēlēts: reizi dienā.")),
        ("[skolas]", ("Kad vēlaties saņemt šādus ierakstus: skolas?", "[✅ Reizi dienā]", "[Uzreiz]")),
        ("[Uzreiz]", ("(✅ skolas: uzreiz)", "Uzreiz: skolas\nReizi dienā: publiskā, cita")),
        ("[◀ Atpakaļ]", "🍲 Profils: dažādi"),
        ("[🍲 Profils]", "[Visu: reizi nedēļā]"),
        ("[Visu: reizi nedēļā]", ("(✅ Profils: reizi nedēļā)", "Reizi nedēļā: publiskā, skolas, cita")),
        ("[◀ Atpakaļ]", "🍲 Profils: reizi nedēļā"),
        ("[🌊 Palīdzība]", "Reizi nedēļā"),
        ("[Nesaņemt]", ("(✅ Palīdzība: nesaņemt)", "[✅ Nesaņemt]")),
        ("[◀ Atpakaļ]", "🌊 Palīdzība: nesaņemt"),
        ("[◀ Profils]", ("Bibliotekāre, Renda", "[Mainīt vārdu]")),
    )
    assert not answer.new, "all of it on one message"
    member = _stored(world, person)
    assert world.read(lambda session: choices_of(session, member.id)) == {
        ("recipes", ANY): WEEKLY,
        ("tides", ANY): "off",
    }


async def test_each_button_of_the_pages_leads_somewhere(world: World) -> None:
    """Whatever is shown on any page is pressed once, and no button is dead.

    What opens a page is pressed by itself, to see the page; what only marks a choice on that page, together.
    """
    person = await world.librarian()
    await person.say("/profils")
    page = person.last["message_id"]
    mark = _keyboard(person, page)[0][0]["callback_data"].partition("~")[2]
    pressed, opening = set[str](), ["m:profile"]
    while opening:
        pressing = [opening.pop()]
        while pressing:
            answers = await person.send_all([f"{data}~{mark}" for data in pressing], _page(person, page))
            for data, answer in zip(pressing, answers, strict=True):
                assert "poga" not in answer, data
            assert "poga" not in text_of(_page(person, page)), pressing
            pressed.update(pressing)
            shown = {one["callback_data"].partition("~")[0] for row in _keyboard(person, page) for one in row}
            new = sorted(one for one in shown - pressed - set(opening) if one.startswith("p:"))
            pressing = [one for one in new if one.startswith(MARKING)]
            opening += [one for one in new if one not in pressing]
    assert {"p:digest", "p:quiet", "p:years", "p:kind:tides", "p:quiet:on", "p:digest:day:6"} <= pressed
    assert len(pressed) > 60


async def test_quiet_hours_and_the_digests_time(world: World) -> None:
    person = await world.librarian()
    await person.talk(
        ("/profils", "[🌙 Klusuma stundas]"),
        (
            "[🌙 Klusuma stundas]",
            ("No plkst. 20.00 līdz plkst. 8.00", "[✅ 20.00]", "[✅ 8.00]", "[🌙 22.00]", "[☀️ 7.00]"),
        ),
        ("[🌙 22.00]", ("(✅ Klusuma stundas: 22.00–8.00)", "No plkst. 22.00 līdz plkst. 8.00")),
        (
            "[☀️ 11.00]",
            (
                "(✅ Klusuma stundas: 22.00–11.00. Apkopojums turpmāk pienāks plkst. 11.00.)",
                "No plkst. 22.00 līdz plkst. 11.00",
            ),
        ),
        ("[◀ Profils]", "Bibliotekāre, Renda"),
        ("[🔔 Ko saņemt]", "Apkopojums pienāk katru dienu plkst. 11.00;"),
        ("[🗞 Kad pienāk apkopojums]", ("[✅ 11.00]", "[✅ Pr]", "pirmdienās")),
        ("[Pk]", ("[✅ Pk]", "tajā ir piektdienās")),
        ("[15.00]", ("[✅ 15.00]", "Apkopojums pienāk katru dienu plkst. 15.00;")),
    )
    assert not [one for one in buttons(person.last) if one in ("9.00", "10.00", "22.00")], "not in quiet hours"
    await person.talk(
        ("/profils", "[🌙 Klusuma stundas]"),
        ("[🌙 Klusuma stundas]", "[Izslēgt klusuma stundas]"),
        ("[Izslēgt klusuma stundas]", ("(Turpmāk ziņas pienāks jebkurā laikā.)", "Klusuma stundu nav")),
        ("[Ieslēgt klusuma stundas]", "No plkst. 20.00 līdz plkst. 8.00"),
    )
    member = _stored(world, person)
    assert (member.quiet_from, member.quiet_until, member.digest_hour, member.digest_weekday) == (20, 8, 15, 4)


@pytest.mark.parametrize("data", ["p:quiet:from:12", "p:quiet:until:23", "p:digest:hour:22", "p:digest:day:8"])
async def test_hours_that_nobody_was_offered_are_refused(world: World, data: str) -> None:
    person = await world.librarian()
    await person.say("/profils")
    answer = await person.send_data(data, person.last)
    assert "Šī poga" in answer
    member = _stored(world, person)
    assert (member.quiet_from, member.quiet_until, member.digest_hour, member.digest_weekday) == (20, 8, 9, 0)


async def test_colleagues_may_ask_on_the_topics_that_one_chooses(world: World) -> None:
    person = await world.librarian()
    topics = world.read(lambda session: len(entries_of(session, TOPIC)))
    await person.say("/profils")
    answer = await person.press("🙋 Vai kolēģi")
    assert "Pašlaik: ne par vienu tematu." in answer
    await person.press("Akreditācija")
    answer = await person.press("Autortiesības")
    assert "Pašlaik: Akreditācija, Autortiesības." in answer
    member = _stored(world, person)

    def asked(topic: str) -> bool:
        wanting = wants_at_once(Wanting(ASKED, topic, "off"))
        return world.read(
            lambda session: session.scalar(select(Member.id).where(Member.id == member.id, wanting)) is not None
        )

    assert asked("accreditation")
    assert not asked("alise")
    answer = await person.press("Visi temati")
    assert "Pašlaik: par visiem tematiem." in answer
    assert str(answer).count("[✅ ") == topics
    answer = await person.press("✅ Akreditācija")
    assert not asked("accreditation")
    assert asked("alise")
    answer = await person.press("Neviens temats")
    assert "Pašlaik: ne par vienu tematu." in answer
    assert not asked("alise")
    await person.press("◀ Profils")


async def test_years_in_the_profession_only_if_one_likes_to_say(world: World) -> None:
    person = await world.librarian()
    assert "Profesijā" not in await person.say("/profils")
    await person.talk(
        ("[Darba gadi profesijā]", ("Kopš kura gada", "nevienam netiek rādīts")),
        ("sen", "Gadu neizdevās noteikt."),
        ("22 gadi", ("✅ Profesijā kopš 2004. gada.", "[◀ Profils]")),
        ("[◀ Profils]", "Profesijā kopš 2004. gada"),
        ("[Darba gadi profesijā]", "[Nenorādīt]"),
        ("1998", "✅ Profesijā kopš 1998. gada."),
        ("/profils", "Profesijā kopš 1998. gada"),
        ("[Darba gadi profesijā]", "[Nenorādīt]"),
        ("[Nenorādīt]", "✅ Ziņas par darba gadiem ir dzēstas."),
    )
    assert _stored(world, person).in_profession_since is None
    assert "Profesijā" not in await person.say("/profils")


async def test_a_guest_chooses_only_what_a_guest_may_have(world: World) -> None:
    guest = await world.member("guest", "Viesis")
    await guest.talk(
        ("/profils", ("[🔔 Ko saņemt]", "[🌙 Klusuma stundas]")),
        ("[🔔 Ko saņemt]", "🌊 Palīdzība: reizi nedēļā"),
    )
    assert "🍲" not in guest.shown[-1]
    assert "Darba gadi" not in await guest.say("/profils")
    for data in ("p:asked", "p:askall", "p:asked:alise", "p:years"):
        assert "Jūsu lomai šī iespēja nav pieejama" in await guest.send_data(data, guest.last), data
    for data in ("p:kind:recipes", "p:all:recipes:a", "p:set:recipes:school:a", "p:subject:recipes:school"):
        assert "Šī poga" in await guest.send_data(data, guest.last), data
    member = _stored(world, guest)
    assert world.read(lambda session: choices_of(session, member.id)) == {}


async def test_reminders_of_events_are_turned_down_and_wanted_again(world: World) -> None:
    person = await world.member("guest", "Viesis")
    answer = await person.talk(
        ("/profils", "[🔔 Ko saņemt]"),
        ("[🔔 Ko saņemt]", "⏰ Atgādinājumi par pasākumiem: visi"),
        (
            "[⏰ Atgādinājumi par pasākumiem]",
            (
                "iepriekšējā vakarā plkst. 18.00",
                "Pašlaik: visi.",
                "[✅ Vairākas dienas iepriekš] [✅ Dienu iepriekš] [✅ Dažas stundas iepriekš] [✅ Pēc pasākuma",
            ),
        ),
        ("[✅ Pēc pasākuma (kā bija)]", "Pašlaik: vairākas dienas iepriekš, dienu iepriekš, dažas stundas iepriekš."),
        ("[✅ Dienu iepriekš]", "Pašlaik: vairākas dienas iepriekš, dažas stundas iepriekš."),
        ("[✅ Vairākas dienas iepriekš]", "[Vairākas dienas iepriekš] [Dienu iepriekš] [✅ Dažas stundas iepriekš]"),
        ("[✅ Dažas stundas iepriekš]", "Pašlaik: nesaņemt."),
        ("[◀ Atpakaļ]", "⏰ Atgādinājumi par pasākumiem: nesaņemt"),
        ("[⏰ Atgādinājumi par pasākumiem]", "Pašlaik: nesaņemt."),
        ("[Dienu iepriekš]", "Pašlaik: dienu iepriekš."),
    )
    assert not answer.new, "all of it on one message"
    assert "poga" in await person.send_data("p:remind:never", person.last)


async def test_old_and_forged_buttons_answer_with_a_sentence(world: World) -> None:
    person = await world.librarian()
    await person.say("/profils")
    for data in ("p:kind:none", "p:set:recipes:none:a", "p:subject:recipes:none", "p:asked:none", "p:all:recipes:x"):
        assert "poga" in await person.send_data(data, person.last), data
    stranger = world.stranger("Kāds")
    await stranger.start()
    for data in ("p:kinds", "p:quiet:off", "p:digest:day:1", "p:all:tides:a", "p:open"):
        assert "Jūs vēl neesat Plauktā" in await stranger.send_data(data, stranger.last), data


async def test_in_english(world: World) -> None:
    person = await world.member("librarian", "Librarian", "Rendas pagasta bibliotēka", language="en")
    await person.talk(
        ("/profile", "[🔔 What to receive]"),
        ("[🔔 What to receive]", ("🍲 Profile: once a day", "every day at 9:00", "on Mondays")),
        ("[🌊 Help]", "Once a week"),
        ("[At once]", "(✅ Help: at once)"),
    )
    member = _stored(world, person)
    assert world.read(lambda session: choices_of(session, member.id)) == {("tides", ANY): AT_ONCE}
