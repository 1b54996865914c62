"""The tour's seminar: made in one line, answered, reminded of, attended."""

from datetime import UTC, datetime, time, timedelta

from rich.console import Console

from bot.demo.events import LAST, THREAD
from bot.demo.phone import Phone, text_of
from bot.demo.region import ZONE, DemoRegion
from bot.texts import Texts

TITLE = "Grāmatu izvēle jauniešiem"
LINE = f"/pasakums Seminārs {TITLE} parīt plkst. 10-12 Kuldīgas Galvenajā bibliotēkā 20 vietas"
MORNING, EVENING = time(9), time(18)
"""Between these nobody's quiet hours hold an invitation."""


async def play_event(
    region: DemoRegion, librarian: Phone, methodologist: Phone, console: Console, texts: Texts
) -> None:
    """Play it; afterwards the clock shows the time at which it ends."""
    console.rule(texts.plain("2. A seminar: made in one line, answered, reminded of, attended"))
    there = Phone(region, region.group.seat(librarian.chat.user), f"{librarian.owner} ({THREAD})", console)
    await there.wait(lambda: any(LAST in text_of(one) for one in there.chat.messages), LAST)  # before time moves on
    now = region.sandbox.clock.now().astimezone(ZONE)
    if not MORNING <= now.time() < EVENING:
        now = _at(now + timedelta(days=now.time() >= EVENING), MORNING)
        _move(region, now)
    methodologist.say(LINE)
    await methodologist.sees("Melnraksts", TITLE)
    methodologist.press("Melnraksts", "Apskatīt")
    await methodologist.tap("Šādi izskatīsies uzaicinājums", "Publicēt")
    await librarian.sees(TITLE, "Vietu skaits")
    librarian.press(TITLE, "Piedalīšos")
    await librarian.sees(TITLE, "Jūs piedalāties")
    await there.sees(TITLE, "Piedalās: 1")

    begins = _at(now + timedelta(days=2), time(10))
    _move(region, begins - timedelta(days=1))
    await librarian.sees("Atgādinājums", TITLE)
    _move(region, begins + timedelta(hours=2))
    await methodologist.tap(TITLE, "Dalībnieki")
    await methodologist.sees("Bibliotekāre, Gudenieki")
    await methodologist.tap("Bibliotekāre, Gudenieki", "Atpakaļ")
    await methodologist.tap(TITLE, "Atzīmēt dalību")
    await methodologist.sees("Dalība atzīmēta: 0 no 1")
    methodologist.press("Dalība atzīmēta: 0 no 1", "Bibliotekāre, Gudenieki")
    await methodologist.tap("Dalība atzīmēta: 1 no 1", "Gatavs")
    await methodologist.sees(TITLE, "Dalībnieki: 1")


def _move(region: DemoRegion, to: datetime) -> None:
    region.sandbox.clock.move_to(to.astimezone(UTC))


def _at(day: datetime, hour: time) -> datetime:
    return datetime.combine(day.date(), hour, ZONE)
