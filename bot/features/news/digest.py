"""What the digest tells of news: what is new, and which deadlines are near."""

from collections.abc import Sequence
from datetime import datetime

from bot.access import Act
from bot.context import Context
from bot.features.news import views
from bot.features.news.rules import DEFAULT_CADENCE, REMIND_BEFORE, needs_reminder
from bot.subscriptions import DigestItem, Subscription
from bot.texts import N_
from storage.members import Member
from storage.news import NEWS, NewsPost, closing, shown_since
from storage.seen import seen_of
from storage.vocabulary import NEWS_CATEGORY

NEWS_DEADLINE = "news_deadline"
"""A near deadline is told once, whether its post was seen or not."""


def digest(ctx: Context, member: Member, subjects: Sequence[str], since: datetime) -> list[DigestItem]:
    """New posts of others since then, and posts that can be answered to for two more days."""
    new = shown_since(ctx.session, since, categories=subjects, besides=member.id)
    near = closing(ctx.session, ctx.today, ctx.today + REMIND_BEFORE, categories=subjects, besides=member.id)
    told = seen_of(ctx.session, member.id, NEWS, [post.number for post in new])
    newly = [post for post in new if post.number not in told]
    reminded = [post for post in near if post not in newly and _is_worth_it(ctx, post)]
    return [*(_item(ctx, post, NEWS) for post in newly), *(_item(ctx, post, NEWS_DEADLINE) for post in reminded)]


def _is_worth_it(ctx: Context, post: NewsPost) -> bool:
    published_on = ctx.region.local(post.published_at).date()
    return post.deadline is not None and needs_reminder(published_on, post.deadline)


def _item(ctx: Context, post: NewsPost, kind: str) -> DigestItem:
    until = views.until(ctx.texts, post, ctx.today)
    files = (
        ctx.texts.plain_n("📎 {n} attachment", "📎 {n} attachments", len(post.attachments)) if post.attachments else ""
    )
    where = ", ".join(library.name for library in post.libraries) or post.author.name
    return DigestItem(
        object_kind=kind,
        object_id=post.number,
        at=post.published_at if kind == NEWS else ctx.now,
        title=views.title_of(post, ctx.texts),
        url=ctx.deep_link(f"n{post.number}"),
        subject=post.category,
        detail=" · ".join(fact for fact in (where, until, files) if fact),
        text=post.text,
    )


SUBSCRIPTION = Subscription[Context](
    kind=NEWS,
    label=N_("News"),
    act=Act.POST_NEWS,
    default=DEFAULT_CADENCE,
    digest=digest,
    list_name=NEWS_CATEGORY,
    sign="📰",
    position=10,
)
