"""Whatever happens in whatever order, nobody is reminded twice of the same, or of what is not so.

A model stands beside the database: what each is to be reminded of, and since when it is so.
"""

from collections.abc import Callable
from datetime import UTC, datetime, timedelta
from typing import NamedTuple, TypeVar

import pytest
from hypothesis import HealthCheck, settings
from hypothesis import strategies as st
from hypothesis.stateful import RuleBasedStateMachine, precondition, rule, run_state_machine_as_test
from sqlalchemy import delete, func, select

from bot.context import Context, Region
from bot.features.events import reminding
from bot.features.events.reminder_rules import nominal_time
from bot.texts import texts_for
from storage.database import Database
from storage.events import (
    CANCELLED,
    DECLINED,
    GOING,
    MAYBE,
    PUBLISHED,
    WAITING,
    Event,
    Registration,
    event_numbered,
    registration_of,
    set_time,
)
from storage.members import TELEGRAM, Address, Member
from storage.outbox import DELETE, PENDING, SENDING, SENT, deliveries
from storage.preferences import AT_ONCE, OFF, REMINDED, choose, hold_until, is_quiet, preferences, turned_off
from storage.reminders import ENQUEUED, NEWER, REMINDER, SUBJECTS, reminders, subject
from tests.features.events.making import RIGA, an_event

T = TypeVar("T")
WEEK, DAY, HOURS = 7 * 24 * 60, 24 * 60, 120
OFFSETS = st.lists(st.sampled_from([WEEK, 2 * DAY, DAY, 300, HOURS, 30]), min_size=1, max_size=4, unique=True)
STATES = st.sampled_from([GOING, GOING, MAYBE, DECLINED, WAITING])
HOURS_OF_A_MOVE = st.sampled_from([-30, -1, 1, 5, 24, 100])
QUIET = st.sampled_from([(20, 8), (20, 8), (0, 0), (22, 6), (17, 11)])
EVENTS, MEMBERS = st.integers(0, 1), st.integers(0, 2)
HOUR = timedelta(hours=1)


class Killed(Exception):  # noqa: N818 - a tick that is cut off
    """The process ends before its transaction does."""


class What(NamedTuple):
    """Of what somebody is to be reminded."""

    event: int
    version: int
    minutes: int
    member: int


