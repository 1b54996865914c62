"""The region's group: set up with one word, looked after, its people invited, and nothing of their talk kept."""

from datetime import timedelta
from functools import partial
from typing import Any

import pytest
from sqlalchemy import select

from bot.sandbox import Group
from storage import groups
from storage.inbox import inbox
from tests.journeys.person import Person, seen
from tests.journeys.world import World

ALL_THREADS = ["Jaunumi", "Konsultācijas", "Semināri un pasākumi", "Sarunas"]
TITLE = "Kuldīgas reģiona bibliotekāri"


def _group(world: World, *people: Person, **how: Any) -> Group:
    """A group that people made and to which they added the bot."""
    options = {"supergroup": True, "forum": True} | how
    return world.sandbox.add_group(TITLE, [*(person.chat.user for person in people), world.bot], **options)


def _pinned(group: Group) -> list[str]:
    return [seen(message) for one in group.pinned if (message := group.find(one)) is not None]


def _topics(group: Group) -> list[str]:
    return [topic.name for topic in group.topics.values()]


def _region(world: World) -> groups.Group:
    found = world.read(groups.region_group)
    assert found is not None
    return found


async def test_one_word_sets_the_group_up(world: World) -> None:
    admin = await world.member("admin", "Administratore")
    group = _group(world, admin)
    group.promote(world.bot, by=admin.chat.user)
    there = admin.there(group)
    await there.say("/grupa")
    (card,) = [text for text in there.shown if "ir reģiona grupa" in text]
    assert "Tiesības: ir visas vajadzīgās ✅" in card
    for name in ALL_THREADS:
        assert name in card
    assert "tiek veidota" not in card
    assert _topics(group) == ALL_THREADS
    (welcome,) = _pinned(group)
    assert "Laipni lūdzam reģiona bibliotekāru grupā (Kuldīgas reģions)!" in welcome
    assert "[❓ Jautāt]" in welcome
    await there.say("/grupa")
    assert _topics(group) == ALL_THREADS, "nothing is made twice"
    assert len(_pinned(group)) == 1


async def test_the_welcomes_buttons_lead_to_the_private_chat(world: World) -> None:
    admin, librarian = await world.member("admin", "Administratore"), await world.librarian()
    group = _group(world, admin, librarian)
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
    group = _group(world, admin)
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
    assert "Tiesības: ir visas vajadzīgās ✅" in "\n".join(there.shown)
    assert _topics(group) == ALL_THREADS
    assert len(_pinned(group)) == 1
    assert "ir visas vajadzīgās tiesības" in admin.shown[-1]
    assert len(admin.shown) == admin_before + 1


async def test_threads_that_people_made_are_adopted_by_their_name(world: World) -> None:
    admin = await world.member("admin", "Administratore")
    group = _group(world, admin, topics=["❓ konsultacijas", "Ekskursijas"])
    group.promote(world.bot)
    await admin.there(group).say("/grupa")
    assert _topics(group) == ["❓ konsultacijas", "Ekskursijas", "Jaunumi", "Semināri un pasākumi", "Sarunas"]


async def test_a_thread_that_was_there_before_the_bot_is_known_by_what_is_written_in_it(world: World) -> None:
    admin = await world.member("admin", "Administratore")
    group = world.sandbox.add_group(TITLE, [admin.chat.user], topics=["Jaunumi"])
    group.add(world.bot, by=admin.chat.user)
    group.promote(world.bot)
    there = admin.there(group)
    await there.say("Labrīt!", topic="Jaunumi")
    await there.say("/grupa")
    assert sorted(_topics(group)) == sorted(ALL_THREADS)


async def test_in_a_thread_it_is_asked_what_that_is_for(world: World) -> None:
    admin = await world.member("admin", "Administratore")
    group = _group(world, admin, topics=["Palīdziet!"])
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
    group = _group(world, admin, forum=False, supergroup=supergroup)
    group.promote(world.bot)
    answer = await admin.there(group).say("/grupa")
    assert "Grupā nav sadaļu" in answer
    assert "ir visas vajadzīgās" in answer
    assert len(_pinned(group)) == 1
    assert not group.topics


async def test_in_private_it_says_how_and_later_how_it_stands(world: World) -> None:
    admin = await world.member("admin", "Administratore")
    answer = await admin.say("/grupa")
    assert "Reģionam vēl nav grupas" in answer
    (add,) = answer.new[0]["reply_markup"]["inline_keyboard"][0]
    assert add["url"].startswith("https://t.me/plaukts_bot?startgroup=grupa&admin=delete_messages+pin_messages")
    group = _group(world, admin)
    group.promote(world.bot)
    await admin.there(group).say("/start@plaukts_bot grupa")  # what that button makes the app say
    assert _topics(group) == ALL_THREADS
    answer = await admin.say("/grupa")
    assert f"{TITLE} ir reģiona grupa." in answer
    group.promote(world.bot, [groups.DELETE_MESSAGES, groups.PIN_MESSAGES])
    await world.settled()
    answer = await admin.press("🔄 Pārbaudīt vēlreiz")
    assert "Pārvaldīt tēmas" in answer


