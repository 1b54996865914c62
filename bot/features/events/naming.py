"""Somebody is called something else: the cards and lists of events that name them follow."""

from bot.context import Context, button
from bot.features.events import organising, views
from bot.features.events.attending_desk import DOOR, NOTED
from bot.features.events.participants import PEOPLE
from storage import outbox
from storage.events import EVENT, Event, concerning
from storage.members import Member
from storage.outbox import About


def follow_name(ctx: Context, member_id: int) -> None:
    """Of events that they made, or answered to."""
    for event in concerning(ctx.session, member_id):
        organising.refresh(ctx, event)
        for kind in (PEOPLE, DOOR, NOTED):
            _fold(ctx, event, kind)


def _fold(ctx: Context, event: Event, kind: str) -> None:
    """A list that was being read is opened anew."""
    for delivery, reader_id in outbox.deliveries_about(ctx.session, About(kind, EVENT, event.number)):
        reader = ctx.session.get(Member, reader_id) if reader_id is not None else None
        if reader is not None:
            with ctx.speaking_to(reader) as speaking:
                rows = [[button(speaking.texts.plain("Open"), f"ev:org:{event.number}")]]
                speaking.edit(delivery, views.short(speaking.texts, event, views.kind_name(speaking, event)), rows)
