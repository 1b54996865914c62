"""The calendar file, read back by two parsers that did not write it: vobject, and ical with its calendar store."""

from collections.abc import Iterator
from datetime import UTC, date, datetime, timedelta
from typing import Any
from zoneinfo import ZoneInfo

import pytest
import vobject
from ical.calendar_stream import IcsCalendarStream
from ical.event import Event as Entry
from ical.timezone import IcsTimezoneInfo

from bot.features.events.calendar_file import shows
from bot.features.events.calendar_file_content import Origin, calendar
from bot.features.events.calendar_file_zone import clocks
from bot.texts import texts_for
from storage.events import CANCELLED, PUBLISHED, Event, set_time
from storage.local_time import exists, twice

RIGA = ZoneInfo("Europe/Riga")
NOW = datetime(2026, 10, 12, 8, 0, tzinfo=UTC)
ORIGIN = Origin("777.plaukts", "Kuldīgas reģions", "https://t.me/plaukts_bot", "https://t.me/plaukts_bot?start=e42")
LONG = (
    "Novadpētniecība; krājuma esamības pārbaude, rekataloģizācija un „apaļais galds”: "
    "šķēršļi, ģimenes, ķīselis, ļaudis, ņēmumi\\ceļš – viss vienā dienā, ļoti garā rindā bez neviena pārtraukuma"
)


def an_event(begins: str, ends: str | None = None, *, whole_day: bool = False, **more: Any) -> Event:
    said: dict[str, Any] = {
        "title": "Novadpētniecība bibliotēkā",
        "place": "Kuldīgas Galvenā bibliotēka",
        "status": PUBLISHED,
        **more,
    }
    times: dict[str, Any] = {"begins": NOW, "zone": RIGA.key, "starts_at": NOW, "ends_at": NOW, "created_at": NOW}
    event = Event(number=42, organiser_id=1, kind="seminar", **times, **said)
    until = None if ends is None else datetime.fromisoformat(ends)
    set_time(event, datetime.fromisoformat(begins), until, whole_day, RIGA)
    return event


def file(event: Event, now: datetime = NOW, language: str = "lv") -> str:
    made: bytes = calendar(event, "Seminārs", ORIGIN, texts_for(language), now).to_ical()
    return made.decode()


def by_vobject(text: str) -> Any:
    return vobject.readOne(text).vevent


def by_ical(text: str) -> Entry:
    (entry,) = IcsCalendarStream.calendar_from_ics(text).events
    return entry


def test_both_parsers_read_what_the_event_is() -> None:
    event = an_event(
        "2026-11-12 10:00",
        "2026-11-12 13:00",
        text=LONG,
        link="https://example.org/z/1?a=b;c",
        lecturers="Lektore, Rīga",
        register_until=date(2026, 11, 5),
        version=3,
    )
    text = file(event)
    one, other = by_vobject(text), by_ical(text)
    assert one.uid.value == other.uid == "event-42@777.plaukts"
    assert int(one.sequence.value) == other.sequence == 3
    assert one.status.value == other.status == "CONFIRMED"
    assert one.summary.value == other.summary == "Novadpētniecība bibliotēkā"
    assert one.location.value == other.location == "Kuldīgas Galvenā bibliotēka"
    assert one.categories.value == other.categories == ["Seminārs"]
    assert one.url.value == other.url == ORIGIN.link
    assert one.conference.value == event.link
    assert one.description.value == other.description
    assert other.description is not None
    assert other.description.splitlines() == [
        LONG,
        "Lektori: Lektore, Rīga",
        "Piedalīties tiešsaistē: https://example.org/z/1?a=b;c",
        "Pieteikties līdz: 2026. gada 5. novembris",
        "Telegram: https://t.me/plaukts_bot?start=e42",
    ]
    begins, ends = datetime(2026, 11, 12, 10, tzinfo=RIGA), datetime(2026, 11, 12, 13, tzinfo=RIGA)
    for read in ((one.dtstart.value, one.dtend.value), (other.dtstart, other.dtend)):
        assert read == (begins, ends)
        assert [at.utcoffset() for at in read] == [timedelta(hours=2)] * 2
    assert one.dtstamp.value == other.dtstamp == NOW
    assert "\nMETHOD:PUBLISH\r" in text
    assert "Europe/Riga:20261112T100000" in text


def test_lines_are_folded_and_nobody_who_takes_part_is_named() -> None:
    text = file(an_event("2026-11-12 10:00", text=LONG * 3, title=LONG[:200]))
    assert text.endswith("END:VCALENDAR\r\n")
    assert all(len(line.encode()) <= 75 for line in text.split("\r\n"))
    assert "mailto" not in text.lower()
    assert "ATTENDEE" not in text
    assert "VALARM" not in text
    assert by_vobject(text).description.value.startswith(LONG * 3)


def test_without_an_end_it_is_as_long_as_it_is() -> None:
    entry = by_ical(file(an_event("2026-11-12 10:00", minutes=90)))
    assert entry.end - entry.start == timedelta(minutes=90)


@pytest.mark.parametrize(
    ("begins", "ends", "read"),
    [
        ("2026-11-12", None, (date(2026, 11, 12), date(2026, 11, 13))),
        ("2026-12-31", "2027-01-02", (date(2026, 12, 31), date(2027, 1, 3))),
    ],
)
def test_whole_days_end_with_the_day_after(begins: str, ends: str | None, read: tuple[date, date]) -> None:
    text = file(an_event(begins, ends, whole_day=True))
    one, other = by_vobject(text), by_ical(text)
    assert (one.dtstart.value, one.dtend.value) == (other.dtstart, other.dtend) == read
    assert "VTIMEZONE" not in text


