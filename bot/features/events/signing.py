"""The list to sign: a workbook that prints one page wide, with lines left for those who come unannounced."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import datetime
from io import BytesIO
from math import ceil
from typing import Any

from sqlalchemy.orm import Session

from bot.access import Act
from bot.context import Context, Region
from bot.errors import UserError
from bot.features.events import organising, slots, timetable, views
from bot.manifest import Button
from bot.texts import N_, Texts, texts_for
from bot.xlsx import A4, ACCENT, DEFAULT, MIME, OPTIONS, PALE, RULE, Workbook, footer
from storage import attendance
from storage.consultations import entry_names
from storage.events import CANCELLED, DRAFT, EVENT, HOLDING, MAYBE, ONLINE, WAITING, Event, Registration, event_numbered
from storage.files import order_file
from storage.outbox import About
from storage.vocabulary import EVENT_KIND

BUILDER = "event_sheet"
WIDTHS = (6, 30, 36, 24)
"""Of the columns, in characters: number, name, where from, signature."""
LINE, HEIGHT = 13.5, 27
"""Points: of a line of text, and of a row in which one can sign."""
LEAST_FREE = 6
"""Empty lines at least; one for every five names where there are more."""

_BOX = {"border": 1, "border_color": RULE, "text_wrap": True}
_STYLES: dict[str, dict[str, Any]] = {
    "title": {"bold": True, "font_size": 15, "font_color": ACCENT, "text_wrap": True},
    "fact": {"text_wrap": True},
    "heading": {**_BOX, "bold": True, "bg_color": PALE},
    "number": {**_BOX, "align": "center"},
    "cell": {**_BOX, "indent": 1},
}


@dataclass(frozen=True)
class Sheet:
    """What is printed."""

    title: str
    facts: Sequence[tuple[str, str]]
    """What it is and its value: kind, time, place, organiser."""
    people: Sequence[tuple[str, str]]
    """Name and where from, in the order of the alphabet, or of their times."""
    region: str
    times: Sequence[str] = ()
    """Of a day on which people come at a time of their own: theirs, each of ``people``; empty for free times too."""


def sheet_of(session: Session, event: Event, region: Region, texts: Texts) -> Sheet:
    """The list of those who are expected on site; the others sign nothing."""
    kind = entry_names(session, EVENT_KIND, texts.language).get(event.kind, event.kind)
    facts = [
        (texts.plain("Kind"), kind),
        (texts.plain("When"), views.when(texts, event)),
        (texts.plain("Place"), event.place or ""),
        (texts.plain("Organiser"), event.organiser.name),
    ]
    people = [one for one in attendance.at_door(session, event) if _signs(event, one)]
    facts = [one for one in facts if one[1]]
    if there := slots.slots_of(event):
        return _by_times(Sheet(event.title, facts, (), region.name), people, there, texts)
    return Sheet(event.title, facts, [(one.name, _where(one)) for one in people], region.name)


def _by_times(sheet: Sheet, people: Sequence[Registration], there: Sequence[datetime], texts: Texts) -> Sheet:
    """The day from its first time to its last, the free ones too; then those who have none."""
    holding = [one for one in people if one.state in HOLDING]
    rows: list[tuple[str, Registration | None]] = []
    for slot in there:
        having = timetable.at(holding, slot)
        rows += [(texts.clock(slot), one) for one in having] or [(texts.clock(slot), None)]
    placed = {one.id for _, one in rows if one is not None}
    rows += [("", one) for one in people if one.id not in placed]
    named = [(one.name, _where(one)) if one is not None else ("", "") for _, one in rows]
    return replace(sheet, people=named, times=[time for time, _ in rows])


def _signs(event: Event, one: Registration) -> bool:
    if one.slot is not None and one.state in HOLDING:
        return True
    if one.attended:
        return one.mode != ONLINE or event.only_online
    return one.state not in (WAITING, MAYBE) and (one.mode != ONLINE or event.only_online)


def _where(one: Registration) -> str:
    return one.guest_of or ", ".join(library.name for library in one.libraries)


def write_sheet(sheet: Sheet, texts: Texts) -> bytes:
    """The workbook, as bytes."""
    target = BytesIO()
    with Workbook(target, OPTIONS) as workbook:
        workbook.set_properties({"title": sheet.title, "author": sheet.region, "comments": "Plaukts"})
        styles = {name: workbook.add_format({**DEFAULT, **style}) for name, style in _STYLES.items()}
        page = workbook.add_worksheet(texts.plain("List to sign"))
        for column, width in enumerate(WIDTHS):
            page.set_column(column, column, width)
        page.set_paper(A4)
        page.set_portrait()
        page.set_margins(left=0.5, right=0.5, top=0.6, bottom=0.7)
        page.fit_to_pages(1, 0)
        page.hide_gridlines(2)
        page.set_footer(
            footer(f"{sheet.region} · {sheet.title}", texts.plain("Page {page} of {pages}", page="&P", pages="&N"))
        )
        row = _head(page, sheet, styles)
        page.repeat_rows(row)
        page.freeze_panes(row + 1, 0)
        _rows(page, row, sheet, texts, styles)
    return target.getvalue()


def _head(page: Any, sheet: Sheet, styles: Mapping[str, Any]) -> int:
    """Title and facts; returns the row of the headings."""
    width = sum(WIDTHS)
    page.set_row(0, 22 * _lines(sheet.title, width * 0.62))
    page.merge_range(0, 0, 0, 3, "", styles["title"])
    page.write_string(0, 0, sheet.title, styles["title"])
    for row, (term, value) in enumerate(sheet.facts, start=1):
        page.set_row(row, LINE * _lines(f"{term}: {value}", width))
        page.merge_range(row, 0, row, 3, "", styles["fact"])
        page.write_string(row, 0, f"{term}: {value}", styles["fact"])
    return len(sheet.facts) + 2  # below an empty one


def _rows(page: Any, first: int, sheet: Sheet, texts: Texts, styles: Mapping[str, Any]) -> None:
    headings = [
        N_("Time") if sheet.times else N_("No."),
        N_("Name, surname"),
        N_("Library or institution"),
        N_("Signature"),
    ]
    page.set_row(first, HEIGHT)
    for column, heading in enumerate(headings):
        page.write_string(first, column, texts.plain(heading), styles["heading"])
    free = max(LEAST_FREE, ceil(len(sheet.people) / 5))
    for number, (name, where) in enumerate([*sheet.people, *([("", "")] * free)], start=1):
        row = first + number
        page.set_row(row, max(HEIGHT, 6 + LINE * max(_lines(name, WIDTHS[1]), _lines(where, WIDTHS[2]))))
        if sheet.times:
            page.write(row, 0, sheet.times[number - 1] if number <= len(sheet.times) else None, styles["number"])
        else:
            page.write_number(row, 0, number, styles["number"])
        for column, text in enumerate((name, where, ""), start=1):
            page.write(row, column, text or None, styles["cell"])


def _lines(text: str, width: float) -> int:
    """On how many lines a text stands in so many characters' width; words are rarely broken, so a tenth is spared."""
    return max(1, ceil(len(text) / (width * 0.9)))


