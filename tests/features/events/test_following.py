"""What shows an event is where it should be: in a group that is new, with the files of now, with who is meant."""

from dataclasses import replace
from datetime import datetime, timedelta
from typing import Any

from sqlalchemy import and_, select, update
from sqlalchemy.orm import Session, aliased

from bot.context import Context
from bot.dialogs.form import Forms
from bot.features.events import (
    changing_acts,
    changing_preview,
    changing_telling,
    draft_forms,
    inviting,
    making_actions,
    organising,
)
from storage import groups
from storage.audience import Audience
from storage.broadcasts import put_in_portion
from storage.dialogs import dialog_of
from storage.event_changes import EventChange, plan_of
from storage.events import CANCELLED, DRAFT, GOING, Event
from storage.events import registrations as event_answers
from storage.groups import Group, GroupThread
from storage.members import Member
from storage.outbox import CANCELLED as STOPPED
from storage.outbox import DELETE, EDIT, PENDING, SEND, SENT, contents, deliveries, shared_payloads
from storage.revisions import follow_portion
from tests.features.events.making import RIGA, an_event
from tests.features.events.test_joints import NOW, answers, context, member, said

_c, _s = deliveries.c, contents.c
GROUP, THREAD = -1001, 7
PLAN = {"kind": "document", "file_id": "plan"}


def a_group(session: Session, chat_id: int = GROUP) -> Group:
    """The region's group, whose thread for events there is not yet."""
    made = Group(chat_id=chat_id, title="Grupa", supergroup=True, forum=True, status=groups.ADMINISTRATOR)
    session.add(made)
    session.flush()
    groups.adopt(session, made, NOW)
    return made


def its_thread(session: Session, group: Group) -> None:
    session.add(GroupThread(group_id=group.id, name="Pasākumi", kind=groups.EVENTS, thread_id=THREAD))
    session.flush()


def cards_in(session: Session, chat_id: int = GROUP) -> list[int]:
    """The numbers of the events whose cards the group gets, in their order."""
    mine = select(_c.object_id).where(_c.kind == "event_in_thread", _c.chat_id == chat_id)
    return [number for number in session.scalars(mine.order_by(_c.id)) if number is not None]


def test_a_group_that_is_new_to_the_region_gets_the_cards_of_events_to_come(session: Session) -> None:
    organiser = member(session, "Metodiķe", "methodologist")

    def event(begins: str, **more: Any) -> Event:
        return an_event(session, organiser.id, begins, None, **more)

    last, first = event("2026-12-09 10:00"), event("2026-11-02 10:00", attachments=[PLAN])
    event("2026-10-12 09:00")  # over
    event("2026-11-03 10:00", status=DRAFT)
    event("2026-11-03 10:00", status=CANCELLED)
    others = [event(f"2026-11-{day} 10:00") for day in (20, 12, 16)]
    inviting.catch_up_in_group(context(session))
    assert cards_in(session) == [], "there is no group"
    group = a_group(session)
    inviting.catch_up_in_group(context(session))
    assert cards_in(session) == [], "its thread is still being made"
    its_thread(session, group)
    in_order = [one.number for one in (first, others[1], others[2], others[0], last)]
    for shown in (3, 5, 5):
        inviting.catch_up_in_group(context(session))
        assert cards_in(session) == in_order[:shown]
    card, file = session.execute(select(deliveries).where(_c.object_id == first.number).order_by(_c.id)).all()
    assert (card.payload["message_thread_id"], card.payload["disable_notification"]) == (THREAD, True)
    assert (file.method, file.target_id) == ("sendDocument", card.id)

    draft = event("2026-11-05 10:00", status=DRAFT)
    inviting.publish(context(session, organiser), draft)
    inviting.catch_up_in_group(context(session, now=NOW + timedelta(minutes=1)))
    assert cards_in(session) == [*in_order, draft.number], "what is published into the group is not sent there twice"

    another = a_group(session, -1002)
    its_thread(session, another)
    inviting.catch_up_in_group(context(session))
    assert cards_in(session, -1002) == [first.number, draft.number, others[1].number]


# For fewer people ----------------------------------------------------------------------------------------------------


def told(session: Session, to: Member) -> list[tuple[str, str]]:
    """What a member's chat shows of an event, or is to: its state, and its text or method."""
    rows = session.execute(select(deliveries).where(_c.recipient_id == to.id, _c.op == SEND).order_by(_c.id)).all()
    newest = {
        row.target_id: row.payload
        for row in session.execute(select(deliveries).where(_c.op == EDIT, _c.state == PENDING)).all()
    }
    shared = shared_payloads(session, [row.content_id for row in rows])
    said = [(row, {**shared.get(row.content_id, {}), **row.payload, **newest.get(row.id, {})}) for row in rows]
    return [(row.state, payload.get("text", row.method)) for row, payload in said if row.state != STOPPED]


def spread(session: Session, now: datetime = NOW) -> None:
    """What was announced is put in, and what follows it."""
    while put_in_portion(session, now, RIGA) or follow_portion(session, now):
        pass


