"""Who is told of which change: nobody misses one, is told twice, or reads an outdated thing after a newer one."""

import shutil
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass, replace
from datetime import UTC, datetime, timedelta
from functools import partial
from pathlib import Path
from typing import Any

from hypothesis import HealthCheck, settings
from hypothesis import strategies as st
from hypothesis.stateful import RuleBasedStateMachine, rule, run_state_machine_as_test
from sqlalchemy import func, select, update
from sqlalchemy.event import listen, remove
from sqlalchemy.orm import Session

from bot.context import Context, Region
from bot.features.events import answering, changing_acts, changing_telling, making_actions
from bot.features.events.changing_rules import ANSWERED, differences, plan_at
from bot.texts import texts_for
from storage.database import Database
from storage.event_changes import CHANGE, EventChange, Plan, change_of, key_of, plan_of, plans, unreached
from storage.events import DECLINED, GOING, MAYBE, Event, Registration, registrations
from storage.members import TELEGRAM, Address, Member
from storage.outbox import BLOCKED, EDIT, PENDING, SENT, deliveries
from tests.features.events.making import RIGA, an_event

START = datetime(2026, 10, 12, 8, 0, tzinfo=UTC)
_c = deliveries.c


def people(session: Session, count: int) -> list[Member]:
    """Librarians with Telegram, the first of them a methodologist."""
    first = session.scalar(select(func.coalesce(func.max(Member.id), 0))) or 0
    made: list[Member] = []
    for number in range(first + 1, first + count + 1):
        role = "librarian" if made else "methodologist"
        member = Member(name=f"Biedrs {number:04}", role=role, language="lv", created_at=START)
        session.add(Address(member=member, channel=TELEGRAM, address=str(1000 + number)))
        made.append(member)
    session.flush()
    return made


def context(session: Session, member: Member | None, now: datetime) -> Context:
    """An act of this member's, or a tick."""
    region = Region("Kuldīga", RIGA, "lv", "plaukts_bot")
    return Context(session, now, region, texts_for("lv"), member=member, chat_id=1, user_id=1)


def change_to(ctx: Context, event: Event, **values: Any) -> EventChange | None:
    """Change the event's plan, as at the end of the dialog."""
    return changing_acts.apply(ctx, event, changing_acts.wanted(ctx, event, replace(plan_of(event), **values)))


def waiting(session: Session, event: Event, *states: str) -> list[str]:
    """The keys of deliveries that tell of a change of the event, in one of the states."""
    query = select(_c.dedupe_key).where(_c.object_id == event.number, _c.kind == CHANGE, _c.state.in_(states))
    return [str(key) for key in session.scalars(query.order_by(_c.id))]


@contextmanager
def counted(database: Database) -> Iterator[list[str]]:
    """What the writer asks of the database meanwhile."""
    asked: list[str] = []

    def note(_connection: Any, _cursor: Any, statement: str, *_: Any) -> None:
        asked.append(statement)

    listen(database.writing_engine, "before_cursor_execute", note)
    yield asked
    remove(database.writing_engine, "before_cursor_execute", note)


MOST = 60
"""Statements of a change, whoever many come."""
LATER = datetime(2026, 11, 19, 10)  # noqa: DTZ001 - local


def test_of_many_each_is_told_once_also_if_a_portion_is_cut_off(database: Database) -> None:
    count = 2 * changing_telling.PORTION + 30
    ids: dict[str, int] = {}

    def make(session: Session) -> None:
        methodologist, *others = people(session, count + 1)
        event = an_event(session, methodologist.id, ends=None)
        for one in others:
            session.add(Registration(event_id=event.id, member_id=one.id, state=GOING, at=START, mode="on_site"))
        session.flush()
        with counted(database) as asked:
            change_to(context(session, methodologist, START), event, begins=LATER)
        assert len(asked) < MOST, asked
        ids["event"] = event.id

    database.submit(make).result()

    def portion(cut_off: bool, session: Session) -> list[str]:
        changing_telling.tell(context(session, None, START + timedelta(minutes=3)))
        event = session.get_one(Event, ids["event"])
        if cut_off:
            raise RuntimeError
        return waiting(session, event, PENDING)

    told = []
    for cut_off in (False, True, False, True, False, False):
        try:
            told.append(len(database.submit(partial(portion, cut_off)).result()))
        except RuntimeError:
            continue
    assert told == [50, 100, 130, 130]

    def look(session: Session) -> str:
        event = session.get_one(Event, ids["event"])
        change = change_of(session, event, 1)
        assert change is not None
        assert change.done_at is not None
        assert len(set(waiting(session, event, PENDING))) == count
        one = registrations(session, event)[7]
        assert one.member_id is not None
        blocked = update(deliveries).where(_c.dedupe_key == key_of(event, 1, one.member_id)).values(state=BLOCKED)
        session.execute(blocked)
        assert [member for _, member in unreached(session, event, 1)] == [one.member_id]
        changing_telling.look(context(session, None, START + timedelta(minutes=10)))
        assert change.look_at is not None, "it may still arrive"
        changing_telling.look(context(session, None, START + timedelta(minutes=20)))
        assert change.look_at is None
        notice = select(_c.payload).where(_c.kind == "unreached")
        assert one.name in session.scalars(notice).one()["text"]
        return one.name

    database.submit(look).result()


