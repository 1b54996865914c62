"""From the start of ``plaukts run`` to its first answer, and what it holds when it has nothing to do.

    uv run python -m tests.benchmarks.start [--rounds 5]

A question waits at the local Telegram before the bot is started; the database is a SQLite file, new the first time and
there already after that. Resident memory is read five seconds after the answer (Linux). Nothing here is asserted.
"""

import argparse
import asyncio
import os
import sys
import tempfile
from dataclasses import dataclass
from pathlib import Path
from statistics import median
from time import perf_counter

from bot.sandbox import Limits, PrivateChat, Sandbox
from tests.benchmarks.measuring import TOKEN

IDLE = 5.0
"""Seconds after which nothing is left to be done."""


@dataclass(frozen=True)
class Started:
    """What one start took: seconds to the first answer, MiB resident when idle (nothing where that cannot be read)."""

    seconds: float
    resident_mib: float | None


async def measure(folder: Path, rounds: int, idle: float = IDLE) -> list[Started]:
    """Start the installed command in a folder so many times, and stop it."""
    sandbox = Sandbox(limits=Limits.off())
    chat = sandbox.add_user("Persona").chat_with(sandbox.add_bot(TOKEN, username="measured_bot", name="Measured"))
    async with sandbox.serving() as url:
        return [await _measure(sandbox, chat, url, folder, idle) for _ in range(rounds)]


async def _measure(sandbox: Sandbox, chat: PrivateChat, url: str, folder: Path, idle: float) -> Started:
    chat.start()
    settings = {"PLAUKTS_TELEGRAM_TOKEN": TOKEN, "PLAUKTS_TELEGRAM_API_URL": url}
    quiet = asyncio.subprocess.DEVNULL
    command = Path(sys.executable).with_name("plaukts")
    begun = perf_counter()
    process = await asyncio.create_subprocess_exec(
        command, "run", cwd=folder, env=os.environ | settings, stdout=quiet, stderr=quiet
    )
    try:
        await sandbox.wait_for(lambda: chat.last["from"]["is_bot"], 60)
        seconds = perf_counter() - begun
        await asyncio.sleep(idle)
        return Started(seconds, _resident_mib(process.pid))
    finally:
        process.terminate()
        await process.wait()


def _resident_mib(pid: int) -> float | None:
    try:
        status = Path(f"/proc/{pid}/status").read_text(encoding="ascii")
    except OSError:
        return None
    return next(int(line.split()[1]) / 1024 for line in status.splitlines() if line.startswith("VmRSS"))


def main() -> None:
    """Measure and print."""
    parser = argparse.ArgumentParser(prog="python -m tests.benchmarks.start", description=__doc__)
    parser.add_argument("--rounds", type=int, default=5)
    options = parser.parse_args()
    with tempfile.TemporaryDirectory() as folder:
        first, *others = asyncio.run(measure(Path(folder), options.rounds + 1))
    resident = [one.resident_mib for one in others if one.resident_mib is not None]
    sys.stdout.write(
        f"First answer after {first.seconds:.1f} s with a new database, {median(one.seconds for one in others):.1f} s "
        f"with one that is there (median of {len(others)}); "
        f"idle: {f'{median(resident):.0f} MiB' if resident else 'not known'} resident\n"
    )


if __name__ == "__main__":
    main()
