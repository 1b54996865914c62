"""The forms of making an event: what is new, and a copy."""

from collections.abc import Sequence
from datetime import date

from markupsafe import Markup

from bot.access import Act
from bot.context import Context
from bot.dialogs.fields import asking
from bot.dialogs.form import Data, Form, start
from bot.dialogs.moments import MomentField
from bot.features.events import drafts, making_actions, views
from bot.features.events.kinds import defaults
from bot.features.events.making_actions import Planned
from bot.features.events.making_fields import TitleField
from bot.features.events.making_slots import KindField, LastField, SlotsField
from bot.texts import N_, bold, join_lines
from bot.texts.moments import Span
from bot.typed import Typed
from storage.consultations import entry_names
from storage.vocabulary import EVENT_KIND

LONGEST_LECTURERS = 300
MOST = 9999
"""The most places, or people who came, that are believed."""


def _known(ctx: Context, data: Data) -> Markup:
    """Kind, title and when, as far as they are settled."""
    kind = entry_names(ctx.session, EVENT_KIND, ctx.texts.language).get(data.get("kind", ""))
    when = Span.from_json(data["when"]) if data.get("when") else None
    lines = [
        " · ".join(part for part in (kind, data.get("title")) if part) or None,
        "🕙 " + ctx.texts.span(when.begins, when.ends, whole_day=when.whole_day) if when else None,
    ]
    return join_lines(lines)


def _make(ctx: Context, data: Data) -> None:
    more = dict(data.get("more", {}))
    if more.get("register_until"):
        more["register_until"] = date.fromisoformat(more["register_until"])
    headcount = more.pop("headcount", None)
    more["slots"] = data.get("slots")
    event = making_actions.make(
        ctx, Planned(data["kind"], data["title"], Span.from_json(data["when"]), data["where"], more)
    )
    if data.get("source"):
        ctx.typed = Typed.from_json(data["source"])
        making_actions.remember_source(ctx, event, ctx.typed, making_actions.LINE)
    if headcount is not None and event.starts_at <= ctx.now:
        making_actions.record(ctx, event, headcount)
        drafts.show(ctx, event)
        return
    if headcount is not None:
        event.places = headcount
    drafts.show(ctx, event, above=ctx.texts.t("✅ Saved. Until it is published, only the methodologists see it."))


def _minutes(_ctx: Context, data: Data) -> int | None:
    return defaults(data["kind"]).minutes if "kind" in data else None


def _until_now(ctx: Context, data: Data) -> Span | None:
    """When the event of which one thing is changed, or of which a copy is made, is or was."""
    if "number" not in data:
        return None
    event = making_actions.found(ctx, data["number"])
    return Span(event.begins, event.ends, event.whole_day)


WHEN = MomentField("when", asking(N_("When does it take place?")), past=True, minutes=_minutes, before=_until_now)
MAKE = Form(
    "event",
    (
        KindField("kind", EVENT_KIND, N_("What kind of event is it?")),
        TitleField(),
        WHEN,
        LastField(),
        SlotsField(),
    ),
    _make,
    act=Act.EVENTS,
    title=N_("➕ New event"),
    known=_known,
)


def _copy(ctx: Context, data: Data) -> None:
    like = making_actions.found(ctx, data["number"])
    event = making_actions.copy(ctx, like, Span.from_json(data["when"]))
    drafts.show(
        ctx, event, above=ctx.texts.t("Copied from No. {number}. Nobody has been told of it.", number=like.number)
    )


def _ask_copy(ctx: Context, data: Data) -> Markup:
    like = making_actions.found(ctx, data["number"])
    return join_lines(
        [
            bold(like.title),
            ctx.texts.t("Last time: {when}", when=views.when(ctx.texts, like)),
            "",
            ctx.texts.t("When is the next one?"),
        ]
    )


COPY = Form(
    "event_copy",
    (MomentField("when", _ask_copy, past=True, minutes=_minutes, before=_until_now),),
    _copy,
    act=Act.EVENTS,
    title=N_("➕ Copy of an event"),
)


def begin(ctx: Context, data: Data | None = None, *, prefilled: Data | None = None) -> None:
    """Make an event: times are asked about only of the kind that has them."""
    start(ctx, MAKE, {"slots": None, **(data or {})}, prefilled=prefilled)


FORMS: Sequence[Form] = (MAKE, COPY)
