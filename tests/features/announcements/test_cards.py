"""The sender's card while an announcement goes: a bar, everyone counted once, when it will be done."""

from datetime import datetime

import pytest
from sqlalchemy import update
from sqlalchemy.orm import Session

from bot.context import Context, Region
from bot.features.announcements import going
from bot.texts import texts_for
from storage.announcements import ANNOUNCEMENT, COPY, announcement_numbered
from storage.database import Database
from storage.outbox import EDIT, FAILED, About, Lane, deliveries, deliveries_about, enqueue
from storage.uncorrected import correct_again
from tests.journeys.world import RIGA
from tests.storage.outboxes import NOW, after
from tests.storage.test_announcements import Told
from tests.storage.test_broadcasts import small_portions

__all__ = ["small_portions"]


class Watched(Told):
    """A region where an announcement goes, and whose sender looks at its card."""

    def card(self) -> int:
        """The sender opens the card; returns its delivery."""

        def job(session: Session) -> int:
            announcement = announcement_numbered(session, 7)
            assert announcement is not None
            announcement.author.role = "methodologist"
            return enqueue(
                session,
                chat_id=1,
                method="sendMessage",
                payload={"text": ""},
                about=About("own", ANNOUNCEMENT, 7),
                lane=Lane.INTERACTIVE,
                now=NOW,
                recipient_id=announcement.author_id,
            )

        return self.do(job)

    def look(self, at: datetime) -> None:
        region = Region("Kuldīgas reģions", RIGA, "lv", "plaukts_bot")
        self.do(lambda session: going.look(Context(session, at, region, texts_for("lv"))))

    def corrections(self, at: datetime) -> None:
        region = Region("Kuldīgas reģions", RIGA, "lv", "plaukts_bot")
        self.do(lambda session: going.look_at_corrections(Context(session, at, region, texts_for("lv"))))

    def says(self, card: int) -> str:
        (row,) = [row for row in self.rows() if row.id == card]
        return str(row.payload["text"])


@pytest.fixture
def region(database: Database) -> Watched:
    return Watched(database)


def test_the_card_follows_and_tells_when_it_will_be_done(region: Watched) -> None:
    region.begin(12)
    card = region.card()
    region.all_portions()
    copies = [delivery for delivery, _ in region.do(lambda s: deliveries_about(s, About(COPY, ANNOUNCEMENT, 7)))]
    region.send(*copies[:6], at=after(100))
    region.look(after(110))
    shown = region.says(card)
    assert "📣 <b>Paziņojums Nr. 7 tiek sūtīts.</b>" in shown
    assert "▓▓▓▓▓▓░░░░░░ 50 %\nPiegādāts: 6 no 12\nGaida: 6" in shown
    assert "Sūtīšana beigsies ap plkst. 11.02." in shown, "six more at six in ten seconds"
    region.send(*copies[6:], at=after(120))
    region.look(after(121))
    assert "✅ <b>Paziņojums Nr. 7 ir nosūtīts.</b>" in region.says(card)
    assert "Piegādāts: 12 no 12" in region.says(card)
    assert "beigsies" not in region.says(card)


def test_the_card_is_nobodys_who_may_announce_no_more(region: Watched) -> None:
    region.begin(2)
    card = region.card()

    def job(session: Session) -> None:
        announcement = announcement_numbered(session, 7)
        assert announcement is not None
        announcement.author.role = "librarian"

    region.do(job)
    region.look(after(1))
    assert region.says(card) == ""


def test_copies_that_did_not_follow_a_change_are_told_and_corrected_once_more(region: Watched) -> None:
    region.begin(2, edited_at=NOW, finished_at=NOW)
    card = region.card()
    region.all_portions()
    copies = [delivery for delivery, _ in region.do(lambda s: deliveries_about(s, About(COPY, ANNOUNCEMENT, 7)))]
    region.send(*copies)
    region.revise(about=About(COPY, ANNOUNCEMENT, 7))
    region.follow()
    region.corrections(after(9))
    assert region.says(card) == "", "nothing is to be told"
    failed = update(deliveries).where(deliveries.c.op == EDIT, deliveries.c.target_id == copies[0])
    region.do(lambda session: session.execute(failed.values(state=FAILED)))
    region.corrections(after(10))
    assert "⚠️ Neizlabotas kopijas: 1." in region.says(card)
    (row,) = [row for row in region.rows() if row.id == card]
    assert "an:mend:7" in str(row.payload["reply_markup"])
    region.do(lambda session: correct_again(session, ANNOUNCEMENT, 7, after(11)))
    region.corrections(after(20))
    assert "Neizlabotas" not in region.says(card)
