"""The forms of the lists: a new entry, another name, other words."""

from markupsafe import Markup

from bot.access import Act
from bot.context import Context, button
from bot.dialogs.fields import TextField, asking
from bot.dialogs.form import EARLIER_STEP, Data, Form, Prompt, pick
from bot.errors import UserError
from bot.features.lists import actions
from bot.features.lists.rules import LISTS, tidy_name, tidy_words
from bot.texts import N_, join_lines
from bot.typed import Typed
from storage.vocabulary import TOPIC

NO_NAME = N_("A name has 2 to 60 characters on one line. Please type it again.")
NO_WORDS = N_("Up to 40 words or phrases of 2 to 40 characters each, separated by commas. Please type them again.")
NEW_LV = N_("What is it called in Latvian? As it is to stand on the button.")
NOW, MISTAKE = "now", "mistake"


def _new_en(ctx: Context, _data: Data) -> Markup:
    return ctx.texts.t("And in English? Without it the Latvian name stands in both languages.")


def _other_lv(ctx: Context, data: Data) -> Markup:
    entry = actions.found_entry(ctx, data["entry"])
    return ctx.texts.t("What is the new name in Latvian? Now it is: {name}", name=entry.lv)


def _other_en(ctx: Context, data: Data) -> Markup:
    entry = actions.found_entry(ctx, data["entry"])
    return ctx.texts.t("And in English? Now it is: {name}", name=entry.en)


def _words(ctx: Context, data: Data) -> Markup:
    entry = actions.found_entry(ctx, data["entry"])
    known = ", ".join(entry.aliases)
    ask = N_("By which words do people name it in one line? Type them, separated by commas.")
    if entry.list_name == TOPIC:
        ask = N_("By which words is this topic recognised in questions and lines? Type them, separated by commas.")
    return join_lines(
        [
            ctx.texts.t(ask),
            ctx.texts.t("What you type takes the place of these: {names}", names=known) if known else None,
            ctx.texts.t("To remove all, type a hyphen."),
        ]
    )


class SinceField:
    """Whether a name changes from today on, or was a mistake."""

    name = "since"

    def prompt(self, ctx: Context, data: Data) -> Prompt:
        return Prompt(
            ctx.texts.t("From when on does it have this name?"),
            [
                [button(ctx.texts.plain("From today; earlier reports keep the old name"), pick(NOW))],
                [button(ctx.texts.plain("It was a mistake: correct it in old reports too"), pick(MISTAKE))],
            ],
        )

    def typed(self, ctx: Context, data: Data, typed: Typed) -> bool:
        raise UserError(N_("A choice is needed here: press a button. What you wrote was not registered."))

    def pressed(self, ctx: Context, data: Data, key: str) -> bool:
        if key not in {NOW, MISTAKE}:
            raise UserError(EARLIER_STEP)
        data[self.name] = key
        return True


def _known(ctx: Context, data: Data) -> str:
    if list_name := data.get("list"):
        named = ctx.texts.plain(LISTS[list_name])
    else:
        named = actions.found_entry(ctx, data["entry"]).name(ctx.texts.language)
    return " → ".join(part for part in (named, data.get("lv")) if part)


def _add(ctx: Context, data: Data) -> None:
    actions.add_entry(ctx, data["list"], data["lv"], data.get("en") or data["lv"])


def _rename(ctx: Context, data: Data) -> None:
    entry = actions.found_entry(ctx, data["entry"])
    day = ctx.today if data["since"] == NOW else None
    actions.rename_entry(ctx, entry, data.get("lv") or entry.lv, data.get("en") or entry.en, day)


def _set_words(ctx: Context, data: Data) -> None:
    actions.set_words(ctx, actions.found_entry(ctx, data["entry"]), data["words"])


ADD = Form(
    "add_entry",
    (
        TextField("lv", asking(NEW_LV), tidy_name, NO_NAME),
        TextField("en", _new_en, tidy_name, NO_NAME),
    ),
    _add,
    act=Act.LISTS,
    title=N_("🗂 A new entry"),
    optional=frozenset(("en",)),
    known=_known,
)
RENAME = Form(
    "rename_entry",
    (TextField("lv", _other_lv, tidy_name, NO_NAME), TextField("en", _other_en, tidy_name, NO_NAME), SinceField()),
    _rename,
    act=Act.LISTS,
    title=N_("🗂 Another name"),
    optional=frozenset(("lv", "en")),
    known=_known,
)
WORDS = Form(
    "entry_words",
    (TextField("words", _words, tidy_words, NO_WORDS),),
    _set_words,
    act=Act.LISTS,
    title=N_("🗂 Words"),
    known=_known,
)