async def test_only_an_administrator_of_plaukts_attaches_a_group(world: World) -> None:
    methodologist, stranger = await world.methodologist(), world.stranger("Kāds")
    group = _group(world, methodologist, stranger)
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
    await there.talk(("/grupa", f"Reģiona grupa ir „{TITLE}”. Vai turpmāk tā būs „Jaunā grupa”?"), ("[Nē]", "paliek"))
    assert _region(world).title == TITLE
    await there.say("/grupa")
    answer = await there.press("Jā, šī")
    assert "Jaunā grupa ir reģiona grupa." in answer
    assert _region(world).title == "Jaunā grupa"
    assert _topics(other) == ALL_THREADS


async def test_who_writes_in_the_groups_name_is_told_to_use_their_own(world: World) -> None:
    admin = await world.member("admin", "Administratore")
    group = _group(world, admin)
    await world.settled()
    anonymous = {"id": 1087968824, "is_bot": True, "first_name": "Group", "username": "GroupAnonymousBot"}
    message = group.post(anonymous, {"text": "/grupa", "sender_chat": group.chat()})
    world.bot.updates.put("message", message)
    await world.settled()
    assert "Rakstiet savā vārdā" in admin.there(group).shown[-1]
    assert world.read(groups.region_group) is None


async def test_a_deleted_thread_is_made_anew_and_the_administrators_are_told(world: World) -> None:
    admin = await world.member("admin", "Administratore")
    group = _group(world, admin)
    group.promote(world.bot)
    there = admin.there(group)
    await there.say("/grupa")
    group.delete_topic(group.topic("Sarunas"))
    await there.do(lambda: group.add(world.stranger("Kāds").chat.user))
    await world.move_clock(minutes=15)  # what is to be said in "Sarunas" now is the invitation
    await world.move_clock(seconds=30)
    assert sorted(_topics(group)) == sorted(ALL_THREADS)
    assert "kāds bija izdzēsis sadaļas, un Plaukts tās ir izveidojis no jauna: Sarunas" in admin.shown[-1]
    assert group.messages[-1]["message_thread_id"] == group.topic("Sarunas").thread_id
    await world.move_clock(minutes=5)
    assert "izdzēsis" not in "".join(admin.shown[:-1])


async def test_a_deleted_thread_without_the_right_to_make_one(world: World) -> None:
    admin = await world.member("admin", "Administratore")
    group = _group(world, admin)
    group.promote(world.bot)
    await admin.there(group).say("/grupa")
    group.promote(world.bot, [groups.PIN_MESSAGES, groups.DELETE_MESSAGES])
    group.delete_topic(group.topic("Sarunas"))
    await admin.do(lambda: group.add(world.stranger("Kāds").chat.user))
    await world.move_clock(minutes=15)
    await world.move_clock(seconds=30)
    assert "trūkst sadaļu, un tās nevar izveidot: Sarunas" in admin.shown[-1]
    assert "kolēģis vēl nav Plauktā" in admin.there(group).shown[-1], "it goes to General meanwhile"


async def test_lost_rights_removal_and_return_are_told(world: World) -> None:
    admin = await world.member("admin", "Administratore")
    group = _group(world, admin)
    group.promote(world.bot)
    await admin.there(group).say("/grupa")
    await admin.do(lambda: group.promote(world.bot, [groups.PIN_MESSAGES, groups.MANAGE_TOPICS]))
    assert "Plauktam vairs nav šādu tiesību" in admin.shown[-1]
    assert "Dzēst ziņas" in admin.shown[-1]
    assert "Pārvaldīt tēmas" not in admin.shown[-1]
    await admin.do(lambda: group.kick(world.bot))
    assert f"Plaukts ir izņemts no reģiona grupas „{TITLE}”" in admin.shown[-1]
    assert world.read(lambda session: groups.place(session, groups.NEWS)) is None
    group.add(world.bot)
    await admin.do(lambda: group.promote(world.bot))
    assert any(f"Plaukts atkal ir reģiona grupā „{TITLE}”" in text for text in admin.shown)
    assert world.read(lambda session: groups.place(session, groups.NEWS)) is not None


