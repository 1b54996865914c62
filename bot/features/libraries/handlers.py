"""From buttons to the directory's forms and actions."""

from bot.context import Context
from bot.dialogs.form import Form, start
from bot.features.libraries import actions, forms


def show(ctx: Context) -> None:
    """*Libraries* in the settings."""
    actions.show_libraries(ctx)


def choose(ctx: Context) -> None:
    """*Choose a library*."""
    start(ctx, forms.PICK)


def rename(ctx: Context) -> None:
    """*Rename* under a library."""
    _start(ctx, forms.RENAME)


def merge(ctx: Context) -> None:
    """*Merge* under a library."""
    _start(ctx, forms.MERGE)


def close(ctx: Context) -> None:
    """*Close* under a library."""
    _start(ctx, forms.CLOSE)


def names(ctx: Context) -> None:
    """*Other names* under a library."""
    _start(ctx, forms.ALIASES)


def new(ctx: Context) -> None:
    """*New library*."""
    start(ctx, forms.OPEN)


def places(ctx: Context) -> None:
    """*Municipalities*."""
    actions.show_municipalities(ctx)


def rename_place(ctx: Context) -> None:
    """A municipality was chosen: it is to be renamed."""
    municipality = actions.found_municipality(ctx, int(ctx.match[0]))
    start(ctx, forms.RENAME, {"place": municipality.id})


def undo(ctx: Context) -> None:
    """*Undo*, or *Take the planned change back*."""
    actions.undo_change(ctx, int(ctx.match[0]))
    ctx.toast = ctx.texts.plain("Taken back")


def _start(ctx: Context, form: Form) -> None:
    start(ctx, form, {"library": actions.found_library(ctx, int(ctx.match[0])).id})
