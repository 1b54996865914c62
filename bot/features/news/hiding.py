"""A methodologist hides a post from all, and shows it again."""

from typing import Any

from sqlalchemy.orm import Session

from bot.context import Context
from bot.features.news import copies
from bot.hiding import Hidable, Written
from storage.authored import authored_at
from storage.news import NEWS, NewsPost, post_numbered
from storage.outbox import About
from storage.revisions import stop_following


def hide(ctx: Context, number: int) -> None:
    """A methodologist hides it from all; it counts on."""
    post = post_numbered(ctx.session, number)
    if post is not None and post.hidden_at is None:
        post.hidden_at = ctx.now
        copies.remove(ctx, post)


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
