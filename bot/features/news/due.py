"""Deadlines: reminded of once, two days before; marked as past when they are."""

from datetime import timedelta

from bot.context import Context, message
from bot.features.news import copies, views
from bot.features.news.rules import DEFAULT_CADENCE, REMIND_AT, REMIND_BEFORE
from bot.texts import LANGUAGES, texts_for
from bot.ways import if_mailed
from storage.broadcasts import Content, announce
from storage.mailing import DIGESTS
from storage.news import NEWS, NewsPost, newly_past, with_deadline
from storage.outbox import About

REMINDER = "deadline"


def remind(ctx: Context) -> None:
    """Those who get such news at once are reminded; for the others the digest has a line."""
    if ctx.local.hour < REMIND_AT:
        return
    for post in with_deadline(ctx.session, ctx.today, ctx.today + REMIND_BEFORE):
        post.reminded_at = ctx.now
        _announce(ctx, post)
        ctx.note("remind", NEWS, post.number)


def _announce(ctx: Context, post: NewsPost) -> None:
    contents = {}
    for texts in sorted(map(texts_for, LANGUAGES), key=lambda texts: texts.language != ctx.region.language):
        text = views.reminder(texts, post, copies.category_name(ctx, post, texts))
        contents[texts.language] = Content("sendMessage", message(text, views.reminder_buttons(texts, post)))
    announce(
        ctx.session,
        About(REMINDER, NEWS, post.number),
        contents,
        roles=copies.READERS,
        now=ctx.now,
        occurrence=str(post.deadline),
        expires_at=ctx.now + timedelta(days=2),
        wanting=(NEWS, post.category, DEFAULT_CADENCE),
        author_id=post.author_id,
        mail_kind=if_mailed(ctx, DIGESTS),
    )


def mark_past(ctx: Context) -> None:
    """Copies say that the deadline has passed."""
    for post in newly_past(ctx.session, ctx.today):
        post.past_at = ctx.now
        copies.follow(ctx, post)
        ctx.note("mark_past", NEWS, post.number)
