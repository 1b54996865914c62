"""The dialogs by which an event is changed; each ends with a look at all that it will cause."""

from dataclasses import dataclass, replace
from datetime import datetime

from markupsafe import Markup

from bot.access import Act
from bot.context import Context, button
from bot.dialogs.fields import TextField
from bot.dialogs.form import EARLIER_STEP, Data, Form, Prompt, pick, start
from bot.dialogs.moments import MomentField
from bot.errors import UserError
from bot.features.events import changing_acts as acts
from bot.features.events import changing_views
from bot.features.events.changing_preview import Wanted, preview
from bot.features.events.changing_shown import done
from bot.features.events.making_fields import WhereField
from bot.texts import N_, italic, join_lines
from bot.texts.moments import Span
from bot.typed import Typed
from storage.event_changes import plan_of
from storage.events import RECORDED, Event

LONGEST_REASON = 300
TIME, PLACE, BOTH = "time", "place", "both"


@dataclass(frozen=True)
class WhatField:
    """What is to be different: the time, the place, or both."""

    name: str = "what"

    def prompt(self, ctx: Context, data: Data) -> Prompt:
        event = _event(ctx, data)
        plan = plan_of(event)
        text = join_lines(
            [
                *_of(ctx, event),
                "🕙 " + changing_views.when(ctx.texts, plan),
                "📍 " + changing_views.where(ctx.texts, plan),
                "",
                ctx.texts.t("What is to be different? Before anything happens you see who will be told what."),
            ]
        )
        labels = {TIME: N_("🕙 Time"), PLACE: N_("📍 Place or link"), BOTH: N_("🕙📍 Time and place")}
        rows = [[button(ctx.texts.plain(label), pick(what))] for what, label in labels.items()]
        return Prompt(text, rows)

    def typed(self, ctx: Context, data: Data, typed: Typed) -> bool:
        raise UserError(N_("A choice is needed here: press a button. What you wrote was not registered."))

    def pressed(self, ctx: Context, data: Data, key: str) -> bool:
        if key not in (TIME, PLACE, BOTH):
            raise UserError(EARLIER_STEP)
        data[self.name] = key
        _ask_only(data, when=key != PLACE, where=key != TIME)
        return True


def _ask_only(data: Data, *, when: bool, where: bool) -> None:
    """Of the fields that follow only these are asked."""
    skipped = {name for name, asked in (("when", when), ("where", where)) if not asked}
    data["_given"] = sorted((set(data.get("_given", ())) - {"when", "where"}) | skipped)
    for name in skipped:
        data.pop(name, None)


@dataclass(frozen=True)
class SureField:
    """Shows who will be told what, and asks whether to go on."""

    label: str
    """What its button says (msgid)."""
    name: str = "sure"

    def prompt(self, ctx: Context, data: Data) -> Prompt:
        event = _event(ctx, data)
        wanted = _wanted(ctx, event, data)
        tells_from = acts.tells_from(ctx, event, wanted)
        label = N_("Correct it") if tells_from is None else self.label
        text = preview(ctx, event, wanted, tells_from=tells_from)
        return Prompt(text, [[button(ctx.texts.plain(label), pick("sure"))]])

    def typed(self, ctx: Context, data: Data, typed: Typed) -> bool:
        raise UserError(N_("Press the button above, or go back to change it. What you wrote now was not added."))

    def pressed(self, ctx: Context, data: Data, key: str) -> bool:
        if key != "sure":
            raise UserError(EARLIER_STEP)
        return True


def _event(ctx: Context, data: Data) -> Event:
    return acts.found_in_version(ctx, data["number"], data["version"])


def _wanted(ctx: Context, event: Event, data: Data) -> Wanted:
    """The change that the filled fields mean."""
    plan = replace(plan_of(event), cancelled=bool(data.get("cancel")))
    if (when := data.get("when")) is not None:
        ends = datetime.fromisoformat(when["ends"]) if when["ends"] else None
        plan = replace(plan, begins=datetime.fromisoformat(when["begins"]), ends=ends, whole_day=when["whole_day"])
    where = data.get("where") or {}
    if where:
        plan = replace(plan, place=where["place"], link=where["link"])
    return acts.wanted(ctx, event, plan, reason=data.get("reason"), library=where.get("library"))


def _of(ctx: Context, event: Event) -> list[Markup]:
    return [ctx.texts.t("Event No. {number}", number=event.number), italic(event.title)]


def _when(ctx: Context, data: Data) -> Markup:
    event = _event(ctx, data)
    return join_lines(
        [
            *_of(ctx, event),
            ctx.texts.t("Until now: {when}", when=changing_views.when(ctx.texts, plan_of(event))),
            ctx.texts.t("When will it take place?"),
        ]
    )


def _until_now(ctx: Context, data: Data) -> Span | None:
    plan = plan_of(_event(ctx, data))
    return Span(plan.begins, plan.ends, plan.whole_day)


def _reason(ctx: Context, data: Data) -> Markup:
    event = _event(ctx, data)
    return join_lines(
        [
            *_of(ctx, event),
            ctx.texts.t("Why will it not take place? Those who are told read it. It can be skipped."),
        ]
    )


def _read_reason(text: str) -> str | None:
    said = " ".join(text.split())
    return said if 0 < len(said) <= LONGEST_REASON else None


def _finish(ctx: Context, data: Data) -> None:
    event = _event(ctx, data)
    wanted = _wanted(ctx, event, data)
    done(ctx, event, acts.apply(ctx, event, wanted))


LEFT = N_("Cancelled. Nothing was changed.")
CHANGE = Form(
    "event_change",
    (
        WhatField(),
        MomentField("when", _when, before=_until_now),
        WhereField("where"),
        SureField(N_("Change it and tell everybody")),
    ),
    _finish,
    act=Act.EVENTS,
    title=N_("🔁 Changing an event"),
    left=LEFT,
)
CORRECT = replace(
    CHANGE,
    name="event_correct",
    fields=(
        WhatField(),
        MomentField("when", _when, past=True, before=_until_now),
        WhereField("where"),
        SureField(N_("Change it and tell everybody")),
    ),
)
"""The same for what is over: any time can be meant."""
CANCEL = Form(
    "event_cancel",
    (
        TextField("reason", _reason, _read_reason, N_("A reason has at most 300 characters. Please write it shorter.")),
        SureField(N_("Cancel the event and tell everybody")),
    ),
    _finish,
    act=Act.EVENTS,
    title=N_("✖ Cancelling an event"),
    left=N_("The event was not cancelled; it takes place."),
    leave_label=N_("Do not cancel it"),
    optional=frozenset({"reason"}),
)


def change(ctx: Context, event: Event) -> None:
    """Begin to change time or place; of what was called off, to let it take place at another time."""
    over = event.status == RECORDED or event.ends_at <= ctx.now
    start(ctx, CORRECT if over else CHANGE, {"number": event.number, "version": event.version})


def cancel(ctx: Context, event: Event) -> None:
    """Begin to call it off."""
    start(ctx, CANCEL, {"number": event.number, "version": event.version, "cancel": True})


def restore(ctx: Context, event: Event) -> None:
    """Begin to let what was called off take place after all, as it was planned."""
    data = {"number": event.number, "version": event.version, "what": TIME, "when": None, "where": None}
    start(ctx, CHANGE, data)
