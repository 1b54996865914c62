"""From a typed line, or a longer text, to a draft: what is clear is taken, what is not is asked with buttons."""

from collections.abc import Sequence
from dataclasses import replace
from typing import Any

from bot.context import Context
from bot.dialogs.form import Data
from bot.dialogs.typed import Choice as Offered
from bot.errors import UserError
from bot.features.events import making_actions, making_forms, making_slots
from bot.features.events.kinds import defaults
from bot.features.events.making_fields import HYBRID, LONGEST_LINK, LONGEST_MINUTES
from bot.features.events.making_forms import LONGEST_LECTURERS, MOST, WHEN
from bot.features.events.oneline import LONGEST_TITLE, EventReader, Understood
from bot.naming.words import Choice
from bot.texts.moments import NO_HOUR, PAST, Reading, Span, is_past
from bot.typed import Typed
from storage.events import OTHER_FORMS, Event
from storage.libraries import Library, libraries_on, names_of
from storage.vocabulary import EVENT_KIND, entries_of

LINES = 8
"""Lines of a longer text in which time and place are looked for."""
LONGEST_LINE = 400


def reader(ctx: Context) -> EventReader:
    """Compiled for the libraries and kinds of today."""

    def libraries() -> Sequence[Choice]:
        found = libraries_on(ctx.session, ctx.today)
        return [Choice(one.id, names, tuple(one.aliases)) for one, names in zip(found, names_of(found), strict=True)]

    kinds = [Choice(one.key, (one.lv, one.en), tuple(one.aliases)) for one in entries_of(ctx.session, EVENT_KIND)]
    return EventReader(libraries, kinds)


def read(ctx: Context, text: str) -> tuple[Understood, str]:
    """What the first line says, with what it lacks taken from the next ones; and these, as the description."""
    lines = [line.strip() for line in text.strip().splitlines()]
    reading = reader(ctx)
    found = reading.read(lines[0][:LONGEST_LINE] if lines else "", ctx.local)
    for line in [line for line in lines[1:] if line][:LINES]:
        more = reading.read(line[:LONGEST_LINE], ctx.local)
        lacking: dict[str, Any] = {}
        if found.when is None and more.when is not None:
            lacking["when"] = more.when
        if found.place is None and (more.libraries or (more.place and more.when is not None)):
            lacking |= {"place": more.place, "libraries": more.libraries, "room": more.room}
        for name in ("link", "lecturers", "number", "minutes", "academic_hours", "register_until"):
            if getattr(found, name) is None and getattr(more, name) is not None:
                lacking[name] = getattr(more, name)
        found = replace(found, **lacking, online=found.online or more.online)
    return found, "\n".join(lines[1:]).strip()


def begin(ctx: Context, typed: Typed, *, usual_kind: str | None = None) -> None:
    """Make a draft of what was typed, asking what is missing; of ``usual_kind`` where it says no other."""
    understood, text = read(ctx, typed.text)
    understood = replace(understood, kind=understood.kind or usual_kind)
    data, unclear = prepared(ctx, understood)
    first = typed.text.strip().partition("\n")[0]
    if len(first) > LONGEST_LINE or len(understood.title) == LONGEST_TITLE:  # a paragraph, of which something was cut
        text = typed.text.strip()
    data["more"] |= {"text": text, "attachments": making_actions.files_of(typed)}
    data["source"] = typed.to_json()
    making_forms.begin(ctx, data, prefilled=unclear)


def prepared(ctx: Context, found: Understood) -> tuple[Data, Data]:
    """What needs no question, and what the questions begin with."""
    data: Data = {"more": _more(found)}
    unclear: Data = {}
    if found.kind is not None:
        data["kind"] = found.kind
    library = ctx.session.get(Library, found.libraries[0]) if len(found.libraries) == 1 else None
    if found.title:
        data["title"] = found.title
    elif found.kind in OTHER_FORMS and library is not None:
        data["title"] = library.name
    if found.when is not None and not _take_when(ctx, found, data):
        unclear |= {name: value for name, value in _asked(ctx, data, found.when).items() if name not in data}
    _take_where(found, library, data, unclear)
    if found.slots is not None:
        data["slots"] = found.slots.to_json()
    elif "when" in data and not found.without_slots:
        data["slots"] = making_slots.usual_plan(found.kind, Span.from_json(data["when"]))
    return data, unclear


