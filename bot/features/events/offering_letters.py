"""Whom e-mail alone reaches: a letter says that a place is kept, and what becomes of theirs."""

from datetime import datetime

from bot.context import Context, button
from bot.features.events import calendar_file, cards, slots, views
from bot.texts import join_lines
from bot.ways import mailboxes_of
from storage.events import EVENT, GOING, Event, Registration
from storage.mailing import INVITATIONS
from storage.members import Member, telegram_chat_of
from storage.outbox import About, deliveries_about
from storage.preferences import hold_until

OFFER, CONFIRMED, TOLD, FOR_THEM = "offer_letter", "confirmed_letter", "told_letter", "offer_for"
"""Parts of an event in the outbox: the letter that a place is kept, that it is theirs, what else became of it, and what
the organiser reads."""


def offer(ctx: Context, event: Event, registration: Registration, member: Member, told: datetime) -> None:
    """It goes at ``told``, with until when the place is kept; nothing for whom letters do not reach."""
    boxes = mailboxes_of(ctx, [member], INVITATIONS).get(member.id, ())
    for box in boxes:
        with ctx.speaking_to(member) as speaking:
            texts, (_, until) = speaking.texts, cards.standing_of(speaking, registration)
            lines = [
                views.facts(texts, event, views.kind_name(speaking, event)),
                "",
                views.offer(texts, event, registration, until),
            ]
            about = About(OFFER, EVENT, event.number)
            expires_at = registration.offered_until
            speaking.tell(member, box, join_lines(lines), about=about, due_at=told, expires_at=expires_at)
    if boxes:
        _tell_organiser(ctx, event, registration)


def _tell_organiser(ctx: Context, event: Event, registration: Registration) -> None:
    organiser = event.organiser
    chat_id = telegram_chat_of(ctx.session, organiser.id)
    if chat_id is None:
        return
    with ctx.speaking_to(organiser) as speaking:
        texts, (_, until) = speaking.texts, cards.standing_of(speaking, registration)
        text = texts.t(
            "🪑 A place has become free for {name}, whom only letters reach: event No. {number} “{title}”. The letter "
            "says that it is kept until {time}. When you get a reply that they come, press the button.",
            name=registration.name,
            number=event.number,
            title=event.title,
            time=until or "",
        )
        rows = [[button(texts.plain("Confirm for this person"), f"ev:takes:{event.number}:{registration.id}")]]
        due_at = hold_until(organiser, ctx.now, ctx.region.zone)
        about, expires_at = About(FOR_THEM, EVENT, event.number), registration.offered_until
        speaking.tell(organiser, chat_id, text, rows, about=about, due_at=due_at, expires_at=expires_at)


def stop(ctx: Context, event: Event, member: Member) -> None:
    """It is otherwise now: letters that wait do not say any more what was so."""
    for kind in (OFFER, CONFIRMED, TOLD):
        for delivery, _ in deliveries_about(ctx.session, About(kind, EVENT, event.number), recipient_id=member.id):
            ctx.take_back(delivery)


def tell(ctx: Context, registration: Registration, member: Member, sentence: str, **values: object) -> None:
    """What was done (``sentence``, a msgid), above how it stands; with the calendar file, if they take part."""
    event = registration.event
    is_going = registration.state == GOING and not slots.has_to_choose(event, registration)
    for box in mailboxes_of(ctx, [member], INVITATIONS).get(member.id, ()):
        with ctx.speaking_to(member) as speaking:
            above = speaking.texts.t(sentence, **values)
            text, _ = cards.of_person(speaking, event, member, registration, above=above)
            file = calendar_file.order(speaking, event, registration) if is_going else None
            about = About(CONFIRMED if is_going else TOLD, EVENT, event.number)
            due_at = hold_until(member, ctx.now, ctx.region.zone)
            speaking.tell(member, box, text, about=about, document=file, due_at=due_at)
