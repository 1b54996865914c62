"""One measurement: this process is the local Telegram, the bot is a process of its own."""

import asyncio
import signal
import sys
from asyncio.subprocess import Process
from collections.abc import Callable
from dataclasses import dataclass, field, replace
from pathlib import Path
from time import perf_counter
from typing import Any

from bot.sandbox import Limits, PrivateChat, Sandbox
from tests.benchmarks.region import left_over, prepare_region, question

ASKERS = 50
TOKEN = "1:local"
ECHO, PLAUKTS = "echo", "plaukts"
PATIENCE = 300.0
"""Seconds after which a bot that does not answer is given up."""


@dataclass(frozen=True)
class Task:
    """What is to be measured. Without ``rate`` all updates are there at once; otherwise so many come in a second."""

    bot: str
    updates: int
    warm_up: int
    database_url: str = ""
    rate: float | None = None
    said: Callable[[int], str] = question
    """From an update's number to its text."""


@dataclass(frozen=True)
class Result:
    """What came of it; seconds from the first update's offering."""

    answers: int
    answered_in: float
    cards: int
    cards_in: float
    latencies: list[float]
    """Seconds from each question's offering to its answer's arrival."""
    peak_mib: float | None
    complaints: list[str]
    left_over: int

    @property
    def per_second(self) -> float:
        return self.answers / self.answered_in


@dataclass
class _Watch:
    """Sees every message of the bot arrive: answers to askers, and cards."""

    askers: set[int]
    answers: list[float] = field(default_factory=list)
    cards: list[float] = field(default_factory=list)
    offered: dict[int, float] = field(default_factory=dict)
    """Message id of a question → when."""
    latencies: list[float] = field(default_factory=list)

    def __call__(self, event: dict[str, Any]) -> None:
        message = event.get("message")
        if event["type"] != "message" or message is None or not message["from"]["is_bot"] or "edit_date" in message:
            return
        now = perf_counter()
        if message["chat"]["id"] not in self.askers:
            self.cards.append(now)
            return
        self.answers.append(now)
        question_id = message.get("reply_to_message", {}).get("message_id")
        if question_id in self.offered:
            self.latencies.append(now - self.offered[question_id])


def measure(task: Task) -> Result:
    """Measure, for a pool of processes."""
    return asyncio.run(measure_here(task))


async def measure_here(task: Task) -> Result:
    """Serve the local Telegram, start the bot, warm it up, offer the updates, wait until all is answered."""
    sandbox = Sandbox(limits=Limits.off())
    sandbox.keep_requests = False
    bot = sandbox.add_bot(TOKEN, username="measured_bot", name="Measured")
    chats = [sandbox.add_user("Persona", str(index)).chat_with(bot) for index in range(ASKERS + 1)]
    for chat in chats:
        chat.private.started = True
    askers, methodologist = chats[:ASKERS], chats[ASKERS]
    if task.bot == PLAUKTS:
        ids = [chat.user.id for chat in askers]
        await asyncio.to_thread(prepare_region, task.database_url, ids, methodologist.user.id)
    async with sandbox.serving() as url:
        process = await _start(task, url)
        try:
            await sandbox.wait_for(lambda: bot.updates.polled, 60)
            await _run(sandbox, askers, replace(task, updates=task.warm_up, rate=None))
            await sandbox.wait_for(lambda: bot.updates.polled, 60)
            started, watch = await _run(sandbox, askers, task)
            peak = peak_mib(process.pid)
        finally:
            if process.returncode is None:
                process.send_signal(signal.SIGTERM)
            await process.wait()
    return Result(
        answers=len(watch.answers),
        answered_in=max(watch.answers) - started,
        cards=len(watch.cards),
        cards_in=max(watch.cards, default=started) - started,
        latencies=watch.latencies,
        peak_mib=peak,
        complaints=sandbox.complaints,
        left_over=await asyncio.to_thread(left_over, task.database_url) if task.bot == PLAUKTS else 0,
    )


async def _start(task: Task, url: str) -> Process:
    command = ["-m", "tests.benchmarks.bots", task.bot, "--api-url", url, "--token", TOKEN]
    if task.database_url:
        command += ["--database-url", task.database_url]
    return await asyncio.create_subprocess_exec(sys.executable, *command)


async def _run(sandbox: Sandbox, askers: list[PrivateChat], task: Task) -> tuple[float, _Watch]:
    """Offer the updates; returns when the first was offered, and what arrived."""
    watch = _Watch({chat.user.id for chat in askers})
    stop = sandbox.listen(watch)
    begun = perf_counter()
    for number in range(task.updates):
        if task.rate is not None:
            await asyncio.sleep(max(0.0, begun + number / task.rate - perf_counter()))
        message = askers[number % len(askers)].send(task.said(number))
        watch.offered[message["message_id"]] = perf_counter()
    # Unless a rate is set, nothing was awaited: the bot is offered the first update from now on.
    started = begun if task.rate is not None else perf_counter()
    cards = task.updates if task.bot == PLAUKTS and task.said is question else 0
    async with asyncio.timeout(PATIENCE):
        while len(watch.answers) < task.updates or len(watch.cards) < cards:
            await asyncio.sleep(0.05)
    stop()
    return started, watch


def peak_mib(pid: int) -> float | None:
    """The most memory that a process ever held (Linux; elsewhere nothing is told)."""
    try:
        status = Path(f"/proc/{pid}/status").read_text(encoding="ascii")
    except OSError:
        return None
    return next(int(line.split()[1]) / 1024 for line in status.splitlines() if line.startswith("VmHWM"))
