"""Data of buttons, sent from a message of the group that never had them: nobody changes what all read there."""

import pytest

from tests.journeys.test_colleagues import THREAD, make_region
from tests.journeys.world import World

NO_LONGER = "Šī poga vairs nedarbojas. Ko var darīt, parāda izvēlne zemāk."


@pytest.mark.parametrize("data", ["p:open", "p:kinds", "n:page:0:-", "set", "c:topic:1:0", "mo:overview", "f:1:leave"])
async def test_a_card_of_the_group_shows_nobodys_own_pages(world: World, data: str) -> None:
    region = await make_region(world)
    await region.here(region.asker).say("Kā norakstīt grāmatas?", topic=THREAD)
    before = region.board
    for person in (region.asker, region.colleague, region.methodologist):
        there = region.here(person)
        pressed = await there.send_data(data, there.last)
        assert pressed.toast == NO_LONGER
        assert region.board == before
