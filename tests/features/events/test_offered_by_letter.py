"""A place became free for somebody whom only letters reach: they read until when it is kept, and staff confirm it."""

import re
from dataclasses import replace
from datetime import UTC, datetime, timedelta
from typing import Any

import pytest
from sqlalchemy import select
from sqlalchemy.orm import Session

from bot.access import require
from bot.context import Context, Region
from bot.errors import NotAllowedError, UserError
from bot.features.events import answering, making_actions, offering
from bot.features.events.participants import BUTTONS
from bot.features.events.putting_down import _register as register
from bot.texts import texts_for
from storage.database import Database
from storage.events import CONSULTATION_DAY, DECLINED, GOING, INVITED, OFFERED, ON_SITE, WAITING, Event, registration_of
from storage.mail_chats import EMAIL, is_mailbox
from storage.members import TELEGRAM, Address, Member
from storage.outbox import PENDING, deliveries
from tests.features.events.making import RIGA, an_event

NOW = datetime(2026, 10, 12, 8, tzinfo=UTC)
_c = deliveries.c


def member(session: Session, name: str, role: str = "librarian", channel: str = TELEGRAM) -> Member:
    made = Member(name=name, role=role, language="lv", created_at=NOW)
    session.add(made)
    session.flush()
    address = str(1000 + made.id) if channel == TELEGRAM else f"{made.id}@example.lv"
    session.add(Address(member=made, channel=channel, address=address, confirmed_at=NOW))
    session.flush()
    return made


def context(session: Session, acting: Member | None, now: datetime = NOW) -> Context:
    region = Region("Kuldīga", RIGA, "lv", "plaukts_bot", mails=True)
    chat = 1000 + acting.id if acting is not None else 0
    return Context(session, now, region, texts_for("lv"), member=acting, chat_id=chat, user_id=chat)


def waiting(session: Session, kind: str) -> list[Any]:
    mine = select(deliveries).where(_c.kind == kind, _c.state == PENDING, _c.op == "send").order_by(_c.id)
    return list(session.execute(mine))


def press(ctx: Context, data: str) -> None:
    """The button whose data this is, as the router presses it."""
    for one in BUTTONS:
        if found := re.fullmatch(one.pattern, data):
            assert one.act is not None
            require(ctx.me.role, one.act)
            one.handler(replace(ctx, match=found.groups()))
            return
    raise LookupError(data)


def a_place_is_kept(session: Session) -> tuple[Member, Event, Member]:
    organiser, anna = member(session, "Metodiķe", "methodologist"), member(session, "Anna")
    laidi = member(session, "Bibliotekāre, Laidi", channel=EMAIL)
    event = an_event(session, organiser.id, places=1)
    states = [answering.answer(context(session, one), event, one, GOING).state for one in (anna, laidi)]
    assert states == [GOING, WAITING]
    answering.answer(context(session, anna), event, anna, DECLINED)
    return organiser, event, laidi


def test_the_letter_says_until_when_and_one_tap_confirms_it(database: Database) -> None:
    def job(session: Session) -> None:
        organiser, event, laidi = a_place_is_kept(session)
        one = registration_of(session, event, laidi.id)
        assert one is not None
        (letter,) = waiting(session, "offer_letter")
        assert is_mailbox(letter.chat_id)
        assert "🪑 Jums ir atbrīvojusies vieta. Apstipriniet to līdz šim laikam:" in letter.payload["text"]
        assert letter.expires_at == one.offered_until
        (told,) = waiting(session, "offer_for")
        assert "Bibliotekāre, Laidi" in told.payload["text"]
        ((shown,),) = told.payload["reply_markup"]["inline_keyboard"]
        assert shown["text"] == "Apstiprināt šī cilvēka vietā"
        with pytest.raises(NotAllowedError):
            press(context(session, member(session, "Berta")), shown["callback_data"])
        for _ in range(2):
            press(context(session, organiser), shown["callback_data"])
            assert one.state == GOING
        assert not waiting(session, "offer_letter"), "it would be asked what is settled"
        (confirmed,) = waiting(session, "confirmed_letter")
        assert "✅ Jūs piedalāties" in confirmed.payload["caption"]
        assert confirmed.file_id is not None

    database.submit(job).result()


def test_a_place_that_is_not_kept_any_more_is_not_confirmed(database: Database) -> None:
    def job(session: Session) -> None:
        organiser, event, laidi = a_place_is_kept(session)
        one = registration_of(session, event, laidi.id)
        assert one is not None
        assert one.state == OFFERED
        later = NOW + timedelta(days=5)
        offering.pass_on(context(session, None, later))
        assert one.state == INVITED
        (letter,) = waiting(session, "told_letter")
        assert letter.payload["text"].startswith("⌛ ")
        with pytest.raises(UserError):
            press(context(session, organiser, later), f"ev:takes:{event.number}:{one.id}")

    database.submit(job).result()


def test_whatever_others_do_for_them_a_letter_says_so(database: Database) -> None:
    def job(session: Session) -> None:
        organiser, laidi = member(session, "Metodiķe", "methodologist"), member(session, "Laidi", channel=EMAIL)
        event = an_event(session, organiser.id, link="https://example.lv/tiesraide")
        ctx = context(session, organiser)
        register(ctx, {"number": event.number, "member": laidi.id, "mode": ON_SITE, "slot": None})
        one = registration_of(session, event, laidi.id)
        assert one is not None
        (letter,) = waiting(session, "confirmed_letter")
        assert is_mailbox(letter.chat_id)
        assert letter.payload["caption"].startswith("👋 Metodiķe pieteica Jūs šim pasākumam.")
        assert letter.file_id is not None, "for their calendar"

        press(ctx, f"ev:mode:{event.number}:{one.id}")
        (letter,) = waiting(session, "confirmed_letter")
        assert letter.payload["caption"].startswith("ℹ️ Jūsu dalības veidu mainīja Metodiķe."), "the earlier does not go"
        press(ctx, f"ev:off:{event.number}:{one.id}")
        press(ctx, f"ev:offsure:{event.number}:{one.id}")
        (letter,) = waiting(session, "told_letter")
        assert letter.payload["text"].startswith("ℹ️ Metodiķe noņēma Jūs no šī pasākuma saraksta.")
        assert not waiting(session, "confirmed_letter")

        register(ctx, {"number": event.number, "member": laidi.id, "mode": ON_SITE, "slot": None})
        press(ctx, f"ev:unput:{event.number}:{one.id}")
        assert not waiting(session, "confirmed_letter"), "what was taken back is not told"
        assert not waiting(session, "told_letter")

    database.submit(job).result()


def test_who_loses_their_time_reads_so_in_a_letter(database: Database) -> None:
    def job(session: Session) -> None:
        organiser, laidi = member(session, "Metodiķe", "methodologist"), member(session, "Laidi", channel=EMAIL)
        hourly: dict[str, Any] = {"minutes": 60, "breaks": [], "at_once": 1}
        halves = {**hourly, "minutes": 30}
        event = an_event(session, organiser.id, kind=CONSULTATION_DAY, slots=halves, places=6)
        ctx, time = context(session, organiser), event.begins + timedelta(minutes=30)
        answering.answer(ctx, event, laidi, GOING, slot=time, by=organiser)
        making_actions.change(ctx, event, slots=hourly)
        (letter,) = waiting(session, "told_letter")
        assert "Jūsu laika vairs nav: lūdzu, izvēlieties citu." in letter.payload["text"], letter.payload

    database.submit(job).result()
