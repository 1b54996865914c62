"""In the evening of a working day: how many consultations a methodologist has registered, told to them alone."""

from datetime import timedelta

from bot.access import STAFF
from bot.context import Context, button
from bot.features.consultations.log.listing import day_of
from bot.features.consultations.log.rules import EVENING, evening_hour
from bot.workdays import is_working_day
from storage.log import count_given_on
from storage.members import Member, telegram_chats
from storage.numbers import mark_once
from storage.outbox import About, Lane
from storage.preferences import COUNTED, is_quiet, turned_off

GOOD_FOR = timedelta(hours=4)
"""After so long *today* is no longer true."""


def look_in_the_evening(ctx: Context) -> None:
    """Whoever it is the hour for is told, once a day; an hour at which the bot did not run is caught up until 20.00."""
    hour = ctx.local.hour
    if hour not in EVENING or not is_working_day(ctx.today):
        return
    due = [one for one in range(EVENING.start, hour + 1) if _first_time(ctx, one)]
    if not due:
        return
    staff = telegram_chats(ctx.session, *STAFF)
    off = {key for key, _ in turned_off(ctx.session, [member.id for member, _ in staff], COUNTED)}
    for member, chat_id in staff:
        wanted = member.id not in off and evening_hour(member.quiet_from, member.quiet_until) in due
        if wanted and not is_quiet(member, ctx.now, ctx.region.zone):
            _tell(ctx, member, chat_id)


def _first_time(ctx: Context, hour: int) -> bool:
    return mark_once(ctx.session, f"evening:{ctx.today.isoformat()}:{hour}", ctx.now)


def _tell(ctx: Context, member: Member, chat_id: int) -> None:
    today = day_of(ctx, ctx.today)
    count = count_given_on(ctx.session, member.id, today)
    if not count:
        return
    with ctx.speaking_to(member) as speaking:
        said = speaking.texts.tn(
            "📝 Today {n} consultation was registered.", "📝 Today {n} consultations were registered.", count
        )
        look = button(speaking.texts.plain("Look at them"), f"lg:day:{ctx.today.isoformat()}")
        speaking.tell(
            member,
            chat_id,
            said,
            [[look], [button(speaking.texts.plain("🔔 Choose what to receive"), "p:open")]],
            about=About("evening"),
            lane=Lane.REMINDER,
            expires_at=ctx.now + GOOD_FOR,
            silent=True,
        )