def arrive(session: Session, *people: Member) -> None:
    """What waits for these people has arrived."""
    mine = and_(_c.recipient_id.in_([one.id for one in people]), _c.state == PENDING)
    session.execute(update(deliveries).where(mine).values(state=SENT, sent_at=NOW, message_id=_c.id))


def test_who_is_no_longer_meant_and_has_not_answered_reads_so_in_the_invitation(session: Session) -> None:
    organiser = member(session, "Metodiķe", "methodologist")
    silent, waiting, going, named = (member(session, f"Bibliotekāre {n}") for n in range(4))
    other = member(session, "Cita metodiķe", "methodologist")
    before = {"roles": ["librarian", "methodologist"], "member_ids": [named.id]}
    event = an_event(session, organiser.id, status=DRAFT, attachments=[PLAN], audience=before)
    inviting.publish(context(session, organiser), event)
    spread(session)
    arrive(session, silent, going, named, other)
    assert [state for state, _ in told(session, waiting)] == [PENDING, PENDING], "it is night where they are"
    answers(session, event, going)
    after = {"roles": ["methodologist"], "member_ids": []}
    ctx = context(session, organiser)

    draft_forms.edit(ctx, event, "audience")
    dialog = dialog_of(session, ctx.chat_id, ctx.user_id)
    assert dialog is not None
    dialog = replace(dialog, data={**dialog.data, "audience": after})
    forms = Forms([draft_forms.EDITS["audience"]])
    forms.pressed(ctx, dialog, "pick:done")
    asked = said(session, "reply", organiser)[-1]
    assert "pasākums viņiem vairs nav paredzēts: 3. Par to būs rakstīts uzaicinājumā" in asked
    assert "bet ir atbildējuši un paliek sarakstā: 1" in asked
    assert Audience.from_json(event.audience).roles == ("librarian", "methodologist"), "nothing has happened yet"
    dialog = dialog_of(session, ctx.chat_id, ctx.user_id)
    assert dialog is not None
    forms.pressed(ctx, dialog, "pick:sure")
    shown = said(session, "draft", organiser)[-1]
    assert "✖ Atsaukti uzaicinājumi: 3" in shown
    assert "bet ir atbildējuši un paliek sarakstā: 1" in shown
    spread(session)

    for one in (silent, named):
        invitation, file = told(session, one)
        assert "tāpēc uzaicinājums uz Jums vairs neattiecas." in invitation[1]
        assert is_taken_back(session, one, "sendDocument"), file
    assert told(session, waiting) == [], "who had not got it is told nothing of it"
    assert "Jūs piedalāties" in told(session, going)[0][1]
    assert "Novadpētniecība" in told(session, other)[0][1]
    assert "neattiecas" not in told(session, other)[0][1]
    assert [(one.name, one.state) for one in event_answers(session, event)] == [(going.name, GOING)]

    change = {"title": "Pavisam cits nosaukums"}
    making_actions.change(ctx, event, **change)
    spread(session)
    assert "Pavisam cits nosaukums" in told(session, other)[0][1]
    assert "Pavisam cits nosaukums" not in told(session, silent)[0][1], "nothing more is said to who is not meant"

    making_actions.change(ctx, event, audience=before)
    spread(session)
    assert len(told(session, waiting)) == 2, "who is meant again is invited again"


def test_who_is_no_longer_meant_before_the_invitation_was_put_out_gets_none(session: Session) -> None:
    organiser, anna = member(session, "Metodiķe", "methodologist"), member(session, "Bibliotekāre A")
    event = an_event(session, organiser.id, status=DRAFT)
    inviting.publish(context(session, organiser), event)
    making_actions.change(context(session, organiser), event, audience={"roles": ["methodologist"]})
    spread(session)
    assert told(session, anna) == []


# Called off, or moved, before anybody knew of it ----------------------------------------------------------------------

NIGHT = NOW + timedelta(hours=11)
"""22.00: invitations wait for eight o'clock."""


def is_waiting_for_morning(session: Session, organiser: Member) -> Event:
    event = an_event(session, organiser.id, status=DRAFT, attachments=[PLAN])
    inviting.publish(context(session, organiser, NIGHT), event)
    spread(session, NIGHT)
    return event


def change_to(ctx: Context, event: Event, **values: Any) -> EventChange | None:
    wanted = changing_acts.wanted(ctx, event, replace(plan_of(event), **values))
    return changing_acts.apply(ctx, event, wanted)


