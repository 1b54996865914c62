"""The privacy notice for members: read with a command, acknowledged, and asked for anew once it says something else."""

from markupsafe import Markup

from bot.context import Context, Rows, button
from bot.notice import notice, version
from bot.texts import join_lines
from storage.outbox import About, is_enqueued

NOTICE = About("privacy")


def show_notice(ctx: Context) -> None:
    """``/privatums``: for everyone, also who has not joined."""
    text, buttons = _notice(ctx)
    key = _key(ctx) if _is_unread(ctx) else None
    ctx.say(text, buttons, about=NOTICE, key=None if key is None or is_enqueued(ctx.session, key) else key)


def show_in_place(ctx: Context) -> None:
    """*Privacy and my data* in the profile or under the settings."""
    text, buttons = _notice(ctx)
    ctx.show(text, [*buttons, [button(ctx.texts.plain("◀ Profile"), "m:profile")]], about=NOTICE)


def ask_to_read(ctx: Context) -> None:
    """Who has not acknowledged what the notice says now is asked after what they did; once a day is enough."""
    if not _is_unread(ctx):
        return
    key = _key(ctx)
    if not is_enqueued(ctx.session, key):
        text, buttons = _notice(ctx, changed=ctx.me.notice_version is not None)
        ctx.say(text, buttons, about=NOTICE, key=key)


def acknowledge(ctx: Context) -> None:
    """*I have read it*, under the notice as it was when it was shown."""
    if ctx.member is None or ctx.member.erased_at is not None:
        ctx.toast = ctx.texts.plain("This button is from an earlier step and no longer works.")
        return
    if int(ctx.match[0]) != version(ctx.region):
        ctx.toast = ctx.texts.plain("The notice has changed meanwhile. Please read it as it is now.")
    elif _is_unread(ctx):
        ctx.me.notice_version, ctx.me.notice_at = version(ctx.region), ctx.now
        ctx.session.flush()
        ctx.note("acknowledge_notice", "member", ctx.me.id, version=version(ctx.region))
        ctx.toast = ctx.texts.plain("Thank you, it is noted.")
    text, buttons = _notice(ctx)
    ctx.show(text, buttons, about=NOTICE)


def _is_unread(ctx: Context) -> bool:
    return ctx.member is not None and ctx.role is not None and ctx.member.notice_version != version(ctx.region)


def _key(ctx: Context) -> str:
    return f"notice:{version(ctx.region)}:{ctx.me.id}:{ctx.today.isoformat()}"


def _notice(ctx: Context, *, changed: bool = False) -> tuple[Markup, Rows]:
    texts, member = ctx.texts, ctx.member
    lines: list[str | None] = []
    if changed:
        lines = [texts.t("ℹ️ The privacy notice says something new. What you did just now is done all the same."), ""]
    lines.append(notice(texts, ctx.region))
    unread = _is_unread(ctx)
    if member is not None and not unread and member.notice_at is not None:
        day = texts.on_date(ctx.region.local(member.notice_at).date())
        lines += ["", texts.t("✅ You said that you had read it, {day}.", day=day)]
    rows = [[button(texts.plain("I have read it"), f"pv:read:{version(ctx.region)}")]] if unread else []
    if member is not None:
        rows.append([button(texts.plain("📄 My data"), "pv:data"), button(texts.plain("🗑 Erase my data"), "pv:erase")])
    return join_lines(lines), rows
