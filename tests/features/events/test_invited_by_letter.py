"""Who was invited by letter and has not answered: told of each change once, as no letter follows what becomes of it."""

from collections.abc import Callable
from dataclasses import replace
from datetime import UTC, datetime, timedelta
from typing import Any

from sqlalchemy import and_, select, update
from sqlalchemy.orm import Session

from bot.context import Context, Region
from bot.features.events import answering, changing_acts, changing_preview, changing_telling, inviting
from bot.features.events.changing_rules import version_at
from bot.texts import texts_for
from storage.broadcasts import put_in_portion
from storage.database import Database
from storage.event_changes import change_of, plan_of
from storage.events import DECLINED, DRAFT, GOING, INVITED, Registration
from storage.mail_chats import EMAIL
from storage.mailing import BY_BOTH, INVITATIONS, choose_way
from storage.members import TELEGRAM, Address, Member
from storage.outbox import PENDING, SENT, deliveries
from tests.features.events.making import RIGA, an_event

START = datetime(2026, 10, 12, 8, 0, tzinfo=UTC)
LATER = datetime(2026, 11, 19, 10)  # noqa: DTZ001 - local
_c = deliveries.c
SILENT, NAMED, GOES, DECLINES, BOTH, WAITS = names = ("Silva", "Nora", "Gita", "Dace", "Baiba", "Vija")


class Scene:
    """An event to which six are invited, all of them by letter, one in Telegram too; one's letter waits."""

    def __init__(self, session: Session) -> None:
        self.session, self.now = session, START
        self.by = self.member("Metodiķe", "methodologist", TELEGRAM)
        self.people = {name: self.member(name, "librarian", EMAIL) for name in names}
        both = self.people[BOTH]
        session.add(Address(member=both, channel=TELEGRAM, address="2000", confirmed_at=START))
        choose_way(both, INVITATIONS, BY_BOTH)
        session.flush()
        self.event = an_event(session, self.by.id, status=DRAFT, ends=None)
        inviting.publish(self.ctx(), self.event)
        for name, state in ((NAMED, INVITED), (GOES, GOING), (DECLINES, DECLINED)):
            who = self.people[name].id
            session.add(Registration(event_id=self.event.id, member_id=who, state=state, at=START, mode="on_site"))
        while put_in_portion(session, START, RIGA):
            pass
        self.arrive(but=self.people[WAITS].id)

    def member(self, name: str, role: str, channel: str) -> Member:
        member = Member(name=name, role=role, language="lv", created_at=START)
        address = f"{name}@example.lv" if channel == EMAIL else "1000"
        self.session.add(Address(member=member, channel=channel, address=address, confirmed_at=START))
        self.session.flush()
        return member

    def ctx(self) -> Context:
        region = Region("Kuldīga", RIGA, "lv", "plaukts_bot", mails=True)
        return Context(self.session, self.now, region, texts_for("lv"), member=self.by, chat_id=1, user_id=1)

    def arrive(self, *, but: int) -> None:
        """What waits goes, except what is for this member."""
        waits = and_(_c.state == PENDING, _c.recipient_id != but)
        self.session.execute(update(deliveries).where(waits).values(state=SENT, claimed_at=self.now, message_id=_c.id))

    def change(self, **plan: Any) -> None:
        self.now += timedelta(hours=1)
        ctx, wanted = self.ctx(), replace(plan_of(self.event), **plan)
        changing_acts.apply(ctx, self.event, changing_acts.wanted(ctx, self.event, wanted))

    def tell(self) -> None:
        """Often enough for everybody, and once more."""
        self.now += timedelta(minutes=3)
        for _ in range(4):
            changing_telling.tell(self.ctx())
        self.session.flush()

    def waiting(self, *kinds: str) -> list[tuple[str, str]]:
        """(to whom a letter waits, the first line of what it says)."""
        waits = and_(_c.state == PENDING, _c.channel == EMAIL, _c.kind.in_(kinds))
        query = select(Member.name, _c.payload).join(Member, Member.id == _c.recipient_id).where(waits)
        said = [
            (row.name, row.payload.get("caption", row.payload.get("text", ""))) for row in self.session.execute(query)
        ]
        return sorted((name, text.splitlines()[0]) for name, text in said)


def play(database: Database, job: Callable[[Scene], None]) -> None:
    database.submit(lambda session: job(Scene(session))).result()


def test_each_change_is_told_once_and_a_letter_that_waits_goes_as_it_is_now(database: Database) -> None:
    def job(scene: Scene) -> None:
        files = select(_c.file_id).where(_c.kind == "invitation", _c.recipient_id == scene.people[WAITS].id)
        (before,) = scene.session.scalars(files)
        whom = changing_preview.reach(scene.ctx(), scene.event)
        assert dict(whom.states) == {INVITED: 3, GOING: 1}
        assert not whom.to_phone, "a letter reaches her"
        scene.change(begins=LATER)
        scene.tell()
        moved, on = "🔁 <b>Pasākums ir pārcelts</b>", "✅ <b>Pasākums tomēr notiks</b>"
        told = [BOTH, GOES, NAMED, SILENT]
        assert scene.waiting("change", "invited_change") == [(name, moved) for name in told]
        assert [name for name, _ in scene.waiting("invited_change")] == [BOTH, NAMED, SILENT]
        (after,) = scene.session.scalars(files)
        assert after != before, "the calendar file is of what it is now"
        scene.arrive(but=0)
        # By now all know the same; what was said before counts.
        scene.change(cancelled=True)
        scene.tell()
        everybody = sorted([*told, WAITS])
        assert scene.waiting("change") == [(name, "✖ <b>Pasākums nenotiks</b>") for name in everybody]
        assert not scene.waiting("invited_change"), "nobody is asked whether they come"
        scene.arrive(but=0)
        change = change_of(scene.session, scene.event, scene.event.version)
        assert change is not None
        changing_acts.undo(scene.ctx(), scene.event, change)
        scene.tell()
        assert scene.waiting("change", "invited_change") == [(name, on) for name in everybody]

    play(database, job)


def test_what_nobody_has_read_is_replaced_and_who_has_answered_is_not_asked(database: Database) -> None:
    def job(scene: Scene) -> None:
        scene.change(begins=LATER)
        scene.tell()
        scene.change(begins=plan_of(scene.event).begins.replace(day=12))
        scene.tell()
        assert not scene.waiting("change", "invited_change"), "it is as their letters say"
        answering.answer(replace(scene.ctx(), member=scene.people[SILENT]), scene.event, scene.people[SILENT], DECLINED)
        scene.change(begins=LATER)
        scene.tell()
        assert [name for name, _ in scene.waiting("invited_change")] == [BOTH, NAMED]

    play(database, job)


def test_the_version_that_a_letter_says_is_the_last_before_it_went() -> None:
    since = {1: START, 3: START + timedelta(hours=1)}
    assert [version_at(since, START + timedelta(minutes=one)) for one in (-1, 0, 1, 60, 61)] == [0, 0, 1, 1, 3]
