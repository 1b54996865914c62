"""Whatever the order of answers, lapses and changes of places: nobody is overtaken, no place is given twice."""

import shutil
from collections.abc import Iterator
from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import Any

import pytest
from hypothesis import Phase, given, settings
from hypothesis import strategies as st
from sqlalchemy import Engine
from sqlalchemy.orm import Session

from bot.context import Context, Region
from bot.features.events import answering, inviting, offering, rules
from bot.texts import texts_for
from storage.engines import open_engine
from storage.events import DECLINED, GOING, HOLDING, MAYBE, OFFERED, ON_SITE, ONLINE, WAITING
from storage.events import registrations as answers
from storage.members import TELEGRAM, Address, Member
from tests.features.events.making import RIGA, an_event

START = datetime(2026, 10, 12, 8, tzinfo=UTC)
PEOPLE = 5
LINK = "https://saite.example.lv"


class Course:
    """An event that everybody wants to come to, and what becomes of it: in one transaction, which is taken back."""

    def __init__(self, session: Session, places: int, where: dict[str, Any]) -> None:
        self.session, self.now = session, START
        self.people = [
            Member(name=f"Bibliotekāre {n}", role="librarian", language="lv", created_at=START) for n in range(PEOPLE)
        ]
        for n, one in enumerate(self.people):
            session.add(Address(member=one, channel=TELEGRAM, address=str(100 + n)))
        session.flush()
        self.event = an_event(session, self.people[0].id, places=places, now=START, **where)
        self.line: list[int] = []
        self.holders: set[int] = set()
        self.actor: int | None = None

    def context(self, member: Member | None = None) -> Context:
        region = Region("Kuldīgas reģions", RIGA, "lv", bot_username="plaukts_bot")
        return Context(self.session, self.now, region, texts_for("lv"), member=member)

    # What may happen ----------------------------------------------------------------------------------------------

    def answer(self, who: int, state: str, mode: str | None = None) -> None:
        member = self.people[who]
        self.actor = answering.answer(self.context(member), self.event, member, state, mode).id

    def time_passes(self, hours: int) -> None:
        self.now += timedelta(hours=hours)
        offering.pass_on(self.context())

    def change(self, places: int | None) -> None:
        self.event.places = places
        inviting.refresh(self.context(), self.event)

    def move(self, place: str | None, link: str | None) -> None:
        """All are asked anew; who takes up a place may be another matter from now on."""
        self.event.place, self.event.link = place, link
        self.event.version += 1
        inviting.refresh(self.context(), self.event)
        self.holders = self.holding()

    # What has always to be so -------------------------------------------------------------------------------------

    def holding(self) -> set[int]:
        limits_all = self.event.limits_all
        held = answers(self.session, self.event, *HOLDING)
        return {one.id for one in held if rules.takes_place(one.mode, limits_all=limits_all)}

    def check(self) -> None:
        holders, everybody = self.holding(), answers(self.session, self.event)
        waiting = [one.id for one in everybody if one.state == WAITING]
        if self.event.places is not None and holders - self.holders:
            assert len(holders) <= self.event.places, "a place was given that is not there"
        if waiting:
            assert self.event.places is not None, "somebody waits while there are places for all"
            assert len(holders) >= self.event.places, "somebody waits while a place is free"
        stayed = [one for one in self.line if one in waiting]
        assert waiting[: len(stayed)] == stayed, "the order stays, and who is new comes last"
        others = [one for one in self.line if one != self.actor]
        gone = [one for one in others if one not in waiting]
        assert gone == others[: len(gone)], "somebody was passed over"
        for one in everybody:
            assert (one.offered_until is not None) == (one.state == OFFERED)
            assert one.offered_until is None or self.now < one.offered_until <= self.event.starts_at
        self.holders, self.line, self.actor = holders, waiting, None


WHERES = st.sampled_from([("Kuldīga", None), ("Kuldīga", LINK), (None, LINK)])
WHO = st.integers(0, PEOPLE - 1)
ACTS = st.one_of(
    st.tuples(st.just("answer"), WHO, st.just(GOING), st.sampled_from([ON_SITE, ONLINE])),
    st.tuples(st.just("answer"), WHO, st.sampled_from([MAYBE, DECLINED])),
    st.tuples(st.just("time_passes"), st.sampled_from([1, 25])),
    st.tuples(st.just("change"), st.sampled_from([0, 1, 2, 4, None])),
    st.builds(lambda where: ("move", *where), WHERES),
)


@pytest.fixture
def engine(sqlite_template: Path, tmp_path: Path) -> Iterator[Engine]:
    shutil.copy(sqlite_template, tmp_path / "plaukts.db")
    engine = open_engine(f"sqlite:///{tmp_path / 'plaukts.db'}", writes=True)
    yield engine
    engine.dispose()


def test_places_are_given_in_order_whatever_happens(engine: Engine) -> None:
    @settings(max_examples=25, deadline=None, phases=[Phase.generate])  # making an example smaller takes minutes
    @given(st.integers(0, 3), WHERES, st.lists(ACTS, min_size=8, max_size=14))
    def run(places: int, where: tuple[str | None, str | None], acts: list[tuple[Any, ...]]) -> None:
        with Session(engine) as session:
            course = Course(session, places, {"place": where[0], "link": where[1]})
            everybody = [("answer", who, GOING, ON_SITE) for who in range(PEOPLE)]
            for name, *values in (*everybody, *acts):
                getattr(course, name)(*values)
                course.check()
            session.rollback()

    run()
