"""What people opened for themselves of something that many got: one more copy, which goes when the others go."""

from collections.abc import Callable

from markupsafe import Markup

from bot.context import Context
from bot.texts import Texts
from storage import outbox
from storage.members import Member
from storage.outbox import About
from storage.revisions import DELETABLE
from storage.rewriting import CAPTIONED


def remove_opened(ctx: Context, about: About, gone: Callable[[Texts], Markup]) -> None:
    """In place of the words stands that it is ``gone``; files go as long as Telegram deletes them, then their words."""
    for delivery, recipient_id in outbox.deliveries_about(ctx.session, about):
        reader = ctx.session.get(Member, recipient_id) if recipient_id is not None else None
        if reader is None:
            continue
        method = outbox.method_of(ctx.session, delivery)
        if method != "sendMessage" and ctx.now - outbox.created_at(ctx.session, delivery) < DELETABLE:
            ctx.take_back(delivery)
        elif method == "sendMessage" or method in CAPTIONED:
            with ctx.speaking_to(reader) as speaking:
                speaking.edit(delivery, gone(speaking.texts))
