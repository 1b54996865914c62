"""After the event: that somebody notes who came, what they thought of it, what is handed out."""

from collections.abc import Callable, Iterable
from datetime import datetime, timedelta

from markupsafe import Markup

from bot.access import METHODOLOGIST, STAFF, Act
from bot.context import Context, Rows, button
from bot.dialogs.form import Form
from bot.features.events import feedback, handing_out, kinds, materials, views
from bot.features.events.attending_rules import (
    ASK_AFTER,
    ASK_WITHIN,
    LOOKING_BACK,
    SUM_UP_AFTER,
    is_at_work,
    is_to_mark,
)
from bot.manifest import Button, Listener, Tick
from bot.texts import bold, join_lines
from storage.attendance import mark_name, over
from storage.events import EVENT, Event, registrations
from storage.feedback import FEEDBACK, asked_since, unread
from storage.members import Member, reachable_chats, telegram_chats
from storage.numbers import mark_once
from storage.outbox import About, Lane
from storage.preferences import REMINDED, hold_until, turned_off

TO_MARK, SUMMED_UP = "to_mark", "feedback_summary"
A_DAY = timedelta(hours=20)
"""Who was asked of one event within this time is not asked of another: one question a day is enough."""


def remind_to_mark(ctx: Context) -> None:
    """On the next working morning whoever organises an event is asked, once, to note who came."""
    if not is_at_work(ctx.local):
        return
    for event in over(ctx.session, TO_MARK, (ctx.now - LOOKING_BACK, ctx.now)):
        marked = event.attended_at is not None or event.headcount is not None
        if not marked and not is_to_mark(ctx.region.local(event.ends_at), ctx.local):
            continue
        mark_once(ctx.session, mark_name(TO_MARK, event), ctx.now)
        if not marked:
            tell_organiser(ctx, event, TO_MARK, _please_mark)
            ctx.note("remind_to_mark", EVENT, event.number)


def ask_for_feedback(ctx: Context) -> None:
    """Some hours after the end those who came are asked, once, what they thought of it."""
    for event in over(ctx.session, FEEDBACK, (ctx.now - ASK_WITHIN, ctx.now - ASK_AFTER)):
        mark_once(ctx.session, mark_name(FEEDBACK, event), ctx.now)
        asked = _to_ask(ctx, event) if kinds.defaults(event.kind).feedback else []
        if asked:
            feedback.ask(ctx, event, asked)
            ctx.note("ask_for_feedback", EVENT, event.number, members=len(asked))
            ctx.session.flush()


def _to_ask(ctx: Context, event: Event) -> list[int]:
    there = registrations(ctx.session, event)
    ids = {one.member_id for one in there if feedback.may_say(event, one) and not one.feedback_given}
    wanted = {one for one in ids if one is not None and one != event.organiser_id}
    in_peace = {member for member, subject in turned_off(ctx.session, wanted, REMINDED) if subject == FEEDBACK}
    return sorted(wanted - in_peace - asked_since(ctx.session, ctx.now - A_DAY))


def sum_up(ctx: Context) -> None:
    """Some days later whoever organises it gets what was said, once."""
    if not is_at_work(ctx.local):
        return
    ended = (ctx.now - LOOKING_BACK, ctx.now - SUM_UP_AFTER)
    for event in unread(ctx.session, over(ctx.session, SUMMED_UP, ended, limit=100)):
        mark_once(ctx.session, mark_name(SUMMED_UP, event), ctx.now)
        tell_organiser(ctx, event, SUMMED_UP, feedback.summary)
        ctx.note("sum_up_feedback", EVENT, event.number)


def _please_mark(ctx: Context, event: Event) -> tuple[Markup, Rows]:
    text = join_lines(
        [
            ctx.texts.t("🚪 <b>Who came?</b> · No. {number}", number=event.number),
            bold(event.title),
            "🕙 " + views.when(ctx.texts, event),
            "",
            ctx.texts.t("It is not noted yet who came. The report needs it: names, or at least the number."),
        ]
    )
    door = button(ctx.texts.plain("🚪 Note who came"), f"ev:door:{event.number}")
    return text, [[door, button(ctx.texts.plain("🔢 Only the number"), f"ev:heads:{event.number}")]]


def tell_organiser(
    ctx: Context,
    event: Event,
    kind: str,
    say: Callable[[Context, Event], tuple[Markup, Rows]],
    *,
    expires_at: datetime | None = None,
) -> None:
    """Say it to whoever organises the event, or, where they cannot be reached any more, to the methodologists."""
    for member, chat_id in _organisers(ctx, event):
        with ctx.speaking_to(member) as speaking:
            speaking.tell(
                member,
                chat_id,
                *say(speaking, event),
                about=About(kind, EVENT, event.number),
                lane=Lane.REMINDER,
                key=f"{mark_name(kind, event)}:{member.id}",
                due_at=hold_until(member, ctx.now, ctx.region.zone),
                expires_at=expires_at,
            )


def _organisers(ctx: Context, event: Event) -> Iterable[tuple[Member, int]]:
    organiser = event.organiser
    chats = reachable_chats(ctx.session, [organiser.id]) if organiser.role in STAFF else {}
    if organiser.id in chats:
        return [(organiser, chats[organiser.id])]
    return telegram_chats(ctx.session, METHODOLOGIST)


BUTTONS: tuple[Button, ...] = (*handing_out.BUTTONS, *feedback.BUTTONS)
FORMS: tuple[Form, ...] = (*handing_out.FORMS, *feedback.FORMS)
TICKS: tuple[Tick, ...] = (
    Tick("remind of noting who came", 300, remind_to_mark),
    Tick("ask what people thought of an event", 300, ask_for_feedback),
    Tick("sum up what people thought of an event", 600, sum_up),
)
EDITED = (Listener(Act.EVENTS, materials.edited),)
LATE_PARTS = (Listener(Act.EVENTS, materials.late_part),)
