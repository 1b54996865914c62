"""An announcement as a methodologist sends it, to thousands, against a Telegram that takes 30 messages a second.

    uv run python -m tests.benchmarks.announcing [--recipients 3000] [--database sqlite|postgresql]

Composed and ordered in chat; stopped half-way, gone on with, and then corrected, while people ask: what their answers
take while it goes and while all copies follow the correction. Nothing here is asserted.
"""

import argparse
import asyncio
import sys
from collections.abc import Sequence
from dataclasses import dataclass, field
from datetime import UTC, datetime
from statistics import quantiles
from time import perf_counter
from typing import Any

from sqlalchemy import insert
from sqlalchemy.orm import Session

from bot.sandbox import PrivateChat
from storage.database import Database
from storage.members import TELEGRAM, Address, Member
from tests.benchmarks.broadcast import PER_SECOND, Hall, bot_of, hall_of
from tests.benchmarks.region import prepare_region
from tests.benchmarks.throughput import POSTGRESQL, SQLITE, databases

TEXT, CORRECTED = "Sanāksme pārcelta uz ceturtdienu.", "Sanāksme pārcelta uz piektdienu."


@dataclass
class Announced:
    """What came of it."""

    seconds: float = 0
    """From the first copy's arrival to the last one's, the rest left out."""
    copies: int = 0
    meanwhile: int = 0
    """What else Telegram took in that time: answers, cards of questions, edits."""
    twice: int = 0
    edits: int = 0
    editing: float = 0
    """Seconds from the correction to the last copy that follows it."""
    too_many: int = 0
    cards: int = 0
    """How often the sender's card was edited."""
    quiet: list[float] = field(default_factory=list)
    going: list[float] = field(default_factory=list)
    following: list[float] = field(default_factory=list)


def join(url: str, recipients: Sequence[int]) -> None:
    """Add these people, by their Telegram ids, as librarians."""
    database = Database(url)
    database.start()

    def fill(session: Session) -> None:
        now = datetime.now(UTC)
        for start in range(0, len(recipients), 1000):
            some = recipients[start : start + 1000]
            members = [Member(name="Lasa", role="librarian", language="lv", created_at=now) for _ in some]
            session.add_all(members)
            session.flush()
            values = [
                {"member_id": member.id, "channel": TELEGRAM, "address": str(user_id)}
                for member, user_id in zip(members, some, strict=True)
            ]
            session.execute(insert(Address), values)
            session.expunge_all()

    database.submit(fill).result()
    database.stop()


class Sender:
    """The methodologist's phone."""

    def __init__(self, hall: Hall, chat: PrivateChat) -> None:
        self.hall = hall
        self.chat = chat

    async def press(self, label: str, seen: str) -> None:
        """Press the newest button of this label, and wait until this is shown."""
        found = [one for one in self.chat.messages if label in str(one.get("reply_markup"))]
        self.chat.press(found[-1], label)
        await self.sees(seen)

    async def sees(self, words: str, seconds: float = 30) -> None:
        def shown() -> bool:
            return any(words in str(one.get("text")) for one in self.chat.messages if one["from"]["is_bot"])

        await self.hall.sandbox.wait_for(shown, seconds)


