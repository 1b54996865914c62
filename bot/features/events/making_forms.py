"""The forms of making: what is new, a copy, and one for each thing that a draft's card lets change."""

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from datetime import date, timedelta
from typing import Any

from markupsafe import Markup

from bot.access import Act
from bot.context import Context, button
from bot.dialogs.audience import AudienceField
from bot.dialogs.days import DayField
from bot.dialogs.form import Data, Field, Form, Prompt, pick, start
from bot.dialogs.moments import MomentField
from bot.dialogs.pickers import EntryField, LibraryField
from bot.errors import UserError
from bot.features.events import drafts, making_actions, views
from bot.features.events.kinds import defaults
from bot.features.events.making_actions import Planned, found_changeable
from bot.features.events.making_fields import (
    AboutField,
    LengthField,
    RemindersField,
    TitleField,
    ValueField,
    WhereField,
)
from bot.texts import N_, bold, join_lines
from bot.texts.moments import Span
from bot.typed import Typed
from storage.consultations import entry_names
from storage.events import DRAFT, PUBLISHED, RECORDED, Event
from storage.libraries import Library
from storage.vocabulary import EVENT_KIND

LONGEST_LECTURERS = 300
MOST = 9999
"""The most places, or people who came, that are believed."""

_Ask = Callable[[Context, Data], Markup]


def _ask(msgid: str) -> _Ask:
    return lambda ctx, _data: ctx.texts.t(msgid)


def _line(longest: int) -> Callable[[str], str | None]:
    def read(text: str) -> str | None:
        said = " ".join(text.split())
        return said if 0 < len(said) <= longest else None

    return read


def _number(text: str) -> int | None:
    said = text.strip()
    return int(said) if said.isdecimal() and len(said) <= len(str(MOST)) else None


# What is new ---------------------------------------------------------------------------------------------------------


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


