"""Publishing, changing and withdrawing. Every action checks who may, changes, notes it, and lets all copies follow."""

from collections.abc import Mapping, Sequence
from datetime import date, timedelta

from bot.access import Act
from bot.albums import Exchange, exchange_in, joined, sent_instead
from bot.context import Context
from bot.dialogs.form import EARLIER_STEP
from bot.errors import UserError
from bot.features.news import copies, views
from bot.features.news.rules import (
    GRACE,
    GRACE_UNDECIDED,
    OTHER,
    WITH_DEADLINE,
    is_past,
    needs_reminder,
    proposed_category,
)
from bot.payloads import is_captioned
from bot.texts import N_
from bot.texts.days import last_day_in
from bot.typed import Typed
from storage.news import NEWS, NewsPost, post_numbered
from storage.numbers import next_number
from storage.revisions import want_otherwise
from storage.vocabulary import NEWS_CATEGORY, entries_of

NOTHING_THERE = N_("There is nothing to publish. Write the news after the command, or send it as a message.")
FILE_STAYS = N_("Telegram does not let this file take the place of what was sent, so the news stays as it was.")
NO_LONGER_IN_LIST = N_("This entry is no longer in the list. Choose another one.")


def found(ctx: Context, number: int) -> NewsPost:
    """The post of this number, if it is there for the acting person; raises UserError."""
    post = post_numbered(ctx.session, number)
    mine = post is not None and post.author_id == ctx.me.id
    if post is None or not (post.shown or mine):
        raise UserError(N_("News No. {number} is not there any more."), number=number)
    return post


def found_mine(ctx: Context, number: int) -> NewsPost:
    """The acting person's own post, as long as it is shown; raises UserError."""
    post = found(ctx, number)
    if post.author_id != ctx.me.id:
        raise UserError(N_("Only the author can do this."))
    if not post.shown:
        raise UserError(N_("News No. {number} is not there any more."), number=number)
    return post


def category_words(ctx: Context) -> Mapping[str, Sequence[str]]:
    """Category → the words that name it."""
    entries = entries_of(ctx.session, NEWS_CATEGORY)
    return {entry.key: (entry.lv, entry.en, *entry.aliases) for entry in entries if entry.key != OTHER}


def proposed(ctx: Context, text: str) -> str | None:
    """The category that the text names."""
    return proposed_category(text, category_words(ctx))


def proposed_deadline(ctx: Context, text: str) -> date | None:
    """The day up to which the text says that something is open."""
    return last_day_in(text, ctx.today)


def publish(
    ctx: Context,
    typed: Typed,
    *,
    category: str | None = None,
    deadline: date | None = None,
    previewed: bool = False,
    in_group: bool = False,
) -> NewsPost:
    """Publish what was written. Without a category the one that the text names, or the author is asked afterwards."""
    ctx.require(Act.POST_NEWS)
    usable = [item for item in typed.attachments if item["kind"] != "sticker"]
    if not typed.text.strip() and not usable:
        raise UserError(NOTHING_THERE)
    guessed = category is None
    category = category or proposed(ctx, typed.text)
    decided = category is not None
    if guessed and category in WITH_DEADLINE:
        deadline = proposed_deadline(ctx, typed.text)
    post = NewsPost(
        number=next_number(ctx.session),
        author_id=ctx.me.id,
        category=category or OTHER,
        text=typed.text.strip(),
        published_at=ctx.now,
        attachments=usable,
        deadline=deadline,
        chat_id=typed.chat_id,
        message_id=typed.message_id,
        album=typed.album,
        in_group=in_group,
        libraries=list(ctx.me.libraries),
    )
    ctx.session.add(post)
    ctx.session.flush()
    _lay_out(ctx, post)
    _plan_reminder(ctx, post)
    after = timedelta(0) if previewed else GRACE if decided else GRACE_UNDECIDED
    copies.spread(ctx, post, after)
    ctx.note("publish", NEWS, post.number, category=post.category)
    copies.show_own(ctx, post, decided=decided)
    return post


def draft(ctx: Context, typed: Typed, category: str, deadline: date | None) -> NewsPost:
    """The post as it would be, for looking at: it is not stored."""
    post = NewsPost(
        number=0,
        author_id=ctx.me.id,
        category=category,
        text=typed.text.strip(),
        published_at=ctx.now,
        attachments=[item for item in typed.attachments if item["kind"] != "sticker"],
        deadline=deadline,
        libraries=list(ctx.me.libraries),
    )
    post.author = ctx.me
    _lay_out(ctx, post)
    return post


