"""Copies that did not follow a change are counted, and follow when somebody wants them to."""

from typing import Any

import pytest
from sqlalchemy import update

from storage import outbox
from storage.database import Database
from storage.outbox import FAILED, deliveries
from storage.uncorrected import correct_again, count_uncorrected
from tests.storage.outboxes import after
from tests.storage.test_broadcasts import NEWS
from tests.storage.test_revisions import Announced, small_portions

__all__ = ["small_portions"]
OF = (str(NEWS.object_kind), int(NEWS.object_id or 0))


@pytest.fixture
def region(database: Database) -> Announced:
    found = Announced(database)
    found.join(3)
    found.announce()
    found.all_portions()
    found.send(*found.ids())
    return found


def edits(region: Announced) -> list[Any]:
    return [row for row in region.rows() if row.op == outbox.EDIT]


def fail(region: Announced, *ids: int) -> None:
    failed = update(deliveries).where(deliveries.c.id.in_(ids)).values(state=FAILED, error="400 Bad Request")
    region.do(lambda session: session.execute(failed))


def count(region: Announced) -> int:
    return region.do(lambda session: count_uncorrected(session, *OF))


def test_what_failed_is_counted_and_goes_once_more(region: Announced) -> None:
    region.revise()
    region.follow()
    first, second, _ = edits(region)
    fail(region, first.id, second.id)
    assert count(region) == 2
    assert region.do(lambda session: correct_again(session, *OF, after(60))) == 2
    assert count(region) == 0
    shown = [text for op, _, _, text in region.went(after(60)) if op == outbox.EDIT]
    assert shown == ["Sanāksme pārcelta"] * 3
    assert region.do(lambda session: correct_again(session, *OF, after(60))) == 0, "once"


def test_a_later_change_that_arrived_makes_up_for_it(region: Announced) -> None:
    region.revise()
    region.follow()
    fail(region, *(row.id for row in edits(region)))
    region.revise()
    region.follow()
    assert count(region) == 0
    region.went()
    assert count(region) == 0
    last = edits(region)[-1]
    fail(region, last.id)
    assert count(region) == 1
    region.withdraw()
    region.follow()
    region.went()


def test_what_has_been_taken_back_need_not_follow(region: Announced) -> None:
    region.revise()
    region.follow()
    (first, *_) = edits(region)
    fail(region, first.id)
    gone = update(deliveries).where(deliveries.c.id == first.target_id).values(state=outbox.CANCELLED)
    region.do(lambda session: session.execute(gone))
    assert count(region) == 0