WHEN = MomentField("when", _ask(N_("When does it take place?")), past=True, minutes=_minutes, before=_until_now)
MAKE = Form(
    "event",
    (
        EntryField("kind", EVENT_KIND, N_("What kind of event is it?")),
        TitleField(),
        WHEN,
        WhereField(),
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


# What a draft's card lets change -------------------------------------------------------------------------------------


@dataclass(frozen=True)
class DeadlineField(DayField):
    """The last day of registering, some days before the beginning."""

    def prompt(self, ctx: Context, data: Data) -> Prompt:
        prompt = super().prompt(ctx, data)
        return Prompt(prompt.text, [*prompt.buttons, [button(ctx.texts.plain("No deadline"), pick("none"))]])

    def pressed(self, ctx: Context, data: Data, key: str) -> bool:
        if key == "none":
            data[self.name] = None
            return True
        return super().pressed(ctx, data, key)

    def _take(self, ctx: Context, data: Data, day: date) -> None:
        begins = date.fromisoformat(data["begins"])
        if day > begins:
            raise UserError(N_("It begins: {day}. The deadline cannot be later."), day=ctx.texts.date(begins))
        super()._take(ctx, data, day)

    def _offered(self, ctx: Context, data: Data) -> list[date]:
        begins = date.fromisoformat(data["begins"])
        days = [begins - timedelta(days=before) for before in (7, 3, 1)]
        return [day for day in days if day >= ctx.today]


def _edit(ctx: Context, data: Data, change: Callable[[Event], Any]) -> None:
    event = found_changeable(ctx, data["number"])
    change(event)
    drafts.show(ctx, event)


def _setting(name: str) -> Callable[[Context, Data], None]:
    """Set the column of this name to what the field of this name keeps."""

    def finish(ctx: Context, data: Data) -> None:
        _edit(ctx, data, lambda event: making_actions.change(ctx, event, **{name: data[name]}))

    return finish


def _set_when(ctx: Context, data: Data) -> None:
    _edit(ctx, data, lambda event: making_actions.set_when(ctx, event, Span.from_json(data["when"])))


def _set_where(ctx: Context, data: Data) -> None:
    _edit(ctx, data, lambda event: making_actions.set_where(ctx, event, data["where"]))


def _set_length(ctx: Context, data: Data) -> None:
    def change(event: Event) -> None:
        minutes, hours = data["length"]["minutes"], data["length"]["academic_hours"]
        if minutes is None:
            minutes = round(hours * ctx.region.academic_hour)
        making_actions.change(ctx, event, minutes=minutes, academic_hours=hours)

    _edit(ctx, data, change)


def _set_deadline(ctx: Context, data: Data) -> None:
    def change(event: Event) -> None:
        day = date.fromisoformat(data["deadline"]) if data["deadline"] else None
        making_actions.change(ctx, event, register_until=day)

    _edit(ctx, data, change)


def _set_about(ctx: Context, data: Data) -> None:
    def change(event: Event) -> None:
        if data.get("remove"):  # one of the columns
            making_actions.change(ctx, event, **{data["remove"]: "" if data["remove"] == "text" else []})
            return
        typed = Typed.from_json(data["about"])
        making_actions.remember_source(ctx, event, typed, making_actions.ABOUT)
        files = [*event.attachments, *making_actions.files_of(typed)]
        making_actions.change(ctx, event, text=typed.text.strip() or event.text, attachments=files)

    _edit(ctx, data, change)


def _set_libraries(ctx: Context, data: Data) -> None:
    def change(event: Event) -> None:
        libraries = [ctx.session.get_one(Library, key) for key in data.get("libraries", ())]
        making_actions.change(ctx, event, libraries=libraries)

    _edit(ctx, data, change)


def _count(ctx: Context, data: Data) -> None:
    def change(event: Event) -> None:
        if event.status == DRAFT:
            making_actions.record(ctx, event, data["headcount"])
        else:
            making_actions.change(ctx, event, headcount=data["headcount"])

    _edit(ctx, data, change)


def _set_representatives(ctx: Context, data: Data) -> None:
    names = ("representatives_invited", "representatives_present")
    _edit(ctx, data, lambda event: making_actions.change(ctx, event, **{name: data[name] for name in names}))


def _has(ctx: Context, data: Data) -> tuple[bool, bool]:
    event = making_actions.found(ctx, data["number"])
    return bool(event.text), bool(event.attachments)


def _back(ctx: Context, data: Data) -> None:
    drafts.show(ctx, making_actions.found(ctx, data["number"]))


def _which(ctx: Context, data: Data) -> str:
    event = making_actions.found(ctx, data["number"])
    return ctx.texts.plain("No. {number}", number=event.number) + " · " + event.title


def _form(name: str, finish: Callable[[Context, Data], None], *fields: Field) -> Form:
    return Form(
        f"event_{name}",
        fields,
        finish,
        act=Act.EVENTS,
        title=N_("✏️ Changing"),
        left=N_("Cancelled. Nothing was changed."),
        known=_which,
        back_to=_back,
    )


_NOT_A_NUMBER = N_("Write a number, for example 24.")

EDITS: dict[str, Form] = {
    "title": _form("title", _setting("title"), TitleField()),
    "kind": _form("kind", _setting("kind"), EntryField("kind", EVENT_KIND, N_("What kind of event is it?"))),
    "when": _form("when", _set_when, WHEN),
    "where": _form("where", _set_where, WhereField()),
    "length": _form(
        "length",
        _set_length,
        LengthField("length", _ask(N_("How long is it, without breaks? For example: 90, 3 h, 4 ak. st."))),
    ),
    "lecturers": _form(
        "lecturers",
        _setting("lecturers"),
        ValueField(
            "lecturers",
            _ask(N_("Who speaks or teaches? Write the names, perhaps with where they come from.")),
            _line(LONGEST_LECTURERS),
            N_("Please write the names in words, up to 300 characters."),
            N_("Nobody is named"),
        ),
    ),
    "audience": _form("audience", _setting("audience"), AudienceField("audience", _ask(N_("For whom is it?")))),
    "places": _form(
        "places",
        _setting("places"),
        ValueField(
            "places",
            _ask(N_("How many places are there (at a hybrid event, on site)? Whoever finds none left waits in line.")),
            _number,
            _NOT_A_NUMBER,
            N_("No limit"),
            (10, 12, 15, 20, 25, 30, 40, 50, 60, 80, 100, 150),
        ),
    ),
    "deadline": _form(
        "deadline", _set_deadline, DeadlineField("deadline", _ask(N_("Until when can people register?")))
    ),
    "reminders": _form(
        "reminders", _setting("reminders"), RemindersField("reminders", _ask(N_("When are people reminded?")))
    ),
    "about": _form(
        "about",
        _set_about,
        AboutField(
            "about",
            _ask(N_("Send what it is about: programme, what to bring. A photo, an album or files may come with it.")),
            _has,
        ),
    ),
    "count": _form(
        "count",
        _count,
        ValueField(
            "headcount",
            _ask(N_("How many people came?")),
            _number,
            _NOT_A_NUMBER,
            N_("Not counted"),
            drafts.COUNTS,
        ),
    ),
    "libraries": _form(
        "libraries",
        _set_libraries,
        LibraryField("libraries", N_("Which libraries were there, or were visited?"), several=lambda _data: True),
    ),
    "representatives": _form(
        "representatives",
        _set_representatives,
        ValueField(
            "representatives_invited",
            _ask(N_("How many municipality representatives were invited?")),
            _number,
            _NOT_A_NUMBER,
            N_("Not counted"),
            tuple(range(12)),
        ),
        ValueField(
            "representatives_present",
            _ask(N_("And how many of them came?")),
            _number,
            _NOT_A_NUMBER,
            N_("Not counted"),
            tuple(range(12)),
        ),
    ),
}
OF_INVITING = frozenset({"audience", "places", "deadline", "reminders"})
"""Of events to which people are invited."""
OF_RECORDED = frozenset({"representatives"})
"""Of events that are counted afterwards."""


def edit(ctx: Context, event: Event, what: str) -> None:
    """Open the form of one thing; raises UserError for what is not changed like this."""
    form = EDITS.get(what)
    moved = event.status == PUBLISHED and what in {"when", "where", "count"}
    recorded = event.status == RECORDED
    if form is None or moved or (recorded and what in OF_INVITING) or (not recorded and what in OF_RECORDED):
        raise UserError(N_("This button is from an earlier step and no longer works."))
    given: Data = {"number": event.number, "kind": event.kind, "begins": event.begins.date().isoformat()}
    if what == "kind":
        del given["kind"]
    begun: Data = {
        "audience": event.audience,
        "reminders": list(event.reminders),
        "libraries": [one.id for one in event.libraries],
    }
    prefilled: Data = {what: begun[what]} if what in begun else {}
    start(ctx, form, given, prefilled=prefilled)


FORMS: Sequence[Form] = (MAKE, COPY, *EDITS.values())
