"""The event as a calendar file (.ics): one that a later one replaces, and that a cancellation removes."""

import hashlib
from collections.abc import Mapping
from datetime import datetime
from typing import Any

from sqlalchemy.orm import Session

from bot.context import Context, Region
from bot.features.events.calendar_file_content import Origin, calendar
from bot.texts import texts_for
from storage.consultations import entry_names
from storage.events import Event, event_numbered
from storage.files import order_file
from storage.numbers import marked_value
from storage.vocabulary import EVENT_KIND

BUILDER = "calendar_file"
MIME = "text/calendar"


def order(ctx: Context, event: Event) -> int:
    """Have the file made, in the language of ``ctx``; returns its id for ``Context.say`` and ``tell``.

    Everybody who reads that language can be sent the same one.
    """
    return order_file(
        ctx.session,
        name=f"pasakums-{event.number}.ics",
        mime=MIME,
        builder=BUILDER,
        arguments={"number": event.number, "language": ctx.texts.language, "shows": shows(event)},
        now=ctx.now,
    )


def shows(event: Event) -> str:
    """A mark of everything that the file tells of the event: with another one, an earlier file is out of date."""
    facts = (event.version, event.status, event.title, event.begins, event.ends, event.ends_at, event.whole_day)
    words = (event.kind, event.zone, event.place, event.link, event.text, event.lecturers, event.register_until)
    return hashlib.sha256(repr((facts, words, event.cancel_reason)).encode()).hexdigest()[:16]


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
    made: bytes = calendar(event, kind, origin, texts, now).to_ical()
    return made


BUILDERS = {BUILDER: build}
