"""``plaukts demo --tour``: the main job played without a browser, printed as it happens, checked as it goes."""

from collections.abc import Callable
from dataclasses import dataclass
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

import python_calamine
from rich.console import Console
from rich.panel import Panel
from rich.text import Text

from bot.demo.region import ZONE, DemoRegion, demo_region
from bot.sandbox import PrivateChat, Seat
from bot.texts import Texts

THREAD = "Konsultācijas"
"""The group's thread of questions to colleagues."""
SECONDS = 20.0
"""How long one step may take before the tour gives up."""


class TourError(Exception):
    """What the tour expected did not come."""


@dataclass
class Phone:
    """One person's phone in the tour, with their own chat open or the group's."""

    region: DemoRegion
    chat: Seat
    owner: str
    console: Console

    def say(self, text: str, **how: Any) -> None:
        """Send a text."""
        self._print(text, "bold")
        self.chat.send(text, **how)

    def start(self, code: str) -> None:
        """Follow an invite link."""
        self._print(f"/start {code}", "bold")
        assert isinstance(self.chat, PrivateChat)  # noqa: S101 - a link is followed in private
        self.chat.start(code)

    def press(self, words: str, label: str) -> None:
        """Press a button of the newest message that says ``words``."""
        message = self._found(words)
        pressed = next(text for text in _buttons(message) if label in text)
        self._print(f"[ {pressed} ]", "bold cyan")
        self.chat.press(message, pressed)

    async def tap(self, words: str, label: str) -> None:
        """Wait for a message with this button and press it."""
        await self._wait(lambda: any(words in _text(one) and _has(one, label) for one in self._after_mine()), label)
        self.press(words, label)

    async def sees(self, *words: str) -> dict[str, Any]:
        """Wait until the bot says this, print it."""
        await self._wait(lambda: self._newest(*words) is not None, " … ".join(words))
        message = self._newest(*words)
        assert message is not None  # noqa: S101 - just waited for
        lines = [_text(message), *(f"[ {label} ]" for label in _buttons(message)[:6])]
        self.console.print(Panel(Text("\n".join(lines)), title=f"Plaukts → {self.owner}", title_align="left", width=78))
        return message

    def _after_mine(self) -> list[dict[str, Any]]:
        """What has come since the owner last wrote: buttons above that are of an earlier step."""
        messages = self.chat.messages
        mine = [index for index, one in enumerate(messages) if not one["from"]["is_bot"]]
        return messages[mine[-1] + 1 :] if mine else messages

    def _newest(self, *words: str) -> dict[str, Any] | None:
        messages = [one for one in self.chat.messages if all(word in _text(one) for word in words)]
        return messages[-1] if messages else None

    def _found(self, words: str) -> dict[str, Any]:
        message = self._newest(words)
        if message is None:
            raise TourError(words)
        return message

    async def _wait(self, condition: Callable[[], object], what: str) -> None:
        try:
            await self.region.sandbox.wait_for(condition, timeout=SECONDS)
        except TimeoutError:
            raise TourError(what) from None

    def _print(self, text: str, style: str) -> None:
        self.console.print(Text(f"{self.owner}: ", style="dim"), Text(text, style=style), sep="")


async def play_tour(folder: Path, target: Path, console: Console, texts: Texts) -> Path:
    """Play joining, asking, colleagues, registering and the month's end; returns the workbook's path.

    Raises TourError where something did not come as it should. The dialog is in Latvian, the product's own language.
    """
    async with demo_region(folder) as region:
        librarian = Phone(region, region.newcomer, "Bibliotekāre, Gudenieki", console)
        methodologist = Phone(region, region.methodologist, "Metodiķe, Kuldīga", console)
        await _join(librarian, region.invite_code, console, texts)
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
    console.rule(texts.plain("2. A question to the methodologists, and its answer"))
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
    console.rule(texts.plain("3. A question to colleagues in the group, found by another librarian"))
    await asker._wait(lambda: any(one.name == THREAD for one in region.group.topics.values()), THREAD)
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
    console.rule(texts.plain("4. Registering a phone call in one line"))
    methodologist.say("Renda tālr rekataloģizācija 15min kā labot ierakstu")
    await methodologist.sees("reģistrēta", "Rendas pagasta bibliotēka", "15 min")


async def _month_end(region: DemoRegion, methodologist: Phone, target: Path, console: Console, texts: Texts) -> Path:
    console.rule(texts.plain("5. The month ends: the workbook comes by itself"))
    now = region.sandbox.clock.now().astimezone(ZONE)
    month = f"{now:%Y-%m}"
    year, number = (now.year + 1, 1) if now.month == 12 else (now.year, now.month + 1)
    region.sandbox.clock.move_to(datetime(year, number, 6, 9, tzinfo=ZONE).astimezone(UTC))
    name = f"plaukts-{month}.xlsx"
    await methodologist._wait(lambda: _document(methodologist.chat, name), name)
    message = _document(methodologist.chat, name)
    assert message is not None  # noqa: S101 - just waited for
    await methodologist.sees(_text(message))
    stored = region.sandbox.files.get(message["document"]["file_id"])
    assert stored is not None  # noqa: S101 - the message carries it
    path = target / name
    path.write_bytes(stored.data)
    _check_workbook(path)
    console.print(Text(texts.plain("The workbook is here, and its sheets agree: {path}", path=path), style="green"))
    return path


def _check_workbook(path: Path) -> None:
    """What was just asked and registered is counted, and the sheet of records holds as many as the summary says."""
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


def _document(chat: Seat, name: str) -> dict[str, Any] | None:
    found = [one for one in chat.messages if one.get("document", {}).get("file_name") == name]
    return found[-1] if found else None


def _text(message: dict[str, Any]) -> str:
    return str(message.get("text") or message.get("caption") or "")


def _buttons(message: dict[str, Any]) -> list[str]:
    rows = (message.get("reply_markup") or {}).get("inline_keyboard", [])
    return [button["text"] for row in rows for button in row]


def _has(message: dict[str, Any], label: str) -> bool:
    return any(label in text for text in _buttons(message))
