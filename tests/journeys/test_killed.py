"""A bot that is killed at any point and started again: nothing is lost, and nothing doubled that can be avoided."""

import asyncio
from collections.abc import AsyncIterator
from functools import partial
from multiprocessing.connection import wait
from pathlib import Path
from typing import Any

import pytest
from sqlalchemy import select
from sqlalchemy.orm import Session

from bot.sandbox import Fault
from storage.consultations import ANSWER, CHAT, TYPED, Consultation, ConsultationMessage
from storage.numbers import counters
from tests.journeys.killing_region import ON_THE_WIRE, Region, region_of_processes

QUESTION = "Kā norakstīt nolietotas grāmatas?"
ANSWER_TEXT = "Sastādiet norakstīšanas aktu."
LINE = "Renda tālr rekataloģizācija 15min kā labot ierakstu"


@pytest.fixture
async def region(database_url: str, tmp_path: Path) -> AsyncIterator[Region]:
    """A region without a bot, on SQLite and on PostgreSQL."""
    async with region_of_processes(database_url, tmp_path) as region:
        yield region


def records(session: Session) -> list[tuple[int, str, str]]:
    """Number, origin and status of every consultation."""
    rows = session.scalars(select(Consultation).order_by(Consultation.number))
    return [(one.number, one.origin, one.status) for one in rows]


def answers(session: Session) -> list[str]:
    return list(session.scalars(select(ConsultationMessage.text).where(ConsultationMessage.part == ANSWER)))


def last_number(session: Session) -> int | None:
    """The last number that was given out."""
    return session.scalar(select(counters.c.value))


def copies(point: str) -> set[int]:
    """How often a message may stand in a chat: what was on the wire has to go again, for nobody knows its fate."""
    return {1, 2} if point == ON_THE_WIRE else {1}


@pytest.mark.parametrize("point", ["stored", "writing", "committed", ON_THE_WIRE, "sent"])
async def test_killed_while_a_question_is_asked(region: Region, point: str) -> None:
    """The question is there once, with one number; asker and methodologist are told of it once."""
    victim = await region.fork(point, QUESTION)
    region.hold(region.asker, point)
    region.asker.send(f"/jautat {QUESTION}")
    await region.killed(victim, point, lambda: region.times(region.asker, "Nr. 1"))

    successor = await (region.command() if point == ON_THE_WIRE or region.on_sqlite else region.fork())
    await region.sees(region.asker, "Nr. 1")
    await region.sees(region.methodologist, QUESTION)
    await region.quiet()
    assert region.times(region.asker, "Nr. 1") in copies(point)
    assert region.times(region.methodologist, QUESTION) in copies(point)
    assert region.times(region.methodologist, "Nr. 1") == region.times(region.methodologist, QUESTION)
    assert region.times(region.asker, "") == region.times(region.asker, "Nr. 1"), "and nothing else"
    assert region.ask(records) == [(1, CHAT, "open")]
    assert region.ask(last_number) == 1
    await region.stopped(successor)


@pytest.mark.parametrize("point", ["writing", ON_THE_WIRE])
async def test_killed_while_a_consultation_is_registered(region: Region, point: str) -> None:
    victim = await region.fork(point, LINE)
    region.hold(region.methodologist, point)
    region.methodologist.send(LINE)
    await region.killed(victim, point, lambda: region.times(region.methodologist, "Nr. 1"))

    successor = await region.fork()
    await region.sees(region.methodologist, "Nr. 1")
    await region.quiet()
    assert region.times(region.methodologist, "Nr. 1") in copies(point)
    assert region.times(region.methodologist, "") == region.times(region.methodologist, "Nr. 1")
    assert [(number, origin) for number, origin, _ in region.ask(records)] == [(1, TYPED)]
    assert region.ask(last_number) == 1
    await region.stopped(successor)


@pytest.mark.parametrize("point", ["committed", ON_THE_WIRE])
async def test_killed_while_a_question_is_answered(region: Region, point: str) -> None:
    victim = await region.fork(point, ANSWER_TEXT)
    region.asker.send(f"/jautat {QUESTION}")
    await region.sees(region.methodologist, QUESTION)
    await region.quiet()
    region.hold(region.asker, point)
    region.methodologist.send(ANSWER_TEXT, reply_to=region.methodologist.last)
    await region.killed(victim, point, lambda: region.times(region.asker, ANSWER_TEXT))

    successor = await region.fork()
    await region.sees(region.asker, ANSWER_TEXT)
    await region.sees(region.methodologist, "nosūtīta")
    await region.quiet()
    assert region.times(region.asker, ANSWER_TEXT) in copies(point)
    assert region.times(region.methodologist, "nosūtīta") in copies(point)
    assert region.times(region.methodologist, QUESTION) == 1, "the card is edited in place"
    assert region.ask(answers) == [ANSWER_TEXT]
    assert region.ask(records) == [(1, CHAT, "answered")]
    await region.stopped(successor)


async def test_stopped_in_the_middle_of_a_question(region: Region) -> None:
    """SIGTERM while an update is handled and an answer is on the wire: both are finished, in time, and only once."""
    bot = await region.fork("stopped", QUESTION)
    region.sandbox.faults.add(Fault("delay", "sendMessage", when="after", seconds=0.5))
    region.methodologist.send(LINE)
    await region.sees(region.methodologist, "Nr. 1")
    region.asker.send(f"/jautat {QUESTION}")
    await asyncio.to_thread(wait, [bot.sentinel], 5)
    assert bot.exitcode == 0, region.log(0)

    successor = await region.fork()
    await region.sees(region.asker, "Nr. 2")
    await region.sees(region.methodologist, QUESTION)
    await region.quiet()
    assert region.times(region.methodologist, "Nr. 1") == 1
    assert region.times(region.asker, "Nr. 2") == 1
    assert region.times(region.methodologist, QUESTION) == 1
    assert [number for number, *_ in region.ask(records)] == [1, 2]
    await region.stopped(successor)


async def test_stopping_does_not_wait_for_telegram(region: Region) -> None:
    """Telegram is silent for a minute: SIGTERM ends the bot in five seconds all the same."""
    bot = await region.fork()
    region.asker.send(f"/jautat {QUESTION}")
    await region.sees(region.methodologist, QUESTION)
    await region.quiet()
    region.sandbox.faults.add(Fault("delay", "editMessageText", when="before", seconds=60))
    region.methodologist.press(region.methodologist.last, "Uzņemties")
    await region.sandbox.wait_for(lambda: region.sandbox.faults.log)
    await region.stopped(bot)


async def test_two_on_one_token(region: Region, tmp_path: Path) -> None:
    """One of them says so and ends, naming the bot; the other goes on (a minute of conflict passes in a second)."""
    bots = [await region.fork("conflict"), await region.fork("conflict", database_url=f"sqlite:///{tmp_path / 'b.db'}")]
    first: list[Any] = await asyncio.to_thread(partial(wait, [bot.sentinel for bot in bots], 30))
    (ended,) = (index for index, bot in enumerate(bots) if bot.sentinel in first)
    await asyncio.to_thread(bots[ended].join)
    assert bots[ended].exitcode == 1
    sentence = region.log(ended).splitlines()[-1]
    assert "@plaukts_bot" in sentence
    assert "process" in sentence.lower()
    assert "Traceback" not in region.log(ended)

    region.asker.send("/palidziba")
    await region.sandbox.wait_for(lambda: region.asker.last["from"]["is_bot"])
    assert bots[1 - ended].is_alive()
    await region.stopped(bots[1 - ended])