def test_several_days_with_hours_and_only_online() -> None:
    event = an_event("2027-03-27 10:00", "2027-03-28 15:00", place=None, link="https://example.org/z")
    text = file(event, language="en")
    entry = by_ical(text)
    assert (entry.dtstart, entry.dtend) == (
        datetime(2027, 3, 27, 10, tzinfo=RIGA),
        datetime(2027, 3, 28, 15, tzinfo=RIGA),
    )
    assert [str(at)[-6:] for at in (entry.dtstart, entry.dtend)] == ["+02:00", "+03:00"], "a night of changed clocks"
    assert entry.location == event.link
    assert "Take part online" in str(entry.description)


def test_a_calendar_replaces_it_by_an_update_and_removes_it_by_a_cancellation() -> None:
    kept: dict[str, Entry] = {}
    first = an_event("2026-11-12 10:00", "2026-11-12 13:00")
    moved = an_event("2026-11-19 11:00", "2026-11-19 14:00", version=1, place="Skrundas bibliotēka")
    retitled = an_event("2026-11-19 11:00", "2026-11-19 14:00", version=1, place="Skrundas bibliotēka", title="Stāsti")
    off = an_event("2026-11-19 11:00", "2026-11-19 14:00", version=2, status=CANCELLED, cancel_reason="Slimības dēļ")
    texts = [file(event, NOW + timedelta(days=day)) for day, event in enumerate((first, moved, retitled, off))]
    for text in texts[:3]:
        opened(kept, text)
    (entry,) = kept.values()
    assert entry.start == datetime(2026, 11, 19, 11, tzinfo=RIGA)
    assert (entry.location, entry.summary) == ("Skrundas bibliotēka", "Stāsti")
    opened(kept, texts[0])
    assert kept == {entry.uid: entry}, "an old file changes nothing"
    opened(kept, texts[3])
    assert kept == {}
    read = by_vobject(texts[3])
    assert read.status.value == "CANCELLED"
    assert read.summary.value == "Atcelts: Novadpētniecība bibliotēkā"
    assert read.description.value.startswith("Pasākums ir atcelts. Slimības dēļ")


def opened(kept: dict[str, Entry], text: str) -> None:
    """What RFC 5546 prescribes for a file that somebody opens (sections 2.1.5, 3.2.1, 3.2.5)."""
    stream = IcsCalendarStream.calendar_from_ics(text)
    method, (entry,) = next(line[7:] for line in text.split("\r\n") if line.startswith("METHOD:")), stream.events
    known = kept.get(entry.uid)
    if known is not None and (entry.sequence, entry.dtstamp) <= (known.sequence, known.dtstamp):
        return
    if method == "CANCEL":
        kept.pop(entry.uid, None)
    else:
        assert method == "PUBLISH"
        assert entry.organizer is not None
        kept[entry.uid] = entry


@pytest.mark.parametrize("zone", ["Europe/Riga", "America/New_York", "Australia/Lord_Howe", "Asia/Tokyo"])
def test_the_clocks_of_a_zone_are_right_in_every_month_and_around_every_change(zone: str) -> None:
    there = ZoneInfo(zone)
    text = clocks(there, 2026, 2028).to_ical().decode()
    whole = f"BEGIN:VCALENDAR\r\nVERSION:2.0\r\nPRODID:x\r\n{text}END:VCALENDAR\r\n"
    one = vobject.readOne(whole).vtimezone.tzinfo
    other = IcsTimezoneInfo.from_timezone(IcsCalendarStream.calendar_from_ics(whole).timezones[0])
    readers = [one, other] if "RRULE" in text else [one]  # ical knows no clocks that are never changed
    for local in shown_once(there):
        right = local.replace(tzinfo=there).utcoffset()
        assert [local.replace(tzinfo=reader).utcoffset() for reader in readers] == [right] * len(readers), local


def shown_once(zone: ZoneInfo) -> Iterator[datetime]:
    """What the zone's clocks show in the years 2026 to 2028: every half month, and the hours around every change."""
    hour, half_month = timedelta(hours=1), timedelta(days=15)
    at, before = datetime(2026, 1, 1, 0, 30, tzinfo=UTC), None
    while at.year < 2029:
        offset = at.astimezone(zone).utcoffset()
        if before not in (None, offset):
            around = (at + (step - 27) * hour for step in range(30))  # it was since the day before
            shown = {moment.astimezone(zone).replace(tzinfo=None) for moment in around}
            yield from (local for local in shown if is_once(local, zone))
        elif at.day % half_month.days == 1:
            yield at.astimezone(zone).replace(tzinfo=None)
        at, before = at + timedelta(days=1), offset


def is_once(local: datetime, zone: ZoneInfo) -> bool:
    return exists(local, zone) and not twice(local, zone)


def test_rigas_clocks_are_told_of_by_one_rule_each_way() -> None:
    text = clocks(RIGA, 2026, 2026).to_ical().decode()
    assert text.count("BEGIN:STANDARD") == text.count("BEGIN:DAYLIGHT") == 1
    assert "DTSTART:20250330T030000\r\nRRULE:FREQ=YEARLY;BYDAY=-1SU;BYMONTH=3\r\n" in text
    assert "DTSTART:20251026T040000\r\nRRULE:FREQ=YEARLY;BYDAY=-1SU;BYMONTH=10\r\n" in text
    assert "RDATE" not in text


def test_a_file_is_out_of_date_when_anything_that_it_tells_has_changed() -> None:
    first = an_event("2026-11-12 10:00")
    assert shows(first) == shows(an_event("2026-11-12 10:00", headcount=12))
    for changed in ({"title": "x"}, {"place": "y"}, {"version": 1}, {"minutes": 90}, {"status": CANCELLED}):
        assert shows(first) != shows(an_event("2026-11-12 10:00", **changed)), changed
