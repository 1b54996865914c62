"""A field that asks for whom something is: roles, libraries, experience, interests, people by name.

Shared by the features' forms. One screen says whom it is for and how many that are; each thing that narrows it down
has a screen of its own, so that who is content with everybody presses one button.
"""

from collections.abc import Callable, Sequence
from dataclasses import dataclass, replace
from functools import partial
from typing import Any, TypeVar

from markupsafe import Markup

from bot.access import ROLES
from bot.context import Button, Context, button
from bot.dialogs.audience_words import COLLEAGUES, EXPERIENCE, ROLE_NAMES, describe, read_years, years_in_words
from bot.dialogs.form import Data, Prompt, number_in, pick
from bot.dialogs.people import members_found
from bot.dialogs.pickers import matching
from bot.errors import UserError
from bot.texts import N_, bold, cut, join_lines
from bot.typed import Typed
from bot.ways import if_mailed
from storage.audience import Audience, people, size
from storage.events import event_numbered, latest_published
from storage.libraries import Library, Municipality, libraries_on, municipalities
from storage.members import Member
from storage.vocabulary import LIBRARY_KIND, TOPIC, entries_of

__all__ = ["COLLEAGUES", "EXPERIENCE", "AudienceField", "describe", "read_years", "years_in_words"]

T = TypeVar("T")

PAGE, LISTED = 8, 20
"""Choices and names on one page."""
_NO_SUCH = N_("This choice is not there any more. Choose another one.")


@dataclass(frozen=True)
class AudienceField:
    """Asks for whom something is. Keeps ``Audience.to_json()`` under its name."""

    name: str
    question: Callable[[Context, Data], Any]
    """What is asked, as HTML in the person's language."""
    default: Audience = COLLEAGUES
    """Whom it is for as long as nobody says otherwise."""
    mail_kind: str | None = None
    """Of which kind (``storage.mailing``) that is which goes by e-mail, too."""
    to_oneself: bool = True
    """Whether who chooses can be among those it is for."""

    def prompt(self, ctx: Context, data: Data) -> Prompt:
        text, rows = self._screen(ctx, data)(ctx, data, self._audience(data))
        if _at(data)["screen"]:
            rows[-1] = [*rows[-1], button(ctx.texts.plain("Done"), pick("done"))]
        return Prompt(join_lines([self.question(ctx, data), "", text]), rows)

    def _screen(self, ctx: Context, data: Data) -> "_Screen":
        name, besides = _at(data)["screen"], None if self.to_oneself else ctx.me.id
        if name == "list":
            return partial(_of_list, besides)
        return _SCREENS.get(name) or partial(_top, if_mailed(ctx, self.mail_kind), besides)

    def typed(self, ctx: Context, data: Data, typed: Typed) -> bool:
        at = _at(data)
        letters = " ".join(typed.text.split())[:60]
        if at["screen"] == "years":
            years = read_years(letters)
            if years is None:
                raise UserError(N_("Write the years like this: 3–10, up to 5, more than 10. Or press a button."))
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
        case "topics" if value in {one.key for one in entries_of(ctx.session, TOPIC)}:
            changed = {"topics": _toggled(audience.topics, value)}
        case "events" if event_numbered(ctx.session, number) is not None:
            changed = {"event_numbers": _toggled(audience.event_numbers, number)}
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
_Screen = Callable[[Context, Data, Audience], _Shown]


def _top(mail_kind: str | None, besides: int | None, ctx: Context, _data: Data, audience: Audience) -> _Shown:
    meant = size(ctx.session, audience, ctx.today.year, mail_kind, besides=besides)
    lines = [
        bold(describe(ctx, audience)),
        ctx.texts.tn("That is {n} person.", "That is {n} people.", meant.people),
        ctx.texts.tn(
            "{n} of them cannot be reached now.",
            "{n} of them cannot be reached now.",
            meant.unreachable,
        )
        if meant.unreachable
        else None,
        ctx.texts.tn(
            "{n} person whose profile does not say how long they have been in the profession is left out.",
            "{n} people whose profiles do not say how long they have been in the profession are left out.",
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
        [
            opens(N_("Topics of interest"), "topics", len(audience.topics)),
            opens(N_("Registered for an event"), "events", len(audience.event_numbers)),
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
    choices = [(role, ctx.texts.plain(name)) for role, name in ROLE_NAMES.items()]
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
            ctx.texts.t(
                "How long in the profession? Press a button, or write, for example: 3–10, up to 5, more than 10."
            ),
            ctx.texts.t("Those whose profile does not say so are left out."),
        ]
    )
    return text, _choices(ctx, choices, [_years_key(chosen)])


def _of_topics(ctx: Context, _data: Data, audience: Audience) -> _Shown:
    choices = [(one.key, one.name(ctx.texts.language)) for one in entries_of(ctx.session, TOPIC)]
    text = join_lines(
        [
            ctx.texts.t("Interested in which topics? None ticked: it does not matter."),
            ctx.texts.t("These are the people who have said that colleagues may ask them about the topic."),
        ]
    )
    return text, _choices(ctx, choices, audience.topics)


def _of_events(ctx: Context, data: Data, audience: Audience) -> _Shown:
    page = _at(data)["page"]
    found = latest_published(ctx.session, page * PAGE, PAGE + 1)
    choices = [(one.number, f"{ctx.texts.day_number(one.begins)} {cut(one.title, 40)}") for one in found[:PAGE]]
    rows = _choices(ctx, choices, audience.event_numbers)
    turning = _turning(page, more=len(found) > PAGE)
    text = ctx.texts.t("Registered for which event? Who goes, may go or waits for a place is meant.")
    if not found:
        text = ctx.texts.t("There are no events yet.")
    return text, [*rows[:-1], *([turning] if turning else []), rows[-1]]


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


def _of_list(besides: int | None, ctx: Context, data: Data, audience: Audience) -> _Shown:
    page = _at(data)["page"]
    found = people(ctx.session, audience, ctx.today.year, page * LISTED, LISTED + 1, besides=besides)
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


_SCREENS: dict[str, _Screen] = {
    "roles": _of_roles,
    "kinds": _of_kinds,
    "municipalities": _of_municipalities,
    "libraries": _of_libraries,
    "years": _of_years,
    "topics": _of_topics,
    "events": _of_events,
    "people": _of_people,
    "list": partial(_of_list, None),
}
