"""Stopped half-way, nothing of an announcement goes, whatever is added to it meanwhile."""

from collections.abc import Callable

from sqlalchemy.orm import Session

from bot.context import Context, Region
from bot.features.announcements import actions, copies
from bot.texts import texts_for
from storage.announcements import Announcement, announcement_numbered
from storage.database import Database
from storage.members import Member
from storage.outbox import HELD, PENDING, SENT
from tests.journeys.world import RIGA
from tests.storage.outboxes import NOW
from tests.storage.test_announcements import Told
from tests.storage.test_broadcasts import small_portions

__all__ = ["small_portions"]

PHOTO = {"kind": "photo", "file_id": "plakats"}


class Stopped(Told):
    """A region whose announcement is steered by its sender."""

    def steer(self, act: Callable[[Context, Announcement], object]) -> None:
        def job(session: Session) -> None:
            announcement = announcement_numbered(session, 7)
            assert announcement is not None
            sender = session.get_one(Member, announcement.author_id)
            region = Region("Kuldīgas reģions", RIGA, "lv", "plaukts_bot")
            act(Context(session, NOW, region, texts_for("lv"), member=sender), announcement)

        self.do(job)

    def states(self) -> list[tuple[str, str]]:
        """(method, state) of everything that goes to readers."""
        return sorted({(row.method, row.state) for row in self.rows() if row.op == "send"})


def test_a_file_that_is_added_waits_with_the_rest(database: Database) -> None:
    region = Stopped(database)
    region.begin(12)
    region.portion()
    first, *_ = [row.id for row in region.rows()]
    region.send(first)
    region.steer(actions.stop)
    region.steer(lambda ctx, announcement: copies.add_files(ctx, announcement, [PHOTO]))
    assert region.all_portions() == []
    assert region.states() == [("sendMessage", HELD), ("sendMessage", SENT)]
    region.steer(actions.go_on)
    region.all_portions()
    assert region.states() == [("sendMessage", PENDING), ("sendMessage", SENT), ("sendPhoto", PENDING)]
    assert sum(row.method == "sendPhoto" for row in region.rows()) == 12
