"""A change of what was announced reaches every copy, in whatever state it is; of what was taken back none remains."""

from datetime import timedelta
from functools import partial
from typing import Any

import pytest
from sqlalchemy import select, update

from bot.delivery import telegram
from storage import arrivals, broadcasts, carrying, outbox, revisions
from storage.broadcasts import Content, announce
from storage.database import Database
from storage.outbox import About, Lane, deliveries
from storage.revisions import exchange, follow_portion, revise, stop_following, withdraw
from tests.storage.outboxes import NOW
from tests.storage.test_broadcasts import NEWS, TEXTS, Region

CHANGED = {
    "lv": Content("sendMessage", {"text": "Sanāksme pārcelta"}),
    "en": Content("sendMessage", {"text": "Meeting moved"}),
}
GONE = {"lv": Content("sendMessage", {"text": "Atsaukts"}), "en": Content("sendMessage", {"text": "Withdrawn"})}


@pytest.fixture(autouse=True)
def small_portions(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(broadcasts, "PORTION", 10)
    monkeypatch.setattr(revisions, "PORTION", 10)


class Announced(Region):
    """A region where something was announced and is changed."""

    def send(self, *ids: int, at: Any = NOW) -> None:
        """Let these arrive; their messages have the deliveries' numbers."""

        def job(session: Any) -> None:
            for one in carrying.claim(session, ids, at):
                carrying.settle_sent(session, one.id, 1000 + one.id, at)

        self.do(job)

    def bring(self, delivery: int, state: str) -> None:
        self.do(
            lambda session: session.execute(update(deliveries).where(deliveries.c.id == delivery).values(state=state))
        )

    def revise(self, content: dict[str, Content] | None = None, at: Any = NOW, about: About = NEWS) -> None:
        self.do(lambda session: revise(session, about, content or CHANGED, at))

    def withdraw(self, at: Any = NOW) -> None:
        self.do(lambda session: withdraw(session, NEWS, at, instead=GONE))

    def follow(self, at: Any = NOW) -> list[int]:
        found = []
        while copies := self.do(lambda session: follow_portion(session, at)):
            found.append(copies)
        return found

    def ids(self) -> list[int]:
        return [row.id for row in self.rows() if row.op == outbox.SEND]

    def went(self, at: Any = NOW) -> list[tuple[str, str, int | None, Any]]:
        """Carry everything: (operation, method, message that it changes, text)."""
        gone = []

        def job(session: Any) -> list[Any]:
            ids = [one.id for one in carrying.candidates(session, at, (), (), 1000)]
            claimed = carrying.claim(session, ids, at)
            for one in claimed:
                carrying.settle_sent(session, one.id, 1000 + one.id if one.op == outbox.SEND else None, at)
            return claimed

        while found := self.do(job):
            gone += [(one.op, one.method, one.target_message_id, one.payload.get("text")) for one in found]
        return gone


@pytest.fixture
def region(database: Database) -> Announced:
    return Announced(database)


def test_all_copies_follow_a_change_in_portions_and_languages_behind_everything_else(region: Announced) -> None:
    region.join(24)
    region.join(1, language="en")
    region.announce()
    region.all_portions()
    ids = region.ids()
    region.send(*ids)
    region.revise()
    assert region.follow() == [10, 10, 5]
    assert {row.lane for row in region.rows() if row.op == outbox.EDIT} == {int(Lane.BROADCAST)}
    assert sorted(region.went()) == sorted(
        [
            *(("edit", "editMessageText", 1000 + one, "Sanāksme pārcelta") for one in ids[:24]),
            ("edit", "editMessageText", 1000 + ids[24], "Meeting moved"),
        ]
    )
    assert region.follow() == []


def test_who_is_not_reached_yet_gets_the_changed_text_and_no_edit(region: Announced) -> None:
    region.join(15)
    region.announce()
    region.portion()
    region.revise()
    region.all_portions()
    region.follow()
    assert [(op, text) for op, _, _, text in region.went()] == [("send", "Sanāksme pārcelta")] * 15


@pytest.mark.parametrize("state", ["held", "blocked", "failed"])
def test_what_waits_for_a_person_or_a_recipient_goes_as_it_is_now(region: Announced, state: str) -> None:
    region.join(1)
    region.announce()
    region.all_portions()
    (copy,) = region.ids()
    region.bring(copy, state)
    region.revise()
    region.follow()
    region.bring(copy, "pending")
    assert region.went() == [("send", "sendMessage", None, "Sanāksme pārcelta")]


def test_what_is_on_its_way_is_edited_when_it_has_arrived_and_goes_changed_where_it_has_not(region: Announced) -> None:
    region.join(2)
    region.announce()
    region.all_portions()
    first, second = region.ids()
    region.do(lambda session: carrying.claim(session, [first, second], NOW))
    region.revise()
    region.follow()
    region.do(lambda session: carrying.settle_sent(session, first, 77, NOW))
    region.do(lambda session: carrying.settle(session, second, outbox.PENDING))
    assert sorted(region.went()) == [
        ("edit", "editMessageText", 77, "Sanāksme pārcelta"),
        ("send", "sendMessage", None, "Sanāksme pārcelta"),
    ]


def test_of_unknown_fate_it_follows_when_a_press_shows_that_it_arrived(region: Announced) -> None:
    region.join(1)
    region.announce()
    region.all_portions()
    (copy,) = region.ids()
    region.do(lambda session: carrying.claim(session, [copy], NOW))
    region.do(lambda session: carrying.settle(session, copy, outbox.UNKNOWN))
    region.revise()
    region.follow()
    assert region.went() == []
    chat = region.rows()[0].chat_id
    region.do(lambda session: arrivals.reveal_message(session, copy, chat, 88, NOW))
    assert region.went() == [("edit", "editMessageText", 88, "Sanāksme pārcelta")]


def test_of_several_changes_the_newest_is_shown_by_one_edit(region: Announced) -> None:
    region.join(12)
    region.announce()
    region.all_portions()
    region.send(*region.ids())
    region.revise()
    region.do(lambda session: follow_portion(session, NOW))
    region.revise({"lv": Content("sendMessage", {"text": "Sanāksmes nebūs"})})
    region.follow()
    assert [text for _, _, _, text in region.went()] == ["Sanāksmes nebūs"] * 12


def test_captions_are_changed_as_captions(region: Announced) -> None:
    region.join(1)
    photo = {"lv": Content("sendPhoto", {"photo": "file", "caption": "Izstāde"})}
    region.do(lambda session: broadcasts.announce(session, NEWS, photo, roles=["librarian"], now=NOW))
    region.all_portions()
    region.send(*region.ids())
    region.revise({"lv": Content("sendPhoto", {"photo": "file", "caption": "Izstāde pagarināta"})})
    region.follow()
    assert [(op, method) for op, method, _, _ in region.went()] == [("edit", "editMessageCaption")]


def test_a_withdrawn_one_is_deleted_stopped_and_reaches_nobody_else(region: Announced) -> None:
    region.join(25)
    region.announce()
    region.portion()
    ids = region.ids()
    region.send(*ids[:4])
    region.bring(ids[4], "held")
    region.bring(ids[5], "blocked")
    region.revise()
    region.do(lambda session: follow_portion(session, NOW))
    region.withdraw()
    region.follow()
    assert region.all_portions() == []
    assert sorted(region.went()) == [("delete", "deleteMessage", 1000 + one, None) for one in ids[:4]]
    states = {row.id: row.state for row in region.rows() if row.op == outbox.SEND}
    assert {states[one] for one in ids[4:]} == {outbox.CANCELLED}


def test_a_withdrawal_that_is_stopped_leaves_the_other_copies_and_only_these_follow_later(region: Announced) -> None:
    region.join(25)
    region.announce()
    region.all_portions()
    ids = region.ids()
    region.send(*ids)
    region.withdraw()
    region.do(lambda session: follow_portion(session, NOW))
    region.do(lambda session: stop_following(session, NEWS, NOW))
    assert region.follow() == []
    assert len(region.went()) == 10
    for _ in range(2):
        region.revise()
        region.follow()
        assert {message for _, _, message, _ in region.went()} == {1000 + one for one in ids[10:]}


def test_what_telegram_deletes_no_more_says_that_it_was_withdrawn(region: Announced) -> None:
    region.join(2)
    region.announce()
    region.all_portions()
    old, young = region.ids()
    region.send(old)
    later = NOW + timedelta(hours=48)
    region.send(young, at=later)
    region.withdraw(at=later)
    region.follow(at=later)
    assert sorted(region.went(at=later)) == [
        ("delete", "deleteMessage", 1000 + young, None),
        ("edit", "editMessageText", 1000 + old, "Atsaukts"),
    ]


def test_a_portion_may_be_followed_again(region: Announced) -> None:
    """After a kill: nobody is edited or deleted twice at the same time."""
    region.join(5)
    region.announce()
    region.all_portions()
    region.send(*region.ids())
    for change in (region.revise, region.withdraw):
        change()
        region.follow()
        region.do(
            lambda session: session.execute(update(revisions.revisions).values(reached_id=0, gone_to=0, done_at=None))
        )
        region.follow()
        assert len(region.went()) == 5


def test_other_objects_and_their_copies_are_left_alone(region: Announced) -> None:
    region.join(1)
    region.announce()
    region.all_portions()
    region.send(*region.ids())
    other = About("announcement", "announcement", 8)
    region.revise(about=other)
    region.follow()
    assert region.went() == []
    assert region.do(lambda session: session.execute(select(revisions.revisions.c.done_at)).scalar_one()) is not None
    assert TEXTS["lv"].payload["text"] == "Sanāksme"


def test_another_file_reaches_every_copy_whatever_kind_it_is(region: Announced) -> None:
    region.join(2)
    photo = Content("sendPhoto", {"photo": "a", "caption": "x"})
    region.do(lambda session: announce(session, NEWS, {"lv": photo}, roles=["librarian"], now=NOW))
    region.all_portions()
    there, waiting = region.ids()
    region.send(there)
    paper = {"kind": "document", "file_id": "b"}
    region.do(lambda session: exchange(session, ("announcement", 7), "a", paper, NOW))
    changed = Content("sendDocument", {"document": "b", "caption": "y"})
    region.revise({"lv": changed})
    region.follow()
    ids = region.do(lambda session: [one.id for one in carrying.candidates(session, NOW, (), (), 10)])
    now, edit = region.do(lambda session: [(one.method, one.payload) for one in carrying.claim(session, ids, NOW)])
    assert now == ("sendDocument", changed.payload), waiting
    assert edit == ("editMessageMedia", changed.payload), "the words follow with it"


def test_each_message_of_an_album_gets_its_own_file(region: Announced) -> None:
    region.join(1)
    media = [{"type": "photo", "media": one} for one in "abc"]
    album = Content("sendMediaGroup", {"media": media})
    region.do(lambda session: announce(session, NEWS, {"lv": album}, roles=["librarian"], now=NOW))
    region.all_portions()
    region.send(*region.ids())
    for old, new in (("a", "d"), ("c", "e")):  # the second before the copies have followed the first
        item = {"kind": "photo", "file_id": new}
        region.do(partial(exchange, of=("announcement", 7), old_id=old, new=item, now=NOW))
    region.follow()
    ids = [row.id for row in region.rows() if row.op == "exchange"]
    edits = region.do(lambda session: carrying.claim(session, ids, NOW))
    sent = [telegram.request_of(one) for one in edits]
    first = edits[0].target_message_id
    assert first is not None
    assert [(one["message_id"] - first, one["media"]["media"]) for one in sent] == [(0, "d"), (2, "e")]


def test_who_comes_back_gets_every_file_that_was_exchanged_meanwhile(region: Announced) -> None:
    region.join(1)
    album = Content("sendMediaGroup", {"media": [{"type": "photo", "media": one} for one in "ab"]})
    region.do(lambda session: announce(session, NEWS, {"lv": album}, roles=["librarian"], now=NOW))
    region.all_portions()
    (copy,) = region.ids()
    region.send(copy)
    for old, new in (("a", "c"), ("b", "d")):
        item = {"kind": "photo", "file_id": new}
        region.do(partial(exchange, of=("announcement", 7), old_id=old, new=item, now=NOW))
    region.follow()
    missed = [row for row in region.rows() if row.op == "exchange"]
    for row in missed:
        region.bring(row.id, "blocked")
    region.do(lambda session: arrivals.release_blocked(session, missed[0].chat_id, NOW))
    assert [(op, method) for op, method, _, _ in region.went()] == [("exchange", "editMessageMedia")] * 2
