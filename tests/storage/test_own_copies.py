"""A copy of what was announced to many comes to say something to one person alone."""

from functools import partial

from sqlalchemy.orm import Session

from storage import outbox
from storage.database import Database
from storage.outbox import EDIT, About, Lane
from tests.storage.outboxes import NOW
from tests.storage.test_broadcasts import NEWS
from tests.storage.test_revisions import Announced

CARD = About("event_card", NEWS.object_kind, NEWS.object_id)
OWN = {"text": "Jūs piedalāties"}


def become_ones_own(copy: int, session: Session) -> None:
    outbox.set_about(session, copy, CARD)
    outbox.edit(session, copy, OWN, now=NOW)


def test_a_change_for_all_that_comes_first_or_last_does_not_wipe_it(database: Database) -> None:
    region = Announced(database)
    region.join(3)
    region.announce()
    region.all_portions()
    ids = region.ids()
    region.send(*ids)
    region.revise()
    region.follow()  # the change waits for all three
    for one in ids[:2]:
        region.do(partial(become_ones_own, one))
    edits = [row for row in region.rows() if row.op == EDIT]
    assert sorted((row.target_id, row.lane) for row in edits) == [
        (ids[0], int(Lane.ANSWER)),
        (ids[1], int(Lane.ANSWER)),
        (ids[2], int(Lane.BROADCAST)),
    ], "one edit for each, and one's own before what is for all"
    region.revise()
    region.follow()
    assert [(target, text) for _, _, target, text in region.went()] == [
        (1000 + ids[0], "Jūs piedalāties"),
        (1000 + ids[1], "Jūs piedalāties"),
        (1000 + ids[2], "Sanāksme pārcelta"),
    ]
    assert region.went() == []


def test_one_that_has_not_gone_yet_goes_as_ones_own(database: Database) -> None:
    region = Announced(database)
    region.join(2)
    region.announce()
    region.all_portions()
    first, _ = region.ids()
    region.do(partial(become_ones_own, first))
    region.revise()
    region.follow()
    assert sorted(text for _, _, _, text in region.went()) == ["Jūs piedalāties", "Sanāksme pārcelta"]
