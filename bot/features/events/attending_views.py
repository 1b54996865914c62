"""The list at the door: who is expected, who has come, and what else can be done there."""

from collections.abc import Sequence
from dataclasses import dataclass

from markupsafe import Markup

from bot.context import Button, Context, Rows, button
from bot.features.events import views
from bot.texts import Texts, bold, cut, join_lines
from storage.attendance import EventFigures
from storage.events import GOING, HOLDING, MAYBE, OFFERED, ONLINE, WAITING, Event, Registration
from storage.latvian import fold, words

PAGE = 8
"""Names on one page of the list."""
NAME_WIDTH = 40

_SIGNS = {WAITING: "⏳", OFFERED: "⏳", MAYBE: "❔"}


@dataclass(frozen=True)
class Looking:
    """What of the list somebody is looking at."""

    page: int = 0
    letters: str = ""
    """What was typed to find somebody."""


def matching(people: Sequence[Registration], letters: str) -> list[Registration]:
    """Those with a word of their name, library or institution that begins with each of the typed ones."""
    wanted = [fold(word) for word in words(letters)]

    def fits(one: Registration) -> bool:
        called = [one.name, one.guest_of or "", *(library.name for library in one.libraries)]
        spelled = [fold(word) for text in called for word in words(text)]
        return all(any(word.startswith(start) for word in spelled) for start in wanted)

    return [one for one in people if fits(one)]


def door(ctx: Context, event: Event, people: Sequence[Registration], at: Looking, *, undo: bool) -> tuple[Markup, Rows]:
    """The list as it is now; ``undo``: the person has just marked all of them."""
    found = matching(people, at.letters)
    last = max(0, len(found) - 1) // PAGE
    page = min(at.page, last)
    turning = [
        *([button("◀", f"ev:door:{event.number}:{page - 1}")] if page else []),
        *([button("▶", f"ev:door:{event.number}:{page + 1}")] if page < last else []),
    ]
    unmarked = any(one.state == GOING and not one.walk_in and not one.attended for one in people)
    rows = [
        *_names(found[page * PAGE : (page + 1) * PAGE]),
        turning,
        *_ways(ctx.texts, event, searching=bool(at.letters), unmarked=unmarked, undo=undo),
    ]
    return join_lines(_text(ctx, event, people, at, found)), [row for row in rows if row]


def _text(
    ctx: Context, event: Event, people: Sequence[Registration], at: Looking, found: Sequence[Registration]
) -> views.Lines:
    texts = ctx.texts
    lines: views.Lines = [
        head(texts, event),
        "🕙 " + views.when(texts, event),
        "",
        *counted(texts, event, people),
    ]
    if at.letters and not found:
        return [*lines, "", texts.t("Nobody on the list fits “{letters}”.", letters=at.letters)]
    if at.letters:
        return [*lines, "", texts.t("Fitting “{letters}”:", letters=at.letters)]
    hint = texts.t("Press the names of those who came. To find somebody, type a few letters of the name or library.")
    return [*lines, "", hint if people else texts.t("Nobody has registered. Add those who came, or their number.")]


def head(texts: Texts, event: Event) -> Markup:
    """What it is about."""
    return join_lines([texts.t("🚪 <b>Who came</b> · No. {number}", number=event.number), bold(event.title)])


def counted(texts: Texts, event: Event, people: Sequence[Registration]) -> views.Lines:
    """How many came of those who were expected, and besides them."""
    expected = [one for one in people if one.state == GOING and not one.walk_in]
    others = [one for one in people if one not in expected]
    came = sum(one.attended is True for one in expected)
    besides = sum(one.attended is True for one in others)
    online = sum(one.attended is True and one.mode == ONLINE for one in people) if event.hybrid else 0
    return [
        texts.t("Counted by head: {n}", n=event.headcount) if event.headcount is not None else None,
        texts.t("Came: {came} of {all}", came=came, all=len(expected)),
        texts.t("Came without a place or without having registered: {n}", n=besides) if besides else None,
        texts.t("Of them online: {n}", n=online) if online else None,
    ]


def _names(shown: Sequence[Registration]) -> list[list[Button]]:
    return [[button(label(one), f"ev:came:{one.id}:{0 if one.attended else 1}")] for one in shown]


def label(one: Registration) -> str:
    """A person as on a button: whether they came, how they registered, who it is and from where."""
    where = one.guest_of if one.member is None else next((library.name for library in one.libraries), None)
    signs = ["✅" if one.attended else "", _SIGNS.get(one.state, ""), "💻" if one.mode == ONLINE else ""]
    time = f"{one.slot:%H.%M}" if one.slot is not None and one.state in HOLDING else ""
    return " ".join([*filter(None, [*signs, time]), " · ".join(filter(None, [cut(one.name, NAME_WIDTH), where]))])


def _ways(texts: Texts, event: Event, *, searching: bool, unmarked: bool, undo: bool) -> list[list[Button]]:
    number = event.number
    counted = event.headcount is not None
    by_names = button(texts.plain("Count by names"), f"ev:unheads:{number}:x:0")
    by_head = button(texts.plain("🔢 Only the number"), f"ev:heads:{number}")
    return [
        [button(texts.plain("Show all"), f"ev:door:{number}")] if searching else [],
        [
            *([button(texts.plain("Undo"), f"ev:unall:{number}")] if undo else []),
            *([button(texts.plain("All came"), f"ev:all:{number}")] if unmarked and not searching else []),
        ],
        [button(texts.plain("➕ Add somebody"), f"ev:walkin:{number}"), by_names if counted else by_head],
        [button(texts.plain("◀ Back"), f"ev:org:{number}"), button(texts.plain("Done"), f"ev:done:{number}")],
    ]


def done(ctx: Context, event: Event, figures: EventFigures, undo: str | None) -> tuple[Markup, Rows]:
    """That attendance is complete, with what the report will count; ``undo``: a button's data, as long as it can be."""
    texts, number = ctx.texts, event.number
    lines: views.Lines = [
        texts.t("✅ It is noted who came to event No. {number}.", number=number),
        bold(event.title),
        "",
        texts.t("Participants: {n}", n=figures.participants),
        texts.t("Libraries: {n}", n=figures.libraries),
    ]
    if figures.representatives_present or figures.representatives_invited:
        lines.append(
            texts.t(
                "Municipality representatives: invited {invited}, present {present}",
                present=figures.representatives_present,
                invited=figures.representatives_invited,
            )
        )
    rows = [
        [
            button(texts.plain("Edit"), f"ev:door:{number}"),
            *([button(texts.plain("Undo"), undo)] if undo else []),
        ],
        [button(texts.plain("Organiser's card"), f"ev:org:{number}")],
    ]
    return join_lines(lines), rows
