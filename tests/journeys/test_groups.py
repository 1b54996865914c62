"""The region's group is set up with one word, which says exactly what is missing."""

from typing import Any

import pytest

from storage import groups
from tests.journeys.gathering import ALL_THREADS, TITLE, new_group, pinned, region_group, topics
from tests.journeys.world import World


async def test_one_word_sets_the_group_up(world: World) -> None:
    admin = await world.member("admin", "Administratore")
    group = new_group(world, admin)
    group.promote(world.bot, by=admin.chat.user)
    there = admin.there(group)
    await there.say("/grupa")
    (card,) = [text for text in there.shown if "ir reģiona grupa" in text]
    assert "Tiesības: visas vajadzīgās ir piešķirtas." in card
    for name in ALL_THREADS:
        assert name in card
    assert "tiek veidota" not in card
    assert topics(group) == ALL_THREADS
    (welcome,) = pinned(group)
    assert "Laipni lūdzam reģiona bibliotekāru grupā (Kuldīgas reģions)!" in welcome
    assert "[❓ Jautāt]" in welcome
    assert "ir sadaļā „Semināri un pasākumi”; visu pasākumu kalendārs" in welcome
    assert "[📅 Kalendārs]" in welcome
    await there.say("/grupa")
    assert topics(group) == ALL_THREADS, "nothing is made twice"
    assert len(pinned(group)) == 1


async def test_the_welcomes_buttons_lead_to_the_private_chat(world: World) -> None:
    admin, librarian = await world.member("admin", "Administratore"), await world.librarian()
    group = new_group(world, admin, librarian)
    group.promote(world.bot)
    await admin.there(group).say("/grupa")
    (welcome,) = [group.find(one) for one in group.pinned]
    assert welcome is not None
    for row in welcome["reply_markup"]["inline_keyboard"]:
        for button in row:
            address, _, payload = button["url"].partition("?start=")
            assert address == "https://t.me/plaukts_bot"
            answer = await librarian.start(payload)
            assert len(answer.new) == 1, button
            assert "kods" not in answer, button
    stranger = world.stranger("Kāds")
    assert "Privātums" in await stranger.start("jautat"), "who has not joined is shown how"


MISSING = {
    "būt grupas administratoram": "to be an administrator",
    "Dzēst ziņas (Delete messages)": groups.DELETE_MESSAGES,
    "Piespraust ziņas (Pin messages)": groups.PIN_MESSAGES,
    "Pārvaldīt tēmas (Manage topics)": groups.MANAGE_TOPICS,
}


@pytest.mark.parametrize("granted", [None, [], [groups.DELETE_MESSAGES], [groups.PIN_MESSAGES, groups.MANAGE_TOPICS]])
async def test_exactly_what_is_missing_is_said_and_the_card_follows(world: World, granted: list[str] | None) -> None:
    admin = await world.member("admin", "Administratore")
    group = new_group(world, admin)
    if granted is not None:
        group.promote(world.bot, granted)
    there = admin.there(group)
    answer = await there.say("/grupa")
    for words, right in MISSING.items():
        expected = granted is None if right.startswith("to be") else right not in (granted or [])
        assert (words in answer) == expected, words
    assert "Kā tās piešķirt" in answer
    assert "@plaukts_bot" in answer
    admin_before = len(admin.shown)
    await there.do(lambda: group.promote(world.bot))
    assert "Tiesības: visas vajadzīgās ir piešķirtas." in "\n".join(there.shown)
    assert topics(group) == ALL_THREADS
    assert len(pinned(group)) == 1
    assert "ir visas vajadzīgās tiesības" in admin.shown[-1]
    assert len(admin.shown) == admin_before + 1


async def test_threads_that_people_made_are_adopted_by_their_name(world: World) -> None:
    admin = await world.member("admin", "Administratore")
    group = new_group(world, admin, topics=["❓ konsultacijas", "Ekskursijas"])
    group.promote(world.bot)
    await admin.there(group).say("/grupa")
    assert topics(group) == ["❓ konsultacijas", "Ekskursijas", "Jaunumi", "Semināri un pasākumi", "Sarunas"]


async def test_a_thread_that_was_there_before_the_bot_is_known_by_what_is_written_in_it(world: World) -> None:
    admin = await world.member("admin", "Administratore")
    group = world.sandbox.add_group(TITLE, [admin.chat.user], topics=["Jaunumi"])
    group.add(world.bot, by=admin.chat.user)
    group.promote(world.bot)
    there = admin.there(group)
    await there.say("Labrīt!", topic="Jaunumi")
    await there.say("/grupa")
    assert sorted(topics(group)) == sorted(ALL_THREADS)


async def test_in_a_thread_it_is_asked_what_that_is_for(world: World) -> None:
    admin = await world.member("admin", "Administratore")
    group = new_group(world, admin, topics=["Palīdziet!"])
    group.promote(world.bot)
    there = admin.there(group)
    await there.say("/grupa")
    answer = await there.say("/grupa", topic="Palīdziet!")
    assert "Kam ir paredzēta sadaļa „Palīdziet!”?" in answer
    answer = await there.press("❓ Konsultācijas")
    assert "Sadaļa „Palīdziet!” ir paredzēta šim nolūkam: Konsultācijas." in answer
    thread = group.topic("Palīdziet!").thread_id

    def place(session: Any) -> Any:
        return groups.place(session, groups.QUESTIONS)

    assert world.read(place).thread == thread
    await there.say("/grupa", topic="Palīdziet!")
    await there.press("Nevienam no šiem")
    assert world.read(place).thread is None, "it is made at the next need"


