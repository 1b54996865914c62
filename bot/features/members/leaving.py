"""Leaving by oneself: nothing arrives any more, what one asked and answered stays, and one can come back to it."""

from bot.context import Context, button
from bot.errors import UserError
from bot.features.members import actions
from bot.features.members.forms import show_profile
from bot.texts import N_, join_lines
from bot.undoing import check_undo
from storage.members import REMOVED, WENT, is_last_admin
from storage.numbers import mark_once, marked_at, marked_value, unmark


def ask(ctx: Context) -> None:
    """*Leave Plaukts* in the profile: what it means."""
    text = join_lines(
        [
            ctx.texts.t("🚪 <b>Leave Plaukts?</b>"),
            ctx.texts.t(
                "Nothing will come to you any more, and your places at events to come become free. What you asked and "
                "answered stays with the libraries that it was for."
            ),
            ctx.texts.tn(
                "For {n} month you can come back with a code or by asking to be let in, and find your data as it was; "
                "then nothing tells who you were. To have it erased at once: /dzest.",
                "For {n} months you can come back with a code or by asking to be let in, and find your data as it was; "
                "then nothing tells who you were. To have it erased at once: /dzest.",
                ctx.region.keep.former_months,
            ),
        ]
    )
    yes = button(ctx.texts.plain("Yes, leave"), "m:leave:yes")
    ctx.show(text, [[yes, button(ctx.texts.plain("No"), "m:profile")]])


def leave(ctx: Context) -> None:
    """*Yes, leave*; for ten minutes it can be taken back."""
    member, role = ctx.me, ctx.me.role
    if is_last_admin(ctx.session, member.id):
        raise UserError(N_("The region needs an administrator: give this role to somebody else first."))
    member.role = None
    for name in (f"{REMOVED}:{member.id}", f"{WENT}:{member.id}"):
        unmark(ctx.session, name)
        mark_once(ctx.session, name, ctx.now, role)
    ctx.session.flush()
    ctx.note("leave", "member", member.id, role=role)
    text = ctx.texts.t("✖ <b>You are not a member of Plaukts any more.</b>")
    ctx.show(text, [[button(ctx.texts.plain("Undo"), "m:stay")]])
    farewell = ctx.texts.t("Thank you for everything that you have shared here. The way back: a code, or /start.")
    actions.say_with_menu(ctx, member, ctx.user_id, farewell)


def stay(ctx: Context) -> None:
    """*Undo*, by whoever left by themselves."""
    member = ctx.member
    mark = f"{WENT}:{member.id}" if member is not None else WENT
    left_at, role = marked_at(ctx.session, mark), marked_value(ctx.session, mark)
    if member is None or member.role is not None or left_at is None or role is None:
        raise UserError(N_("There is nothing to take back here."))
    check_undo(left_at, ctx.now)
    member.role = role
    for name in (f"{REMOVED}:{member.id}", mark):
        unmark(ctx.session, name)
    ctx.session.flush()
    ctx.note("stay", "member", member.id, role=role)
    show_profile(ctx)
    actions.greet(ctx)
