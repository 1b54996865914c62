"""What happens to the region's group and to the bot in it: noticed, and told to those who can do something about it."""

from collections.abc import Callable, Mapping, Sequence

from markupsafe import Markup

from bot.access import ADMIN, Act
from bot.context import Context
from bot.features.groups import inviting, setup, views
from bot.incoming import MEMBERSHIP, OTHERS_MEMBERSHIP, Answer, Incoming, Json
from storage import groups
from storage.groups import Group, GroupThread
from storage.members import telegram_chats
from storage.numbers import mark_once
from storage.outbox import About


def happened(ctx: Context, update: Incoming) -> None:
    """Something happened to a group or to who is in it."""
    if ctx.group is None:
        return
    if update.kind == MEMBERSHIP:
        _bots_membership(ctx, ctx.group, update.content)
    elif update.kind == OTHERS_MEMBERSHIP:
        change = update.content["new_chat_member"]
        inviting.came_or_went(ctx, ctx.group, change["user"], gone=change["status"] in groups.OUTSIDE)
    else:
        _service(ctx, ctx.group, update.content)


def _bots_membership(ctx: Context, group: Group, change: Json) -> None:
    was_in, lacked = change["old_chat_member"]["status"] not in groups.OUTSIDE, setup.missing(group)
    setup.remember_rights(group, change["new_chat_member"])
    lacks = setup.missing(group)
    if not group.adopted:
        if not was_in and group.present:
            _greet(ctx, group)
        return
    if not group.present:
        if was_in:
            tell_administrators(ctx, group, lambda speaking: views.removed(speaking.texts, group.title))
        return
    if not was_in:
        groups.came_back(ctx.session, group, ctx.now)
        tell_administrators(ctx, group, lambda speaking: views.returned(speaking.texts, group.title))
    lost = [right for right in lacks if right not in lacked]
    if lost:
        username = ctx.region.bot_username
        tell_administrators(ctx, group, lambda one: views.rights_lost(one.texts, group.title, lost, username))
    elif lacked and not lacks and was_in:
        tell_administrators(ctx, group, lambda one: views.rights_complete(one.texts, group.title))
    setup.complete(ctx, group)
    setup.show_card(ctx, group)


def _greet(ctx: Context, group: Group) -> None:
    """One polite sentence where the bot was added to, and that is all."""
    if group.greeted_at is not None or ctx.may(Act.GROUP):  # who says /grupa next needs not be told
        return
    group.greeted_at = ctx.now
    has_group = groups.region_group(ctx.session) is not None
    with ctx.for_group() as speaking:
        text = views.only_one_greeting(speaking.texts, has_group=has_group)
        speaking.say_here(text, about=About("greeting", "group", group.id))


def _service(ctx: Context, group: Group, message: Json) -> None:
    if str(message["from"]["id"]) == setup.own_id(ctx):
        return  # of what the bot did itself it knows by the answer
    if "migrate_to_chat_id" in message:
        _moved(ctx, group.chat_id, message["migrate_to_chat_id"])
    elif "migrate_from_chat_id" in message:
        _moved(ctx, message["migrate_from_chat_id"], group.chat_id)
    elif "new_chat_title" in message:
        _renamed(ctx, group, message["new_chat_title"])
    elif "forum_topic_created" in message and ctx.thread is not None:
        _note_thread(ctx, group, ctx.thread, message["forum_topic_created"].get("name"))
    elif "forum_topic_edited" in message and ctx.thread is not None:
        _note_thread(ctx, group, ctx.thread, message["forum_topic_edited"].get("name"))
    for user in message.get("new_chat_members", ()):
        inviting.came_or_went(ctx, group, user, gone=False)
    if "left_chat_member" in message:
        inviting.came_or_went(ctx, group, message["left_chat_member"], gone=True)


def _moved(ctx: Context, old: int, new: int) -> None:
    groups.move_group(ctx.session, old, new)
    group = groups.group_at(ctx.session, new)
    if group is None or not group.adopted:
        return
    ctx.group = group
    # Telegram tells it in both chats, in whichever order they are handled.
    tell_administrators(
        ctx, group, lambda speaking: views.migrated(speaking.texts, group.title), key=f"moved:{old}:{new}"
    )


def _renamed(ctx: Context, group: Group, title: str) -> None:
    old, group.title = group.title, title
    if group.adopted and old != title:
        tell_administrators(ctx, group, lambda speaking: views.renamed(speaking.texts, old, title))
        setup.show_card(ctx, group)


def _note_thread(ctx: Context, group: Group, thread_id: int, name: str | None) -> None:
    thread = groups.note_thread(ctx.session, group, thread_id, name)
    if thread is not None and group.adopted and group.forum:
        setup.complete(ctx, group)
        setup.show_card(ctx, group)


def answered_thread(ctx: Context, answer: Answer) -> None:
    """Telegram made a thread, or did not."""
    thread = ctx.session.get(GroupThread, answer.about.object_id)
    if thread is None or ctx.group is None:
        return
    if answer.error is None:
        groups.thread_made(ctx.session, thread, answer.result["message_thread_id"])
        ctx.note("thread_made", "thread", thread.id, kind=thread.kind)
    else:
        thread.gone_at = ctx.now
    ctx.session.flush()
    setup.show_card(ctx, ctx.group)


def look_after(ctx: Context) -> None:
    """What no update tells of the region's group: its list of commands; that "Topics" were switched on."""
    group = groups.region_group(ctx.session)
    if group is None or not group.present:
        return
    setup.offer_commands(ctx, group)
    if not group.forum or groups.has_threads(ctx.session, group):
        return
    setup.complete(ctx, group)
    lacks = setup.missing(group)
    if groups.has_threads(ctx.session, group):
        setup.show_card(ctx, group)
    elif groups.MANAGE_TOPICS in lacks and mark_once(ctx.session, f"threads lacking in {group.chat_id}", ctx.now):
        setup.show_card(ctx, group)
        username = ctx.region.bot_username
        tell_administrators(ctx, group, lambda one: views.rights_lacking(one.texts, group.title, lacks, username))


def tell_lost_threads(ctx: Context) -> None:
    """The administrators are told of threads that somebody deleted, as soon as it is clear what came of it."""
    group = groups.region_group(ctx.session)
    lost = groups.untold_threads(ctx.session, group) if group is not None else []
    if group is None or not lost:
        return
    current = setup.threads(ctx, group)
    if any(thread.thread_id is None for thread in current.values()):
        return  # being made
    kinds = [kind for kind in groups.KINDS if kind in {thread.kind for thread in lost}]
    made = [kind for kind in kinds if kind in current]
    without = [kind for kind in kinds if kind not in current]
    tell_administrators(ctx, group, lambda speaking: _lost(speaking, group, current, made, without))
    for thread in lost:
        thread.told_at = ctx.now


def _lost(
    ctx: Context, group: Group, current: Mapping[str, GroupThread], made: Sequence[str], without: Sequence[str]
) -> Markup:
    missing = [views.thread_name(ctx.texts, kind) for kind in without]
    return views.threads_lost(ctx.texts, group.title, [current[kind].name for kind in made], missing)


def tell_administrators(
    ctx: Context, group: Group, say: Callable[[Context], Markup], *, key: str | None = None
) -> None:
    """Tell every administrator of Plaukts, each in their language."""
    for administrator, chat_id in telegram_chats(ctx.session, ADMIN):
        with ctx.speaking_to(administrator) as speaking:
            speaking.tell(
                administrator,
                chat_id,
                say(speaking),
                about=About("notice", "group", group.id),
                key=None if key is None else f"{key}:{administrator.id}",
            )
