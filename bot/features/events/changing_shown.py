"""What whoever changed an event is shown: that it is done, whom it reaches, and how to take it back."""

from markupsafe import Markup

from bot.context import Button, Context, button
from bot.features.events import changing_views, views
from bot.features.events.changing_acts import nobody_told
from bot.features.events.changing_preview import reach, to_phone
from bot.features.events.changing_rules import differences
from bot.texts import bold, join_lines
from storage.event_changes import EventChange, Plan, plan_of
from storage.events import Event


def done(ctx: Context, event: Event, change: EventChange | None) -> None:
    """It is changed, and people will be told; nobody where there is nothing to be told."""
    if change is None:
        text = join_lines([ctx.texts.t("✅ Corrected; nobody is told."), *_event(ctx, event)])
        ctx.show(text, [_organisers(ctx, event)])
        return
    before = Plan.from_json(change.plan_before)
    lines = [changing_views.what_happened(ctx.texts, differences(before, plan_of(event))), *_event(ctx, event)]
    lines += ["", *_reach(ctx, event, change)]
    undo = button(ctx.texts.plain("Undo"), f"ev:revert:{event.number}:{change.version}")
    ctx.show(join_lines(lines), [[undo], _organisers(ctx, event)])


def _reach(ctx: Context, event: Event, change: EventChange) -> list[Markup]:
    whom = reach(ctx, event)
    n = whom.told
    if not n:
        said = ctx.texts.t("Nobody gets a message: nobody has registered yet.")
    elif nobody_told(ctx, change):
        time = ctx.texts.clock(ctx.region.local(change.due_at))
        said = ctx.texts.tn(
            "{n} person gets a message from {time} on; if you undo it before, nobody is told.",
            "{n} people get a message from {time} on; if you undo it before, nobody is told.",
            n,
            time=time,
        )
    else:
        said = ctx.texts.tn("{n} person gets a message now.", "{n} people get a message now.", n)
    return [said, *to_phone(ctx.texts, whom.to_phone)]


def ask_whether_to_undo(ctx: Context, event: Event, change: EventChange) -> None:
    """People may know of it already: they will be told that it is otherwise after all."""
    text = join_lines(
        [
            ctx.texts.t("People have been told already. If you undo it, they are told that it stays as it was:"),
            "",
            *changing_views.was_and_is(ctx.texts, plan_of(event), Plan.from_json(change.plan_before)),
        ]
    )
    yes = button(ctx.texts.plain("Yes, undo and tell them"), f"ev:reverted:{event.number}:{change.version}")
    ctx.show(text, [[yes], _organisers(ctx, event)])


def undone(ctx: Context, event: Event, *, told: bool) -> None:
    """It is as it was."""
    text = join_lines(
        [
            ctx.texts.t("↩️ Undone: the event is as it was before."),
            *_event(ctx, event),
            "",
            ctx.texts.t("Who had been told of the change is told of this, too.")
            if told
            else ctx.texts.t("Nobody had been told of the change."),
        ]
    )
    ctx.show(text, [_organisers(ctx, event)])


def _event(ctx: Context, event: Event) -> list[Markup | str]:
    plan = plan_of(event)
    return [
        views.head(ctx.texts, event, views.kind_name(ctx, event)),
        bold(event.title),
        "🕙 " + changing_views.when(ctx.texts, plan),
        "📍 " + changing_views.where(ctx.texts, plan),
    ]


def _organisers(ctx: Context, event: Event) -> list[Button]:
    return [views.organisers_button(ctx.texts, event)]