class Reminding(RuleBasedStateMachine):
    """Two events around a night in which the clocks change, and three people."""

    database: Database
    first_day = datetime(2026, 10, 24)  # noqa: DTZ001 - local

    def __init__(self) -> None:
        super().__init__()
        self.now = (self.first_day - timedelta(days=9)).replace(hour=11, tzinfo=RIGA).astimezone(UTC)
        self.wanted: dict[What, datetime] = {}
        """What is to be told → since when it is so."""
        self.seen: set[What] = set()
        self.members, self.events = self.do(self._fill)

    def _fill(self, ctx: Context) -> tuple[list[int], list[int]]:
        for table in (deliveries, reminders, Registration, Event, preferences, Address, Member):
            ctx.session.execute(delete(table))
        members = []
        for number in range(3):
            member = Member(name=f"Biedrs {number}", role="librarian", language="lv", created_at=self.now)
            ctx.session.add(Address(member=member, channel=TELEGRAM, address=str(7_000_000_000 + number)))
            ctx.session.flush()
            members.append(member.id)
        begin = (self.first_day.replace(hour=10), self.first_day + timedelta(days=1, hours=9, minutes=30))
        events = [
            an_event(ctx.session, members[0], one.isoformat(" "), None, now=self.now, reminders=[WEEK, DAY, HOURS])
            for one in begin
        ]
        ctx.session.add_all(
            Registration(event_id=event.id, member_id=member, state=GOING, at=ctx.now)
            for event in events
            for member in members
        )
        for event in events:
            reminding.plan(ctx, event)
        self.remember(ctx)
        return members, [one.number for one in events]

    def do(self, job: Callable[[Context], T]) -> T:
        region = Region("Reģions", RIGA, "lv")
        return self.database.submit(lambda session: job(Context(session, self.now, region, texts_for("lv")))).result()

    # What may happen ----------------------------------------------------------------------------------------------

    @rule(event=EVENTS, member=MEMBERS, state=STATES)
    def answer(self, event: int, member: int, state: str) -> None:
        def job(ctx: Context) -> None:
            found = self.event(ctx, event)
            answered = registration_of(ctx.session, found, self.members[member])
            assert answered is not None
            answered.state, answered.version = state, found.version
            reminding.plan_one(ctx, answered)

        self.change(job)

    @rule(event=EVENTS, hours=HOURS_OF_A_MOVE, whole_day=st.booleans())
    def move(self, event: int, hours: int, whole_day: bool) -> None:
        def job(ctx: Context) -> None:
            found = self.event(ctx, event)
            begins = found.begins + timedelta(hours=hours)
            set_time(found, begins.replace(hour=0, minute=0) if whole_day else begins, None, whole_day, RIGA)
            found.version += 1
            reminding.plan(ctx, found)

        self.change(job)

    @rule(event=EVENTS)
    def call_off_or_on(self, event: int) -> None:
        def job(ctx: Context) -> None:
            found = self.event(ctx, event)
            found.status = PUBLISHED if found.status == CANCELLED else CANCELLED
            found.version += 1
            reminding.plan(ctx, found)

        self.change(job)

    @rule(event=EVENTS, offsets=OFFSETS)
    def remind_otherwise(self, event: int, offsets: list[int]) -> None:
        def job(ctx: Context) -> None:
            found = self.event(ctx, event)
            found.reminders = offsets
            reminding.plan(ctx, found)

        self.change(job)

    @rule(member=MEMBERS, hours=QUIET)
    def change_quiet_hours(self, member: int, hours: tuple[int, int]) -> None:
        def job(ctx: Context) -> None:
            found = ctx.session.get_one(Member, self.members[member])
            found.quiet_from, found.quiet_until = hours

        self.do(job)

    @rule(member=MEMBERS, which=st.sampled_from(SUBJECTS), cadence=st.sampled_from([OFF, AT_ONCE]))
    def turn_down(self, member: int, which: str, cadence: str) -> None:
        self.do(lambda ctx: choose(ctx.session, self.members[member], REMINDED, which, cadence))

    @rule(hours=st.sampled_from([1, 6, 12, 24, 48]))
    def pass_time(self, hours: int) -> None:
        def job(ctx: Context) -> None:
            for _ in range(hours):
                self.now = ctx.now = ctx.now + HOUR
                self.look(ctx)

        self.do(job)

    @rule(hours=st.sampled_from([1, 7, 13, 24, 60, 170]))
    def be_down(self, hours: int) -> None:
        self.now += timedelta(hours=hours, minutes=10)

    @rule()
    def tick(self) -> None:
        self.do(self.look)

    @rule()
    def tick_and_be_killed(self) -> None:
        def job(ctx: Context) -> None:
            reminding.remind(ctx)
            raise Killed

        with pytest.raises(Killed):
            self.do(job)

    @precondition(lambda self: self.seen)
    @rule(state=st.sampled_from([SENT, SENDING]))
    def carry(self, state: str) -> None:
        """Telegram can be reached."""
        self.do(
            lambda ctx: ctx.session.execute(
                deliveries.update()
                .where(deliveries.c.state == PENDING, deliveries.c.op == "send")
                .values(state=state, message_id=deliveries.c.id if state == SENT else None)
            )
        )

    # What has to be so --------------------------------------------------------------------------------------------

    def change(self, job: Callable[[Context], None]) -> None:
        """An answer or an event is another now: what is to be told changes with it."""

        def changing(ctx: Context) -> None:
            job(ctx)
            self.remember(ctx)
            self.nothing_that_is_on_its_way_is_wrong(ctx)

        self.do(changing)

    def remember(self, ctx: Context) -> None:
        """What is to be told now, by the rules as people know them."""
        so = {
            What(event.number, event.version, minutes, answered.member_id or 0)
            for answered in ctx.session.scalars(select(Registration)).unique()
            for event in (answered.event,)
            for minutes in event.reminders
            if event.status == PUBLISHED and (answered.state == GOING or (answered.state == MAYBE and minutes >= DAY))
        }
        self.wanted = {what: self.wanted.get(what, self.now) for what in so}

    def nothing_that_is_on_its_way_is_wrong(self, ctx: Context) -> None:
        """What is on the wire and is not so is deleted when it has arrived; the rest never goes."""
        c = deliveries.c
        deleted = set(ctx.session.scalars(select(c.target_id).where(c.op == DELETE, c.state == PENDING)))
        on_its_way = select(c.id, c.dedupe_key).where(c.kind == REMINDER, c.state.in_((PENDING, SENDING)))
        for row in ctx.session.execute(on_its_way):
            assert _what(row.dedupe_key) in self.wanted or row.id in deleted, row

    def look(self, ctx: Context) -> None:
        """A tick; each that is noted as put out is there once, and what is new among them is right."""
        ctx.acts.clear()
        reminding.remind(ctx)
        if not ctx.acts:
            return
        keys = ctx.session.scalars(select(deliveries.c.dedupe_key).where(deliveries.c.kind == REMINDER))
        there = [_what(key) for key in keys]
        outcomes = self.outcomes(ctx)
        assert sorted(there) == sorted(what for what, outcome in outcomes.items() if outcome == ENQUEUED)
        new = set(there) - self.seen
        assert len({(what.event, what.member) for what in new}) == len(new), "of several the newest is worth telling"
        for what in new:
            self.is_right(ctx, what, outcomes)
        self.seen |= new

    def is_right(self, ctx: Context, what: What, outcomes: dict[What, str | None]) -> None:
        assert what in self.wanted, f"{what} is not so"
        event, member = event_numbered(ctx.session, what.event), ctx.session.get_one(Member, what.member)
        assert event is not None
        nominal, start = _nominal(event, what.minutes), _nominal(event, 0)
        assert nominal > self.wanted[what], "it was not ahead when they registered"
        assert self.now < start, "it has begun"
        assert (member.id, subject(what.minutes)) not in turned_off(ctx.session, [member.id], REMINDED)
        same = [one for one in outcomes if one[:2] == what[:2] and one.member == what.member]
        newer = [one for one in same if nominal < _nominal(event, one.minutes) <= self.now]
        assert not [one for one in newer if outcomes[one] in (None, ENQUEUED)], "a newer one is worth telling"
        if is_quiet(member, self.now, RIGA):
            assert hold_until(member, self.now, RIGA) >= start, "it wakes them for nothing"
        if self.now < nominal:
            assert is_quiet(member, nominal, RIGA), "too early"
            assert _ahead(nominal, self.now) < timedelta(hours=26)

    def event(self, ctx: Context, which: int) -> Event:
        found = event_numbered(ctx.session, self.events[which])
        assert found is not None
        return found

    def teardown(self) -> None:
        """With a bot that runs, everybody hears of what is far enough ahead."""

        def job(ctx: Context) -> None:
            ahead = self.far_ahead(ctx)
            while next_look := ctx.session.scalar(
                select(func.min(reminders.c.look_at)).where(reminders.c.done_at.is_(None))
            ):
                self.now = ctx.now = max(ctx.now, next_look)
                self.look(ctx)
            outcome = self.outcomes(ctx)
            for what in ahead:
                assert outcome.get(what) in (ENQUEUED, NEWER), what
                later = [one for one in ahead if (one.event, one.member) == (what.event, what.member)]
                assert outcome[what] == ENQUEUED or any(
                    one.minutes < what.minutes and outcome[one] == ENQUEUED for one in later
                ), f"{what} was left out for nothing"

        self.do(job)

    def far_ahead(self, ctx: Context) -> list[What]:
        off = turned_off(ctx.session, self.members, REMINDED)
        found = []
        for what in self.wanted:
            event = event_numbered(ctx.session, what.event)
            assert event is not None
            is_off = (what.member, subject(what.minutes)) in off
            far = _ahead(_nominal(event, what.minutes), self.now) > timedelta(hours=26)
            if far and not is_off and what not in self.seen:
                found.append(what)
        return found

    def outcomes(self, ctx: Context) -> dict[What, str | None]:
        rows = ctx.session.execute(
            select(
                Event.number,
                reminders.c.version,
                reminders.c.minutes_before,
                Registration.member_id,
                reminders.c.outcome,
            )
            .join(Registration, Registration.id == reminders.c.registration_id)
            .join(Event, Event.id == Registration.event_id)
        )
        return {What(*row[:4]): row[4] for row in rows}


