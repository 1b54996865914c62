"""Reminders of a year's events: what a tick costs, and whether that grows with what is done.

    uv run python -m tests.benchmarks.reminding [--events 500] [--members 60] [--database sqlite|postgresql|both]

Ten events a day at 10.00, everybody goes to all of them, three reminders each. Measured are the ticks of one morning
until nothing is due any more, when nothing was ever done and when most of the year is; and, beside them, looking
through all answers for what is due and was not put out, as one would without a table of what is planned. Nothing here
is asserted.
"""

import argparse
import sys
from collections.abc import Callable
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from functools import partial
from statistics import median
from time import perf_counter
from typing import Any
from zoneinfo import ZoneInfo

from sqlalchemy import JSON, Column, String, cast, func, insert, literal, select, update
from sqlalchemy.orm import Session

from bot.app import open_database
from bot.context import Context, Region
from bot.features.events import reminding
from bot.features.events.reminder_rules import nominal_time
from bot.pauses import leave_out_what_is_loaded
from bot.texts import texts_for
from storage.database import Database
from storage.events import EVENT, GOING, PUBLISHED, Event, Registration, new_draft
from storage.members import TELEGRAM, Address, Member
from storage.outbox import SEND, SENT, Lane, deliveries
from storage.reminders import ENQUEUED, MINUTES_A_DAY, REMINDER, key, reminders
from tests.benchmarks.throughput import POSTGRESQL, SQLITE, databases

ZONE = ZoneInfo("Europe/Riga")
OFFSETS = [7 * MINUTES_A_DAY, MINUTES_A_DAY, 120]
FIRST = datetime(2026, 9, 1, 10)  # noqa: DTZ001 - on the clocks of the zone
PLANNED = datetime(2026, 8, 1, 8, tzinfo=UTC)
A_DAY = 10
"""Events that begin on one day."""
FIRST_CHAT = 7_000_000_000


@dataclass(frozen=True)
class Measured:
    """Milliseconds, but for the counts."""

    planned: int
    planning: float
    """An event with all its answers."""
    idle: float
    full: float
    longest: float
    done: int
    idle_later: float
    full_later: float
    longest_later: float
    looking_through: float
    """All answers."""

    def __str__(self) -> str:
        return (
            f"{self.planned:,} reminders planned, an event's in {self.planning:.0f} ms.\n"
            f"  nothing done: a tick when nothing is due {self.idle:.2f} ms, "
            f"with {reminding.PORTION} due {self.full:.0f} ms (longest {self.longest:.0f})\n"
            f"  {self.done:,} done: {self.idle_later:.2f} ms, {self.full_later:.0f} ms (longest "
            f"{self.longest_later:.0f}): {self.full_later / self.full:.2f} of what it was\n"
            f"  looking through all answers: {self.looking_through:.0f} ms, "
            f"{self.looking_through / self.idle_later:,.0f} times a tick when nothing is due, "
            f"{self.looking_through / self.full_later:.0f} times one with {reminding.PORTION}"
        )


def measure(url: str, events: int, members: int) -> Measured:
    """Fill a new database, and let the mornings of two days pass."""
    database = open_database(url)
    numbers = database.submit(lambda session: _fill(session, events, members)).result()
    planning = [_timed(database, partial(_plan, number)) for number in numbers]
    days = events // A_DAY
    early, late = _morning(1), _morning(days - 2)
    idle, first = _idle(database, early), _ticks(database, early)
    done = database.submit(lambda session: _pass(session, late)).result()
    idle_later, then = _idle(database, late), _ticks(database, late)
    looking = [_timed(database, lambda session: _look_through(session, late)) for _ in range(5)]
    database.stop()
    planned = events * members * len(OFFSETS)
    before = (planned, median(planning), idle, median(first), max(first))
    return Measured(*before, done, idle_later, median(then), max(then), median(looking))


def _morning(day: int) -> datetime:
    """When a day's events begin, on the day before; a week before others, and quiet hours are over."""
    return (FIRST + timedelta(days=day - 1)).replace(tzinfo=ZONE).astimezone(UTC)


