"""The forms of what a draft's card lets change, one for each thing."""

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from datetime import date, timedelta
from typing import Any

from bot.access import Act
from bot.context import Context, button
from bot.dialogs.days import DayField
from bot.dialogs.fields import asking
from bot.dialogs.form import Data, Field, Form, Prompt, pick, start
from bot.dialogs.pickers import EntryField, LibraryField
from bot.errors import UserError
from bot.features.events import draft_audience, drafts, making_actions, making_slots
from bot.features.events.making_actions import found_changeable
from bot.features.events.making_fields import (
    AboutField,
    LengthField,
    RemindersField,
    TitleField,
    ValueField,
    WhereField,
)
from bot.features.events.making_forms import LONGEST_LECTURERS, MOST, WHEN
from bot.texts import N_
from bot.texts.moments import Span
from bot.typed import Typed
from storage.events import DRAFT, PUBLISHED, RECORDED, Event
from storage.libraries import Library
from storage.vocabulary import EVENT_KIND


def _line(longest: int) -> Callable[[str], str | None]:
    def read(text: str) -> str | None:
        said = " ".join(text.split())
        return said if 0 < len(said) <= longest else None

    return read


def _number(text: str) -> int | None:
    said = text.strip()
    return int(said) if said.isdecimal() and len(said) <= len(str(MOST)) else None


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
        LengthField("length", asking(N_("How long is it, without breaks? For example: 90, 3 h, 4 ak. st."))),
    ),
    "lecturers": _form(
        "lecturers",
        _setting("lecturers"),
        ValueField(
            "lecturers",
            asking(N_("Who speaks or teaches? Write the names, perhaps with where they come from.")),
            _line(LONGEST_LECTURERS),
            N_("Please write the names in words, up to 300 characters."),
            N_("Nobody is named"),
        ),
    ),
    "audience": _form("audience", draft_audience.finish, *draft_audience.FIELDS),
    "slots": _form(
        "slots",
        _setting("slots"),
        making_slots.SlotsField(),
        making_slots.BreaksField(),
        making_slots.AtOnceField(),
        making_slots.LosersField(),
    ),
    "places": _form(
        "places",
        _setting("places"),
        ValueField(
            "places",
            asking(
                N_("How many places are there (at a hybrid event, on site)? Whoever finds none left waits in line.")
            ),
            _number,
            _NOT_A_NUMBER,
            N_("No limit"),
            (10, 12, 15, 20, 25, 30, 40, 50, 60, 80, 100, 150),
        ),
    ),
    "deadline": _form(
        "deadline", _set_deadline, DeadlineField("deadline", asking(N_("Until when can people register?")))
    ),
    "reminders": _form(
        "reminders", _setting("reminders"), RemindersField("reminders", asking(N_("When are people reminded?")))
    ),
    "about": _form(
        "about",
        _set_about,
        AboutField(
            "about",
            asking(N_("Send what it is about: programme, what to bring. A photo, an album or files may come with it.")),
            _has,
        ),
    ),
    "count": _form(
        "count",
        _count,
        ValueField(
            "headcount",
            asking(N_("How many people came?")),
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
            asking(N_("How many municipality representatives were invited?")),
            _number,
            _NOT_A_NUMBER,
            N_("Not counted"),
            tuple(range(12)),
        ),
        ValueField(
            "representatives_present",
            asking(N_("And how many of them came?")),
            _number,
            _NOT_A_NUMBER,
            N_("Not counted"),
            tuple(range(12)),
        ),
    ),
}
OF_INVITING = frozenset({"audience", "places", "deadline", "reminders", "slots"})
"""Of events to which people are invited."""
OF_RECORDED = frozenset({"representatives"})
"""Of events that are counted afterwards."""


def edit(ctx: Context, event: Event, what: str) -> None:
    """Open the form of one thing; raises UserError for what is not changed like this."""
    form = EDITS.get(what)
    moved = event.status == PUBLISHED and what in {"when", "where", "count"}
    recorded = event.status == RECORDED
    counted = what == "places" and event.slots is not None
    if form is None or moved or counted or (recorded and what in OF_INVITING) or (not recorded and what in OF_RECORDED):
        raise UserError(N_("This button is from an earlier step and no longer works."))
    given: Data = {"number": event.number, "kind": event.kind, "begins": event.begins.date().isoformat()}
    if what == "kind":
        del given["kind"]
    sure = {"audience": draft_audience.SURE, "slots": making_slots.SURE}  # asked only where somebody loses something
    if what in sure:
        given[sure[what]] = True
    begun: Data = {
        "audience": event.audience,
        "reminders": list(event.reminders),
        "libraries": [one.id for one in event.libraries],
    }
    prefilled: Data = {what: begun[what]} if what in begun else {}
    start(ctx, form, given, prefilled=prefilled)


FORMS: Sequence[Form] = tuple(EDITS.values())
