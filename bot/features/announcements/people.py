"""Lists of people: who did not get an announcement and why, who has not said that they read it."""

from collections.abc import Sequence

from markupsafe import Markup

from bot.context import Context, button
from bot.delivery.reasons import reason
from bot.features.announcements import actions
from bot.texts import N_, join_lines
from storage.announcement_progress import Unreached, unconfirmed, unreached
from storage.announcements import ANNOUNCEMENT, Announcement
from storage.members import EMAIL, Member
from storage.outbox import UNKNOWN, About

LINES = 15
"""People on one page of a list."""


def missed(ctx: Context) -> None:
    """*Who did not get it*, with the reason."""
    announcement, first = actions.found_out(ctx, _number(ctx)), _page(ctx) * LINES
    found = unreached(ctx.session, announcement, ctx.today.year, first, LINES + 1)
    lines = [f"{_named(one.member)}: {_why(ctx, one)}" for one in found[:LINES]]
    _people(ctx, announcement, "missed", ctx.texts.t("<b>Who did not get it</b>"), lines, more=len(found) > LINES)


def unread(ctx: Context) -> None:
    """*Who has not confirmed*."""
    announcement, first = actions.found_out(ctx, _number(ctx)), _page(ctx) * LINES
    found = unconfirmed(ctx.session, announcement, first, LINES + 1)
    lines = [_named(one) for one in found[:LINES]]
    _people(ctx, announcement, "unread", ctx.texts.t("<b>Who has not confirmed</b>"), lines, more=len(found) > LINES)


def _people(
    ctx: Context, announcement: Announcement, verb: str, head: Markup, lines: Sequence[str], *, more: bool
) -> None:
    number, page_number = announcement.number, _page(ctx)
    turning = [button("◀", f"an:{verb}:{number}:{page_number - 1}")] if page_number else []
    turning += [button("▶", f"an:{verb}:{number}:{page_number + 1}")] if more else []
    rows = [*([turning] if turning else []), [button(ctx.texts.plain("◀ Back"), f"an:back:{number}")]]
    shown = lines or [ctx.texts.plain("Nobody is left in this list.")]
    ctx.show(join_lines([head, "", *shown]), rows, about=About("people", ANNOUNCEMENT, number))


def _named(member: Member) -> str:
    return " · ".join([member.name, *(library.name for library in member.libraries)])


def _why(ctx: Context, one: Unreached) -> str:
    return ctx.texts.plain(_reason(one))


def _reason(one: Unreached) -> str:
    if one.state == UNKNOWN:
        if one.channel == EMAIL:
            return N_("the mail server has not confirmed it; it may have arrived all the same")
        return N_("it may have arrived; Telegram has not confirmed it")
    if one.state is not None:
        return reason(one.state, one.error)
    if one.has_telegram:
        return N_("the recipient cannot be reached in Telegram")
    if one.has_mail:
        return N_("wants no such letters or cannot be reached by e-mail, and has no Telegram")
    return N_("has no Telegram")


def _page(ctx: Context) -> int:
    return int(ctx.match[1] or 0)


def _number(ctx: Context) -> int:
    return int(ctx.match[0])