@pytest.mark.parametrize("supergroup", [True, False])
async def test_a_group_without_threads_works(world: World, supergroup: bool) -> None:
    admin = await world.member("admin", "Administratore")
    group = new_group(world, admin, forum=False, supergroup=supergroup)
    group.promote(world.bot)
    answer = await admin.there(group).say("/grupa")
    assert "Grupā nav sadaļu" in answer
    assert "visas vajadzīgās ir piešķirtas" in answer
    assert len(pinned(group)) == 1
    assert not group.topics


async def test_in_private_it_says_how_and_later_how_it_stands(world: World) -> None:
    admin = await world.member("admin", "Administratore")
    answer = await admin.say("/grupa")
    assert "Reģionam vēl nav grupas" in answer
    (add,) = answer.new[0]["reply_markup"]["inline_keyboard"][0]
    assert add["url"].startswith("https://t.me/plaukts_bot?startgroup=grupa&admin=delete_messages+pin_messages")
    group = new_group(world, admin)
    group.promote(world.bot)
    await admin.there(group).say("/start@plaukts_bot grupa")  # what that button makes the app say
    assert topics(group) == ALL_THREADS
    answer = await admin.say("/grupa")
    assert f"{TITLE} ir reģiona grupa." in answer
    group.promote(world.bot, [groups.DELETE_MESSAGES, groups.PIN_MESSAGES])
    await world.settled()
    answer = await admin.press("🔄 Pārbaudīt vēlreiz")
    assert "Pārvaldīt tēmas" in answer


async def test_only_an_administrator_of_plaukts_attaches_a_group(world: World) -> None:
    methodologist, stranger = await world.methodologist(), world.stranger("Kāds")
    group = new_group(world, methodologist, stranger)
    await world.settled()
    await methodologist.there(group).say("/grupa")
    assert "Jūsu lomai šī iespēja nav pieejama" in methodologist.shown[-1]
    assert not (await stranger.there(group).say("/grupa")).new
    assert world.read(groups.region_group) is None


async def test_a_group_that_is_not_the_regions_hears_one_polite_sentence(world: World) -> None:
    admin, stranger = await world.member("admin", "Administratore"), world.stranger("Kāds")
    await world.group(admin)
    other = world.sandbox.add_group("Cita grupa", [stranger.chat.user], forum=True)
    other.add(world.bot, by=stranger.chat.user)
    await world.settled()
    there = stranger.there(other)
    assert there.shown == ["👋 Plaukts kalpo sava reģiona bibliotekāriem viņu pašu grupā un šeit klusēs."]
    for text in ("/grupa", "/jautat Kā?", "@plaukts_bot Kā?", "/palidziba"):
        assert not (await there.say(text)).new
    other.promote(world.bot)
    other.kick(world.bot)
    other.add(world.bot, by=stranger.chat.user)
    await world.settled()
    assert len(there.shown) == 1
    assert len(admin.shown) == 1, "the administrators are not disturbed by it"


async def test_another_group_becomes_the_regions_only_after_a_yes(world: World) -> None:
    admin = await world.member("admin", "Administratore")
    await world.group(admin)
    other = world.sandbox.add_group("Jaunā grupa", [admin.chat.user, world.bot], forum=True)
    other.promote(world.bot)
    await world.settled()
    there = admin.there(other)
    await there.talk(
        ("/grupa", f"Reģiona grupa ir „{TITLE}”. Vai turpmāk tā būs „Jaunā grupa”?"), ("[Nē]", "joprojām ir")
    )
    assert region_group(world).title == TITLE
    await there.say("/grupa")
    answer = await there.press("Jā, šī")
    assert "Jaunā grupa ir reģiona grupa." in answer
    assert region_group(world).title == "Jaunā grupa"
    assert topics(other) == ALL_THREADS


async def test_who_writes_in_the_groups_name_is_told_to_use_their_own(world: World) -> None:
    admin = await world.member("admin", "Administratore")
    group = new_group(world, admin)
    await world.settled()
    anonymous = {"id": 1087968824, "is_bot": True, "first_name": "Group", "username": "GroupAnonymousBot"}
    message = group.post(anonymous, {"text": "/grupa", "sender_chat": group.chat()})
    world.bot.updates.put("message", message)
    await world.settled()
    assert "Rakstiet savā vārdā" in admin.there(group).shown[-1]
    assert world.read(groups.region_group) is None


async def test_the_settings_show_it_too(world: World) -> None:
    admin = await world.member("admin", "Administratore")
    await admin.tap("⚙️ Iestatījumi")
    assert "Reģionam vēl nav grupas" in await admin.press("👥 Grupa")
    methodologist = await world.methodologist()
    answer = await methodologist.tap("⚙️ Iestatījumi")
    assert "👥 Grupa" not in answer
