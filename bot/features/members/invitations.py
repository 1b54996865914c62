"""What is handed out after an import: links for a mail merge (CSV, XLSX), and a sheet with a QR for each library."""

import csv
import os
from collections.abc import Callable, Iterator, Sequence
from contextlib import contextmanager
from dataclasses import dataclass
from datetime import date
from io import BytesIO, TextIOWrapper
from pathlib import Path
from typing import BinaryIO
from uuid import uuid4

import segno
from markupsafe import Markup
from xlsxwriter import Workbook  # type: ignore[import-untyped]

from bot.features.members.importing import Fate, MembersPlan, Planned, Sheet
from bot.tables import harmless
from bot.texts import Texts
from storage.alphabet import latvian_order

LINKS, SHEET = "plaukts-invitations", "plaukts-qr"
CARDS_ON_A_PAGE = 4

_STYLE = """
@page { size: A4; margin: 0 }
* { box-sizing: border-box }
body { margin: 0; font-family: "Segoe UI", "Noto Sans", Arial, sans-serif; color: #1d2b2a; background: #e9eceb }
.page { width: 210mm; height: 297mm; margin: 0 auto; background: #fff; display: grid;
  grid-template: 1fr 1fr / 1fr 1fr; break-after: page; overflow: hidden }
.page:last-child { break-after: auto }
.card { padding: 11mm 9mm 8mm; display: flex; flex-direction: column; align-items: center; text-align: center;
  border: .2mm dashed #b8c2c0; margin: -.1mm }
h1 { font-size: 15pt; line-height: 1.2; margin: 0; min-height: 2.4em; display: flex; align-items: center }
.what { font-size: 10pt; margin: 2mm 0 0; color: #47605d }
.qr { width: 58mm; height: 58mm; margin: 4mm 0 }
.qr svg { width: 100%; height: 100%; display: block }
ol { font-size: 10pt; line-height: 1.35; margin: 0; padding-left: 5mm; text-align: left; align-self: stretch }
.until { font-size: 8.5pt; color: #47605d; margin: auto 0 0 }
.code { font-family: "Consolas", "DejaVu Sans Mono", monospace; letter-spacing: .06em; white-space: nowrap }
@media screen { .page { margin: 6mm auto; box-shadow: 0 1mm 4mm #0002 } }
"""


@dataclass(frozen=True)
class Handout:
    """What links and sheets are made of."""

    texts: Texts
    plan: MembersPlan
    region: str
    bot: str
    """The bot's username, of which the links are made."""
    until: date
    """The last day on which what is made now is good."""
    uses: int
    """How many people a library's QR lets in."""
    remind: bool = False
    """Whether those who were invited earlier and have not come stand in the file of links too."""

    def link(self, code: str) -> str:
        """What opens the bot with the code."""
        return f"https://t.me/{self.bot}?start={code}"

    @property
    def invited(self) -> list[Planned]:
        """Those who are to be handed a link."""
        return [row for row in self.plan.rows if row.lets_in or (self.remind and row.fate is Fate.INVITED)]

    def letter(self, row: Planned) -> str:
        """What can be written to one of them."""
        t = self.texts
        hello = t.plain("Good day, {name}!", name=row.name) if row.name else t.plain("Good day!")
        return "\n\n".join(
            (
                hello,
                t.plain(
                    "The librarians of {region} now exchange questions and answers, news and events in Plaukts, "
                    "inside Telegram.",
                    region=self.region,
                ),
                t.plain("This is your personal invitation, for one person:") + f"\n{self.link(row.code)}",
                t.plain(
                    "Open the link on a phone or computer with Telegram and press Start. It is good until: {day}.",
                    day=t.date(row.last_day or self.until),
                ),
            )
        )

    def library(self, key: int) -> str:
        """A library's name."""
        return self.plan.library_names[key]


def write_handouts(handout: Handout, folder: Path) -> "Prepared":
    """Write everything into files that are not in their places yet; raises OSError where that is not possible."""
    folder.mkdir(parents=True, exist_ok=True)
    files: list[tuple[str, str, Callable[[Handout, BinaryIO], None]]] = []
    if handout.invited:
        files += [(LINKS, "csv", write_csv), (LINKS, "xlsx", write_xlsx)]
    if handout.plan.sheets and handout.invited:
        files.append((SHEET, "html", write_sheet))
    places = _free_places(folder, [(name, suffix) for name, suffix, _ in files])
    prepared: list[tuple[Path, Path]] = []
    try:
        for place, (_, _, write) in zip(places, files, strict=True):
            unfinished = place.with_name(f".{place.name}.{uuid4().hex}.part")
            prepared.append((unfinished, place))
            with open(unfinished, "xb", opener=_private) as target:
                write(handout, target)
                target.flush()
                os.fsync(target.fileno())
    except BaseException:
        Prepared(prepared).discard()
        raise
    return Prepared(prepared)


def _private(path: str, flags: int) -> int:
    """Whoever reads these files can join, and knows names and addresses."""
    return os.open(path, flags, 0o600)


