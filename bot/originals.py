"""What a member wrote in the group with their own hands: hidden there only by deleting it, if the bot may."""

from bot.context import Context
from storage import groups, outbox
from storage.outbox import About, Lane

LEFT_IN_GROUP = "left_in_group"
"""In what is kept of something hidden: its author's own message still stands in the group."""


def delete_original(ctx: Context, chat_id: int | None, message_id: int | None, parts: int, *, about: About) -> bool:
    """Have a member's message deleted, an album with all its ``parts``; tells whether nobody reads it any more.

    Telegram numbers the parts of an album one after the other. In a private chat nobody else reads it anyway.
    """
    if chat_id is None or message_id is None or chat_id > 0:
        return True
    group = groups.group_at(ctx.session, chat_id)
    if group is None or not group.may(groups.DELETE_MESSAGES):
        return False
    several = parts > 1
    ids = list(range(message_id, message_id + parts))
    outbox.enqueue(
        ctx.session,
        chat_id=chat_id,
        method="deleteMessages" if several else "deleteMessage",
        payload={"message_ids": ids} if several else {"message_id": message_id},
        about=about,
        lane=Lane.ANSWER,
        now=ctx.now,
        recipient_id=None,
        update_id=ctx.update_id,
    )
    return True
