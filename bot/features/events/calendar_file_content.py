"""What stands in a calendar file (RFC 5545), so that a later one replaces it (RFC 5546)."""

from dataclasses import dataclass
from datetime import datetime, timedelta
from zoneinfo import ZoneInfo

from icalendar import Calendar, vCalAddress, vText, vUri
from icalendar import Event as Entry

from bot.features.events.calendar_file_zone import clocks
from bot.texts import Texts
from storage.events import CANCELLED, Event
from storage.local_time import moment

PRODUCT = "-//Plaukts//Plaukts//LV"


@dataclass(frozen=True)
class Origin:
    """Where a file comes from."""

    domain: str
    """Ours alone, and the same for ever: of what calendar programs know the event by."""
    name: str
    """The region's."""
    address: str
    """The bot's."""
    link: str
    """Where the event opens."""


def calendar(
    event: Event,
    kind: str,
    origin: Origin,
    texts: Texts,
    now: datetime,
    *,
    own: tuple[datetime, datetime] | None = None,
) -> Calendar:
    """The event as it is now, for the calendar of whoever opens the file; ``kind`` is its kind's name.

    ``own``: from when until when somebody is there who has chosen a time, on the event's clocks.

    A file that a person opens is a posting and no invitation: METHOD:PUBLISH, which a later PUBLISH of the same UID
    updates and a CANCEL removes (RFC 5546, sections 3.2.1 and 3.2.5). A REQUEST would have to name an ATTENDEE by an
    e-mail address and would be answered to the ORGANIZER; answers are given in the chat. Outlook takes PUBLISH and
    CANCEL from files (https://learn.microsoft.com/openspecs/exchange_standards/ms-stanoical, V0233); programs that
    look at no METHOD go by the STATUS. What is newer is told by SEQUENCE and then by DTSTAMP (RFC 5546, section
    2.1.5). An ORGANIZER is prescribed for both methods: the bot by its address, for nobody's e-mail belongs here.

    There is no VALARM: the bot reminds, and a calendar that did so too would remind of what was moved.
    """
    is_cancelled = event.status == CANCELLED
    made = Calendar()
    made.add("prodid", PRODUCT)
    made.add("version", "2.0")
    made.add("method", "CANCEL" if is_cancelled else "PUBLISH")
    entry = Entry()
    entry.add("uid", f"event-{event.number}@{origin.domain}")
    entry.add("sequence", event.version)
    entry.add("dtstamp", now)
    entry.add("last-modified", now)
    entry.add("status", "CANCELLED" if is_cancelled else "CONFIRMED")
    organiser = vCalAddress(origin.address)
    organiser.params["CN"] = vText(origin.name)
    entry.add("organizer", organiser)
    entry.add("summary", texts.plain("Cancelled: {title}", title=event.title) if is_cancelled else event.title)
    entry.add("description", _description(event, origin, texts, own))
    entry.add("categories", [kind])
    entry.add("url", origin.link)
    if event.place or event.link:
        entry.add("location", event.place or event.link)
    if event.link:
        entry.add("conference", vUri(event.link), parameters={"VALUE": "URI", "LABEL": texts.plain("Take part online")})
    zone = ZoneInfo(event.zone)
    if event.whole_day:
        entry.add("dtstart", event.begins.date())
        entry.add("dtend", (event.ends or event.begins).date() + timedelta(days=1))  # the first day after it
    else:
        first, last = (moment(one, zone) for one in own) if own is not None else (event.starts_at, event.ends_at)
        begins, ends = first.astimezone(zone), last.astimezone(zone)
        made.add_component(clocks(zone, begins.year, ends.year))
        entry.add("dtstart", begins)
        if ends > begins:  # an end at the beginning is not allowed
            entry.add("dtend", ends)
    made.add_component(entry)
    return made


def _description(event: Event, origin: Origin, texts: Texts, own: tuple[datetime, datetime] | None) -> str:
    """What it is about and how to take part, in plain text; nobody who takes part is named."""
    called_off = None
    if event.status == CANCELLED:
        called_off = texts.plain("The event is cancelled.")
        if event.cancel_reason:
            called_off = f"{called_off} {event.cancel_reason}"
    lines = [
        called_off,
        texts.plain("Your time: {time}", time="–".join(texts.clock(one) for one in own)) if own is not None else None,
        event.text,
        texts.plain("Lecturers: {names}", names=event.lecturers) if event.lecturers else None,
        texts.plain("Take part online: {link}", link=event.link) if event.link else None,
        texts.plain("Register until: {day}", day=texts.date(event.register_until)) if event.register_until else None,
        texts.plain("In Telegram: {link}", link=origin.link),
    ]
    return "\n".join(line for line in lines if line)
