"""A field that asks for whom something is: roles, libraries, experience, people by name.

Shared by the features' forms. One screen says whom it is for and how many that are; each thing that narrows it down
has a screen of its own, so that who is content with everybody presses one button.
"""

import re
from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass, replace
from typing import Any, TypeVar

from markupsafe import Markup
from sqlalchemy import select

from bot.access import ADMIN, GUEST, LIBRARIAN, METHODOLOGIST, ROLES
from bot.context import Button, Context, button
from bot.dialogs.form import Data, Prompt, number_in, pick
from bot.dialogs.people import members_found
from bot.dialogs.pickers import matching
from bot.errors import UserError
from bot.texts import N_, bold, cut, join_lines
from bot.typed import Typed
from storage.alphabet import latvian_order
from storage.audience import Audience, people, size
from storage.latvian import fold
from storage.libraries import Library, Municipality, libraries_on, municipalities
from storage.members import Member
from storage.vocabulary import LIBRARY_KIND, entries_of

T = TypeVar("T")

PAGE, LISTED = 8, 20
"""Choices and names on one page."""
COLLEAGUES = Audience(roles=(LIBRARIAN, METHODOLOGIST, ADMIN))
"""All who work in a library of the region."""
EXPERIENCE: tuple[tuple[int | None, int | None], ...] = ((None, 2), (3, 10), (11, None))
"""Years in the profession, from and to: those who begin, those who know it, those who have long done it."""
MOST_YEARS = 60

_ROLE_NAMES = {
    LIBRARIAN: N_("Librarians"),
    METHODOLOGIST: N_("Methodologists"),
    ADMIN: N_("Administrators"),
    GUEST: N_("Guests (municipality representatives and others)"),
}
_NO_SUCH = N_("This choice is not there any more. Choose another one.")
_SPAN = re.compile(r"(\d{1,2})\s*(?:-|–|lidz|to)\s*(\d{1,2})")
_UP_TO = re.compile(r"(?:lidz|up to|under)\s+(\d{1,2})")
_OVER = re.compile(r"(?:vairak(?:\s+(?:neka|par|ka))?|virs|more than|over)\s+(\d{1,2})")
_FROM = re.compile(r"(?:no|vismaz|from|at least)\s+(\d{1,2})|(\d{1,2})\s*\+")


def describe(ctx: Context, audience: Audience) -> str:
    """Whom it means, in one line: *Librarians, Methodologists · Skolas bibliotēka · Kuldīgas novads*."""
    named = len(audience.member_ids)
    by_name = ctx.texts.plain_n("{n} person by name", "{n} people by name", named) if named else None
    if audience.only_named:
        return by_name or ctx.texts.plain("nobody yet")
    said = [_roles(ctx, audience), *_libraries(ctx, audience)]
    if (audience.years_from, audience.years_to) != (None, None):
        said.append(years_in_words(ctx, audience.years_from, audience.years_to))
    return " · ".join([*said, *([f"+ {by_name}"] if by_name else [])])


def _roles(ctx: Context, audience: Audience) -> str:
    if set(audience.roles) == set(COLLEAGUES.roles):
        return ctx.texts.plain("All colleagues") if _plain(audience) else ctx.texts.plain("Colleagues")
    if not audience.roles or set(audience.roles) == set(ROLES):
        return ctx.texts.plain("Everybody, guests too")
    return ", ".join(ctx.texts.plain(_ROLE_NAMES[role]) for role in reversed(ROLES) if role in audience.roles)


def _plain(audience: Audience) -> bool:
    return replace(audience, member_ids=(), roles=()) == Audience()


def _libraries(ctx: Context, audience: Audience) -> Iterator[str]:
    if audience.library_kinds:
        kinds = {one.key: one.name(ctx.texts.language) for one in entries_of(ctx.session, LIBRARY_KIND, retired=True)}
        yield ", ".join(kinds.get(key, key) for key in audience.library_kinds)
    for model, ids in ((Municipality, audience.municipality_ids), (Library, audience.library_ids)):
        if ids:
            names = ctx.session.scalars(select(model.name).where(model.id.in_(ids)))
            yield cut(", ".join(sorted(names, key=latvian_order)), 200)


