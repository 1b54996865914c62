"""``plaukts demo --tour``: the main job played without a browser, printed as it happens, checked as it goes."""

from datetime import UTC, datetime
from pathlib import Path
from typing import Any

import python_calamine
from rich.console import Console
from rich.text import Text

from bot.demo.phone import Phone, TourError, text_of
from bot.demo.region import ZONE, DemoRegion, demo_region
from bot.demo.tour_event import TITLE, play_event
from bot.sandbox import Seat
from bot.texts import Texts

THREAD = "Konsultācijas"
"""The group's thread of questions to colleagues."""


async def play_tour(folder: Path, target: Path, console: Console, texts: Texts) -> Path:
    """Play joining, an event, asking, colleagues, registering and the month's end; returns the workbook's path.

    Raises TourError where something did not come as it should. The dialog is in Latvian, the product's own language.
    """
    async with demo_region(folder) as region:
        librarian = Phone(region, region.newcomer, "Bibliotekāre, Gudenieki", console)
        methodologist = Phone(region, region.methodologist, "Metodiķe, Kuldīga", console)
        await _join(librarian, region.invite_code, console, texts)
        await play_event(region, librarian, methodologist, console, texts)
        await _ask_and_answer(librarian, methodologist, console, texts)
        await _colleagues(region, librarian, console, texts)
        await _register(methodologist, console, texts)
        path = await _month_end(region, methodologist, target, console, texts)
        if region.sandbox.complaints:
            raise TourError(region.sandbox.complaints[0])
        return path


async def _join(librarian: Phone, code: str, console: Console, texts: Texts) -> None:
    console.rule(texts.plain("1. Joining with an invite code"))
    librarian.start(code)
    await librarian.sees("Privātums")
    await librarian.tap("Privātums", "Izlasīju")
    await librarian.sees("Kā Jūs uzrunāt?")
    librarian.say("Bibliotekāre, Gudenieki")
    await librarian.sees("Kurā bibliotēkā")
    librarian.say("gude")
    await librarian.tap("Kurā bibliotēkā", "Gatavs")
    await librarian.sees("laipni lūdzam Plauktā")


async def _ask_and_answer(librarian: Phone, methodologist: Phone, console: Console, texts: Texts) -> None:
    console.rule(texts.plain("3. A question to the methodologists, and its answer"))
    librarian.say("/jautat Kā pareizi norakstīt nolietotas grāmatas?")
    await librarian.sees("reģistrēts", "redz tikai metodiķi")
    card = await methodologist.sees("norakstīt nolietotas grāmatas", "Gaida atbildi")
    methodologist.say("Sastādiet norakstīšanas aktu; veidlapa ir nolikuma pielikumā.", reply_to=card)
    await methodologist.sees("Atbilde uz jautājumu", "nosūtīta")
    answer = await librarian.sees("Atbilde uz jautājumu", "norakstīšanas aktu")
    librarian.say("Vai aktu paraksta komisija?", reply_to=answer)
    reply = await methodologist.sees("Vai aktu paraksta komisija?")
    methodologist.say("Jā, trīs cilvēku komisija.", reply_to=reply)
    await librarian.sees("trīs cilvēku komisija")
    await librarian.tap("trīs cilvēku komisija", "Paldies, palīdzēja")
    await methodologist.sees("norakstīt nolietotas grāmatas", "Slēgts")


