"""Where parts of events meet each other and the rest: long texts, the waiting list's order, people who leave."""

import re
from dataclasses import replace
from datetime import UTC, datetime, timedelta
from html import unescape
from itertools import count
from typing import Any

import pytest
from sqlalchemy import event as sql_events
from sqlalchemy import select
from sqlalchemy.orm import Session

from bot.context import Context, Region
from bot.errors import UserError
from bot.features.events import (
    answering,
    cards,
    changing_acts,
    changing_preview,
    changing_telling,
    draft_forms,
    drafts,
    inviting,
    making_actions,
    offering,
    organising,
    putting_down,
    views,
)
from bot.features.events.feedback import _rate as rate
from bot.features.events.participants import _let_in as let_in
from bot.features.events.participants import _take_off as take_off
from bot.features.events.putting_down import _seat as seat
from bot.texts import length, texts_for
from bot.texts.html import MESSAGE_LIMIT
from storage.broadcasts import put_in_portion
from storage.event_changes import CHANGE, plan_of
from storage.event_figures import hours_of
from storage.events import (
    CANCELLED,
    DECLINED,
    DRAFT,
    DROPPED,
    EVENT,
    GOING,
    INVITED,
    OFFERED,
    WAITING,
    Event,
    Registration,
    registration_of,
)
from storage.events import registrations as event_answers
from storage.feedback import feedback_of
from storage.members import REMOVED, TELEGRAM, Address, Member
from storage.numbers import mark_once
from storage.outbox import SEND, deliveries
from storage.preferences import ANY, OFF, choose
from tests.features.events.making import RIGA, an_event

NOW = datetime(2026, 10, 12, 8, tzinfo=UTC)
_c = deliveries.c


def member(session: Session, name: str, role: str | None = "librarian") -> Member:
    made = Member(name=name, role=role, language="lv", created_at=NOW)
    session.add(made)
    session.flush()
    session.add(Address(member=made, channel=TELEGRAM, address=str(1000 + made.id)))
    session.flush()
    return made


def context(session: Session, acting: Member | None = None, now: datetime = NOW) -> Context:
    region = Region("Kuldīgas reģions", RIGA, "lv", bot_username="plaukts_bot")
    chat = 1000 + acting.id if acting is not None else 0
    return Context(session, now, region, texts_for("lv"), member=acting, chat_id=chat, user_id=chat)


def said(session: Session, kind: str, to: Member) -> list[str]:
    """What a member is told, without its marks."""
    mine = select(_c.payload).where(_c.kind == kind, _c.recipient_id == to.id, _c.op == SEND).order_by(_c.id)
    return [unescape(re.sub("<[^>]+>", "", payload["text"])) for payload in session.scalars(mine)]


def answers(session: Session, event: Event, *people: Member, state: str = GOING) -> list[str]:
    """They answer one after the other; what became of it."""
    return [answering.answer(context(session, one), event, one, state).state for one in people]


def test_a_long_description_fits_below_what_is_said_first(session: Session) -> None:
    """Or Telegram refuses the message, and nobody hears that a place became free for them."""
    anna, berta, cilda = (member(session, name) for name in ("Bibliotekāre A", "Bibliotekāre B", "Bibliotekāre C"))
    event = an_event(session, member(session, "Metodiķe", "methodologist").id, places=1, text="vārdi " * 680)
    assert answers(session, event, anna, berta) == [GOING, WAITING]
    answers(session, event, anna, state=DECLINED)
    (told,) = said(session, "place", berta)
    assert length(told) <= MESSAGE_LIMIT, "a place became free"
    assert told.startswith("🪑 Jums ir atbrīvojusies vieta")

    event.places = None
    colleague = answering.answer(context(session, anna), event, cilda, GOING, by=anna)
    putting_down.tell(context(session, anna), colleague, "ℹ️ {name} has changed how you take part.")
    (told,) = said(session, "event_card", cilda)
    assert length(told) <= MESSAGE_LIMIT, "registered by a colleague"


