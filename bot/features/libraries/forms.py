"""The forms of the directory: renaming, merging, closing, a new library, other names."""

from datetime import date

from markupsafe import Markup

from bot.access import Act
from bot.context import Context, button
from bot.dialogs.fields import AnyDayField, TextField
from bot.dialogs.form import Data, Form, Prompt, pick
from bot.dialogs.pickers import EntryField, LibraryField
from bot.errors import UserError
from bot.features.libraries import actions
from bot.features.libraries.rules import tidy_aliases, tidy_library_name
from bot.texts import N_, join_lines
from bot.typed import Typed
from storage.latvian import fold
from storage.libraries import municipalities
from storage.vocabulary import LIBRARY_KIND

NO_NAME = N_("A name has 3 to 200 characters on one line. Please type it again.")
MISTAKE = "mistake"
HOW_DAYS_ARE_TYPED = N_("Type a date (31.12.2026, 1. janvārī, rīt), or choose.")


def _name(ctx: Context, _data: Data) -> Markup:
    return ctx.texts.t("What is the new name? Type it in full.")


def _aliases(ctx: Context, data: Data) -> Markup:
    known = ", ".join(actions.found_library(ctx, data["library"]).aliases)
    return join_lines(
        [
            ctx.texts.t("What else is it called? Type the short and everyday names, separated by commas."),
            ctx.texts.t("What you type takes the place of these: {names}", names=known) if known else None,
            ctx.texts.t("To remove all, type a hyphen."),
        ]
    )


def _read_aliases(text: str) -> list[str] | None:
    return [] if text.strip() in ("-", "–", "—") else tidy_aliases(text) or None


def _rename_day(ctx: Context, _data: Data) -> Markup:
    return join_lines([ctx.texts.t("From which day on does it have this name?"), ctx.texts.t(HOW_DAYS_ARE_TYPED)])


def _merge_day(ctx: Context, data: Data) -> Markup:
    library = actions.found_library(ctx, data["library"])
    members = actions.members_of(ctx, library)
    return join_lines(
        [
            ctx.texts.t("From which day on are they one library?"),
            ctx.texts.t(HOW_DAYS_ARE_TYPED),
            *(
                ["", ctx.texts.t("Its members ({n}) get the other library in their profile and are told.", n=members)]
                if members
                else []
            ),
        ]
    )


def _last_day(ctx: Context, data: Data) -> Markup:
    library = actions.found_library(ctx, data["library"])
    members = actions.members_of(ctx, library)
    return join_lines(
        [
            ctx.texts.t("Which is its last day?"),
            ctx.texts.t(HOW_DAYS_ARE_TYPED),
            *(
                ["", ctx.texts.t("It then leaves the profiles of its members ({n}), who are told.", n=members)]
                if members
                else []
            ),
        ]
    )


def _first_day(ctx: Context, _data: Data) -> Markup:
    return join_lines([ctx.texts.t("From which day on is there this library?"), ctx.texts.t(HOW_DAYS_ARE_TYPED)])


def _days(ctx: Context, _data: Data) -> list[date]:
    return actions.days_offered(ctx.today)


def _last_days(ctx: Context, _data: Data) -> list[date]:
    return actions.days_offered(ctx.today, last_days=True)


class MunicipalityField:
    """Choose the municipality, or type the name of a new one."""

    name = "municipality"

    def prompt(self, ctx: Context, data: Data) -> Prompt:
        rows = [[button(one.name, pick(one.id))] for one, _ in municipalities(ctx.session)[:30]]
        return Prompt(ctx.texts.t("In which municipality? Choose it, or type the name of a new one."), rows)

    def typed(self, ctx: Context, data: Data, typed: Typed) -> bool:
        name = tidy_library_name(typed.text)
        if name is None:
            raise UserError(NO_NAME)
        known = {fold(one.name): one.name for one, _ in municipalities(ctx.session)}
        data[self.name] = known.get(fold(name), name)
        return True

    def pressed(self, ctx: Context, data: Data, key: str) -> bool:
        known = {str(one.id): one.name for one, _ in municipalities(ctx.session)}
        if key not in known:
            raise UserError(N_("There is no such municipality any more."))
        data[self.name] = known[key]
        return True


def _known(ctx: Context, data: Data) -> str:
    parts = []
    if "library" in data:
        parts.append(actions.found_library(ctx, data["library"]).name)
    if "place" in data:
        parts.append(actions.found_municipality(ctx, data["place"]).name)
    if data.get("into"):
        parts.append(actions.found_library(ctx, data["into"][0]).name)
    if data.get("name"):
        parts.append(data["name"])
    return " → ".join(parts)


def _pick(ctx: Context, data: Data) -> None:
    actions.show_library(ctx, actions.found_library(ctx, data["libraries"][0]))


def _rename(ctx: Context, data: Data) -> None:
    day = None if data["day"] == MISTAKE else date.fromisoformat(data["day"])
    if "place" in data:
        actions.rename_municipality(ctx, actions.found_municipality(ctx, data["place"]), data["name"], day)
    else:
        actions.rename_library(ctx, actions.found_library(ctx, data["library"]), data["name"], day)


def _merge(ctx: Context, data: Data) -> None:
    library, into = (actions.found_library(ctx, key) for key in (data["library"], data["into"][0]))
    actions.merge_library(ctx, library, into, date.fromisoformat(data["day"]))


def _close(ctx: Context, data: Data) -> None:
    actions.close_library(ctx, actions.found_library(ctx, data["library"]), date.fromisoformat(data["day"]))


def _open(ctx: Context, data: Data) -> None:
    day = date.fromisoformat(data["day"])
    actions.open_library(ctx, data["name"], data["municipality"], data["library_kind"], day)


def _set_aliases(ctx: Context, data: Data) -> None:
    actions.set_aliases(ctx, actions.found_library(ctx, data["library"]), data["aliases"])


NAME = TextField("name", _name, tidy_library_name, NO_NAME)
PICK = Form(
    "pick_library", (LibraryField("libraries", N_("Which library?")),), _pick, act=Act.LISTS, title=N_("🏛 Libraries")
)
RENAME = Form(
    "rename_library",
    (
        NAME,
        AnyDayField(
            "day", _rename_day, _days, others=((MISTAKE, N_("It was a mistake: correct it in old reports too")),)
        ),
    ),
    _rename,
    act=Act.LISTS,
    title=N_("🏛 Another name"),
    known=_known,
)
MERGE = Form(
    "merge_library",
    (
        LibraryField(
            "into", N_("Into which library does it go?"), without=lambda _ctx, data: (data.get("library", 0),)
        ),
        AnyDayField("day", _merge_day, _days),
    ),
    _merge,
    act=Act.LISTS,
    title=N_("🏛 Merging"),
    known=_known,
)
CLOSE = Form(
    "close_library",
    (AnyDayField("day", _last_day, _last_days),),
    _close,
    act=Act.LISTS,
    title=N_("🏛 Closing"),
    known=_known,
)
OPEN = Form(
    "open_library",
    (
        NAME,
        MunicipalityField(),
        EntryField("library_kind", LIBRARY_KIND, N_("What kind of library is it?")),
        AnyDayField("day", _first_day, _days),
    ),
    _open,
    act=Act.LISTS,
    title=N_("🏛 A new library"),
    known=_known,
)
ALIASES = Form(
    "library_aliases",
    (
        TextField(
            "aliases",
            _aliases,
            _read_aliases,
            N_("Up to 20 names of 2 to 200 characters each, separated by commas. Please type them again."),
        ),
    ),
    _set_aliases,
    act=Act.LISTS,
    title=N_("🏛 Other names"),
    known=_known,
)
