"""After an upgrade: what the new version can do is offered to those who joined before."""

import pytest
from sqlalchemy import func, select, update
from sqlalchemy.orm import Session

from bot.features.members import actions
from bot.features.members.actions import COMMANDS
from storage.numbers import marks
from storage.outbox import deliveries
from tests.journeys.world import World


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


def _lists_sent(session: Session) -> int:
    found = select(func.count()).select_from(deliveries).where(deliveries.c.method == "setMyCommands")
    return session.scalars(found).one()
