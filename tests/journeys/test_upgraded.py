"""After an upgrade: what the new version can do is offered to those who joined before."""

from sqlalchemy import func, select, update
from sqlalchemy.orm import Session

from bot.features.members.actions import COMMANDS
from storage.numbers import marks
from storage.outbox import deliveries
from tests.journeys.world import World


async def test_members_get_a_changed_list_of_commands_once(world: World) -> None:
    methodologist, librarian = await world.methodologist(), await world.librarian()
    world.bot.commands.clear()
    world.write(_another_version_had_run)
    assert not methodologist.commands

    await world.restart()
    await world.settled()
    assert {"jautat", "registret", "parskats"} <= methodologist.commands
    assert "jautat" in librarian.commands
    assert "registret" not in librarian.commands

    sent = world.read(_lists_sent)
    await world.restart()
    await world.settled()
    assert world.read(_lists_sent) == sent


def _another_version_had_run(session: Session) -> None:
    session.execute(update(marks).where(marks.c.name == COMMANDS).values(value="another version's"))


def _lists_sent(session: Session) -> int:
    found = select(func.count()).select_from(deliveries).where(deliveries.c.method == "setMyCommands")
    return session.scalars(found).one()
