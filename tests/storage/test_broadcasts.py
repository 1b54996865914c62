"""Broadcasts: whoever is to get one gets it once, in their language, however the portions are taken."""

from collections.abc import Callable
from datetime import UTC, datetime, timedelta
from typing import Any, TypeVar

import pytest
from sqlalchemy import select, update
from sqlalchemy.orm import Session

from storage import broadcasts, carrying, outbox
from storage.broadcasts import Content, announce, put_in_portion
from storage.database import Database
from storage.members import TELEGRAM, Address, Member, set_reachable
from storage.outbox import About, Lane, deliveries
from storage.preferences import ANY, AT_ONCE, DAILY, OFF, choose
from storage.seen import seen_of
from tests.journeys.world import RIGA
from tests.storage.outboxes import NOW, after

T = TypeVar("T")
NEWS = About("announcement", "announcement", 7)
TEXTS = {
    "lv": Content("sendMessage", {"text": "Sanāksme", "disable_notification": True}),
    "en": Content("sendMessage", {"text": "Meeting"}),
}


@pytest.fixture(autouse=True)
def small_portions(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(broadcasts, "PORTION", 10)


class Region:
    """Members, and what they get."""

    def __init__(self, database: Database) -> None:
        self.database = database

    def do(self, job: Callable[[Session], T]) -> T:
        return self.database.submit(job).result()

    def join(self, count: int, role: str = "librarian", language: str = "lv") -> list[int]:
        def job(session: Session) -> list[int]:
            members = [
                Member(name="Biedrs", role=role, language=language, created_at=NOW, libraries=[]) for _ in range(count)
            ]
            session.add_all(members)
            session.flush()
            session.add_all(
                Address(member=member, channel=TELEGRAM, address=str(7_000_000_000 + member.id)) for member in members
            )
            return [member.id for member in members]

        return self.do(job)

    def change(self, member: int, **values: Any) -> None:
        self.do(lambda session: session.execute(update(Member).where(Member.id == member).values(**values)))

    def choose(self, member: int, subject: str, cadence: str) -> None:
        self.do(lambda session: choose(session, member, "news", subject, cadence))

    def seen(self, member: int) -> set[int]:
        return self.do(lambda session: seen_of(session, member, "announcement", [7]))

    def announce(self, *roles: str, **more: Any) -> bool:
        values: dict[str, Any] = {"roles": roles or ("librarian",), "now": NOW} | more
        return self.do(lambda session: announce(session, NEWS, TEXTS, **values))

    def portion(self, at: Any = NOW) -> int:
        return self.do(lambda session: put_in_portion(session, at, RIGA))

    def all_portions(self, at: Any = NOW) -> list[int]:
        found = []
        while members := self.portion(at):
            found.append(members)
        return found

    def rows(self) -> list[Any]:
        return self.do(lambda session: list(session.execute(select(deliveries).order_by(deliveries.c.id)).all()))

    def carried(self) -> list[tuple[int, dict[str, Any]]]:
        """Carry everything: (chat, payload)."""
        gone = []

        def job(session: Session) -> list[tuple[int, dict[str, Any]]]:
            ids = [one.id for one in carrying.candidates(session, NOW, (), (), 1000)]
            return [(one.chat_id, dict(one.payload)) for one in carrying.claim(session, ids, NOW)]

        while found := self.do(job):
            gone += found
        return gone


@pytest.fixture
def region(database: Database) -> Region:
    return Region(database)


def test_everyone_with_the_role_gets_it_once_in_portions(region: Region) -> None:
    members = region.join(25)
    region.join(3, role="guest")
    assert region.announce()
    assert region.all_portions() == [10, 10, 5]
    rows = region.rows()
    assert [row.recipient_id for row in rows] == members
    assert [row.chat_id for row in rows] == [7_000_000_000 + member for member in members]
    assert {(row.lane, row.state, row.kind, row.object_id, row.method) for row in rows} == {
        (Lane.BROADCAST, outbox.PENDING, "announcement", 7, "sendMessage")
    }
    assert region.portion() == 0


def test_each_reads_it_in_their_language_and_the_text_is_kept_once(region: Region) -> None:
    (latvian,), (english,), (other,) = region.join(1), region.join(1, language="en"), region.join(1, language="de")
    region.announce()
    region.all_portions()
    assert {row.payload == {} for row in region.rows()} == {True}
    assert dict(region.carried()) == {
        7_000_000_000 + latvian: TEXTS["lv"].payload,
        7_000_000_000 + english: TEXTS["en"].payload,
        7_000_000_000 + other: TEXTS["lv"].payload,
    }


def test_a_portion_may_be_taken_again_after_a_kill(region: Region) -> None:
    """Or by a predecessor that was slow: nobody gets it twice."""
    region.join(15)
    region.announce()
    region.portion()
    region.do(lambda session: session.execute(update(broadcasts.broadcasts).values(reached_id=0)))
    assert region.all_portions() == [10, 5]
    assert len(region.rows()) == 15


def test_a_portion_that_fails_leaves_nothing_behind(region: Region) -> None:
    region.join(5)
    region.announce()

    def dies(session: Session) -> None:
        put_in_portion(session, NOW, RIGA)
        raise OSError("full")

    with pytest.raises(OSError, match="full"):
        region.do(dies)
    assert region.rows() == []
    assert region.all_portions() == [5]


def test_an_announcement_is_made_once_an_occurrence(region: Region) -> None:
    region.join(2)
    assert [region.announce(), region.announce()] == [True, False]
    region.all_portions()
    assert region.announce(occurrence="2026-10-19")
    region.all_portions()
    assert len(region.rows()) == 4


def test_who_cannot_be_reached_is_left_out_and_who_joins_meanwhile_is_not(region: Region) -> None:
    first, blocked, *_ = region.join(12)
    region.do(lambda session: set_reachable(session, TELEGRAM, str(7_000_000_000 + blocked), NOW))
    region.announce()
    region.portion()
    (late,) = region.join(1)
    region.all_portions()
    recipients = [row.recipient_id for row in region.rows()]
    assert len(recipients) == 12
    assert first in recipients
    assert blocked not in recipients
    assert recipients[-1] == late


def test_it_begins_when_it_is_due_and_ends_when_it_has_expired(region: Region) -> None:
    region.join(3)
    region.announce(due_at=after(60), expires_at=after(3600))
    assert region.portion() == 0
    assert region.portion(after(60)) == 3
    late = NOW + timedelta(days=1)
    ids = [row.id for row in region.rows()]
    assert region.do(lambda session: carrying.claim(session, ids, late)) == []
    assert {row.state for row in region.rows()} == {outbox.CANCELLED}


def test_one_recipients_copy_can_be_changed_without_the_others(region: Region) -> None:
    region.join(2)
    region.announce()
    region.all_portions()
    first = region.rows()[0]
    region.do(lambda session: outbox.edit(session, first.id, {"text": "Cita"}, now=NOW))
    assert [payload for _, payload in region.carried()] == [
        {"text": "Cita", "disable_notification": True},
        TEXTS["lv"].payload,
    ]


def test_broadcasts_that_are_due_follow_each_other(region: Region) -> None:
    region.join(12)
    other = About("announcement", "announcement", 8)
    region.announce()
    region.do(lambda session: announce(session, other, TEXTS, roles=["librarian"], now=NOW))
    assert region.all_portions() == [10, 2, 10, 2]
    assert [row.object_id for row in region.rows()] == [7] * 12 + [8] * 12


def test_who_is_in_quiet_hours_gets_it_when_they_end(region: Region) -> None:
    """Everyone by their own; who joins late is looked at when their portion is put in."""
    default, owl, never, lark = region.join(4)
    region.change(owl, quiet_from=23, quiet_until=11)
    region.change(never, quiet_from=8, quiet_until=8)
    region.change(lark, quiet_from=18, quiet_until=5)
    evening = datetime(2026, 10, 24, 18, 30, tzinfo=UTC)  # 21.30 in Riga, in the night in which the clocks go back
    region.announce(due_at=evening)
    region.all_portions(evening)
    due = {row.recipient_id: row.due_at for row in region.rows()}
    assert due[owl] == due[never] == evening
    assert due[default] == datetime(2026, 10, 25, 8, tzinfo=RIGA)
    assert due[lark] == datetime(2026, 10, 25, 5, tzinfo=RIGA)
    held = region.rows()[0]
    assert held.created_at == held.due_at, "the time for giving up begins when it is to go"


def test_what_comes_late_is_held_too(region: Region) -> None:
    """It was due in the afternoon, and nothing ran until the evening."""
    region.join(1)
    afternoon = datetime(2026, 10, 12, 14, tzinfo=UTC)
    region.announce(due_at=afternoon)
    region.all_portions(afternoon + timedelta(hours=4))
    (row,) = region.rows()
    assert row.due_at == datetime(2026, 10, 13, 8, tzinfo=RIGA)


def test_what_is_urgent_is_not_held(region: Region) -> None:
    region.join(1)
    evening = datetime(2026, 10, 12, 19, tzinfo=UTC)
    region.announce(due_at=evening, urgent=True)
    region.all_portions(evening)
    assert [row.due_at for row in region.rows()] == [evening]


def test_what_was_held_does_not_go_after_its_end(region: Region) -> None:
    region.join(1)
    evening, morning = datetime(2026, 10, 12, 19, tzinfo=UTC), datetime(2026, 10, 13, 5, tzinfo=UTC)
    region.announce(due_at=evening, expires_at=evening + timedelta(hours=2))
    region.all_portions(evening)
    (row,) = region.rows()
    assert region.do(lambda session: carrying.claim(session, [row.id], morning)) == []


@pytest.mark.parametrize("default", [AT_ONCE, DAILY])
def test_those_who_want_it_at_once_get_it_and_have_seen_it(region: Region, default: str) -> None:
    """The others find it in their digest, or do not want to know."""
    undecided, eager, later, none, narrow = region.join(5)
    guest, gone = *region.join(1, role="guest"), *region.join(1)
    for member, subject, cadence in (
        (eager, "vacancy", AT_ONCE),
        (later, "vacancy", DAILY),
        (later, ANY, AT_ONCE),
        (later, "vacancy", DAILY),
        (none, ANY, OFF),
        (narrow, ANY, OFF),
        (narrow, "vacancy", AT_ONCE),
        (guest, ANY, AT_ONCE),
        (gone, ANY, AT_ONCE),
    ):
        region.choose(member, subject, cadence)
    region.do(lambda session: set_reachable(session, TELEGRAM, str(7_000_000_000 + gone), NOW))
    region.announce(wanting=("news", "vacancy", default))
    region.all_portions()
    expected = [undecided, eager, narrow] if default == AT_ONCE else [eager, narrow]
    assert [row.recipient_id for row in region.rows()] == expected
    everyone = (undecided, eager, later, none, narrow, guest, gone)
    assert [member for member in everyone if region.seen(member)] == expected


def test_its_author_does_not_get_it_and_knows_it(region: Region) -> None:
    author, other = region.join(2)
    region.announce(wanting=("news", "vacancy", AT_ONCE), author_id=author)
    region.all_portions()
    assert [row.recipient_id for row in region.rows()] == [other]
    assert region.seen(author) == region.seen(other) == {7}


def test_portions_go_on_where_nobody_wants_it(region: Region) -> None:
    members = region.join(25)
    region.choose(members[-1], ANY, AT_ONCE)
    region.announce(wanting=("news", "vacancy", OFF))
    assert region.all_portions() == [10, 10, 5]
    assert [row.recipient_id for row in region.rows()] == [members[-1]]
