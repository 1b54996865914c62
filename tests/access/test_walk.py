"""Everything that there is, tried by everybody: what the table says is what happens, and a refusal changes nothing.

On PostgreSQL some of the roles try it: what they meet there is the same code over other statements.

``pytest -rP tests/access`` prints who got how far.
"""

import re
import sys
from collections.abc import Iterator

import pytest
from sqlalchemy import func, select
from sqlalchemy.orm import Session

from bot.access import Act, may
from bot.manifest import discover
from storage.consultations import ConsultationMessage
from storage.database import Database
from storage.dialogs import dialog_of
from storage.members import Member
from tests.access.entries import CHOSEN, FILLED, FOLLOWED, PRESSED, Entry, entries
from tests.access.scene import (
    FOREIGN,
    GROUP,
    LET_GO,
    MUTED,
    OFFICE,
    OWNER,
    SECRET,
    STRANGER,
    WALKERS,
    Outcome,
    Scene,
)

REFUSED = "Jūsu lomai šī iespēja nav pieejama. Nekas nav mainīts."
NOT_IN = "Jūs vēl neesat Plauktā. Lai pievienotos, nospiediet /start."
SILENCED = "🔇 Iespēja rakstīt kolēģiem Jums pašlaik ir apturēta."
FEATURES = discover()
ALL = list(entries(FEATURES))
NUMBERS = range(1, 7)
"""Under one of them is each thing of the owner's and the office's; members are under others."""


on_one = pytest.mark.parametrize("database_kind", ["sqlite"], indirect=True)
"""Where what is looked at is the router's and the actions' own, and no statement that differs."""


@pytest.fixture
def scene(database: Database) -> Iterator[Scene]:
    """Everybody and everything, in one transaction that is undone at the end."""
    with Session(database.writing_engine) as session:
        yield Scene(session)


def _may(who: str, act: Act | None, scene: Scene) -> bool:
    if act is None:
        return True
    member = scene.members.get(who)
    return may(member.role if member is not None else None, act, muted=who == MUTED)


def _refusals(outcome: Outcome) -> bool:
    return any(sentence in outcome.answer for sentence in (REFUSED, NOT_IN, SILENCED))


def test_everybody_tries_everything(scene: Scene, database_kind: str) -> None:
    reached: dict[str, dict[str, str]] = {entry.name: {} for entry in ALL}
    walkers = WALKERS if database_kind == "sqlite" else (LET_GO, MUTED, "methodologist")
    for who in walkers:
        member = scene.members.get(who)
        joins = member is None or member.role is None
        refused = [one for one in ALL if not _may(who, one.act, scene) and not (joins and one.kind == FOLLOWED)]
        before = scene.stored()
        for entry in refused:
            for outcome in scene.enter(who, entry):
                assert _refusals(outcome), f"{who} is let in to {entry.name}: {outcome.answer}"
                assert SECRET not in outcome.answer, (who, entry.name)
                assert {chat for chat, _ in outcome.said} <= {scene.chats[who]}, (who, entry.name)
                assert len(outcome.said) <= 1, (who, entry.name)
                assert not outcome.handled.acts, (who, entry.name)
            scene.close(who)
            reached[entry.name][who] = "–"
        after = scene.stored()
        assert [name for name in after if after[name] != before[name]] == [], f"a refusal of {who} changed something"
        for entry in (one for one in ALL if one not in refused and one.kind not in (FILLED, CHOSEN)):
            tried = scene.session.begin_nested()
            (outcome,) = scene.enter(who, entry)
            if joins and entry.kind != PRESSED and entry.act is not None:  # a link leads to where one joins
                assert "Pievienošanās" in outcome.answer, (who, entry.name)
            elif _is_plain(entry):
                assert not _refusals(outcome), f"{who} is refused {entry.name}: {outcome.answer}"
            if who not in ("methodologist", "admin"):
                assert SECRET not in outcome.answer, (who, entry.name, outcome.answer)
            tried.rollback()
            reached[entry.name][who] = "yes"
        for entry in (one for one in ALL if one not in refused and one.kind in (FILLED, CHOSEN)):
            reached[entry.name][who] = "yes"
    assert all(set(row) == set(walkers) for row in reached.values())
    sys.stdout.write(_table(reached))


def _is_plain(entry: Entry) -> bool:
    """Whether its right is all that it needs; some things about questions and talks depend on which one it is."""
    return not entry.said.startswith(("c:", "n:", "/start", "an:", "ev:"))