async def measure(recipients: int, url: str, questions: int) -> Announced:
    """Everything once, with so many questions each before it, while it goes and while copies follow."""
    found = Announced()
    async with hall_of(recipients) as (hall, api_url):
        readers = set(hall.recipients)
        copies: dict[int, int] = {}
        corrected: set[int] = set()
        times: list[float] = []
        others: list[float] = []
        sender = Sender(hall, hall.askers[-1])

        def heard(event: dict[str, Any]) -> None:
            message = event.get("message")
            if event["type"] != "message" or message is None or not message["from"]["is_bot"]:
                return
            chat, text = message["chat"]["id"], str(message.get("text"))
            if chat == sender.chat.user.id and "edit_date" in message:
                found.cards += 1
            if chat not in readers:
                others.append(perf_counter())
                return
            if "edit_date" in message:
                corrected.add(chat)
            elif "Sanāksme" in text:
                copies[chat] = copies.get(chat, 0) + 1
                times.append(perf_counter())

        hall.sandbox.listen(heard)
        ids = [chat.user.id for chat in hall.askers]
        await asyncio.to_thread(prepare_region, url, ids[:-1], ids[-1])
        await asyncio.to_thread(join, url, hall.recipients)
        async with bot_of("paced", api_url, "--database-url", url):
            await hall.sandbox.wait_for(lambda: hall.sandbox.bots["1:local"].updates.polled, 60)
            found.quiet = await hall.ask_many(0, questions)
            sender.chat.send(f"/pazinot {TEXT}")
            await sender.sees("melnraksts")
            for label, seen in (
                ("▫️ Steidzami", "Steidzami: to sūtīs"),
                ("👀 Apskatīt", "Tā to redzēs"),
                ("📣 Sūtīt", "sūtīs"),
                ("Sūtīt tūlīt", "tiek sūtīts"),
            ):
                await sender.press(label, seen)
            limit = 60 + 3 * recipients / PER_SECOND
            asking = asyncio.create_task(hall.ask_many(questions, questions))
            await hall.sandbox.wait_for(lambda: len(copies) >= recipients // 2, limit)
            before = perf_counter()
            await sender.press("Apturēt", "apturēta")
            await asyncio.sleep(1)
            await sender.press("Turpināt", "tiek sūtīts")
            rest = perf_counter() - before
            await hall.sandbox.wait_for(lambda: len(copies) == recipients, limit)
            found.going = await asking
            found.seconds = max(times) - min(times) - rest
            found.meanwhile = sum(min(times) <= one <= max(times) for one in others)
            await sender.sees("ir nosūtīts")
            own = next(one for one in sender.chat.messages if one.get("text") == f"/pazinot {TEXT}")
            began = perf_counter()
            sender.chat.edit(own, f"/pazinot {CORRECTED}")
            asking = asyncio.create_task(hall.ask_many(2 * questions, questions))
            await hall.sandbox.wait_for(lambda: len(corrected) == recipients, limit)
            found.editing = perf_counter() - began
            found.following = await asking
        found.copies, found.twice = len(copies), sum(times > 1 for times in copies.values())
        found.edits, found.too_many = len(corrected), hall.sandbox.refused[429]
    return found


def main() -> None:
    """Measure and print."""
    parser = argparse.ArgumentParser(prog="python -m tests.benchmarks.announcing", description=__doc__)
    parser.add_argument("--recipients", type=int, default=3000)
    parser.add_argument("--database", choices=(SQLITE, POSTGRESQL), default=SQLITE)
    parser.add_argument(
        "--questions", type=int, default=160, help="asked before it, while it goes, and while it is changed"
    )
    options = parser.parse_args()
    with databases(options.database) as new_url:
        found = asyncio.run(measure(options.recipients, new_url(), options.questions))
    at_best = found.copies / PER_SECOND
    _say(
        f"{found.copies} recipients on {options.database}: {found.seconds:.1f} s without the rest half-way,",
        f"    {found.seconds / at_best:.2f} of what {PER_SECOND} a second allow for them alone, and",
        f"    {found.seconds * PER_SECOND / (found.copies + found.meanwhile):.2f} with the {found.meanwhile} others"
        f" that went meanwhile; twice: {found.twice};",
        f"    429s: {found.too_many}",
        f"The correction reached {found.edits} copies in {found.editing:.1f} s ({found.editing / at_best:.2f})",
        f"The sender's card was edited {found.cards} times",
    )
    for name, latencies in (("quiet", found.quiet), ("going", found.going), ("corrected", found.following)):
        cuts = quantiles(latencies, n=20)
        _say(f"An answer while {name}: p50 {cuts[9] * 1000:.0f} ms, p95 {cuts[18] * 1000:.0f} ms")


def _say(*lines: str) -> None:
    sys.stdout.write("".join(f"{line}\n" for line in lines))
    sys.stdout.flush()


if __name__ == "__main__":
    main()
