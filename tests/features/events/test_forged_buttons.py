"""Every button of events, pressed by those who may not: it says so, does nothing, and gives nothing away.

What a button says can be forged. Names of the events' secrets stand for what nobody else may read.
"""

import json
import re
import shutil
from collections.abc import Iterator
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

import pytest
from sqlalchemy import Engine, func, select
from sqlalchemy.orm import Session

from bot.context import Context, Region
from bot.errors import NotAllowedError, UserError
from bot.features.events.feature import feature
from bot.manifest import discover
from bot.router import Router
from bot.texts import texts_for
from storage.engines import open_engine
from storage.events import CANCELLED, DRAFT, DROPPED, GOING, PUBLISHED, RECORDED, Registration
from storage.materials import EventMaterial
from storage.members import TELEGRAM, Address, Member
from storage.outbox import deliveries
from tests.features.events.making import RIGA, an_event

NOW = datetime(2026, 10, 12, 8, tzinfo=UTC)
REGION = Region("Kuldīgas reģions", RIGA, "lv", bot_username="plaukts_bot")
SECRET = "Noslēpums"
"""In the titles of what is not announced, in materials and the names of who comes."""
OWN = re.compile(r"choose_reminders member \d+")
"""What everybody may do for themselves."""
_c = deliveries.c


@pytest.fixture
def engine(sqlite_template: Path, tmp_path: Path) -> Iterator[Engine]:
    shutil.copy(sqlite_template, tmp_path / "plaukts.db")
    engine = open_engine(f"sqlite:///{tmp_path / 'plaukts.db'}", writes=True)
    yield engine
    engine.dispose()


def every_button() -> list[str]:
    """Data of each kind that a button of events can have, with 1 for every number."""
    found = [_example(one.pattern) for one in feature.buttons]
    for data, one in zip(found, feature.buttons, strict=True):
        assert re.fullmatch(one.pattern, data), (one.pattern, data)
    return found


def _example(pattern: str) -> str:
    """Something that a pattern fits: its first choices, and of what can be left out nothing."""
    said = re.sub(r"\(\?:[^?]*\)\?", "", pattern)
    said = re.sub(r"\\d(\{[\d,]+\})?|\[01\]|\[1-5\]", "1", said)
    said = re.sub(r"\[[^]]+\]\{[\d,]+\}", "title", said)
    return re.sub(r"\(([^()|]*)[^()]*\)", r"\1", said)


class Scene:
    """Events in every state, of which a guest and a librarian know nothing that was not announced to them."""

    def __init__(self, session: Session) -> None:
        self.session, self.router = session, Router(discover(), REGION)
        self.methodologist = self.member("Metodiķe", "methodologist", 1)
        self.guest = self.member("Viesis", "guest", 2)
        self.librarian = self.member("Bibliotekāre", "librarian", 3)
        self.removed = self.member("Agrāka kolēģe", None, 4)
        other = self.member(f"{SECRET} Kolēģe", "librarian", 5)
        self.numbers = {}
        for status in (DRAFT, DROPPED, RECORDED, CANCELLED, PUBLISHED):
            announced = status in (CANCELLED, PUBLISHED)
            title = "Seminārs" if announced else f"{SECRET} {status}"
            more: dict[str, Any] = {"published_at": NOW} if announced else {}
            event = an_event(session, self.methodologist.id, status=status, title=title, **more)
            there: dict[str, Any] = {"state": GOING, "at": NOW, "mode": "on_site"}
            session.add(Registration(event_id=event.id, member_id=other.id, **there))
            session.add(Registration(event_id=event.id, guest_name=f"{SECRET} viesis", **there))
            handed: dict[str, Any] = {"author_id": self.methodologist.id, "text": f"{SECRET}: materiāls", "at": NOW}
            session.add(EventMaterial(event_id=event.id, position=1, for_all=True, **handed))
            self.numbers[status] = event.number
        session.flush()

    def member(self, name: str, role: str | None, chat: int) -> Member:
        made = Member(name=name, role=role, language="lv", created_at=NOW)
        self.session.add(made)
        self.session.flush()
        self.session.add(Address(member=made, channel=TELEGRAM, address=str(chat)))
        self.session.flush()
        return made

    def pressed(self, who: Member | None, chat: int, data: str, *, private: bool) -> tuple[list[str], str]:
        """What was done, and everything that was said and to whom; nothing of it stays."""
        last = self.session.scalar(select(func.max(_c.id))) or 0
        ctx = Context(self.session, NOW, REGION, texts_for("lv"), member=who, chat_id=chat if private else -100)
        ctx.user_id, ctx.private, ctx.update_id, ctx.menu = chat, private, 1, self.router.menu
        done = self.session.begin_nested()
        refused = ""
        try:
            self.router._pressed(ctx, data)
        except UserError as error:
            ctx.acts.clear()
            refused = ctx.texts.plain(error.msgid, **error.values)
        except NotAllowedError:
            ctx.acts.clear()
        self.session.flush()
        rows = self.session.execute(select(_c.payload, _c.chat_id).where(_c.id > last)).all()
        staff = 1
        said = [json.dumps(row.payload, ensure_ascii=False) for row in rows if row.chat_id != staff]
        done.rollback()
        self.session.expire_all()
        return list(ctx.acts), "\n".join([*said, refused, ctx.toast or ""])


def test_who_may_not_does_nothing_and_reads_nothing(engine: Engine) -> None:
    buttons = every_button()
    with Session(engine) as session:
        scene = Scene(session)
        people = [(None, 77), (scene.removed, 4), (scene.guest, 2), (scene.librarian, 3)]
        for who, chat in people:
            for status, number in scene.numbers.items():
                for data in {re.sub(r"\d+", str(number), one, count=1) for one in buttons}:
                    acts, said = scene.pressed(who, chat, data, private=True)
                    assert SECRET not in said, (who and who.role, status, data, said)
                    if who is not scene.librarian or status != PUBLISHED:
                        assert not [act for act in acts if not OWN.fullmatch(act)], (who and who.role, status, data)


def test_under_the_eyes_of_the_group_nothing_is_said_of_anybody(engine: Engine) -> None:
    shared = [one for one in every_button() if one.startswith("ev:")]
    with Session(engine) as session:
        scene = Scene(session)
        for who, chat in ((scene.guest, 2), (scene.librarian, 3), (scene.methodologist, 1)):
            for number in scene.numbers.values():
                for data in {re.sub(r"\d+", str(number), one, count=1) for one in shared}:
                    _, said = scene.pressed(who, chat, data, private=False)
                    assert who is scene.methodologist or SECRET not in said, (who.role, data, said)
