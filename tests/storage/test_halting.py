"""What was announced is stopped before it goes or half-way, goes on, goes once more; nobody gets it twice by that."""

from typing import Any

import pytest
from sqlalchemy import select

from storage import carrying, halting
from storage.broadcasts import broadcasts as broadcasts_table
from storage.database import Database
from storage.outbox import HELD, PENDING, SEND, SENT, UNKNOWN
from tests.journeys.world import RIGA
from tests.storage.outboxes import NOW, after
from tests.storage.test_broadcasts import small_portions
from tests.storage.test_revisions import Announced

__all__ = ["small_portions"]

THIS = ("announcement", 7)
TEN_AT_NIGHT = after(11 * 3600)


class Halted(Announced):
    """A region where something was announced and is stopped."""

    def call_back(self) -> bool:
        return self.do(lambda session: halting.call_back(session, *THIS))

    def hold(self) -> None:
        self.do(lambda session: halting.hold(session, *THIS, NOW))

    def go_on(self, at: Any = NOW, *, urgent: bool = False) -> None:
        self.do(lambda session: halting.let_go_on(session, *THIS, at, RIGA, urgent=urgent))

    def repeat(self, at: Any = NOW) -> int:
        return self.do(lambda session: halting.repeat_unknown(session, *THIS, at, RIGA, urgent=False))

    def states(self) -> list[str]:
        return [row.state for row in self.rows() if row.op == SEND]


@pytest.fixture
def region(database: Database) -> Halted:
    return Halted(database)


def test_called_back_before_it_goes_it_can_be_announced_anew(region: Halted) -> None:
    region.join(3)
    assert region.announce(due_at=after(60))
    assert region.call_back()
    assert region.all_portions(after(120)) == []
    assert region.announce(due_at=after(60)), "as if it had never been"
    assert region.all_portions(after(60)) == [3]
    assert not region.call_back(), "some have it already"
    assert len(region.states()) == 3


def test_another_time_counts_as_long_as_nothing_of_it_was_put_in(region: Halted) -> None:
    region.join(12)
    region.announce(due_at=after(60))
    region.do(lambda session: halting.set_due(session, *THIS, after(30)))
    assert region.portion(after(30)) == 10
    region.do(lambda session: halting.set_due(session, *THIS, after(300)))
    assert region.portion(after(31)) == 2


def test_held_half_way_nothing_more_goes_until_it_goes_on(region: Halted) -> None:
    region.join(15)
    region.announce()
    assert region.portion() == 10
    first, *_ = region.ids()
    region.send(first)
    region.hold()
    assert region.states() == [SENT] + [HELD] * 9
    assert region.all_portions(after(3600)) == [], "nobody else is put in"
    assert region.went(after(3600)) == []
    region.go_on(after(3600))
    assert region.all_portions(after(3600)) == [5]
    assert len(region.went(after(3600))) == 14
    assert len({row.recipient_id for row in region.rows()}) == 15


def test_a_copy_that_was_on_the_wire_and_did_not_go_waits_with_the_rest(region: Halted) -> None:
    region.join(1)
    region.announce()
    region.portion()
    (copy,) = region.ids()
    region.do(lambda session: carrying.claim(session, [copy], NOW))
    region.hold()
    region.do(lambda session: carrying.settle(session, copy, PENDING, due_at=after(2), tries=1))
    assert region.states() == [HELD]
    region.go_on()
    assert region.states() == [PENDING]


def test_what_goes_on_at_night_waits_for_the_morning_unless_it_is_urgent(region: Halted) -> None:
    (quiet, reachable) = region.join(2)
    region.change(reachable, quiet_from=0, quiet_until=0)
    region.announce()
    region.portion()
    region.hold()
    region.go_on(TEN_AT_NIGHT)
    assert {row.recipient_id: row.due_at for row in region.rows()} == {
        quiet: after(21 * 3600),
        reachable: TEN_AT_NIGHT,
    }
    region.hold()
    region.go_on(TEN_AT_NIGHT, urgent=True)
    assert {row.due_at for row in region.rows()} == {TEN_AT_NIGHT}


def test_only_what_may_not_have_arrived_goes_once_more(region: Halted) -> None:
    region.join(3)
    region.announce()
    region.portion()
    arrived, lost, waiting = region.ids()
    region.send(arrived)
    region.bring(lost, UNKNOWN)
    assert region.went() != []
    region.bring(waiting, SENT)
    assert region.repeat() == 1
    assert region.states() == [SENT, PENDING, SENT]
    assert region.repeat() == 0


def test_opened_again_it_goes_to_who_is_new_and_to_nobody_else(region: Halted) -> None:
    region.join(3)
    region.announce()
    region.all_portions()
    (newcomer,) = region.join(1)
    region.do(lambda session: halting.reopen(session, *THIS, ["announcement"]))
    assert region.do(lambda session: halting.is_spreading(session, *THIS))
    assert region.all_portions(after(60)) == [4]
    assert [row.recipient_id for row in region.rows()][3:] == [newcomer]
    assert not region.do(lambda session: halting.is_spreading(session, *THIS))
    assert region.do(lambda session: session.scalar(select(broadcasts_table.c.done_at))) is not None