@dataclass(frozen=True)
class Prepared:
    """Files that are complete and wait for what they say to become true."""

    files: Sequence[tuple[Path, Path]]

    @contextmanager
    def kept_if_done(self) -> Iterator[None]:
        """They come into their places after the block, or go where it fails."""
        try:
            yield
        except BaseException:
            self.discard()
            raise
        for unfinished, place in self.files:
            unfinished.rename(place)

    def discard(self) -> None:
        """Nothing is left of them."""
        for unfinished, _ in self.files:
            unfinished.unlink(missing_ok=True)


def _free_places(folder: Path, names: Sequence[tuple[str, str]]) -> list[Path]:
    """Beside earlier ones and not over them: all get the first number that is free for all."""
    number = 1
    while True:
        mark = "" if number == 1 else f"-{number}"
        places = [folder / f"{name}{mark}.{suffix}" for name, suffix in names]
        if not any(place.exists() for place in places):
            return places
        number += 1


def _table(handout: Handout) -> tuple[list[str], list[list[str]]]:
    t = handout.texts
    phones = any(row.row.phone for row in handout.invited)
    headings = [t.plain("Name"), t.plain("E-mail"), *([t.plain("Telephone")] if phones else [])]
    headings += [t.plain("Library"), t.plain("Link"), t.plain("Text")]
    rows = [
        [
            row.name,
            row.email or "",
            *([row.row.phone] if phones else []),
            "; ".join(handout.library(key) for key in row.libraries),
            handout.link(row.code),
            handout.letter(row),
        ]
        for row in handout.invited
    ]
    return headings, rows


def write_csv(handout: Handout, target: BinaryIO) -> None:
    """As Latvian Excel opens it by a double click: UTF-8 with a byte order mark, semicolons."""
    headings, rows = _table(handout)
    stream = TextIOWrapper(target, encoding="utf-8-sig", newline="", write_through=True)
    try:
        writer = csv.writer(stream, delimiter=";")
        writer.writerow(headings)
        writer.writerows([harmless(cell) for cell in row] for row in rows)
        stream.flush()
    finally:
        stream.detach()


def write_xlsx(handout: Handout, target: BinaryIO) -> None:
    """The same as a workbook."""
    headings, rows = _table(handout)
    content = BytesIO()
    with Workbook(content, {"in_memory": True, "strings_to_formulas": False, "strings_to_urls": False}) as book:
        sheet = book.add_worksheet(handout.texts.plain("Invitations"))
        bold, wrapped = (
            book.add_format({"bold": True, "bottom": 1}),
            book.add_format({"text_wrap": True, "valign": "top"}),
        )
        widths = [24, 30, *([14] if len(headings) == 6 else []), 34, 44, 70]
        for column, (heading, width) in enumerate(zip(headings, widths, strict=True)):
            sheet.set_column(column, column, width)
            sheet.write_string(0, column, heading, bold)
        for at, row in enumerate(rows, start=1):
            for column, cell in enumerate(row):
                sheet.write_string(at, column, cell, wrapped)
        sheet.freeze_panes(1, 0)
    target.write(content.getvalue())


def write_sheet(handout: Handout, target: BinaryIO) -> None:
    """An HTML page of A4 sheets, four libraries on each, to be cut apart."""
    t = handout.texts
    named = sorted((latvian_order(handout.library(key)), key) for key in handout.plan.sheets)
    cards = [_card(handout, handout.library(key), handout.plan.sheets[key]) for _, key in named]
    pages = [cards[at : at + CARDS_ON_A_PAGE] for at in range(0, len(cards), CARDS_ON_A_PAGE)]
    body = Markup("\n").join(
        Markup('<section class="page">{}</section>').format(Markup("").join(page)) for page in pages
    )
    document = Markup(
        '<!doctype html>\n<html lang="{language}"><head><meta charset="utf-8"><title>{title}</title>'
        "<style>{style}</style></head><body>\n{body}\n</body></html>\n"
    ).format(
        language=t.language,
        title=t.plain("Invitations to Plaukts: {region}", region=handout.region),
        style=Markup(_STYLE),  # noqa: S704 - our own constant
        body=body,
    )
    target.write(document.encode())


def _card(handout: Handout, library: str, sheet: Sheet) -> Markup:
    t, code = handout.texts, sheet.code
    qr = segno.make(handout.link(code), error="m", micro=False).svg_inline(border=4, omitsize=True)
    steps = (
        t.plain("Point the phone's camera at the square and open the link."),
        t.plain("In Telegram, press Start."),
        t.plain("Read the notice and say your name: that is all."),
    )
    return Markup(
        '<article class="card"><h1>{library}</h1><p class="what">{what}</p><div class="qr">{qr}</div>'
        '<ol>{steps}</ol><p class="until">{uses}<br>{until}<br>{code}</p></article>'
    ).format(
        library=library,
        what=t.plain("Plaukts: where the librarians of {region} exchange what they know", region=handout.region),
        qr=Markup(qr),  # noqa: S704 - made of our own link
        steps=Markup("").join(Markup("<li>{}</li>").format(step) for step in steps),
        uses=t.plain_n(
            "For {n} librarian of this library", "For {n} librarians of this library", sheet.uses or handout.uses
        ),
        until=t.plain("Good until: {day}", day=t.date(sheet.last_day or handout.until)),
        code=Markup('<span class="code">@{}: /start {}</span>').format(handout.bot, code),
    )