def _table(reached: dict[str, dict[str, str]]) -> str:
    width = max(map(len, reached))
    lines = [f"{'':{width}}  " + " ".join(f"{who:13}" for who in reached["/start"])]
    lines += [f"{name:{width}}  " + " ".join(f"{said:13}" for said in row.values()) for name, row in reached.items()]
    return "\n".join(lines)


@on_one
def test_anothers_things_are_read_and_changed_by_nobody_else(scene: Scene) -> None:
    """Each button and link of a librarian, with every number that something of somebody else's has."""
    dialog = dialog_of(scene.session, scene.chats[OWNER], scene.chats[OWNER])
    assert dialog is not None
    assert SECRET in str(dialog.data)
    before = {name: rows for name, rows in scene.stored().items() if name in OTHERS}
    there = {name for name, rows in before.items() if SECRET in str(rows)}
    assert there == {"consultation_messages", "events", "announcements", "dialogs"}
    tried = 0
    for who in (LET_GO, "guest", "librarian"):
        ways = {
            (entry.kind, entry.said): entry
            for number in NUMBERS
            for entry in entries(FEATURES, number)
            if entry.kind in (PRESSED, FOLLOWED) and _may(who, entry.act, scene)
        }
        for entry in ways.values():
            (outcome,) = scene.enter(who, entry)
            tried += 1
            told = "\n".join(text for chat, text in outcome.said if chat != scene.chats[OWNER])
            assert SECRET not in told + outcome.answer, (who, entry.name, outcome.answer)
            scene.close(who)
    assert tried > 300
    after = scene.stored()
    for name, rows in before.items():
        assert [row for row in rows if SECRET in row] == [row for row in after[name] if SECRET in row], name


OTHERS = ("consultations", "consultation_messages", "events", "announcements", "dialogs", "registrations", "members")


@on_one
def test_a_code_that_is_used_up_or_expired_lets_nobody_in(scene: Scene) -> None:
    for code in ("USED234567", "EXPRD23456", "NEVER23456"):
        outcome = scene.type(STRANGER, f"/start {code}")
        assert "Šis kods neder" in outcome.answer
        assert scene.session.scalar(select(func.count()).select_from(Member)) == len(scene.members) + 1


@on_one
def test_in_a_group_nothing_is_pressed_but_what_belongs_there(scene: Scene) -> None:
    shared = {one.pattern for feature in FEATURES for one in feature.buttons if one.in_group}
    own = {one.pattern for feature in FEATURES for one in feature.buttons} - shared
    assert shared
    private = [entry for entry in ALL if entry.kind == PRESSED and not _is_shared(entry, shared)]
    assert len(private) >= len(own)
    before = scene.stored()
    for chat in (GROUP, FOREIGN):
        for entry in private:
            outcome = scene.press(OFFICE, entry.said, chat)
            assert not outcome.said, entry.name
            assert not outcome.handled.acts, entry.name
    assert scene.stored() == before
    for entry in ALL:
        if entry.kind == PRESSED and _is_shared(entry, shared):
            tried = scene.session.begin_nested()
            outcome = scene.press(OFFICE, entry.said, FOREIGN)
            assert not [text for place, text in outcome.said if place == FOREIGN], entry.name
            tried.rollback()


def _is_shared(entry: Entry, shared: set[str]) -> bool:
    return any(re.fullmatch(pattern, entry.said) for pattern in shared)


OF_NOBODY = ("f:1:pick:1", "f::", "f:77", "t:1:ask:1.new", "x:1", "c:take", "c:take:-1", "set:nothing", "", "~9")


@on_one
def test_buttons_of_another_version_and_of_nobody_say_so(scene: Scene) -> None:
    before = scene.stored()
    for who in WALKERS:
        for data in OF_NOBODY:
            outcome = scene.press(who, data)
            assert not outcome.said
            assert "vairs ne" in outcome.answer or "nedarbojas" in outcome.answer, (who, data, outcome.answer)
    assert scene.stored() == before


@on_one
def test_who_was_let_go_changes_nothing_by_editing_what_they_wrote(scene: Scene) -> None:
    member = scene.members[OWNER]
    asked = select(ConsultationMessage).where(ConsultationMessage.author_id == member.id)
    message = scene.session.scalars(asked).first()
    assert message is not None
    assert SECRET in message.text
    edit = {"kind": "edited_message", "message_id": message.message_id}
    tried = scene.session.begin_nested()
    assert scene.type(OWNER, f"/jautat {SECRET} mainīts", **edit).handled.acts, "a member may"
    tried.rollback()
    member.role = None
    scene.session.flush()
    before = scene.stored()
    assert not scene.type(OWNER, f"/jautat {SECRET} mainīts", **edit).said
    assert scene.stored() == before