def test_who_waits_sees_that_others_have_gone(session: Session) -> None:
    anna, berta, cilda, dace = (
        member(session, name) for name in ("Bibliotekāre A", "Bibliotekāre B", "Bibliotekāre C", "Bibliotekāre D")
    )
    event = an_event(session, member(session, "Metodiķe", "methodologist").id, places=1)
    assert answers(session, event, anna, berta, cilda, dace) == [GOING, WAITING, WAITING, WAITING]
    cards.show_own(context(session, dace), event)
    assert "Jūs esat rezerves sarakstā, 3. vietā" in said(session, "event_card", dace)[-1]
    answers(session, event, cilda, state=DECLINED)
    assert "2. vietā" in said(session, "event_card", dace)[-1]
    registration = registration_of(session, event, berta.id)
    assert registration is not None
    take_off(replace(context(session, event.organiser), match=(str(event.number), str(registration.id))))
    assert "1. vietā" in said(session, "event_card", dace)[-1]


def test_the_organiser_can_let_people_in_over_the_number_of_places_and_the_cards_say_so(session: Session) -> None:
    methodologist = member(session, "Metodiķe", "methodologist")
    anna, berta, cilda = (member(session, name) for name in ("Bibliotekāre A", "Bibliotekāre B", "Bibliotekāre C"))
    event = an_event(session, methodologist.id, places=1)
    assert answers(session, event, anna, berta, cilda) == [GOING, WAITING, WAITING]
    ctx = context(session, methodologist)
    organising.show(ctx, event)
    guest = {"number": event.number, "name": "Domes deputāte", "representative": "yes", "mode": None}
    putting_down.GUEST_FORM.finish(ctx, guest)
    assert "rezerves sarakstā" in said(session, "reply", methodologist)[-1]
    waiting = {one.name: one for one in event_answers(session, event, WAITING)}
    pressed = replace(ctx, match=(str(event.number), str(waiting["Domes deputāte"].id)))
    seat(pressed)
    assert "Vieta piešķirta virs paredzētā skaita: Domes deputāte" in said(session, "reply", methodologist)[-1]
    with pytest.raises(UserError):
        seat(pressed)
    let_in(replace(ctx, match=(str(event.number), str(waiting[cilda.name].id))))
    assert "✅ Metodiķe piešķīra Jums vietu." in said(session, "event_card", cilda)[-1]
    files = select(_c.id).where(_c.kind == "calendar_file", _c.recipient_id == cilda.id)
    assert session.scalar(files) is not None
    card = said(session, "organiser", methodologist)[-1]
    assert "👥 Piedalās: 3\nAizņemtas vietas: 3 no 1\nRezerves sarakstā: 1" in card
    answers(session, event, anna, state=DECLINED)
    states = {one.name: one.state for one in event_answers(session, event)}
    assert states[berta.name] == WAITING, "two are still more than one"


def removed(session: Session, gone: Member, at: datetime = NOW) -> None:
    """As an administrator does it, who can take that back for ten minutes."""
    mark_once(session, f"{REMOVED}:{gone.id}", at, gone.role)
    gone.role = None
    session.flush()


def test_who_is_no_longer_a_member_is_told_nothing_and_keeps_no_place(session: Session) -> None:
    methodologist = member(session, "Metodiķe", "methodologist")
    anna, berta, cilda = (member(session, name) for name in ("Bibliotekāre A", "Bibliotekāre B", "Bibliotekāre C"))
    event = an_event(session, methodologist.id, places=1)
    assert answers(session, event, anna, berta, cilda) == [GOING, WAITING, WAITING]
    removed(session, berta)
    answers(session, event, anna, state=DECLINED)
    states = {one.name: one.state for one in event_answers(session, event)}
    assert states == {"Bibliotekāre A": DECLINED, "Bibliotekāre B": WAITING, "Bibliotekāre C": OFFERED}
    assert not said(session, "place", berta)

    removed(session, cilda)
    dace = member(session, "Bibliotekāre D")
    assert answers(session, event, dace) == [WAITING]
    offering.pass_on(context(session, now=NOW + timedelta(minutes=9)))
    assert registration_of(session, event, dace.id).state == WAITING  # type: ignore[union-attr]
    offering.pass_on(context(session, now=NOW + timedelta(minutes=11)))
    states = {one.name: one.state for one in event_answers(session, event)}
    assert states == {
        "Bibliotekāre A": DECLINED,
        "Bibliotekāre B": INVITED,
        "Bibliotekāre C": INVITED,
        "Bibliotekāre D": OFFERED,
    }
    assert not said(session, "event_card", cilda), "nobody is told who is no member"

    removed(session, dace, NOW + timedelta(minutes=11))
    ctx = context(session, methodologist, NOW + timedelta(minutes=12))
    wanted = changing_acts.wanted(ctx, event, replace(plan_of(event), place="Rendas pagasta bibliotēka"))
    changing_acts.apply(ctx, event, wanted)
    changing_telling.tell(context(session, now=NOW + timedelta(minutes=15)))
    assert not said(session, CHANGE, dace)


