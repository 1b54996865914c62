"""Every night what is over its period goes, a portion at a time: where it has got to is written down with each portion.

A night is known by its date and begun once; one that was missed is made up for as soon as the bot runs again.
"""

import json
from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import date, datetime
from typing import Any

from sqlalchemy import func, select, update
from sqlalchemy.orm import Session

from storage.numbers import mark_once, marks
from storage.retention import Keep, Kind, Rows
from storage.retention_outbox import OUTBOX
from storage.retention_people import PEOPLE
from storage.retention_traces import TRACES
from storage.retention_words import WORDS

KINDS: tuple[Kind, ...] = (*WORDS, *TRACES, *PEOPLE, *OUTBOX)
"""In the order in which they are taken: deliveries before what they shared."""
MARK = "retention"
"""The mark that says where it has got to."""
WINDOW = 100
"""Rows that are looked at in one portion."""


@dataclass(frozen=True)
class Portion:
    """What was done at once."""

    taken: int
    looked_at: int
    reached: int
    """Up to which number the kind was looked through."""
    whole: bool
    """Whether nothing of the kind is left to look at."""


def take_portion(session: Session, kind: Kind, before: datetime, reached: int, now: datetime) -> Portion:
    """Take what is over of the next rows of a kind; ``before``: since when its period lasts."""
    if kind.walk is None:
        rows: Rows = session.execute(_oldest(kind, before)).all()
        if rows:
            kind.take(session, rows, now)
        return Portion(len(rows), len(rows), 0, whole=len(rows) < kind.most)
    number, age = kind.walk
    columns = (number,) if age is None else (number, age)
    window = session.execute(select(*columns).where(number > reached).order_by(number).limit(WINDOW)).all()
    old = [row[0] for row in window if age is None or row[1] < before]
    if not old:
        return Portion(0, len(window), reached, whole=True)
    over = kind.over(before).where(number > reached, number <= old[-1]).order_by(number).limit(kind.most)
    rows = session.execute(over).all()
    if rows:
        kind.take(session, rows, now)
    if len(rows) == kind.most:
        return Portion(len(rows), len(window), rows[-1][0], whole=False)
    is_last = len(window) < WINDOW or window[-1][0] != old[-1]  # what follows is too young
    return Portion(len(rows), len(window), old[-1], whole=is_last)


def _oldest(kind: Kind, before: datetime) -> Any:
    over = kind.over(before)
    return over.order_by(over.selected_columns["at"]).limit(kind.most)


@dataclass(frozen=True)
class Due:
    """How much of a kind is over its period."""

    count: int
    oldest: datetime | None


def due(session: Session, kind: Kind, before: datetime) -> Due:
    """Counted, and nothing done."""
    over = kind.over(before).subquery()
    count, oldest = session.execute(select(func.count(), func.min(over.c.at)).select_from(over)).one()
    return Due(int(count), oldest)


# Nights --------------------------------------------------------------------------------------------------------------


@dataclass
class State:
    """Where it has got to."""

    night: str | None = None
    """The date of the night that was begun last."""
    kind: str | None = None
    """Which kind is next in that night; nothing once it is over."""
    reached: int = 0
    taken: dict[str, int] = field(default_factory=dict)
    """Kind → how much of it has gone in that night."""
    resumed: dict[str, int] = field(default_factory=dict)
    """Kind → from where the next night goes on."""
    month: dict[str, int] = field(default_factory=dict)
    """Kind → how much has gone since it was told last."""
    told: str | None = None
    """The month in which it was told last, or in which it began: 2026-11."""
    done_at: str | None = None
    """When a night was over last."""

    @property
    def ended(self) -> datetime | None:
        """When a night was over last."""
        return datetime.fromisoformat(self.done_at) if self.done_at else None


def state_of(session: Session) -> State:
    """Where it has got to; an empty one before the first night."""
    value = session.scalar(select(marks.c.value).where(marks.c.name == MARK))
    return State(**json.loads(value)) if value else State()


def keep_state(session: Session, state: State, now: datetime) -> None:
    """Write down where it has got to."""
    value = json.dumps(vars(state))
    if not mark_once(session, MARK, now, value):
        session.execute(update(marks).where(marks.c.name == MARK).values(at=now, value=value))


def begin_night(state: State, night: date) -> None:
    """From the first kind on; in the first night of a month everything is looked through from the beginning."""
    if state.night is None or state.night[:7] != night.isoformat()[:7]:
        state.resumed = {}
    state.night, state.kind, state.taken = night.isoformat(), KINDS[0].name, {}
    state.reached = state.resumed.get(KINDS[0].name, 0)


def go_on(session: Session, state: State, keep: Keep, now: datetime) -> None:
    """The next portion of the night that was begun, over as many kinds as there is little of."""
    names = [kind.name for kind in KINDS]
    looked_at = 0
    while state.kind is not None and looked_at < WINDOW:
        at = names.index(state.kind) if state.kind in names else 0
        kind = KINDS[at]
        portion = take_portion(session, kind, keep.before(kind.period, now), state.reached, now)
        looked_at += portion.looked_at
        if portion.taken:
            add(state.taken, {kind.name: portion.taken})
        state.reached = portion.reached
        if not portion.whole:
            continue
        if kind.resumes:
            state.resumed[kind.name] = portion.reached
        following = KINDS[at + 1] if at + 1 < len(KINDS) else None
        state.kind = following.name if following is not None else None
        state.reached = state.resumed.get(following.name, 0) if following is not None and following.resumes else 0
    if state.kind is None:
        end(state, state.taken, now)


def end(state: State, taken: Mapping[str, int], now: datetime) -> None:
    """What has gone is told with the month's."""
    add(state.month, taken)
    state.done_at = now.isoformat()


def add(counts: dict[str, int], more: Mapping[str, int]) -> None:
    """One more count of what has gone."""
    for name, count in more.items():
        counts[name] = counts.get(name, 0) + count


def note_sweep(session: Session, taken: Mapping[str, int], now: datetime) -> None:
    """Everything was looked through at once, besides the nights."""
    state = state_of(session)
    if state.night is not None:
        end(state, taken, now)
        keep_state(session, state, now)