def years_in_words(ctx: Context, first: int | None, last: int | None) -> str:
    """Years in the profession, from and to."""
    if first is None:
        return ctx.texts.plain_n("up to {n} year in the profession", "up to {n} years in the profession", last or 0)
    if last is None:
        return ctx.texts.plain_n("from {n} year in the profession", "from {n} years in the profession", first)
    return ctx.texts.plain("{first}–{last} years in the profession", first=first, last=last)


def read_years(text: str) -> tuple[int | None, int | None] | None:
    """Years in the profession as people type them: ``3-10``, ``līdz 5``, ``vairāk nekā 10``, ``no 3``, ``10+``."""
    said = fold(" ".join(text.split()))
    if found := _SPAN.search(said):
        first, last = sorted((int(found[1]), int(found[2])))
    elif found := _UP_TO.search(said):
        first, last = None, int(found[1])
    elif found := _OVER.search(said):
        first, last = int(found[1]) + 1, None
    elif found := _FROM.search(said):
        first, last = int(found[1] or found[2]), None
    else:
        return None
    return (first, last) if (first or 0) <= MOST_YEARS and (last or 0) <= MOST_YEARS else None


@dataclass(frozen=True)
class AudienceField:
    """Asks for whom something is. Keeps ``Audience.to_json()`` under its name."""

    name: str
    question: Callable[[Context, Data], Any]
    """What is asked, as HTML in the person's language."""
    default: Audience = COLLEAGUES
    """Whom it is for as long as nobody says otherwise."""

    def prompt(self, ctx: Context, data: Data) -> Prompt:
        screen = _SCREENS.get(_at(data)["screen"], _top)
        text, rows = screen(ctx, data, self._audience(data))
        return Prompt(join_lines([self.question(ctx, data), "", text]), rows)

    def typed(self, ctx: Context, data: Data, typed: Typed) -> bool:
        at = _at(data)
        letters = " ".join(typed.text.split())[:60]
        if at["screen"] == "years":
            years = read_years(letters)
            if years is None:
                raise UserError(N_("Write the years like this: 3-10, up to 5, more than 10. Or press a button."))
            self._keep(data, replace(self._audience(data), years_from=years[0], years_to=years[1]))
            data["_audience"] = _start()
        elif at["screen"] in {"libraries", "people"} and letters:
            data["_audience"] = at | {"letters": letters, "page": 0}
        else:
            raise UserError(N_("A choice is needed here: press a button. What you wrote was not registered."))
        return False

    def pressed(self, ctx: Context, data: Data, key: str) -> bool:
        at, audience = _at(data), self._audience(data)
        verb, _, value = key.partition(":")
        if verb == "done":
            self._keep(data, audience)
            data.pop("_audience", None)
            return True
        if verb == "open" and (value in _SCREENS or not value):
            data["_audience"] = _start(value)
        elif verb == "page" and number_in(value) is not None:
            data["_audience"] = at | {"page": int(value)}
        elif verb == "letters":
            data["_audience"] = at | {"letters": "", "page": 0}
        elif verb == "reset":
            self._keep(data, self.default)
        elif verb == "set":
            self._keep(data, _changed(ctx, at["screen"], audience, value))
        else:
            raise UserError(_NO_SUCH)
        return False

    def _audience(self, data: Data) -> Audience:
        return Audience.from_json(data[self.name]) if self.name in data else self.default

    def _keep(self, data: Data, audience: Audience) -> None:
        data[self.name] = audience.to_json()


def _start(screen: str = "") -> Data:
    return {"screen": screen, "page": 0, "letters": ""}


def _at(data: Data) -> Data:
    """Which screen is open, and where in its list."""
    return {**_start(), **data.get("_audience", {})}


def _with_years(audience: Audience, value: str) -> Audience:
    """With these years, or without any where they are the chosen ones."""
    now = (audience.years_from, audience.years_to)
    spans = {_years_key(span): span for span in (*EXPERIENCE, now)}
    if value not in spans:
        raise UserError(_NO_SUCH)
    first, last = (None, None) if spans[value] == now else spans[value]
    return replace(audience, years_from=first, years_to=last)