async def _colleagues(region: DemoRegion, asker: Phone, console: Console, texts: Texts) -> None:
    console.rule(texts.plain("4. A question to colleagues in the group, found by another librarian"))
    await asker.wait(lambda: any(one.name == THREAD for one in region.group.topics.values()), THREAD)
    there = Phone(region, region.group.seat(asker.chat.user), f"{asker.owner} ({THREAD})", console)
    there.say("Kā skolās rīkojat novadpētniecības pēcpusdienas?", topic=THREAD)
    card = await there.sees("Novadpētniecība", "Gaida atbildi")
    colleague = Phone(region, region.group.seat(region.librarian.user), f"Bibliotekāre, Renda ({THREAD})", console)
    colleague.say("Aicinām vecvecākus ar fotogrāfijām; skolēni pieraksta stāstus.", reply_to=card)
    await asker.sees("Atbilde uz jautājumu", "vecvecākus ar fotogrāfijām")
    await asker.tap("vecvecākus ar fotogrāfijām", "Paldies, palīdzēja")
    await there.sees("Novadpētniecība", "ir atbilde, kas palīdzēja")
    finder = Phone(region, region.colleague, "Bibliotekāre, Ēdole", console)
    finder.say("/meklet pecpusdienam vecvecakiem")
    await finder.sees("Atrasts: 1", "novadpētniecības pēcpusdienas")
    finder.press("Atrasts: 1", "1")
    await finder.sees("Atbilde, kas palīdzēja", "vecvecākus ar fotogrāfijām")


async def _register(methodologist: Phone, console: Console, texts: Texts) -> None:
    console.rule(texts.plain("5. Registering a phone call in one line"))
    methodologist.say("Renda tālr rekataloģizācija 15min kā labot ierakstu")
    await methodologist.sees("reģistrēta", "Rendas pagasta bibliotēka", "15 min")


async def _month_end(region: DemoRegion, methodologist: Phone, target: Path, console: Console, texts: Texts) -> Path:
    console.rule(texts.plain("6. The month ends: the workbook comes by itself"))
    now = region.sandbox.clock.now().astimezone(ZONE)
    month = f"{now:%Y-%m}"
    year, number = (now.year + 1, 1) if now.month == 12 else (now.year, now.month + 1)
    region.sandbox.clock.move_to(datetime(year, number, 6, 9, tzinfo=ZONE).astimezone(UTC))
    name = f"plaukts-{month}.xlsx"
    await methodologist.wait(lambda: _document(methodologist.chat, name), name)
    message = _document(methodologist.chat, name)
    assert message is not None  # noqa: S101 - just waited for
    await methodologist.sees(text_of(message))
    stored = region.sandbox.files.get(message["document"]["file_id"])
    assert stored is not None  # noqa: S101 - the message carries it
    path = target / name
    path.write_bytes(stored.data)
    _check_workbook(path)
    console.print(Text(texts.plain("The workbook is here, and its sheets agree: {path}", path=path), style="green"))
    return path


def _check_workbook(path: Path) -> None:
    """What was just asked, registered and attended is counted, and the sheets agree with the summary."""
    workbook = python_calamine.CalamineWorkbook.from_path(str(path))
    summary = workbook.get_sheet_by_name("Kopsavilkums").to_python()
    total = next(row for row in summary if row[0] == "Konsultācijas kopā")[1]
    rows = workbook.get_sheet_by_name("Dati").to_python()
    records = [row for row in rows if isinstance(row[0], int | float) and row[0]]
    if total != len(records):
        raise TourError(f"{total} ≠ {len(records)}")
    names = " ".join(str(cell) for row in records for cell in row)
    if "Gudenieku pagasta bibliotēka" not in names or "Rekataloģizācija" not in names:
        raise TourError("Gudenieki, Renda")
    sheet = workbook.get_sheet_by_name("Pasākumi").to_python()
    title, participants = (sheet[3].index(heading) for heading in ("Nosaukums", "Dalībnieku skaits"))
    events = [row for row in sheet if isinstance(row[0], int | float)]
    seminar = next((row for row in events if row[title] == TITLE), None)
    if seminar is None or seminar[participants] != 1:
        raise TourError(f"{TITLE}: 1")
    kinds = workbook.get_sheet_by_name("Citas formas").to_python()
    if next(row for row in kinds if row[0] == "Visi pasākumi")[1] != len(events):
        raise TourError(f"Pasākumi ≠ Citas formas: {len(events)}")


def _document(chat: Seat, name: str) -> dict[str, Any] | None:
    found = [one for one in chat.messages if one.get("document", {}).get("file_name") == name]
    return found[-1] if found else None
