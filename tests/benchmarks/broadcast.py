"""A broadcast against a Telegram that takes 30 messages a second, and what it costs those who ask meanwhile.

    uv run python -m tests.benchmarks.broadcast [--recipients 3000] [--database sqlite|postgresql]

Time is told as a multiple of what is possible (recipients ÷ 30 s), from the first message's arrival to the last one's;
beside it python-telegram-bot's AIORateLimiter with a plain loop. Then people ask, first without a broadcast and then
while one runs: what their answers take. Nothing here is asserted.
"""

import argparse
import asyncio
import signal
import sys
import tempfile
from collections import Counter
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from dataclasses import dataclass, field
from pathlib import Path
from statistics import quantiles
from time import perf_counter
from typing import Any

from bot.sandbox import PrivateChat, Sandbox
from tests.benchmarks.measuring import TOKEN
from tests.benchmarks.region import broadcast_to, prepare_region, question
from tests.benchmarks.throughput import POSTGRESQL, SQLITE, databases

PER_SECOND = 30
"""What the local Telegram enforces, as Telegram itself is said to (bot.sandbox.limits)."""
ASKERS = 40
PAUSE = 0.25
"""Seconds between two questions; with its card each makes two messages."""


class CountingSandbox(Sandbox):
    """Counts refusals."""

    def __init__(self) -> None:
        super().__init__()
        self.keep_requests = False
        self.refused: Counter[int] = Counter()

    def note(self, method: str, params: dict[str, Any], answer: dict[str, Any]) -> None:
        super().note(method, params, answer)
        if not answer["ok"]:
            self.refused[int(answer["error_code"])] += 1


@dataclass
class Measured:
    """What came of one run."""

    arrived: list[float] = field(default_factory=list)
    """When each message of the broadcast arrived."""
    too_many: int = 0
    quiet: list[float] = field(default_factory=list)
    """Seconds that an answer took before the broadcast."""
    meanwhile: list[float] = field(default_factory=list)
    """And while it ran."""

    @property
    def seconds(self) -> float:
        return max(self.arrived) - min(self.arrived)

    def ratio(self) -> float:
        return self.seconds / (len(self.arrived) / PER_SECOND)


@dataclass
class Hall:
    """Everybody of one run, and who hears what."""

    sandbox: CountingSandbox
    askers: list[PrivateChat]
    recipients: list[int]
    measured: Measured = field(default_factory=Measured)
    _waiting: dict[int, asyncio.Future[float]] = field(default_factory=dict)

    def heard(self, event: dict[str, Any]) -> None:
        message = event.get("message")
        if event["type"] != "message" or message is None or not message["from"]["is_bot"] or "edit_date" in message:
            return
        chat = message["chat"]["id"]
        if chat in self._waiting:
            self._waiting.pop(chat).set_result(perf_counter())
        elif chat >= self.recipients[0]:
            self.measured.arrived.append(perf_counter())

    async def ask(self, number: int) -> float:
        """Seconds from a question to its answer."""
        chat = self.askers[number % ASKERS]
        answered = self._waiting[chat.user.id] = asyncio.get_running_loop().create_future()
        asked = perf_counter()
        chat.send(question(number))
        at: float = await asyncio.wait_for(answered, 60)
        return at - asked

    async def ask_many(self, first: int, count: int) -> list[float]:
        """Questions at a steady rate, whether or not the earlier ones are answered."""
        tasks = []
        for number in range(first, first + count):
            tasks.append(asyncio.create_task(self.ask(number)))
            await asyncio.sleep(PAUSE)
        return await asyncio.gather(*tasks)

    async def all_arrived(self) -> None:
        async with asyncio.timeout(60 + 3 * len(self.recipients) / PER_SECOND):
            while len(self.measured.arrived) < len(self.recipients):
                await asyncio.sleep(0.05)
        self.measured.too_many = self.sandbox.refused[429]


@asynccontextmanager
async def hall_of(recipients: int) -> AsyncIterator[tuple[Hall, str]]:
    """Askers, a methodologist and recipients, and where the local Telegram is."""
    sandbox = CountingSandbox()
    bot = sandbox.add_bot(TOKEN, username="measured_bot", name="Measured")
    chats = [sandbox.add_user("Persona", str(index)).chat_with(bot) for index in range(ASKERS + 1 + recipients)]
    for chat in chats:
        chat.private.started = True
    hall = Hall(sandbox, chats[: ASKERS + 1], [chat.user.id for chat in chats[ASKERS + 1 :]])
    async with sandbox.serving() as url:
        sandbox.listen(hall.heard)
        yield hall, url