def _changed(ctx: Context, screen: str, audience: Audience, value: str) -> Audience:
    """The audience with a choice of this screen taken or taken back; raises UserError for what is none."""
    number = number_in(value) or 0
    if screen == "years":
        return _with_years(audience, value)
    changed: dict[str, Any]
    match screen:
        case "roles" if value in ROLES:
            changed = {"roles": _toggled(audience.roles, value) or COLLEAGUES.roles, "only_named": False}
        case "kinds" if value in {one.key for one in entries_of(ctx.session, LIBRARY_KIND)}:
            changed = {"library_kinds": _toggled(audience.library_kinds, value)}
        case "municipalities" if ctx.session.get(Municipality, number) is not None:
            changed = {"municipality_ids": _toggled(audience.municipality_ids, number)}
        case "libraries" if ctx.session.get(Library, number) is not None:
            changed = {"library_ids": _toggled(audience.library_ids, number)}
        case "people" if value == "only":
            changed = {"only_named": not audience.only_named}
        case "people" if (one := ctx.session.get(Member, number)) is not None and one.role is not None:
            changed = {"member_ids": _toggled(audience.member_ids, number)}
        case _:
            raise UserError(_NO_SUCH)
    return replace(audience, **changed)


def _toggled(chosen: tuple[T, ...], one: T) -> tuple[T, ...]:
    return tuple(each for each in chosen if each != one) if one in chosen else (*chosen, one)


def _years_key(span: tuple[int | None, int | None]) -> str:
    return "-".join("" if year is None else str(year) for year in span)


# What each screen shows ----------------------------------------------------------------------------------------------

_Shown = tuple[Markup, list[list[Button]]]


def _top(ctx: Context, _data: Data, audience: Audience) -> _Shown:
    meant = size(ctx.session, audience, ctx.today.year)
    lines = [
        bold(describe(ctx, audience)),
        ctx.texts.tn("That is {n} person.", "That is {n} people.", meant.people),
        ctx.texts.tn(
            "{n} of them cannot be reached in Telegram now.",
            "{n} of them cannot be reached in Telegram now.",
            meant.unreachable,
        )
        if meant.unreachable
        else None,
        ctx.texts.tn(
            "{n} person has not said since when they are in the profession, and is left out.",
            "{n} people have not said since when they are in the profession, and are left out.",
            meant.unsaid,
        )
        if meant.unsaid
        else None,
    ]

    def opens(label: str, screen: str, chosen: int) -> Button:
        text = ctx.texts.plain(label)
        return button(f"✅ {text} ({chosen})" if chosen else text, pick(f"open:{screen}"))

    by_years = int((audience.years_from, audience.years_to) != (None, None))
    rows = [
        [opens(N_("Roles"), "roles", 0 if audience.roles == COLLEAGUES.roles else len(audience.roles))],
        [
            opens(N_("Kinds of libraries"), "kinds", len(audience.library_kinds)),
            opens(N_("Municipalities"), "municipalities", len(audience.municipality_ids)),
        ],
        [
            opens(N_("Single libraries"), "libraries", len(audience.library_ids)),
            opens(N_("Experience"), "years", by_years),
        ],
        [opens(N_("People by name"), "people", len(audience.member_ids))],
        [
            button(ctx.texts.plain("All colleagues"), pick("reset")),
            button(ctx.texts.plain("Who are they?"), pick("open:list")),
        ],
        [button(ctx.texts.plain("Done ({n})", n=meant.people), pick("done"))],
    ]
    return join_lines(lines), rows


def _choices(ctx: Context, choices: Sequence[tuple[object, str]], chosen: Sequence[object]) -> list[list[Button]]:
    """A button a choice, with a tick where it is taken, and the way back."""
    rows = [[button(f"✅ {name}" if key in chosen else name, pick(f"set:{key}"))] for key, name in choices]
    return [*rows, _back(ctx)]


def _back(ctx: Context) -> list[Button]:
    return [button(ctx.texts.plain("◀ To the choice"), pick("open:"))]


def _of_roles(ctx: Context, _data: Data, audience: Audience) -> _Shown:
    choices = [(role, ctx.texts.plain(name)) for role, name in _ROLE_NAMES.items()]
    return ctx.texts.t("With which roles?"), _choices(ctx, choices, audience.roles)


def _of_kinds(ctx: Context, _data: Data, audience: Audience) -> _Shown:
    choices = [(one.key, one.name(ctx.texts.language)) for one in entries_of(ctx.session, LIBRARY_KIND)]
    text = ctx.texts.t("From which kinds of libraries? None ticked: from all.")
    return text, _choices(ctx, choices, audience.library_kinds)


