"""The durable inbox: what is stored once is handled once, in its chat's order, and chats do not wait for each other."""

from collections.abc import Callable
from datetime import UTC, datetime, timedelta
from typing import TypeVar

import pytest
from sqlalchemy import select
from sqlalchemy.orm import Session

from storage.database import Database
from storage.inbox import (
    AlreadyHandledError,
    InboxState,
    RawUpdate,
    fail_unit,
    finish_unit,
    inbox,
    inbox_state,
    parked_updates,
    postpone_unit,
    ready_units,
    store_updates,
)

T = TypeVar("T")
NOW = datetime(2026, 10, 12, 8, tzinfo=UTC)
MOST_TRIES = 5


class Inbox:
    """The inbox as the poller and the pump use it, a transaction for each step."""

    def __init__(self, database: Database) -> None:
        self.database = database

    def do(self, job: Callable[[Session], T]) -> T:
        return self.database.submit(job).result()

    def store(self, *updates: RawUpdate, at: datetime = NOW) -> None:
        self.do(lambda session: store_updates(session, updates, at))

    def ready(self, at: datetime = NOW) -> list[list[int]]:
        """The update ids of each unit that may be handled."""
        return [unit.update_ids for unit in self.do(lambda session: ready_units(session, at))[0]]

    def next_at(self, at: datetime = NOW) -> datetime | None:
        return self.do(lambda session: ready_units(session, at))[1]

    def finish(self, *ids: int, at: datetime = NOW) -> None:
        self.do(lambda session: finish_unit(session, ids, at))

    def fail(self, *ids: int, at: datetime = NOW) -> bool:
        return self.do(lambda session: fail_unit(session, ids, at, "ValueError at bot.router:1", MOST_TRIES))

    def bodies(self) -> dict[int, str]:
        rows = self.do(lambda session: session.execute(select(inbox.c.update_id, inbox.c.body)).all())
        return {row.update_id: row.body for row in rows}


@pytest.fixture
def box(house: Database) -> Inbox:
    return Inbox(house)


def text(update_id: int, chat_id: int | None = 1) -> RawUpdate:
    return RawUpdate(update_id, f'{{"update_id": {update_id}}}', chat_id)


def part(update_id: int, album: str = "a", chat_id: int = 1) -> RawUpdate:
    return RawUpdate(update_id, "{}", chat_id, f"{chat_id}:{album}")


def after(seconds: float) -> datetime:
    return NOW + timedelta(seconds=seconds)


def test_units_come_in_the_order_in_which_updates_came(box: Inbox) -> None:
    """Not by number: after a week of silence Telegram's next update_id is any."""
    box.store(text(900), text(901, chat_id=2))
    box.store(text(5), text(6, chat_id=None), at=after(1))
    assert box.ready(after(1)) == [[900], [901], [5], [6]]


def test_what_is_handled_is_not_handed_out_again_and_leaves_no_text(box: Inbox) -> None:
    box.store(text(1), text(2))
    box.finish(1)
    assert box.ready() == [[2]]
    assert box.bodies() == {1: "", 2: '{"update_id": 2}'}


def test_stored_twice_is_stored_once(box: Inbox) -> None:
    """Telegram repeats what was not confirmed; also after it was handled."""
    box.store(text(1))
    box.store(text(1), text(2), at=after(5))
    assert box.ready(after(5)) == [[1], [2]]
    box.finish(1)
    box.store(text(1), at=after(9))
    assert box.ready(after(9)) == [[2]]
    assert box.bodies()[1] == ""


def test_an_update_finished_before_is_an_error_and_changes_nothing(box: Inbox) -> None:
    """A commit whose reply was lost: the unit runs again, and must leave no trace the second time."""
    box.store(text(1), text(2))
    box.finish(1)

    def again(session: Session) -> None:
        store_updates(session, [text(99)], NOW)
        finish_unit(session, [1, 2], NOW)

    with pytest.raises(AlreadyHandledError):
        box.do(again)
    assert set(box.bodies()) == {1, 2}
    assert box.ready() == [[2]]


def test_parts_of_an_album_wait_for_each_other_and_are_one_unit(box: Inbox) -> None:
    box.store(part(1), part(2))
    assert box.ready(after(1.4)) == []
    assert box.next_at(after(1.4)) == after(1.5)
    box.store(part(3), at=after(1.4))
    assert box.ready(after(2.8)) == []
    assert box.ready(after(2.9)) == [[1, 2, 3]]