@asynccontextmanager
async def bot_of(kind: str, url: str, *more: str) -> AsyncIterator[None]:
    """A bot of ``tests.benchmarks.bots`` in a process of its own."""
    command = ("-m", "tests.benchmarks.bots", kind, "--api-url", url, "--token", TOKEN, *more)
    process = await asyncio.create_subprocess_exec(sys.executable, *command)
    try:
        yield
    finally:
        if process.returncode is None:
            process.send_signal(signal.SIGTERM)
        await process.wait()


async def measure_loop(recipients: int) -> Measured:
    """The peer."""
    async with hall_of(recipients) as (hall, url):
        with tempfile.TemporaryDirectory() as folder:
            names = Path(folder) / "recipients"
            names.write_text("\n".join(map(str, hall.recipients)), encoding="ascii")
            async with bot_of("loop", url, "--recipients", str(names)):
                await hall.all_arrived()
        return hall.measured


async def measure_plaukts(recipients: int, database_url: str, questions: int) -> Measured:
    """A broadcast of Plaukts; with so many questions before it and as many while it runs."""
    async with hall_of(recipients) as (hall, url):
        ids = [chat.user.id for chat in hall.askers]
        await asyncio.to_thread(prepare_region, database_url, ids[:-1], ids[-1])
        async with bot_of("paced", url, "--database-url", database_url):
            await hall.sandbox.wait_for(lambda: hall.sandbox.bots[TOKEN].updates.polled, 60)
            await hall.ask_many(0, min(questions, 10))
            hall.measured.quiet = await hall.ask_many(10, questions)
            await asyncio.to_thread(broadcast_to, database_url, hall.recipients)
            await hall.sandbox.wait_for(lambda: hall.measured.arrived, 60)
            hall.measured.meanwhile = await hall.ask_many(10 + questions, questions)
            await hall.all_arrived()
        return hall.measured


def main() -> None:
    """Measure and print."""
    parser = argparse.ArgumentParser(prog="python -m tests.benchmarks.broadcast", description=__doc__)
    parser.add_argument("--recipients", type=int, default=3000)
    parser.add_argument("--database", choices=(SQLITE, POSTGRESQL), default=SQLITE)
    parser.add_argument("--questions", type=int, default=160, help="asked without a broadcast, and as many during one")
    options = parser.parse_args()
    with databases(options.database) as new_url:
        alone = asyncio.run(measure_plaukts(options.recipients, new_url(), 0))
        _say_broadcast(f"Plaukts on {options.database}", alone)
        _say_broadcast(
            "python-telegram-bot's AIORateLimiter with a loop", asyncio.run(measure_loop(options.recipients))
        )
        asked = asyncio.run(measure_plaukts(options.recipients // 2, new_url(), options.questions))
    quiet, meanwhile = _cuts(asked.quiet), _cuts(asked.meanwhile)
    _say(
        f"An answer, {1 / PAUSE:g} questions a second: p50 {quiet[0]:.0f} ms, p95 {quiet[1]:.0f} ms;",
        f"while a broadcast runs: p50 {meanwhile[0]:.0f} ms, p95 {meanwhile[1]:.0f} ms,",
        f"that is {meanwhile[0] - quiet[0]:+.0f} ms and {meanwhile[1] - quiet[1]:+.0f} ms; 429s: {asked.too_many}",
    )


def _say_broadcast(name: str, measured: Measured) -> None:
    count = len(measured.arrived)
    _say(
        f"{name}: {count} recipients in {measured.seconds:.1f} s,",
        f"    {measured.ratio():.2f} of what {PER_SECOND} a second allow; 429s: {measured.too_many}",
        f"    ({1000 * measured.too_many / count:.1f} per 1,000)",
    )


def _cuts(latencies: list[float]) -> tuple[float, float]:
    """p50 and p95 in milliseconds."""
    cuts = quantiles(latencies, n=20)
    return cuts[9] * 1000, cuts[18] * 1000


def _say(*lines: str) -> None:
    sys.stdout.write("".join(f"{line}\n" for line in lines))
    sys.stdout.flush()


if __name__ == "__main__":
    main()
