"""Buttons that we never made: whatever their data, who presses one is told so politely, and everything goes on."""

from random import Random

import pytest

from storage.dialogs import dialog_of
from storage.inbox import parked_updates
from tests.journeys.world import Person, World

EARLIER = "Šī poga ir no iepriekšēja soļa un vairs nedarbojas."
HUGE = "9" * 25
ODD_KEYS = ("", HUGE, "²", "-1", "0", "page", f"page{HUGE}", "page²", "x:y", "*", "done", "new", "ā", "\x00", "None")


def version(world: World, person: Person) -> int:
    """What the buttons of the open form or kept text begin with."""
    chat = person.chat.user.id
    found = world.read(lambda session: dialog_of(session, chat, chat))
    assert found is not None
    return found.version


@pytest.fixture
async def methodologist(world: World) -> Person:
    return await world.methodologist()


async def test_data_of_a_kept_text_that_offers_nothing_like_it(world: World, methodologist: Person) -> None:
    await methodologist.talk(("Sveiki", "Ko ar to darīt?"))
    now = version(world, methodologist)
    thread = (f"thread:1.{key}" for key in ("", "add", "addx", f"add{HUGE}", "1", "answer²"))
    for rest in ("gone:1.new", ":", "", "ask:new", "ask:2.new", f"ask:{HUGE}.new", "ask:².new", "discard:", *thread):
        answer = await methodologist.send_data(f"t:{now}:{rest}", methodologist.last)
        assert (answer.toast, answer.new, answer.changed) == (EARLIER, [], []), rest
    for rest in ("pick:1", "back", "leave", "skip"):
        answer = await methodologist.send_data(f"f:{now}:{rest}", methodologist.last)
        assert answer.toast == EARLIER, rest
    await methodologist.talk(("[❓ Uzdot jautājumu]", "✅ Jautājums Nr. 1 reģistrēts."))


async def test_data_of_a_form_that_its_step_has_not(world: World, methodologist: Person) -> None:
    await methodologist.tap("📝 Reģistrēt")
    now = version(world, methodologist)
    for data in (f"t:{now}:ask:new", f"t:{now}:discard:", f"f:{now}:skip", f"f:{now}:", f"f:{now}:dance"):
        answer = await methodologist.send_data(data, methodologist.last)
        assert (answer.toast, answer.new, answer.changed) == (EARLIER, [], []), data
    for key in (HUGE, "²", "-1", "999999999", "x"):
        answer = await methodologist.send_data(f"f:{now}:pick:{key}", methodologist.last)
        assert answer.toast == "Tādas bibliotēkas vairs nav. Izvēlieties citu.", key
    turned = await methodologist.send_data(f"f:{now}:pick:page77", methodologist.last)
    assert "[◀]" in turned, "a page past the end is the last one"


async def test_a_record_is_no_question(world: World, methodologist: Person) -> None:
    await methodologist.talk(("Renda tel statistika", "Nr. 1"))
    before = world.record(1)
    for act in ("take", "release", "answer", "add", "thanks", "close", "reopen", "undo"):
        answer = await methodologist.send_data(f"c:{act}:1", methodologist.last)
        assert "Jautājuma Nr. 1, kas Jums būtu redzams, nav." in answer, act
        assert not answer.new
    assert world.record(1) == before


@pytest.mark.parametrize("opened", ["nothing", "a kept text", "libraries", "channel", "an answer"])
async def test_any_data_is_answered_and_nothing_is_left_lying(world: World, methodologist: Person, opened: str) -> None:
    random = Random(opened)  # noqa: S311 - the same data in every run
    librarian = await world.librarian()
    await librarian.say("/jautat Kā?")
    for _ in range(30):
        match opened:
            case "a kept text":
                await methodologist.say("Sveiki")
            case "libraries":
                await methodologist.say("/registret")
            case "channel":
                await methodologist.say("/registret Renda")
            case "an answer":
                await methodologist.send_data("c:answer:1", methodologist.last)
        now = 0 if opened == "nothing" else version(world, methodologist)
        key = random.choice([*ODD_KEYS, str(random.randrange(40))])
        data = random.choice(
            [
                f"f:{now}:pick:{key}",
                f"f:{now}:{key}",
                f"t:{now}:{random.choice(['thread', 'ask', 'register', 'discard', 'x'])}:1.{key}",
                f"c:{random.choice(['take', 'answer', 'close', 'reopen', 'unsay', 'unlog', 'again', 'topic'])}:{key}",
                f"c:set:1:{key}:{key}",
                f"c:library:{key}:{key}",
                f"{random.choice(['m:approve', 'm:language', 'r:xlsx', 'f', 't', 'c'])}:{key}",
            ]
        )
        await methodologist.send_data(data, methodologist.last)
        assert not world.read(parked_updates), data
