"""The event as a calendar file (.ics): one that a later one replaces, and that a cancellation removes."""

import hashlib
from collections.abc import Mapping
from datetime import datetime
from typing import Any

from sqlalchemy.orm import Session

from bot.context import Context, Region
from bot.features.events import slots
from bot.features.events.calendar_file_content import Origin, calendar
from bot.texts import texts_for
from storage.consultations import entry_names
from storage.events import GOING, Event, Registration, event_numbered
from storage.files import order_file
from storage.numbers import marked_value
from storage.vocabulary import EVENT_KIND

BUILDER = "calendar_file"
MIME = "text/calendar"


def order(ctx: Context, event: Event, registration: Registration | None = None) -> int:
    """Have the file made, in the language of ``ctx``; returns its id for ``Context.say`` and ``tell``.

    Everybody who reads that language can be sent the same one, but for those who have a time of their own.
    """
    slot = slot_of(registration)
    return order_file(
        ctx.session,
        name=f"pasakums-{event.number}.ics",
        mime=MIME,
        builder=BUILDER,
        arguments={
            "number": event.number,
            "language": ctx.texts.language,
            "shows": shows(event, slot),
            **({"slot": slot.isoformat()} if slot is not None else {}),
        },
        now=ctx.now,
    )


def slot_of(registration: Registration | None) -> datetime | None:
    """The time for which somebody has the event in their calendar; nothing where it is all of it."""
    return registration.slot if registration is not None and registration.state == GOING else None


def shows(event: Event, slot: datetime | None = None) -> str:
    """A mark of everything that the file tells of the event: with another one, an earlier file is out of date."""
    facts = (event.version, event.status, event.title, event.begins, event.ends, event.ends_at, event.whole_day)
    words = (event.kind, event.zone, event.place, event.link, event.text, event.lecturers, event.register_until)
    own = (slot, slots.end_of(event, slot)) if slot is not None else ()
    return hashlib.sha256(repr((facts, words, event.cancel_reason, *own)).encode()).hexdigest()[:16]


def build(session: Session, arguments: Mapping[str, Any], region: Region, now: datetime) -> bytes:
    """Make an ordered file, of what the event is now. Raises LookupError if there is no such event any more."""
    event = event_numbered(session, arguments["number"])
    if event is None:
        raise LookupError(arguments["number"])
    texts = texts_for(arguments["language"])
    bot_id, _, _ = (marked_value(session, "bot") or "").partition(" ")
    address = f"https://t.me/{region.bot_username}"
    origin = Origin(f"{bot_id}.plaukts", region.name, address, f"{address}?start=e{event.number}")
    kind = entry_names(session, EVENT_KIND, texts.language).get(event.kind, event.kind)
    slot = datetime.fromisoformat(arguments["slot"]) if arguments.get("slot") else None
    own = (slot, slots.end_of(event, slot)) if slot is not None else None
    made: bytes = calendar(event, kind, origin, texts, now, own=own).to_ical()
    return made


BUILDERS = {BUILDER: build}