def _of_municipalities(ctx: Context, _data: Data, audience: Audience) -> _Shown:
    choices = [(one.id, one.name) for one, _ in municipalities(ctx.session)]
    text = ctx.texts.t("From which municipalities? None ticked: from all.")
    return text, _choices(ctx, choices, audience.municipality_ids)


def _of_years(ctx: Context, _data: Data, audience: Audience) -> _Shown:
    spans = [*EXPERIENCE]
    chosen = (audience.years_from, audience.years_to)
    if chosen not in (*spans, (None, None)):
        spans.append(chosen)
    choices = [(_years_key(span), years_in_words(ctx, *span)) for span in spans]
    text = join_lines(
        [
            ctx.texts.t("How long in the profession? Press, or write, for example: 3-10, up to 5, more than 10."),
            ctx.texts.t("Who has not said so in their profile is left out."),
        ]
    )
    return text, _choices(ctx, choices, [_years_key(chosen)])


def _of_libraries(ctx: Context, data: Data, audience: Audience) -> _Shown:
    at, libraries = _at(data), libraries_on(ctx.session, ctx.today)
    found = matching(libraries, at["letters"]) if at["letters"] else _chosen_first(libraries, audience.library_ids)
    listed = [(one.id, one.name) for one in found]
    text = ctx.texts.t("Type a few letters of its name, or choose from the list.")
    return _paged(ctx, at, text, listed, audience.library_ids)


def _of_people(ctx: Context, data: Data, audience: Audience) -> _Shown:
    at = _at(data)
    found = members_found(ctx, at["letters"])
    if not at["letters"]:
        found = sorted(found, key=lambda one: one.id not in audience.member_ids)
    listed = [(one.id, one.name) for one in found]
    text = join_lines(
        [
            ctx.texts.t("Whom by name? They are added to the others. Type a few letters, or choose."),
            ctx.texts.t("Nobody else is meant now.") if audience.only_named else None,
        ]
    )
    shown, buttons = _paged(ctx, at, text, listed, audience.member_ids)
    only = ctx.texts.plain("Only those named")
    return shown, [
        *buttons[:-1],
        [button(f"✅ {only}" if audience.only_named else only, pick("set:only"))],
        buttons[-1],
    ]


def _of_list(ctx: Context, data: Data, audience: Audience) -> _Shown:
    page = _at(data)["page"]
    found = people(ctx.session, audience, ctx.today.year, page * LISTED, LISTED + 1)
    lines = [" · ".join([one.name, *(library.name for library in one.libraries)]) for one in found[:LISTED]]
    turning = _turning(page, more=len(found) > LISTED)
    return join_lines(lines or [ctx.texts.t("Nobody is meant now.")]), [*([turning] if turning else []), _back(ctx)]


def _chosen_first(libraries: Sequence[Library], ids: Sequence[int]) -> list[Library]:
    return sorted(libraries, key=lambda one: one.id not in ids)


def _paged(ctx: Context, at: Data, text: Markup, found: Sequence[tuple[int, str]], chosen: Sequence[int]) -> _Shown:
    page = min(at["page"], max(0, len(found) - 1) // PAGE)
    shown = found[page * PAGE : (page + 1) * PAGE]
    rows = _choices(ctx, shown, chosen)
    turning = _turning(page, more=(page + 1) * PAGE < len(found))
    if at["letters"]:
        turning.append(button(ctx.texts.plain("Show all"), pick("letters")))
        if not found:
            text = ctx.texts.t("Nothing fits “{letters}”. Type other letters.", letters=at["letters"])
    return text, [*rows[:-1], *([turning] if turning else []), rows[-1]]


def _turning(page: int, *, more: bool) -> list[Button]:
    back = [button("◀", pick(f"page:{page - 1}"))] if page else []
    return [*back, *([button("▶", pick(f"page:{page + 1}"))] if more else [])]


_SCREENS: dict[str, Callable[[Context, Data, Audience], _Shown]] = {
    "roles": _of_roles,
    "kinds": _of_kinds,
    "municipalities": _of_municipalities,
    "libraries": _of_libraries,
    "years": _of_years,
    "people": _of_people,
    "list": _of_list,
}
