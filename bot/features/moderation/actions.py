"""Muting a member for a time. Every action checks who may, changes, notes, and tells whom it concerns."""

from bot.access import may_mute
from bot.context import Context
from bot.errors import UserError
from bot.features.moderation import views
from bot.features.moderation.rules import ends_at
from bot.texts import N_
from storage.members import Member, is_reachable, telegram_chat_of
from storage.moderation import ENDLESS, Mute, mute_of, mutes_over
from storage.outbox import About, Lane

MUTE = "mute"


def member_to_mute(ctx: Context, member_id: int) -> Member:
    """The member, if the acting person may mute them; raises UserError."""
    member = ctx.session.get(Member, member_id)
    if member is None or member.role is None:
        raise UserError(N_("There is no such member any more."))
    if not may_mute(ctx.role, member.role, oneself=member.id == ctx.me.id):
        raise UserError(
            N_("Nobody can mute themselves or an administrator; a methodologist is muted by an administrator.")
        )
    return member


def mute(ctx: Context, member_id: int, duration: str, reason: str) -> None:
    """Let a member not write to colleagues for a time; an earlier mute ends with it."""
    member = member_to_mute(ctx, member_id)
    if (earlier := mute_of(ctx.session, member.id)) is not None:
        earlier.ended_at, earlier.lifted_by_id = ctx.now, ctx.me.id
    new = Mute(member_id=member.id, by_id=ctx.me.id, at=ctx.now, until=ends_at(duration, ctx.now), reason=reason)
    ctx.session.add(new)
    member.muted_until = new.until or ENDLESS
    ctx.session.flush()
    ctx.note("mute", "member", member.id, mute=new.id, until=new.until.isoformat() if new.until else None)
    _tell(ctx, new)
    ctx.show(
        views.muted(ctx, new, reachable=is_reachable(ctx.session, member.id)),
        views.lift_button(ctx.texts, new),
        about=About("sent", MUTE, new.id),
    )


def lift(ctx: Context, mute_id: int) -> Mute:
    """End a mute before its time."""
    found = ctx.session.get(Mute, mute_id)
    if found is None or found.ended_at is not None:
        raise UserError(N_("It is over already: this member can write to colleagues, or was muted anew."))
    if found.member_id == ctx.me.id:
        raise UserError(
            N_("Nobody can mute themselves or an administrator; a methodologist is muted by an administrator.")
        )
    _end(ctx, found)
    found.lifted_by_id = ctx.me.id
    ctx.session.flush()
    ctx.note("lift_mute", "member", found.member_id, mute=found.id)
    _tell(ctx, found)
    return found


def end_mutes(ctx: Context) -> None:
    """Those whose time is over end, and their members are told."""
    for over in mutes_over(ctx.session, ctx.now):
        _end(ctx, over)
        ctx.note("end_mute", "member", over.member_id, mute=over.id)
        _tell(ctx, over)


def _end(ctx: Context, over: Mute) -> None:
    over.ended_at = ctx.now
    over.member.muted_until = None


def _tell(ctx: Context, about: Mute) -> None:
    """The member learns how it stands, with the reason and whom to ask."""
    chat_id = telegram_chat_of(ctx.session, about.member_id)
    if chat_id is None:
        return
    with ctx.speaking_to(about.member) as speaking:
        speaking.tell(
            about.member,
            chat_id,
            views.notice(speaking, about),
            about=About("notice", MUTE, about.id),
            lane=Lane.ANSWER,
        )