def _more(found: Understood) -> Data:
    names = ("minutes", "academic_hours", "lecturers")
    more = {name: value for name in names if (value := getattr(found, name)) is not None}
    if more.get("minutes", 0) > LONGEST_MINUTES:
        del more["minutes"]
    if len(more.get("lecturers", "")) > LONGEST_LECTURERS:
        del more["lecturers"]
    if found.register_until is not None:
        more["register_until"] = found.register_until.isoformat()
    if found.number is not None and 0 < found.number <= MOST:
        more["headcount" if found.came else "places"] = found.number
    return more


def _take_when(ctx: Context, found: Understood, data: Data) -> bool:
    """A time that is clear, or of which only the day is said where no more is needed, or that is past for sure."""
    reading = found.when or Reading()
    if len(reading.spans) != 1:
        return False
    (span,) = reading.spans
    days_are_enough = found.kind is not None and (found.kind in OTHER_FORMS or defaults(found.kind).whole_day)
    held = reading.doubt == PAST and (found.came or found.kind in OTHER_FORMS) and is_past(span, ctx.local)
    if reading.clear or (reading.doubt == NO_HOUR and days_are_enough) or held:
        data["when"] = span.to_json()
        return True
    return False


def _asked(ctx: Context, data: Data, reading: Reading) -> Data:
    """What the field of time begins with to ask about a doubtful reading; nothing where it cannot be taken at all."""
    asked = dict(data)
    try:
        if WHEN.take(ctx, asked, reading):
            data["when"] = asked["when"]
    except UserError:
        return {}
    return asked


def _take_where(found: Understood, library: Library | None, data: Data, unclear: Data) -> None:
    link = found.link if found.link is None or len(found.link) <= LONGEST_LINK else None
    if link is not None and not link.lower().startswith("http"):
        link = f"https://{link}"
    where = {"place": found.place, "link": link, "library": library.id if library is not None else None}
    if library is not None and not found.room:
        where["place"] = library.name
    elif len(found.libraries) > 1 and not found.room:
        unclear |= {"_places": list(found.libraries), "_written": found.place, "_link": link}
        return
    if not where["place"] and not link:
        if found.online:
            unclear["_online"] = True
    elif (found.kind == HYBRID or (found.online and where["place"])) and not (where["place"] and link):
        unclear["_half"] = where
    else:
        data["where"] = where


def follow_edit(ctx: Context, event: Event, text: str) -> None:
    """The line of a draft was changed: what it says clearly now is so; what it does not say stays as it was chosen."""
    understood, described = read(ctx, text)
    data, _ = prepared(ctx, understood)
    more = data["more"]
    values: dict[str, Any] = {name: data[name] for name in ("kind", "title") if name in data}
    values |= {name: more[name] for name in ("minutes", "academic_hours", "lecturers", "places") if name in more}
    if understood.register_until is not None:
        values["register_until"] = understood.register_until
    if described:
        values["text"] = described
    if understood.slots is not None or understood.without_slots:
        values["slots"] = understood.slots.to_json() if understood.slots is not None else None
    if "when" in data:
        making_actions.set_when(ctx, event, Span.from_json(data["when"]))
    if "where" in data:
        making_actions.set_where(ctx, event, data["where"])
    making_actions.change(ctx, event, **values)


def offered(ctx: Context) -> Sequence[Offered]:
    """For a kept text that names a kind of event, or says when: make an event of it."""
    text = ctx.typed.text if ctx.typed is not None else ""
    reading = reader(ctx)
    if not text or not reading.names_kind_or_time(text, ctx.local):
        return ()
    likely = reading.names_kind_and_time(text, ctx.local)
    return [Offered("new", ctx.texts.plain("📅 Make an event"), likely=likely)]


def take(ctx: Context, _key: str, typed: Typed) -> None:
    """The kept text becomes a draft."""
    begin(ctx, typed)
