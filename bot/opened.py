"""What people opened for themselves of something that many got: one more copy, which follows the others."""

from collections.abc import Callable

from markupsafe import Markup

from bot.context import Context, Rows
from bot.texts import Texts, texts_for
from storage import outbox
from storage.members import Member
from storage.outbox import About
from storage.revisions import DELETABLE
from storage.rewriting import CAPTIONED

OPENED, OPENED_BESIDES = "opened", "opened_besides"
"""Parts of it in the outbox: a message that has all of its words; pieces of a long text, and files by themselves."""


Shown = Callable[[Member, Texts, bool], tuple[Markup, Rows] | None]
"""From who reads, in their language, and whether it is a caption, to what stands there and under it; nothing where that
does not fit."""


def follow_opened(ctx: Context, about: About, shown: Shown) -> None:
    """What has all of its words shows its reader what they are now, unless that needs more room."""
    for delivery, recipient_id in outbox.deliveries_about(ctx.session, about):
        reader = ctx.session.get(Member, recipient_id) if recipient_id is not None else None
        if reader is None:
            continue
        captioned = outbox.method_of(ctx.session, delivery) in CAPTIONED
        if found := shown(reader, texts_for(reader.language), captioned):
            ctx.edit(delivery, *found)


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