def _lay_out(ctx: Context, post: NewsPost) -> None:
    fits = views.fits_caption(ctx.texts, post, copies.category_name(ctx, post), ctx.today)
    post.captioned = is_captioned(post.attachments, fits=fits)


def _plan_reminder(ctx: Context, post: NewsPost) -> None:
    post.past_at = ctx.now if is_past(post.deadline, ctx.today) else None
    published_on = ctx.region.local(post.published_at).date()
    needed = post.deadline is not None and needs_reminder(published_on, post.deadline)
    post.reminded_at = None if needed else ctx.now


def rewrite(ctx: Context, post: NewsPost, typed: Typed) -> None:
    """The author writes it anew; what came with it stays, unless another file comes in its place."""
    exchanged = sent_instead(post.attachments, typed)
    text = typed.text if typed.text.strip() else post.text
    post.chat_id, post.message_id = typed.chat_id, typed.message_id
    post.album = post.album if exchanged is None else None
    _change(ctx, post, text, exchanged)


def change_message(ctx: Context, post: NewsPost, typed: Typed) -> None:
    """The author's own message is otherwise: its words, its file, or both. All copies follow."""
    own = typed.message_id == post.message_id
    _change(ctx, post, typed.text if own else post.text, exchange_in(post.attachments, typed, own=own))


def _change(ctx: Context, post: NewsPost, text: str, exchanged: Exchange | None) -> None:
    ctx.require(Act.POST_NEWS)
    text = text.strip()
    if exchanged is None and text == post.text:
        return
    if exchanged is not None and exchanged.old is not None and not exchanged.allowed:
        raise UserError(FILE_STAYS)
    if exchanged is not None:
        post.attachments = exchanged.attachments
    if not text and not post.attachments:
        raise UserError(N_("News needs a text or a file. To take it back, press “Withdraw”."))
    post.text, post.edited_at = text, ctx.now
    ctx.note("edit", NEWS, post.number)
    if exchanged is not None and exchanged.old is not None:
        copies.exchange(ctx, post, exchanged.old, exchanged.new)
    copies.follow(ctx, post)
    if exchanged is not None and exchanged.old is None:
        copies.add_files(ctx, post, [exchanged.new])


def set_category(ctx: Context, post: NewsPost, key: str) -> None:
    """The author says which category it is; whom it has not reached yet gets it by that."""
    if key not in {entry.key for entry in entries_of(ctx.session, NEWS_CATEGORY)}:
        raise UserError(NO_LONGER_IN_LIST)
    copies.decide(ctx, post)
    if key != post.category:
        post.category = key
        want_otherwise(ctx.session, NEWS, post.number, key)
        ctx.note("set_category", NEWS, post.number, category=key)
    copies.follow(ctx, post)


def set_deadline(ctx: Context, post: NewsPost, deadline: date | None) -> None:
    """The author says until when one can answer, or that there is no such day."""
    if deadline == post.deadline:
        return
    post.deadline = deadline
    _plan_reminder(ctx, post)
    ctx.note("set_deadline", NEWS, post.number)
    copies.follow(ctx, post)


def withdraw(ctx: Context, post: NewsPost, *, with_message: bool = True) -> None:
    """The author takes it back: nobody gets it any more, and who has it loses it."""
    post.withdrawn_at = ctx.now
    ctx.note("withdraw", NEWS, post.number)
    copies.remove(ctx, post, with_message=with_message)


def is_no_news(ctx: Context, post: NewsPost) -> None:
    """What the author wrote in the group was not meant as news: their message stays, everything else goes."""
    if not post.in_group:
        raise UserError(EARLIER_STEP)
    withdraw(ctx, post, with_message=False)


def add_late_part(ctx: Context, post: NewsPost, typed: Typed) -> None:
    """A part of an album came after the rest was published: it follows to everyone."""
    post.attachments = joined(post.attachments, typed, captioned=post.captioned)
    if typed.text and not post.text:
        post.text, post.message_id = typed.text.strip(), typed.message_id  # whose edits change the words
        copies.follow(ctx, post)
    copies.add_files(ctx, post, typed.attachments)