def _fill(session: Session, events: int, members: int) -> list[int]:
    people = [Member(name=f"Biedrs {n}", role="librarian", language="lv", created_at=PLANNED) for n in range(members)]
    session.add_all(people)
    session.flush()
    addresses = [{"member_id": one.id, "channel": TELEGRAM, "address": str(FIRST_CHAT + one.id)} for one in people]
    session.execute(insert(Address), addresses)
    made = [
        new_draft(
            session,
            organiser_id=people[0].id,
            kind="seminar",
            title=f"Novadpētniecība bibliotēkā, {number + 1}. nodarbība",
            begins=FIRST + timedelta(days=number // A_DAY),
            zone=ZONE,
            now=PLANNED,
            place="Kuldīgas Galvenā bibliotēka",
            status=PUBLISHED,
            reminders=OFFSETS,
        )
        for number in range(events)
    ]
    for event in made:
        each = {"event_id": event.id, "state": GOING, "at": PLANNED, "version": 0, "representative": False}
        answers = [{**each, "walk_in": False, "feedback_given": False, "member_id": one.id} for one in people]
        session.execute(insert(Registration), answers)
    return [event.number for event in made]


def _plan(number: int, session: Session) -> None:
    event = session.scalars(select(Event).where(Event.number == number)).one()
    reminding.plan(_context(session, PLANNED), event)


def _context(session: Session, now: datetime) -> Context:
    return Context(session, now, Region("Reģions", ZONE, "lv"), texts_for("lv"))


def _timed(database: Database, job: Callable[[Session], object]) -> float:
    begun = perf_counter()
    database.submit(job).result()
    return 1000 * (perf_counter() - begun)


def _idle(database: Database, morning: datetime) -> float:
    """A tick in the night before, when nothing is due that is not done."""
    night = morning - timedelta(hours=4)
    while database.submit(lambda session: _open(session, night)).result():
        database.submit(lambda session: reminding.remind(_context(session, night))).result()
    return median(_timed(database, lambda session: reminding.remind(_context(session, night))) for _ in range(50))


def _ticks(database: Database, morning: datetime) -> list[float]:
    """The ticks of a morning that have as much to do as they do at once."""
    found = []
    while database.submit(lambda session: _open(session, morning)).result() >= reminding.PORTION:
        found.append(_timed(database, lambda session: reminding.remind(_context(session, morning))))
    return found


def _open(session: Session, now: datetime) -> int:
    due = (reminders.c.done_at.is_(None), reminders.c.look_at <= now)
    return session.scalar(select(func.count()).select_from(reminders).where(*due)) or 0


def _pass(session: Session, now: datetime) -> int:
    """Everything up to a day before has gone; returns how much that is."""
    over = (reminders.c.done_at.is_(None), reminders.c.nominal_at < now - timedelta(hours=20))
    values: dict[Column[Any], Any] = {
        deliveries.c.dedupe_key: literal("gone:").concat(cast(reminders.c.id, String)),
        deliveries.c.op: literal(SEND),
        deliveries.c.lane: literal(int(Lane.REMINDER)),
        deliveries.c.channel: literal(TELEGRAM),
        deliveries.c.chat_id: literal(FIRST_CHAT),
        deliveries.c.kind: literal(REMINDER),
        deliveries.c.object_kind: literal(EVENT),
        deliveries.c.object_id: Event.number,
        deliveries.c.method: literal("sendMessage"),
        deliveries.c.payload: literal({}, JSON),
        deliveries.c.created_at: reminders.c.nominal_at,
        deliveries.c.due_at: reminders.c.nominal_at,
        deliveries.c.state: literal(SENT),
        deliveries.c.tries: literal(1),
        deliveries.c.span: literal(1),
    }
    went = select(*values.values()).select_from(reminders)
    went = went.join(Registration, Registration.id == reminders.c.registration_id).join(Event).where(*over)
    session.execute(insert(deliveries).from_select(list(values), went))
    session.execute(update(reminders).where(*over).values(done_at=reminders.c.nominal_at, outcome=ENQUEUED))
    return session.scalar(select(func.count()).where(reminders.c.done_at.is_not(None))) or 0


def _look_through(session: Session, now: datetime) -> int:
    """What is due and was not put out, found without a plan."""
    keys = set(session.scalars(select(deliveries.c.dedupe_key).where(deliveries.c.kind == REMINDER)))
    due = 0
    coming = select(Registration).join(Event).where(Event.status == PUBLISHED, Registration.state == GOING)
    for one in session.scalars(coming).unique():
        for minutes in one.event.reminders:
            nominal = nominal_time(one.event.begins, minutes, ZONE, whole_day=one.event.whole_day)
            if nominal <= now < one.event.starts_at:
                due += key(one.event.number, one.event.version, minutes, one.member_id or 0) not in keys
    return due


def main() -> None:
    """Measure and print."""
    parser = argparse.ArgumentParser(prog="python -m tests.benchmarks.reminding", description=__doc__)
    parser.add_argument("--events", type=int, default=500)
    parser.add_argument("--members", type=int, default=60)
    parser.add_argument("--database", choices=(SQLITE, POSTGRESQL, "both"), default="both")
    options = parser.parse_args()
    leave_out_what_is_loaded()
    for kind in [SQLITE, POSTGRESQL] if options.database == "both" else [options.database]:
        with databases(kind) as new_url:
            measured = measure(new_url(), options.events, options.members)
            sys.stdout.write(f"{kind}, {options.events} events × {options.members} members: {measured}\n")
            sys.stdout.flush()


if __name__ == "__main__":
    main()
