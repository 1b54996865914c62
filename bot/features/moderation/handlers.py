"""From updates to the actions of moderation."""

from bot.context import Context
from bot.dialogs.form import start
from bot.errors import UserError
from bot.features.moderation import actions, forms, hiding, views
from bot.features.moderation.rules import tidy_reason
from bot.originals import delete_original
from bot.texts import N_
from storage.moderation import journal as found_journal
from storage.moderation import mutes_in_force
from storage.outbox import About

PAGE = 6
"""Entries of the journal on a page."""


def overview(ctx: Context) -> None:
    """``/moderesana``: who is muted, and what can be done."""
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
    page = int(ctx.match[0])
    found = found_journal(ctx.session, page, PAGE)
    ctx.show(views.journal(ctx, page, found), views.journal_buttons(ctx, page, found))


def hide(ctx: Context) -> None:
    """``/paslept`` with the reason, as a reply to what is to be hidden; in private the reason is asked for."""
    kind, object_id = hiding.object_at(ctx, ctx.replied_to)
    reason = tidy_reason(ctx.arguments)
    if reason is not None:
        hiding.hide(ctx, kind, object_id, reason)
        if ctx.typed is not None:  # the reason is the author's to read, and nobody else's
            about = About("deletion", hiding.HIDING, object_id)
            delete_original(ctx, ctx.typed.chat_id, ctx.typed.message_id, 1, about=about)
        return
    if not ctx.private:
        raise UserError(N_("Write the reason after the command: /paslept REASON. The author will read it."))
    hiding.to_hide(ctx, kind, object_id)
    start(ctx, forms.HIDE, {"kind": kind, "id": object_id})


def hide_this(ctx: Context) -> None:
    """*Hide* under what a member wrote: opens the form."""
    kind, object_id = ctx.match[0], int(ctx.match[1])
    hiding.to_hide(ctx, kind, object_id)
    ctx.pressed_delivery = None  # what it was pressed under stays
    start(ctx, forms.HIDE, {"kind": kind, "id": object_id})


def show_again(ctx: Context) -> None:
    """*Undo* under what was hidden, *Show again* in the journal."""
    hiding.show_again(ctx, int(ctx.match[0]))
