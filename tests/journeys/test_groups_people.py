"""People in the region's group: those who have not joined are invited once, and nothing of their talk is kept."""

from datetime import timedelta
from functools import partial
from typing import Any

from sqlalchemy import select

from storage.inbox import inbox
from tests.journeys.gathering import new_group
from tests.journeys.person import seen
from tests.journeys.world import World


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
    group = new_group(world, admin, stranger)
    group.promote(world.bot)
    await admin.there(group).say("/grupa")
    answer = await stranger.there(group).press("🔄 Pārbaudīt vēlreiz")
    assert answer.toast is not None
    assert "atveriet @plaukts_bot un nospiediet Start (Sākt)" in answer.toast


async def test_nothing_of_peoples_talk_is_kept(world: World) -> None:
    admin, librarian, stranger = (
        await world.member("admin", "Administratore"),
        await world.librarian(),
        world.stranger("Kāds"),
    )
    group = new_group(world, admin, librarian, stranger, topics=["Ekskursijas"])
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


async def test_what_can_be_said_in_the_group_is_offered_there(world: World) -> None:
    librarian = await world.librarian()
    group = await world.group(librarian)
    await world.move_clock(minutes=1)
    offered = world.sandbox.commands_for(world.bot, group, librarian.chat.user)
    assert [one["command"] for one in offered] == ["jautat"]
    done = world.sandbox.done["setMyCommands"]
    await world.move_clock(minutes=5)
    assert world.sandbox.done["setMyCommands"] == done, "once"
