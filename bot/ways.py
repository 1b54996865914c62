"""By what way something goes to a member, as they have chosen: Telegram, e-mail or both."""

from collections.abc import Collection

from bot.context import Context
from storage.mail_chats import is_mailbox
from storage.mailing import ways_to
from storage.members import Member, is_reachable, reachable_chats, telegram_chat_of


def if_mailed(ctx: Context, kind: str | None) -> str | None:
    """The kind for what asks the database whom it reaches by e-mail; nothing where nobody is."""
    return kind if ctx.region.mails else None


def chats_of(ctx: Context, member: Member, kind: str) -> list[int]:
    """Where what is of this kind (``storage.mailing``) goes to the member: private chat, mailbox, or one and the other.

    Reachable or not; nothing for whom there is no way.
    """
    if not ctx.region.mails:
        chat_id = telegram_chat_of(ctx.session, member.id)
        return [] if chat_id is None else [chat_id]
    return [way.chat_id for way in ways_to(ctx.session, [member], kind)[member.id]]


def reachable_chats_of(ctx: Context, members: Collection[Member], kind: str) -> dict[int, list[int]]:
    """The same of several members, as far as they can be reached; who cannot is left out."""
    if not ctx.region.mails:
        chats = reachable_chats(ctx.session, [member.id for member in members])
        return {member_id: [chat_id] for member_id, chat_id in chats.items()}
    found = ways_to(ctx.session, members, kind).items()
    reachable = {member_id: [way.chat_id for way in ways if way.reachable] for member_id, ways in found}
    return {member_id: chats for member_id, chats in reachable.items() if chats}


def mailboxes_of(ctx: Context, members: Collection[Member], kind: str) -> dict[int, list[int]]:
    """Of those of these members to whom what is of this kind goes by e-mail, the mailbox."""
    if not ctx.region.mails:
        return {}
    found = reachable_chats_of(ctx, members, kind).items()
    return {member_id: [chat for chat in chats if is_mailbox(chat)] for member_id, chats in found}


def reaches(ctx: Context, member: Member, kind: str) -> bool:
    """Whether what is of this kind arrives at the member, as far as is known."""
    if not ctx.region.mails:
        return is_reachable(ctx.session, member.id)
    return any(way.reachable for way in ways_to(ctx.session, [member], kind)[member.id])