class InSpring(Reminding):
    """The other night."""

    first_day = datetime(2027, 3, 27)  # noqa: DTZ001 - local


def _what(key: str) -> What:
    return What(*(int(part) for part in key.split(":")[1:]))


def _nominal(event: Event, minutes: int) -> datetime:
    return nominal_time(event.begins, minutes, RIGA, whole_day=event.whole_day)


def _ahead(moment: datetime, now: datetime) -> timedelta:
    """How much later, on the clocks on the wall: a night may have an hour more."""
    local, here = (one.astimezone(RIGA).replace(tzinfo=None) for one in (moment, now))
    return local - here


@pytest.mark.parametrize("night", [Reminding, InSpring])
def test_nobody_is_reminded_twice_or_wrongly(
    database: Database, database_kind: str, night: type[Reminding], monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(reminding, "PORTION", 4)  # so that one look does not reach for everything
    machine = type("Machine", (night,), {"database": database})
    examples = 30 if database_kind == "sqlite" else 6
    run_state_machine_as_test(
        machine,
        settings=settings(
            max_examples=examples,
            stateful_step_count=25,
            deadline=None,
            suppress_health_check=list(HealthCheck),
        ),
    )


def test_what_could_not_go_before_midnight_says_today(database: Database) -> None:
    """Telegram was out of reach from the evening to the morning."""
    course = type("Course", (Reminding,), {"database": database})()

    def texts() -> set[str]:
        c = deliveries.c
        found = course.do(lambda ctx: list(ctx.session.scalars(select(c.payload).where(c.kind == REMINDER))))
        return {payload["text"].splitlines()[2].split(",")[0] for payload in found}

    for moment, expected in (
        ("2026-10-24 18:00", {"🕙 Rīt"}),
        ("2026-10-24 23:59", {"🕙 Rīt"}),
        ("2026-10-25 00:00", {"🕙 Šodien"}),
    ):
        course.now = datetime.fromisoformat(moment).replace(tzinfo=RIGA).astimezone(UTC)
        course.tick()
        for _ in range(2):
            course.do(reminding.say_the_day_anew)
        assert texts() == expected, moment
