"""From what is said and pressed to the set-up of the region's group."""

from bot.context import Context
from bot.errors import UserError
from bot.features.groups import setup, views
from bot.texts import N_
from storage import groups
from storage.groups import Group, GroupThread
from storage.outbox import About


def group(ctx: Context) -> None:
    """``/grupa``: in a group its set-up, in a thread what that is for, in private how it all stands."""
    if ctx.private:
        _in_private(ctx)
        return
    here = ctx.group
    if here is None:
        raise UserError(setup.NO_GROUP)
    region = groups.region_group(ctx.session)
    thread = groups.thread_at(ctx.session, here, ctx.thread) if ctx.thread is not None else None
    with ctx.for_group() as speaking:
        if region is not None and region.id != here.id:
            text = views.another_group(speaking.texts, region.title, here.title)
            buttons = views.another_group_buttons(speaking.texts, here)
            speaking.say_here(text, buttons, about=About("move", "group", here.id))
        elif region is not None and thread is not None:
            text = views.which_thread(speaking.texts, thread)
            buttons = views.which_thread_buttons(speaking.texts, here, thread)
            speaking.say_here(text, buttons, about=About("which", "group", here.id))
        else:
            setup.take_over(ctx, here)
            here.card_id = speaking.say_here(views.checking(speaking.texts), about=About("setup", "group", here.id))
            setup.ask_rights(ctx, here, here.card_id)


def _in_private(ctx: Context) -> None:
    region = groups.region_group(ctx.session)
    if region is None:
        username = ctx.region.bot_username
        ctx.show(views.how_to_attach(ctx.texts), views.add_button(ctx.texts, username))
        return
    lacking = setup.missing(region)
    text = views.setup_card(ctx.texts, region, lacking, setup.threads(ctx, region), ctx.region.bot_username)
    ctx.show(text, views.setup_buttons(ctx.texts, region, lacking), about=About("setup", "group", region.id))


def check(ctx: Context) -> None:
    """*Check again*, in the group or in private."""
    found = setup.numbered(ctx, int(ctx.match[0]))
    if ctx.pressed_delivery is None:
        raise UserError(setup.NO_GROUP)
    if not ctx.private:
        found.card_id = ctx.pressed_delivery
    setup.ask_rights(ctx, found, ctx.pressed_delivery)
    ctx.toast = ctx.texts.plain("Being checked…")


def welcome(ctx: Context) -> None:
    """*Welcome once more*."""
    setup.welcome_anew(ctx, setup.numbered(ctx, int(ctx.match[0])))
    ctx.toast = ctx.texts.plain("The welcome is being sent and pinned.")


def move(ctx: Context) -> None:
    """*Yes, this one*: another group becomes the region's."""
    found = setup.numbered(ctx, int(ctx.match[0]))
    setup.take_over(ctx, found)
    with ctx.for_group() as speaking:
        found.card_id = speaking.show(views.checking(speaking.texts), about=About("setup", "group", found.id))
    setup.ask_rights(ctx, found, found.card_id)


def keep(ctx: Context) -> None:
    """*No*: everything stays."""
    region = groups.region_group(ctx.session)
    with ctx.for_group() as speaking:
        speaking.show(views.stays(speaking.texts, region.title if region is not None else ""))


def set_kind(ctx: Context) -> None:
    """A kind was chosen for the thread in which ``/grupa`` was said."""
    thread_id, kind = ctx.match
    thread = ctx.session.get(GroupThread, int(thread_id))
    home = ctx.session.get(Group, thread.group_id) if thread is not None else None
    if thread is None or home is None or not home.adopted or thread.gone_at is not None:
        raise UserError(N_("This thread is no longer known. Say /grupa in it."))
    if kind != "none":
        before = groups.thread_of(ctx.session, home, kind)
        if before is not None and before.id != thread.id:
            before.kind = None
    thread.kind = None if kind == "none" else kind
    ctx.session.flush()
    ctx.note("set_thread", "thread", thread.id, kind=kind)
    with ctx.for_group() as speaking:
        speaking.show(views.thread_set(speaking.texts, thread))
    setup.show_card(ctx, home)