def test_who_organises_no_longer_sees_the_organisers_card_no_longer_follow(session: Session) -> None:
    methodologist, other = (member(session, name, "methodologist") for name in ("Metodiķe", "Cita metodiķe"))
    event = an_event(session, methodologist.id)
    for one in (methodologist, other):
        organising.show(context(session, one), event)
    other.role = "librarian"
    event.title = "Pavisam cits nosaukums"
    organising.refresh(context(session), event)
    assert "Pavisam cits nosaukums" in said(session, "organiser", methodologist)[-1]
    assert "Pavisam cits nosaukums" not in said(session, "organiser", other)[-1]


def test_what_was_thrown_away_has_no_organisers_card(session: Session) -> None:
    methodologist = member(session, "Metodiķe", "methodologist")
    event = an_event(session, methodologist.id, status=DROPPED)
    with pytest.raises(UserError) as error:
        organising.found(context(session, methodologist), event.number)
    assert error.value.msgid == "There is no event No. {number} that you can see."


def test_in_the_group_a_draft_is_nothing_that_one_could_know_of(session: Session) -> None:
    event = an_event(session, member(session, "Metodiķe", "methodologist").id, status=DRAFT)
    ctx = replace(context(session, member(session, "Bibliotekāre A")), private=False)
    with pytest.raises(UserError) as error:
        answering.found(ctx, event.number)
    assert error.value.msgid == "There is no event No. {number} that you can see."


def test_what_has_begun_invites_to_no_answers(session: Session) -> None:
    event = an_event(session, member(session, "Metodiķe", "methodologist").id, "2026-10-12 00:00", None, whole_day=True)
    assert "reply_markup" not in cards.of_everyone(context(session), event).payload
    assert "reply_markup" in cards.of_everyone(context(session, now=NOW - timedelta(days=1)), event).payload


def test_an_event_that_did_not_take_place_is_not_rated(session: Session) -> None:
    anna = member(session, "Bibliotekāre A")
    event = an_event(session, member(session, "Metodiķe", "methodologist").id)
    answers(session, event, anna)
    ctx = replace(context(session, anna, NOW + timedelta(days=32)), match=(str(event.number), "5"))
    event.status = CANCELLED
    with pytest.raises(UserError):
        rate(ctx)
    assert feedback_of(session, event).answers == 0


def test_academic_hours_are_the_same_on_the_card_and_in_the_report(session: Session) -> None:
    """90 minutes are 2.25 hours of 40: half a tenth is rounded up everywhere."""
    event = an_event(session, member(session, "Metodiķe", "methodologist").id, minutes=90)
    assert hours_of(90, None, 40) == 2.3
    assert "Akadēmiskās stundas: 2,3" in views.details(texts_for("lv"), event, 40)


@pytest.mark.parametrize("text", ["0000000009999999", "99999999999999999999", "10000"])
def test_a_number_that_is_too_large_is_none(text: str) -> None:
    assert draft_forms._number(text) is None


def test_that_the_line_moves_up_costs_little_for_each_who_waits(session: Session) -> None:
    """One makes up their mind, and the writer is held up for as long as the cards of a long line are made anew."""
    statements = count()
    sql_events.listen(session.get_bind(), "before_cursor_execute", lambda *_: next(statements))
    methodologist = member(session, "Metodiķe", "methodologist")
    costs = []
    for waiting in (5, 25):
        people = [member(session, f"Bibliotekāre {n}") for n in range(waiting + 1)]
        event = an_event(session, methodologist.id, places=1)
        for one in people:
            answers(session, event, one)
            cards.show_own(context(session, one), event)
        before = next(statements)
        answers(session, event, people[1], state=DECLINED)
        session.flush()
        costs.append(next(statements) - before)
    assert costs[1] - costs[0] <= 20 * 3, costs


