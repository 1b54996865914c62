"""After an upgrade: what the new version can do is offered to those who joined before."""

import pytest
from sqlalchemy import func, select, update
from sqlalchemy.orm import Session

from bot.features.members import actions
from bot.features.members.actions import COMMANDS
from bot.manifest import discover
from bot.menu import CommandMenu
from storage.numbers import marks
from storage.outbox import About, Lane, deliveries, enqueue
from tests.journeys.events import as_person
from tests.journeys.world import Person, World


async def test_members_get_a_changed_list_of_commands_once(world: World, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(actions, "COMMANDS_AT_A_TIME", 1)
    methodologist, librarian = await world.methodologist(), await world.librarian()
    world.bot.commands.clear()
    world.write(_another_version_had_run)
    assert not methodologist.commands

    sent = world.read(_lists_sent)
    await world.restart()
    await world.settled()
    assert {"jautat", "registret", "parskats"} <= methodologist.commands
    assert "jautat" not in librarian.commands, "in thousands nobody else waits until all have got it"
    assert world.write(lambda session: _offer_while_all_are_told(world, session, librarian)) == sent + 1
    for _ in range(2):
        await world.move_clock(seconds=5)
    assert "jautat" in librarian.commands
    assert "registret" not in librarian.commands

    for _ in range(3):
        await world.move_clock(seconds=5)
    await world.restart()
    await world.settled()
    assert world.read(_lists_sent) == sent + 2


def _another_version_had_run(session: Session) -> None:
    session.execute(update(marks).where(marks.c.name == COMMANDS).values(value="another version's"))


def _offer_while_all_are_told(world: World, session: Session, librarian: Person) -> int:
    """Returns how many lists have been put out in all."""
    ctx = as_person(world, session, librarian)
    ctx.menu = CommandMenu(command for feature in discover() for command in feature.commands)
    about, text = About("announcement"), {"text": "Sanāksme"}
    lane, chat_id = Lane.BROADCAST, librarian.chat.user.id
    enqueue(session, chat_id=chat_id, method="sendMessage", payload=text, about=about, lane=lane, now=ctx.now)
    actions.offer_changed_commands(ctx)
    return _lists_sent(session)


def _lists_sent(session: Session) -> int:
    found = select(func.count()).select_from(deliveries).where(deliveries.c.method == "setMyCommands")
    return session.scalars(found).one()