async def test_a_new_name_and_a_migration_are_noticed(world: World) -> None:
    admin = await world.member("admin", "Administratore")
    group = _group(world, admin, forum=False, supergroup=False)
    group.promote(world.bot)
    await admin.there(group).say("/grupa")
    await admin.do(lambda: group.rename("Bibliotekāri", by=admin.chat.user))
    assert f"Reģiona grupas „{TITLE}” nosaukums tagad ir „Bibliotekāri”" in admin.shown[-1]
    before = len(admin.shown)
    await admin.do(group.migrate)
    assert "par supergrupu" in admin.shown[-1]
    assert len(admin.shown) == before + 1, "once"
    region = _region(world)
    assert (region.chat_id, region.supergroup) == (group.id, True)
    answer = await admin.there(group).say("/grupa")
    assert "Bibliotekāri ir reģiona grupa." in answer


async def test_people_who_have_not_joined_are_invited_once(world: World) -> None:
    admin = await world.member("admin", "Administratore")
    group = await world.group(admin, forum=False)
    started, silent, member = world.stranger("Sāka"), world.stranger("Klusē"), await world.librarian()
    await started.start()
    for person in (started, silent, member):
        group.add(person.chat.user)
    await world.settled()
    assert "Jūs esat reģiona bibliotekāru grupā (Kuldīgas reģions)." in started.shown[-1]
    there = silent.there(group)
    assert not there.shown
    before = len(started.shown)
    for person in (started, silent, member):
        await person.there(group).say("Labdien!")
    await world.move_clock(minutes=11)
    (invitation,) = there.shown
    assert "Šajā grupā 1 kolēģis vēl nav Plauktā." in invitation
    assert "Klusē" not in invitation
    assert "[Pievienoties Plauktam]" in invitation
    assert len(started.shown) == before, "once"
    another = world.stranger("Vēl kāda")
    await there.do(lambda: group.add(another.chat.user))
    await world.move_clock(minutes=11)
    (invitation,) = there.shown
    assert "Šajā grupā 2 kolēģi vēl nav Plauktā." in invitation, "changed in its place"
    await another.start(world.invite())
    await another.press("Izlasīju")
    await another.say("Vēl kāda")
    await another.press("Izlaist")
    await there.do(lambda: group.leave(silent.chat.user))
    await world.move_clock(minutes=11)
    assert there.shown == ["👋 Paldies! Visi, kas šeit raksta, jau ir Plauktā."]


async def test_the_invitation_comes_in_the_day_and_seldom(world: World) -> None:
    admin = await world.member("admin", "Administratore")
    group = await world.group(admin, forum=False)
    await world.move_to(world.sandbox.clock.now() + timedelta(hours=12))  # 23.00
    there = admin.there(group)
    await there.do(lambda: group.add(world.stranger("Kāda").chat.user))
    await world.move_clock(hours=2)
    assert not there.shown
    await world.move_clock(hours=9)
    (first,) = group.messages[-1:]
    assert "kolēģis" in seen(first)
    await world.move_clock(days=15)
    await there.do(lambda: group.add(world.stranger("Vēl kāda").chat.user))
    await world.move_clock(minutes=11)
    (invitation,) = there.shown
    assert "2 kolēģi" in invitation
    assert group.find(first["message_id"]) is None, "the old one does not stay"


async def test_a_person_without_plaukts_who_presses_a_button_is_told_how_to_join(world: World) -> None:
    admin, stranger = await world.member("admin", "Administratore"), world.stranger("Kāds")
    group = _group(world, admin, stranger)
    group.promote(world.bot)
    await admin.there(group).say("/grupa")
    answer = await stranger.there(group).press("🔄 Pārbaudīt vēlreiz")
    assert answer.toast is not None
    assert "atveriet @plaukts_bot un nospiediet „Start”" in answer.toast


async def test_nothing_of_peoples_talk_is_kept(world: World) -> None:
    admin, librarian, stranger = (
        await world.member("admin", "Administratore"),
        await world.librarian(),
        world.stranger("Kāds"),
    )
    group = _group(world, admin, librarian, stranger, topics=["Ekskursijas"])
    group.promote(world.bot)
    await admin.there(group).say("/grupa")
    c = inbox.c

    def rows() -> list[Any]:
        return world.read(lambda session: list(session.execute(select(inbox).order_by(c.received_at)).all()))

    known = {row.update_id for row in rows()}
    for person in (librarian, stranger):
        for topic in (None, "Ekskursijas", "Sarunas", "Semināri un pasākumi"):
            await person.there(group).say("Slepena saruna", topic=topic)
            seat = group.seat(person.chat.user)
            await person.there(group).do(partial(seat.send_album, [None, None], topic=topic))
            await world.move_clock(seconds=2)
    kept = [row for row in rows() if row.update_id not in known]
    assert len(kept) == 24
    for row in kept:
        assert row.done_at is not None
        assert (row.body, row.chat_id, row.group_key, row.error) == ("", None, None, None)
