"""A region's group in a journey, before anybody has said anything in it."""

from typing import Any

from bot.sandbox import Group
from storage import groups
from tests.journeys.person import Person, seen
from tests.journeys.world import World

ALL_THREADS = ["Jaunumi", "Konsultācijas", "Semināri un pasākumi", "Sarunas"]
TITLE = "Kuldīgas reģiona bibliotekāri"


def new_group(world: World, *people: Person, **how: Any) -> Group:
    """A group that people made and to which they added the bot."""
    options = {"supergroup": True, "forum": True} | how
    return world.sandbox.add_group(TITLE, [*(person.chat.user for person in people), world.bot], **options)


def pinned(group: Group) -> list[str]:
    """What is pinned."""
    return [seen(message) for one in group.pinned if (message := group.find(one)) is not None]


def topics(group: Group) -> list[str]:
    """The names of the threads."""
    return [topic.name for topic in group.topics.values()]


def region_group(world: World) -> groups.Group:
    """What is stored of the region's group."""
    found = world.read(groups.region_group)
    assert found is not None
    return found
