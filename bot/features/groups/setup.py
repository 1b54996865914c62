"""Setting the region's group up: asking for the rights, adopting and making threads, welcoming, showing how it stands.

Everything here may be done again: what is there already stays.
"""

import json
from contextlib import AbstractContextManager
from hashlib import sha256

from bot.access import LIBRARIAN
from bot.context import Context
from bot.delivery.telegram import SET_COMMANDS
from bot.errors import UserError
from bot.features.groups import views
from bot.features.groups.rules import is_same_name
from bot.incoming import Answer, Json
from bot.texts import LANGUAGES, N_, texts_for
from storage import groups, outbox
from storage.answers import asked_delivery
from storage.groups import Group, GroupThread
from storage.numbers import mark_once, marked_value, unmark
from storage.outbox import About, Lane

RIGHTS = "rights"
"""Kind of the question for the bot's rights; it is about the delivery that shows the answer."""
NO_GROUP = N_("This group is no longer known. Say /grupa in it.")


def missing(group: Group) -> list[str]:
    """What the bot still needs in the group."""
    return groups.missing_rights(group.status, group.rights, forum=group.forum)


def threads(ctx: Context, group: Group) -> dict[str, GroupThread]:
    """The group's threads by kind, those that are being made included."""
    found = {kind: groups.thread_of(ctx.session, group, kind) for kind in groups.KINDS}
    return {kind: thread for kind, thread in found.items() if thread is not None}


def numbered(ctx: Context, group_id: int) -> Group:
    """The group of a button. Raises UserError where it is not known any more."""
    group = ctx.session.get(Group, group_id)
    if group is None:
        raise UserError(NO_GROUP)
    return group


def own_id(ctx: Context) -> str:
    """The bot's own number in Telegram."""
    return (marked_value(ctx.session, "bot") or "0").partition(" ")[0]


def ask_rights(ctx: Context, group: Group, card_id: int) -> None:
    """Have Telegram asked what the bot may do; the answer is shown in that card."""
    outbox.enqueue(
        ctx.session,
        chat_id=group.chat_id,
        method=groups.ASK_MEMBER,
        payload={"user_id": int(own_id(ctx))},
        about=About(RIGHTS, "delivery", card_id),
        lane=Lane.INTERACTIVE,
        now=ctx.now,
        recipient_id=ctx.me.id,
        update_id=ctx.update_id,
    )


def take_over(ctx: Context, group: Group) -> None:
    """This is the region's group from now on."""
    if not group.adopted:
        groups.adopt(ctx.session, group, ctx.now)
        ctx.note("adopt_group", "group", group.id)


def answered_rights(ctx: Context, answer: Answer) -> None:
    """Telegram said what the bot may do in a group (or that it may not ask)."""
    group, card_id = ctx.group, answer.about.object_id
    if group is None or card_id is None:
        return
    if answer.error is not None:
        with _language_of(ctx, group, card_id) as speaking:
            speaking.edit(card_id, views.not_checked(speaking.texts), views.setup_buttons(speaking.texts, group, []))
        return
    remember_rights(group, answer.result)
    if group.adopted:
        complete(ctx, group)
        show_card(ctx, group)
    if card_id != group.card_id:
        show_card(ctx, group, card_id)


def remember_rights(group: Group, member: Json) -> None:
    """Note the bot's status and rights (Telegram's ChatMember)."""
    group.status = member["status"]
    group.rights = groups.granted(member)


def complete(ctx: Context, group: Group) -> None:
    """Do what the rights now allow and was not done: threads, welcome, pin."""
    if group.forum:
        for kind in groups.KINDS:
            if groups.thread_of(ctx.session, group, kind) is None:
                _adopt_or_make(ctx, group, kind)
    if group.present:
        _welcome(ctx, group)


def _adopt_or_make(ctx: Context, group: Group, kind: str) -> None:
    names = [views.thread_name(texts_for(language), kind) for language in LANGUAGES]
    for thread in groups.free_threads(ctx.session, group):
        if is_same_name(thread.name, names):
            thread.kind = kind
            ctx.session.flush()
            ctx.note("adopt_thread", "thread", thread.id, kind=kind)
            return
    if group.may(groups.MANAGE_TOPICS):
        name = views.thread_name(texts_for(ctx.region.language), kind)
        member_id = ctx.member.id if ctx.member else None
        groups.make_thread(ctx.session, group, kind, name, ctx.now, member_id=member_id, update_id=ctx.update_id)


def _welcome(ctx: Context, group: Group) -> None:
    if group.welcome_id is None:
        with ctx.for_group() as speaking:
            commands = _commands(speaking)
            group.welcome_id = speaking.post(
                groups.GENERAL,
                views.welcome(speaking.texts, group, ctx.region.name),
                views.welcome_buttons(speaking, commands),
                about=About("welcome", "group", group.id),
            )
    if group.welcome_id is not None and group.may(groups.PIN_MESSAGES):
        outbox.enqueue(
            ctx.session,
            chat_id=group.chat_id,
            method="pinChatMessage",
            payload={"disable_notification": True},
            about=About("pin", "group", group.id),
            lane=Lane.ANSWER,
            now=ctx.now,
            key=f"pin:{group.welcome_id}",
            target_id=group.welcome_id,
            update_id=ctx.update_id,
        )


def welcome_anew(ctx: Context, group: Group) -> None:
    """The welcome is sent and pinned once more: somebody deleted or unpinned it."""
    if not group.adopted:
        raise UserError(N_("This is not the region's group. Say /grupa in the group that is to be it."))
    group.welcome_id = None
    ctx.session.flush()
    _welcome(ctx, group)
    ctx.note("welcome_anew", "group", group.id)


def _commands(ctx: Context) -> set[str]:
    assert ctx.menu is not None  # noqa: S101 - every context of the running bot has one
    return {one["command"] for one in ctx.menu.commands(LIBRARIAN, ctx.texts)}


def offer_commands(ctx: Context, group: Group) -> None:
    """What ``/`` offers in the group: what can be said there; once, and anew when that changes."""
    assert ctx.menu is not None  # noqa: S101 - every context of the running bot has one
    commands = ctx.menu.group_commands(texts_for(ctx.region.language))
    version = sha256(json.dumps(commands).encode()).hexdigest()
    mark = f"commands in {group.chat_id}"
    if marked_value(ctx.session, mark) == version:
        return
    unmark(ctx.session, mark)
    mark_once(ctx.session, mark, ctx.now, version)
    outbox.enqueue(
        ctx.session,
        chat_id=group.chat_id,
        method=SET_COMMANDS,
        payload={"commands": commands, "scope": {"type": "chat", "chat_id": group.chat_id}},
        about=About("commands", "group", group.id),
        lane=Lane.REMINDER,
        now=ctx.now,
    )


def show_card(ctx: Context, group: Group, card_id: int | None = None) -> None:
    """Bring the card up to date that shows how the set-up stands; the group's own unless told."""
    card = card_id or group.card_id
    if card is None:
        return
    with _language_of(ctx, group, card) as speaking:
        lacking = missing(group)
        text = views.setup_card(speaking.texts, group, lacking, threads(ctx, group), ctx.region.bot_username)
        speaking.edit(card, text, views.setup_buttons(speaking.texts, group, lacking))


def _language_of(ctx: Context, group: Group, card_id: int) -> AbstractContextManager[Context]:
    """The region's language in the group, the member's own in private."""
    shown = asked_delivery(ctx.session, card_id)
    in_group = shown is None or shown.chat_id == group.chat_id or ctx.member is None
    return ctx.for_group() if in_group else ctx.speaking_to(ctx.me)
