"""A methodologist hides a post from all, and shows it again."""

from typing import Any

from sqlalchemy.orm import Session

from bot.context import Context
from bot.features.news import copies, views
from bot.hiding import Hidable, Written
from storage import outbox
from storage.authored import authored_at
from storage.members import Member
from storage.news import NEWS, NewsPost, post_numbered
from storage.outbox import About
from storage.revisions import DELETABLE, stop_following


def hide(ctx: Context, number: int) -> None:
    """A methodologist hides it from all; it counts on."""
    post = post_numbered(ctx.session, number)
    if post is not None and post.hidden_at is None:
        post.hidden_at = ctx.now
        copies.remove(ctx, post)
        _remove_opened(ctx, post)


def _remove_opened(ctx: Context, post: NewsPost) -> None:
    """Who opened it has it once more: the words go, and the files as long as Telegram deletes them."""
    young = ctx.now - post.published_at < DELETABLE
    for delivery, recipient_id in outbox.deliveries_about(ctx.session, About(copies.OPENED, NEWS, post.number)):
        reader = ctx.session.get(Member, recipient_id) if recipient_id is not None else None
        if reader is None:
            continue
        if outbox.method_of(ctx.session, delivery) == "sendMessage":
            with ctx.speaking_to(reader) as speaking:
                speaking.edit(delivery, views.gone(speaking.texts, post))
        elif young:
            ctx.take_back(delivery)


def show(ctx: Context, number: int, _kept: dict[str, Any] | None) -> None:
    """It is there again: in the group, in the list and in the search. Copies that were deleted are not sent anew."""
    post = post_numbered(ctx.session, number)
    if post is None or post.hidden_at is None:
        return
    post.hidden_at = None
    stop_following(ctx.session, About(copies.COPY, NEWS, number), ctx.now)
    if not post.in_group:
        copies.post_in_thread(ctx, post)
    copies.follow(ctx, post)


def look(ctx: Context, number: int) -> Written | None:
    """What moderation sees of it."""
    post = post_numbered(ctx.session, number)
    if post is None or post.withdrawn_at is not None:
        return None
    return Written(ctx.texts.plain("news No. {number}", number=number), post.author_id, post.text)


def written_at(session: Session, chat_id: int, message_id: int) -> int | None:
    """The post that a person wrote as this message of Telegram."""
    post = authored_at(session, NewsPost, chat_id, message_id)
    return post.number if post is not None else None


HIDABLE = {NEWS: Hidable[Context](look, hide, show, written_at)}
