"""The night's portion, and what the administrators are told of it."""

from datetime import date, timedelta

from bot.access import ADMIN
from bot.context import Context
from bot.features.retention import views
from storage.members import telegram_chats
from storage.outbox import About, Lane
from storage.preferences import hold_until
from storage.retention_nights import State, begin_night, go_on, keep_state, state_of

BEGINS = timedelta(hours=2)
"""A night begins at two o'clock on the region's clocks: by then hardly anybody waits for an answer."""


def keep_periods(ctx: Context) -> None:
    """The next portion of this night, or of one that was missed; nothing once the night is over."""
    night = (ctx.local.replace(tzinfo=None) - BEGINS).date()
    state = state_of(ctx.session)
    if state.night is None:  # nothing is over in a database that was just made: the first night is the next one
        state.night, state.told = night.isoformat(), month_of(night)
        keep_state(ctx.session, state, ctx.now)
        return
    if state.kind is None:
        if state.night >= night.isoformat():
            return
        begin_night(state, night)
    go_on(ctx.session, state, ctx.region.keep, ctx.now)
    if state.kind is None:
        note(ctx, state)
        tell(ctx, state, night)
    keep_state(ctx.session, state, ctx.now)


def month_of(day: date) -> str:
    """2026-11."""
    return day.isoformat()[:7]


def note(ctx: Context, state: State) -> None:
    """A line in the audit log, if anything went."""
    if state.taken:
        ctx.note("retention", night=state.night, taken=state.taken)


def tell(ctx: Context, state: State, night: date) -> None:
    """In the first night of a month the administrators are told what has gone since the last time."""
    if state.told == month_of(night):
        return
    if state.month:
        for administrator, chat_id in telegram_chats(ctx.session, ADMIN):
            with ctx.speaking_to(administrator) as speaking:
                speaking.tell(
                    administrator,
                    chat_id,
                    views.gone(speaking.texts, state.month),
                    about=About("retention"),
                    lane=Lane.REMINDER,
                    key=f"retention:{month_of(night)}:{administrator.id}",
                    due_at=hold_until(administrator, ctx.now, ctx.region.zone),
                    silent=True,
                )
    state.month, state.told = {}, month_of(night)
