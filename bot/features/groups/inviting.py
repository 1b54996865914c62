"""People who are in the region's group and have not joined Plaukts are invited, once.

Privately where the bot can write to them, for they pressed Start before; otherwise together, in one message there.
"""

from bot.context import Context
from bot.features.groups import rules, views
from bot.incoming import Json
from bot.texts import texts_for
from storage import groups, guests, outbox
from storage.groups import Group
from storage.members import member_by_telegram, open_request
from storage.outbox import About, Lane


def outsider(ctx: Context) -> None:
    """Somebody who has not joined wrote or pressed something in the region's group."""
    if ctx.group is not None:
        _seen(ctx, ctx.group, ctx.user_id, ctx.texts.language)


def came_or_went(ctx: Context, group: Group, user: Json, *, gone: bool) -> None:
    """Somebody is in the group now, or is not any more."""
    if user["is_bot"] or not group.adopted:
        return
    if gone:
        guests.forget_guest(ctx.session, user["id"])
        return
    language = "en" if str(user.get("language_code") or "").startswith("en") else ctx.region.language
    _seen(ctx, group, user["id"], language)


def _seen(ctx: Context, group: Group, user_id: int, language: str) -> None:
    member, _ = member_by_telegram(ctx.session, user_id)
    if member is not None and (member.role is not None or open_request(ctx.session, member) is not None):
        return
    if not guests.note_guest(ctx.session, user_id, ctx.now) or not outbox.was_reached(ctx.session, user_id):
        return
    delivery = outbox.enqueue(
        ctx.session,
        chat_id=user_id,
        method="sendMessage",
        payload={"text": str(views.invitation(texts_for(language), ctx.region.name)), "parse_mode": "HTML"},
        about=About("invitation", "group", group.id),
        lane=Lane.REMINDER,
        now=ctx.now,
        update_id=None,  # they caused it without knowing: nobody is told if it does not arrive
    )
    guests.set_invitation(ctx.session, user_id, delivery)


def invite_together(ctx: Context) -> None:
    """Bring the group's one invitation up to date; a new one comes only when that is old and somebody is new."""
    group = groups.region_group(ctx.session)
    if group is None or not group.present:
        return
    guests.forget_joined(ctx.session)
    unreached = guests.unreached_guests(ctx.session)
    waiting = [one for one in unreached if one.invited_at is None]
    shown = group.invitation_id
    is_due = bool(waiting) and rules.may_invite_together(min(one.seen_at for one in waiting), ctx.now, ctx.local.hour)
    if shown is not None and not waiting:
        _show_count(ctx, group, shown, len(unreached))
    if not is_due:
        return
    if shown is not None and group.invited_at is not None and ctx.now - group.invited_at < rules.NOT_OFTENER:
        _show_count(ctx, group, shown, len(unreached))
    else:
        _post(ctx, group, len(unreached))
    for one in waiting:
        one.invited_at = ctx.now


def _show_count(ctx: Context, group: Group, delivery: int, count: int) -> None:
    if count == group.invited_count:
        return
    group.invited_count = count
    with ctx.for_group() as speaking:
        buttons = views.join_button(speaking) if count else ()
        speaking.edit(delivery, views.invitation_together(speaking.texts, count), buttons)


def _post(ctx: Context, group: Group, count: int) -> None:
    if group.invitation_id is not None and group.may(groups.DELETE_MESSAGES):
        ctx.take_back(group.invitation_id)
    with ctx.for_group() as speaking:
        group.invitation_id = speaking.post(
            groups.TALK,
            views.invitation_together(speaking.texts, count),
            views.join_button(speaking),
            about=About("invitation_together", "group", group.id),
        )
    group.invited_at, group.invited_count = ctx.now, count
