"""The times of a published consultation day are otherwise: who has one no more is told, and chooses anew."""

from collections.abc import Mapping
from datetime import datetime

from bot.context import Context
from bot.features.events import cards, offering_letters, slots
from bot.features.events.slots import Before
from bot.texts import N_
from storage.events import EVENT, GOING, PUBLISHED, Event, registrations
from storage.members import telegram_chat_of
from storage.outbox import About
from storage.preferences import hold_until

LOST = N_("🔁 <b>The times of this day have been changed.</b> Yours is not there any more: please choose another one.")
NEW = N_("🕐 <b>This day has times now.</b> Your place is kept: please choose when you come.")
NONE = N_("🔁 <b>This day has no set times any more.</b> Your place is kept; come whenever it suits you.")


def fit(ctx: Context, event: Event, were: Before) -> dict[int, datetime]:
    """People keep their times as far as there are still such; returns who does not, and the time that they had."""
    ctx.session.flush()
    return slots.follow(ctx.session, event, were)


def tell(ctx: Context, event: Event, were: Before, lost: Mapping[int, datetime]) -> None:
    """Everybody who has a place, and whose time has become another matter, reads it above their card."""
    if event.status != PUBLISHED or ctx.now >= event.starts_at:
        return
    has_times = bool(slots.slots_of(event))
    sentence = NONE if not has_times else LOST if were.slots else NEW
    for one in registrations(ctx.session, event, GOING):
        member = one.member
        concerned = one.id in lost or (has_times and not were.slots)
        if member is None or not concerned:
            continue
        chat_id = telegram_chat_of(ctx.session, member.id)
        if chat_id is None:
            offering_letters.tell(ctx, one, member, sentence)
            continue
        with ctx.speaking_to(member) as speaking:
            above = speaking.texts.t(sentence)
            text, rows = cards.of_person(speaking, event, member, one, above=above)
            about = About(cards.CARD, EVENT, event.number)
            due_at = hold_until(member, ctx.now, ctx.region.zone)
            speaking.tell(member, chat_id, text, rows, about=about, due_at=due_at)
