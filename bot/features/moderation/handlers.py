"""From updates to the actions of moderation."""

from bot.access import Act
from bot.context import Context
from bot.dialogs.form import start
from bot.features.moderation import actions, forms, views
from storage.moderation import journal as found_journal
from storage.moderation import mutes_in_force

PAGE = 6
"""Entries of the journal on a page."""


def overview(ctx: Context) -> None:
    """``/moderesana``: who is muted, and what can be done."""
    ctx.require(Act.MODERATE)
    mutes = mutes_in_force(ctx.session)
    ctx.show(views.overview(ctx, mutes), views.overview_buttons(ctx.texts, mutes))


def mute(ctx: Context) -> None:
    """*Mute a member*: opens the form; with a number it is about this member."""
    ctx.pressed_delivery = None  # what it was pressed under stays
    chosen = int(ctx.match[0]) if ctx.match and ctx.match[0] else None
    start(ctx, forms.MUTE, None if chosen is None else {"member": actions.member_to_mute(ctx, chosen).id})


def lift(ctx: Context) -> None:
    """*Undo* under a mute, *Lift* in the overview."""
    lifted = actions.lift(ctx, int(ctx.match[0]))
    ctx.toast = ctx.texts.plain("Lifted")
    ctx.show(views.lifted(ctx.texts, lifted))


def journal(ctx: Context) -> None:
    """*Journal of moderation*, and turning its pages."""
    ctx.require(Act.MODERATE)
    page = int(ctx.match[0])
    found = found_journal(ctx.session, page, PAGE)
    ctx.show(views.journal(ctx, page, found), views.journal_buttons(ctx.texts, page, found))