def build(session: Session, arguments: Mapping[str, Any], region: Region, _now: datetime) -> bytes:
    """Make an ordered list. Raises LookupError if there is no such event any more."""
    event, texts = event_numbered(session, arguments["number"]), texts_for(arguments["language"])
    if event is None:
        raise LookupError(arguments["number"])
    return write_sheet(sheet_of(session, event, region, texts), texts)


def _order(ctx: Context) -> None:
    """*List to sign*."""
    event = organising.found(ctx, int(ctx.match[0]))
    if event.status in (CANCELLED, DRAFT):
        raise UserError(N_("There is nothing to sign for event No. {number}."), number=event.number)
    file = order_file(
        ctx.session,
        name=f"paraksti-{event.number}.xlsx",
        mime=MIME,
        builder=BUILDER,
        arguments={"number": event.number, "language": ctx.region.language},
        now=ctx.now,
    )
    ctx.toast = ctx.texts.plain("The file will be here in a moment.")
    text = ctx.texts.t("🖨 List to sign for event No. {number}, with lines left for others.", number=event.number)
    ctx.say(text, about=About("sheet", EVENT, event.number), document=file)


BUTTONS: tuple[Button, ...] = (Button(r"ev:sheet:(\d{1,9})", _order, Act.EVENTS),)
BUILDERS = {BUILDER: build}
