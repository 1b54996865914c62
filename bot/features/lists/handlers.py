"""From buttons to the lists' forms and actions."""

from bot.context import Context
from bot.dialogs.form import start
from bot.errors import UserError
from bot.features.lists import actions, forms
from bot.features.lists.rules import LISTS


def show(ctx: Context) -> None:
    """*Lists* in the settings."""
    actions.show_lists(ctx)


def choose(ctx: Context) -> None:
    """A list."""
    actions.show_list(ctx, ctx.match[0])


def retired(ctx: Context) -> None:
    """*Out of use* under a list."""
    actions.show_list(ctx, ctx.match[0], retired=True)


def entry(ctx: Context) -> None:
    """An entry of a list."""
    actions.show_entry(ctx, actions.found_entry(ctx, int(ctx.match[0])))


def add(ctx: Context) -> None:
    """*Add* under a list."""
    if ctx.match[0] not in LISTS:
        raise UserError(actions.GONE)
    start(ctx, forms.ADD, {"list": ctx.match[0]})


def rename(ctx: Context) -> None:
    """*Rename* under an entry."""
    start(ctx, forms.RENAME, {"entry": actions.found_entry(ctx, int(ctx.match[0])).id})


def words(ctx: Context) -> None:
    """*Other words* under an entry."""
    start(ctx, forms.WORDS, {"entry": actions.found_entry(ctx, int(ctx.match[0])).id})


def up(ctx: Context) -> None:
    """One place up."""
    actions.move_entry(ctx, actions.found_entry(ctx, int(ctx.match[0])), -1)


def down(ctx: Context) -> None:
    """One place down."""
    actions.move_entry(ctx, actions.found_entry(ctx, int(ctx.match[0])), 1)


def retire(ctx: Context) -> None:
    """*Take out of use* under an entry."""
    actions.retire_entry(ctx, actions.found_entry(ctx, int(ctx.match[0])))


def bring_back(ctx: Context) -> None:
    """*Use again* under an entry."""
    actions.bring_back_entry(ctx, actions.found_entry(ctx, int(ctx.match[0])))


def undo(ctx: Context) -> None:
    """*Undo* after a change."""
    actions.undo_change(ctx, int(ctx.match[0]))
    ctx.toast = ctx.texts.plain("Taken back")