def test_an_album_holds_its_own_chat_and_no_other(box: Inbox) -> None:
    box.store(part(1), text(2), text(3, chat_id=2))
    assert box.ready() == [[3]]
    assert box.ready(after(1.5)) == [[1], [2], [3]]


def test_albums_of_one_chat_are_told_apart(box: Inbox) -> None:
    box.store(part(1, "a"), part(2, "b"), part(3, "a"))
    assert box.ready(after(1.5)) == [[1, 3], [2]]


def test_a_straggler_comes_as_a_unit_of_its_own(box: Inbox) -> None:
    """The rest of its album was handled: it joins later (bot.manifest: late_parts), and disturbs nothing."""
    box.store(part(1), part(2))
    box.finish(1, 2, at=after(2))
    box.store(part(3), at=after(3))
    assert box.ready(after(4.4)) == []
    assert box.ready(after(4.5)) == [[3]]


def test_an_album_survives_a_restart_between_its_parts(box: Inbox) -> None:
    box.store(part(1))
    box.database.stop()
    box.database = Database(box.database.url)
    box.database.start()
    try:
        box.store(part(2), at=after(1))
        assert box.ready(after(2.5)) == [[1, 2]]
    finally:
        box.database.stop()


def test_a_long_row_behind_a_failed_unit_hides_nobody_else(box: Inbox) -> None:
    box.store(*(text(number) for number in range(1, 30)), text(100, chat_id=2))
    box.fail(1)
    units, next_at = box.do(lambda session: ready_units(session, NOW, limit=5))
    assert [unit.update_ids for unit in units] == [[100]]
    assert next_at == after(2)


def test_a_failed_unit_holds_its_own_chat_only_and_comes_again_later(box: Inbox) -> None:
    box.store(text(1), text(2), text(3, chat_id=2))
    assert not box.fail(1)
    assert box.ready() == [[3]]
    assert box.next_at() == after(2)
    assert box.ready(after(2)) == [[1], [2], [3]]


def test_a_unit_that_fails_five_times_is_parked_with_its_error_and_its_text(box: Inbox) -> None:
    """The pauses grow; then the chat goes on without it. Its body stays, so that it can be tried again by hand."""
    box.store(text(1), text(2))
    pauses = []
    at = NOW
    for _ in range(MOST_TRIES - 1):
        assert not box.fail(1, at=at)
        next_at = box.next_at(at)
        assert next_at is not None
        pauses.append((next_at - at).total_seconds())
        at = next_at
    assert pauses == [2, 4, 8, 16]
    assert box.fail(1, at=at)
    assert box.ready(at) == [[2]]
    assert box.do(parked_updates) == [(1, "ValueError at bot.router:1")]
    assert box.bodies()[1] == '{"update_id": 1}'


def test_what_waits_and_what_was_put_aside_is_told(box: Inbox) -> None:
    assert box.do(inbox_state) == InboxState(0, None, 0)
    box.store(text(1))
    box.store(text(2), text(3), at=after(5))
    assert box.do(inbox_state) == InboxState(3, NOW, 0)
    box.finish(1)
    for _ in range(MOST_TRIES):
        box.fail(2)
    assert box.do(inbox_state) == InboxState(1, after(5), 1)


def test_an_albums_failures_are_counted_together(box: Inbox) -> None:
    box.store(part(1), part(2))
    box.fail(1, 2, at=after(2))
    units, _ = box.do(lambda session: ready_units(session, after(4)))
    assert [(unit.update_ids, unit.tries) for unit in units] == [([1, 2], 1)]


def test_what_is_postponed_waits_in_its_senders_order_and_holds_up_nobody_else(box: Inbox) -> None:
    group, sender = -100, 7
    box.store(RawUpdate(1, "{}", group), RawUpdate(2, "{}", group), RawUpdate(3, "{}", sender))
    later = NOW + timedelta(seconds=2)
    box.do(lambda session: postpone_unit(session, [1], later, chat_id=sender))
    assert box.ready() == [[2]]
    assert box.next_at() == later
    assert box.ready(later) == [[1], [2], [3]]
    box.finish(1, at=later)
    with pytest.raises(AlreadyHandledError):
        box.do(lambda session: postpone_unit(session, [1], later, chat_id=sender))
