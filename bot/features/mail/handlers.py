"""From the page's buttons to actions, and to what then stands there."""

from bot.context import Context, button
from bot.dialogs.form import EARLIER_STEP, start
from bot.errors import UserError
from bot.features.mail import actions, forms, views
from storage.mailing import KINDS


def page(ctx: Context) -> None:
    """*E-mail* in the profile."""
    forms.show_page(ctx)


def enter(ctx: Context) -> None:
    """*Enter an address*, or another one."""
    actions.require(ctx)
    start(ctx, forms.ADDRESS)


def code(ctx: Context) -> None:
    """*Type the code*, for who left the dialog meanwhile."""
    waiting = actions.addresses(ctx).waiting
    if waiting is None:
        raise UserError(EARLIER_STEP)
    start(ctx, forms.CODE, {"address": waiting.address})


def again(ctx: Context) -> None:
    """*New code*."""
    address = actions.send_again(ctx)
    start(ctx, forms.CODE, {"address": address.address})


def ask_to_remove(ctx: Context) -> None:
    """*Remove the address*: asked once more, for it would have to be confirmed again."""
    actions.require(ctx)
    yes = button(ctx.texts.plain("Yes, delete"), "em:remove:yes")
    ctx.show(views.ask_to_remove(ctx.texts), [[yes, button(ctx.texts.plain("No"), "em")]])


def remove(ctx: Context) -> None:
    """*Yes, delete*."""
    actions.remove(ctx)
    ctx.show(views.removed(ctx.texts), [[button(ctx.texts.plain("◀ Profile"), "m:profile")]])


def kind(ctx: Context) -> None:
    """A kind of things: by what way they come."""
    name = _kind(ctx)
    ctx.show(views.kind(ctx.texts, ctx.me, name), views.kind_buttons(ctx.texts, ctx.me, name))


def choose(ctx: Context) -> None:
    """A way was pressed."""
    name, way = _kind(ctx), views.WAY_OF[ctx.match[1]]
    actions.choose(ctx, name, way)
    ctx.toast = views.chosen(ctx.texts, name, way)
    forms.show_page(ctx)


def _kind(ctx: Context) -> str:
    name = ctx.match[0]
    if name not in KINDS or actions.addresses(ctx).used is None:
        raise UserError(EARLIER_STEP)
    return name