def test_calendar_files_of_many_are_out_of_date_in_few_statements(database: Database) -> None:
    def change(session: Session) -> list[str]:
        methodologist, *others = people(session, 31)
        event = an_event(session, methodologist.id, ends=None)
        for one in others:
            answering.answer(context(session, one, START), event, one, GOING)
        session.execute(update(deliveries).values(state=SENT, sent_at=START, message_id=_c.id))
        with counted(database) as asked:
            making_actions.change(context(session, methodologist, START), event, title="Pavisam cits nosaukums")
        assert len(asked) < MOST, asked
        copies = session.scalars(select(_c.id).where(_c.kind == "old_calendar_file")).all()
        waiting = select(_c.target_id, _c.payload).where(_c.op == EDIT, _c.state == PENDING)
        edits = dict(session.execute(waiting.where(_c.target_id.in_(copies))).all())
        return [edits[copy]["caption"] for copy in copies]

    captions = database.submit(change).result()
    assert len(captions) == 30
    assert all("Šis fails ir novecojis" in caption for caption in captions), captions[0]


@dataclass
class Known:
    """What one person has seen of the event."""

    plan: Plan
    told: bool = False
    """Whether they read of a change since they last said no."""


class Changes(RuleBasedStateMachine):
    """One event that is changed and changed back, people who answer and read, a clock that ticks or does not."""

    database: Database

    def __init__(self) -> None:
        super().__init__()
        self.now = START
        self.known: dict[int, Known] = {}
        self.read: set[str] = set()

        def make(session: Session) -> None:
            organiser, *members = people(session, 4)
            self.event_id = an_event(session, organiser.id).id
            self.organiser_id, self.members = organiser.id, [one.id for one in members]

        self.do(make)
        for who in range(3):
            self.answer(who, GOING)

    def do(self, job: Any) -> Any:
        return self.database.submit(job).result()

    def acting(self, session: Session, member_id: int | None = None) -> tuple[Context, Event]:
        member = session.get_one(Member, member_id or self.organiser_id)
        return context(session, member, self.now), session.get_one(Event, self.event_id)

    # What may happen ----------------------------------------------------------------------------------------------

    @rule(
        day=st.sampled_from([12, 19]),
        link=st.sampled_from([None, None, "https://saruna.lv/1"]),
        cancelled=st.sampled_from([False, False, True]),
    )
    def change(self, day: int, link: str | None, cancelled: bool) -> None:
        def job(session: Session) -> None:
            ctx, event = self.acting(session)
            plan = replace(plan_of(event), begins=datetime(2026, 11, day, 10), ends=None)  # noqa: DTZ001 - local
            plan = replace(plan, place=None if link else "Renda", link=link, cancelled=cancelled)
            if differences(plan_of(event), plan):
                changing_acts.apply(ctx, event, changing_acts.wanted(ctx, event, plan))

        self.do(job)

    @rule()
    def undo(self) -> None:
        def job(session: Session) -> None:
            ctx, event = self.acting(session)
            last = change_of(session, event, event.version)
            if last is not None and self.now - last.at <= timedelta(minutes=10):
                changing_acts.undo(ctx, event, last)

        self.do(job)

    @rule(who=st.integers(0, 2), state=st.sampled_from([GOING, GOING, MAYBE, DECLINED]))
    def answer(self, who: int, state: str) -> None:
        def job(session: Session) -> None:
            ctx, event = self.acting(session, self.members[who])
            if event.status == "published":
                answering.answer(ctx, event, ctx.me, state)
                self.known[self.members[who]] = Known(plan_of(event))

        self.do(job)

    @rule(minutes=st.sampled_from([0, 1, 2, 3, 6]))
    def look(self, minutes: int) -> None:
        """Time passes, and the clock looks what is due."""
        self.now += timedelta(minutes=minutes)
        self.do(lambda session: changing_telling.tell(context(session, None, self.now)))

    @rule(who=st.integers(0, 2))
    def arrive(self, who: int) -> None:
        """What waits for one person arrives and is read, in its order."""
        member_id = self.members[who]

        def job(session: Session) -> None:
            event = session.get_one(Event, self.event_id)
            mine = select(_c.id, _c.dedupe_key).where(
                _c.object_id == event.number, _c.kind == CHANGE, _c.recipient_id == member_id, _c.state == PENDING
            )
            rows = session.execute(mine.order_by(_c.id)).all()
            assert len(rows) <= 1, "never an outdated one before a newer one"
            for row in rows:
                assert row.dedupe_key not in self.read
                self.read.add(row.dedupe_key)
                session.execute(update(deliveries).where(_c.id == row.id).values(state=SENT, message_id=row.id))
                version = int(row.dedupe_key.split(":")[3])
                self.known[member_id] = Known(plan_at(plans(session, event), version), told=True)

        self.do(job)

    def teardown(self) -> None:
        """However it went: in the end everybody who comes knows how it is."""
        self.look(10)
        for who in range(3):
            self.arrive(who)

        def job(session: Session) -> None:
            event = session.get_one(Event, self.event_id)
            for one in registrations(session, event, *ANSWERED, DECLINED):
                assert one.member_id is not None
                known = self.known[one.member_id]
                cares = one.state in ANSWERED or (known.told and event.status != "cancelled")
                assert not (cares and differences(known.plan, plan_of(event))), (known, plan_of(event))

        self.do(job)


def test_in_the_end_everybody_who_comes_knows_how_it_is(sqlite_template: Path, tmp_path: Path) -> None:
    shutil.copy(sqlite_template, tmp_path / "plaukts.db")
    Changes.database = Database(f"sqlite:///{tmp_path / 'plaukts.db'}")
    Changes.database.start()
    checked = settings(max_examples=12, stateful_step_count=15, deadline=None, suppress_health_check=list(HealthCheck))
    run_state_machine_as_test(Changes, settings=checked)
    Changes.database.stop()