def test_nobody_first_hears_of_an_event_when_it_is_called_off(session: Session) -> None:
    organiser = member(session, "Metodiķe", "methodologist")
    sleeping, awake = member(session, "Bibliotekāre A"), member(session, "Bibliotekāre B")
    event = is_waiting_for_morning(session, organiser)
    (invitation, file) = told(session, sleeping)
    assert (invitation[0], file) == (PENDING, (PENDING, "sendDocument"))
    arrive(session, awake)
    later = NIGHT + timedelta(minutes=30)
    ctx = context(session, organiser, later)
    wanted = changing_acts.wanted(ctx, event, replace(plan_of(event), cancelled=True))
    foreseen = changing_preview.preview(ctx, event, wanted, tells_from=later)
    assert "vēl nav atbildējuši: 1. Uzaicinājums mainīsies" in foreseen
    assert "uzaicinājums vēl nav nosūtīts: 1. Viņi neko nesaņems." in foreseen

    change_to(ctx, event, cancelled=True)
    spread(session, later)
    changing_telling.tell(context(session, now=later + timedelta(minutes=3)))
    assert told(session, sleeping) == []
    assert "Pasākums ir atcelts." in told(session, awake)[0][1]

    change_to(context(session, organiser, later + timedelta(minutes=20)), event, cancelled=False)
    spread(session, later + timedelta(minutes=20))
    invitation, file = told(session, sleeping)
    assert invitation[0] == PENDING
    assert "atcelts" not in invitation[1], "what takes place after all is what they are invited to"
    due = session.scalars(select(_c.due_at).where(_c.recipient_id == sleeping.id, _c.state == PENDING)).all()
    assert {at.astimezone(RIGA).hour for at in due} == {8}


def test_what_was_moved_at_night_is_what_people_are_invited_to_in_the_morning(session: Session) -> None:
    organiser, sleeping = member(session, "Metodiķe", "methodologist"), member(session, "Bibliotekāre A")
    event = is_waiting_for_morning(session, organiser)
    later = NIGHT + timedelta(minutes=30)
    begins = datetime(2026, 11, 19, 14)  # noqa: DTZ001 - local
    change_to(context(session, organiser, later), event, begins=begins, ends=None)
    spread(session, later)
    changing_telling.tell(context(session, now=later + timedelta(minutes=3)))
    invitation, file = told(session, sleeping)
    assert "19. novembrī" in invitation[1]
    assert file == (PENDING, "sendDocument")
    good_until = select(_c.expires_at).where(_c.recipient_id == sleeping.id)
    assert set(session.scalars(good_until)) == {event.ends_at}


# Files that come later, and that are removed -------------------------------------------------------------------------


def test_files_that_come_later_follow_into_the_group_and_removed_ones_go_everywhere(session: Session) -> None:
    organiser = member(session, "Metodiķe", "methodologist")
    early, late, asleep = (member(session, f"Bibliotekāre {n}") for n in range(3))
    group = a_group(session)
    its_thread(session, group)
    event = an_event(session, organiser.id, status=DRAFT, attachments=[PLAN])
    ctx = context(session, organiser)
    inviting.publish(ctx, event)
    organising.show(ctx, event)
    in_group = select(deliveries).where(_c.chat_id == GROUP, _c.op == SEND).order_by(_c.id)
    card, _ = session.execute(in_group).all()
    making_actions.add_files(ctx, event, [{"kind": "photo", "file_id": "map"}])
    assert session.execute(in_group).all()[-1].target_id == card.id
    assert session.execute(in_group).all()[-1].method == "sendPhoto"

    spread(session)
    arrive(session, early, late)
    in_chats = and_(_c.chat_id == GROUP, _c.state == PENDING)
    session.execute(update(deliveries).where(in_chats).values(state=SENT, sent_at=NOW, message_id=_c.id))
    now = NOW + timedelta(hours=50)
    recent = and_(_c.recipient_id == late.id, _c.state == SENT)
    session.execute(update(deliveries).where(recent).values(sent_at=now - timedelta(hours=1)))

    later = context(session, organiser, now)
    making_actions.change(later, event, attachments=[])
    spread(session, now)
    assert is_taken_back(session, late, "sendDocument")
    assert is_taken_back(session, late, "sendPhoto")
    assert not is_taken_back(session, early, "sendPhoto"), "Telegram deletes nothing that is older than two days"
    captions = select(_s.payload).where(_s.kind.startswith("files"))
    for payload in session.scalars(captions):
        assert payload["caption"] == "✖ Šis pielikums vairs neattiecas uz pasākumu Nr. 1."
    assert [what for _, what in told(session, asleep)][1:] == [], "and to whom they had not gone they do not go"
    left = select(_c.kind).where(_c.chat_id == GROUP, _c.op == SEND, _c.id != card.id).order_by(_c.id)
    assert set(session.scalars(left)) == {"left_behind"}, "nor in a group in which the bot may not delete"
    sentence = "📎 Izņemto pielikumu kopijas, kas vēl palikušas: 4."
    assert sentence in said(session, "organiser", organiser)[-1]

    making_actions.add_files(later, event, [PLAN])
    spread(session, now)
    group.rights = [groups.DELETE_MESSAGES]
    making_actions.change(context(session, organiser, now + timedelta(hours=60)), event, attachments=[])
    spread(session, now + timedelta(hours=60))
    assert session.scalars(left).all()[-1] == "removed_file"


def is_taken_back(session: Session, of: Member, method: str) -> bool:
    """Whether what a member got in this way is being deleted."""
    target = aliased(deliveries)
    deleting = select(_c.id).join(target, target.c.id == _c.target_id).where(_c.op == DELETE)
    return session.scalar(deleting.where(target.c.recipient_id == of.id, target.c.method == method)) is not None
