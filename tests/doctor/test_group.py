"""What the doctor finds of the region's group, over HTTP."""

import pytest
from sqlalchemy.orm import Session

from bot.sandbox import Group
from storage import groups
from tests.doctor.practice import GOOD, TOKEN, WARNING, WRONG, Practice, change

NAMES = {groups.NEWS: "Jaunumi", groups.QUESTIONS: "Konsultācijas", groups.EVENTS: "Pasākumi", groups.TALK: "Sarunas"}


def _attached(practice: Practice, *, forum: bool = True) -> Group:
    """The region's group with its threads, administered by the bot."""
    sandbox, bot = practice.sandbox, practice.sandbox.bots[TOKEN]
    owner = sandbox.add_user("Metodiķe")
    group = sandbox.add_group("Reģions", [owner, bot], supergroup=True, topics=list(NAMES.values()) if forum else [])
    group.promote(bot)

    def job(session: Session) -> None:
        found = groups.seen_group(session, group.chat())
        groups.adopt(session, found, sandbox.clock.now())
        for kind, name in NAMES.items() if forum else ():
            thread_id = group.topic(name).thread_id
            session.add(groups.GroupThread(group_id=found.id, name=name, kind=kind, thread_id=thread_id))

    change(practice, job)
    return group


async def test_no_group(practice: Practice) -> None:
    found = await practice.find()
    assert (found["Group"].sign, found["Group"].says) == (GOOD, "none is attached; /grupa attaches one")
    assert "Threads" not in found


async def test_a_group_in_good_order(practice: Practice) -> None:
    _attached(practice)
    found = await practice.find()
    assert (found["Group"].sign, found["Group"].says) == (GOOD, "“Reģions”: the bot has all the rights that it needs")
    assert (found["Threads"].sign, found["Threads"].says) == (GOOD, "Jaunumi, Konsultācijas, Pasākumi, Sarunas")


async def test_a_group_without_threads(office: Practice) -> None:
    _attached(office, forum=False)
    found = (await office.find())["Threads"]
    assert (found.sign, found.says) == (GOOD, "none: the group has no “Topics”")


async def test_rights_that_are_missing_are_named_as_telegram_names_them(office: Practice) -> None:
    group, bot = _attached(office), office.sandbox.bots[TOKEN]
    group.promote(bot, [groups.PIN_MESSAGES])
    found = (await office.find())["Group"]
    assert found.sign is WRONG
    assert found.says == "in “Reģions” the bot lacks: “Delete messages”, “Manage topics”"
    assert "Administrators" in found.remedy
    group.demote(bot)
    assert "be an administrator" in (await office.find())["Group"].says


@pytest.mark.parametrize("how", ["kick", "leave"])
async def test_a_bot_that_is_not_there_any_more(office: Practice, how: str) -> None:
    group = _attached(office)
    getattr(group, how)(office.sandbox.bots[TOKEN])
    found = (await office.find())["Group"]
    assert (found.sign, found.says) == (WRONG, "the bot is not in “Reģions” any more")


async def test_without_telegram_it_tells_what_was_known_last(office: Practice) -> None:
    _attached(office)
    found = (await office.find(token=None))["Group"]
    assert (found.sign, found.says.startswith("in “Reģions” the bot lacks: be an administrator")) == (WRONG, True)


async def test_a_thread_that_is_missing(office: Practice) -> None:
    _attached(office)

    def lose(session: Session) -> None:
        group = groups.region_group(session)
        assert group is not None
        thread = groups.thread_of(session, group, groups.EVENTS)
        assert thread is not None
        thread.gone_at = office.sandbox.clock.now()

    change(office, lose)
    found = (await office.find())["Threads"]
    assert (found.sign, found.says) == (WARNING, "Jaunumi, Konsultācijas, Sarunas")
    assert "/grupa" in found.remedy
