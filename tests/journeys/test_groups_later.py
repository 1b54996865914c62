"""What happens to the region's group later: noticed, mended where that can be, told to the administrators."""

from functools import partial

from storage import groups
from tests.journeys.gathering import ALL_THREADS, TITLE, new_group, region_group, topics
from tests.journeys.world import World


async def test_a_deleted_thread_is_made_anew_and_the_administrators_are_told(world: World) -> None:
    admin = await world.member("admin", "Administratore")
    group = new_group(world, admin)
    group.promote(world.bot)
    there = admin.there(group)
    await there.say("/grupa")
    group.delete_topic(group.topic("Sarunas"))
    await there.do(lambda: group.add(world.stranger("Kāds").chat.user))
    await world.move_clock(minutes=15)  # what is to be said in "Sarunas" now is the invitation
    await world.move_clock(seconds=30)
    assert sorted(topics(group)) == sorted(ALL_THREADS)
    assert "kāds bija izdzēsis sadaļas, un Plaukts tās ir izveidojis no jauna: Sarunas" in admin.shown[-1]
    assert group.messages[-1]["message_thread_id"] == group.topic("Sarunas").thread_id
    await world.move_clock(minutes=5)
    assert "izdzēsis" not in "".join(admin.shown[:-1])


async def test_a_deleted_thread_without_the_right_to_make_one(world: World) -> None:
    admin = await world.member("admin", "Administratore")
    group = new_group(world, admin)
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
    group = new_group(world, admin)
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
    group = new_group(world, admin, forum=False, supergroup=False)
    group.promote(world.bot)
    await admin.there(group).say("/grupa")
    await admin.do(lambda: group.rename("Bibliotekāri", by=admin.chat.user))
    assert f"Reģiona grupas „{TITLE}” nosaukums tagad ir „Bibliotekāri”" in admin.shown[-1]
    before = len(admin.shown)
    await admin.do(group.migrate)
    assert "par supergrupu" in admin.shown[-1]
    assert len(admin.shown) == before + 1, "once"
    region = region_group(world)
    assert (region.chat_id, region.supergroup) == (group.id, True)
    answer = await admin.there(group).say("/grupa")
    assert "Bibliotekāri ir reģiona grupa." in answer


async def test_topics_that_are_switched_on_later_are_used(world: World) -> None:
    admin = await world.member("admin", "Administratore")
    group = new_group(world, admin, forum=False)
    group.promote(world.bot, [groups.PIN_MESSAGES, groups.DELETE_MESSAGES])
    there = admin.there(group)
    await there.say("/grupa")
    group.forum = True
    await there.say("Tagad ir sadaļas.")
    await world.move_clock(minutes=2)
    assert "tagad ir sadaļas. Lai tās veidotu, Plauktam vēl trūkst tiesību" in admin.shown[-1]
    assert "Pārvaldīt tēmas" in admin.shown[-1]
    told, asked = len(admin.shown), len(world.sandbox.requests)
    for _ in range(3):
        await world.move_clock(minutes=2)
    assert len(admin.shown) == told, "once"
    later = {one.method for one in list(world.sandbox.requests)[asked:]}
    assert "editMessageText" not in later, "nothing is changed while nothing changes"
    await admin.do(lambda: group.promote(world.bot))
    assert topics(group) == ALL_THREADS


async def test_what_the_bot_itself_does_in_the_group_is_no_news_to_it(world: World) -> None:
    """Some servers tell a bot of its own service messages."""
    admin = await world.member("admin", "Administratore")
    group = new_group(world, admin)
    group.promote(world.bot)
    await admin.there(group).say("/grupa")
    for message in list(group.messages):
        if message["from"]["id"] == world.bot.id:
            world.bot.updates.put("message", message)
    await world.settled()
    assert topics(group) == ALL_THREADS
    for kind in groups.KINDS:
        place = world.read(partial(groups.place, kind=kind))
        assert place is not None
        assert place.thread is not None
