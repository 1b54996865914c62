"""How far an announcement has got: everyone is counted once, and the reasons are known."""

from typing import Any

import pytest
from sqlalchemy import update
from sqlalchemy.orm import Session

from storage.announcement_progress import (
    Progress,
    count_unconfirmed,
    is_recipient,
    newcomers,
    progress,
    recipients,
    speed,
    unconfirmed,
    unreached,
)
from storage.announcements import ANNOUNCEMENT, COPY, Announcement, announcement_numbered, confirm, confirmations
from storage.audience import Audience, count
from storage.broadcasts import announce
from storage.database import Database
from storage.halting import hold
from storage.members import Address
from storage.outbox import BLOCKED, FAILED, SENT, UNKNOWN, About
from tests.storage.outboxes import NOW, after
from tests.storage.test_broadcasts import TEXTS, small_portions
from tests.storage.test_revisions import Announced

__all__ = ["small_portions"]

YEAR = 2026
ROLES = ("librarian", "methodologist")


class Told(Announced):
    """A region where one announcement is on its way."""

    def begin(self, readers: int, **more: Any) -> list[int]:
        (author,) = self.join(1, "methodologist")
        ids = self.join(readers)

        def job(session: Session) -> None:
            audience = Audience(roles=ROLES)
            values: dict[str, Any] = {"ordered_at": NOW, "due_at": NOW, "receipts": True} | more
            session.add(
                Announcement(
                    number=7,
                    author_id=author,
                    created_at=NOW,
                    text="a",
                    html="a",
                    audience=audience.to_json(),
                    **values,
                )
            )
            about = About(COPY, ANNOUNCEMENT, 7)
            announce(session, about, TEXTS, roles=ROLES, now=NOW, author_id=author, audience=audience)

        self.do(job)
        return ids

    def of(self, question: Any, *more: Any) -> Any:
        def job(session: Session) -> Any:
            announcement = announcement_numbered(session, 7)
            assert announcement is not None
            return question(session, announcement, *more)

        return self.do(job)

    def stands(self, at: Any = NOW) -> Progress:
        found: Progress = self.of(progress, at, YEAR)
        return found

    def away(self, member: int) -> None:
        gone = update(Address).where(Address.member_id == member).values(unreachable_since=NOW)
        self.do(lambda session: session.execute(gone))


@pytest.fixture
def region(database: Database) -> Told:
    return Told(database)


def test_everyone_is_counted_once_from_the_first_portion_to_the_last(region: Told) -> None:
    ids = region.begin(14)
    region.away(ids[-1])
    region.change(ids[0], quiet_from=10, quiet_until=13)
    assert region.of(recipients, YEAR) == 14, "the author does not get it"
    assert region.stands() == Progress(14, 0, 13, 0, 0, 1, 0)
    region.portion()
    assert region.stands() == Progress(14, 0, 12, 1, 0, 1, 0), "one is in their quiet hours"
    first, second, third, fourth, *_ = region.ids()[1:]
    region.send(first)
    region.bring(second, BLOCKED)
    region.bring(third, FAILED)
    region.bring(fourth, UNKNOWN)
    assert region.stands() == Progress(14, 1, 8, 1, 0, 3, 1)
    region.do(lambda session: hold(session, ANNOUNCEMENT, 7, NOW))
    region.of(lambda _session, announcement: setattr(announcement, "stopped_at", NOW))
    assert region.stands() == Progress(14, 1, 0, 0, 9, 3, 1)
    assert not region.stands().finished


def test_who_did_not_get_it_is_listed_with_what_is_known_of_why(region: Told) -> None:
    blocked, failed, away, mailed, lost, fine = region.begin(6)
    region.away(away)
    region.do(
        lambda session: session.execute(update(Address).where(Address.member_id == mailed).values(channel="email"))
    )
    region.all_portions()
    states = {blocked: BLOCKED, failed: FAILED, lost: UNKNOWN, fine: SENT}
    for row in region.rows():
        region.bring(row.id, states[row.recipient_id])
    found = region.of(unreached, YEAR, 0, 10)
    assert [(one.member.id, one.state, one.has_telegram) for one in found] == [
        (blocked, BLOCKED, True),
        (failed, FAILED, True),
        (away, None, True),
        (mailed, None, False),
        (lost, UNKNOWN, True),
    ]
    assert [one.member.id for one in region.of(unreached, YEAR, 1, 2)] == [failed, away]
    assert region.stands() == Progress(6, 1, 0, 0, 0, 4, 1)
    assert region.stands().finished


def test_who_has_it_and_has_not_confirmed_is_known_and_reminded(region: Told) -> None:
    first, second, third = region.begin(3)
    region.all_portions()
    region.send(*region.ids()[:2])
    assert region.of(confirm, first, NOW)
    assert not region.of(confirm, first, NOW), "once"
    assert region.of(confirmations) == 1
    assert [one.id for one in region.of(unconfirmed, 0, 10)] == [second], "the third has not got it"
    assert region.of(count_unconfirmed) == 1
    assert region.do(lambda session: count(session, Audience(unconfirmed=7), YEAR)) == 1
    assert region.of(is_recipient, third)
    assert not region.of(is_recipient, third + 1000)


def test_newcomers_are_those_for_whom_it_is_and_who_can_be_reached(region: Told) -> None:
    region.begin(2)
    region.all_portions()
    assert not region.of(newcomers, YEAR)
    region.join(1, "guest")
    assert not region.of(newcomers, YEAR), "it is not for guests"
    (newcomer,) = region.join(1)
    assert region.of(newcomers, YEAR)
    region.away(newcomer)
    assert not region.of(newcomers, YEAR)


def test_the_speed_is_that_of_the_last_half_minute(region: Told) -> None:
    region.begin(12)
    region.all_portions()
    assert region.of(speed, NOW) == 0
    region.send(*region.ids()[:10], at=after(100))
    assert region.of(speed, after(110)) == pytest.approx(1.0)
    assert region.of(speed, after(200)) == 0
