"""From the times of a consultation day that took place to records of consultations: offered, never by itself."""

from dataclasses import dataclass

from bot.access import Act
from bot.context import Button as Shown
from bot.context import Context, button
from bot.errors import UserError
from bot.features.events import slots
from bot.naming.names import Names
from bot.naming.words import TOPIC as TOPIC_MENTION
from bot.naming.words import Choice, Strength, Vocabulary, tokens_of
from bot.texts import N_
from storage.consultations import (
    CLOSED,
    METHODOLOGIST,
    QUESTION,
    TYPED,
    Consultation,
    ConsultationMessage,
    consultation_numbered,
)
from storage.events import ONLINE, Event, Registration, registrations
from storage.libraries import Library
from storage.numbers import mark_once, marked_value, next_number, unmark
from storage.vocabulary import TOPIC, entries_of

IN_PERSON, BY_NET, OTHER = "in_person", "online", "other"
"""Keys in the lists ``channel`` and ``topic``."""
MOST = 90
"""Buttons of people at most; Telegram takes a hundred."""


@dataclass(frozen=True)
class Held:
    """A time that took place for a library."""

    registration: Registration
    library: Library
    number: int | None
    """The consultation's, once it is saved and unless it was taken back."""


def held(ctx: Context, event: Event) -> list[Held]:
    """Of everybody who had a time and came, for each of their libraries; guests have none, and are not counted."""
    people = [one for one in registrations(ctx.session, event) if one.slot is not None and one.attended]
    people.sort(key=lambda one: (one.slot, one.id))
    return [Held(one, library, saved_as(ctx, one)) for one in people for library in one.libraries][:MOST]


def saved_as(ctx: Context, one: Registration) -> int | None:
    """The number of the consultation that this became, unless it was taken back."""
    number = marked_value(ctx.session, _mark(one))
    known = consultation_numbered(ctx.session, int(number)) if number is not None else None
    return known.number if known is not None else None


def _mark(one: Registration) -> str:
    return f"slot_record:{one.id}"


def offer(ctx: Context, event: Event) -> Shown | None:
    """The button that leads there; nothing where nobody who had a time is noted as come."""
    unsaved = {one.registration.id for one in held(ctx, event) if one.number is None}
    if not unsaved or not ctx.may(Act.REGISTER):
        return None
    return button(ctx.texts.plain("📝 Save the consultations ({n})", n=len(unsaved)), f"ev:slots:{event.number}")


def save(ctx: Context, one: Registration, library: Library) -> Consultation | None:
    """A record of what somebody was consulted about at their time; nothing where there is one already."""
    event, plan = one.event, slots.plan_of(one.event)
    if one.slot is None or not one.attended or library not in one.libraries:
        raise UserError(N_("This person is no longer noted as come."))
    if saved_as(ctx, one) is not None:
        return None
    unmark(ctx.session, _mark(one))  # of a record that was taken back
    record = Consultation(
        number=next_number(ctx.session),
        origin=TYPED,
        status=CLOSED,
        entered_at=ctx.now,
        happened_on=one.slot.date(),
        responsible_id=ctx.me.id,
        given_by=METHODOLOGIST,
        channel=BY_NET if one.mode == ONLINE else IN_PERSON,
        topic=_topic(ctx, one.question or ""),
        minutes=plan.minutes if plan is not None else None,
        libraries=[library],
        answered_at=ctx.now,
        closed_at=ctx.now,
    )
    mark_once(ctx.session, _mark(one), ctx.now, str(record.number))
    if one.question:
        said = ConsultationMessage(author_id=ctx.me.id, part=QUESTION, text=one.question, at=ctx.now)
        record.messages.append(said)
    ctx.session.add(record)
    ctx.session.flush()
    ctx.note("register", "consultation", record.number, event=event.number)
    return record


def _topic(ctx: Context, question: str) -> str:
    """The topic that the words name, if they name just one."""
    entries = entries_of(ctx.session, TOPIC)
    names = Names(Vocabulary(topics=tuple(Choice(one.key, (one.lv, one.en), tuple(one.aliases)) for one in entries)))
    found = {
        key
        for mention in names.mentions(tokens_of(question), set())
        if mention.kind == TOPIC_MENTION and mention.strength < Strength.BEGINNING
        for key in mention.keys
    }
    return str(found.pop()) if len(found) == 1 else OTHER