SPAN = {"begins": "2026-12-01T10:00:00", "ends": None, "whole_day": False}


@pytest.mark.parametrize(
    ("what", "data"),
    [("when", {"when": SPAN}), ("where", {"where": {"place": "Renda", "link": None, "library": None}})],
)
def test_what_a_colleague_has_published_meanwhile_is_not_moved_behind_peoples_backs(
    session: Session, what: str, data: dict[str, Any]
) -> None:
    """The form was opened on the draft's card: when and where are changed in silence only as long as it is one."""
    methodologist = member(session, "Metodiķe", "methodologist")
    event = an_event(session, methodologist.id)
    before = plan_of(event)
    with pytest.raises(UserError) as error:
        draft_forms.EDITS[what].finish(context(session, methodologist), {"number": event.number, **data})
    assert error.value.msgid == "Event No. {number} is published already."
    assert plan_of(event) == before


def test_a_draft_says_that_one_can_no_longer_register(session: Session) -> None:
    methodologist = member(session, "Metodiķe", "methodologist")
    event = an_event(session, methodologist.id, status=DRAFT, register_until=NOW.date() - timedelta(days=1))
    assert "Pēdējā pieteikšanās diena jau ir pagājusi." in drafts.card(context(session, methodologist), event)


def test_an_invitation_that_could_not_go_before_the_event_was_over_does_not_go(session: Session) -> None:
    methodologist, anna = member(session, "Metodiķe", "methodologist"), member(session, "Bibliotekāre A")
    event = an_event(session, methodologist.id, status=DRAFT, attachments=[{"kind": "photo", "file_id": "A"}])
    inviting.publish(context(session, methodologist), event)
    for _ in range(2):
        put_in_portion(session, NOW, RIGA)
    mine = select(_c.kind, _c.expires_at).where(_c.recipient_id == anna.id)
    assert {tuple(row) for row in session.execute(mine)} == {("invitation", event.ends_at), ("files0", event.ends_at)}


def test_what_a_change_will_cause_is_one_message_however_many_have_to_be_phoned(session: Session) -> None:
    """Or the preview does not arrive, and the event cannot be moved or called off at all."""
    methodologist = member(session, "Metodiķe", "methodologist")
    long: dict[str, Any] = {"title": "T" * 200, "place": "V" * 300, "link": "https://" + "s" * 490}
    event = an_event(session, methodologist.id, **long)
    for n in range(40):
        who: dict[str, Any] = {"guest_name": f"{n:02} " + "G" * 90, "guest_of": "I" * 95}
        session.add(Registration(event_id=event.id, state=GOING, at=NOW, mode="on_site", **who))
    session.flush()
    ctx = context(session, methodologist)
    wanted = changing_acts.wanted(ctx, event, replace(plan_of(event), place="P" * 300, link="https://" + "l" * 490))
    text = changing_preview.preview(ctx, event, wanted, tells_from=NOW)
    assert length(unescape(re.sub("<[^>]+>", "", text))) <= MESSAGE_LIMIT
    assert "00 GGG" in text
    assert "… (+" in text


def test_who_wants_no_invitations_gets_none_when_an_event_is_for_more_people(session: Session) -> None:
    methodologist = member(session, "Metodiķe", "methodologist")
    anna, berta, cilda = (member(session, name) for name in ("Bibliotekāre A", "Bibliotekāre B", "Bibliotekāre C"))
    event = an_event(session, methodologist.id, audience={"roles": ["methodologist"]})
    for one in (berta, cilda):
        choose(session, one.id, EVENT, ANY, OFF)
    wider = {"roles": ["librarian", "methodologist"], "member_ids": [cilda.id]}
    making_actions.change(context(session, methodologist), event, audience=wider)
    while put_in_portion(session, NOW, RIGA):
        pass
    invited = set(session.scalars(select(_c.recipient_id).where(_c.kind == "invitation", _c.op == SEND)))
    assert invited == {anna.id, cilda.id}, "who is named is invited in any case"
